"""Reading what is no file on the disk from a copy, named for where it came from."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from .article import Article
from .problem import OnProblem, Problem

Reader = Callable[[Path, str, OnProblem], Iterator[Article]]
"""Reads the articles of one file; the string is the id of an article that brings none."""

CHUNK = 32_768  # bytes


def copy(source: IO[bytes], file: Path, *, most: int | None = None) -> bool:
    """Copy a stream into a file, `most` bytes of it; return whether that was all."""
    left = most
    with file.open("wb") as target:
        while data := source.read(CHUNK if left is None else min(CHUNK, left)):
            target.write(data)
            left = None if left is None else left - len(data)
    return left != 0 or not source.read(1)


def read_copy(
    read: Reader, file: Path, article_id: str, on_problem: OnProblem, *, source: str
) -> Iterator[Article]:
    """Read a copy, naming its `source` wherever the copy itself would be named."""

    def named(text: str) -> str:
        return text.replace(os.fspath(file), source)

    def tell(problem: Problem) -> None:
        on_problem(replace(problem, source=named(problem.source), message=named(problem.message)))

    for article in read(file, article_id, tell):
        yield replace(article, source=named(article.source))
