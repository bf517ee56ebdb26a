"""The whole text of an article as a page of its own, opened at a quotation."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from ..index.article import Article, Span
from ..index.index import Index
from . import wording
from .render import (
    ARTICLE,
    article_address,
    dated_by,
    escaped,
    headline,
    source,
)

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><script>
document.body.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches)
</script><main id="dl-article">{body}</main></body></html>"""


def article_routes(index: Index) -> APIRouter:
    """The route that serves the pages of an index's articles."""
    router = APIRouter()

    @router.get(f"/{ARTICLE}", response_class=HTMLResponse)
    def article(id: str = "", start: int = 0, end: int = 0) -> HTMLResponse:  # noqa: A002 - as in the address
        found = index.get(id)
        if found is None:
            return HTMLResponse(
                _page(wording.UNTITLED, f"<p>{wording.UNKNOWN_ARTICLE}</p>"), status_code=404
            )
        told = index.story(id)
        others = (index.get(one) for one in told.articles if one != id) if told else ()
        newer = index.newer_revision(id)
        return HTMLResponse(
            article_html(found, Span(start, end), [one for one in others if one], newer=newer)
        )

    return router


def article_html(
    article: Article, quote: Span, others: Sequence[Article], *, newer: str | None = None
) -> str:
    """An article as a page: whence it is, its text with a quotation marked, and its copies.

    Nothing is left out of the text; a box greys what is marked as furniture.

    Args:
        article: What is shown.
        quote: What is marked; nothing where that is no stretch of the text.
        others: Its copies and revisions.
        newer: The id of a newer revision.
    """
    grey = (
        f'<p class="dl-grey"><label><input type="checkbox" id="dl-grey"> {wording.GREY}</label></p>'
        if any(mark.kind == "furniture" for mark in article.marks)
        else ""
    )
    links = "".join(f"<li>{_other(one, newer)}</li>" for one in others)
    story = (
        f'<aside class="dl-story"><h2>{wording.OTHERS}</h2><ul>{links}</ul></aside>'
        if links
        else ""
    )
    return _page(
        article.title or wording.UNTITLED,
        f"<h1>{headline(article.title, article.url)}</h1>"
        f'<p class="dl-source">{source(article, " · ")}{dated_by(article)}</p>{grey}'
        f'<div class="dl-text" dir="auto">{"".join(_pieces(article, quote))}</div>{story}',
    )


def _other(one: Article, newer: str | None) -> str:
    note = f" · {wording.NEWER}" if one.id == newer else ""
    address = escaped(article_address(one.id))
    title = f"<bdi>{escaped(one.title or wording.UNTITLED)}</bdi>"
    return f'<a href="{address}">{title}</a> <span>{source(one, " · ")}{note}</span>'


def _pieces(article: Article, quote: Span) -> list[str]:
    """The text in elements, cut where a mark or the quotation begins or ends."""
    text = article.text
    shown = quote if 0 <= quote.start < quote.end <= len(text) else Span(0, 0)
    furniture = [mark for mark in article.marks if mark.kind == "furniture"]
    cuts = {0, len(text), *shown, *(at for mark in furniture for at in (mark.start, mark.end))}
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        inside = escaped(text[start:end])
        why = next((mark.reason for mark in furniture if mark.start <= start < mark.end), None)
        if shown.start <= start < shown.end:
            place = ' id="quote"' if start == shown.start else ""
            pieces.append(f"<mark{place}>{inside}</mark>")
        elif why is not None:
            pieces.append(f'<span class="dl-furniture" title="{escaped(why)}">{inside}</span>')
        else:
            pieces.append(f"<span>{inside}</span>")
    return pieces


def _page(title: str, body: str) -> str:
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    return _PAGE.format(title=escape(title), style=style, body=body)
