"""What is wrong with an index is said, and what can be read is saved; it is never touched."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import filelock
import pytest

from dateline import Article, Index
from dateline.index import doctor
from dateline.index.doctor import Diagnosis, examine, save
from dateline.index.embedder import Embedder
from dateline.index.errors import IndexFolderError

ARTICLES = [
    Article(id=f"a{n:02}", text=f"Talk number {n} took place in Orsk. " * (10 + 30 * (n % 3)))
    for n in range(20)
]
PAGE = 4096  # bytes of SQLite's


@pytest.fixture
def folder(tmp_path: Path, hash_embedder: Embedder) -> Path:
    with Index.open(tmp_path / "index", embedder=hash_embedder) as index:
        index.add(ARTICLES)
    return tmp_path / "index"


def _digests(folder: Path) -> dict[str, str]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _overwrite(file: Path, start: int, many: int) -> None:
    data = bytearray(file.read_bytes())
    data[start : start + many] = b"\x5a" * min(many, len(data) - start)
    file.write_bytes(bytes(data))


def test_a_sound_index_has_no_problems_and_is_left_as_it_is(folder: Path) -> None:
    before = _digests(folder)
    assert examine(folder) == Diagnosis((), (), len(ARTICLES))
    assert _digests(folder) == before


def test_what_is_only_derived_is_no_problem(folder: Path) -> None:
    (folder / "vectors.faiss").write_bytes(b"torn")
    (folder / "words" / "meta.json").unlink()
    found = examine(folder)
    assert (found.problems, found.readable) == ((), len(ARTICLES))
    assert [one.split()[0] for one in found.remade] == ["vectors.faiss", "words"]


def test_of_every_page_that_is_lost_the_rest_is_saved(
    folder: Path, tmp_path: Path, hash_embedder: Embedder
) -> None:
    file = folder / "index.sqlite"
    whole = file.read_bytes()
    saved_of = []
    for page in range(1, len(whole) // PAGE):
        file.write_bytes(whole)
        _overwrite(file, page * PAGE, PAGE)
        before = _digests(folder)
        found = examine(folder)
        assert found.problems, f"page {page}"
        assert all(
            str(folder) in one or "index.sqlite" in one or "article" in one
            for one in found.problems
        )
        if found.readable:
            into = tmp_path / f"saved {page}"
            assert save(folder, into, embedder=hash_embedder) == found.readable
            with Index.open(into, embedder=hash_embedder) as index:
                assert all(one in ARTICLES for one in index.articles())
                assert len(index) == found.readable
        assert _digests(folder) == before
        saved_of.append(found.readable)
    assert sorted(saved_of)[len(saved_of) // 2] >= len(ARTICLES) - 2  # by most pages little is lost


def test_where_nothing_can_be_read_nothing_is_saved(folder: Path, tmp_path: Path) -> None:
    _overwrite(folder / "index.sqlite", 0, PAGE)
    found = examine(folder)
    assert found.readable == 0
    assert len(found.problems) == 1
    assert str(folder / "index.sqlite") in found.problems[0]
    with pytest.raises(IndexFolderError, match=f"{folder}/index.sqlite cannot be used as an index"):
        save(folder, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_no_index_is_written_over(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match=f"{folder} is there and holds something"):
        save(folder, folder)
    with pytest.raises(IndexFolderError, match=f"there is no index in {tmp_path}; make one"):
        examine(tmp_path)


def test_a_repair_that_breaks_off_leaves_nothing(
    folder: Path, tmp_path: Path, hash_embedder: Embedder
) -> None:
    def stop(_: Article) -> None:
        raise KeyboardInterrupt

    into = tmp_path / "new" / "saved"
    with pytest.raises(KeyboardInterrupt):
        save(folder, into, embedder=hash_embedder, on_progress=stop)
    assert list((tmp_path / "new").iterdir()) == []
    into.mkdir()  # an empty one will do
    assert save(folder, into, embedder=hash_embedder) == len(ARTICLES)
    with Index.open(into, embedder=hash_embedder) as index:
        assert len(index) == len(ARTICLES)
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(IndexFolderError, match=f"{blocked}/saved cannot be written"):
        save(folder, blocked / "saved", embedder=hash_embedder)


def test_a_copy_is_taken_while_nobody_writes(
    folder: Path, hash_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_WAIT", 0.1)
    with (
        filelock.FileLock(folder / "lock"),
        pytest.raises(IndexFolderError, match=f"another program is writing to {folder}"),
    ):
        examine(folder)
    with Index.open(folder, embedder=hash_embedder) as index:  # who reads does not matter
        assert len(index) == examine(folder).readable


def test_a_vector_or_passage_that_is_not_of_its_article_is_named(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "index.sqlite")) as db:
        db.execute("UPDATE passages SET vector = zeroblob(128) WHERE article_id = 'a03'")
        db.execute("""UPDATE passages SET "end" = 9999 WHERE article_id = 'a05'""")
        db.execute("DELETE FROM passages WHERE article_id = 'a07'")
        db.commit()
    assert examine(folder).problems == (
        "a vector of the article 'a03' is damaged",
        "a passage of the article 'a05' lies outside its text",
        "the article 'a07' has no passages",
    )


def test_an_article_that_cannot_be_read_hides_no_other_problem(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "index.sqlite")) as db:
        db.execute("DELETE FROM passages WHERE article_id = 'a00'")
        db.execute("UPDATE articles SET marks = 'torn' WHERE id = 'a01'")
        db.commit()
    found = examine(folder)
    assert found.readable == len(ARTICLES) - 1
    assert found.problems == (
        "1 of 20 articles cannot be read",
        "the article 'a00' has no passages",
    )


def test_what_was_found_is_told_though_looking_further_fails() -> None:
    def problems() -> Iterator[str]:
        yield "one"
        raise IndexFolderError("no more can be read")

    assert list(doctor._told(problems)) == ["one", "no more can be read"]
    assert list(doctor._told(lambda: "abcdefgh")) == [*"abcde", "and more"]
