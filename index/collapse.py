"""A passage that stands in several articles of a story, as one hit."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain, compress

from .article import Article
from .overlap import runs
from .search import Hit, Scored

MANY = 3
"""How many passages to find for each that is wanted, for some of them will be copies."""

_REPEATED = 0.7  # of the shorter passage's runs of words, for a copy may be cut elsewhere
_CORRECTED = 0.9  # in a revision that only corrects a figure or a name

_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\w*\d\w*|[A-ZÀ-Þ]\w+")


def enough(scored: Sequence[Scored], kin: Collection[tuple[str, str]], limit: int) -> list[Scored]:
    """Those of which `collapsed` makes its first hits, as many as wanted; the others need no text.

    Args:
        scored: Best first.
        kin: Pairs of ids of articles that are copies or revisions of one another.
        limit: How many hits are wanted.
    """
    related = set(chain.from_iterable(kin))
    may_be_copies = [one.article_id in related for one in scored]
    first = limit + sum(may_be_copies)
    return [*scored[:first], *compress(scored[first:], may_be_copies[first:])]


def collapsed(hits: Sequence[Hit], kin: Collection[tuple[str, str]]) -> list[Hit]:
    """The hits without those that only repeat a better one; these become its `copies`.

    A hit repeats another if the two articles are kin, most of its words stand in the other's
    passage in the same order, and no name or number of it is missing from the other's article: a
    copy that says something else is heard. Of a passage in two revisions the newer one leads; where
    it differs in a word or two only, it has corrected the older one, which is not heard.

    Args:
        hits: Best first.
        kin: Pairs of ids of articles that are copies or revisions of one another.
    """
    leading: list[Hit] = []
    for hit in hits:
        for place, leader in enumerate(leading):
            share = _share(hit, leader) if (hit.article.id, leader.article.id) in kin else 0.0
            if share < _REPEATED:
                continue
            corrected = share >= _CORRECTED
            if _newer(hit.article, leader.article) and (corrected or _says_no_more(leader, hit)):
                copies = (replace(leader, copies=()), *leader.copies)
                leading[place] = replace(hit, score=leader.score, copies=copies)
                break
            if _says_no_more(hit, leader) or (corrected and _newer(leader.article, hit.article)):
                leading[place] = replace(leader, copies=(*leader.copies, hit))
                break
        else:
            leading.append(hit)
    return leading


def _share(hit: Hit, other: Hit) -> float:
    """The share of the shorter passage's runs of words that stand in the other's."""
    a, b = (runs(_WORD.findall(one.passage.text.casefold())) for one in (hit, other))
    return len(a & b) / (min(len(a), len(b)) or 1)


def _says_no_more(hit: Hit, leader: Hit) -> bool:
    telling = _TELLING.findall(hit.passage.text)
    return set(telling) <= set(_TELLING.findall(leader.article.text))


def _newer(article: Article, other: Article) -> bool:
    """Whether an article is, of one that is kin, a later revision by the dates of their own."""
    publishers = {one.publisher.casefold() for one in (article, other) if one.publisher}
    own_dates = all(one.published_from.how not in ("story", "event") for one in (article, other))
    mine, others = article.published, other.published
    return bool(own_dates and len(publishers) < 2 and mine and others and mine.first > others.last)
