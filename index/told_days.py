"""The days that an article tells of, and whether two articles tell of the same on one of them."""

import calendar
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import NamedTuple

from .article import Article, Mark, Span
from .common_words import expected_share
from .dates import PartialDate
from .named_dates import Named, named_dates
from .overlap import own_words, runs
from .said_dates import SaidDate, dates_said_in
from .sentences import sentences
from .yearless_dates import told_as_past, without_year

_MONTH = timedelta(days=31)  # so long a day may be news, and its year go without saying
_FORTNIGHT = timedelta(days=14)
_HALF_A_YEAR = timedelta(days=183)
_OPENING = 3  # sentences, in which an article says what is new

# Chosen on MultiHop-RAG, the samples and five real pages. To tell how often two articles that name
# the same day by chance would be taken for one event, days that lie apart were set side by side: of
# 23,159 pairs in news two pass (one quotation, told twice), of 207,195 with other texts none.
_RARE = 5.0  # -log of the share of passages that a name is to be expected in
_ENOUGH = 13.0  # two names at least: the rarest count 7.8
_RUN = 8  # words in a row that both have: "with his French counterpart" and two names are 6

_WORD = re.compile(r"\w{2,}")
_MONTHS = "|".join(calendar.month_abbr[1:])
# Stands wherever a day is named; to look for it first saves cutting a text into sentences.
_DATE = re.compile(
    rf"\b(?:{_MONTHS})[a-z]*\.?\s+\d|\d(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})", re.IGNORECASE
)
_CALENDAR = {"sept"} | {
    name.casefold()
    for names in (calendar.month_name, calendar.month_abbr, calendar.day_name, calendar.day_abbr)
    for name in names
}

Names = frozenset[str]


class _Past(NamedTuple):
    named: Named
    sentence: Span
    opening: bool


def days_told(article: Article, said: Iterable[SaidDate]) -> dict[date, Names]:
    """The days of the month before it was published that a dated article tells of.

    Args:
        article: Its date must be known to the day, else there are none.
        said: The dates that it speaks of.

    Returns:
        Each day with the rare names in its sentences.
    """
    when = article.published
    if when is None or when.day is None or when.year == MAXYEAR:  # there is no year after that
        return {}
    days = [
        one
        for one in said
        if one.first == one.last and timedelta(0) <= when.first - one.last <= _MONTH
    ]
    spans = sentences(article.text, article.marks) if days else []
    told: dict[date, Names] = {}
    for start, end in spans:
        for one in days:
            if start <= one.start < end:
                names = rare_names(article.text[start:end])
                told[one.first] = told.get(one.first, frozenset()) | names
    return told


def days_without_year(article: Article) -> dict[tuple[int, int], Names]:
    """The days that an article tells of as past, with nothing to say of which year they are.

    Returns:
        Each month and day with the rare names in its sentences.
    """
    told: dict[tuple[int, int], Names] = {}
    for named, (start, end), _ in _past(article.text, article.marks):
        month, day = named.first
        names = rare_names(article.text[start:end])
        told[month, day] = told.get((month, day), frozenset()) | names
    return told


def rare_names(text: str) -> Names:
    """The words with a capital letter that are rare in English, in small letters, unaccented."""
    words = {_plain(word) for word in _WORD.findall(text) if word[0].isupper()}
    return frozenset(word for word in words - _CALENDAR if _rarity(word) >= _RARE)


def names_agree(some: Names, others: Names) -> bool:
    """Whether two sentences about the same day have enough rare names in common."""
    return math.fsum(map(_rarity, some & others)) >= _ENOUGH


def same_event(undated: Article, dated: Article, day: date) -> bool:
    """Whether two articles whose names agree for one day also share words, and mean that day.

    Args:
        undated: One that names the day without its year.
        dated: One that was published within a month of the day.
        day: What `dated` says.
    """
    if dated.published is None:
        return False
    read = _read(undated, dated.published.first)
    return any(found == day for found, _ in read) and not _runs(
        undated.text, undated.marks
    ).isdisjoint(_runs(dated.text, dated.marks))


def written_when(article: Article, days: Collection[date]) -> PartialDate | None:
    """When an undated article was written that tells of events of these days.

    What it opens with is its news, a fortnight old at most: that gives the month. A day that is
    named further down, or at the end of a month, gives the year alone.

    Returns:
        None where the days are of several years, where the year may have ended since, or where the
        article names that year or a later one: then it may look back.
    """
    if len({day.year for day in days}) != 1:
        return None
    known = max(days)
    latest, opening = max(
        (one for one in _read(article, known + _HALF_A_YEAR) if one[0] >= known),
        default=(known, False),
    )
    if latest.year <= _last_year(article.text, article.marks):
        return None
    if opening and (latest + _FORTNIGHT).month == latest.month:
        return PartialDate(latest.year, latest.month)
    return PartialDate(latest.year) if (latest + _MONTH).year == latest.year else None


def _read(article: Article, day: date) -> Iterator[tuple[date, bool]]:
    """The days without a year as they would be read on some day, and whether it opens with them."""
    for named, (start, end), opening in _past(article.text, article.marks):
        days = without_year(article.text, start, end, named, day)
        if days:
            yield days.first, opening


# Copies come by the hundred, each compared with each: what is read of a text is kept a while.


@lru_cache(maxsize=32)
def _past(text: str, marks: tuple[Mark, ...]) -> tuple[_Past, ...]:
    if not _DATE.search(text):
        return ()
    return tuple(
        _Past(named, span, number < _OPENING)
        for number, span in enumerate(sentences(text, marks))
        if _DATE.search(text, *span)
        for named in named_dates(text, *span)
        if len(named.first) == 2 and named.first == named.last
        if named.years is None and named.shift is None and told_as_past(text, *span, named)
    )


@lru_cache(maxsize=32)
def _runs(text: str, marks: tuple[Mark, ...]) -> frozenset[tuple[str, ...]]:
    return runs(own_words(Article(id="-", text=text, marks=marks)), _RUN)


@lru_cache(maxsize=32)
def _last_year(text: str, marks: tuple[Mark, ...]) -> int:
    said = dates_said_in(Article(id="-", text=text, marks=marks))
    return max((one.last.year for one in said), default=0)


def _rarity(word: str) -> float:
    return -math.log(expected_share(word))


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
