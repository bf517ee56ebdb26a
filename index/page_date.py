"""When a web page says that its article was published."""

import json
from collections.abc import Iterator

import lxml.etree
import lxml.html

from .dates import PartialDate

_META = (
    "article:published_time", "article:published", "og:published_time", "published_time",
    "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.issued",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
)  # fmt: skip


def page_date(html: str) -> PartialDate | None:
    """The publication date in a page's metadata: JSON-LD, else meta elements, else microdata.

    A date in the text, in a footer or beside a teaser is none: a wrong date is worse than none. So
    it is not taken from htmldate, which goes on to guess when the metadata are silent.
    """
    try:
        page = lxml.html.document_fromstring(
            html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (lxml.etree.LxmlError, ValueError):
        return None
    for said in (*_linked_data(page), *_meta(page), *_microdata(page)):
        try:
            return PartialDate.parse(said)
        except ValueError:
            continue
    return None


def _linked_data(page: lxml.html.HtmlElement) -> Iterator[str]:
    for script in page.iterfind('.//script[@type="application/ld+json"]'):
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", data) if isinstance(data, dict) else data
        for thing in graph if isinstance(graph, list) else [graph]:
            said = thing.get("datePublished") if isinstance(thing, dict) else None
            if isinstance(said, str):
                yield said


def _meta(page: lxml.html.HtmlElement) -> Iterator[str]:
    named: dict[str, str] = {}
    for meta in page.iterfind(".//meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        named.setdefault(name.lower(), meta.get("content") or "")
    yield from (named[name] for name in _META if name in named)


def _microdata(page: lxml.html.HtmlElement) -> Iterator[str]:
    for element in page.iterfind('.//*[@itemprop="datePublished"]'):
        if said := element.get("datetime") or element.get("content"):
            yield said
