"""The archive in the browser: what it holds, and what comes in."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from ..index.index import Index


def archive_tab(
    blocks: gr.Blocks, index: Index, *, read_only: bool
) -> Sequence[Callable[..., Any]]:
    """The archive, in the page that is being built; the events after which it may have changed."""
    return []
