"""JSON Lines files: an article a line."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .article import Article
from .decode import decode
from .errors import ArticleError
from .fields import article_of, usable
from .lines import LONGEST_LINE, numbered_lines
from .problem import OnProblem


def read_jsonl(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read `{"id"?, "title"?, "text", "publisher"?, "published"?, "url"?}` from each line.

    What else the keys may be called is in `fields`; other keys are ignored. A line
    without an id gets the file's stem and a digest of its text. A line that is no such object is a
    problem; the others are read all the same. What is packed by gzip is unpacked.

    Raises:
        OSError: The file cannot be read or unpacked.
    """
    for number, raw in numbered_lines(path):
        where = f"{path}, line {number}"
        make = partial(_article, raw, name=article_id, source=str(path))
        yield from usable(make, where, on_problem)


def _article(raw: bytes, *, name: str, source: str) -> tuple[Article, list[str]]:
    if len(raw) > LONGEST_LINE:
        raise ArticleError(f"it is longer than {LONGEST_LINE:,} bytes, which no article is")
    try:
        line, guess = decode(raw)
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"it is not JSON ({error})") from error
    article, notes = article_of(row, name=name, source=source)
    return article, [guess, *notes] if guess else notes
