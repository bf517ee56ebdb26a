"""The lines of a flat text that are the article's own."""

import re
from collections.abc import Iterator, Sequence

from .article import Mark, Span

_LINE = re.compile(r"\S[^\r\n]*")


def own_lines(text: str, marks: Sequence[Mark], start: int = 0) -> list[Span]:
    """The lines, or what the marks leave of them, without the white space around them.

    Args:
        text: A flat text.
        marks: What of it is not plain text, of any kind, in order.
        start: Where to begin, after front matter.
    """
    return list(_pieces(text, marks, start))


def _pieces(text: str, marks: Sequence[Mark], start: int) -> Iterator[Span]:
    for mark in marks:
        if mark.end > start:
            yield from lines_between(text, start, mark.start)
            start = mark.end
    yield from lines_between(text, start, len(text))


def lines_between(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines from `start` to `end`, without the white space around them."""
    for found in _LINE.finditer(text, start, end):
        yield Span(found.start(), found.start() + len(found.group().rstrip()))
