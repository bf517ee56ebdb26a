"""A piece of HTML as text: a line for each paragraph, heading and list item."""

import re
from collections.abc import Iterator

import lxml.etree
import lxml.html

_MARKUP = re.compile(r"</?[a-z][^<>]*>|&(?:[a-z]\w*|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_SILENT = frozenset(("script", "style", "template", "noscript", "head", "svg", "math", "iframe"))
_IN_LINE = _SILENT | frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
        "wbr",
    )
)  # fmt: skip


def html_text(markup: str) -> str:
    """The text of a piece of HTML; of plain text itself, with its lines."""
    if not _MARKUP.search(markup):
        return markup.strip()
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        data = f"<div>{markup}</div>".encode(errors="replace")
        root = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return ""
    lines = (" ".join(line.split()) for line in "".join(_pieces(root)).split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(root: lxml.html.HtmlElement) -> Iterator[str]:
    walk = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = element.tag.rpartition(":")[2]  # some write <xhtml:p>
        if name not in _IN_LINE:
            yield "\n"
        if event == "end":
            yield _words(element.tail)
        elif name in _SILENT:
            walk.skip_subtree()
        else:
            yield _words(element.text)


def _words(text: str | None) -> str:
    """Text as HTML means it: its line ends are spaces."""
    return re.sub(r"\s", " ", text or "")
