"""RSS and Atom files: an article an entry.

Read by lxml and not by feedparser: lxml is here already and reads piece by piece, with entities and
network off and its limits on; feedparser holds the whole feed, moves every date to UTC, which may
be another day than the one written, and brings sgmllib3k, which nobody keeps any more.
"""

import html
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

import lxml.etree

from .article import Article
from .errors import ArticleError
from .fields import article_of, usable
from .html_text import html_text
from .problem import OnProblem, Problem
from .unpacking import unpacked
from .web import web_address

MOST_ELEMENTS = 50_000  # in one entry
_LONGEST_ID = 500  # characters

_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/rss/1.0/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
}
_ROOTS = ("rss", "rdf:RDF", "atom:feed")
_CHANNELS = ("channel", "atom:feed")
_ENTRIES = ("item", "atom:entry")
_FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("guid", "atom:id"),
    "title": ("title", "atom:title"),
    "text": ("content:encoded", "atom:content", "description", "atom:summary"),
    "publisher": ("source", "atom:source"),
    "published": ("pubDate", "atom:published", "dc:date"),
    "url": ("link", "atom:link"),
}
"""Where each field stands in an entry, the best first. "updated" is no day of publication."""


def read_feed(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read an RSS or Atom file: the text is that of an entry's content, else of its summary.

    The publisher is the source that an entry names, else the feed's title. An entry is called by
    its guid, else its link, else the file's stem and a digest.

    Raises:
        OSError: The file cannot be read.
        ArticleError: It is no feed, or an entry of it is larger than any article.
    """
    with unpacked(path) as file:
        feed = _Feed(file)
        count = 0
        for row in feed.rows():
            count += 1
            where = f"{path}, entry {count}"
            make = partial(article_of, row, name=article_id, source=str(path))
            yield from usable(make, where, on_problem)
    if feed.broken:
        reason = " ".join(feed.broken.split())
        message = f"it is not well-formed XML ({reason}); what could be read of it was"
        on_problem(Problem(str(path), message, lost=not count))
    elif not count:
        on_problem(Problem(str(path), "it is a feed without entries; it was left out"))


class _Feed:
    """A feed that is read as it is parsed, forgetting what has been read.

    Attributes:
        broken: What is wrong with its XML, once it has been read.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.broken = ""
        self._title: str | None = None
        self._events = lxml.etree.iterparse(
            file,
            events=("start", "end"),
            recover=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )

    def rows(self) -> Iterator[dict[str, str | None]]:
        """The fields of each entry.

        Raises:
            ArticleError: It is no feed, or an entry of it is larger than any article.
        """
        try:
            yield from self._rows()
        except lxml.etree.XMLSyntaxError as error:
            self.broken = str(error)
        else:
            errors = self._events.error_log.filter_from_errors()
            self.broken = errors[0].message if errors else ""

    def _rows(self) -> Iterator[dict[str, str | None]]:
        root = entry = None
        size = 0
        for event, element in self._events:
            if root is None:
                root = element
                if _name(root) not in _ROOTS:
                    raise ArticleError(f"it is XML, but {_name(root)!r} is neither RSS nor Atom")
            if event == "start":
                size += 1
                if entry is None:
                    entry = element if _name(element) in _ENTRIES else None
                    size = 0
                elif size > MOST_ELEMENTS:
                    raise ArticleError(f"an entry holds more than {MOST_ELEMENTS:,} elements")
            elif element is entry:
                yield self._row(entry)
                entry = None
                _forget(element)
            elif entry is None:
                self._note_title(element)
                _forget(element)

    def _note_title(self, element: lxml.etree._Element) -> None:
        parent = element.getparent()
        if parent is None or _name(parent) not in _CHANNELS:
            return
        if _name(element) in ("title", "atom:title") and not self._title:
            self._title = _line(element)

    def _row(self, entry: lxml.etree._Element) -> dict[str, str | None]:
        parts: dict[str, lxml.etree._Element] = {}
        for child in entry.iterchildren("*"):
            if child.get("rel", "alternate") == "alternate":  # of links; the others have no such
                parts.setdefault(_name(child), child)
        row: dict[str, str | None] = {}
        for field, names in _FIELDS.items():
            said = (_value(field, parts.get(name)) for name in names)
            row[field] = next(filter(None, said), None)
        row["url"] = web_address(row["url"]) or web_address(row["id"])
        row["id"] = row["id"] or row["url"]
        if row["id"] and (len(row["id"]) > _LONGEST_ID or not row["id"].isprintable()):
            row["id"] = None
        row["publisher"] = row["publisher"] or self._title
        return row


def _forget(element: lxml.etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while element.getprevious() is not None and parent is not None:
        del parent[0]


def _name(element: lxml.etree._Element) -> str:
    """An element's name with the prefix that it has here, whatever the feed calls it."""
    space, _, name = str(element.tag).rpartition("}")
    return _PREFIXES.get(space[1:], f"{space}}}") + name if space else name


def _value(field: str, element: lxml.etree._Element | None) -> str | None:
    if element is None:
        return None
    if field == "text":
        return _readable(element)
    if field == "title":
        return _line(element)
    if field == "publisher":
        title = next((child for child in element if _name(child) == "atom:title"), element)
        return _line(title)
    if field == "url":
        return element.get("href") or _plain(element)
    return _plain(element)


def _line(element: lxml.etree._Element) -> str:
    return " ".join(_readable(element).split())


def _readable(element: lxml.etree._Element) -> str:
    """The text of an element that may hold HTML, escaped or, as XHTML, as elements of its own."""
    if next(element.iterchildren("*"), None) is not None:
        return html_text(
            lxml.etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        )
    kind = element.get("type", "text") if _name(element).startswith("atom:") else "html"
    return html_text(_plain(element)) if "html" in kind else _plain(element)


def _plain(element: lxml.etree._Element) -> str:
    """Its text; an entity that XML does not know is what it is in HTML."""
    pieces = [element.text or ""]
    for entity in element.iter(lxml.etree.Entity):
        pieces += [html.unescape(entity.text), entity.tail or ""]
    return "".join(pieces).strip()
