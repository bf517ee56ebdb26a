"""JSON Lines files: an article a line."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .article import Article
from .dates import PartialDate
from .decode import decode
from .errors import ArticleError
from .furniture import furniture
from .lines import numbered_lines
from .problem import OnProblem, Problem
from .web import web_address

_STRINGS = ("id", "title", "text", "publisher", "published", "url")


def read_jsonl(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read `{"id"?, "title"?, "text", "publisher"?, "published"?, "url"?}` from each line.

    Other keys are ignored. Lines of page furniture in a text are marked. A line without an id gets
    the file's stem and a digest of its text. A line that is no such object is a problem; the others
    are read all the same. A file that ends in `.gz` is unpacked.

    Raises:
        OSError: The file cannot be read or unpacked.
    """
    for number, raw in numbered_lines(path):
        where = f"{path}, line {number}"
        try:
            line, note = decode(raw)
            row = json.loads(line)
            fields = _fields(row, where, on_problem)
            digest = hashlib.sha256(fields["text"].encode()).hexdigest()[:12]
            article = Article(
                id=fields["id"] or f"{article_id}-{digest}",
                text=fields["text"],
                title=fields["title"] or "",
                publisher=fields["publisher"],
                published=_published(fields["published"], where, on_problem),
                url=web_address(fields["url"]),
                marks=furniture(fields["text"]),
                source=str(path),
            )
        except (ValueError, RecursionError) as error:
            on_problem(Problem(where, f"it is not JSON ({error}); it was left out"))
        except ArticleError as error:
            on_problem(Problem(where, f"{error}; it was left out"))
        else:
            if note:
                on_problem(Problem(where, note, lost=False))
            yield article


def _fields(row: object, where: str, on_problem: OnProblem) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise ArticleError(f"it holds {type(row).__name__} and not an object with a text")
    fields = {key: row.get(key) for key in _STRINGS}
    for key in ("id", "published"):  # numbers are common: 17, 2019
        if isinstance(fields[key], int) and not isinstance(fields[key], bool):
            fields[key] = str(fields[key])
    for key, value in fields.items():
        if value is not None and not isinstance(value, str):
            raise ArticleError(f"its {key!r} is {type(value).__name__} and not a string")
    if not (fields["text"] or "").strip():
        raise ArticleError("it has no 'text'")
    lossy = False
    for key, value in fields.items():
        if value is not None:
            clean = value.encode(errors="replace").decode()
            lossy |= clean != value
            fields[key] = clean
    if lossy:
        message = "lone surrogates, which are no text, were replaced by '?'"
        on_problem(Problem(where, message, lost=False))
    return fields


def _published(text: str | None, where: str, on_problem: OnProblem) -> PartialDate | None:
    if not text:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        on_problem(Problem(where, f"{error}; it is taken as undated", lost=False))
        return None
