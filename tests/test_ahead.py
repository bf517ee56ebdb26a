"""Questions and sentences that look ahead."""

from pathlib import Path

import pytest

from dateline import Article, Chatbot, Index, PartialDate
from dateline.rag.ahead import asks_ahead, looks_ahead

AHEAD = """\
When will the council meet again?
And who will pay for it?
Which of the two ferries will sail on Sunday?
Will the mayor resign?
Won't the mayor resign?
Do we know yet when the envoys are going to talk again?
Do you know whether the bridge will reopen?
When is the next meeting?
Where does the council meet next?
Is another vote planned?
Who is expected to speak?
When is the ferry due?
When are Hale and Orr due to speak again?
"""
NOT_AHEAD = """\
When did the council last meet?
Who said that the ferry will sail?
What was planned for Sunday?
When was the next meeting held?
What stands next to the church?
Is the delay due to the storm?
Will you tell me who steered the ferry?
What happened to the envoy who will resign?
How many are there?
"""


@pytest.mark.parametrize("question", AHEAD.splitlines())
def test_a_question_may_look_ahead(question: str) -> None:
    assert asks_ahead(question)


@pytest.mark.parametrize("question", NOT_AHEAD.splitlines())
def test_most_questions_do_not(question: str) -> None:
    assert not asks_ahead(question)


@pytest.mark.parametrize(
    ("sentence", "ahead"),
    [
        ("The council will meet in May.", True),
        ("The council is to meet in May.", True),
        ("The council was to meet on Tuesday.", True),
        ("The envoys agreed to talk again.", True),
        ("The vote is scheduled for May.", True),
        ("The vote was postponed until the autumn.", True),
        ("Nobody would give a date.", True),
        ("It was too early to lift the ban, she said.", True),
        ("The next vote is in May.", True),
        ("The council met in May.", False),
        ("The two spoke by telephone for an hour on Monday.", False),
        ("The ferry left for the island.", False),
    ],
)
def test_a_sentence_may_look_ahead(sentence: str, ahead: bool) -> None:
    assert looks_ahead(sentence) == ahead


@pytest.fixture
def harbour(tmp_path: Path, embedder: object) -> Chatbot:
    index = Index.open(tmp_path / "index", embedder=embedder)  # type: ignore[arg-type]
    index.add(
        Article(id=name, text=text, published=PartialDate(2021, 3, day))
        for name, day, text in (
            (
                "met",
                2,
                "The harbour council met in Alder on 1 March 2021. It spoke of herring.",
            ),
            (
                "meets",
                4,
                "The harbour council will meet in Orsk on 9 April 2021. Mayor Hale has invited it.",
            ),
            ("vote", 5, "The school board voted on the roof on 4 March 2021. Nine voted for it."),
        )
    )
    return Chatbot(index)


def test_what_is_to_come_is_not_answered_with_what_was(harbour: Chatbot) -> None:
    ahead = harbour.ask("When will the harbour council meet again?")
    assert [one.article_id for one in ahead.citations] == ["meets"]
    assert ahead.short_answer == "9 April 2021"
    back = harbour.ask("When did the harbour council meet in Alder?")
    assert back.citations[0].article_id == "met"
    assert back.short_answer == "1 March 2021"


def test_what_is_to_come_is_refused_where_only_what_was_is_told(harbour: Chatbot) -> None:
    assert harbour.ask("When did the school board vote on the roof?").answerable
    refused = harbour.ask("When will the school board vote on the roof again?")
    assert not refused.answerable
    assert refused.short_answer is None
