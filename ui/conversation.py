"""A conversation on a terminal, or over lines that are piped in."""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Protocol

from ..index.errors import QuestionError
from ..rag.answer import Answer

_MOST_TURNS = 30  # kept for follow-ups
_ENDS = ("exit", "quit")


class _Ask(Protocol):
    def __call__(self, question: str, *, history: Sequence[Sequence[str]]) -> Answer: ...


def is_conversing() -> bool:
    """Whether a person sits at both ends: lines are typed, and answers read, on a terminal."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())


def converse(
    ask: _Ask, *, show: Callable[[Answer], None], complain: Callable[[QuestionError], None]
) -> None:
    """Answer the lines of standard input, each with those before it, until it ends.

    "exit", "quit" and Ctrl-C end it too; an empty line does nothing.

    Args:
        ask: Answers a question with its history, as `Chatbot.ask` does.
        show: Told of each answer.
        complain: Told of each question that makes no sense, after which the conversation goes on.
    """
    history: deque[list[str]] = deque(maxlen=_MOST_TURNS)
    try:
        for question in _questions():
            try:
                answer = ask(question, history=list(history))
            except QuestionError as error:
                complain(error)
            else:
                show(answer)
                if answer.reply is None:  # nothing follows from a greeting
                    history.append([question, answer.text if answer.answerable else ""])
            sys.stdout.flush()
    except KeyboardInterrupt:
        if is_conversing():
            print()  # noqa: T201 - what comes next must not stand behind the prompt


def _questions() -> Iterator[str]:
    prompt = "> " if is_conversing() else ""
    if prompt:
        with suppress(ImportError):  # Windows has none, and edits lines by itself
            import readline  # noqa: F401 - `input` then edits lines and remembers them
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # bytes that are no text must not end it
    while True:
        try:
            line = input(prompt).removeprefix("\ufeff").strip()  # a pipe may open with it
        except (EOFError, RuntimeError):  # the latter where there is no input at all
            if prompt:
                print()  # noqa: T201
            return
        if line.lower() in _ENDS:
            return
        if line:
            yield line
