"""The parts of a question, and what is found for them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline import Article, Chatbot, Index
from dateline.index.article import Span
from dateline.index.search import Hit
from dateline.rag.evidence import Evidence, best_of_parts
from dateline.rag.followup import directions, stand_alone
from dateline.rag.parts import parts_of
from dateline.rag.retrieve import retrieve

NORTH = "Does the Northwind article blame the harbour pilot for the ferry accident"
TIDES = "the Tidewatch article blames a broken rudder and strong currents"


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (f"{NORTH}, while {TIDES}?", [NORTH, TIDES]),
        ("Who steered the ferry and when?", ["Who steered the ferry", "when"]),
        (
            "When did the ferry sink? Which ministers resigned?",
            ["When did the ferry sink", "Which ministers resigned"],
        ),
    ],
)
def test_parts_stand_as_in_the_question(question: str, parts: list[str]) -> None:
    assert [part.text for part in parts_of(question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "When did the ferry sink?",
        "Which two countries signed the fishing treaty?",
        "Who is the king of Norway and the Faroe Islands?",
        "In 1987, after the storm in the strait, what was the price of herring?",
        "Who sells herring, cod, salmon and mackerel?",
        "Compare the prices of herring",
        "Compare efforts to exchange prisoners",
        "",
    ],
)
def test_a_single_question_has_no_parts(question: str) -> None:
    assert parts_of(question) == ()
    assert stand_alone(question, []).texts == (question,)


def test_the_whole_is_searched_and_each_part_but_not_what_was_answered() -> None:
    question = "Who steered the ferry and when did it sink?"
    alone = tuple(part.alone for part in parts_of(question))
    assert stand_alone(question, []).texts == (question, *alone)
    asked = stand_alone("And why?", [[question, "Mate Orr."]])
    assert asked.texts == (f"{question} And why?",)


def test_a_part_takes_over_what_it_lacks() -> None:
    assert [part.alone for part in parts_of("Who steered the ferry and when did it sink?")] == [
        "Who steered the ferry",
        "Who steered the ferry, when did it sink",
    ]
    assert [part.alone for part in parts_of(f"{NORTH}, while {TIDES}?")] == [NORTH, TIDES]


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        (
            "Compare the price of herring in Orsk and in Alder.",
            ["the price of herring in Orsk", "the price of herring in Alder"],
        ),
        ("Please compare the fires at Orsk and Alder", ["the fires at Orsk", "the fires at Alder"]),
        ("Compare the fire at Orsk with that at Alder", ["the fire at Orsk", "the fire at Alder"]),
        (
            "Compare the length of the talks in Orsk with the ones in Alder",
            ["the length of the talks in Orsk", "the length of the talks in Alder"],
        ),
        ("Compare the votes of 2019 and 2021", ["the votes of 2019", "the votes of 2021"]),
        (
            "compare the length of the talks in Orsk with the talks in Alder",
            ["the length of the talks in Orsk", "the length of the talks in Alder"],
        ),
        (
            "Compare what Orsk and Alder said about herring",
            ["what Orsk said about herring", "what Alder said about herring"],
        ),
        (
            "What is the difference between Hale's trip to Orsk and the mayor's visit?",
            ["Hale's trip to Orsk", "the mayor's visit"],
        ),
        ("Contrast the ferry to the bus", ["the ferry", "the bus"]),
        (
            "Compare and contrast the fires\nin Orsk and Alder",
            ["the fires in Orsk", "the fires in Alder"],
        ),
        ("What's the difference between Hale and Orr?", ["Hale", "Orr"]),
        (
            "Compare what the Harbour Board said with what the Council said about herring",
            ["what the Harbour Board said about herring", "what the Council said about herring"],
        ),
        (
            "Compare what the Board and the Council said about herring",
            ["what the Board said about herring", "what the Council said about herring"],
        ),
        (
            "Compare the fairs in Orsk, Alder and Sund",
            ["the fairs in Orsk", "the fairs in Alder", "the fairs in Sund"],
        ),
        (
            "Compare what Orsk, Alder and Sund said",
            ["what Orsk said", "what Alder said", "what Sund said"],
        ),
        (
            "Compare the fires of May 1, 2019 and June 2, 2020",
            ["the fires of May 1, 2019", "the fires of June 2, 2020"],
        ),
        ("Compare local and national elections", ["local elections", "national elections"]),
        ("Compare herring with cod from Alder", ["herring", "cod from Alder"]),
        (
            "Compare how long the Orsk talks and the Alder talks took",
            ["how long the Orsk talks took", "how long the Alder talks took"],
        ),
        (
            "Compare the answer to the letter in Orsk to the answer in Alder",
            ["the answer to the letter in Orsk", "the answer in Alder"],
        ),
        (  # would never end if each capital could begin another name
            f"compare Orsk and {'A' * 500}",
            ["Orsk", "A" * 500],
        ),
    ],
)
def test_what_is_compared_is_looked_for_one_by_one(question: str, alone: list[str]) -> None:
    asked = [one if one.startswith(("what ", "how ")) else f"What about {one}?" for one in alone]
    assert [part.alone for part in parts_of(question)] == asked


WORDS = "compare what's is the difference between with and to , . Orsk Alder 2016 those one in of"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=14))
@example(["compare", ",", "and", "Orsk"])
def test_whatever_is_compared_each_part_stands_in_the_question(words: list[str]) -> None:
    question = " ".join(["Compare", *words])
    parts = parts_of(question)
    assert len(parts) != 1
    for part in parts:
        assert part.text in question
        assert part.may_be_told_by(part.alone)


def test_of_two_that_are_compared_each_is_told_by_what_names_it() -> None:
    orsk, alder = parts_of("Compare the talks in Orsk and in Alder.")
    ours, theirs = "The talks in Orsk took a day.", "In Alder they took two."
    assert (orsk.may_be_told_by(ours), orsk.may_be_told_by(theirs)) == (True, False)
    assert (alder.may_be_told_by(ours), alder.may_be_told_by(theirs)) == (False, True)
    earlier, _ = parts_of("Compare the votes of 2019 and 2021")
    assert earlier.may_be_told_by("Nine voted for it."), "days are seldom named"
    (pilot, _) = parts_of(f"{NORTH}, while {TIDES}?")
    assert pilot.may_be_told_by(theirs), "what is not compared may be told by anything"


PAPERS = {
    "a": ("Northwind", "The ferry accident was the fault of the harbour pilot, inspectors found."),
    "b": ("Tidewatch", "The ferry accident was the fault of the harbour pilot, a court found."),
    "c": ("Tidewatch", "A broken rudder and strong currents sank the ferry, engineers wrote."),
    "d": ("Saltmarsh", "The price of herring rose on Monday, the fish market told its customers."),
}


@pytest.fixture
def papers(tmp_path: Path, embedder: object) -> Iterator[Index]:
    with Index.open(tmp_path / "index", embedder=embedder) as index:
        index.add(Article(id=key, text=text, publisher=who) for key, (who, text) in PAPERS.items())
        yield index


def found(index: Index, question: str, **settings: Any) -> list[Hit]:
    asked = stand_alone(question, [])
    return retrieve(index, asked.texts, directions(index, asked), **settings)


def ids(hits: list[Hit]) -> list[str]:
    return [hit.article.id for hit in hits]


def test_a_plain_question_is_searched_as_ever(papers: Index) -> None:
    question = "Whose fault was the ferry accident?"
    assert ids(found(papers, question, limit=3)) == ids(papers.search(question, limit=3))


@pytest.mark.parametrize(("publisher", "first"), [("Northwind", "a"), ("Tidewatch", "b")])
def test_a_publisher_asked_for_is_preferred_not_required(
    papers: Index, publisher: str, first: str
) -> None:
    hits = found(papers, f"Whose fault was the ferry accident, according to {publisher}?")
    assert ids(hits)[0] == first
    assert set(ids(hits)) == set(PAPERS)


def test_each_part_is_found_and_scores_fall_from_one(papers: Index) -> None:
    hits = found(papers, f"{NORTH}, while {TIDES}?", limit=2)
    assert set(ids(hits)) == {"a", "c"}
    scores = [hit.score for hit in found(papers, f"{NORTH}, while {TIDES}?")]
    assert scores[0] == 1.0
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] >= 0


def test_filters_still_filter(papers: Index) -> None:
    hits = found(papers, f"{NORTH}, while {TIDES}?", publisher="Tidewatch")
    assert set(ids(hits)) == {"b", "c"}
    assert ids(found(papers, f"{NORTH}, while {TIDES}?", articles=["d"])) == ["d"]


def test_each_part_has_its_own_sentence(papers: Index) -> None:
    hits = {hit.article.id: hit for hit in papers.search("ferry", limit=4)}

    def told(key: str, score: float) -> Evidence:
        place = Span(hits[key].passage.start, hits[key].passage.end)
        return Evidence(hits[key], place, None, None, 0.5, 0.0, 0.0, score)

    a, b, weak = told("a", 3.0), told("b", 2.5), told("c", 1.0)
    assert best_of_parts([[a, b], [a, b], []]) == [a, b, None]
    assert best_of_parts([[a], [a]]) == [a, None]
    assert best_of_parts([[a], [b, weak]]) == [a, b]


def test_a_comparison_says_what_is_missing_and_no_version_of_the_other(
    tmp_path: Path, embedder: object
) -> None:
    more = " The mayor of Orsk gave them tea. They had come by the night train, and spoke of nets."
    texts = (
        "The envoys have begun frank talks with their hosts in Orsk on the price of herring.",
        "The envoys have held frank talks with their hosts in Orsk on the price of herring.",
    )
    with Index.open(tmp_path / "index", embedder=embedder) as index:  # type: ignore[arg-type]
        index.add(Article(id=str(at), text=text + more) for at, text in enumerate(texts))
        chatbot = Chatbot(index)
        answer = chatbot.ask("Compare the talks in Orsk and in Alder.")
        assert len(answer.statements) == 1
        assert answer.statements[0].text in texts
        assert answer.missing == ("in Alder",)
        index.add([Article(id="alder", text="The talks in Alder took nine hours, he said.")])
        answer = chatbot.ask("Compare the talks in Orsk and in Alder.")
        assert [one.article_id for one in answer.citations][-1:] == ["alder"]
        assert answer.statements[0].text in texts
        assert answer.missing == ()
        refused = chatbot.ask("Compare the trams in Alder and in Sund.")
        assert not refused.answerable
