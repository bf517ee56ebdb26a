"""A conversation as the page keeps it: in the browser, over restarts, and as files to take away."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..rag.answer import Answer
from .answer_markdown import answer_markdown


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it, ready to be shown.

    Attributes:
        number: Which of the conversation it is, from 1.
        question: As it was asked.
        answer: In plain text, for follow-ups; "" for a refusal, None where the question made no
            sense.
        bubble: The answer as HTML.
        evidence: Its evidence as HTML.
        markdown: Both to take away; "" where the question made no sense.
        data: The answer as JSON holds it, without the passages that were only looked at.
    """

    number: int
    question: str
    answer: str | None
    bubble: str
    evidence: str
    markdown: str = ""
    data: dict[str, Any] | None = None


def answered_turn(answer: Answer, number: int, bubble: str, evidence: str) -> Turn:
    """The turn of an answer or a refusal."""
    data = {key: value for key, value in answer.to_dict().items() if key != "hits"}
    plain = answer.text if answer.answerable else ""
    markdown = answer_markdown(answer)
    return Turn(number, answer.question, plain, bubble, evidence, markdown, data)


def to_browser(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """What a browser keeps of a conversation."""
    return [asdict(turn) for turn in turns]


def from_browser(kept: object) -> tuple[Turn, ...]:
    """The conversation that a browser has kept; none if it is of another version of this page."""
    try:
        return tuple(Turn(**one) for one in kept)  # type: ignore[attr-defined]
    except TypeError:
        return ()


def conversation_markdown(turns: Sequence[Turn]) -> str:
    """A conversation to read."""
    return "\n---\n\n".join(turn.markdown for turn in turns if turn.markdown)


def conversation_json(turns: Sequence[Turn]) -> str:
    """A conversation for programs: the answers as `dateline ask --json` gives them."""
    told = [turn.data for turn in turns if turn.data]
    return json.dumps(told, ensure_ascii=False, indent=2) if told else ""
