"""Standard input: whatever is piped in, by how it begins."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from .article import Article
from .copies import Reader, copy, read_copy
from .errors import ArticleError
from .fields import digest
from .problem import OnProblem

STDIN = Path("-")
"""Stands for standard input among the paths to read."""

MOST_PIPED = 1_000_000_000  # bytes
_SOURCE = "standard input"


def read_stdin(article_id: str, on_problem: OnProblem, *, read: Reader) -> Iterator[Article]:
    """Read what is piped in: HTML, a feed, JSON, PDF, WARC, an archive, else a plain text.

    Raises:
        ArticleError: It is too large.
    """
    with TemporaryDirectory(prefix="dateline-") as folder:
        file = Path(folder) / article_id
        if not copy(sys.stdin.buffer, file, most=MOST_PIPED):
            raise ArticleError(
                f"more than {MOST_PIPED:,} bytes were piped in; save them to a file and add that"
            )
        for article in read_copy(read, file, article_id, on_problem, source=_SOURCE):
            if article.id == article_id:  # the next text to be piped in is another one
                article = replace(article, id=f"{article_id}-{digest(article.text.encode())}")
            yield article
