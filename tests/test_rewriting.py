"""Follow-ups in the words of a language model."""

from collections.abc import Generator, Sequence

import pytest

from dateline import Chatbot, Index
from dateline.index.errors import LanguageModelError, QuestionError
from dateline.rag.followup import stand_alone
from dateline.rag.language_model import Message
from dateline.rag.rewriting import Rewriter

HISTORY = [["When did Macron receive Putin in 2019?", "He received him on 19 August 2019. [1]"]]
FOLLOW_UP = "And where was that?"


class Rewriting:
    """A model that writes what it was made with, or fails."""

    name = "rewriting"

    def __init__(self, written: str | None) -> None:
        self.written = written
        self.asked: list[Sequence[Message]] = []

    def stream(self, messages: Sequence[Message], *, most: int) -> Generator[str]:
        self.asked.append(messages)
        if self.written is None:
            raise LanguageModelError("it is not there")
        yield self.written


def test_a_follow_up_is_understood_as_the_model_puts_it() -> None:
    whole = "Where did Macron receive Putin on 19 August 2019?"
    model = Rewriting(f"{whole}\n")
    asked = Rewriter(model)(FOLLOW_UP, HISTORY)
    assert (asked.question, asked.searched, asked.leans) == (whole, whole, True)
    assert asked.last == stand_alone(FOLLOW_UP, HISTORY).last
    ((system, user),) = model.asked
    assert "understood by itself" in system.content
    assert user.content == (
        "Question: When did Macron receive Putin in 2019?\n"
        "Answer: He received him on 19 August 2019. [1]\n\n"
        "Last question: And where was that?\nRewritten question:"
    )


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "In Paris.",
        "Where did Merkel receive Putin?",
        "Where did Macron receive Putin in 2018?",
        f"Where was {'that ' * 1000}?",
    ],
)
def test_what_names_something_else_or_asks_nothing_is_not_taken(written: str | None) -> None:
    assert Rewriter(Rewriting(written))(FOLLOW_UP, HISTORY) == stand_alone(FOLLOW_UP, HISTORY)


@pytest.mark.parametrize(
    ("question", "history"),
    [("Where did Macron receive Putin on 19 August 2019?", HISTORY), (FOLLOW_UP, [])],
)
def test_a_question_that_stands_by_itself_never_reaches_the_model(
    question: str, history: Sequence[Sequence[str]]
) -> None:
    model = Rewriting("Who?")
    assert Rewriter(model)(question, history) == stand_alone(question, history)
    assert model.asked == []


def test_a_history_that_is_none_is_said_so() -> None:
    with pytest.raises(QuestionError, match="history"):
        Rewriter(Rewriting("Who?"))(FOLLOW_UP, ["no pair"])


def test_a_chatbot_understands_as_it_is_told(sample_index: Index) -> None:
    whole = "Where did Macron receive Putin on 19 August 2019?"
    chatbot = Chatbot(sample_index, understood=Rewriter(Rewriting(whole)))
    answer = chatbot.ask(FOLLOW_UP, history=HISTORY)
    assert answer.standalone_question == whole
    assert answer.citations == Chatbot(sample_index).ask(whole).citations
