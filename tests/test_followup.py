"""Questions that come after others: what they lack, what they are searched with, what goes on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline import Article, Chatbot, Index
from dateline.index.article import Span
from dateline.rag.following import following, places_of_last
from dateline.rag.followup import StandAlone, directions, stand_alone

FERRY = "Where did Captain Hale take the Petrel in May 2021?"
TO_GULL = "Captain Hale took the Petrel to Gull Island. [1] It was foggy. [2]"


@pytest.mark.parametrize(
    ("question", "history", "whole", "searched"),
    [
        ("Who won?", [], "Who won?", "Who won?"),
        (
            "And who steered?",
            [[FERRY, TO_GULL]],
            "And who steered? (Captain Hale, Petrel, May 2021)",
            f"{FERRY} And who steered?",
        ),
        (
            "Did he see the Petrel again?",
            [[FERRY, TO_GULL]],
            "Did he see the Petrel again? (Captain Hale, May 2021)",
            f"{FERRY} Did he see the Petrel again?",
        ),
        (  # of another time: it takes the place of that of the question before
            "And in 2023?",
            [[FERRY, TO_GULL]],
            FERRY.replace("May 2021", "2023"),
            f"{FERRY.replace(' in May 2021', '')} And in 2023?",
        ),
        (  # a month is of the year that was asked about
            "And in June?",
            [[FERRY, TO_GULL]],
            FERRY.replace("May 2021", "June 2021"),
            f"{FERRY.replace(' in May 2021', '')} And in June?",
        ),
        (  # through two turns
            "What about 4 July 2022?",
            [[FERRY, TO_GULL], ["And on 8 June?", "To Alder."]],
            FERRY.replace("in May 2021", "on 4 July 2022"),
            f"{FERRY.replace(' in May 2021', '')} And on 8 June? What about 4 July 2022?",
        ),
        (  # where none was named it is added
            "And before 2019?",
            [["What did Captain Hale sail?", "The Petrel."]],
            "What did Captain Hale sail before 2019?",
            "What did Captain Hale sail? And before 2019?",
        ),
        (  # of two there is none to take the place of
            "And in 2019?",
            [["What changed between 2014 and 2016?", "The price."]],
            "And in 2019? (changed)",
            "What changed? And in 2019?",
        ),
        (  # what was taken over gives way too
            "And in 2023?",
            [[FERRY, TO_GULL], ["Who saw it?", "Finch."]],
            "Who saw it? (Captain Hale, Petrel, 2023)",
            f"{FERRY.replace(' in May 2021', '')} Who saw it? And in 2023?",
        ),
        (  # what tells nothing by itself takes over the telling words
            "When was that?",
            [["Did Captain Hale sink the Petrel?", "He did."]],
            "When was that? (Captain Hale, sink, Petrel)",
            "Did Captain Hale sink the Petrel? When was that?",
        ),
        (  # a name alone takes the place of who acts
            "And Mate Orr?",
            [[FERRY, TO_GULL]],
            f"{FERRY.replace('Captain Hale', 'Mate Orr')}",
            f"{FERRY.replace('Captain Hale', 'Mate Orr')} And Mate Orr?",
        ),
        (  # through two turns
            "Why?",
            [[FERRY, TO_GULL], ["And Mate Orr?", "Mate Orr stayed."]],
            "Why? (Mate Orr, take, Petrel, May 2021)",
            f"{FERRY.replace('Captain Hale', 'Mate Orr')} And Mate Orr? Why?",
        ),
        (  # that name alone, not where it stands in another
            "And the UN?",
            [["What did the EU ask of MEPs and EUFOR?", "To leave."]],
            "What did the UN ask of MEPs and EUFOR?",
            "What did the UN ask of MEPs and EUFOR? And the UN?",
        ),
        (  # with a preposition that of the name with the same one
            "And to Skerry Point?",
            [["How did Captain Hale sail to Gull Island?", "Slowly."]],
            "How did Captain Hale sail to Skerry Point?",
            "How did Captain Hale sail to Skerry Point? And to Skerry Point?",
        ),
        (  # a day takes the place of a day
            "And on Monday?",
            [["Where did Captain Hale go on Sunday?", "To Gull Island."]],
            "Where did Captain Hale go on Monday?",
            "Where did Captain Hale go on Monday? And on Monday?",
        ),
        (  # and a month that of no place
            "And in June?",
            [["Who was seen in Alder?", "Captain Hale."]],
            "Who was seen in Alder in June?",
            "Who was seen in Alder? And in June?",
        ),
        (  # or of the only name that was taken over
            "And in Alder?",
            [["What happened at Skerry Point in 2021?", "A fire."], ["Who saw it?", "Hale."]],
            "Who saw it? (Alder, 2021)",
            "What happened at Alder in 2021? Who saw it? And in Alder?",
        ),
        (  # of several names none gives way
            "And in Alder?",
            [["Were Captain Hale and the Petrel seen?", "Yes."], ["When was it?", "In May."]],
            "And in Alder? (Captain Hale, Petrel)",
            "Were Captain Hale and the Petrel seen? When was it? And in Alder?",
        ),
        (  # what somebody else said is of the same, not of who spoke first
            "What did Mayor Finch say?",
            [["What did Captain Hale say about the fog in May 2021?", "It was thick."]],
            "What did Mayor Finch say? (fog, May 2021)",
            "What did Captain Hale say about the fog in May 2021? What did Mayor Finch say?",
        ),
        (  # no name to take over: the telling words
            "how far?",
            [["where does the ferry sail?", "To the island."]],
            "how far? (ferry, sail)",
            "where does the ferry sail? how far?",
        ),
        (  # however long one goes on, it is of the question that stood by itself
            "And who paid?",
            [
                ["Where did Captain Hale take the Petrel?", "To Gull Island."],
                ["Why?", "For fun."],
                ["And how?", "Slowly."],
                ["And then?", "Home."],
                ["Who saw it?", "Finch."],
            ],
            "And who paid? (Captain Hale, Petrel)",
            "Where did Captain Hale take the Petrel? And then? Who saw it? And who paid?",
        ),
        (  # what came before a day is not of that day
            "Where had he been before that?",
            [[FERRY, "Captain Hale took the Petrel to Gull Island on 9 May 2021. [1]"]],
            "Where had he been before that? (Captain Hale, Petrel, before 9 May 2021)",
            f"{FERRY.replace(' in May 2021', '')} Where had he been before that?",
        ),
        (  # nor need it be of another month
            "Where had he been before that?",
            [[FERRY, TO_GULL]],
            "Where had he been before that? (Captain Hale, Petrel, May 2021)",
            f"{FERRY} Where had he been before that?",
        ),
        (  # an order to tell is no name
            "And when?",
            [["Please tell me about the sinking in May 2021.", "It sank at Gull Island."]],
            "And when? (sinking, May 2021)",
            "Please tell me about the sinking in May 2021. And when?",
        ),
        (
            "And when?",
            [["Tell me about the sinking of the Petrel.", "It sank at Gull Island."]],
            "And when? (sinking, Petrel)",
            "Tell me about the sinking of the Petrel. And when?",
        ),
        (  # what lacks a verb is a fragment
            "price of a ticket for children",
            [[FERRY, TO_GULL]],
            "price of a ticket for children (Captain Hale, Petrel, May 2021)",
            f"{FERRY} price of a ticket for children",
        ),
    ],
)
def test_a_question_that_leans_takes_over_what_it_lacks(
    question: str, history: list[list[str]], whole: str, searched: str
) -> None:
    asked = stand_alone(question, history)
    assert (asked.question, asked.searched) == (whole, searched)
    assert asked.leans == bool(history)


@pytest.mark.parametrize(
    "question",
    [
        "Who was mayor of Alder in 1998?",
        "Why did Mayor Finch resign?",
        "Is it possible to swim at Skerry Point?",
        "Is there a law to protect gulls?",
        "how many lighthouses does the coast have",
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question: str) -> None:
    asked = stand_alone(question, [[FERRY, TO_GULL]])
    assert (asked.question, asked.searched, asked.leans) == (question, question, False)
    assert asked.last == "Captain Hale took the Petrel to Gull Island. It was foggy."


@example("", [(" B", "")])
@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80)), max_size=5),
)
def test_whatever_was_said_a_question_stays_whole(
    question: str, history: list[tuple[str, str]]
) -> None:
    asked = stand_alone(question, history)
    another_of_the_same = question.strip().casefold().startswith(("and ", "but ", "or "))
    assert asked.question.startswith(question) or another_of_the_same
    assert asked.searched.endswith(question)


def test_a_question_that_would_grow_too_long_stays_as_it_is() -> None:
    asked = stand_alone("And then?", [["What did Hale say? " + "x" * 1985, ""]])
    assert asked.question == asked.searched == "And then?"


ARTICLE = Article(id="a", text="One.  He took\nthe boat. " + "It rained. " * 200 + "He slept.")


def test_what_stands_beside_the_last_answer_goes_on_from_it() -> None:
    asked = StandAlone("And then?", "", True, "He took the boat.")
    last = places_of_last(asked, ARTICLE)
    assert last == [Span(6, 23)]
    assert following(Span(0, 4), last) == following(Span(24, 34), last) == 1
    assert following(last[0], last) == 1, "a detail of it may be asked for"
    end = len(ARTICLE.text)
    assert following(Span(end - 9, end), last) == 0.5, "far away"
    assert following(Span(0, 9), []) == 0
    assert places_of_last(StandAlone("Who?", "Who?", False, "He took the boat."), ARTICLE) == []


def test_the_search_is_turned_to_the_last_answer(sample_index: Index) -> None:
    question, said = "Where did Merkel and Hollande meet?", "They met in Minsk."
    plain, last = sample_index.embed([question, said])
    assert directions(sample_index, stand_alone(question, []))[0] == pytest.approx(plain, abs=1e-5)
    (turned,) = directions(sample_index, stand_alone(question, [["Who met?", f"{said} [1]"]]))
    wanted = plain + 0.3 * last
    assert turned == pytest.approx(wanted / np.linalg.norm(wanted), abs=1e-5)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, embedder: object) -> Iterator[Chatbot]:
    folder: Path = tmp_path_factory.mktemp("harbour")
    with Index.open(folder, embedder=embedder) as index:  # type: ignore[arg-type]
        index.add(
            [
                Article(
                    id="storm",
                    text="The storm of March 2021 tore the pier of Alder apart. Mayor Finch "
                    "promised a new pier within a year. He asked the county for two million "
                    "crowns. The county said no in June.",
                ),
                Article(
                    id="pier",
                    text="The pier of Brill was painted in 2018. Mayor Quill promised the "
                    "painters a feast. He asked the bakers for two hundred loaves.",
                ),
            ]
        )
        yield Chatbot(index, threshold=0)


def test_a_conversation_goes_on_from_sentence_to_sentence(harbour: Chatbot) -> None:
    history: list[list[str]] = []
    for question, told in [
        ("What tore the pier of Alder apart?", "The storm of March 2021"),
        ("And what did the mayor promise?", "a new pier within a year"),
        ("how much did he ask for?", "two million crowns"),
        ("Did Mayor Quill of Brill promise a feast?", "promised the painters a feast"),
    ]:
        answer = harbour.ask(question, history=history)
        assert told in answer.text
        history.append([question, answer.text])
