"""What a language model is told: short texts of their own, which runs are known by."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from string import Template

from ..index.dates import PartialDate
from ..index.tokens import count_tokens
from .answer import Citation
from .language_model import Message

_TURNS = 3
_LONGEST_TURN = 600  # characters of a question or an answer

NO_ANSWER = "NO ANSWER"
"""What a model is told to write where the quotations do not answer the question."""


@cache
def _prompt(name: str) -> str:
    return files(__package__).joinpath(f"{name}_prompt.txt").read_text(encoding="utf-8")


def prompt_name(name: str) -> str:
    """A prompt by name and hash: runs with the same one were told the same."""
    return f"{name}@{hashlib.sha256(_prompt(name).encode()).hexdigest()[:12]}"


def answer_messages(
    question: str, citations: Sequence[Citation], now: PartialDate | None
) -> list[Message]:
    """What tells a model to word an answer from quotations."""
    rules = Template(_prompt("answer")).substitute(now=now or date.today().isoformat())
    quoted = "\n".join(quotation(one) for one in citations)
    asked = f"Quotations:\n{quoted}\n\nQuestion: {' '.join(question.split())}"
    return [Message("system", rules), Message("user", asked)]


def follow_up_messages(question: str, history: Sequence[Sequence[str]]) -> list[Message]:
    """What tells a model to rewrite a question that leans on the last turns before it."""
    told = (
        f"{who}: {' '.join(said.split())[:_LONGEST_TURN]}"
        for turn in history[-_TURNS:]
        for who, said in zip(("Question", "Answer"), turn, strict=True)
    )
    turns = "\n".join(told)
    asked = f"{turns}\n\nLast question: {' '.join(question.split())}\nRewritten question:"
    return [Message("system", _prompt("follow_up").strip()), Message("user", asked)]


def quotation(one: Citation) -> str:
    """A quotation with its number, publisher and date, on one line.

    Without its headline, whose names the quotation may not bear out.
    """
    by = ", ".join(str(part) for part in (one.publisher, one.published) if part)
    return " ".join(f"[{one.number}] “{one.quote}” ({by or 'undated'})".split())


def fitting(citations: Iterable[Citation], tokens: int) -> list[Citation]:
    """The first of some quotations, as many as so many tokens hold; one at least."""
    taken: list[Citation] = []
    for one in citations:
        tokens -= count_tokens(quotation(one))
        if taken and tokens < 0:
            break
        taken.append(one)
    return taken
