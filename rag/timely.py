"""How well a sentence fits the time that a question is about."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.named_dates import Days
from ..index.said_dates import SaidDate
from .time_asked import stretches

_LATER = timedelta(35)  # what happened so many days before may be news in an article
_LONG_AFTER = timedelta(365)  # without a date of its own it is about its own time
_ELSEWHEN = -0.5  # of another time by its words; it may still speak of the one asked about


def timeliness(days: Sequence[Days], article: Article, told: Sequence[SaidDate]) -> float:
    """From -1, it cannot speak of any of these days, to 1, it speaks of one of them.

    By the dates that the sentence names, and the day on which its article was published: what came
    out before those days cannot tell of them.

    Args:
        days: What the question is about; 0 comes back if it names none.
        article: Where the sentence stands. If it has no date, 1 comes back where the sentence
            names one of the days, else 0, see `TimeAsked.of`.
        told: The dates in it, see `Index.said_dates`.
    """
    published = article.published
    if not days:
        return 0.0
    if not published:
        return float(
            _meet((Days(first, last) for first, last in stretches(article.text, told)), days)
        )
    reported = Days(max(published.first, date.min + _LATER) - _LATER, published.last)
    spoken_of = [_up_to(published, stretch) for stretch in stretches(article.text, told)]
    if _meet([*spoken_of, reported], days):
        return 1.0
    if all(published.last < one.first for one in days):
        return -1.0
    long_after = all(published.first - one.last > _LONG_AFTER for one in days)
    return _ELSEWHEN if told or long_after else 0.0


def _up_to(published: PartialDate, told: Days) -> Days:
    """What a stretch is told of: "since 2014" ends, "until next May" begins when it is written."""
    first, last = told
    if first == date.min and last >= published.first:
        return Days(published.first, last)
    return Days(first, min(last, max(first, published.last)))


def event_days(article: Article, told: Sequence[SaidDate]) -> Days | None:
    """The days that a sentence tells of: those it names, else those its article came out on.

    Args:
        article: Where the sentence stands.
        told: The dates in it, see `Index.said_dates`.
    """
    if told:
        return Days(min(one.first for one in told), max(one.last for one in told))
    published = article.published
    return Days(published.first, published.last) if published else None


def _meet(some: Iterable[Days], others: Sequence[Days]) -> bool:
    return any(a.first <= b.last and b.first <= a.last for a in some for b in others)
