"""What is done on the page, as records of the logger `dateline.chat`: by whom, and how it ended.

Nothing is set up here: the records go where the program that serves the page sends them, and
nowhere if it sends them nowhere. `dateline chat --log FILE` writes each as a line of JSON.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gradio.context import LocalContext

from ..index.errors import DatelineError
from ..rag.answer import Answer
from ..rag.chatbot import Chatbot

_logger = logging.getLogger("dateline.chat")


def record(what: str, **more: object) -> None:
    """Record that something was done, with the name of who did it where that is known.

    Args:
        what: In a word or two: "asked", "added", "removed", "login failed".
        more: What else is to be known of it, as JSON holds it; what is None is left out. No text of
            articles or questions.
    """
    if not _logger.isEnabledFor(logging.INFO):
        return
    request = LocalContext.request.get(None)
    fields = {"user": request.username if request else None, **more}
    told = {name: value for name, value in fields.items() if value is not None}
    _logger.info(what, extra={"dateline": told})


class RecordedChatbot(Chatbot):
    """A chatbot that answers as another does, and records what is asked on the page.

    Args:
        chatbot: Who answers.
        questions: Whether to record the questions' text.
    """

    def __init__(self, chatbot: Chatbot, *, questions: bool) -> None:
        super().__init__(
            chatbot.index,
            reranker=chatbot.reranker,
            threshold=chatbot.threshold,
            writer=chatbot.writer,
        )  # as it tells of itself; it is the other that answers
        self._chatbot = chatbot
        self._questions = questions

    def ask(self, question: str, **options: Any) -> Answer:
        """Answer as the other does."""
        if LocalContext.request.get(None) is None:  # nobody on the page, but a run that measures
            return self._chatbot.ask(question, **options)
        began = time.monotonic()
        outcome: dict[str, object] = {}
        try:
            answer = self._chatbot.ask(question, **options)
            verdict = "answered" if answer.answerable else "refused"
            outcome = {"verdict": verdict, "reply": answer.reply, "hits": len(answer.hits)}
        except DatelineError:
            outcome = {"verdict": "not understood"}
            raise
        except Exception as error:
            outcome = {"verdict": "failed", "error": type(error).__name__}
            raise
        else:
            return answer
        finally:
            text = question if self._questions else None
            seconds = round(time.monotonic() - began, 3)
            record("asked", **outcome, seconds=seconds, question=text)


class JsonLines(logging.Formatter):
    """A record as a line of JSON: its time, what was done, and what else is known of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, in ASCII: nothing in it can act on a terminal or begin another line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = getattr(record, "dateline", {})
        return json.dumps({"time": at, "what": record.getMessage(), **told}, default=str)


@contextmanager
def json_log(file: Path) -> Iterator[None]:
    """Write the records of this while as lines of JSON, and nowhere else.

    Args:
        file: Where; it is added to. "-" is standard error.

    Raises:
        OSError: The file cannot be written.
    """
    handler: logging.Handler
    if str(file) == "-":
        handler = logging.StreamHandler(sys.stderr)
    else:
        os.close(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines())
    before = _logger.level, _logger.propagate
    _logger.addHandler(handler)
    _logger.setLevel(logging.INFO)
    _logger.propagate = False
    try:
        yield
    finally:
        _logger.setLevel(before[0])
        _logger.propagate = before[1]
        _logger.removeHandler(handler)
        handler.close()
