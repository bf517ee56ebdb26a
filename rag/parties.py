"""What each of several parties said, where a question names them: "Paris and Moscow"."""

from collections.abc import Sequence
from datetime import timedelta

from ..index.named_dates import Days
from .evidence import Evidence
from .party_words import is_of, parties_asked, speaks
from .sides import Voice

_NEWS, _DAY = timedelta(days=3), timedelta(days=1)


def each_party(question: str, evidence: Sequence[Evidence]) -> tuple[Voice, ...]:
    """One sentence of each party that a question names; none unless each of them has one.

    It is the best in which the party is said to say something, else the best that it published;
    all from and of the same few days, and none of another time than the question's, so that nobody
    is heard of another matter.

    Args:
        question: As "What did Paris and Moscow each say?"
        evidence: Best first.
    """
    parties = parties_asked(question)
    timely = [one for one in evidence if one.timely >= 0]
    for best in timely if parties else ():
        near = [one for one in timely if _at_one_time(one, best)]
        said = [(party, _said_by(party, near)) for party in parties]
        voices = tuple(Voice(one, party) for party, one in said if one)
        if len({(one.evidence.article.id, one.evidence.span) for one in voices}) == len(parties):
            return voices
    return ()


def _at_one_time(one: Evidence, other: Evidence) -> bool:
    """Whether they came out, and as far as they name days speak, of nearly the same days."""
    a, b = one.article.published, other.article.published
    if not (a and b and one.when and other.when):
        return a is b
    return _near(Days(a.first, a.last), Days(b.first, b.last), _NEWS) and _near(
        one.when, other.when, _DAY if _names_days(one) or _names_days(other) else _NEWS
    )


def _near(one: Days, other: Days, apart: timedelta) -> bool:
    return one.first <= other.last + apart and other.first <= one.last + apart


def _names_days(one: Evidence) -> bool:
    published = one.article.published
    return published is not None and one.when != Days(published.first, published.last)


def _said_by(party: str, evidence: Sequence[Evidence]) -> Evidence | None:
    attributed = (one for one in evidence if speaks(party, one.text))
    published = (one for one in evidence if is_of(party, one.article.publisher or ""))
    return next(attributed, None) or next(published, None)
