"""`search` and `ask`: for people and as JSON, one question or a file or a conversation."""

import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from command_line import ANSWERED, IDS, UNANSWERED, Run, assert_one_sentence
from scripted_model import scripted_model

from dateline import Index
from dateline.index.embedder import Embedder

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


# Bad input: one sentence


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
