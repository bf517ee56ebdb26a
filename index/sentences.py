"""Where sentences begin and end in an article's text."""

import itertools
import re
from collections.abc import Iterable, Iterator
from itertools import chain

import sentencex

from .article import Mark, Span

# sentencex (Rust) stops the process' thread on some of these; a plain space of the same length
# keeps every offset.
_ODD_SPACE = re.compile(
    r"[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
)
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_ENDS, _CLOSING = (".", "!", "?", "…", "。", "！", "？"), "\"'”’»)]*_"
_MARKUP = re.compile(r"[\s*_#>•]*")
_WRAPPED_AT = range(36, 101)  # characters a line
_LONGEST_PART = 5_000  # characters

# Where sentencex ends a sentence too early, as found in news: after a title, a military or church
# rank, and after a time of day before the day, the month or the time zone. \0 is where it cut.
_BROKEN_OFF = re.compile(
    r"\b(?:Ms|Amb|Ft|approx|Maj|Cpl|Pvt|Cmdr|Msgr)\.\s*\0"
    r"|\b[ap]\.m\.\s*\0(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|Mar|Apr|May|June|July"
    r"|Aug|Sept|Oct|Nov|Dec|[A-Z]{2,4}\b|(?:Kyiv|Moscow|Paris|Berlin|London)\stime)"
)


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
    return text.rstrip().rstrip(_CLOSING).endswith(_ENDS)


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken at a fixed width and not at the ends of paragraphs.

    True if the longest line is neither long nor short, and most lines with a line right below them
    stop inside a sentence, near that width.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    if width not in _WRAPPED_AT:
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
    for piece in _segmented(plain):
        opening = _MARKUP.match(piece)
        start, end = at + (opening.end() if opening else 0), at + len(piece.rstrip())
        if any(map(str.isalnum, text[start:end])):  # not a rule, a row of stars
            yield Span(start, end)
        at += len(piece)


def _segmented(plain: str) -> Iterator[str]:
    """The sentences of a text without line ends; joined they are the text."""
    sentence = ""
    for piece in chain.from_iterable(sentencex.segment("en", part) for part in _parts(plain)):
        if sentence and not _BROKEN_OFF.search(f"{sentence[-20:]}\0{piece[:20]}"):
            yield sentence
            sentence = ""
        sentence += piece
    yield sentence


def _parts(plain: str) -> Iterator[str]:
    """A long text in parts, for sentencex takes time with the square of the length."""
    start = 0
    while len(plain) - start > _LONGEST_PART:
        gap = plain.rfind(" ", start + _LONGEST_PART // 2, start + _LONGEST_PART)
        end = gap + 1 if gap > 0 else start + _LONGEST_PART
        yield plain[start:end]
        start = end
    yield plain[start:]
