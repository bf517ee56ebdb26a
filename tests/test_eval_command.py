"""`eval`: sets are measured, kept, compared, reported, and refused with a reason."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from command_line import ANSWERED, CONTROL, IDS, UNANSWERED, Ran, Run, assert_one_sentence

from dateline import Answer, Chatbot
from dateline.index.embedder import Embedder
from dateline.rag.confidence import fitted_threshold
from dateline.rag.reranker import bundled_reranker

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
