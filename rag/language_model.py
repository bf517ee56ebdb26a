"""What words an answer: a language model, which is asked in messages and writes piece by piece."""

import queue
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Literal, NamedTuple, Protocol

from ..index.errors import LanguageModelError


class Message(NamedTuple):
    """One of the messages that a model is given."""

    role: Literal["system", "user"]
    content: str


class LanguageModel(Protocol):
    """Continues a conversation. Anything with a name and this one method will do.

    `name` tells one model from another in what is kept of a run.
    """

    @property
    def name(self) -> str:
        """Which model it is."""
        ...

    def stream(self, messages: Sequence[Message], *, most: int) -> Generator[str]:
        """What it writes, piece by piece as it comes.

        Args:
            messages: What it is told.
            most: How many tokens it may write.

        Raises:
            LanguageModelError: It could not be reached, failed, or stopped half way.
        """
        ...


def within(pieces: Generator[str], seconds: float) -> Generator[str]:
    """The same pieces, as long as the last one comes in time.

    They are read in a thread of their own: who waits for a model that hangs is told in time, and
    the thread ends with the next piece that comes, or with the model's own time limit.

    Args:
        pieces: What a model writes.
        seconds: For all of it.

    Raises:
        LanguageModelError: It took longer; or what the pieces raise.
    """
    deadline = time.monotonic() + seconds
    heard: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    given_up = threading.Event()

    def read() -> None:
        try:
            with closing(pieces):
                for piece in pieces:
                    if given_up.is_set():
                        return
                    heard.put(piece)
        except BaseException as error:  # noqa: BLE001 - it is raised where the pieces are wanted
            heard.put(error)
        else:
            heard.put(None)

    threading.Thread(target=read, daemon=True).start()
    try:
        while True:
            try:
                piece = heard.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise LanguageModelError(
                    f"the language model took longer than {seconds:g} s"
                ) from None
            if piece is None:
                return
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        given_up.set()
