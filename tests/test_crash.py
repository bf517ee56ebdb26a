"""An index whose writer dies at any instant, or whose disk refuses: nothing lost, nothing torn."""

import errno
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import pytest

from dateline import Article, Index, Passage
from dateline.index import index as index_module
from dateline.index import vectors as vectors_module
from dateline.index.embedder import Embedder
from dateline.index.errors import IndexFolderError
from dateline.index.vectors import EXACT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill")

KILLS = 200
_IN_LISTS = 3  # passages, beyond which their vectors lie in lists
MOST = 20  # calls of a kind that fail, spread over all of them
_WORDS = ("summit", "leaders", "Berlin", "Paris", "talks", "prisoners", "gas", "bridge", "court")

Texts = dict[str, str]
"""The articles that an index holds: id to text."""


MakeEmbedder = Callable[[], Embedder]


class Step(NamedTuple):
    """What a writer does: articles to add, each a batch of its own, and ids to remove then."""

    add: tuple[Article, ...] = ()
    remove: tuple[str, ...] = ()


def _article(number: int, revision: int) -> Article:
    chance = random.Random(f"{number} {revision}")
    text = " ".join(chance.choices(_WORDS, k=30)).capitalize() + f", number {number}."
    return Article(id=f"a{number:02}", text=text, source=f"{number}.txt")


QUESTIONS = ("leaders in Berlin", "prisoners, gas and the court")
STEPS = (
    Step(add=tuple(_article(n, 0) for n in range(3)), remove=("a00",)),
    Step(add=(_article(1, 1), _article(0, 0)), remove=("a02",)),  # the first is replaced
    Step(add=(_article(3, 0),)),
)


def _states() -> Iterator[Texts]:
    """What the index may hold: nothing, and after each batch."""
    held: Texts = {}
    yield dict(held)
    for add, remove in STEPS:
        for one in add:
            held[one.id] = one.text
            yield dict(held)
        if remove:
            held = {name: text for name, text in held.items() if name not in remove}
            yield dict(held)


def _texts(index: Index) -> Texts:
    return {one.id: one.text for one in index.articles()}


class Found(NamedTuple):
    """What an index holds and finds: texts by value, and numbers in the same order."""

    texts: object
    numbers: Sequence[float]

    def same(self, other: "Found") -> bool:
        """Whether it is the same, the order in which processors add up apart."""
        return self.texts == other.texts and self.numbers == pytest.approx(other.numbers, abs=1e-4)


def _found(index: Index) -> Found:
    """Every passage and vector, and what is found by words and by meaning."""
    store = index._store
    ids, vectors = store.vectors(store.all_passage_ids())
    passages = store.passages(ids)
    rows = sorted(
        (_place(passages[number][0]), row.tolist())
        for number, row in zip(ids, vectors, strict=True)
    )
    hits = [
        sorted((_place(hit.passage), hit.score, hit.word_score) for hit in hits)
        for hits in (index.search(words, limit=50) for words in QUESTIONS)
    ]
    return Found(
        ([place for place, _ in rows], [[place for place, *_ in some] for some in hits]),
        [*chain(*(row for _, row in rows)), *(n for some in hits for _, *two in some for n in two)],
    )


def _place(passage: Passage) -> tuple[str, int, int, str]:
    return passage.article_id, passage.start, passage.end, passage.text


Uninterrupted = Callable[[Texts], Found]


@pytest.fixture(scope="module")
def uninterrupted(
    tmp_path_factory: pytest.TempPathFactory, make_hash_embedder: MakeEmbedder
) -> Uninterrupted:
    """What is found in an index that was made of some articles and never broken off."""
    known: dict[tuple[tuple[str, str], ...], Found] = {}

    def found(texts: Texts) -> Found:
        key = tuple(sorted(texts.items()))
        if key not in known:
            folder = tmp_path_factory.mktemp("whole")
            with Index.open(folder, embedder=make_hash_embedder()) as index:
                index.add(Article(id=name, text=text) for name, text in key)
                known[key] = _found(index)
        return known[key]

    return found


def _write(folder: Path, make_embedder: MakeEmbedder, exact: int) -> None:
    """Every step, in a process of its own."""
    index_module._BATCH = 1
    vectors_module.EXACT = exact
    _take_steps(folder, make_embedder())


def _take_steps(folder: Path, embedder: Embedder) -> None:
    with Index.open(folder, embedder=embedder) as index:
        for add, remove in STEPS:
            index.add(add)
            if remove:
                index.remove(remove)


@pytest.fixture(scope="module")
def in_a_process(make_hash_embedder: MakeEmbedder) -> Callable[[Path, int], BaseProcess]:
    """Makes a writer, forked from a process that has loaded everything, so that it starts fast."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["hash_embedder", __name__, "faiss", "tantivy"])
    return lambda folder, exact: context.Process(
        target=_write, args=(folder, make_hash_embedder, exact)
    )


def test_a_writer_killed_at_any_instant_loses_and_tears_nothing(
    tmp_path: Path,
    in_a_process: Callable[[Path, int], BaseProcess],
    make_hash_embedder: MakeEmbedder,
    uninterrupted: Uninterrupted,
) -> None:
    started = time.monotonic()
    for warm in range(3):
        started = time.monotonic()
        writer = in_a_process(tmp_path / f"warm {warm}", _IN_LISTS)
        writer.start()
        writer.join()
        assert writer.exitcode == 0
    takes = time.monotonic() - started
    states = list(_states())
    killed = set()
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        writer = in_a_process(folder, _IN_LISTS if kill % 2 else EXACT)
        writer.start()
        time.sleep(takes * kill / KILLS)
        writer.kill()
        writer.join()
        killed.add(states.index(_is_whole(folder, make_hash_embedder(), uninterrupted)))
    assert len(killed) > len(states) // 4  # it did die here and there


@pytest.fixture
def one_article_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_BATCH", 1)


@pytest.mark.parametrize("size", [*range(0, 40_000, 4_000), *range(40_000, 240_000, 20_000)])
@pytest.mark.usefixtures("one_article_a_batch")
def test_no_file_can_grow_past_a_size_and_nothing_is_lost_or_torn(
    tmp_path: Path, size: int, hash_embedder: Embedder, uninterrupted: Uninterrupted
) -> None:
    """As where the disk is full: writing fails in SQLite, in Tantivy, in FAISS's file."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        _take_steps(tmp_path, hash_embedder)
    except IndexFolderError as error:
        assert str(tmp_path) in str(error)  # noqa: PT017 - it may come or not
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    _is_whole(tmp_path, hash_embedder, uninterrupted)


CALLS = ((os, "fsync"), (Path, "replace"), (Path, "write_text"), (Path, "unlink"), (Path, "open"))


@pytest.mark.usefixtures("one_article_a_batch")
@pytest.mark.parametrize(("owner", "name"), CALLS, ids=[name for _, name in CALLS])
def test_each_call_of_the_system_fails_in_turn_and_nothing_is_lost_or_torn(
    tmp_path: Path,
    owner: object,
    name: str,
    hash_embedder: Embedder,
    uninterrupted: Uninterrupted,
) -> None:
    real, calls, failing = getattr(owner, name), 0, -1

    def call(*given: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(*given, **named)

    def take_steps(folder: Path) -> None:
        nonlocal calls
        calls = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, call)
            try:
                _take_steps(folder, hash_embedder)
            except IndexFolderError as error:
                assert str(folder) in str(error)  # noqa: PT017 - it may come or not

    take_steps(tmp_path / "whole")
    assert calls
    for failing in range(1, calls + 1, 1 + calls // MOST):
        take_steps(tmp_path / str(failing))
        _is_whole(tmp_path / str(failing), hash_embedder, uninterrupted)


def _is_whole(folder: Path, embedder: Embedder, uninterrupted: Uninterrupted) -> Texts:
    """Opened again it holds what some batch left, and finds what one never broken off does."""
    with Index.open(folder, embedder=embedder) as index:
        texts = _texts(index)
        assert texts in list(_states())
        assert _found(index).same(uninterrupted(texts))
    return texts
