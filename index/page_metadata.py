"""What a web page says of its article: headline, publisher, date and address, each with its field.

The text of the article is no part of it, see `article_text`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple
from unicodedata import combining, normalize
from urllib.parse import unquote, urlsplit

import lxml.html
from tld import get_fld

from .article import UNKNOWN, Origin
from .dates import PartialDate
from .headline import letters
from .linked_data import Thing, linked_data, strings
from .page_date import date_of
from .web import web_address

_TAIL = re.compile(r"(.*\S)(?:\s+[|–—·•:»«-]{1,2}\s+|\s*｜\s*)(\S.*)")
_ADDRESS = re.compile(r"(?:https?://|www\.|@).*|[a-z0-9_.-]+")  # "Snopes.com" is a name, "nj" none
_LINK = re.compile(r"(?:https?://(?:www\.)?|www\.)", re.IGNORECASE)
_LEAST = 4  # letters: what is shorter stands in any name
_LONGEST_NAME = 60  # characters: what is longer advertises


class PageMetadata(NamedTuple):
    """What is known of an article by its page."""

    title: str
    title_from: Origin
    publisher: str | None
    publisher_from: Origin
    published: PartialDate | None
    published_from: Origin
    url: str | None


def page_metadata(page: lxml.html.HtmlElement, url: str | None = None) -> PageMetadata:
    """The headline, publisher, date and address of a page's article, as far as it gives them.

    Args:
        page: The page.
        url: Where it was found, if that is known. The page's own word goes before it.
    """
    things = linked_data(page)
    named = _meta(page)
    headings = [_line(" ".join(one.itertext())) for one in page.iter("h1")]
    whole = [_line(title.text_content()) for title in page.iterfind(".//head/title")]
    address = _canonical(page, named) or web_address(url)
    publisher, publisher_from = _publisher(things, named, whole, headings, address)
    title, title_from = _title(things, named, whole, headings, publisher)
    published, published_from = date_of(page, things, url) or (None, UNKNOWN)
    return PageMetadata(
        title, title_from, publisher, publisher_from, published, published_from, address
    )


def _title(
    things: Sequence[Thing],
    named: Mapping[str, str],
    whole: Sequence[str],
    headings: Sequence[str],
    publisher: str | None,
) -> tuple[str, Origin]:
    """The first title that a visible heading repeats; else the first; without the site's name."""
    known = {letters(heading) for heading in headings}
    said = [("meta og:title", named.get("og:title", ""))]
    said += [
        ("JSON-LD headline", one) for thing in things for one in strings(thing.get("headline"))
    ]
    said += [("title", one) for one in whole[:1]]
    found = [
        (_without_site(_line(title), known, publisher), Origin("page", field))
        for field, title in said
        if letters(title)
    ]
    found += [(heading, Origin("page", "h1")) for heading in headings[:1] if not found]
    shown = (one for one in found if letters(one[0]) in known)
    return next(shown, found[0] if found else ("", UNKNOWN))


def _without_site(title: str, headings: set[bytes], publisher: str | None) -> str:
    """A title without what follows its last rules, if that is the site's or is not in a heading."""
    rest = title
    while letters(rest) not in headings and (found := _TAIL.fullmatch(rest)):
        rest = found[1]
        if letters(rest) in headings or letters(found[2]) == letters(publisher or ""):
            title = rest
    return title


def _publisher(
    things: Sequence[Thing],
    named: Mapping[str, str],
    whole: Sequence[str],
    headings: Sequence[str],
    address: str | None,
) -> tuple[str | None, Origin]:
    """The name that the site's host has; else the first that is one; else an address.

    A name in the JSON-LD or behind the headline that the host has not may be the owner's or an
    agency's: it goes after what the page calls its site, and after the site's own address. The
    name of a section of the site is none.
    """
    found = [("meta og:site_name", named.get("og:site_name", ""))]
    found += [
        ("JSON-LD publisher", name)
        for thing in things
        for publisher in _listed(thing.get("publisher"))
        for name in strings(publisher.get("name") if isinstance(publisher, dict) else publisher)
    ]
    names = ("application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
    found += [(f"meta {name}", named.get(name, "")) for name in names]
    parts = urlsplit(address or "")
    site = _registered(parts.hostname or "")
    told = (*headings, named.get("og:title", ""))
    found += [("title", tail) for title in whole[:1] for tail in _tail(title, told, site)]
    sections = {_plain(unquote(section)) for section in parts.path.split("/")}
    known = [
        (field, name)
        for field, said in found
        if (name := _name(said)) and (_of_site(name, site) or _plain(name) not in sections)
    ]
    for field, name in sorted(known, key=lambda one: _rank(one[0], one[1], site)):
        return name, Origin("page", field)
    host = parts.hostname
    return (host.removeprefix("www."), Origin("url", address or "")) if host else (None, UNKNOWN)


def _rank(field: str, name: str, site: str) -> tuple[int, bool]:
    """How far down the list a name belongs; of the spellings of an address the title's is first."""
    own = _of_site(name, site)
    if _is_address(name):
        return (2 if own else 4), field != "title"
    if own:
        return 0, False
    return (1 if field.startswith("meta") else 3), False


def _tail(title: str, headings: Sequence[str], site: str) -> Iterator[str]:
    """What follows the heading in a title: the part that the site's host has, else the last.

    Behind a heading that is not known, a part that is the host and nothing else.
    """
    known = {letters(heading) for heading in headings}
    rest, parts = title, []
    while found := _TAIL.fullmatch(rest):
        rest = found[1]
        parts.append(found[2])
        if letters(rest) in known:
            yield next((part for part in parts if _of_site(part, site)), parts[0])
            return
    yield from (part for part in parts if _is_site(part, site))


def _of_site(name: str, site: str) -> bool:
    """Whether a name is a site's, or has it in it: "The Hill" and "The Hill TV" of thehill.com."""
    label = _plain(site.partition(".")[0])
    return _is_site(name, site) or (
        bool(label)
        and (label in map(_plain, name.split()) or (len(label) >= _LEAST and label in _plain(name)))
    )


def _is_site(name: str, site: str) -> bool:
    plain = _plain(name)
    own = {_plain(site), _plain(site.partition(".")[0])}
    return bool(site) and not own.isdisjoint((plain, plain.removeprefix(b"the")))


def _plain(name: str) -> bytes:
    """Its letters without their accents, which no host has."""
    return letters("".join(one for one in normalize("NFKD", name) if not combining(one)))


def _registered(host: str) -> str:
    """The part of a host that was registered: "rt.com" of "www.rt.com"."""
    site = get_fld(f"http://{host}", fail_silently=True, search_private=True)
    return site if isinstance(site, str) else ".".join(host.split(".")[-2:])


def _name(said: str) -> str:
    name = _line(said)
    first, _, second = name.partition(" | ")
    name = second if _is_address(first) and second else first
    if _LINK.match(name):
        name = _LINK.sub("", name).partition("/")[0]
    return name if len(name) <= _LONGEST_NAME and letters(name) else ""


def _is_address(name: str) -> bool:
    return bool(_ADDRESS.fullmatch(name))


def _canonical(page: lxml.html.HtmlElement, named: Mapping[str, str]) -> str | None:
    """The address that the page gives as its own, not that of an original on another site."""
    links = (link.get("href") for link in page.iterfind('.//link[@rel="canonical"]'))
    found = [address for link in (*links, named.get("og:url")) if (address := _web(link))]
    return next((one for one in found if _site(one) == _site(found[-1])), None)


def _web(link: str | None) -> str | None:
    return web_address((link or "").strip()[:2_000])


def _site(address: str) -> list[str]:
    return (urlsplit(address).hostname or "").split(".")[-2:]


def _meta(page: lxml.html.HtmlElement) -> dict[str, str]:
    named: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name") or ""
        if said := (meta.get("content") or "").strip():
            named.setdefault(name.lower(), said)
    return named


def _listed(value: object) -> list[object]:
    return value[:9] if isinstance(value, list) else [value]


def _line(said: str) -> str:
    text = unescape(said[:2_000]).encode(errors="replace").decode()  # JSON may hold half characters
    return " ".join(text.split())
