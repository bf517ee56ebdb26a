"""Find passages by words and by meaning, and add the two."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .article import Article, Passage
from .embedder import Vectors
from .vectors import VectorIndex
from .words import WordIndex

CANDIDATES = 100
"""How many passages each way of searching brings before their scores are added."""

Fusion = Callable[[Mapping[int, float], Mapping[int, float]], Mapping[int, float]]
"""From the cosines and the BM25 scores of the candidates, by passage number, to their scores.

A passage without any word of the question has no BM25 score."""

_WORDS_WEIGHT = 0.8  # measured best beside vectors at 1 on SQuAD, MultiHop-RAG and two news sets


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how.

    Attributes:
        passage: What was found.
        article: Where it stands.
        score: 0 to 1 as `normalised_sum` gives it, higher is better; comparable within one
            search, not between searches.
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
    """The scores of one passage, by number."""

    id: int
    score: float
    vector_score: float
    word_score: float


def normalised_sum(cosines: Mapping[int, float], bm25: Mapping[int, float]) -> dict[int, float]:
    """Each score divided by the best of its way, added: (cosine⁺ / best + 0.8 · BM25 / best) / 1.8.

    Adding normalised scores beats adding ranks on every set that was tried; it is the convex
    combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval"
    (TOIS, 2023).
    """
    best_cosine = max(cosines.values(), default=0.0)
    best_bm25 = max(bm25.values(), default=0.0)

    def score(number: int) -> float:
        by_vector = max(cosines[number], 0.0) / best_cosine if best_cosine > 0 else 0.0
        by_words = bm25.get(number, 0.0) / best_bm25 if best_bm25 > 0 else 0.0
        return (by_vector + _WORDS_WEIGHT * by_words) / (1 + _WORDS_WEIGHT)

    return {number: score(number) for number in cosines}


def fuse(
    question: str,
    vector: Vectors,
    vectors: VectorIndex,
    words: WordIndex,
    *,
    limit: int,
    among: Collection[int] | None,
    fusion: Fusion = normalised_sum,
) -> list[Scored]:
    """The best passages by vector and word scores, best first.

    The candidates are the best `CANDIDATES` (or `limit`, if more) by either way, each scored both
    ways. Ties go to the lower number.

    Args:
        question: Its words.
        vector: Its vector, of shape (dimension,) and unit length.
        vectors: The passages' vectors.
        words: The passages' words.
        limit: How many to return at most.
        among: Search these passages alone; None for all.
        fusion: From the two scores of each candidate to one.
    """
    many = max(CANDIDATES, limit)
    near = vectors.search(vector, many, among)
    said = words.search(question, many, among)
    cosines = near | vectors.scores(vector, said.keys() - near.keys())
    bm25 = said | words.scores(question, near.keys() - said.keys())
    scored = [
        Scored(number, score, cosines[number], bm25.get(number, 0.0))
        for number, score in fusion(cosines, bm25).items()
    ]
    return sorted(scored, key=lambda one: (-one.score, one.id))[:limit]
