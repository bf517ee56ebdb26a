"""JSON files: an array of articles, one article, or an article a line."""

import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from .article import Article
from .decode import decode
from .fields import article_of, usable
from .lines import numbered_lines
from .problem import OnProblem, Problem
from .read_jsonl import read_jsonl
from .unpacking import unpacked

LARGEST_JSON = 100_000_000  # bytes, of a file that is not an article a line
_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


def read_json(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read `[{"text": …}, …]`, `{"articles": [{"text": …}, …]}`, `{"text": …}` or JSON Lines.

    What the keys may be called is in `fields`. One article is called by the file, several by the
    file and a digest, if they have no ids. An element that is no article is a problem; where the
    file is broken, what stands before is read.

    Raises:
        OSError: The file cannot be read or unpacked.
    """
    if _is_lines(path):
        yield from read_jsonl(path, article_id, on_problem)
        return
    with unpacked(path) as file:
        data = file.read(LARGEST_JSON + 1)
    if len(data) > LARGEST_JSON:
        message = (
            f"more than {LARGEST_JSON:,} bytes are too many for one JSON value; write an article "
            "a line (.jsonl); it was left out"
        )
        on_problem(Problem(str(path), message))
        return
    try:
        text, note = decode(data)
    except ValueError as error:
        on_problem(Problem(str(path), f"{error}; it was left out"))
        return
    del data
    if note:
        on_problem(Problem(str(path), note, lost=False))
    yield from _read(text, path, article_id, on_problem)


def _is_lines(path: Path) -> bool:
    """Whether the first line is an object and not the last line."""
    lines = [line for _, line in islice(numbered_lines(path), 2)]
    if len(lines) < 2 or not lines[0].lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    try:
        json.loads(decode(lines[0])[0])
    except (ValueError, RecursionError):
        return False
    return True


def _read(text: str, path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    count = 0
    rows = _rows(text)
    while True:
        try:
            row, alone = next(rows)
        except StopIteration:
            break
        except (ValueError, RecursionError) as error:
            rest = f"; the rest, after element {count}, was left out" if count else ""
            message = f"it is not JSON ({error}){rest or '; it was left out'}"
            on_problem(Problem(str(path), message))
            return
        count += 1
        where = str(path) if alone else f"{path}, element {count}"
        make = partial(article_of, row, name=article_id, source=str(path), alone=alone)
        yield from usable(make, where, on_problem)
    if not count:
        on_problem(Problem(str(path), "it holds no article; it was left out"))


def _rows(text: str) -> Iterator[tuple[object, bool]]:
    """The elements of the array in a text, one at a time, or what stands there alone.

    Raises:
        ValueError: It is not JSON from here on.
        RecursionError: It is nested too deeply.
    """
    if not text.lstrip().startswith("["):
        whole = json.loads(text)
        articles = whole.get("articles") if isinstance(whole, dict) else None
        if isinstance(articles, list) and "text" not in whole:
            yield from ((row, False) for row in articles)
        else:
            yield whole, True
        return
    at = _skip(text, text.index("[") + 1)
    while text[at : at + 1] != "]":
        row, at = _DECODER.raw_decode(text, at)
        yield row, False
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    if _skip(text, at + 1) != len(text):
        raise json.JSONDecodeError("Extra data", text, at + 1)


def _skip(text: str, at: int) -> int:
    """Where the white space ends that begins there, if any does."""
    space = _SPACE.match(text, at)
    return space.end() if space else at
