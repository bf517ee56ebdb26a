"""Sets in files: BEIR folders, SQuAD files, and those of one's own."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from made_sets import lines

from dateline import DatelineError
from dateline.eval import GoldEvidence, Question, QuestionSet, evaluate, set_of_files
from dateline.eval.baselines import PlainSearch, words_only
from dateline.eval.temporary_index import temporary_index
from dateline.index.errors import QuestionError
from dateline.index.problem import Problem

CORPUS = [
    {"_id": "d1", "title": "Minsk", "text": "The leaders met in Minsk."},
    {"_id": "d2", "title": "Paris", "text": "The leaders met in Paris."},
    {"_id": "d3", "title": "A title alone", "text": ""},
    {"_id": "d4", "title": "", "text": " "},
]
QUERIES = [
    {"_id": "q1", "text": "minsk talks"},
    {"_id": "q2", "text": "paris talks"},
    {"_id": "q3", "text": "nobody has judged this"},
    {"_id": "q4", "text": "nothing is relevant to this"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td2\t1\nq1\td3\t0\nq4\td1\t0\n"


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "scifact"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(lines(*CORPUS))
    (folder / "queries.jsonl").write_text(lines(*QUERIES))
    (folder / "qrels" / "test.tsv").write_text(QRELS)
    return folder


def test_a_beir_folder_measures_retrieval_by_article(
    beir: Path, tmp_path: Path, hash_embedder: object
) -> None:
    asked = set_of_files(beir)
    assert asked.name == "scifact"
    assert [(one.id, one.question, one.evidence) for one in asked.questions] == [
        ("q1", "minsk talks", (GoldEvidence("d1", grade=2), GoldEvidence("d2", grade=1))),
        ("q2", "paris talks", (GoldEvidence("d2"),)),
    ]
    assert asked.articles is not None
    assert [(one.id, one.title, one.text) for one in asked.articles()] == [
        ("d1", "Minsk", "The leaders met in Minsk."),
        ("d2", "Paris", "The leaders met in Paris."),
        ("d3", "A title alone", "A title alone"),
    ]
    index, _ = temporary_index(asked.articles, embedder=hash_embedder, folder=tmp_path / "kept")  # type: ignore[arg-type]
    with index:
        evaluation = evaluate(
            index, asked, chatbot=PlainSearch(index, words_only), retrieval_only=True
        )
    measures = evaluation.summary.overall.measures
    assert measures["article_recall@10"].value == 1
    # q1 finds d1 first by its word, q2 d2; the others of q1 have no word in common.
    assert measures["article_mrr@10"].value == 1
    assert "recall@10" not in measures


@pytest.mark.parametrize("file", ["queries.jsonl", "qrels/test.tsv", "corpus.jsonl"])
def test_a_beir_folder_without_a_file_is_said(beir: Path, file: str) -> None:
    (beir / file).unlink()
    with pytest.raises(QuestionError, match=rf"{file} cannot be read \(No such file"):
        _read_all(set_of_files(beir))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("queries.jsonl", "{no json"),
        ("queries.jsonl", '{"id": "q1", "text": "x"}'),
        ("queries.jsonl", "[]"),
        ("qrels/test.tsv", "q1 0 d1 1\nq2 0 d2 1\n"),  # as TREC writes them
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\n"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\tmuch\n"),
        ("corpus.jsonl", "{no json"),
        ("corpus.jsonl", '{"title": "no id", "text": "x"}'),
        ("corpus.jsonl", "[]"),
        ("corpus.jsonl", '{"_id": "d1", "title": 5, "text": 7}'),
    ],
)
def test_a_beir_folder_with_a_broken_file_is_said(beir: Path, file: str, content: str) -> None:
    (beir / file).write_text(content)
    with pytest.raises(QuestionError, match=rf"{file} is not what its name says"):
        _read_all(set_of_files(beir))


def _read_all(asked: QuestionSet) -> None:
    assert asked.articles is not None
    for _ in asked.articles():
        pass


# SQuAD


CONTEXT = "The Normandy format met in Paris. It has four members."


def squad_file(folder: Path, *questions: dict[str, Any], version: str = "v2.0") -> Path:
    page = {"title": "Normandy_Format", "paragraphs": [{"context": CONTEXT, "qas": questions}]}
    file = folder / "dev-v2.0.json"
    file.write_text(json.dumps({"version": version, "data": [page]}))
    return file


def test_a_squad_file_of_either_version_is_read(tmp_path: Path) -> None:
    answers = [{"text": "Paris", "answer_start": 27}] * 2 + [{"text": "in Paris"}]
    one = {"id": "1", "question": "Where did it meet?", "answers": answers}
    asked = set_of_files(squad_file(tmp_path, one, version="1.1"))
    wanted = Question(
        "1",
        "Where did it meet?",
        answers=("Paris", "in Paris"),
        answerable=True,
        evidence=(GoldEvidence("Normandy Format-0", CONTEXT),),
        type="answerable",
        document="Normandy Format",
    )
    assert asked.questions == (wanted,)
    assert asked.name == "dev-v2.0"
    assert asked.articles is not None
    (article,) = asked.articles()
    assert (article.id, article.title, article.text) == (
        "Normandy Format-0",
        "Normandy Format",
        CONTEXT,
    )
    assert list(asked.articles()) == [article], "it can be read again"
    plausible = [{"text": "four", "answer_start": 43}]
    two = {
        "id": "2", "question": "Where did it not meet?", "answers": [],
        "plausible_answers": plausible, "is_impossible": True,
    }  # fmt: skip
    known = set_of_files(squad_file(tmp_path, one | {"is_impossible": False}, two))
    assert known.questions == (
        wanted,
        Question(
            "2",
            "Where did it not meet?",
            answerable=False,
            type="impossible",
            document="Normandy Format",
        ),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{no json", b"[]", b"{}", b'{"data": [{}]}', b'{"data": 5}', b"\xff\xfe",
        b'{"data": [{"title": "T", "paragraphs": [{"qas": []}]}]}',
        b'{"data": [{"title": 5, "paragraphs": []}]}',
        b'{"data": [{"title": "T", "paragraphs": [{"context": "C.", "qas": [{"id": 1}]}]}]}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_squad_file_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "dev.json"
    file.write_bytes(content)
    with pytest.raises(QuestionError, match=r"dev\.json is not what its name says"):
        set_of_files(file)


def test_a_squad_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"dev\.json cannot be read \(No such file"):
        set_of_files(tmp_path / "dev.json")


# Files of one's own


def test_questions_and_articles_in_files_are_a_set(tmp_path: Path) -> None:
    articles = tmp_path / "a.jsonl.gz"
    articles.write_bytes(gzip.compress(b'{"id": "a", "text": "The leaders met."}'))
    file = tmp_path / "gold.v2.jsonl"
    file.write_text(
        lines({"id": 1, "question": "Who?", "evidence": [{"article_id": "a", "text": "leaders"}]})
    )
    asked = set_of_files(file, articles)
    assert asked.name == "gold"
    assert asked.articles is not None
    assert [one.id for one in asked.articles()] == ["a"]
    assert set_of_files(file, ids={"a"}).articles is None
    problems: list[Problem] = []
    with pytest.raises(QuestionError, match="'a', which is not there"):
        set_of_files(file, ids={"b"}, on_problem=problems.append)
    assert [one.message for one in problems] == [
        "line 1: it names the article 'a', which is not there"
    ]
    with pytest.raises(DatelineError, match=r"none\.jsonl"):
        set_of_files(file, tmp_path / "none.jsonl")


def test_a_set_that_brings_its_articles_is_given_no_others(beir: Path, tmp_path: Path) -> None:
    for given_ in ({"articles": tmp_path}, {"ids": {"a"}}):
        with pytest.raises(QuestionError, match="scifact brings its own articles; name no index"):
            set_of_files(beir, **given_)  # type: ignore[arg-type]
