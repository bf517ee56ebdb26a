"""What went wrong with one article while the work on the others goes on."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from .errors import ArticleError

_log = logging.getLogger("dateline")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong, said in a sentence.

    Attributes:
        source: The file, with the line where there are lines.
        message: What is wrong and what to do.
        lost: Whether the article could not be used; otherwise it was, but not quite as it stood.
    """

    source: str
    message: str
    lost: bool = True

    def __str__(self) -> str:
        return f"{self.source}: {self.message}" if self.source else self.message


OnProblem = Callable[[Problem], None]
"""Told of each problem as it is met. It may raise to stop the work."""


def stop(problem: Problem) -> None:
    """Raise `ArticleError` for an article that is lost, and log a warning for any other problem."""
    if problem.lost:
        raise ArticleError(str(problem))
    _log.warning("%s", problem)
