"""Question sets: how they are read, drawn and split, and what comes with them."""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Article, DatelineError, Index
from dateline.eval import (
    GoldEvidence,
    Question,
    QuestionSet,
    evaluate,
    known_set,
    read_questions,
    set_of_files,
)
from dateline.eval.answers import holds_answer
from dateline.eval.baselines import (
    PlainSearch,
    rank_fusion,
    score_fusion,
    vectors_only,
    words_only,
)
from dateline.eval.open_set import KNOWN_SETS, OWN_SETS
from dateline.eval.public_sets import PUBLIC_SETS
from dateline.eval.retrieval import locate
from dateline.eval.sets import crossed
from dateline.eval.temporary_index import temporary_index
from dateline.index.errors import QuestionError
from dateline.index.problem import Problem
from dateline.index.ranking import Candidates

MakeEmbedder = Callable[..., Any]

# Files of questions


def lines(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def reading(file: Path, content: str, articles: Any = None) -> tuple[list[Question], list[Problem]]:
    """What is read of a file, and the problems told."""
    file.write_text(content, encoding="utf-8")
    problems: list[Problem] = []
    try:
        return read_questions(file, articles=articles, on_problem=problems.append), problems
    except QuestionError:
        return [], problems


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


# Sets and their parts


def made(*documents: str, **known: Any) -> QuestionSet:
    """A set of questions with these documents and, in turn, the types when, who and whose."""
    kinds = ("When", "who", "whose")
    return QuestionSet(
        "made",
        tuple(
            Question(f"q{n}", f"Q{n}?", document=document, type=kinds[n % 3], answerable=True)
            for n, document in enumerate(documents)
        ),
        **known,
    )


documents = st.lists(st.text(max_size=3), min_size=1, max_size=30)


@given(documents)
def test_no_document_is_on_both_sides(names: list[str]) -> None:
    whole = made(*names)
    sides: dict[str, set[str]] = {"dev": set(), "test": set()}
    for question in whole.questions:
        sides[question.split].add(question.document or question.id)
    assert not sides["dev"] & sides["test"]
    parts: list[Question] = []
    for split in ("dev", "test"):
        if sides[split]:
            parts += whole.part(split=split).questions  # type: ignore[arg-type]
        else:
            with pytest.raises(QuestionError, match="no question of made is left"):
                whole.part(split=split)  # type: ignore[arg-type]
    assert sorted(parts, key=lambda one: int(one.id[1:])) == list(whole.questions)


def test_the_split_is_that_of_the_digest_of_the_document() -> None:
    # The last letter of `printf a | sha256sum` is b, which is odd; of c it is 6. A split that moved
    # would spoil every figure that was tuned on one side.
    last = {"a": "b", "b": "d", "c": "6", "d": "4", "e": "a", "f": "1", "g": "9", "h": "3"}
    for document, digit in last.items():
        wanted = "test" if int(digit, 16) % 2 else "dev"
        assert Question("x", "Q?", document=document).split == wanted
    evidence = (GoldEvidence("c"), GoldEvidence("a"))
    assert Question("a", "Q?", evidence=evidence).split == "dev", "the first evidence's article"
    assert Question("a", "Q?", evidence=evidence, document="a").split == "test"
    assert Question("c", "Q?").split == "dev", "without either, the question itself"


def test_both_sides_are_about_half() -> None:
    whole = made(*(f"document {n}" for n in range(1000)))
    assert len(whole.part(split="dev").questions) == pytest.approx(500, abs=60)


@given(documents, st.integers(1, 40), st.integers(0, 5))
def test_a_sample_is_in_order_of_the_right_size_and_drawn_by_its_seed(
    names: list[str], limit: int, seed: int
) -> None:
    whole = made(*names)
    part = whole.part(limit=limit, seed=seed)
    assert len(part.questions) == min(limit, len(names))
    rest = iter(whole.questions)
    assert all(question in rest for question in part.questions), "in order, none twice"
    assert part == whole.part(limit=limit, seed=seed)
    if limit >= len(names):
        assert part == whole


def test_another_seed_draws_others_and_every_question_may_be_drawn() -> None:
    whole = made(*map(str, range(20)))
    drawn = {tuple(one.id for one in whole.part(limit=5, seed=n).questions) for n in range(30)}
    assert len(drawn) > 20
    assert {name for names in drawn for name in names} == {one.id for one in whole.questions}


def test_a_kind_is_the_beginning_of_a_type_in_any_case() -> None:
    whole = made(*map(str, range(6)))
    assert [one.id for one in whole.part(kind="WHO").questions] == ["q1", "q2", "q4", "q5"]
    assert [one.id for one in whole.part(kind="whose").questions] == ["q2", "q5"]
    assert [one.id for one in whole.part(kind="when").questions] == ["q0", "q3"]
    with pytest.raises(QuestionError) as caught:
        whole.part(kind="why")
    assert str(caught.value) == "no question of made is of the kind 'why': When, who, whose"
    with pytest.raises(QuestionError, match="of the kind 'why': none"):
        QuestionSet("bare", (Question("q", "Q?"),)).part(kind="why")


def test_a_part_keeps_everything_but_questions() -> None:
    whole = made("a", "b", articles=lambda: iter(()), cannot="Nothing.")
    part = whole.part(limit=1)
    assert (part.name, part.articles, part.cannot) == (
        whole.name,
        whole.articles,
        "Nothing.",
    )


def test_crossed_questions_are_not_to_be_answered() -> None:
    asked = QuestionSet(
        "one",
        (
            Question(
                "q",
                "And then?",
                answers=("x",),
                answerable=True,
                evidence=(GoldEvidence("a"),),
                history=(("Who?", "He."),),
                candidates=("a",),
                document="d",
            ),
        ),
        lambda: iter([Article("a", "Of one.")]),
    )
    other = QuestionSet("other", (), lambda: iter([Article("b", "Of the other.")]))
    strange = crossed(asked, other)
    assert strange.name == "one asked of other"
    assert strange.questions == (
        Question(
            "q",
            "And then?",
            answerable=False,
            history=(("Who?", "He."),),
            type="crossed",
            document="d",
        ),
    )
    assert strange.articles is not None
    assert [one.id for one in strange.articles()] == ["b"]


# The samples


@pytest.mark.parametrize("name", OWN_SETS)
def test_the_samples_are_what_they_promise(name: str, sample_index: Index) -> None:
    questions = read_questions(OWN_SETS[name], articles=sample_index)
    assert len(questions) >= 60
    texts = {one.id: " ".join(one.text.split()) for one in sample_index.articles()}
    for question in questions:
        if question.answerable:
            assert question.evidence, question.id
            assert question.answers, question.id
        else:
            assert not question.answers, question.id
        for one in question.evidence:
            article = sample_index.get(one.article_id)
            assert article is not None, question.id
            place = locate(sample_index, one)
            assert place, f"{question.id}: {one.text}"
            assert not any(
                mark.kind == "furniture" and mark.start < place.end and place.start < mark.end
                for mark in article.marks
            ), f"{question.id}: the evidence is marked as furniture"
        evidence = " ".join(one.text for one in question.evidence)
        for side in question.sides or ((question.answers,) if question.answers else ()):
            assert holds_answer(evidence, side), f"{question.id}: {side}"
        for wrong in question.wrong_answers:
            assert not holds_answer(evidence, [wrong]), f"{question.id}: {wrong}"
            assert any(holds_answer(text, [wrong]) for text in texts.values()), question.id
        assert (question.type == "several") == bool(question.sides), question.id
        assert len(question.sides) != 1, question.id
        assert {answer for side in question.sides for answer in side} <= set(question.answers)


@pytest.mark.parametrize(
    ("name", "types"),
    [
        (
            "samples",
            "fact when who how-many where why latest by-date who-says follow-up several "
            "unanswerable",
        ),
        ("samples-time", "latest first period before-after relative superseded impossible"),
        (
            "samples-conversations",
            "pronoun ellipsis before-after subject-change return detail",
        ),
    ],
)
def test_the_samples_ask_for_what_they_say_in_both_halves(name: str, types: str) -> None:
    questions = known_set(name).questions
    assert {one.type for one in questions} == set(types.split())
    if name != "samples":
        for half in ("dev", "test"):
            assert {one.type for one in questions if one.split == half} == set(types.split())
    assert all(one.history for one in questions) == (name == "samples-conversations")


def test_the_samples_are_a_known_set_with_its_articles(sample_index: Index) -> None:
    samples = known_set("samples")
    assert list(samples.questions) == read_questions(OWN_SETS["samples"])
    assert samples.articles is not None
    assert sorted(one.id for one in samples.articles()) == [
        one.id for one in sample_index.articles()
    ]
    assert KNOWN_SETS[0] == "samples"


def test_a_set_that_is_not_known_or_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"no set 'sample'; there are samples, samples-time, "):
        known_set("sample", tmp_path)
    with pytest.raises(QuestionError, match=r"holds the set 'squad' with --sets"):
        known_set("squad")
    with pytest.raises(QuestionError, match=rf"no set 'squad' in {tmp_path}; name its folder"):
        known_set("squad", tmp_path)


# The public sets, made small


def packed(file: Path, *rows: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(lines(*rows).encode()))


def public_article(name: str, title: str | None = "T", date: str | None = None) -> dict[str, Any]:
    text = f"The text of {name}.\nAdvertisement\nMore."
    return {"id": name, "title": title, "text": text, "date": date, "url": None, "source": None}


def row(name: str, question: str, *evidence: str, **known: Any) -> dict[str, Any]:
    return {
        "id": name,
        "question": question,
        "answers": known.pop("answers", ["x"]),
        "answerable": known.pop("answerable", True),
        "evidence": [{"article_id": one, "text": f"The text of {one}."} for one in evidence],
        "type": known.pop("type", "Some_Type"),
        **known,
    }


def public(folder: Path, name: str, articles: list[Any], *rows: Any) -> QuestionSet:
    packed(folder / name / "articles.jsonl.gz", *articles)
    packed(folder / name / "questions.jsonl.gz", *rows)
    return known_set(name, folder)


def test_an_article_of_a_public_set_keeps_its_text_and_is_marked(tmp_path: Path) -> None:
    known = public(
        tmp_path,
        "multihoprag",
        [public_article("a-1", date="2019-09"), public_article("a-2", title=None)],
        row("q", "Q?", "a-1", type="inference_query"),
        row("r", "R?", "a-1", "a-2", type="comparison_query", answers=["Yes"]),
    )
    assert known.articles is not None
    first, second = known.articles()
    assert first.text == "The text of a-1.\nAdvertisement\nMore."
    assert [first.text[mark.start : mark.end] for mark in first.marks] == ["Advertisement"]
    assert (str(first.published), second.published) == ("2019-09", None)
    assert second.title == "The text of a-2."
    one, other = known.questions
    assert (one.type, one.extractive, one.document) == ("inference_query", True, "q")
    assert (other.extractive, other.answers) == (False, ("Yes",))
    assert other.evidence == (
        GoldEvidence("a-1", "The text of a-1."),
        GoldEvidence("a-2", "The text of a-2."),
    )
    assert known.facts


def test_squads_unanswerable_questions_lose_what_is_no_evidence(tmp_path: Path) -> None:
    known = public(
        tmp_path,
        "squad",
        [public_article("s-1", title="Normandy"), public_article("s-2", title="Warsaw")],
        row("q", "Q?", "s-1"),
        row("r", "R?", "s-2", answerable=False, answers=[], type="squad_impossible"),
    )
    assert [one.evidence for one in known.questions] == [
        (GoldEvidence("s-1", "The text of s-1."),),
        (),
    ]
    assert [one.document for one in known.questions] == ["Normandy", "Warsaw"]
    assert [one.type for one in known.questions] == ["answerable", "impossible"]
    assert len(known.part(kind="answerable").questions) == 1, "no kind begins as the other does"


def test_timeqas_questions_without_evidence_belong_to_a_page_between_their_neighbours(
    tmp_path: Path,
) -> None:
    titles = {"p1": "Ada Alder", "p2": "Bo Birch", "p3": "Ada Cedar", "p4": "Di Dogwood"}
    articles = [
        public_article(f"{page}-{number}", title=title)
        for page, title in titles.items()
        for number in range(2)
    ]
    known = public(
        tmp_path,
        "timeqa",
        articles,
        row("0", "Where did Ada Alder work in 1900?", answerable=False, answers=[]),
        row("1", "Where did Ada Alder work in 1901?", "p1-1"),
        row("2", "Where did Ada Cedar work in 1902?", answerable=False, answers=[]),
        row("3", "Where did Bo Birch work in 1903?", answerable=False, answers=[]),
        row("4", "Where did Ada Cedar work in 1904?", "p3-0"),
        row("5", "Where did Di Dogwood work in 1905?", answerable=False, answers=[]),
    )
    assert [one.document for one in known.questions] == ["p1", "p1", "p3", "p2", "p3", "p4"]


def test_ramdocs_has_sides_false_answers_and_candidates(tmp_path: Path) -> None:
    known = public(
        tmp_path,
        "ramdocs",
        [public_article("d-1"), public_article("d-2")],
        row(
            "q", "Q?", "d-1", answers=["x", "y"], wrong_answers=["z"], candidates=["d-1", "d-2"]
        ),
    )  # fmt: skip
    (question,) = known.questions
    assert question.sides == (("x",), ("y",))
    assert question.wrong_answers == ("z",)
    assert question.candidates == ("d-1", "d-2")
    assert question.document == "q"


@pytest.mark.parametrize(
    ("turns", "pairs"),
    [
        ([], ()),
        ([["user", "A?"], ["agent", "a."]], (("A?", "a."),)),
        (
            [["user", "A?"], ["agent", "a."], ["user", "B?"], ["agent", "b."]],
            (("A?", "a."), ("B?", "b.")),
        ),
        ([["user", "A?"], ["user", "B?"], ["agent", "b."]], (("A?", ""), ("B?", "b."))),
        ([["user", "A?"], ["agent", "a."], ["user", "B?"]], (("A?", "a."), ("B?", ""))),
        ([["agent", "Hello."], ["user", "A?"], ["agent", "a."]], (("", "Hello."), ("A?", "a."))),
    ],
)
def test_the_turns_of_a_conversation_become_pairs(
    tmp_path: Path, turns: list[list[str]], pairs: tuple[tuple[str, str], ...]
) -> None:
    known = public(
        tmp_path,
        "mtrag_un",
        [public_article("m-1")],
        row("c<::>1", "And?", "m-1", history=turns),
        row("c<::>2", "And?", answerable=False, answers=["I do not know"], history=turns),
    )
    one, other = known.questions
    assert one.history == pairs
    assert (one.answers, other.answers) == (("x",), ())
    assert {one.document, other.document} == {"c"}
    assert not one.extractive


@pytest.mark.parametrize("name", list(PUBLIC_SETS))
def test_a_public_set_that_is_damaged_is_said_in_a_sentence(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    packed(folder / "articles.jsonl.gz", public_article("a-1"))
    for broken in (b"no gz", gzip.compress(b"{no json\n"), gzip.compress(b'{"id": "q"}\n'), None):
        questions = folder / "questions.jsonl.gz"
        questions.unlink(missing_ok=True)
        if broken is not None:
            questions.write_bytes(broken)
        with pytest.raises((DatelineError, OSError), match=r"questions\.jsonl\.gz"):
            known_set(name, tmp_path)


# The public sets as they are


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, QuestionSet]:
    return {name: known_set(name, shared / "sets") for name in PUBLIC_SETS}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "questions", "unanswerable", "articles"),
    [
        ("multihoprag", 500, 71, 609),
        ("squad", 6078, 3168, 646),
        ("timeqa", 989, 159, 13_335),
        ("ramdocs", 500, 0, None),
        ("mtrag_un", 507, 97 + 78, None),
    ],
)
def test_a_public_set_is_as_its_readme_says(
    real: dict[str, QuestionSet],
    name: str,
    questions: int,
    unanswerable: int,
    articles: int | None,
) -> None:
    known = real[name]
    assert len(known.questions) == questions == len({one.id for one in known.questions})
    assert sum(one.answerable is False for one in known.questions) == unanswerable
    assert known.articles is not None
    ids = [one.id for one in known.articles()]
    assert len(ids) == len(set(ids)) == (articles or len(ids))
    named = {one.article_id for question in known.questions for one in question.evidence}
    named |= {one for question in known.questions for one in question.candidates}
    assert named <= set(ids)
    for question in known.questions:
        assert all(one.text.strip() for one in question.evidence), question.id
        if question.answerable is False:
            assert not question.answers, question.id
            assert not question.evidence or name == "mtrag_un", question.id
        else:
            assert question.answers, question.id


@pytest.mark.shared
@pytest.mark.parametrize("name", list(PUBLIC_SETS))
def test_a_public_set_is_split_by_document_into_two_that_are_not_empty(
    real: dict[str, QuestionSet], name: str
) -> None:
    known = real[name]
    assert all(one.document for one in known.questions)
    dev, test = known.part(split="dev").questions, known.part(split="test").questions
    assert len(dev) + len(test) == len(known.questions)
    assert min(len(dev), len(test)) > 0.3 * len(known.questions)
    assert not {one.document for one in dev} & {one.document for one in test}
    if name in ("squad", "timeqa"):  # a page is on one side, with all of its questions
        pages = [
            {evidence.article_id.rpartition("-")[0] for one in half for evidence in one.evidence}
            for half in (dev, test)
        ]
        assert name == "squad" or not pages[0] & pages[1]


@pytest.mark.shared
def test_what_the_public_sets_bring_besides(real: dict[str, QuestionSet]) -> None:
    timeqa = real["timeqa"]
    assert timeqa.articles is not None
    pages = {one.id.rpartition("-")[0] for one in timeqa.articles()}
    assert {one.document for one in timeqa.questions} <= pages
    for one in real["ramdocs"].questions:
        assert one.candidates, one.id
        assert one.sides == tuple((answer,) for answer in one.answers), one.id
        assert {found.article_id for found in one.evidence} <= set(one.candidates), one.id
    assert sum(bool(one.wrong_answers) for one in real["ramdocs"].questions) > 250
    turns = [one.history for one in real["mtrag_un"].questions]
    assert sum(map(bool, turns)) == 465
    assert all(len(pair) == 2 and pair[0] for history in turns for pair in history)
    assert {one.type for one in real["mtrag_un"].questions} == {
        "answerable", "unanswerable", "underspecified", "partial"
    }  # fmt: skip
    assert [name for name, known in real.items() if known.facts] == ["multihoprag"]
    extractive = [one for one in real["multihoprag"].questions if one.extractive]
    assert len(extractive) == 161


# BEIR


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


# The cache of indexes


FEW = [Article(f"a{n}", f"The leaders met for the {n}. time.") for n in range(3)]


def test_the_same_articles_are_not_embedded_again(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    first, again = make_hash_embedder(), make_hash_embedder()
    told: list[str] = []
    index, build = temporary_index(
        lambda: iter(FEW),
        embedder=first,
        folder=tmp_path,
        on_progress=lambda article: told.append(article.id),
    )
    with index:
        assert [one.id for one in index.articles()] == told == ["a0", "a1", "a2"]
        folder = index.folder
    assert folder.parent == tmp_path
    assert build is not None
    assert build.passages == first.embedded == 3
    assert build.seconds > 0
    index, kept = temporary_index(lambda: iter(FEW), embedder=again, folder=tmp_path)
    with index:
        assert index.folder == folder
        assert [one.id for one in index.articles()] == told
        assert index.search("The leaders met for the 1. time.", limit=1)[0].article.id == "a1"
    assert kept == build, "how fast it was made is remembered"
    assert again.embedded == 1, "the question alone"


def test_other_articles_another_model_or_another_order_are_another_index(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    changed = [Article("a0", "The leaders did not meet."), *FEW[1:]]
    titled = [Article("a0", FEW[0].text, "A headline"), *FEW[1:]]
    folders = set()
    for articles, name in (
        (FEW, "hash@1"),
        (FEW[:2], "hash@1"),
        (changed, "hash@1"),
        (titled, "hash@1"),
        (FEW, "hash@2"),
    ):
        index, build = temporary_index(
            lambda articles=articles: iter(articles),  # type: ignore[misc]
            embedder=make_hash_embedder(name),
            folder=tmp_path,
        )
        with index:
            assert list(index.articles()) == articles
            folders.add(index.folder)
        assert build is not None
    assert len(folders) == 5


def test_an_interrupted_build_is_gone_on_with_and_has_no_time(
    tmp_path: Path, make_hash_embedder: MakeEmbedder
) -> None:
    many = [Article(f"a{n:03}", f"The leaders met for the {n}. time.") for n in range(100)]
    cut_off = 0

    def reading() -> Iterator[Article]:
        nonlocal cut_off
        cut_off += 1
        for number, article in enumerate(many):
            if cut_off == 2 and number == 80:  # once for its name, once for its content
                raise KeyboardInterrupt
            yield article

    with pytest.raises(KeyboardInterrupt):
        temporary_index(reading, embedder=make_hash_embedder(), folder=tmp_path)
    second = make_hash_embedder()
    index, build = temporary_index(lambda: iter(many), embedder=second, folder=tmp_path)
    with index:
        assert list(index.articles()) == many
    assert build is None
    assert 0 < second.embedded < 100, "the batches that were written are kept"
    third = make_hash_embedder()
    index, build = temporary_index(lambda: iter(many), embedder=third, folder=tmp_path)
    index.close()
    assert (build, third.embedded) == (None, 0)


def test_what_cannot_be_indexed_leaves_nothing_open(tmp_path: Path, hash_embedder: object) -> None:
    clash = [FEW[0], Article("a0", "Another text.")]
    for _ in range(2):
        with pytest.raises(DatelineError, match="'a0' is taken"):
            temporary_index(lambda: iter(clash), embedder=hash_embedder, folder=tmp_path)  # type: ignore[arg-type]


def test_an_index_for_measuring_is_kept_in_the_users_cache(
    tmp_path: Path, hash_embedder: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    index, _ = temporary_index(lambda: iter(FEW), embedder=hash_embedder)  # type: ignore[arg-type]
    with index:
        assert tmp_path in index.folder.parents


# Plain ways to rank


def candidates(cosines: dict[int, float], bm25: dict[int, float]) -> Candidates:
    return Candidates(cosines, bm25, {}, dict.fromkeys(cosines, frozenset()), {})


def test_ranks_are_fused_by_their_reciprocals() -> None:
    cosines = {1: 0.9, 2: 0.7, 3: 0.8, 4: -0.5}  # ranks 1, 3, 2, 4
    bm25 = {2: 11.0, 4: 3.0, 3: 3.0}  # ranks 1, 3, 2: of equals the lower number is first
    assert rank_fusion(candidates(cosines, bm25)) == pytest.approx(
        {
            1: 1 / 61,
            2: 1 / 63 + 1 / 61,
            3: 1 / 62 + 1 / 62,
            4: 1 / 64 + 1 / 63,
        }
    )
    assert rank_fusion(candidates(cosines, {})) == pytest.approx(
        {1: 1 / 61, 3: 1 / 62, 2: 1 / 63, 4: 1 / 64}
    )


def test_scores_are_fused_by_their_share_of_the_best() -> None:
    found = score_fusion(candidates({1: 0.5, 2: 0.25, 3: -0.1}, {2: 10.0, 3: 5.0}))
    assert found == pytest.approx({1: 1 / 1.8, 2: (0.5 + 0.8) / 1.8, 3: 0.4 / 1.8})
    assert score_fusion(candidates({1: -0.5}, {})) == {1: 0.0}


def test_one_way_alone_is_that_way_alone() -> None:
    both = candidates({1: 0.9, 2: 0.7, 3: -0.8}, {2: 11.0, 3: 3.0})
    assert words_only(both) == {1: 0.0, 2: 1.0, 3: 3 / 11}
    assert vectors_only(both) == {1: 1.0, 2: 0.7 / 0.9, 3: 0.0}


def test_the_plain_ways_order_a_search(sample_index: Index) -> None:
    draw = random.Random(1)
    for question in draw.sample(known_set("samples").questions, 3):
        words = sample_index.search(question.question, limit=20, ranking=words_only)
        best = words[0].word_score
        assert [one.score for one in words] == [one.word_score / best for one in words]
        assert [one.word_score for one in words] == sorted(
            (one.word_score for one in sample_index.search(question.question, limit=10_000)),
            reverse=True,
        )[:20]
        vectors = sample_index.search(question.question, limit=20, ranking=vectors_only)
        near = [one.vector_score for one in vectors]
        assert [one.score for one in vectors] == pytest.approx([one / near[0] for one in near])
        assert near == sorted(near, reverse=True)
