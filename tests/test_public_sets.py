"""The public sets: made small, and as they are."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from made_sets import packed, row

from dateline import DatelineError
from dateline.eval import GoldEvidence, QuestionSet, known_set
from dateline.eval.public_sets import PUBLIC_SETS


def public_article(name: str, title: str | None = "T", date: str | None = None) -> dict[str, Any]:
    text = f"The text of {name}.\nAdvertisement\nMore."
    return {"id": name, "title": title, "text": text, "date": date, "url": None, "source": None}


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
