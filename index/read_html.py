"""HTML pages, one article each: the body and the metadata as trafilatura finds them."""

import re
from collections.abc import Iterator
from pathlib import Path

from .article import Article
from .decode import decode
from .furniture import furniture
from .page_date import page_date
from .problem import OnProblem, Problem
from .web import web_address

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def read_html(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read an HTML page. The article's text is what trafilatura extracts; offsets count in that.

    Lines of page furniture that come with it are marked, as in a flat text. The date is that of the
    page's metadata, as `page_date` reads it.
    """
    import trafilatura  # 0.5 s
    from trafilatura.settings import Document

    try:
        html, note = _decoded(path.read_bytes())
        page = trafilatura.bare_extraction(
            html,
            include_comments=False,
            with_metadata=True,
        )
        published = page_date(html)
    except Exception as error:  # noqa: BLE001 - what a hostile page does to a parser is unknown
        reason = str(error)[:200] or type(error).__name__
        on_problem(Problem(str(path), f"it cannot be read as HTML ({reason}); it was left out"))
        return
    text = (page.text or "") if isinstance(page, Document) else ""
    if not isinstance(page, Document) or not text.strip():
        on_problem(Problem(str(path), "no article was found in the page; it was left out"))
        return
    if note:
        on_problem(Problem(str(path), note, lost=False))
    yield Article(
        id=article_id,
        text=text,
        title=" ".join(_string(page.title).split()),
        publisher=_string(page.sitename) or None,
        published=published,
        published_from="page" if published else "unknown",
        url=web_address(_string(page.url)),
        marks=furniture(text),
        source=str(path),
    )


def _string(found: object) -> str:
    return found if isinstance(found, str) else ""  # JSON-LD may hold anything


def _decoded(data: bytes) -> tuple[str, str]:
    """The page as `decode` reads it, but trusting the encoding it declares before any guess."""
    text, note = decode(data)
    declared = _CHARSET.search(data[:2048])
    if not note or not declared:
        return text, note
    name = declared.group(1).decode().lower()
    if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"):
        name = "cp1252"  # as every browser reads it
    try:
        return data.decode(name), ""
    except (LookupError, UnicodeDecodeError):
        return text, note
