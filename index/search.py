"""Find passages by words and by meaning."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .article import Article, Passage
from .embedder import Vectors
from .ranking import Candidates, Ranking, covering

if TYPE_CHECKING:  # FAISS and Tantivy
    from .vectors import VectorIndex
    from .words import WordIndex

CANDIDATES = 100
"""How many passages each way of searching brings before they are ranked."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how.

    Attributes:
        passage: What was found.
        article: Where it stands.
        score: 0 to 1 as `Covering` gives it, less where better ones have said the same. Comparable
            within one search, not between searches.
        vector_score: The cosine of the question and the passage, -1 to 1.
        word_score: BM25 of the question's words in the passage, 0 or more.
        copies: The same passage in other articles of its story, if the search collapses stories.
    """

    passage: Passage
    article: Article
    score: float
    vector_score: float
    word_score: float
    copies: tuple["Hit", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON holds it."""
        return {
            "article_id": self.article.id,
            "start": self.passage.start,
            "end": self.passage.end,
            "score": round(self.score, 4),
            "text": self.passage.text,
        }


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one passage, by number, and the id of the article it stands in."""

    id: int
    article_id: str
    score: float
    vector_score: float
    word_score: float


def find(
    question: str,
    vector: Vectors,
    vectors: "VectorIndex",
    words: "WordIndex",
    articles: Callable[[Collection[int]], Mapping[int, str]],
    *,
    limit: int,
    among: NDArray[np.int64] | None,
    ranking: Ranking = covering,
) -> list[Scored]:
    """The best passages by meaning and words, best first.

    The candidates are the best `CANDIDATES` (or `limit`, if more) by either way, each scored both
    ways. Ties go to the lower number.

    Args:
        question: Its words.
        vector: Its vector, of shape (dimension,) and unit length.
        vectors: The passages' vectors.
        words: The passages' words.
        articles: Gives the ids of the articles that passages stand in; one that is gone has none.
        limit: How many to return at most.
        among: Search these passages alone, sorted; None for all.
        ranking: From what is known of the candidates to their scores.
    """
    many = max(CANDIDATES, limit)
    near = vectors.search(vector, many, among)
    said = words.search(question, many, among)
    standing = articles(near.keys() | said.keys())
    cosines = near | vectors.scores(vector, _sorted(said.keys() - near.keys()))
    bm25 = said | words.scores(question, _sorted(near.keys() - said.keys()))
    rarity, numbers = words.rarity(question), sorted(standing)
    candidates = Candidates(
        cosines={number: cosines[number] for number in numbers},
        bm25={number: score for number, score in bm25.items() if number in standing},
        rarity=rarity,
        holds=words.held(list(rarity), numbers),
        articles=standing,
    )
    ranked = sorted(ranking(candidates).items(), key=lambda one: (-one[1], one[0]))
    return [
        Scored(number, standing[number], score, cosines[number], bm25.get(number, 0.0))
        for number, score in ranked[:limit]
    ]


def _sorted(numbers: Collection[int]) -> NDArray[np.int64]:
    return np.array(sorted(numbers), np.int64)
