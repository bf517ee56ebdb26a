"""HTML pages, one article each: the text and what the page says of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from .article import Article
from .article_text import article_text
from .decode import decode
from .page_metadata import page_metadata
from .problem import OnProblem, Problem
from .web import web_address

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def read_html(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read a file that holds an HTML page, as `read_page` does.

    Raises:
        OSError: The file cannot be read.
    """
    yield from read_page(path.read_bytes(), str(path), article_id, on_problem)


def read_page(
    data: bytes, source: str, article_id: str, on_problem: OnProblem, *, charset: str | None = None
) -> Iterator[Article]:
    """Read an HTML page. The article's text is what `article_text` takes; offsets count in that.

    The headline, the publisher, the date and the address are those of `page_metadata`.

    Args:
        data: The page as it was sent or saved.
        source: Where it was read from.
        article_id: What the article is to be called.
        on_problem: Told of what could not be used.
        charset: The encoding that the page was sent with, if that is known.
    """
    from trafilatura import load_html  # 0.5 s

    try:
        html, note = _decoded(data, charset)
        page = load_html(html)
        if page is not None:
            known = page_metadata(page, web_address(source))
            text = article_text(page)
    except Exception as error:  # noqa: BLE001 - what a hostile page does to a parser is unknown
        reason = str(error)[:200] or type(error).__name__
        on_problem(Problem(source, f"it cannot be read as HTML ({reason}); it was left out"))
        return
    if page is None or not text.strip():
        on_problem(Problem(source, "no article was found in the page; it was left out"))
        return
    if note:
        on_problem(Problem(source, note, lost=False))
    yield Article(
        id=article_id,
        text=text,
        source=source,
        **known._asdict(),
    )


def _decoded(data: bytes, charset: str | None) -> tuple[str, str]:
    """The page as `decode` reads it, but trusting the encoding it declares before any guess."""
    text, note = decode(data)
    declared = _CHARSET.search(data[:2048])
    name = (charset or (declared.group(1).decode() if declared else "")).lower()
    if not note or not name:
        return text, note
    if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"):
        name = "cp1252"  # as every browser reads it
    try:
        return data.decode(name), ""
    except (LookupError, UnicodeDecodeError):
        return text, note
