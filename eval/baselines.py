"""Plain ways to rank, for Dateline's own to be measured against."""

from collections.abc import Mapping

_RANK_CONSTANT = 60


def words_only(cosines: Mapping[int, float], bm25: Mapping[int, float]) -> Mapping[int, float]:
    """BM25 alone (Robertson et al., TREC-3, 1994). Passages without a word in common score 0."""
    return {number: bm25.get(number, 0.0) for number in cosines}


def vectors_only(cosines: Mapping[int, float], bm25: Mapping[int, float]) -> Mapping[int, float]:  # noqa: ARG001
    """The cosine of question and passage alone."""
    return cosines


def rank_fusion(cosines: Mapping[int, float], bm25: Mapping[int, float]) -> Mapping[int, float]:
    """Reciprocal rank fusion with k = 60 (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    by_vector = _ranks(cosines)
    by_words = _ranks(bm25)
    return {
        number: sum(
            1 / (_RANK_CONSTANT + ranks[number])
            for ranks in (by_vector, by_words)
            if number in ranks
        )
        for number in cosines
    }


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    ordered = sorted(scores, key=lambda number: (-scores[number], number))
    return {number: rank for rank, number in enumerate(ordered, start=1)}
