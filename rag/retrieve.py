"""The passages to read for a question: for each of its parts, from the publishers it asks for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Unpack

from ..index.embedder import Vectors
from ..index.index import Index
from ..index.named_dates import Days
from ..index.query import GivenFilters
from ..index.ranking import Ranking, covering
from ..index.said_dates import SaidDate, within
from ..index.search import Hit
from .publishers_asked import may_ask_publishers, publishers_asked, publishers_named
from .timely import timeliness

# Chosen on the dev split of MultiHop-RAG, where they hardly matter within these bounds: 30 to 60
# passages, .7 to .8, .2 to .6, .9 to .97.
_DEPTH = 30  # passages that a search brings before they are put together
_OTHERS = 0.7  # what is left of a score beside the publishers that were asked for
_ELSEWHEN = 0.4  # what it loses where it came out before the time asked about, or half where its
# words are of another time
_HEARD = 0.95  # what is left of it each time that its article was chosen
_UNFOUND = 0.8  # of the lowest score: what a passage has where a search did not bring it


def retrieve(
    index: Index,
    texts: Sequence[str],
    vectors: Vectors,
    days: Sequence[Days] = (),
    *,
    limit: int = 10,
    ranking: Ranking = covering,
    collapse: bool = False,
    **filters: Unpack[GivenFilters],
) -> list[Hit]:
    """The passages that answer a question or one of its parts, best first.

    A question of one part that names no source and no time is searched as by `Index.search`.
    Otherwise its parts are searched as well, and a passage has the score for the whole question and
    for the part that it fits best, as sub-queries are put together in diversification (Santos,
    Macdonald and Ounis, "Exploiting Query Reformulations for Web Search Result Diversification",
    WWW 2010). In the search for a text that names publishers as its sources theirs come first, but
    the others stay; so do passages of another time than the question is about. Each further passage
    of an article counts a little less.

    Args:
        index: Where to search.
        texts: The question, and its parts if it has several.
        vectors: A row for each, see `Index.embed`.
        days: What time the question is about, see `TimeAsked`.
        limit: How many passages at most.
        ranking: How the passages of each search are ordered.
        collapse: Whether a passage in several articles of a story comes as one hit.
        filters: As `Index.search` has them; no publisher is preferred to the one that is given.

    Raises:
        QuestionError: The question is empty or too long, or a filter is no date.
    """
    several = len(texts) > 1 or days or may_ask_publishers(texts[0])
    found = [
        index.search(
            text,
            limit=max(limit, _DEPTH) if several else limit,
            vector=vector,
            ranking=ranking,
            collapse=collapse,
            **filters,
        )
        for text, vector in zip(texts, vectors, strict=True)
    ]
    names = {hit.article.publisher or "" for hits in found for hit in hits}
    given = filters.get("publisher")
    names -= {"", given if isinstance(given, str) else ""}
    asked = publishers_asked(texts[0], names)
    if len(texts) < 2 and not asked and not days:
        return found[0][:limit]
    scores = [
        _preferring(publishers_named(text, asked), hits)
        for text, hits in zip(texts, found, strict=True)
    ]
    hits = {hit.passage.id: hit for hits in reversed(found) for hit in hits}
    told = cache(index.said_dates)  # of an article, whose passages ask for them each
    worth = {
        number: score * (1 + _ELSEWHEN * min(0.0, _timely(hits[number], days, told)))
        for number, score in _together(*scores).items()
    }
    return _in_turn(hits, worth, limit)


def _timely(hit: Hit, days: Sequence[Days], told: Callable[[str], Sequence[SaidDate]]) -> float:
    """How well a passage fits the time, see `timeliness`."""
    passage = hit.passage
    dates = within(told(hit.article.id), passage.start, passage.end) if days else ()
    return timeliness(days, hit.article, dates)


def _preferring(asked: Collection[str], hits: Sequence[Hit]) -> dict[int, float]:
    """The scores of passages by number, those of some publishers as if searched by themselves."""
    best = max((hit.score for hit in hits if hit.article.publisher in asked), default=0.0)
    if not best:
        return {hit.passage.id: hit.score for hit in hits}
    return {
        hit.passage.id: hit.score * (1 / best if hit.article.publisher in asked else _OTHERS)
        for hit in hits
    }


def _together(whole: Mapping[int, float], *parts: Mapping[int, float]) -> dict[int, float]:
    """What passages are worth by the scores for a question and for each of its parts."""
    unfound = _UNFOUND * min(whole.values(), default=0.0)
    return {
        number: whole.get(number, unfound) + max((one.get(number, 0.0) for one in parts), default=0)
        for number in sorted(whole.keys() | set().union(*parts))
    }


def _in_turn(hits: Mapping[int, Hit], worth: Mapping[int, float], limit: int) -> list[Hit]:
    """The best passages one after another, none twice, scored from 1 down."""
    best = max(worth.values(), default=0.0) or 1.0
    left = {number: score / best for number, score in worth.items()}
    chosen: list[Hit] = []
    while left and len(chosen) < limit:
        number = max(left, key=left.__getitem__)
        hit = replace(hits[number], score=left.pop(number))
        chosen.append(hit)
        for copy in hit.copies:
            left.pop(copy.passage.id, None)
        for other in left:
            if hits[other].article.id == hit.article.id:
                left[other] *= _HEARD
    return chosen
