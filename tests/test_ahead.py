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
When's the next summit?
Who's going to host the next summit?
What's next?
What happens next?
When do they meet again?
Tell me when they will meet.
So, when will it reopen?
According to the mayor, when will it reopen?
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
Why is it that the pull-back planned at Orsk was delayed?
What is the reason for the delay of the planned vote?
Who is the envoy who planned the vote?
Are there reports that the vote planned in May began?
What is the name of the council whose next meeting was held in Orsk?
Whose will was contested?
What is a school where a uniform is expected of all?
Who is next of kin?
What is in the will?
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
        ("A second call was promised but no day was given for it.", True),
        ("No date was given for another call.", True),
        ("The envoys had decided to speak again soon.", True),
        ("The ministers meet on Monday.", True),
        ("The ceasefire begins at midnight.", True),
        ("The mayor plans a summit.", True),
        ("The next day he left.", False),
        ("The house stands next to the church.", False),
        ("He could not come.", False),
        ("It was in his will.", False),
        ("The barn was set on fire.", False),
        ("Until 2014 it was a school.", False),
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


def test_what_has_no_date_may_hold_at_any_time(tmp_path: Path, embedder: object) -> None:
    with Index.open(tmp_path / "index", embedder=embedder) as index:  # type: ignore[arg-type]
        index.add([Article(id="ice", text="Ice melts into water at a warmth of zero degrees.")])
        chatbot = Chatbot(index)
        assert chatbot.ask("At what warmth will ice melt into water?").answerable
        assert not chatbot.ask("At what warmth will ice melt into water next?").answerable


def test_what_is_to_come_is_refused_where_only_what_was_is_told(harbour: Chatbot) -> None:
    assert harbour.ask("When did the school board vote on the roof?").answerable
    refused = harbour.ask("When will the school board vote on the roof again?")
    assert not refused.answerable
    assert refused.short_answer is None
