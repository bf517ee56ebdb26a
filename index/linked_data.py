"""What a web page says of itself in JSON-LD, in the words of schema.org."""

import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html

Thing = dict[str, Any]

_WRAPPED = re.compile(r"\A\s*(?:<!\[CDATA\[|<!--)|(?:\]\]>|-->)\s*\Z")
_PAIR = re.compile(r'"(datePublished|headline)"\s{0,9}:\s{0,9}"((?:[^"\\\r\n]|\\.){1,500})"')
_ABOUT = ("@graph", "mainEntity", "mainEntityOfPage")
_ARTICLE = ("Article", "Posting", "Report")
_MOST = 1_000  # things of a script


def linked_data(page: lxml.html.HtmlElement) -> list[Thing]:
    """The things that a page describes as what it is or is about, articles first.

    Lists of other articles, comments and videos are none of these. Of data that are broken, as
    when a remark stands in them, the first headline and the first date of publication are kept.
    """
    found: list[Thing] = []
    for script in page.iterfind('.//script[@type="application/ld+json"]'):
        text = _WRAPPED.sub("", script.text or "")
        try:
            found += _things(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            if pairs := dict(reversed(_PAIR.findall(text))):
                found.append({"@type": "Article", **pairs})
    return sorted(found, key=lambda thing: not _is_article(thing))


def strings(value: Any) -> Iterator[str]:
    """The strings of a property that may have one value or several."""
    for one in value[:9] if isinstance(value, list) else [value]:
        if isinstance(one, str) and one.strip():
            yield one


def _things(data: Any) -> list[Thing]:
    things: list[Thing] = []
    waiting = [data]
    while waiting and len(things) < _MOST:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            things.append(one)
            waiting += [one[name] for name in _ABOUT if name in one]
    return things


def _is_article(thing: Thing) -> bool:
    return any(kind.endswith(_ARTICLE) for kind in strings(thing.get("@type")))
