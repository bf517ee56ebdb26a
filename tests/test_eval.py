"""Measures against worked examples; the samples as a question set."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from dateline import Answer, Citation, Index, Passage, Question, Statement, evaluate
from dateline.eval.measures import (
    citations_exact,
    contains_answer,
    evidence_ranks,
    holds_answer,
    recall_at,
    reciprocal_rank,
)
from dateline.eval.questions import GoldEvidence, read_questions
from dateline.eval.samples import QUESTIONS
from dateline.index.errors import QuestionError


def test_recall_and_reciprocal_rank_of_a_worked_example() -> None:
    ranks = [3, None, 1]
    assert recall_at(1, ranks) == pytest.approx(1 / 3)
    assert recall_at(3, ranks) == pytest.approx(2 / 3)
    assert recall_at(10, ranks) == pytest.approx(2 / 3)
    assert reciprocal_rank(ranks) == 1
    assert reciprocal_rank([4, 2]) == pytest.approx(0.5)
    assert reciprocal_rank([None]) == 0


def test_evidence_is_found_by_the_first_passage_that_overlaps_it(sample_index: Index) -> None:
    article = sample_index.get("mw-2016-10-20-berlin")
    assert article is not None
    text = article.text[100:140]

    def passage(article_id: str, start: int, end: int) -> Passage:
        return Passage(0, article_id, start, end, "")

    passages = [
        passage("mw-2014-10-17-milan", 100, 140),
        passage(article.id, 0, 100),
        passage(article.id, 139, 300),
    ]
    evidence = [
        GoldEvidence(article.id, text),
        GoldEvidence(article.id, "words that stand nowhere"),
        GoldEvidence("no such article", text),
    ]
    assert evidence_ranks(sample_index, evidence, passages) == [3, None, None]


@pytest.mark.parametrize(
    ("text", "gold", "holds"),
    [
        ("It was held in Berlin, in 2016.", ["2016"], True),
        ("It was held in 20161.", ["2016"], False),
        ("the “2+2” format", ["2+2 Format"], True),
        ("11–12 February", ["12 february"], True),
        ("Paris", ["Berlin", "paris"], True),
        ("Paris", [], False),
        ("Paris", ["…"], False),
    ],
)
def test_a_gold_answer_is_found_as_whole_words(text: str, gold: list[str], holds: bool) -> None:
    assert holds_answer(text, gold) is holds


def _answer(text: str, *citations: Citation) -> Answer:
    return Answer("q", (Statement(text, (1,)),), citations, None, 1, ())


def test_a_citation_number_is_not_part_of_the_answer() -> None:
    assert not contains_answer(_answer("They met twice."), ["1"])


def test_a_made_up_citation_is_not_exact(sample_index: Index) -> None:
    article = sample_index.get("mw-2016-10-20-berlin")
    assert article is not None

    def citation(article_id: str, start: int, quote: str) -> Citation:
        end = start + len(quote)
        return Citation(1, article_id, "", None, None, None, start, end, quote, start, end)

    exact = citation(article.id, 10, article.text[10:50])
    assert citations_exact(sample_index, _answer("x", exact))
    for wrong in (
        citation(article.id, 11, article.text[10:50]),
        citation(article.id, 10, article.text[10:49] + "¤"),
        citation("no such article", 10, article.text[10:50]),
    ):
        assert not citations_exact(sample_index, _answer("x", exact, wrong))


def test_the_samples_are_what_they_promise(sample_index: Index) -> None:
    questions = read_questions(QUESTIONS)
    assert len(sample_index) >= 24
    assert len(questions) >= 60
    for question in questions:
        if question.answerable:
            assert question.evidence, question.id
        else:
            assert not question.answers, question.id
        for one in question.evidence:
            article = sample_index.get(one.article_id)
            assert article is not None, question.id
            start = article.text.find(one.text)
            assert start >= 0, f"{question.id}: {one.text}"
            end = start + len(one.text)
            assert not any(
                mark.kind == "furniture" and mark.start < end and start < mark.end
                for mark in article.marks
            ), f"{question.id}: the evidence is marked as furniture"
        if question.answers:
            texts = " ".join(one.text for one in question.evidence)
            assert holds_answer(texts, question.answers), question.id
    assert {question.type for question in questions} >= {
        "fact", "when", "who", "how-many", "where", "why", "latest", "by-date", "who-says",
        "follow-up", "several", "unanswerable",
    }  # fmt: skip


def test_a_run_over_the_samples_counts_what_its_records_say(sample_index: Index) -> None:
    questions = read_questions(QUESTIONS)[::6]
    seen: list[str] = []
    evaluation = evaluate(sample_index, questions, on_record=lambda record: seen.append(record.id))
    records = evaluation.records
    assert seen == [question.id for question in questions] == [record.id for record in records]
    overall = evaluation.summary()["overall"]
    assert overall["citation_exact"] == 1
    assert overall["questions"] == len(questions)
    verdicts = [record.verdict for record in records]
    for verdict in ("right", "wrong", "refused rightly", "refused wrongly", "unjudged"):
        assert overall[verdict.replace(" ", "_")] == verdicts.count(verdict)  # type: ignore[arg-type]
    with_evidence = [record.ranks for record in records if record.ranks]
    assert overall["recall@5"] == pytest.approx(
        sum(recall_at(5, ranks) for ranks in with_evidence) / len(with_evidence)
    )
    by_type = evaluation.summary()["by_type"]
    assert sum(row["questions"] for row in by_type.values()) == len(questions)
    assert json.loads(json.dumps(evaluation.to_dict()))["records"][0]["id"] == records[0].id
    assert asdict(records[0])["gold"] == questions[0].answers


def test_verdicts_of_answering_and_refusing(sample_index: Index) -> None:
    where, cup = "Where did Macron receive Putin on 19 August 2019?", "who won the World Cup?"
    asked = [
        Question("right", where, ("Brégançon",), answerable=True),
        Question("wrong", where, ("Paris",), answerable=True),
        Question("wrong too", where, (), answerable=False),
        Question("unjudged", where),
        Question("refused rightly", cup, (), answerable=False),
        Question("refused wrongly", cup, ("France",), answerable=True),
    ]
    verdicts = [record.verdict for record in evaluate(sample_index, asked).records]
    assert verdicts == ["right", "wrong", "wrong", "unjudged", "refused rightly", "refused wrongly"]


def test_broken_lines_of_a_question_file_are_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        '{"id": 1, "question": "Who?"}',
        "not JSON",
        "[]",
        '{"question": "no id"}',
        '{"id": 1, "question": "again"}',
        '{"id": 2, "question": " "}',
    ]
    file.write_text("\n".join(lines))
    with pytest.raises(QuestionError) as caught:
        read_questions(file)
    for reason in (
        "line 2: Expecting value",
        "line 3: it is no object",
        "line 4: it has no 'id'",
        "line 5: the id '1' was used before",
        "line 6: its question is empty",
    ):
        assert reason in str(caught.value)
    file.write_text("")
    with pytest.raises(QuestionError, match="holds no question"):
        read_questions(file)
    with pytest.raises(QuestionError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
