"""From a question typed in the page to one more turn of its conversation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..index.errors import DatelineError
from ..rag.chatbot import Chatbot
from .answer_markdown import markdown_html
from .evidence import evidence_html, panel_html
from .kept_conversation import Turn, answered_turn
from .render import answer_html, error_html, question_html

_INSTEAD = 3  # questions that are offered beside a refusal


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks what is typed, and makes a turn of the answer, the refusal, or what is wrong with it.

    Attributes:
        chatbot: Who answers.
        examples: Questions that the archive answers, some of which are offered beside a refusal.
        judged: Whether answers may be called right or wrong.
    """

    chatbot: Chatbot
    examples: Sequence[str]
    judged: bool

    def __call__(
        self,
        question: str,
        before: Sequence[Turn],
        filters: Sequence[str | Sequence[str]],
        *,
        number: int,
        timely: bool,
        on_draft: Callable[[str], None] = lambda _: None,
    ) -> Turn:
        """One more turn.

        Args:
            question: As it was typed.
            before: The conversation that it follows.
            filters: What `Filters` are set to: publishers, and two dates as they were typed.
            number: Which of the conversation it becomes.
            timely: Whether the time that it names is preferred.
            on_draft: Told of what a language model writes, as it comes.
        """
        publishers, first, last = filters
        history = [[one.question, one.answer] for one in before if one.answer is not None]
        try:
            answer = self.chatbot.ask(
                question,
                history=history,
                after=str(first).strip() or None,
                before=str(last).strip() or None,
                publisher=publishers or None,
                timely=timely,
                on_draft=on_draft,
            )
        except DatelineError as error:
            return Turn(number, question, None, error_html(str(error)), "")
        asked = {question, *(one.question for one in before)}
        others = [one for one in self.examples if one not in asked][:_INSTEAD]
        bubble = answer_html(answer, number, others, judged=self.judged)
        get = self.chatbot.index.get
        evidence = evidence_html(answer, number, get) + markdown_html(answer, number)
        return answered_turn(answer, number, bubble, evidence)


def panel_of(turns: Sequence[Turn]) -> str:
    """The evidence of a conversation."""
    return panel_html((one.question, one.evidence) for one in turns)


def messages_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """A conversation as `gradio.Chatbot` shows it."""
    return [
        {"role": role, "content": content}
        for turn in turns
        for role, content in (("user", question_html(turn.question)), ("assistant", turn.bubble))
    ]
