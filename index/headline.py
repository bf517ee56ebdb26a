"""Where the headline of a web page stands, and the short lines beside it."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, takewhile

import lxml.html

_SILENT = frozenset(
    ("script", "style", "template", "noscript", "svg", "iframe", "form", "select", "button")
)
_OTHER = frozenset(("aside", "nav", "footer", "blockquote"))
_OF_OTHERS = re.compile(
    r"related|recommend|sidebar|popular|trending|teaser|promo|newsletter|comment|footer|most-?read"
    r"|site-?header|masthead|tweet|(?<![a-z])more(?![a-z])",
    re.IGNORECASE,
)
_SHORT = 160  # characters
_LINES_ABOVE, _LINES_BELOW, _PARAGRAPHS_BELOW = 4, 15, 3
_LEVELS_ABOVE = 2  # farther out are the site's own lines, such as the day it is today
_LEAST, _ENOUGH = 8, 20  # bytes: what is shorter is a section, or stands in any title
_LONGEST = 1_000  # characters of a heading
_MOST_TITLES, _MOST_HEADINGS = 50, 50
_MOST = 2_000  # elements looked at on either side
_PIECES = 100  # of a line: more make it a block


def headline(page: lxml.html.HtmlElement, titles: Iterable[str]) -> lxml.html.HtmlElement | None:
    """The heading that says what one of a page's titles says, the largest of its kind."""
    known = [letters(title[:_LONGEST]) for title in islice(titles, _MOST_TITLES)]
    for level in ("h1", "h2", "h3"):
        for heading in islice(page.iter(level), _MOST_HEADINGS):
            words = letters(" ".join(heading.itertext())[:_LONGEST])
            if any(_same(words, title) for title in known):
                return heading
    return None


def _same(heading: bytes, title: bytes) -> bool:
    shorter, longer = sorted((heading, title), key=len)
    return len(shorter) >= _LEAST and (
        shorter == longer or (len(shorter) >= _ENOUGH and shorter in longer)
    )


def lines_beside(heading: lxml.html.HtmlElement) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """The short lines below a heading, then those above it, nearest first, with their elements.

    Below it they end in the article's first paragraphs, above it after a few. Asides, menus,
    footers and blocks of other stories are passed over.
    """
    paragraphs = 0
    for words, element in islice(_pieces(heading, above=False), _LINES_BELOW):
        paragraphs += len(words) > _SHORT
        if paragraphs == _PARAGRAPHS_BELOW:
            break
        if len(words) <= _SHORT:
            yield words, element
    above = islice(_pieces(heading, above=True), _LINES_ABOVE)
    yield from takewhile(lambda piece: len(piece[0]) <= _SHORT, above)


def letters(text: str) -> bytes:
    """A text's letters and digits alone, to compare what is set or spaced in another way."""
    return "".join(filter(str.isalnum, text.casefold())).encode(errors="replace")


def _pieces(
    heading: lxml.html.HtmlElement, *, above: bool
) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """The texts on one side of a heading, each of one element; those that are long as they are."""
    left = _MOST
    for outer in islice(
        chain((heading,), heading.iterancestors()), _LEVELS_ABOVE if above else None
    ):
        if not above and (tail := " ".join((outer.tail or "").split())):
            yield tail, outer
        for sibling in outer.itersiblings(preceding=above):
            waiting = [sibling]
            while waiting and left:
                left -= 1
                one = waiting.pop()
                if tail := " ".join((one.tail or "").split()):
                    yield tail, one
                if is_other(one):
                    continue
                words = _words(one)
                if words is not None:
                    if words:
                        yield words, one
                    continue
                if own := " ".join((one.text or "").split()):
                    yield own, one
                waiting += one if above else reversed(one)


def _words(element: lxml.html.HtmlElement) -> str | None:
    """The text of an element if it is one line or one paragraph; None if it holds more."""
    inner = islice(element.iterdescendants(), _PIECES)
    if any(one.tag == "p" or one.tag in _SILENT for one in inner):
        return None
    line = " ".join(" ".join(islice(element.itertext(), _PIECES)).split())
    return line if len(line) <= _SHORT or len(element) == 0 or element.tag == "p" else None


def is_other(element: lxml.html.HtmlElement) -> bool:
    """Whether an element holds the page's own or another's words: a menu, a teaser, a tweet."""
    if element.tag in _SILENT or element.tag in _OTHER:
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return _OF_OTHERS.search(named) is not None
