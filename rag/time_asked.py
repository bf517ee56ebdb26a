"""What a question says of time: the days that it is about, and whether the latest is wanted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.named_dates import Days
from ..index.said_dates import SaidDate, said_dates
from .ahead import asks_ahead

Order = Literal["latest", "earliest"]

_DAY = timedelta(1)

# What stands before a date and opens it to one side. Between the two there may be an event that
# the date is of: "before the call of 2025", "since the summit in Berlin in 2016".
_EVENT = r"\s+(?:(?:the|an?|his|her|its|their|that)\s+(?:[^\s,;?]+\s+){0,6}?)?(?:(?:in|on|of)\s+)?"
_FROM = re.compile(rf"\b(?:since{_EVENT}|from\s+(?:the\s+)?)$", re.IGNORECASE)
_AFTER = re.compile(rf"\b(?:after|following){_EVENT}$", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:before|prior\s+to|ahead\s+of){_EVENT}$", re.IGNORECASE)
# "By the Kremlin in 2019" is who; "by the end of 2019" is when.
_UNTIL = re.compile(
    rf"\b(?:(?:until|till|up\s+to){_EVENT}|by\s+(?:(?:the\s+)?(?:(?:very\s+)?(?:end|start|beginning"
    r"|middle|close)\s+of|early|mid|late|(?:spring|summer|autumn|fall|winter)(?:\s+of)?)\s+)?"
    r"(?:the\s+)?)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\bbetween{_EVENT}$", re.IGNORECASE)
_AND = re.compile(rf"\s+and{_EVENT}", re.IGNORECASE)
_RANGE = re.compile(
    r"\s(?:to|until|till|through|and)\s|\d\s?[–—]\s?\d|[a-z]\s?[-–—]\s?[A-Z]"
    r"|\d{4}-\d\d(?!-)"
)
_REACH = 80  # characters before a date
_PREPOSITION = re.compile(
    r"\b(?:(?:back\s+)?in|on|of|at|since|from|after|before|until|till|by|up\s+to|during|between|for)\s+$",
    re.IGNORECASE,
)

_BARE_YEAR = re.compile(r"(?<![\w$€£#.,:/-])(?:1[89]|20)\d\d(?![\w%]|[-/:.,]\d)")

_LEFT_OVER = re.compile(r"\s+(?=[,?.!])|(?<=\()[,\s]+|,\s*(?=[,)])|\(\)")

_YEARLESS = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?)?[A-Z][a-z]{2,8}\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?)?"
)

# "How long did it last?", "his last name", "it lasted until": no order of time.
_NO_ORDER = (
    r"\s+(?:names?|resort|minister|straw|words?|night|week|weekend|month|year|century|for|until"
    r"|from|in|on)\b|\s*[?.!]?$"
)
_LATEST = re.compile(
    rf"""\b(?:latest|newest|most\s+recent(?:ly)?|last(?!{_NO_ORDER})|currently|so\s+far|as\s+yet
    |nowadays|these\s+days|right\s+now|at\s+present|now(?=\s*\?))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "How long did it last?", however it goes on: a verb, unless it stands before a noun.
_LASTED = re.compile(
    r"\blong\b(?:(?!\b(?:the|an?|his|her|its|their|our|this|that)\s+last\b).){0,120}?\blast\b",
    re.IGNORECASE,
)
_EARLIEST = re.compile(
    r"""\b(?:earliest|originally|initially|at\s+first|(?:the|their|his|her|its)(?:\s+very)?\s+first
    |did\s+(?:\S+\s+){1,6}?first|first(?=\s+(?:time|met|meet|\w+ed)\b))\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """What a question says of time, and the rest of it.

    Attributes:
        question: As it was asked.
        what: The question without the days it names: what is asked of them.
        days: The stretches of the calendar that it is about; `date.min` and `date.max` are open
            ends. Empty if it names none.
        order: Whether it wants the latest or the earliest of several.
        ahead: Whether it asks for what is still to come.
    """

    question: str
    what: str
    days: tuple[Days, ...] = ()
    order: Order | None = None
    ahead: bool = False

    def of(self, article: Article) -> str:
        """What its sentences are asked.

        If it has a date the calendar tells whether the time fits, for what happened in September
        2022 is mostly told there without naming it. If not only the words can tell.
        """
        return self.what if article.published else self.question


def time_asked(question: str, now: PartialDate | None = None) -> TimeAsked:
    """Read what a question says of time.

    Args:
        question: In plain words.
        now: The day it is asked on, from which "last week" is counted; today unless told. Then
            "on September 8" is of any year, for nobody who asks an archive means this one's.
    """
    dates = dates_in(question, now)
    what = _without(question, dates)
    order: Order | None = "earliest" if _EARLIEST.search(what) else None
    if _LATEST.search(_LASTED.sub(" ", what)):
        order = "latest"
    return TimeAsked(question, what, tuple(stretches(question, dates)), order, asks_ahead(question))


def dates_in(question: str, now: PartialDate | None = None) -> list[SaidDate]:
    """The dates in a question, in order, bare years among them; see `time_asked`."""
    dates = said_dates(question, 0, len(question), now or _today())
    if now is None:
        dates = [one for one in dates if not _YEARLESS.fullmatch(question[one.start : one.end])]
    return sorted([*dates, *_bare_years(question, dates)])


def timeless(question: str) -> TimeAsked:
    """A question whose words for time are words like others."""
    return TimeAsked(question, question)


def stretches(text: str, dates: Sequence[SaidDate]) -> Iterator[Days]:
    """The days that dates in a text stand for together with the words before them.

    "Since 2014" is 2014 and everything after, "before 2016" everything before it, "between 2014
    and 2016" all three years.

    Args:
        text: Where they stand.
        dates: In order.
    """
    left = list(dates)
    while left:
        one = left.pop(0)
        before = text[max(0, one.start - _REACH) : one.start]
        if left and _BETWEEN.search(before) and _AND.fullmatch(text, one.end, left[0].start):
            other = left.pop(0)
            yield Days(min(one.first, other.first), max(one.last, other.last))
        elif _RANGE.search(text, one.start, one.end):
            yield Days(one.first, one.last)
        elif _FROM.search(before):
            yield Days(one.first, date.max)
        elif _AFTER.search(before):
            yield Days(min(one.last, date.max - _DAY) + _DAY, date.max)
        elif _BEFORE.search(before):
            yield Days(date.min, max(one.first, date.min + _DAY) - _DAY)
        elif _UNTIL.search(before):
            yield Days(date.min, one.last)
        else:
            yield Days(one.first, one.last)


def _today() -> PartialDate:
    today = date.today()
    return PartialDate(today.year, today.month, today.day)


def _bare_years(question: str, known: Sequence[SaidDate]) -> Iterator[SaidDate]:
    """Years that are named as nobody would write them: "Normandy summit Paris 2019"."""
    for found in _BARE_YEAR.finditer(question):
        if not any(one.start < found.end() and found.start() < one.end for one in known):
            year = int(found[0])
            yield SaidDate(*found.span(), date(year, 1, 1), date(year, 12, 31))


def _without(question: str, dates: Sequence[SaidDate]) -> str:
    """A question without dates, and without a preposition that would be left dangling.

    All of it where nothing else would be left.
    """
    kept = question
    for one in reversed(dates):
        before = _PREPOSITION.sub("", kept[: one.start])
        kept = before + kept[one.end :]
    kept = _LEFT_OVER.sub("", " ".join(kept.split())).strip(" ,")
    return kept if re.search(r"\w", kept) else question
