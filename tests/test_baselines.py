"""Plain ways to rank."""

import random

import numpy as np
import pytest

from dateline import Index
from dateline.eval import known_set
from dateline.eval.baselines import rank_fusion, score_fusion, vectors_only, words_only
from dateline.index.ranking import Candidates


def candidates(cosines: dict[int, float], bm25: dict[int, float]) -> Candidates:
    return Candidates(cosines, bm25, {}, np.empty((len(cosines), 0), np.bool_), {})


def test_ranks_are_fused_by_their_reciprocals() -> None:
    cosines = {1: 0.9, 2: 0.7, 3: 0.8, 4: -0.5}  # ranks 1, 3, 2, 4
    bm25 = {2: 11.0, 4: 3.0, 3: 3.0}  # ranks 1, 3, 2: of equals the lower number is first
    assert rank_fusion(candidates(cosines, bm25)) == pytest.approx(
        {
            1: 1 / 61,
            2: 1 / 63 + 1 / 61,
            3: 1 / 62 + 1 / 62,
            4: 1 / 64 + 1 / 63,
        }
    )
    assert rank_fusion(candidates(cosines, {})) == pytest.approx(
        {1: 1 / 61, 3: 1 / 62, 2: 1 / 63, 4: 1 / 64}
    )


def test_scores_are_fused_by_their_share_of_the_best() -> None:
    found = score_fusion(candidates({1: 0.5, 2: 0.25, 3: -0.1}, {2: 10.0, 3: 5.0}))
    assert found == pytest.approx({1: 1 / 1.8, 2: (0.5 + 0.8) / 1.8, 3: 0.4 / 1.8})
    assert score_fusion(candidates({1: -0.5}, {})) == {1: 0.0}


def test_one_way_alone_is_that_way_alone() -> None:
    both = candidates({1: 0.9, 2: 0.7, 3: -0.8}, {2: 11.0, 3: 3.0})
    assert words_only(both) == {1: 0.0, 2: 1.0, 3: 3 / 11}
    assert vectors_only(both) == {1: 1.0, 2: 0.7 / 0.9, 3: 0.0}


def test_the_plain_ways_order_a_search(sample_index: Index) -> None:
    draw = random.Random(1)
    for question in draw.sample(known_set("samples").questions, 3):
        words = sample_index.search(question.question, limit=20, ranking=words_only)
        best = words[0].word_score
        assert [one.score for one in words] == [one.word_score / best for one in words]
        assert [one.word_score for one in words] == sorted(
            (one.word_score for one in sample_index.search(question.question, limit=10_000)),
            reverse=True,
        )[:20]
        vectors = sample_index.search(question.question, limit=20, ranking=vectors_only)
        near = [one.vector_score for one in vectors]
        assert [one.score for one in vectors] == pytest.approx([one / near[0] for one in near])
        assert near == sorted(near, reverse=True)
