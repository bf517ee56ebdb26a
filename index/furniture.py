"""What of a text that was scraped flat is the page around the article, and what is a caption.

What is doubtful stays text: an answer that was set aside is lost, a stray button answers nothing.
"""

import re
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from .article import Mark, MarkKind, Span
from .line_shapes import is_caption
from .page_layout import Layout, layout
from .page_lines import PageLine, evidence, page_line
from .sentences import is_wrapped

_LINE = re.compile(r"[^\r\n]+")
_BLOCK = re.compile(r"[^\s][^\n]*(?:\n[^\S\n]*[^\s][^\n]*)*")
_MOST_LINES = 20_000  # a text with more is a book or a table, and no page
# Log odds that a line is furniture if other articles of the publisher have it too. A paragraph may
# be background that is printed again and again.
_FAMILIAR, _FAMILIAR_PARAGRAPH = 5.0, 3.0
_PARAGRAPH_WORDS = 20

_Kind = tuple[MarkKind, str]


def furniture(text: str, *, familiar: frozenset[str] = frozenset()) -> tuple[Mark, ...]:
    """Mark the lines of a flat text that belong to the page and not to the article, and captions.

    Args:
        text: The article's text. If it is wrapped at a fixed width, its paragraphs are the lines.
        familiar: Lines, without the white space around them, that other articles of the publisher
            have too, as `familiar_lines` finds them.

    Returns:
        Marks of kind "furniture" and "caption" in order, each with its reason in words. Lines that
        follow one another for the same reason share a mark. A text of more than 20,000 lines gets
        none. It takes time in proportion to the text.
    """
    spans = list(_spans(text))
    if len(spans) > _MOST_LINES:
        return ()
    lines = [page_line(text, *span) for span in spans]
    known = [text[line.start : line.end] in familiar for line in lines]
    more = [_FAMILIAR_PARAGRAPH if line.prose >= _PARAGRAPH_WORDS else _FAMILIAR for line in lines]
    plan = layout(lines, evidence(lines) + np.array(more) * known)
    kinds = [
        _kind(text, line, number, plan, known=known[number]) for number, line in enumerate(lines)
    ]
    marks = []
    for kind, run in groupby(zip(kinds, lines, strict=True), key=lambda pair: pair[0]):
        if kind:
            block = [line for _, line in run]
            marks.append(Mark(block[0].start, block[-1].end, *kind))
    return tuple(marks)


def _spans(text: str) -> Iterator[Span]:
    """The lines that are not blank, or the paragraphs of a wrapped text, without white space."""
    for found in (_BLOCK if is_wrapped(text) else _LINE).finditer(text):
        whole = found.group()
        start = found.start() + len(whole) - len(whole.lstrip())
        if bare := whole.strip():
            yield Span(start, start + len(bare))


def _kind(text: str, line: PageLine, number: int, plan: Layout, *, known: bool) -> _Kind | None:
    """What a line is, if it is not plain text, and why."""
    if number >= plan.tail and plan.furniture[number]:
        return "furniture", "other stories and notices after the end"
    if line.shape.reason:
        return "furniture", line.shape.reason
    above_text = 0 <= plan.headline < number <= plan.body
    if is_caption(text[line.start : line.end], above_text=above_text):
        return "caption", "a picture's caption"
    if not plan.furniture[number]:
        return None
    if known:
        return "furniture", "a line that other articles of the publisher have too"
    return "furniture", "the page around the article"
