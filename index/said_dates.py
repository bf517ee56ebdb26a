"""The dates that a sentence of an article speaks of."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from .article import Article
from .dates import PartialDate
from .named_dates import Days, Named, named_dates
from .relative_dates import Relative, relative_dates
from .sentences import sentences
from .yearless_dates import without_year


class SaidDate(NamedTuple):
    """Days of the calendar, `first` to `last` inclusive, that `text[start:end]` speaks of."""

    start: int
    end: int
    first: date
    last: date


_TO = re.compile(r"\s*[-–—]\s*|\s+(?:to|through|until|till)\s+")
_AND = re.compile(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:postponed|delayed|moved|changed|shifted|rescheduled|extended|brought\s+forward)\b"
)
_QUOTATIONS = [  # what opens and what closes one
    (re.compile(r"[“„«]"), re.compile(r"[”»]")),
    (re.compile(r"(?:\A|(?<=[\s(\[—–]))\"(?=\S)"), re.compile(r"(?<=\S)\"")),
    (re.compile(r"‘|(?:\A|(?<=[\s(\[—–]))'(?=\w)"), re.compile(r"(?<=[\w.,!?…])['’](?!\w)")),
]
_QUOTED_WITHIN = 1_000  # characters


def dates_said_in(article: Article) -> list[SaidDate]:
    """The dates that an article speaks of, sentence by sentence, outside furniture and stamps."""
    return [
        said
        for start, end in sentences(article.text, article.marks)
        for said in said_dates(article.text, start, end, article.published)
    ]


def said_dates(text: str, start: int, end: int, published: PartialDate | None) -> list[SaidDate]:
    """Find the dates in the sentence `text[start:end]`, as days of the calendar.

    A wrong date is worse than none: what has several readings is left out. Prepositions are not
    read, so that "since 2014", "by 2014" and "in 2014" all give the year 2014; "early 2023" gives
    all of 2023. What is told from the day of writing ("on Tuesday", "last year", "in May") is
    reckoned from the day of publication; where only its month or year is known, as far as every
    day of it gives the same. Inside quotation marks such words count from the day of speaking,
    which nobody knows, and are left out.

    Args:
        text: The article's text, of which a little before the sentence is read as well.
        start: Where the sentence begins, in code points.
        end: Where it ends.
        published: When the article was published; None if unknown.

    Returns:
        In order, not overlapping, within the sentence.
    """
    named = _joined(text, start, list(named_dates(text, start, end)))
    days = {published.first, published.last} if published else {None}
    return sorted(set.intersection(*(_said(text, start, end, named, day) for day in days)))


def within(dates: Sequence[SaidDate], start: int, end: int) -> Sequence[SaidDate]:
    """Of dates in order those whose words begin in `text[start:end]`."""
    first, past = (bisect_left(dates, at, key=itemgetter(0)) for at in (start, end))
    return dates[first:past]


def _said(text: str, start: int, end: int, named: list[Named], day: date | None) -> set[SaidDate]:
    found = [Relative(date.start, date.end, _of_year(date, day)) for date in named]
    if day is not None:
        found = [
            Relative(one.start, one.end, without_year(text, start, end, date, day))
            if date.years is None and date.shift is None
            else one
            for one, date in zip(found, named, strict=True)
        ]
        found += relative_dates(text, start, end, day)
    absolute = {date.start for date in named if date.years}
    return {
        SaidDate(one.start, one.end, *one.days)
        for one in _longest(found)
        if one.days and (one.start in absolute or not _quoted(text, one.start))
    }


def _of_year(named: Named, day: date | None) -> Days | None:
    years = named.years
    if years is None and named.shift is not None and day is not None:
        years = (day.year + named.shift,) * 2
    if years is None:
        return None
    try:
        days = Days(
            PartialDate(years[0], *named.first).first, PartialDate(years[1], *named.last).last
        )
    except ValueError:  # no such day
        return None
    agrees = named.weekday in (None, days.first.weekday())
    return days if agrees and days.first <= days.last else None


def _longest(found: list[Relative]) -> Iterator[Relative]:
    """Of phrases that overlap the first, and of those the longest, whether it is clear or not."""
    reached = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= reached:
            yield one
            reached = one.end


def _joined(text: str, start: int, named: list[Named]) -> list[Named]:
    """From-to made one, and the year that is said once for several given to each of them."""
    done: list[Named] = []
    for left in reversed(named):
        right = done[-1] if done else None
        gap = text[left.end : right.start] if right else ""
        to, both = _TO.fullmatch(gap), _AND.fullmatch(gap)
        if right is None or not (to or both) or len(left.first) != len(right.first):
            done.append(left)
            continue
        before = text[max(start, left.start - 60) : left.start]
        later = left.first > right.first
        if left.years is None and left.shift is None:
            years = right.years
            if years and later:
                years = (years[0] - 1, years[0] - 1)
            left = left._replace(years=years, shift=None if later else right.shift)
        if (
            left.years
            and right.years
            and left.first
            and ((to and not _MOVED.search(before)) or _BETWEEN.search(before))
        ):
            done[-1] = left._replace(
                end=right.end, years=(left.years[0], right.years[1]), last=right.last
            )
        elif both and later and left.years:
            done.append(left._replace(years=None))
        else:
            done.append(left)
    return done[::-1]


def _quoted(text: str, at: int) -> bool:
    """Whether a place stands inside quotation marks that were opened in its paragraph."""
    begin = max(0, at - _QUOTED_WITHIN)
    begin = max(begin, text.rfind("\n", begin, at) + 1)
    for opening, closing in _QUOTATIONS:
        opened = max((mark.end() for mark in opening.finditer(text, begin, at + 1)), default=None)
        if opened is not None and not closing.search(text, opened, at):
            return True
    return False
