"""The word index by itself: which words count where there are many, and which passages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.index import words as words_module
from dateline.index.words import WordIndex

# Each stands in as many passages as its number says.
SHARES = {"harbour": 90, "ferry": 40, "island": 12, "gull": 5, "lighthouse": 1}


@pytest.fixture(scope="module")
def index() -> WordIndex:
    made = WordIndex()
    made.add(
        (n, " ".join(word for word, many in SHARES.items() if n % 100 < many))
        for n in range(1, 101)
    )
    return made


def test_where_looking_takes_long_the_rarest_words_count(
    index: WordIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Harbour, ferry, island, gull and lighthouse: the harbours!"
    assert len(index.search(question, 100)) == 90
    assert set(index.rarity(question)) == {"harbour", "ferri", "island", "gull", "lighthous",
                                           "and", "the"}  # fmt: skip
    monkeypatch.setattr(words_module, "_LOOKED_AT", 1 + 5 + 12 + 40)
    assert len(index.search(question, 100)) == 40
    assert index.search(question, 100) == index.search("ferry island gull lighthouse", 100)
    assert index.scores(question, np.array([3, 60, 100])) == {
        n: score for n, score in index.search("ferry island gull lighthouse", 100).items()
        if n in {3, 60, 100}
    }  # fmt: skip
    words = ["ferri", "island", "gull", "lighthous"]
    assert index.held(words, [3, 100, 30, 60]).tolist() == [
        [True, True, True, False], [True] * 4, [True, False, False, False], [False] * 4,
    ]  # fmt: skip
    assert index.held([], [3]).shape == (1, 0)
    assert index.held(words, []).shape == (0, 4)
    assert "harbour" not in index.rarity(question)
    monkeypatch.setattr(words_module, "_LOOKED_AT", 0)
    assert len(index.search("harbour ferry", 100)) == 40, "one word counts in any case"
    assert index.search("nothing of this", 100) == {}


@given(
    among=st.sets(st.integers(1, 110), min_size=1),
    limit=st.integers(1, 100),
    question=st.sampled_from(["harbour ferry", "gull", "island lighthouse", "nothing"]),
)
def test_among_many_passages_the_same_are_found_as_among_few(
    index: WordIndex, among: set[int], limit: int, question: str
) -> None:
    ids = np.array(sorted(among))
    with pytest.MonkeyPatch.context() as patch:
        by_number = index.search(question, 200, ids)
        patch.setattr(words_module, "_FEW", 0)
        by_going_on = index.search(question, limit, ids)
    assert list(by_going_on.values()) == list(by_number.values())[:limit]
    assert by_going_on.items() <= by_number.items()
