"""HTML pages, one article each: the body and the metadata as trafilatura finds them."""

import re
from collections.abc import Iterator
from pathlib import Path

from .article import Article
from .dates import PartialDate
from .decode import decode
from .problem import OnProblem, Problem
from .web import web_address

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def read_html(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read an HTML page. The article's text is what trafilatura extracts; offsets count in that.

    The date is the page's own metadata (JSON-LD, meta, time) and never a guess from its text.
    """
    import trafilatura  # 0.5 s
    from trafilatura.settings import Document

    try:
        html, note = _decoded(path.read_bytes())
        page = trafilatura.bare_extraction(
            html,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, RecursionError) as error:
        on_problem(Problem(str(path), f"it cannot be read as HTML ({error}); it was left out"))
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
        title=" ".join((page.title or "").split()),
        publisher=page.sitename or None,
        published=PartialDate.parse(page.date) if page.date else None,
        published_from="page" if page.date else "unknown",
        url=web_address(page.url),
        source=str(path),
    )


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
