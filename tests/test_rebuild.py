"""Another model for an index: whole or not at all, going on after an interruption."""

import multiprocessing
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dateline import Article, EmbedderError, Index, IndexFolderError, Mark, PartialDate
from dateline.index import rebuild
from dateline.index.store import FILE, Store

Make = Callable[..., Any]
KILLS = 20


def articles(many: int = 40) -> list[Article]:
    return [
        Article(
            id=f"a{n:02}",
            text=f"Menu\nThe ferry to island {n} sailed late.\n\n" + f"Nobody asked why {n}. " * n,
            marks=(Mark(0, 5, "furniture", "a menu"),),
            published=PartialDate(2019, n % 12 + 1),
        )
        for n in range(many)
    ]


Found = tuple[str, int, int, float, float]


def found(index: Index) -> list[Found]:
    """All that a search finds, without the numbers of passages; of equals in order of place."""
    hits = index.search("the late ferry", limit=10_000)
    return sorted(
        (one.article.id, one.passage.start, one.passage.end, round(one.vector_score, 4),
         round(one.word_score, 4))
        for one in hits
    )  # fmt: skip


def by_meaning(hits: list[Found]) -> tuple[tuple[str, int, int, float], ...]:
    """Without the scores of words, which may lag behind while others write."""
    return tuple(one[:4] for one in hits)


class Breaks:
    """An embedder that fails after so many texts."""

    def __init__(self, inner: Any, after: int) -> None:
        self.inner, self.left, self.name = inner, after, inner.name

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.left -= len(texts)
        if self.left < 0:
            raise EmbedderError("the model has gone")
        return self.inner.embed(texts)


def test_it_is_as_if_it_had_been_made_by_the_other_model(
    tmp_path: Path, make_hash_embedder: Make
) -> None:
    other = make_hash_embedder("other@1", 24)
    with Index.open(tmp_path / "fresh", embedder=other) as fresh:
        fresh.add(articles())
        wanted = found(fresh)
    with Index.open(tmp_path / "index", embedder=make_hash_embedder()) as index:
        index.add([Article(id="a03", text="An older text.")])
        index.add(articles())
        before = found(index)
        told: list[str] = []
        embedded = index.rebuild(other, on_progress=lambda one: told.append(one.id))
        assert embedded == index.stats()["passages"]
        assert told == [one.id for one in articles()]
        assert before != found(index) == wanted
        older = index.get("a03", revision=1)
        assert older is not None
        assert older.text == "An older text."
        index.add([Article(id="new", text="Another ferry sailed.")])
        assert index.search("ferry", articles=["new"])
    assert not (tmp_path / "index" / "rebuild.sqlite").exists()
    with pytest.raises(EmbedderError, match=r"made by the model 'other@1'"):
        Index.open(tmp_path / "index", embedder=make_hash_embedder())
    with Index.open(tmp_path / "index", embedder=other) as index:
        index.remove(["new"])
        assert found(index) == wanted


def test_broken_off_it_is_as_before_and_goes_on_where_it_was(
    tmp_path: Path, make_hash_embedder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dateline.index.rebuild._BATCH", 8)
    other = make_hash_embedder("other@1", 24)
    with Index.open(tmp_path, embedder=make_hash_embedder()) as index:
        index.add(articles())
        before, many = found(index), index.stats()["passages"]
        with pytest.raises(EmbedderError, match="the model has gone"):
            index.rebuild(Breaks(other, many // 2))
        assert found(index) == before
        done = other.embedded - 1  # one to see the dimension
        assert 0 < done < many
        lost = sum(len(index.passages(one)) for one in ("a00", "a01", "a02"))
        # Meanwhile one is revised, one goes, one goes and comes with another text.
        index.add([Article(id="a01", text="The ferry was sold.")])
        index.remove(["a02", "a00"])
        index.add([Article(id="a00", text="The ferry was bought.")])
        embedded = index.rebuild(other)
        assert embedded == index.stats()["passages"] - (done - lost)
        now = found(index)
        kept = list(index.articles())
    with Index.open(tmp_path / "fresh", embedder=other) as fresh:
        fresh.add(kept)
        assert found(fresh) == now


def _rebuild(folder: Path, make_embedder: Make) -> None:
    rebuild._BATCH = 8
    with Index.open(folder, embedder=make_embedder()) as index:
        index.rebuild(make_embedder("other@1", 24))


def test_killed_at_any_instant_it_is_of_one_model_or_the_other_and_goes_on(
    tmp_path: Path, make_hash_embedder: Make
) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["hash_embedder", __name__, "faiss", "tantivy"])
    other = make_hash_embedder("other@1", 24)
    with Index.open(tmp_path / "made", embedder=make_hash_embedder()) as index:
        index.add(articles())
        before = found(index)
    with Index.open(tmp_path / "wanted", embedder=other) as index:
        index.add(articles())
        after = found(index)

    def rebuilding(name: str) -> tuple[Path, BaseProcess]:
        folder = tmp_path / name
        shutil.copytree(tmp_path / "made", folder)
        writer = context.Process(target=_rebuild, args=(folder, make_hash_embedder))
        writer.start()
        return folder, writer

    for warm in range(3):
        started = time.monotonic()
        _, writer = rebuilding(f"warm {warm}")
        writer.join()
        assert writer.exitcode == 0
    takes = time.monotonic() - started
    models = []
    for kill in range(KILLS):
        folder, writer = rebuilding(str(kill))
        if kill < KILLS - 1:  # the last is left to end, however busy the machine is
            time.sleep(1.2 * takes * kill / KILLS)
            writer.kill()
        writer.join()
        with closing(Store(folder / FILE)) as store:
            models.append(store.meta("embedder"))
        if models[-1] == other.name:
            with Index.open(folder, embedder=other) as index:
                assert found(index) == after
        else:
            with Index.open(folder, embedder=make_hash_embedder()) as index:
                assert found(index) == before
                index.rebuild(other)
                assert found(index) == after
    assert len(set(models)) == 2


def test_a_damaged_file_of_a_rebuild_is_begun_anew(
    tmp_path: Path, make_hash_embedder: Make
) -> None:
    other = make_hash_embedder("other@1", 24)
    with Index.open(tmp_path, embedder=make_hash_embedder()) as index:
        index.add(articles(5))
        for content in (b"", b"no database at all" * 99):
            (tmp_path / "rebuild.sqlite").write_bytes(content)
            assert index.rebuild(other) == index.stats()["passages"]
        with pytest.raises(EmbedderError):
            index.rebuild(Breaks(make_hash_embedder("third@1"), 3))
        assert index.rebuild(other) == index.stats()["passages"], "that was of another model"


def test_an_index_open_elsewhere_is_not_searched_with_the_model_of_before(
    tmp_path: Path, make_hash_embedder: Make
) -> None:
    with (
        Index.open(tmp_path, embedder=make_hash_embedder()) as reader,
        Index.open(tmp_path, embedder=make_hash_embedder()) as writer,
    ):
        writer.add(articles(5))
        vector = reader.embed(["the late ferry"])[0]
        assert reader.search("the late ferry", vector=vector)
        writer.rebuild(make_hash_embedder("./no such folder@1", 24))
        with pytest.raises(EmbedderError, match=r"not usable: .*no such folder"):
            reader.search("the late ferry")
        with pytest.raises(EmbedderError, match=r"has 32 dimensions, and the index .* has 24"):
            reader.search("the late ferry", vector=vector)
        with pytest.raises(EmbedderError, match="not usable"):
            reader.add([Article(id="new", text="A text.")])
        assert len(writer) == 5


def test_searches_meanwhile_are_by_one_model_or_the_other(
    tmp_path: Path, make_hash_embedder: Make
) -> None:
    other = make_hash_embedder("other@1", 24)
    seen = set()
    errors: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                seen.add(by_meaning(found(index)))
        except BaseException as error:  # noqa: BLE001 - a thread's error must reach the test
            errors.append(error)

    with Index.open(tmp_path, embedder=make_hash_embedder()) as index:
        index.add(articles(20))
        before = by_meaning(found(index))
        threads = [threading.Thread(target=search) for _ in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            index.rebuild(other)
            index.rebuild(make_hash_embedder())
        done.set()
        for thread in threads:
            thread.join(60)
        assert not errors, errors[0]
        index.rebuild(other)
        assert seen <= {before, by_meaning(found(index))}


def test_an_empty_index_takes_a_model_too(tmp_path: Path, make_hash_embedder: Make) -> None:
    other = make_hash_embedder("other@1", 24)
    with Index.open(tmp_path, embedder=make_hash_embedder()) as index:
        assert index.rebuild(other) == 0
        assert index.search("anything") == []
        index.add(articles(2))
        assert index.stats()["embedder"] == "other@1"


def test_while_another_writes_nothing_is_rebuilt(
    tmp_path: Path, make_hash_embedder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        Index.open(tmp_path, embedder=make_hash_embedder()) as one,
        Index.open(tmp_path, embedder=make_hash_embedder()) as other,
    ):
        one.add(articles(2))
        monkeypatch.setattr(other._write_lock, "timeout", 0.1)
        with one._writing(), pytest.raises(IndexFolderError, match="another program is writing"):
            other.rebuild(make_hash_embedder("other@1", 24))
        assert one.stats()["embedder"] == "hash@1"
