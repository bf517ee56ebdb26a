"""Sets of questions and their parts; the samples."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, Index
from dateline.eval import GoldEvidence, Question, QuestionSet, known_set, read_questions
from dateline.eval.answers import holds_answer
from dateline.eval.open_set import KNOWN_SETS, OWN_SETS
from dateline.eval.retrieval import locate
from dateline.eval.sets import crossed
from dateline.index.errors import QuestionError


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
