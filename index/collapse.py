"""A passage that stands in several articles of a story, as one hit."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .article import Article
from .overlap import runs
from .search import Hit

MANY = 3
"""How many passages to find for each that is wanted, for some of them will be copies."""

_CONTAINED = 0.7  # of a passage's runs of words, for its copy's passage may be cut elsewhere

_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\w*\d\w*|[A-ZÀ-Þ]\w+")


def collapsed(hits: Sequence[Hit], kin: Collection[tuple[str, str]]) -> list[Hit]:
    """The hits without those that only repeat a better one; these become its `copies`.

    A hit repeats another if the two articles are kin, most of its words stand in the other's
    passage in the same order, and no name or number of it is missing from the other's article: a
    copy that says something else is heard. Of a passage in two revisions the newer one leads,
    whatever the older one said.

    Args:
        hits: Best first.
        kin: Pairs of ids of articles that are copies or revisions of one another.
    """
    leading: list[Hit] = []
    for hit in hits:
        for place, leader in enumerate(leading):
            if (hit.article.id, leader.article.id) not in kin or not _repeats(hit, leader):
                continue
            if _newer(hit.article, leader.article):
                copies = (replace(leader, copies=()), *leader.copies)
                leading[place] = replace(hit, score=leader.score, copies=copies)
                break
            if _newer(leader.article, hit.article) or _says_no_more(hit, leader):
                leading[place] = replace(leader, copies=(*leader.copies, hit))
                break
        else:
            leading.append(hit)
    return leading


def _repeats(hit: Hit, leader: Hit) -> bool:
    own, others = (runs(_WORD.findall(one.passage.text.casefold())) for one in (hit, leader))
    return len(own & others) >= _CONTAINED * len(own)


def _says_no_more(hit: Hit, leader: Hit) -> bool:
    telling = _TELLING.findall(hit.passage.text)
    return set(telling) <= set(_TELLING.findall(leader.article.text))


def _newer(article: Article, other: Article) -> bool:
    """Whether an article is, of one that is kin, a later revision by the dates of their own."""
    publishers = {one.publisher.casefold() for one in (article, other) if one.publisher}
    own_dates = all(one.published_from.how != "story" for one in (article, other))
    mine, others = article.published, other.published
    return bool(own_dates and len(publishers) < 2 and mine and others and mine.first > others.last)
