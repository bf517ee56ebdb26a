"""The command line: results on stdout, everything else on stderr, one sentence for an error."""

import gzip
import io
import json
import logging
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from scripted_model import scripted_model

from dateline import Answer, Article, Chatbot, Index, __version__, read_articles
from dateline.index.embedder import Embedder, load_embedder
from dateline.rag.confidence import fitted_threshold
from dateline.rag.reranker import bundled_reranker
from dateline.ui import cli
from dateline.ui.cli import main

ARTICLES = {
    "ferry.md": """---
title: The ferry Petrel sails on 2 May
publisher: Tidewater Post
date: 2021-03-14
url: https://tidewater.example/petrel
---

The ferry Petrel will carry its first passengers from Alder to Skerry on 2 May, the Alder Line \
said on Sunday. A ticket will cost four crowns.
""",
    "lighthouse.txt": """Skerry lighthouse burns again

14 June 2020

The lighthouse on Skerry Point burns again after eleven years of repairs. Its lamp was lit on \
Sunday by the ferryman's daughter, whose grandfather was its last keeper.

Share this article
""",
    "bakery.html": """<html lang="en"><head><title>Bakery in Quay Lane reopens</title>
<meta property="og:site_name" content="Marsh Herald">
<meta property="article:published_time" content="2020-05-06"></head><body><nav>Home</nav><article>
<p>The bakery in Quay Lane opened its doors again on Tuesday, eleven months after the flood.</p>
<p>The baker said that he had saved the sourdough by carrying it to the roof.</p>
</article></body></html>
""",
    "wire.jsonl": '{"id": "gull-1", "title": "A gull is elected mayor of Alder", "text": '
    '"\N{BIRD} A gull was elected mayor of Alder by forty votes to three. The harbour '
    'master will sign its papers.", "publisher": "Marsh Herald", "published": "2019-11"}\n',
    "kelp.txt": """Kelp, a short portrait

Kelp grows by half a metre a day in the cold water around Skerry. Divers cut it with knives that \
they call moons.
""",
}
IDS = ["bakery", "ferry", "gull-1", "kelp", "lighthouse"]
ANSWERED = "How many votes was the gull elected mayor of Alder by?"
UNANSWERED = "Which team won the 1998 World Cup final in Saint-Denis?"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


class Ran(NamedTuple):
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@cache
def load_once(name: str) -> Embedder:
    return load_embedder(name)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run `dateline` with arguments, in this process, loading the real model once for all."""
    monkeypatch.setattr("dateline.index.index.load_embedder", load_once)
    monkeypatch.delenv("DATELINE_INDEX", raising=False)
    log = logging.getLogger("dateline")
    level = log.level

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Ran(code, *capsys.readouterr())

    yield run
    log.setLevel(level)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("archive"), dict(ARTICLES))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, archive: Path, embedder: Embedder) -> Path:
    """An index of the five articles. No test changes it."""
    folder = tmp_path_factory.mktemp("cli") / "index"
    with Index.open(folder, embedder=embedder) as opened:
        opened.add(read_articles([archive]))
    return folder


def assert_one_sentence(ran: Ran, *pieces: object, code: int = 1) -> None:
    """An error is one line on stderr that names what and where, and nothing on stdout."""
    assert (ran.code, ran.out) == (code, "")
    assert re.fullmatch(r"dateline: [^\n]+\n", ran.err), ran.err
    for piece in pieces:
        assert str(piece) in ran.err


def dump(index: Path) -> list[tuple[str, str]]:
    with Index.open(index, create=False) as opened:
        return [(article.id, article.text) for article in opened.articles()]


# As it is installed


def test_the_installed_command_says_its_version() -> None:
    command = Path(sys.executable).parent / "dateline"
    ran = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"dateline {__version__}\n", "")


def test_the_installed_command_lists_its_commands() -> None:
    command = Path(sys.executable).parent / "dateline"
    ran = subprocess.run(
        [command, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    commands = re.findall(r"^[│ ]+([a-z]+) {2,}[A-Z]", ran.stdout, re.MULTILINE)
    assert set(commands) == {
        *(
            "add",
            "list",
            "show",
            "remove",
            "backup",
            "doctor",
            "rebuild",
            "stats",
            "search",
            "samples",
            "user",
        ),
        *("ask", "chat", "eval"),
    }


COMMANDS = [
    *("add", "list", "show", "remove", "backup", "doctor", "rebuild", "stats", "search", "samples"),
    *("ask", "chat", "eval"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ran = run(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    example = re.search(r"Example: dateline (\w+)", ran.out)
    assert example
    assert example[1] in (command, "add")  # of `samples` it is what to do with them


def test_a_command_that_is_none_is_refused_by_name(run: Run) -> None:
    ran = run("aks")
    assert (ran.code, ran.out) == (2, "")
    assert "No such command 'aks'" in ran.err


# The archive


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


# Search


def test_a_search_as_json_has_its_hits_best_first_with_their_scores(
    run: Run, index: Path, embedder: Embedder
) -> None:
    ran = run("search", "forty votes for a gull", "--index", index, "--json", "--limit", 3)
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.json) == ["query", "hits"]
    assert ran.json["query"] == "forty votes for a gull"
    with Index.open(index, embedder=embedder) as opened:
        hits = opened.search("forty votes for a gull", limit=3)
        assert ran.json["hits"] == [
            {
                "article_id": hit.article.id,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "score": round(hit.score, 4),
                "text": hit.article.text[hit.passage.start : hit.passage.end],
                "title": hit.article.title,
                "publisher": hit.article.publisher,
                "published": str(hit.article.published) if hit.article.published else None,
                "url": hit.article.url,
                "vector_score": round(hit.vector_score, 4),
                "word_score": round(hit.word_score, 4),
            }
            for hit in hits
        ]
    assert len(hits) == 3
    assert [list(hit) for hit in ran.json["hits"]] == [
        [
            *("article_id", "start", "end", "score", "text", "title", "publisher", "published"),
            *("url", "vector_score", "word_score"),
        ]
    ] * 3
    first = ran.json["hits"][0]
    assert (first["article_id"], first["publisher"], first["published"], first["url"]) == (
        "gull-1",
        "Marsh Herald",
        "2019-11",
        None,
    )
    scores = [hit["score"] for hit in ran.json["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_a_search_for_people_shows_the_passage_with_its_origin(run: Run, index: Path) -> None:
    ran = run("search", "gull", "--index", index, "--limit", 1)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "\nMarsh Herald, 2019-11 — A gull is elected mayor of Alder\n"
        "    \N{BIRD} A gull was elected mayor of Alder by forty votes to three. The harbour "
        "master will sign its papers.\n"
        "    gull-1, characters 0–101, score 1.00\n"
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--after", "2020-06"], {"ferry", "lighthouse"}),
        (["--after", "2020-06-15"], {"ferry"}),
        (["--before", "2019"], {"gull-1"}),
        (["--after", "2019-11-30", "--before", "2020-05"], {"gull-1", "bakery"}),
        (["--publisher", "marsh herald"], {"gull-1", "bakery"}),
        (["--publisher", "Marsh Herald", "--after", "2020"], {"bakery"}),
        (["--publisher", "Nobody"], set()),
        (["--now", "2019-12-31"], {"gull-1"}),
    ],
)
def test_filters_choose_the_articles_that_are_searched(
    run: Run, index: Path, filters: list[str], found: set[str]
) -> None:
    ran = run("search", "gull", "--index", index, "--json", *filters)
    assert (ran.code, ran.err) == (0, "")
    assert {hit["article_id"] for hit in ran.json["hits"]} == found
    asked = run("ask", ANSWERED, "--index", index, "--json", *filters).json
    assert {hit["article_id"] for hit in asked["hits"]} == found
    assert {one["article_id"] for one in asked["citations"]} <= found


@pytest.mark.parametrize("command", ["search", "ask"])
@pytest.mark.parametrize(
    ("option", "value"), [("--after", "soon"), ("--before", "2020-13"), ("--now", "06/05/2020")]
)
def test_a_filter_that_is_no_date_is_refused(
    run: Run, index: Path, command: str, option: str, value: str
) -> None:
    ran = run(command, "gull", "--index", index, option, value)
    assert_one_sentence(ran, option.strip("-"), repr(value))


# Ask

ANSWER_KEYS = [
    *("version", "question", "standalone_question", "answerable", "text", "refusal", "reply"),
    *("short_answer", "yes_or_no", "confidence", "as_of", "filters"),
    *("missing", "wording", "statements", "citations", "sides", "superseded", "hits", "seconds"),
    "timing",
]
STATEMENT_KEYS = ["text", "citations", "short_answer", "support"]
CITATION_KEYS = [
    *("number", "article_id", "title", "publisher", "published", "published_from"),
    *("newer_revision", "story", "url", "start", "end", "quote", "times"),
]
HIT_KEYS = ["article_id", "start", "end", "score", "text"]


def assert_version_3(answer: dict[str, Any], index: Path) -> None:
    """What other programs may rely on: these keys in this order, of these types, and they hold."""
    assert list(answer) == ANSWER_KEYS
    assert answer["version"] == 3
    assert 0 <= answer["confidence"] <= 1
    assert isinstance(answer["seconds"], float)
    assert answer["answerable"] is (answer["refusal"] is None)
    assert [list(one) for one in answer["statements"]] == [STATEMENT_KEYS] * len(
        answer["statements"]
    )
    assert [list(one) for one in answer["citations"]] == [CITATION_KEYS] * len(answer["citations"])
    assert [list(one) for one in answer["hits"]] == [HIT_KEYS] * len(answer["hits"])
    assert [one["number"] for one in answer["citations"]] == [
        number for one in answer["statements"] for number in one["citations"]
    ]
    with Index.open(index, create=False) as opened:
        for one in answer["citations"]:
            article = opened.get(one["article_id"])
            assert article is not None
            assert article.text[one["start"] : one["end"]] == one["quote"] != ""
            assert (one["title"], one["publisher"], one["url"]) == (
                article.title,
                article.publisher,
                article.url,
            )
            assert one["published"] == (str(article.published) if article.published else None)
        for one in answer["hits"]:
            article = opened.get(one["article_id"])
            assert article is not None
            assert article.text[one["start"] : one["end"]] == one["text"]


def test_an_answer_as_json_is_version_3_to_the_key(run: Run, index: Path) -> None:
    ran = run("ask", ANSWERED, "--index", index, "--json")
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    answer = ran.json
    assert_version_3(answer, index)
    quote = answer["citations"][0]["quote"]
    assert quote.endswith("A gull was elected mayor of Alder by forty votes to three.")
    assert answer["citations"][0] == {
        "number": 1,
        "article_id": "gull-1",
        "title": "A gull is elected mayor of Alder",
        "publisher": "Marsh Herald",
        "published": "2019-11",
        "published_from": "given",
        "newer_revision": None,
        "story": [],
        "url": None,
        "start": 60 - len(quote),
        "end": 60,
        "quote": quote,
        "times": [],
    }
    assert (answer["question"], answer["answerable"], answer["refusal"]) == (ANSWERED, True, None)
    assert answer["text"].startswith(f"{quote} [1]")
    assert answer["statements"][0] == {
        "text": quote,
        "citations": [1],
        "short_answer": "forty",
        "support": {"by": "quotation", "covered": 1.0, "near": None, "found": False},
    }
    assert answer["short_answer"] == "forty"
    assert answer["hits"][0]["article_id"] == "gull-1"
    dates = [one["published"] for one in answer["citations"] if one["published"]]
    assert answer["as_of"] == max(dates)


def test_a_language_model_words_an_answer_and_what_it_invents_is_shown_as_taken_out(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote = ["Alder elected a gull as its mayor by forty votes [1]. ", "Its name was Skipper [1]."]
    with scripted_model(wrote) as script:
        named = ("--llm", script.url, "--llm-model", "small")
        ran = run("ask", ANSWERED, "--index", index, *named)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines()[:5] == [
            "Alder elected a gull as its mayor by forty votes. [1]",
            "",
            "Short answer: forty",
            "(Taken out, for the quotations do not say it: Its name was Skipper. — no such name: "
            "“Skipper”)",
            "As of 2019-11 · worded by small, each sentence checked against what it cites",
        ]
        monkeypatch.setenv("DATELINE_LLM", script.url)
        monkeypatch.setenv("DATELINE_LLM_MODEL", "small")
        answer = run("ask", ANSWERED, "--index", index, "--json").json
    assert answer["wording"]["unsupported"] == [
        {"text": "Its name was Skipper.", "fault": "name", "words": "Skipper"}
    ]
    assert_version_3(answer, index)


def test_without_its_language_model_the_answer_is_the_quotation_with_a_note(
    run: Run, index: Path
) -> None:
    plain = run("ask", ANSWERED, "--index", index, "--json").json
    with scripted_model(401) as script:
        named = ("--llm", script.url, "--llm-model", "small", "--json")
        answer = run("ask", ANSWERED, "--index", index, *named).json
    assert answer["statements"] == plain["statements"]
    assert answer["wording"]["failure"] == "the language model 'small' answered 401"


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        (("--llm", "http://localhost:1/v1"), "--llm-model"),
        (("--llm-model", "small"), "--llm URL"),
        (("--llm", "localhost", "--llm-model", "small"), "'localhost'"),
        (("--llm", "there-is-none.gguf"), "there-is-none.gguf"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "eval"])
def test_a_language_model_that_is_named_wrongly_is_a_sentence(
    run: Run, index: Path, tmp_path: Path, command: str, named: Sequence[str], complaint: str
) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "1", "question": "Who?", "answers": ["He"]}\n')
    asked = ANSWERED if command == "ask" else tmp_path / "q.jsonl"
    assert_one_sentence(run(command, asked, "--index", index, *named), complaint)


def test_an_answer_for_people_has_each_quotation_with_its_origin(run: Run, index: Path) -> None:
    asked = run("ask", ANSWERED, "--index", index, "--json").json
    ran = run("ask", ANSWERED, "--index", index)
    assert (ran.code, ran.err) == (0, "")
    first, *rest = ran.out.splitlines()
    assert first == asked["text"]
    one = asked["citations"][0]
    assert rest[:7] == [
        "",
        "Short answer: forty",
        f"As of {asked['as_of']}",
        "",
        "[1] Marsh Herald, 2019-11 — A gull is elected mayor of Alder",
        f"    “{one['quote']}”",
        f"    gull-1, characters {one['start']}–{one['end']}",
    ]


def test_a_refusal_is_no_error_and_shows_what_is_nearest(run: Run, index: Path) -> None:
    ran = run("ask", UNANSWERED, "--index", index, "--json")
    assert (ran.code, ran.err) == (0, "")
    answer = ran.json
    assert_version_3(answer, index)
    assert (answer["answerable"], answer["statements"], answer["citations"]) == (False, [], [])
    assert (answer["as_of"], answer["text"]) == (None, answer["refusal"])
    assert {hit["article_id"] for hit in answer["hits"]} == set(IDS)
    ran = run("ask", UNANSWERED, "--index", index)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        answer["refusal"],
        "Preferred: 1998",
        "",
        "The nearest passages, which may not answer it:",
    ]


def test_a_refusal_says_how_many_articles_a_filter_left_out_for_want_of_a_date(
    run: Run, index: Path
) -> None:
    ran = run("ask", ANSWERED, "--index", index, "--after", "2099")
    assert ran.code == 0
    assert "from 2099 on" in ran.out
    assert "1 without a date" in ran.out


def test_a_file_is_answered_line_for_line(run: Run, index: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    history = [
        ["Who lit the lamp of the lighthouse on Skerry Point?", "The ferryman's daughter [1]"]
    ]
    asked = [
        json.dumps({"question": ANSWERED}),
        "{broken",
        json.dumps({"question": "  "}),
        json.dumps({"question": "And who was her grandfather?", "history": history}),
        json.dumps({"question": ANSWERED, "history": [["one"]]}),
        json.dumps({"question": 7}),
        "",
        json.dumps({"question": "why " * 25_000}),
        json.dumps({"question": UNANSWERED}),
    ]
    file.write_text("\n".join(asked) + "\n")
    ran = run("ask", "--file", file, "--index", index, "--json")
    assert ran.code == 1
    assert ran.err == "dateline: 6 of the 9 lines could not be answered; see the output\n"
    rows = [json.loads(line) for line in ran.out.splitlines()]
    wrong = {
        2: "it is not JSON",
        3: "the question is empty",
        5: "must be a list of [question, answer] pairs",
        6: 'it is no object with a "question"',
        7: "it is not JSON",
        8: "99,999 characters",
    }
    assert [list(row) == ["error"] for row in rows] == [n in wrong for n in range(1, 10)]
    for number, reason in wrong.items():
        assert rows[number - 1]["error"].startswith(f"line {number}: ")
        assert reason in rows[number - 1]["error"]
    alone = run("ask", ANSWERED, "--index", index, "--json").json
    timeless = {"seconds": 0, "timing": {}}
    assert {**rows[0], **timeless} == {**alone, **timeless}
    for number in (4, 9):
        assert_version_3(rows[number - 1], index)
    assert rows[3]["hits"][0]["article_id"] == "lighthouse"
    assert (rows[8]["question"], rows[8]["answerable"]) == (UNANSWERED, False)


def test_a_file_of_good_lines_ends_well_and_is_read_from_stdin_too(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = json.dumps({"question": UNANSWERED}) + "\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    ran = run("ask", "--file", "-", "--index", index, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["question"] == UNANSWERED


def test_a_bad_line_is_said_in_its_place_for_people_too(
    run: Run, index: Path, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("{broken\n" + json.dumps({"question": UNANSWERED}) + "\n")
    ran = run("ask", "--file", file, "--index", index)
    assert ran.code == 1
    first, second, *_ = ran.out.splitlines()
    assert first.startswith("? it is not JSON")
    assert second == run("ask", UNANSWERED, "--index", index).out.splitlines()[0]


def test_one_question_or_a_file_of_them_is_asked_and_not_both(
    run: Run, index: Path, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"question": ANSWERED}) + "\n")
    ran = run("ask", ANSWERED, "--file", file, "--index", index)
    assert_one_sentence(ran, "give one question, or a file of them")


FERRY = "When will the ferry Petrel carry passengers?"


def test_an_answer_for_people_says_what_narrowed_it_and_when_its_words_mean(
    run: Run, index: Path
) -> None:
    ran = run("ask", f"{FERRY[:-1]} in 2021?", "--index", index, "--after", "2020")
    shown = ran.out.splitlines()
    assert (
        "As of 2021-03-14 · Only from 2020 on · Preferred: 2021 · 1 undated article was left out"
        in shown
    )
    at = next(n for n, line in enumerate(shown) if line.startswith("[1] Tidewater Post"))
    assert shown[at + 1].startswith("    “The ferry Petrel will carry")
    assert shown[at + 2 : at + 4] == ["    “2 May”: 2 May 2021", "    “Sunday”: 14 March 2021"]
    assert shown[at + 4].startswith("    ferry, characters ")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def typed(lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))

    return typed


def test_without_a_question_the_lines_that_are_piped_in_are_a_conversation(
    run: Run, index: Path, typed: Callable[[str], None]
) -> None:
    lamp = "Who lit the lamp of the lighthouse on Skerry Point?"
    typed(f"{lamp}\n\n{'x' * 2001}\nAnd who was her grandfather?\nexit\n{UNANSWERED}\n")
    ran = run("ask", "--index", index)
    assert (ran.code, ran.err) == (0, "")
    alone = run("ask", lamp, "--index", index).out
    assert ran.out.startswith(
        f"{alone}\n? the question has 2,001 characters and at most 2,000 are read; shorten it\n"
        "(understood as: And who was her grandfather? (Skerry Point"
    )
    assert UNANSWERED not in ran.out


def test_a_conversation_as_json_is_an_object_a_line_and_the_filters_hold_for_all_of_it(
    run: Run, index: Path, typed: Callable[[str], None]
) -> None:
    lines = [ANSWERED, "x" * 2001, UNANSWERED, "And how many against?"]
    typed("\n".join(lines))
    ran = run("ask", "--index", index, "--json", "--publisher", "Marsh Herald", "--before", "2021")
    assert (ran.code, ran.err) == (0, "")
    answered, wrong, refused, followed = map(json.loads, ran.out.splitlines())
    assert wrong == {
        "error": "the question has 2,001 characters and at most 2,000 are read; shorten it"
    }
    for line, one in ((ANSWERED, answered), (UNANSWERED, refused), (lines[3], followed)):
        assert_version_3(one, index)
        assert one["question"] == line
        assert one["filters"]["given"]["publisher"] == "Marsh Herald"
        assert one["filters"]["given"]["before"] == "2021"
        assert {hit["article_id"] for hit in one["hits"]} == {"gull-1", "bakery"}
    assert answered["standalone_question"] is refused["standalone_question"] is None
    assert followed["standalone_question"]
    wrong_filter = run("ask", "--index", index, "--before", "soon")
    assert_one_sentence(wrong_filter, "'soon'")


def test_a_file_of_questions_that_does_not_exist_is_named(run: Run, index: Path) -> None:
    ran = run("ask", "--file", "nowhere.jsonl", "--index", index)
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.jsonl" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_of_bytes_that_are_no_text_is_printed_as_json_all_the_same(
    run: Run, index: Path, command: str
) -> None:
    ran = run(command, "a gull \udcff?", "--index", index, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["question" if command == "ask" else "query"] == "a gull ??"


# Eval

GOLD = [
    {
        "id": "gull",
        "question": ANSWERED,
        "answers": ["forty"],
        "answerable": True,
        "type": "how many",
        "evidence": [{"article_id": "gull-1", "text": "by forty votes to three"}],
    },
    {"id": "cup", "question": UNANSWERED, "answers": [], "answerable": False, "type": "[/none]"},
    {"id": "odd", "question": ANSWERED, "answers": ["nine"], "answerable": True, "type": "odd"},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in GOLD))
    return file


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def run_eval(
    run: Run,
    cache: Path,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run `dateline eval`, keeping temporary indexes away from the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setattr("dateline.eval.temporary_index.open_embedder", lambda: embedder)
    return lambda *arguments: run("eval", *arguments)


def value(ran: Ran, measure: str) -> float:
    return ran.json["overall"]["measures"][measure]["value"]


def test_a_set_is_measured_as_json(run_eval: Run, index: Path, gold: Path) -> None:
    ran = run_eval(gold, "--index", index, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.json) == ["run", "overall", "by_type", "by_answerability", "end"]
    assert ran.json["run"]["set"] == "gold"
    assert ran.json["run"]["settings"] == {
        "retrieval_only": False,
        "reranker": bundled_reranker().name,
        "threshold": fitted_threshold(bundled_reranker().name),
        "split": None,
        "kind": None,
        "limit": None,
        "seed": 0,
    }
    assert ran.json["run"]["index"]["articles"] == len(IDS)
    overall = ran.json["overall"]
    assert overall["questions"] == 3
    assert {name: count for name, count in overall["verdicts"].items() if count} == {
        "right": 1,
        "refused rightly": 1,
        "wrong": 1,
    }
    for name, figure in {
        "recall@1": 1,  # the one that has evidence
        "mrr@10": 1,
        "contains": 1 / 2,
        "citation_exact": 1,
        "refusal_recall": 1,
        "refusal_precision": 1,
        "refused_answerable": 0,
    }.items():
        assert value(ran, name) == figure, name
    # One of one: the exact binomial interval goes down to .025.
    recall = {"value": 1, "low": pytest.approx(0.025), "high": 1, "questions": 1}
    assert overall["measures"]["recall@1"] == recall
    assert list(ran.json["by_type"]) == ["[/none]", "how many", "odd"]
    assert list(ran.json["by_answerability"]) == ["answerable", "unanswerable"]


def test_a_set_is_measured_for_people_with_what_went_wrong_first(
    run_eval: Run, index: Path, gold: Path
) -> None:
    ran = run_eval(gold, "--index", index)
    assert (ran.code, ran.err) == (0, "")
    assert not CONTROL.search(ran.out)
    first, verdicts, _, failure, said, wanted, *table = ran.out.splitlines()
    assert first.startswith("gold: 3 questions (reranker reranker@")
    assert "threshold 0." in first
    assert verdicts == "1 right, 1 wrong, 1 refused rightly"
    assert failure == f"wrong: odd {ANSWERED}"
    assert "forty" in said
    assert wanted == "    gold: nine"
    rows = {line.split()[0]: line.split() for line in table if line.strip()}
    assert rows["recall@1"][:6] == ["recall@1", "1.000", "0.025", "…", "1.000", "1"]
    assert rows["contains"][1] == "0.500"
    assert rows["ece"][2] == "3", "without an interval come the questions"
    assert rows["unanswerable"][1] == "1"
    assert "share of the gold passages in the first" in ran.out
    groups = [line.split()[0] for line in table[table.index(next(filter(_types, table))) :] if line]
    assert groups[:6] == ["[/none]", "how", "odd", "by", "answerable", "unanswerable"]


def _types(line: str) -> bool:
    return line.startswith("[/none]")


def test_only_retrieval_is_measured_if_that_is_wanted(
    run_eval: Run, index: Path, gold: Path
) -> None:
    ran = run_eval(gold, "--index", index, "--retrieval-only", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["overall"]["verdicts"]["unjudged"] == 3
    assert value(ran, "recall@1") == 1
    assert "contains" not in ran.json["overall"]["measures"]
    assert ran.json["run"]["settings"]["threshold"] is None


def test_questions_are_asked_of_articles_in_a_file(
    run_eval: Run, gold: Path, tmp_path: Path, archive: Path, cache: Path
) -> None:
    packed = tmp_path / "articles.jsonl.gz"
    packed.write_bytes(gzip.compress((archive / "wire.jsonl").read_bytes()))
    first = run_eval(gold, "--articles", packed, "--json")
    assert (first.code, first.err) == (0, "")
    assert first.json["run"]["index"]["articles"] == 1
    assert first.json["overall"]["verdicts"]["right"] == 1
    assert first.json["end"]["indexed_per_second"] > 0
    again = run_eval(gold, "--articles", packed, "--json")
    assert again.json["end"]["indexed_per_second"] == first.json["end"]["indexed_per_second"]
    assert len(list((cache / "dateline" / "eval").iterdir())) >= 1
    spoken = run_eval(gold, "--articles", packed)
    assert "indexed " in spoken.out
    assert " passages a second" in spoken.out


def test_a_known_set_brings_everything(run_eval: Run) -> None:
    ran = run_eval("--set", "samples", "--limit", 3, "--seed", 4, "--retrieval-only", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["run"]["set"], ran.json["run"]["questions"]) == ("samples", 3)
    assert ran.json["run"]["settings"]["seed"] == 4
    halves = [
        run_eval(
            "--set", "samples", "--split", split, "--retrieval-only", "--kind", "when", "--json"
        )
        for split in ("dev", "test")
    ]
    assert sum(half.json["run"]["questions"] for half in halves) == 11
    assert [set(half.json["by_type"]) for half in halves] == [{"when"}] * 2


def test_a_squad_file_brings_its_articles(run_eval: Run, tmp_path: Path) -> None:
    file = tmp_path / "dev.json"
    text = "A gull was elected mayor of Alder by forty votes to three."
    answers = [{"text": "forty", "answer_start": 37}]
    asked = {"id": "1", "question": "By how many votes was a gull elected?", "answers": answers}
    page = {"title": "Gulls", "paragraphs": [{"context": text, "qas": [asked]}]}
    file.write_text(json.dumps({"data": [page]}))
    ran = run_eval(file, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["overall"]["verdicts"]["right"] == 1
    assert "A question is unanswerable from its own paragraph" in run_eval(file).out
    refused = run_eval(file, "--index", tmp_path)
    assert_one_sentence(refused, "dev.json brings its own articles")
    file.write_text("{")
    assert_one_sentence(run_eval(file), "dev.json is not what its name says")


def test_one_set_is_asked_of_another_sets_articles(
    run_eval: Run, gold: Path, index: Path, tmp_path: Path, archive: Path
) -> None:
    ran = run_eval(gold, "--articles", archive, "--crossed", "samples", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["run"]["set"] == "gold asked of samples"
    assert list(ran.json["by_answerability"]) == ["unanswerable"]
    assert value(ran, "refusal_recall") == 1


def test_records_are_kept_and_reported_on_again_and_compared_with(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "run.jsonl"
    first = run_eval(gold, "--index", index, "--records", kept, "--json")
    assert (first.code, first.err) == (0, "")
    assert [one.name for one in tmp_path.glob("run.jsonl*")] == ["run.jsonl"]
    rows = [json.loads(line) for line in kept.read_bytes().splitlines()]
    assert [row["id"] for row in rows[1:-1]] == ["gull", "cup", "odd"]
    assert [row["verdict"] for row in rows[1:-1]] == ["right", "refused rightly", "wrong"]
    assert rows[1]["citations"][0]["exact"] is True
    again = run_eval(kept, "--json")
    assert (again.code, again.json) == (0, first.json), "without asking anything"
    compared = run_eval(gold, "--index", index, "--compare", kept, "--json")
    comparison = compared.json["comparison"]
    assert comparison["questions"] == 3
    assert (comparison["better"], comparison["worse"]) == ([], [])
    assert comparison["differences"]["recall@1"] == {
        "value": 0, "low": 0, "high": 0, "p": 1, "questions": 1,
    }  # fmt: skip
    spoken = run_eval(kept, "--compare", kept)
    assert (spoken.code, spoken.err) == (0, "")
    assert "this run minus that of gold" in spoken.out
    assert "0 went worse" in spoken.out


def test_what_cannot_be_compared_is_said(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "run.jsonl"
    asked = run_eval(gold, "--index", index, "--records", kept, "--kind", "odd", "--json")
    assert asked.json["run"]["questions"] == 1
    other = run_eval(gold, "-i", index, "--compare", kept, "--kind", "how", "--retrieval-only")
    assert_one_sentence(other, "has none of these questions")
    for content, reason in (
        (b"".join(kept.read_bytes().splitlines(keepends=True)[:-1]), "holds 1 of 1 records"),
        (gold.read_bytes(), "holds no records of a run"),
        (b"", "holds no records of a run"),
    ):
        broken = tmp_path / "broken.jsonl"
        broken.write_bytes(content)
        refused = run_eval(gold, "-i", index, "--compare", broken, "--records", tmp_path / "new")
        assert_one_sentence(refused, broken, reason)
        assert not list(tmp_path.glob("new*")), "nothing was begun"
    none = run_eval(gold, "-i", index, "--compare", tmp_path / "none.jsonl")
    assert_one_sentence(none, "none.jsonl cannot be read")


def test_an_interrupted_run_is_gone_on_with_by_the_same_command(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "run.jsonl"
    asked: list[str] = []
    ask = Chatbot.ask

    def interrupted(self: Chatbot, question: str, **known: Any) -> Answer:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return ask(self, question, **known)

    monkeypatch.setattr(Chatbot, "ask", interrupted)
    command = (gold, "--index", index, "--records", kept)
    first = run_eval(*command)
    assert (first.code, first.out) == (130, "")
    assert first.err == (
        f"interrupted; {kept}.part keeps what was asked, the same command goes on with it\n"
    )
    assert not kept.exists()
    refused = run_eval(*command, "--kind", "odd")
    assert_one_sentence(refused, f"{kept}.part holds an unfinished run of other questions")
    second = run_eval(*command, "--json")
    assert (second.code, second.err) == (0, "")
    assert second.json["overall"]["questions"] == 3
    assert asked == [ANSWERED, UNANSWERED, UNANSWERED, ANSWERED]
    assert kept.exists()
    asked[:] = [""]
    assert run_eval(gold, "--index", index).err == "interrupted\n", "nothing was to be kept"


@pytest.mark.parametrize(
    ("bounds", "code", "said"),
    [
        ("recall@10=0.8", 0, []),
        ("recall@10=1, citation_exact=1,contains=0.5", 0, []),
        (
            "contains=0.6,recall@10=1,f1=0.9",
            3,
            ["contains is 0.5000, and must be 0.6 or more", "f1 is 0."],
        ),
        ("sides_shown=0.1", 3, ["sides_shown is not measured by this set, and must be 0.1"]),
    ],
)
def test_a_measure_under_its_bound_fails_the_command_after_the_figures(
    run_eval: Run, index: Path, gold: Path, bounds: str, code: int, said: list[str]
) -> None:
    ran = run_eval(gold, "--index", index, "--fail-under", bounds, "--json")
    assert ran.code == code
    assert value(ran, "contains") == 0.5, "the figures are printed all the same"
    complaints = ran.err.splitlines()
    assert len(complaints) == len(said)
    for complaint, piece in zip(complaints, said, strict=True):
        assert complaint.startswith(f"dateline: {piece}")


@pytest.mark.parametrize(
    ("bounds", "piece"),
    [
        ("recal@10=0.8", "there is no measure 'recal@10'; did you mean recall@10"),
        ("recall@10=1,zzzz=1", "there is no measure 'zzzz'; see the table of a run"),
        ("", "there is no measure ''"),
        ("recall@10", "'recall@10' names no value; write recall@10=0.8"),
        ("recall@10=much", "'recall@10=much' names no value"),
        ("ece=0.1", "a lower ece is no failure"),
        ("answer_words=3", "a lower answer_words is no failure"),
    ],
)
def test_a_bound_that_makes_no_sense_is_said_before_anything_is_asked(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path, bounds: str, piece: str
) -> None:
    ran = run_eval(gold, "-i", index, "--fail-under", bounds, "--records", tmp_path / "new")
    assert_one_sentence(ran, "--fail-under", piece)
    assert not list(tmp_path.glob("new*"))


def test_a_kind_that_is_not_there_lists_those_that_are(
    run_eval: Run, index: Path, gold: Path
) -> None:
    ran = run_eval(gold, "--index", index, "--kind", "why")
    assert_one_sentence(ran, "no question of gold is of the kind 'why': [/none], how many, odd")


def test_a_report_is_written_where_it_was_wanted(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    ran = run_eval(gold, "--index", index, "--html", page)
    assert (ran.code, ran.err) == (0, f"the report is {page}\n")
    assert "gold" in page.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.glob("report*")] == ["report.html"]


@pytest.mark.parametrize("option", ["--html", "--records"])
def test_a_file_that_cannot_be_written_is_said_before_anything_is_asked(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path, option: str
) -> None:
    (tmp_path / "folder").mkdir()
    ran = run_eval(gold, "--index", index, option, tmp_path / "none" / "file")
    assert_one_sentence(ran, "none/file cannot be written: its folder is not there; make it first")
    ran = run_eval(gold, "--index", index, option, tmp_path / "folder")
    assert_one_sentence(ran, tmp_path / "folder", "cannot be written")


def test_a_set_with_broken_lines_is_refused_with_each_of_them(
    run_eval: Run, index: Path, tmp_path: Path
) -> None:
    file = tmp_path / "gold.jsonl"
    stranger = GOLD[0] | {"id": "y", "evidence": [{"article_id": "stranger"}]}
    rows = [json.dumps(GOLD[0]), "{broken", '{"id": "x"}', json.dumps(stranger)]
    file.write_text("\n".join(rows))
    ran = run_eval(file, "--index", index, "--records", tmp_path / "new")
    assert (ran.code, ran.out) == (1, "")
    told = ran.err.splitlines()
    assert [line.split(": ")[:3] for line in told[:3]] == [
        ["dateline", str(file), f"line {number}"] for number in (2, 3, 4)
    ]
    assert "it has no 'question'" in told[1]
    assert "'stranger', which is not there" in told[2]
    assert told[3].startswith(f"dateline: {file}: 3 lines are broken (line 2: ")
    assert len(told) == 4
    assert not list(tmp_path.glob("new*"))


def test_a_set_that_does_not_exist_is_named(run_eval: Run, index: Path, tmp_path: Path) -> None:
    assert_one_sentence(run_eval("nowhere.jsonl", "-i", index), "nowhere.jsonl cannot be read")
    assert_one_sentence(run_eval("--set", "sample"), "there is no set 'sample'; there are samples")
    assert_one_sentence(run_eval("--set", "squad"), "the set 'squad' with --sets")
    lost = run_eval("--set", "squad", "--sets", tmp_path)
    assert_one_sentence(lost, f"there is no set 'squad' in {tmp_path}")


def test_contradictory_sources_are_one_sentence(
    run_eval: Run, index: Path, gold: Path, archive: Path
) -> None:
    for arguments, pieces in (
        ((), ["give questions, or a known set"]),
        (("--set", "samples", "--index", index), ["'samples' brings its questions and articles"]),
        (("--set", "samples", "--articles", archive), ["'samples' brings its questions"]),
        ((gold, "--set", "samples"), ["'samples' brings its questions"]),
        ((gold, "--index", index, "--articles", archive), ["an index or articles, not both"]),
        ((archive, "--index", index), [archive, "brings its own articles"]),
    ):
        assert_one_sentence(run_eval(*arguments), *pieces)


@pytest.mark.parametrize("options", [("--embedder", "x"), ("--crossed", "samples")])
def test_what_would_go_unheeded_with_ones_own_index_is_refused(
    run_eval: Run, index: Path, gold: Path, options: tuple[str, str]
) -> None:
    assert_one_sentence(run_eval(gold, "--index", index, *options), options[0].strip("-"))


def test_the_records_of_a_run_take_no_sources(
    run_eval: Run, index: Path, gold: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "run.jsonl"
    run_eval(gold, "--index", index, "--records", kept, "--retrieval-only")
    for options in (("--set", "samples"), ("--index", index), ("--split", "dev")):
        assert_one_sentence(run_eval(kept, *options), kept)


# Which index, and how much is said


def test_the_index_is_the_one_that_the_environment_names(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run("list", "--index", index)
    monkeypatch.setenv("DATELINE_INDEX", str(index))
    assert run("list") == listed
    assert_one_sentence(run("list", "--index", index / "other"), index / "other")


def test_without_a_name_the_index_lies_with_the_data_of_the_user(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    ran = run("list")
    assert_one_sentence(ran, tmp_path, Path("dateline") / "index", "dateline add")
    assert list(tmp_path.iterdir()) == []


def test_quiet_leaves_results_and_errors_alone(run: Run, index: Path, tmp_path: Path) -> None:
    articles = write(tmp_path / "a", {"a.txt": "The café is “open”.".encode("cp1252"), "b.odt": ""})
    folder = tmp_path / "index"
    assert run("--quiet", "add", articles, "--index", folder) == Ran(0, "", "")
    assert [article_id for article_id, _ in dump(folder)] == ["a"]
    assert run("-q", "list", "--index", index) == run("list", "--index", index)
    assert_one_sentence(run("-q", "add", tmp_path / "no", "-i", folder), tmp_path / "no")


def test_verbose_says_what_is_done(
    run: Run, archive: Path, index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "index"
    run("add", archive, "--index", folder)
    (folder / "vectors.faiss").write_bytes(b"damaged")
    ran = run("--verbose", "search", "gull", "--index", folder, "--json")
    assert ran.json["hits"] == run("search", "gull", "--index", index, "--json").json["hits"]
    assert [record.levelname for record in caplog.records if "faiss" in record.message] == ["INFO"]


# What articles hold never reaches the terminal as more than text

HOSTILE = {
    "osc.txt": "\x1b]0;owned\x07Gull \x1b[31mmayor\n\nThe gull \x1b[2Jwas elected mayor of "
    "Alder by forty votes\u202e.\x7f The sea \x9b5mwas calm.\n",
    "wire.jsonl": json.dumps(
        {
            "id": "c1",
            "title": "Kelp\x1b[31m\r\n\tfarm",
            "publisher": "Marsh\x1b]8;;https://evil.example\x07Herald",
            "text": "Kelp \x9b31m grows by half a metre a day \x1b[1A near Skerry.",
        }
    ),
}


def test_control_characters_of_articles_never_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    articles = write(tmp_path / "articles", dict(HOSTILE))
    ran = [run("add", articles, "--index", folder)]
    assert [article_id for article_id, _ in dump(folder)] == ["c1", "osc"]
    ran += [
        run(*arguments, "--index", folder)
        for arguments in (
            ["list"],
            ["show", "osc"],
            ["show", "c1"],
            ["stats"],
            ["search", "gull kelp"],
            ["search", "gull kelp", "--json"],
            ["ask", "By how many votes was the gull elected mayor of Alder?"],
            ["ask", "By how many votes was the gull elected mayor of Alder?", "--json"],
            ["ask", "How much does kelp near Skerry grow in a day?", "--publisher", "\x1b[31mx"],
            ["show", "\x1b[31m"],
        )
    ]
    for one in ran:
        assert not CONTROL.search(one.out + one.err), one
    assert "Gull \\x1b[31mmayor" in ran[1].out
    assert "The gull \\x1b[2Jwas elected" in ran[2].out
    assert "Kelp\\x1b[31m farm" in ran[1].out
    hits = {hit["article_id"]: hit for hit in ran[6].json["hits"]}
    texts = dict(dump(folder))
    for article_id, hit in hits.items():  # JSON escapes them, and they come back as they were
        assert texts[article_id][hit["start"] : hit["end"]] == hit["text"]
    assert "\x1b[2J" in hits["osc"]["text"]
    assert "\x9b31m" in hits["c1"]["text"]


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


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "what"), [("why " * 25_000, "99,999 characters"), (" \t", "the question is empty")]
)
def test_a_question_that_is_none_is_refused(
    run: Run, index: Path, command: str, question: str, what: str
) -> None:
    assert_one_sentence(run(command, question, "--index", index), what)


@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_a_limit_that_is_none_is_refused(run: Run, index: Path, limit: str) -> None:
    ran = run("search", "gull", "--index", index, "--limit", limit)
    assert (ran.code, ran.out) == (2, "")
    assert "--limit" in ran.err


def test_a_limit_beyond_the_archive_gives_all_of_it(run: Run, index: Path) -> None:
    ran = run("search", "gull", "--index", index, "--json", "--limit", 10**15)
    assert (ran.code, ran.err) == (0, "")
    assert {hit["article_id"] for hit in ran.json["hits"]} == set(IDS)


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


READING = [
    *(["list"], ["stats"], ["show", "a"], ["remove", "a"], ["backup", "b"]),
    *(["doctor"], ["rebuild", "--embedder", "all-MiniLM-L6-v2"]),
    *(["search", "a"], ["ask", "a?"]),
]


@pytest.mark.parametrize("arguments", READING, ids=lambda arguments: arguments[0])
def test_a_folder_without_an_index_is_named_with_how_to_make_one(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    folder = tmp_path / "nowhere"
    ran = run(*arguments, "--index", folder)
    assert_one_sentence(
        ran, f"there is no index in {folder}", f"dateline add ARTICLES --index {folder}"
    )
    assert not folder.exists()


def test_an_index_that_is_a_file_or_garbage_is_named_and_left_as_it_is(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    garbage = write(tmp_path / "garbage", {"index.sqlite": "no database, " * 999})
    for folder in (file, garbage, tmp_path / ("x" * 300)):
        for arguments in (["list"], ["ask", "Was the sea calm?"], ["add", archive]):
            assert_one_sentence(run(*arguments, "--index", folder), folder)
    assert file.read_text() == "no folder"
    assert (garbage / "index.sqlite").read_text() == "no database, " * 999


def test_what_the_output_cannot_write_is_escaped(run: Run, index: Path) -> None:
    command = Path(sys.executable).parent / "dateline"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(
        [command, "list", "--index", index],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "kelp\t\\u2014\t\\u2014\tKelp, a short portrait\n" in ran.stdout


def test_each_command_is_brought_by_the_module_that_is_named_for_it() -> None:
    program = """
import json, sys
from dateline.ui.cli import COMMANDS, _load_commands, app
module, = sys.argv[1:]
_load_commands(["--quiet", COMMANDS[module][0], "--help"])
print(json.dumps([c.name or c.callback.__name__ for c in app.registered_commands]))
"""
    for module, commands in cli.COMMANDS.items():
        ran = subprocess.run(
            [sys.executable, "-c", program, module], capture_output=True, text=True, check=True
        )
        assert tuple(json.loads(ran.stdout)) == commands
