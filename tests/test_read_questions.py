"""Files of questions: what a line may hold, and what is wrong with one."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_sets import lines, reading

from dateline import Article, Index
from dateline.eval import GoldEvidence, Question, read_questions
from dateline.index.errors import QuestionError


def test_a_line_gives_every_field(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "question": "How long were the talks?",
        "answers": ["sixteen hours", 17],
        "answerable": True,
        "evidence": [
            {"article_id": "minsk", "text": "for sixteen hours", "grade": 3},
            {"article_id": "courier"},
        ],
        "history": [["Who met?", "Four leaders."]],
        "type": "several",
        "sides": [["sixteen hours"], ["seventeen hours", 17]],
        "wrong_answers": ["ten hours"],
        "extractive": False,
        "candidates": ["minsk", "courier"],
        "document": "the talks",
        "comment": "other keys are ignored",
    }
    (question,), problems = reading(tmp_path / "q.jsonl", lines(row), {"minsk", "courier"})
    assert problems == []
    assert question == Question(
        id="7",
        question="How long were the talks?",
        answers=("sixteen hours", "17"),
        answerable=True,
        evidence=(GoldEvidence("minsk", "for sixteen hours", 3), GoldEvidence("courier", "", 1)),
        history=(("Who met?", "Four leaders."),),
        type="several",
        sides=(("sixteen hours",), ("seventeen hours", "17")),
        wrong_answers=("ten hours",),
        extractive=False,
        candidates=("minsk", "courier"),
        document="the talks",
    )


def test_what_is_left_out_is_known_as_far_as_it_follows(tmp_path: Path) -> None:
    rows = [
        {"id": "answered", "question": "Q?", "answers": ["x"]},
        {"id": "evident", "question": "Q?", "evidence": [{"article_id": "a"}]},
        {"id": "hopeless", "question": "Q?", "answerable": False},
        {"id": "sided", "question": "Q?", "sides": [["x", "y"], ["z"]], "type": None},
        {"id": "blank", "question": "Q?", "evidence": [{"article_id": "a", "text": " \n"}]},
    ]
    questions, problems = reading(tmp_path / "q.jsonl", lines(*rows))
    assert problems == []
    assert [one.answerable for one in questions] == [True, None, False, True, None]
    assert questions[3].answers == ("x", "y", "z")
    assert questions[4].evidence == (GoldEvidence("a"),), "a blank text is none"


BROKEN = [
    ("not JSON", "Expecting value"),
    ("[]", "it is no object"),
    ('"a string"', "it is no object"),
    ({"question": "Q?", "answers": ["x"]}, "it has no 'id'"),
    ({"id": 1, "answers": ["x"]}, "it has no 'question'"),
    ({"id": 1, "question": " ", "answers": ["x"]}, "its question is empty"),
    ({"id": 1, "question": 5, "answers": ["x"]}, "its question is empty"),
    ({"id": "first", "question": "Q?", "answers": ["x"]}, "the id 'first' was used before"),
    ({"id": 1, "question": "Q?"}, "it has no answers, no evidence, and no answerable of false"),
    ({"id": 1, "question": "Q?", "answerable": True}, "it has no answers, no evidence"),
    ({"id": 1, "question": "Q?", "answerable": None}, "it has no answers, no evidence"),
    (
        {"id": 1, "question": "Q?", "answers": ["x"], "answerable": False},
        "its answerable is false and yet it has answers",
    ),
    (
        {"id": 1, "question": "Q?", "sides": [["x"]], "answerable": False},
        "its answerable is false and yet it has answers",
    ),
    ({"id": 1, "question": "Q?", "answerable": "no"}, "must be true, false or null"),
    ({"id": 1, "question": "Q?", "answerable": 0}, "must be true, false or null"),
    ({"id": 1, "question": "Q?", "answers": ["x"], "extractive": 1}, "must be true or false"),
    ({"id": 1, "question": "Q?", "answers": "x"}, "its answers is no list"),
    ({"id": 1, "question": "Q?", "answers": ["x"], "now": "May"}, "'May' is no date"),
    ({"id": 1, "question": "Q?", "answers": ["x"], "now": 2019}, "its now is 2019 and must be"),
    ({"id": 1, "question": "Q?", "answers": [["x"]]}, "its answers holds what is no string"),
    ({"id": 1, "question": "Q?", "answers": ["x", " "]}, "its answers holds an empty string"),
    ({"id": 1, "question": "Q?", "sides": ["x"]}, "its sides holds what is no string"),
    (
        {"id": 1, "question": "Q?", "answers": ["x"], "wrong_answers": [None]},
        "its wrong_answers holds what is no string",
    ),
    ({"id": 1, "question": "Q?", "evidence": ["known"]}, "its evidence holds what is no object"),
    ({"id": 1, "question": "Q?", "evidence": [{"text": "x"}]}, "it has no 'article_id'"),
    (
        {"id": 1, "question": "Q?", "evidence": [{"article_id": "known", "grade": 0}]},
        "the grade 0 and must have 1 or more",
    ),
    (
        {"id": 1, "question": "Q?", "evidence": [{"article_id": "stranger"}]},
        "it names the article 'stranger', which is not there",
    ),
    (
        {"id": 1, "question": "Q?", "answers": ["x"], "candidates": ["known", "stranger"]},
        "it names the article 'stranger', which is not there",
    ),
    (
        {"id": 1, "question": "Q?", "answers": ["x"], "history": [["user", "a", "b"]]},
        "its history is no list of [question, answer] pairs",
    ),
    ('{"id": 1, "question": "Q?", "answers": ' + "[" * 100_000, "recursion"),
]


def test_every_broken_line_is_told_with_its_number_and_nothing_is_read(tmp_path: Path) -> None:
    first = {"id": "first", "question": "Q?", "evidence": [{"article_id": "known", "text": "x"}]}
    file = tmp_path / "q.jsonl"
    rows = [row for row, _ in BROKEN]
    questions, problems = reading(file, lines(first, "", *rows), {"known"})
    assert questions == []
    assert len(problems) == len(BROKEN)
    for number, (problem, (row, reason)) in enumerate(zip(problems, BROKEN, strict=True), 3):
        assert problem.source == str(file)
        assert problem.message.startswith(f"line {number}: "), row
        assert reason in problem.message, row
    with pytest.raises(QuestionError) as caught:
        read_questions(file, articles={"known"})
    assert str(caught.value).startswith(f"{file}: {len(BROKEN)} lines are broken (line 3: ")


def test_one_broken_line_is_said_in_the_sentence_itself(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(lines({"id": 1, "question": "Q?", "answers": ["x"]}, {"id": 2}))
    with pytest.raises(QuestionError) as caught:
        read_questions(file)
    assert str(caught.value) == (
        f"{file}: 1 line is broken (line 2: it has no 'question'); mend them, nothing was asked"
    )


def test_articles_that_an_index_lacks_are_named(tmp_path: Path, hash_embedder: object) -> None:
    file = tmp_path / "q.jsonl"
    rows = [
        {"id": name, "question": "Q?", "evidence": [{"article_id": name}]} for name in ("a", "b")
    ]
    with Index.open(tmp_path / "index", embedder=hash_embedder) as index:  # type: ignore[arg-type]
        index.add([Article("a", "The leaders met.")])
        _, problems = reading(file, lines(*rows), index)
    assert [one.message for one in problems] == [
        "line 2: it names the article 'b', which is not there"
    ]


def test_a_file_that_cannot_be_read_or_holds_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n  \n")
    with pytest.raises(QuestionError, match=r"empty\.jsonl holds no question"):
        read_questions(tmp_path / "empty.jsonl")
    with pytest.raises(QuestionError, match=r"none\.jsonl cannot be read \(No such file"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(QuestionError, match=r"cannot be read \(Is a directory"):
        read_questions(tmp_path)


def test_a_packed_file_is_read_as_what_it_packs(tmp_path: Path) -> None:
    content = lines({"id": 1, "question": "Qué?", "answers": ["x"]}, {"id": 2})
    plain, packed = tmp_path / "q.jsonl", tmp_path / "q.jsonl.gz"
    plain.write_text(content)
    packed.write_bytes(gzip.compress(content.encode()))
    messages = []
    for file in (plain, packed):
        with pytest.raises(QuestionError) as caught:
            read_questions(file)
        messages.append(str(caught.value).replace(str(file), "FILE"))
    assert messages[0] == messages[1]
    good = content.splitlines()[0]
    packed.write_bytes(gzip.compress(good.encode()))
    plain.write_text(good)
    assert read_questions(packed) == read_questions(plain)


def test_a_damaged_packed_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    content = lines(*({"id": n, "question": f"Q{n}?", "answers": ["x"]} for n in range(500)))
    whole = gzip.compress(content.encode())
    file = tmp_path / "q.jsonl.gz"
    broken = bytearray(whole)
    broken[len(whole) // 2] ^= 0xFF
    for damaged in (content.encode(), whole[: len(whole) // 2], whole[:-4], bytes(broken)):
        file.write_bytes(damaged)
        with pytest.raises(QuestionError, match=r"q\.jsonl\.gz"):
            read_questions(file)
    file.write_bytes(whole[:-4])
    with pytest.raises(QuestionError, match=r"cannot be read \(it is not what \.gz files are: "):
        read_questions(file)


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(
        {"id": st.integers() | st.text(max_size=2), "question": st.text(max_size=3)},
        optional={
            key: st.recursive(
                st.none() | st.booleans() | st.integers(-1, 2) | st.text(max_size=3),
                lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
                    st.sampled_from(["article_id", "text", "grade"]), inner, max_size=3
                ),
                max_leaves=5,
            )
            for key in (
                "answers", "answerable", "evidence", "history", "type", "sides", "wrong_answers",
                "extractive", "candidates", "document",
            )
        },
    )
)  # fmt: skip
def test_any_line_is_a_question_with_a_split_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, row: dict[str, object]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.jsonl"
    questions, problems = reading(file, json.dumps(row))
    assert len(questions) + len(problems) == 1
    for question in questions:
        assert question.split in ("dev", "test")
        assert question.answers or question.evidence or question.answerable is False


def test_a_lone_surrogate_in_a_line_stops_nothing(tmp_path: Path) -> None:
    row = {"id": "\ud800", "question": "\ud800?", "answers": ["\ud800"], "document": "\ud800"}
    (question,), problems = reading(tmp_path / "q.jsonl", lines(row))
    assert problems == []
    assert question.split in ("dev", "test")
