"""The commands that make, list and mend an archive."""

import io
import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from command_line import IDS, Ran, Run, assert_one_sentence, dump, write

from dateline import Article, Index


def test_adding_says_on_stderr_what_became_of_it_and_adding_again_changes_nothing(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    assert run("add", archive, "--index", folder) == Ran(
        0,
        "",
        f"5 added, 0 revised, 0 unchanged, 0 could not be used; {folder} holds 5 articles in "
        "5 passages (1 undated)\n",
    )
    kept = dump(folder)
    assert [article_id for article_id, _ in kept] == IDS
    assert run("add", archive, "--index", folder) == Ran(
        0,
        "",
        f"0 added, 0 revised, 5 unchanged, 0 could not be used; {folder} holds 5 articles in "
        "5 passages (1 undated)\n",
    )
    assert dump(folder) == kept


def test_an_article_that_has_changed_is_revised(run: Run, tmp_path: Path) -> None:
    articles = write(tmp_path / "articles", {"a.txt": "The sea is calm."})
    run("add", articles, "--index", tmp_path / "index")
    write(articles, {"a.txt": "The sea is rough."})
    ran = run("add", articles, "--index", tmp_path / "index")
    assert ran.err.startswith("0 added, 1 revised, 0 unchanged")
    assert dump(tmp_path / "index") == [("a", "The sea is rough.")]


def test_the_list_gives_id_date_publisher_and_title_between_tabs(run: Run, index: Path) -> None:
    assert run("list", "--index", index) == Ran(
        0,
        "bakery\t2020-05-06\tMarsh Herald\tBakery in Quay Lane reopens\n"
        "ferry\t2021-03-14\tTidewater Post\tThe ferry Petrel sails on 2 May\n"
        "gull-1\t2019-11\tMarsh Herald\tA gull is elected mayor of Alder\n"
        "kelp\t—\t—\tKelp, a short portrait\n"
        "lighthouse\t2020-06-14\t—\tSkerry lighthouse burns again\n",
        "",
    )


LIGHTHOUSE = (
    "The lighthouse on Skerry Point burns again after eleven years of repairs. Its lamp was lit on "
    "Sunday by the ferryman's daughter, whose grandfather was its last keeper."
)


def test_an_article_is_shown_whole_with_what_is_known_of_it_and_why(
    run: Run, index: Path, archive: Path
) -> None:
    ran = run("show", "lighthouse", "--index", index)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "Skerry lighthouse burns again\n"
        f"lighthouse · unknown publisher, 2020-06-14 · {archive.resolve() / 'lighthouse.txt'}\n"
        "    published, in its text: 14 June 2020\n"
        "\n"
        "Skerry lighthouse burns again\n\n14 June 2020 [date: a date stamp]\n\n"
        f"{LIGHTHOUSE}\n\nShare this article [furniture: a share bar]\n\n"
    )


def test_an_article_is_shown_plain_without_what_stood_around_it(run: Run, index: Path) -> None:
    ran = run("show", "lighthouse", "--plain", "--index", index)
    assert ran == Ran(0, f"Skerry lighthouse burns again\n\n{LIGHTHOUSE}\n", "")


def test_stories_are_listed_telling_by_telling(run: Run, tmp_path: Path) -> None:
    text = f"{LIGHTHOUSE} Boats that pass the point at night will see it from nine miles away."
    rows = [
        {"id": "b", "title": "Lamp lit", "publisher": "Coast Wire", "date": "2020-06-14"},
        {"id": "a", "title": "It burns", "publisher": "The Post", "date": "2020-06-15"},
        {"id": "c", "title": "Ferry late", "text": "The ferry was late."},
    ]
    lines = "\n".join(json.dumps({"text": text} | row) for row in rows)
    archive = write(tmp_path / "archive", {"news.jsonl": lines})
    run("add", archive, "--index", tmp_path / "index")
    assert run("list", "--stories", "--index", tmp_path / "index") == Ran(
        0,
        "2 tellings\n"
        "    b\t2020-06-14\tCoast Wire\tLamp lit\t—\n"
        "    a\t2020-06-15\tThe Post\tIt burns\tcopy of b (100% in common)\n",
        "",
    )
    assert "copies and revisions: a" in run("show", "b", "--index", tmp_path / "index").out


def test_showing_an_article_that_is_not_there_names_it(run: Run, index: Path) -> None:
    assert_one_sentence(run("show", "nobody", "-i", index), "'nobody'", index, "dateline list")


def test_sync_removes_what_is_gone_from_files_and_folders_and_nothing_else(
    run: Run, tmp_path: Path
) -> None:
    folder, other, index = (tmp_path / name for name in ("news", "other", "index"))
    folder.mkdir()
    other.mkdir()
    rows = [{"id": f"row-{n}", "text": f"Row {n} tells of a ferry."} for n in range(3)]
    feed = folder / "feed.jsonl"

    def write(rows: list[dict[str, str]]) -> None:
        feed.write_text("".join(f"{json.dumps(row)}\n" for row in rows))

    write(rows)
    for name in ("gull", "kelp", "moved"):
        (folder / f"{name}.txt").write_text(f"The {name} was seen near the pier on Monday.")
    (other / "bell.txt").write_text("The bell rang at noon, as it does every Friday.")
    run("add", folder, other, "--index", index)

    def ids() -> list[str]:
        return [line.split("\t")[0] for line in run("list", "--index", index).out.splitlines()]

    assert ids() == ["bell", "gull", "kelp", "moved", "row-0", "row-1", "row-2"]
    write(rows[1:])
    (folder / "kelp.txt").unlink()
    (folder / "below").mkdir()
    (folder / "moved.txt").rename(folder / "below" / "moved.txt")
    ran = run("add", folder, "--sync", "--index", index)
    assert ran.err.startswith("1 added, 0 revised, 3 unchanged, 3 removed, 0 could not be used;")
    assert ids() == ["bell", "gull", "moved", "row-1", "row-2"]

    feed.write_text(f"{json.dumps(rows[2])}\n{{a broken line\n")
    ran = run("add", folder, "--sync", "--index", index)
    assert ran.code == 1
    assert ids() == ["bell", "gull", "moved", "row-1", "row-2"], "row-1 may be what was broken"

    other.rename(tmp_path / "unmounted")
    ran = run("add", folder, other, "--sync", "--index", index)
    assert ran.code == 1
    assert "bell" in ids()
    refused = run("add", "https://news.example/a", "--sync", "--index", index)
    assert_one_sentence(refused, "--sync is for files and folders", "https://news.example/a")


def test_a_backup_answers_as_the_index_does(run: Run, index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    ran = run("backup", folder, "--index", index)
    assert ran == Ran(0, "", f"5 articles of {index} are in {folder}, too\n")
    assert dump(folder) == dump(index)
    assert_one_sentence(run("backup", folder, "--index", index), "an index", folder, "another")


def test_the_doctor_says_what_is_wrong_and_saves_what_can_be_read(
    run: Run, index: Path, tmp_path: Path
) -> None:
    assert run("doctor", "--index", index) == Ran(0, f"{index} is sound: 5 articles\n", "")
    sick, saved = tmp_path / "sick", tmp_path / "saved"
    shutil.copytree(index, sick)
    with closing(sqlite3.connect(sick / "index.sqlite")) as db:
        db.execute("UPDATE passages SET vector = zeroblob(4)")
        db.commit()
    ran = run("doctor", "--index", sick)
    assert ran.code == 1
    assert "damaged" in ran.out
    assert f"dateline doctor --index {sick} --repair FOLDER" in ran.out
    ran = run("doctor", "--index", sick, "--repair", saved)
    assert (ran.code, ran.err) == (0, f"5 articles of {sick} are in {saved}\n")
    assert dump(saved) == dump(index)


def test_removing_removes_those_named_or_none(run: Run, archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    run("add", archive, "--index", folder)
    kept = dump(folder)
    ran = run("remove", "kelp", "nobody", "--index", folder)
    assert_one_sentence(ran, "'nobody'", folder, "nothing was removed")
    assert dump(folder) == kept
    ran = run("remove", "kelp", "ferry", "--index", folder)
    assert ran == Ran(0, "", f"2 removed; {folder} holds 3 articles\n")
    assert dump(folder) == [one for one in kept if one[0] not in ("kelp", "ferry")]
    found = run("search", "divers cut kelp", "--index", folder, "--json").json
    assert {hit["article_id"] for hit in found["hits"]} == {"bakery", "gull-1", "lighthouse"}


def test_the_counts_of_an_index_are_printed(run: Run, index: Path) -> None:
    ran = run("stats", "--index", index)
    assert (ran.code, ran.err) == (0, "")
    lines = dict(line.split("\t") for line in ran.out.splitlines())
    size = int(lines.pop("bytes"))
    assert size > (index / "index.sqlite").stat().st_size
    assert lines == {
        "articles": "5",
        "undated": "1",
        "revisions": "5",
        "passages": "5",
        "embedder": "all-MiniLM-L6-v2@53aa51172d14",
        "recall_at_10": "1.0",
        "publisher Marsh Herald": "2",
        "publisher Tidewater Post": "1",
    }


def test_the_sample_articles_are_where_it_says(run: Run) -> None:
    ran = run("samples")
    assert (ran.code, ran.err) == (0, "")
    assert (Path(ran.out.removesuffix("\n")) / "wire.jsonl").is_file()


# Bad input: one sentence, and the rest of the work goes on or nothing is changed


GOOD = {"good.txt": "The sea was calm on Sunday.", "other.txt": "The quay was full on Monday."}


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("bad.txt", b"", "it is empty"),
        ("bad.md", b" \n\n", "it is empty"),
        ("bad.html", b"", "no article was found"),
        ("bad.txt", b"\x7fELF\0\0\x01\x02" * 99, "it is binary, not text"),
        ("bad.jsonl", b'{"id": "1", "text": ', "line 1: it is not JSON"),
        ("bad.jsonl", b'["a"]', "line 1: it holds list and not an object"),
    ],
)
def test_a_file_that_is_no_article_is_said_and_the_others_are_added(
    run: Run, tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    articles = write(tmp_path / "articles", {**GOOD, name: content})
    folder = tmp_path / "index"
    ran = run("add", articles, "--index", folder)
    assert (ran.code, ran.out) == (1, "")
    problem, summary = ran.err.splitlines()
    assert problem.startswith(f"dateline: {articles.resolve() / name}")
    assert what in problem
    assert summary.startswith("2 added, 0 revised, 0 unchanged, 1 could not be used; ")
    assert dump(folder) == [(Path(file).stem, text) for file, text in GOOD.items()]


def test_a_broken_line_of_json_is_said_and_the_other_lines_are_added(
    run: Run, tmp_path: Path
) -> None:
    lines = '{"id": "1", "text": "The sea was calm."}\n{oops\n{"id": "3", "text": "It blew."}\n'
    articles = write(tmp_path / "articles", {"wire.jsonl": lines})
    ran = run("add", articles, "--index", tmp_path / "index")
    assert ran.code == 1
    problem, _ = ran.err.splitlines()
    wire = articles.resolve() / "wire.jsonl"
    assert problem.startswith(f"dateline: {wire}, line 2: it is not JSON (")
    assert dump(tmp_path / "index") == [("1", "The sea was calm."), ("3", "It blew.")]


def test_a_path_that_does_not_exist_is_said_and_the_others_are_added(
    run: Run, tmp_path: Path
) -> None:
    articles = write(tmp_path / "articles", dict(GOOD))
    ran = run("add", tmp_path / "nowhere", articles, "--index", tmp_path / "index")
    assert (ran.code, ran.out) == (1, "")
    problem, _ = ran.err.splitlines()
    nowhere = tmp_path / "nowhere"
    assert problem == f"dateline: {nowhere}: there is no such file or folder; check the path"
    assert dump(tmp_path / "index") == [(Path(file).stem, text) for file, text in GOOD.items()]


def test_a_dry_run_shows_what_would_be_read_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    rows = (
        '{"id": "gull-1", "title": "A gull\\u001b is mayor", '
        '"text": "It flew.\\nREAD MORE: Knots", "publisher": "Marsh Herald", '
        '"published": "2019-11"}\n{"title": "t"}\n'
    )
    kelp = "Kelp, a portrait\n\n14 June 2020\n\nKelp grows by half a metre a day."
    articles = write(tmp_path / "articles", {"wire.jsonl": rows, "kelp.txt": kelp})
    before = sorted(tmp_path.rglob("*"))
    folder = tmp_path / "index"
    ran = run("add", articles, "--index", folder, "--dry-run", "--publisher", "Tidewater Post")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "kelp\t2020-06-14\tTidewater Post\tKelp, a portrait",
        "    published, in its text: 14 June 2020",
        "    65 characters, 0 of them furniture",
        "    date, a date stamp: 14 June 2020",
        "gull-1\t2019-11\tMarsh Herald\tA gull\\x1b is mayor",
        "    25 characters, 16 of them furniture",
        "    furniture, a link to another story: READ MORE: Knots",
    ]
    problem, summary = ran.err.splitlines()
    assert problem.endswith("wire.jsonl, line 2: it has no 'text'; it was left out")
    assert summary == "2 would be read, 1 could not be used; nothing was written"
    assert sorted(tmp_path.rglob("*")) == before


def test_the_user_may_name_the_publisher_of_articles_that_name_none(
    run: Run, tmp_path: Path
) -> None:
    rows = '{"id": "a", "text": "A.", "publisher": "Marsh Herald"}\n{"id": "b", "text": "B."}'
    articles = write(tmp_path / "articles", {"wire.jsonl": rows})
    ran = run("add", articles, "--index", tmp_path / "index", "--publisher", "Tidewater Post")
    assert ran.code == 0
    with Index.open(tmp_path / "index") as opened:
        assert opened.publishers() == {"Marsh Herald": 1, "Tidewater Post": 1}


def test_standard_input_is_added(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "index"
    for piped in ("The sea was calm.", '[{"id": "a", "text": "It blew."}]', "The sea was calm."):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
        assert run("add", "-", "--index", folder).code == 0
    assert sorted(text for _, text in dump(folder)) == ["It blew.", "The sea was calm."]


def test_nothing_to_read_is_said_once_and_makes_no_index(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    folder = tmp_path / "index"
    for path in (tmp_path / "nowhere", tmp_path / "empty"):
        assert_one_sentence(run("add", path, "--index", folder), path)
    assert not folder.exists()


def test_a_file_that_is_not_utf_8_is_used_and_the_guess_is_said(run: Run, tmp_path: Path) -> None:
    text = "The café in Quay Lane is “open”, said Renée."
    articles = write(tmp_path / "articles", {"cafe.txt": text.encode("cp1252")})
    ran = run("add", articles, "--index", tmp_path / "index")
    assert (ran.code, ran.out) == (0, "")
    note, summary = ran.err.splitlines()
    assert note == (
        f"dateline: {articles.resolve() / 'cafe.txt'}: byte 7 is not utf-8; read as cp1252, "
        "which is a guess"
    )
    assert summary.startswith("1 added")
    assert dump(tmp_path / "index") == [("cafe", text)]


def test_two_sources_of_one_id_are_both_named_and_the_first_is_kept(
    run: Run, tmp_path: Path
) -> None:
    row = {"id": "same", "text": "The sea was calm."}
    files = {"a.jsonl": json.dumps(row), "b.jsonl": json.dumps({**row, "text": "It blew."})}
    articles = write(tmp_path / "articles", files).resolve()
    ran = run("add", articles, "--index", tmp_path / "index")
    assert (ran.code, ran.out) == (1, "")
    clash, _ = ran.err.splitlines()
    assert f"{articles / 'b.jsonl'}: the id 'same' is taken" in clash
    assert str(articles / "a.jsonl") in clash
    assert dump(tmp_path / "index") == [("same", "The sea was calm.")]


def test_an_index_of_another_model_is_left_as_it_is_and_the_model_is_named(
    run: Run, archive: Path, tmp_path: Path, make_hash_embedder: Callable[..., Any]
) -> None:
    folder = tmp_path / "index"
    with Index.open(folder, embedder=make_hash_embedder("strange-model@7")) as opened:
        opened.add([Article(id="a", text="The sea was calm.", source="elsewhere")])
    kept = dump(folder)
    for arguments in (
        ["ask", "Was the sea calm?"],
        ["search", "sea"],
        ["add", archive],
        ["add", archive, "--embedder", "all-MiniLM-L6-v2"],
    ):
        assert_one_sentence(run(*arguments, "--index", folder), "'strange-model")
        assert dump(folder) == kept
    assert run("list", "--index", folder).out == "a\t—\t—\t—\n"


def test_an_index_of_another_model_is_rebuilt_for_one_that_is_there(
    run: Run, tmp_path: Path, make_hash_embedder: Callable[..., Any]
) -> None:
    folder = tmp_path / "index"
    with Index.open(folder, embedder=make_hash_embedder("strange-model@7")) as opened:
        opened.add([Article(id="a", text="The sea was calm.", source="elsewhere")])
    kept = dump(folder)
    ran = run("rebuild", "--embedder", tmp_path / "no-model", "--index", folder)
    assert_one_sentence(ran, tmp_path / "no-model")
    assert dump(folder) == kept
    ran = run("rebuild", "--embedder", "all-MiniLM-L6-v2", "--index", folder)
    assert ran.code == 0
    assert ran.err.startswith(f"1 passages of {folder} are by all-MiniLM-L6-v2@")
    assert "The sea was calm." in run("search", "Was the sea calm?", "--index", folder).out


def test_a_model_that_does_not_exist_is_named(run: Run, archive: Path, tmp_path: Path) -> None:
    ran = run("add", archive, "--index", tmp_path / "index", "--embedder", tmp_path / "no-model")
    assert_one_sentence(ran, tmp_path / "no-model", "all-MiniLM-L6-v2")
