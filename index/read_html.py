"""HTML pages, one article each: the body and the metadata as trafilatura finds them."""

from collections.abc import Iterator
from pathlib import Path

from .article import Article
from .dates import PartialDate
from .problem import OnProblem, Problem


def read_html(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read an HTML page. The article's text is what trafilatura extracts; offsets count in that.

    The date is the page's own metadata (JSON-LD, meta, time) and never a guess from its text.
    """
    import trafilatura  # 0.5 s

    try:
        page = trafilatura.bare_extraction(
            path.read_bytes(),
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, RecursionError) as error:
        on_problem(Problem(str(path), f"it cannot be read as HTML ({error}); it was left out"))
        return
    text = (page.text or "") if page else ""
    if not page or not text.strip():
        on_problem(Problem(str(path), "no article was found in the page; it was left out"))
        return
    url = page.url or ""
    yield Article(
        id=article_id,
        text=text,
        title=" ".join((page.title or "").split()),
        publisher=page.sitename or None,
        published=PartialDate.parse(page.date) if page.date else None,
        published_from="page" if page.date else "unknown",
        url=url if url.startswith(("http://", "https://")) else None,
        source=str(path),
    )
