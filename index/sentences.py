"""Where sentences begin and end in an article's text."""

import itertools
import re
from collections.abc import Iterable, Iterator

import sentencex

from .article import Mark, Span

# sentencex (Rust) stops the process' thread on some of these; a plain space of the same length
# keeps every offset.
_ODD_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]")
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*\s*$")
_MARKUP = re.compile(r"[\s*_#>•]*")
_WRAPPED_AT_MOST = 100


def sentences(text: str, marks: Iterable[Mark] = ()) -> list[Span]:
    """Cut a text into sentences, in order.

    White space, marked furniture, date stamps and the signs that open a heading or a list item
    are left out. A line end ends a sentence, because a headline has no full stop; unless the
    text is wrapped at a fixed width, as e-mails and old archives are. The rules for
    abbreviations, initials, decimals and quotation marks are sentencex's (Wikimedia), for
    English.

    Returns:
        Spans in order, not overlapping, none empty, none touching furniture or a stamp.
    """
    wrapped = is_wrapped(text)
    return [
        sentence
        for start, end in _outside(text, marks)
        for block in _blocks(text, start, end, wrapped)
        for sentence in _in_block(text, block)
    ]


def ends_like_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does; headlines, teasers and buttons do not."""
    return bool(_SENTENCE_END.search(text))


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken at a fixed width and not at the ends of paragraphs.

    True if no line is long and most lines with a line right below them stop inside a sentence,
    near that width.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    if width > _WRAPPED_AT_MOST:
        return False
    inner = [line for line, below in itertools.pairwise(lines) if line and below.strip()]
    broken = [line for line in inner if len(line) > width / 2 and not ends_like_sentence(line)]
    return len(inner) >= 3 and len(broken) > len(inner) / 2


def _outside(text: str, marks: Iterable[Mark]) -> Iterator[Span]:
    start = 0
    for mark in marks:
        if mark.kind in ("furniture", "date"):
            if mark.start > start:
                yield Span(start, mark.start)
            start = mark.end
    if start < len(text):
        yield Span(start, len(text))


def _blocks(text: str, start: int, end: int, wrapped: bool) -> Iterator[Span]:
    if wrapped:
        for gap in _BLANK_LINE.finditer(text, start, end):
            yield Span(start, gap.start())
            start = gap.end()
        yield Span(start, end)
    else:
        for line in _LINE.finditer(text, start, end):
            yield Span(*line.span())


def _in_block(text: str, block: Span) -> Iterator[Span]:
    plain = _ODD_SPACE.sub(" ", text[block.start : block.end])
    at = block.start
    for piece in sentencex.segment("en", plain):
        opening = _MARKUP.match(piece)
        start, end = at + (opening.end() if opening else 0), at + len(piece.rstrip())
        if start < end:
            yield Span(start, end)
        at += len(piece)
