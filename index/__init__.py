"""Articles in, passages out: usable alone by any program, without the rooms that answer."""
