"""The date, number or name that a sentence gives for an answer, and when two of them differ."""

import math
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import product

from ..index.article import Span
from ..index.dates import PartialDate
from ..index.named_dates import YEAR
from ..index.said_dates import said_dates
from .amounts import FIGURE, SPACED, amount
from .answer_candidates import QUANTITIES
from .asked import FUNCTION_WORDS, OF_CALENDAR, read_question, word_set
from .party_words import plain_words
from .short_answer import likely

_Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Value:
    """What a sentence gives as the answer.

    Attributes:
        text: As it stands in the sentence.
        share: How likely it is what was asked for, among all in the sentence; 0 to 1.
        ranges: Of a date the days, of a number the amounts that it can mean, each from-to; of a
            period two, its begin and its end. Empty for a name.
        unit: Of a number: "hour", "dollar"; "" if none. "day" of a date.
        words: Of a name, folded.
    """

    text: str
    share: float
    ranges: tuple[_Range, ...] = ()
    unit: str = ""
    words: frozenset[str] = frozenset()

    @property
    def meaning(self) -> tuple[object, ...]:
        """What is the same of the same value, however it is written."""
        return self.ranges, self.unit, self.words


def values(question: str, sentence: str, published: PartialDate | None = None) -> list[Value]:
    """What in a sentence can be the short answer, the likeliest first.

    Args:
        question: As a user asks it; one that asks why, how, or for yes or no has no values.
        sentence: One that is held to answer it.
        published: When; "on Tuesday" is reckoned from it.
    """
    asked = read_question(question)
    kind = asked.kind if asked else ""
    found = []
    for span, share in likely(question, sentence):
        text = sentence[span.start : span.end]
        if kind == "who" and _OF_A_NATION.fullmatch(text) and _GOES_ON.match(sentence, span.end):
            continue
        if kind in QUANTITIES and _OF_A_NAME.match(sentence, span.start):
            continue
        if kind in OF_CALENDAR:
            one = Value(text, share, ranges=tuple(_days(sentence, span, published)), unit="day")
        elif kind in QUANTITIES:
            one = _quantity(sentence, span, share)
        else:
            one = Value(text, share, words=folded(text) - TITLES)
        if one.ranges or one.words:
            found.append(one)
    meant: dict[Hashable, Value] = {}
    for one in found:
        before = meant.get(one.meaning)
        meant[one.meaning] = replace(before, share=before.share + one.share) if before else one
    return sorted(meant.values(), key=lambda one: -one.share)


def differ(one: Value, other: Value) -> bool:
    """Whether two values cannot both be meant, however precisely each is given.

    "10,000" and "ten thousand" do not differ, nor do "2019" and "9 September 2019", "12,000" and
    "12,345", "over 4,000" and "4,213", "Mr Macron" and "Emmanuel Macron"; nor does what cannot be
    compared, such as miles and kilometres.
    """
    if bool(one.ranges) != bool(other.ranges) or one.unit != other.unit:
        return False
    if not one.ranges:
        pairs = product(one.words, other.words)
        return not any(_alike(a, b) for a, b in pairs) and not (
            _abbreviates(one.text, other.text) or _abbreviates(other.text, one.text)
        )
    if len(one.ranges) == len(other.ranges):
        return any(_apart(a, b) for a, b in zip(one.ranges, other.ranges, strict=True))
    return all(_apart(a, b) for a, b in product(one.ranges, other.ranges))


def _apart(one: _Range, other: _Range) -> bool:
    return one[1] < other[0] or other[1] < one[0]


# Dates

_HALVES = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|till|through|and)\s+")
_BARE_YEAR = re.compile(rf"\W*({YEAR})\W*")
_GUESSED = re.compile(r"\b(?:about|around|circa|c\.|ca\.|approximately)\s*$", re.IGNORECASE)
_GUESS = 10 * 366  # days: "about 1870" may be 1865


def _days(sentence: str, span: Span, published: PartialDate | None) -> Iterator[_Range]:
    """The days of a date, or those of a period's begin and those of its end."""
    halves = _HALVES.split(sentence[span.start : span.end])
    ends = [_said(half, Span(0, len(half)), None) for half in halves]
    if len(ends) != 2 or not all(ends):
        ends = [_said(sentence, span, published)]
    slack = _GUESS if _GUESSED.search(sentence[: span.start]) else 0
    for days in filter(None, ends):
        yield days[0] - slack, days[1] + slack


def _said(text: str, span: Span, published: PartialDate | None) -> _Range | None:
    if bare := _BARE_YEAR.fullmatch(text[span.start : span.end]):
        year = PartialDate(int(bare[1]))
        return year.first.toordinal(), year.last.toordinal()
    said = said_dates(text, 0, len(text), published)
    said = [one for one in said if one.start < span.end and span.start < one.end]
    return (said[0].first.toordinal(), said[-1].last.toordinal()) if said else None


# Numbers

_FROM_TO = re.compile(r"\s*[–—]\s*|(?<=\d)-(?=\d)|\s+(?:to|or)\s+")
_OF_A_NAME = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)?\s+[A-Z]")  # "the Seven Years' War"
_CURRENCY = re.compile(r"[$€£¥]")
_SIGN = re.compile(r"%|[^\W\d_]+")
_UNITS = {
    "%": "percent", "per": "percent", "$": "dollar", "€": "euro", "£": "pound", "km": "kilometer",
    "kilometre": "kilometer", "m": "meter", "metre": "meter", "ft": "foot", "feet": "foot",
    "mi": "mile", "kg": "kilogram",
}  # fmt: skip
_HEDGES = [  # the share by which the number meant may be less, and more, than the one given
    (re.compile(rf"\b(?:{words})\s*[$€£¥]?\s*$", re.IGNORECASE), less, more)
    for words, less, more in (
        (r"(?:more|greater|larger|longer|older)\s+than|over|above|at\s+least", 0.0, math.inf),
        (r"(?:less|fewer|smaller|shorter)\s+than|under|below|at\s+most|up\s+to", 1.0, 0.0),
        (r"nearly|almost|close\s+to", 0.2, 0.0),
        (r"about|around|roughly|approximately|some|estimated(?:\s+at)?|circa", 0.2, 0.2),
    )
]
_ROUNDED = 100  # from here on, noughts at the end may be rounding


def _quantity(sentence: str, span: Span, share: float) -> Value:
    start, end = span
    for spaced in SPACED.finditer(sentence):  # "10 000", of which a candidate may be a half
        if spaced.start() < end and start < spaced.end():
            start, end = min(start, spaced.start()), max(end, spaced.end())
    text = sentence[start:end]
    figures = list(FIGURE.finditer(text))
    amounts = [one for part in _FROM_TO.split(text) if (one := amount(part)) is not None]
    if not figures or not amounts:
        return Value(text, share)
    low, high = min(amounts) - _rounding(min(amounts)), max(amounts) + _rounding(max(amounts))
    before, after = text[: figures[0].start()], text[figures[-1].end() :]
    for hedge, less, more in _HEDGES:
        if hedge.search(sentence[:start] + before):
            low, high = low - low * less, high + (high * more if more else 0.0)
    sign = _CURRENCY.search(before) or _SIGN.search(after)
    unit = sign[0].casefold().removesuffix("s") if sign else ""
    return Value(text, share, ranges=((low, high),), unit=_UNITS.get(unit, unit))


def _rounding(amount: float) -> float:
    """Half of the place that a round number is given to: 500 of 12,000, nothing of 1,791."""
    place = 1.0
    while amount >= _ROUNDED and amount % (10 * place) == 0:
        place *= 10
    return place / 2 if place > 1 else 0.0


# Names

TITLES = word_set(
    "mr mrs ms dr sir lord lady president minister prime general admiral king queen prince princess"
)
# "American" of "the American singer"; "Erdogan said" has none of these endings.
_OF_A_NATION = re.compile(r"\w+(?:ian|ican|ean|ish|ese)|French|German|Greek|Dutch|Swiss|Czech")
_GOES_ON = re.compile(r"[ -][a-z]")
_LETTERS = re.compile(r"[^\W_]+")
_NEAR = 0.75  # Zelensky, Zelenskyy; Kiev, Kyiv are two
_SHORT = 3  # letters: too few to be misspelt


def folded(text: str) -> frozenset[str]:
    """The words of a text without case and accents, and without those that say nothing."""
    return frozenset(plain_words(text)) - FUNCTION_WORDS


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) <= _SHORT:
        return one == other
    return one[:4] == other[:4] or SequenceMatcher(None, one, other).ratio() >= _NEAR


def _abbreviates(short: str, name: str) -> bool:
    """Whether it is of the first letters of a name: "UN" of "the United Nations"."""
    letters = "".join(one for one in short if one.isalpha())
    initials = "".join(one[0] for one in _LETTERS.findall(name) if one[0].isupper())
    return letters.isupper() and len(letters) > 1 and letters == initials
