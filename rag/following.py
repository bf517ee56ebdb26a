"""How well a sentence goes on from what was said before."""

import re
from collections.abc import Sequence

from ..index.article import Article, Span
from ..index.sentences import sentences
from .followup import StandAlone

_BEFORE, _AFTER = 400, 900  # characters: who asks on mostly asks about what stands beside it
_SAME_ARTICLE = 0.5


def places_of_last(asked: StandAlone, article: Article) -> list[Span]:
    """Where sentences of the last answer stand in an article, if a question leans on it."""
    if not asked.leans:
        return []
    found = (
        re.search(r"\s+".join(map(re.escape, sentence.split())), article.text)
        for sentence in _sentences(asked.last)
    )
    return [Span(*one.span()) for one in found if one]


def following(span: Span, last: Sequence[Span]) -> float:
    """From 0, it has nothing to do with what was said last, to 1, it stands there or beside it.

    What was said itself may well be asked for a detail, such as "how long did it take?".

    Args:
        span: Where the sentence stands in its article.
        last: The places of the last answer there, see `places_of_last`.
    """
    beside = any(one.start - _BEFORE <= span.start <= one.end + _AFTER for one in last)
    return 1.0 if beside else _SAME_ARTICLE if last else 0.0


def _sentences(answer: str) -> list[str]:
    return [answer[one.start : one.end] for one in sentences(answer, ())]
