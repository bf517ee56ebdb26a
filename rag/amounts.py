"""The numbers that a text tells, in figures or in words."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Amount(NamedTuple):
    """A number at `text[start:end]`, and what it comes to."""

    start: int
    end: int
    value: float


_ONES = (
    "none one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: float(number) for number, word in enumerate(_ONES.split())}
_SMALL |= {word: 10.0 * number for number, word in enumerate(_TENS.split(), start=2)}
_SCALES = {
    "dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9,
    "trillion": 1e12, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
SPACED = re.compile(r"(?<!\d)\d{1,3}(?:\s\d{3})+(?!\d)")
"""A number like "10 000"."""
FIGURE = re.compile(
    rf"{SPACED.pattern}|\d[\d,]*(?:\.\d+)?"
    rf"|(?<![^\W\d_])(?:{'|'.join((*_SMALL, *_SCALES))})(?![^\W\d_])",
    re.IGNORECASE,
)
"""Digits, or one word of a number."""
_JOINED = re.compile(r"\s*-?\s*|\s+and\s+")
_SCALED = re.compile(r"\s*-?\s*")


def amount(text: str) -> float | None:
    """What the digits and words of one number come to; None where there are none."""
    total = None
    for figure in FIGURE.finditer(text):
        word = figure[0].casefold()
        if word in _SCALES:
            total = (1.0 if total is None else total) * _SCALES[word]
        elif word in _SMALL:
            total = (total or 0.0) + _SMALL[word]
        else:
            total = float(re.sub(r"[\s,]", "", word))
    return total


def amounts(text: str) -> Iterator[Amount]:
    """The numbers in a text, in order: "3.7 billion", "€3.7bn" and "3,700 million" are the same."""
    figures = list(FIGURE.finditer(text))
    first = 0
    for at, one in enumerate(figures):
        other = figures[at + 1] if at + 1 < len(figures) else None
        if other is None or not _goes_on(one[0], other[0], text[one.end() : other.start()]):
            begin, end = figures[first].start(), one.end()
            value = amount(text[begin:end])
            if value is not None:
                yield Amount(begin, end, value)
            first = at + 1


def _goes_on(one: str, other: str, gap: str) -> bool:
    """Whether two figures are of one number."""
    one, other = one.casefold(), other.casefold()
    if other in _SCALES:
        return bool(_SCALED.fullmatch(gap)) and one != "none"
    if one in _SCALES:
        return other in _SMALL and other != "none" and bool(_JOINED.fullmatch(gap))
    tens = _SMALL.get(one, 0.0) >= 20
    return tens and 0 < _SMALL.get(other, 0.0) < 10 and bool(_SCALED.fullmatch(gap))
