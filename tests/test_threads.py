"""Fifty threads search while articles come and go: each result is of one state, and no other."""

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline import Article, Index
from dateline.index.search import Hit

THREADS = 50
ROUNDS = 12
PATIENCE = 120  # seconds
EMBEDDER = Path(__file__).parent / "hash_embedder.py"
STAYS = Article(id="stays", text="The leaders met in Berlin and agreed on nothing.")


def pair(number: int) -> list[Article]:
    """Two articles that are written, revised and removed together, several passages each."""
    return [
        Article(id=side, text=f"The leaders met in round {number}.\n\n" * 200)
        for side in ("left", "right")
    ]


def check(hits: list[Hit], passages: int) -> str:
    """Whether all hits together are the passages of one state; returns which."""
    texts = {hit.article.id: hit.article.text for hit in hits}
    assert texts.pop("stays") == STAYS.text
    assert len({hit.passage.id for hit in hits}) == len(hits)
    for hit in hits:
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    if not texts:
        assert len(hits) == 1
        return "none"
    assert texts.keys() == {"left", "right"}, "half of what was written together"
    assert len(set(texts.values())) == 1, "of two rounds"
    assert len(hits) == passages
    return texts["left"][:40]


@contextmanager
def searching(index: Index, passages: int) -> Iterator[set[str]]:
    """Threads that search until the body has ended; what states they have seen."""
    errors: list[BaseException] = []
    seen: set[str] = set()
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                seen.add(check(index.search("the leaders in Berlin", limit=1000), passages))
        except BaseException as error:  # noqa: BLE001 - a thread's error must reach the test
            errors.append(error)
            done.set()

    threads = [threading.Thread(target=search, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert not errors, errors[0]
    assert not any(thread.is_alive() for thread in threads), "they wait for one another"


def come_and_go(index: Index) -> None:
    for number in range(ROUNDS):
        index.add(pair(number))
        index.add(pair(number + 100))
        index.remove(["left", "right"])


def passages_of_a_state(make: Callable[[], object], folder: Path) -> int:
    with Index.open(folder, embedder=make()) as index:
        index.add([STAYS, *pair(0)])
        return int(index.stats()["passages"])


def test_every_result_is_of_one_state_while_a_thread_writes(
    tmp_path: Path, make_hash_embedder: type
) -> None:
    passages = passages_of_a_state(make_hash_embedder, tmp_path / "alone")
    with Index.open(tmp_path / "index", embedder=make_hash_embedder()) as index:
        index.add([STAYS])
        with searching(index, passages) as seen:
            writer = threading.Thread(target=come_and_go, args=(index,), daemon=True)
            writer.start()
            writer.join(PATIENCE)
            assert not writer.is_alive(), "it waits for who searches, and they for it"
        assert len(seen) > 1, "nothing changed while they searched"
        assert check(index.search("leaders", limit=1000), passages) == "none"


def test_every_result_is_of_one_state_while_another_process_writes(
    tmp_path: Path, make_hash_embedder: type
) -> None:
    passages = passages_of_a_state(make_hash_embedder, tmp_path / "alone")
    program = f"""
        import importlib.util
        def load(name, file):
            spec = importlib.util.spec_from_file_location(name, file)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
        from dateline import Index
        embedder = load("shared", {str(EMBEDDER)!r}).HashEmbedder()
        with Index.open({str(tmp_path / "index")!r}, embedder=embedder) as index:
            load("threads", {__file__!r}).come_and_go(index)
    """
    with Index.open(tmp_path / "index", embedder=make_hash_embedder()) as index:
        index.add([STAYS])
        with searching(index, passages) as seen:
            subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)
        assert len(seen) > 1, "nothing changed while they searched"
        assert check(index.search("leaders", limit=1000), passages) == "none"
