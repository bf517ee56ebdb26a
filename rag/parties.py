"""What each of several parties said, where a question names them: "Paris and Moscow"."""

from collections.abc import Sequence
from datetime import timedelta

from ..index.article import Article
from .evidence import Evidence
from .party_words import is_of, parties_asked, speaks
from .sides import Voice

_SAME_TIME = timedelta(days=3)


def each_party(question: str, evidence: Sequence[Evidence]) -> tuple[Voice, ...]:
    """One sentence of each party that a question names; none unless each of them has one.

    It is the best in which the party is said to say something, else the best that it published;
    all from the same few days, and none of another time than the question's, so that nobody is
    heard of another matter.

    Args:
        question: As "What did Paris and Moscow each say?"
        evidence: Best first.
    """
    parties = parties_asked(question)
    timely = [one for one in evidence if one.timely >= 0]
    for best in timely if parties else ():
        near = [one for one in timely if _at_one_time(one.article, best.article)]
        said = [(party, _said_by(party, near)) for party in parties]
        voices = tuple(Voice(one, party) for party, one in said if one)
        if len({(one.evidence.article.id, one.evidence.span) for one in voices}) == len(parties):
            return voices
    return ()


def _at_one_time(one: Article, other: Article) -> bool:
    a, b = one.published, other.published
    if a is None or b is None:
        return a is b
    return a.first <= b.last + _SAME_TIME and b.first <= a.last + _SAME_TIME


def _said_by(party: str, evidence: Sequence[Evidence]) -> Evidence | None:
    attributed = (one for one in evidence if speaks(party, one.text))
    published = (one for one in evidence if is_of(party, one.article.publisher or ""))
    return next(attributed, None) or next(published, None)
