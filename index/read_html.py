"""HTML pages, one article each: the body and the metadata as trafilatura finds them."""

import re
from collections.abc import Iterator
from pathlib import Path

from .article import Article, Origin
from .decode import decode
from .furniture import furniture
from .page_date import page_date
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
    """Read an HTML page. The article's text is what trafilatura extracts; offsets count in that.

    Lines of page furniture that come with it are marked, as in a flat text. The date is that of the
    page's metadata, as `page_date` reads it.

    Args:
        data: The page as it was sent or saved.
        source: Where it was read from.
        article_id: What the article is to be called.
        on_problem: Told of what could not be used.
        charset: The encoding that the page was sent with, if that is known.
    """
    import trafilatura  # 0.5 s
    from trafilatura.settings import Document

    try:
        html, note = _decoded(data, charset)
        page = trafilatura.bare_extraction(
            html,
            include_comments=False,
            with_metadata=True,
        )
        published = page_date(html)
    except Exception as error:  # noqa: BLE001 - what a hostile page does to a parser is unknown
        reason = str(error)[:200] or type(error).__name__
        on_problem(Problem(source, f"it cannot be read as HTML ({reason}); it was left out"))
        return
    text = (page.text or "") if isinstance(page, Document) else ""
    if not isinstance(page, Document) or not text.strip():
        on_problem(Problem(source, "no article was found in the page; it was left out"))
        return
    if note:
        on_problem(Problem(source, note, lost=False))
    yield Article(
        id=article_id,
        text=text,
        title=" ".join(_string(page.title).split()),
        publisher=_string(page.sitename) or None,
        published=published,
        published_from=Origin("page"),
        url=web_address(_string(page.url)),
        marks=furniture(text),
        source=source,
    )


def _string(found: object) -> str:
    return found if isinstance(found, str) else ""  # JSON-LD may hold anything


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
