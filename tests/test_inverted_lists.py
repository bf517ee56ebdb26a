"""Lists of vectors beside comparing all: what they find, forget, keep, and how they grow."""

import logging
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dateline import Article, Index
from dateline.index import vectors as vectors_module
from dateline.index.inverted_lists import Ids
from dateline.index.vectors import EXACT, VectorIndex

DIMENSION, MANY = 32, 60_000
Rows = NDArray[np.float32]


def _unit(rows: NDArray[np.float64]) -> Rows:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("f4")


def _drawn(draw: np.random.Generator, centres: Rows, many: int) -> Rows:
    """Texts are on subjects: vectors around centres, some of which are near each other."""
    noise = draw.standard_normal((many, DIMENSION)) * 0.12
    return _unit(centres[draw.integers(len(centres), size=many)] + noise)


class Kept:
    """The vectors of a store: every third number is one, until it is removed."""

    def __init__(self) -> None:
        draw = np.random.default_rng(5)
        centres = _unit(draw.standard_normal((300, DIMENSION)))
        self.rows = _drawn(draw, centres, MANY)
        self.asked = _drawn(draw, centres, 25)
        self.ids: Ids = np.arange(MANY, dtype=np.int64) * 3 + 7

    def __call__(self, ids: Collection[int] | Ids) -> tuple[Ids, Rows]:
        known = np.sort(np.array(ids, np.int64))
        return known, self.rows[(known - 7) // 3]

    def best(self, vector: Rows, among: Ids, limit: int) -> dict[int, float]:
        scores = self.rows[(among - 7) // 3] @ vector if len(among) < MANY else self.rows @ vector
        order = np.argsort(-scores, kind="stable")[:limit]
        return dict(zip(among[order].tolist(), scores[order].tolist(), strict=True))


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


@pytest.fixture(scope="module")
def lists(kept: Kept) -> VectorIndex:
    assert MANY > EXACT
    return VectorIndex.of(kept.ids, kept, DIMENSION)


@pytest.fixture
def file(lists: VectorIndex, tmp_path: Path) -> Path:
    lists.save(tmp_path / "vectors.faiss", "stamp")
    return tmp_path / "vectors.faiss"


def _recall(kept: Kept, lists: VectorIndex, among: Ids | None) -> float:
    found = []
    for vector in kept.asked:
        right = kept.best(vector, kept.ids if among is None else among, 10)
        near = lists.search(vector, 10, among)
        ids = np.array(list(near))
        scores = kept.rows[(ids - 7) // 3] @ vector
        assert list(near.values()) == pytest.approx(scores.tolist(), abs=1e-5), "they are exact"
        assert list(near.values()) == sorted(near.values(), reverse=True)
        assert len(near) == len(right)
        found.append(len(near.keys() & right.keys()) / len(right))
    return float(np.mean(found))


def test_lists_find_what_comparing_all_finds(kept: Kept, lists: VectorIndex) -> None:
    assert 0.98 <= lists.recall <= 1
    assert _recall(kept, lists, None) >= 0.98


@pytest.mark.parametrize("share", [1e-4, 1e-3, 0.01, 0.05, 0.3, 0.9, 1.0])
def test_they_do_so_among_a_share_of_the_vectors(
    kept: Kept, lists: VectorIndex, share: float
) -> None:
    among = kept.ids[np.random.default_rng(1).random(MANY) < share]
    assert _recall(kept, lists, among) >= 0.98


@pytest.mark.parametrize("towards", [1, -1])
def test_they_do_so_where_a_filter_leaves_one_corner(
    kept: Kept, lists: VectorIndex, towards: int
) -> None:
    """As of one publisher, who writes of one thing, or of all but one."""
    side = towards * kept.rows @ _unit(kept.rows[:300].sum(axis=0)[None])[0]
    among = kept.ids[side > np.quantile(side, 0.95)]
    assert _recall(kept, lists, among) >= 0.98


def test_as_many_come_as_are_asked_for_wherever_there_are_so_many(
    kept: Kept, lists: VectorIndex
) -> None:
    far = np.sort(kept.ids[np.argsort(kept.rows @ kept.asked[0])[:4000]])
    for limit in (1, 150, 4000, 5000):
        found = lists.search(kept.asked[0], limit, far)
        assert len(found) == min(limit, 4000)
        assert found.keys() <= set(far.tolist())
    assert len(lists.search(kept.asked[0], MANY)) == MANY


def test_lists_are_read_back_and_changed_and_a_saved_file_stays_as_it_was(
    kept: Kept, lists: VectorIndex, file: Path
) -> None:
    before = file.read_bytes()
    opened = VectorIndex.load(file, "stamp", kept)
    assert opened is not None
    assert (len(opened), opened.recall) == (MANY, lists.recall)
    assert opened.ids.tolist() == kept.ids.tolist()
    for vector in kept.asked:
        assert opened.search(vector, 10) == lists.search(vector, 10)
    gone, back = kept.ids[:200], kept.ids[:90]
    opened.remove(gone)
    opened.add(back)
    assert opened.ids.tolist() == np.union1d(back, kept.ids[200:]).tolist()
    assert next(iter(opened.search(kept.rows[5], 1))) == kept.ids[5]
    assert kept.ids[150] not in opened.search(kept.rows[150], 50)
    opened.save(file, "later")
    again = VectorIndex.load(file, "later", kept)
    assert again is not None
    assert again.search(kept.asked[0], 10) == opened.search(kept.asked[0], 10)
    lists.save(file, "stamp")
    assert file.read_bytes() == before, "and the lists that were made are as they were"


@settings(max_examples=30, deadline=None)
@given(at=st.floats(0, 1), bit=st.integers(0, 7))
def test_a_file_with_a_bit_turned_anywhere_is_not_used(
    saved: tuple[bytes, Path], kept: Kept, at: float, bit: int
) -> None:
    whole, file = saved
    data = bytearray(whole)
    data[min(int(at * len(data)), len(data) - 1)] ^= 1 << bit
    file.write_bytes(data)
    assert VectorIndex.load(file, "stamp", kept) is None


@pytest.fixture(scope="module")
def saved(lists: VectorIndex, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    file = tmp_path_factory.mktemp("saved") / "vectors.faiss"
    lists.save(file, "stamp")
    return file.read_bytes(), file


def test_a_file_that_is_cut_short_or_of_another_state_is_not_used(
    saved: tuple[bytes, Path], kept: Kept
) -> None:
    whole, file = saved
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert VectorIndex.load(file, "stamp", kept) is None
    file.write_bytes(whole)
    assert VectorIndex.load(file, "another", kept) is None
    assert VectorIndex.load(file, "stamp", kept) is not None


def test_an_index_puts_many_vectors_into_lists_by_itself_and_makes_them_anew_as_it_grows(
    tmp_path: Path,
    hash_embedder: object,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(vectors_module, "EXACT", 100)
    articles = [
        Article(id=f"a{n}", text=f"The boat {n} left on day {n % 30} and {n * 7} came home.")
        for n in range(500)
    ]

    def compared(index: Index) -> list[str]:
        """What is nearest when all are compared."""
        ids, rows = index._store.vectors(index._store.all_passage_ids())
        order = np.argsort(-(rows @ index.embed(["Which boat came home?"])[0]), kind="stable")
        return [index._store.articles_of([ids[at]])[int(ids[at])] for at in order[:5]]

    def found(index: Index) -> list[str]:
        hits = index.search("Which boat came home?", limit=500)
        return [h.article.id for h in sorted(hits, key=lambda h: -h.vector_score)[:5]]

    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add(articles[:100])
        assert index.stats()["recall_at_10"] == 1
        index.add(articles[:101])
        assert index._derived._vectors._faiss.nlist == 40  # type: ignore[union-attr]
        assert found(index) == compared(index)
        index.remove(["a3"])
        index.add(articles)
        assert index._derived._vectors._faiss.nlist == 82  # type: ignore[union-attr]
        assert found(index) == compared(index)
        assert 0.9 < index.stats()["recall_at_10"] <= 1
        recall = index.stats()["recall_at_10"]
    caplog.set_level(logging.INFO, logger="dateline")
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert found(index) == compared(index)
        assert index.stats()["recall_at_10"] == recall
        assert not any("made anew" in said for said in caplog.messages)
    (tmp_path / "vectors.faiss").write_bytes(b"torn")
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert found(index) == compared(index)
    assert any("made anew" in said for said in caplog.messages)
