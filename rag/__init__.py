"""A question in, an Answer out: made of exact quotations, or refused with a reason."""
