"""The text of the article in a web page: what trafilatura extracts, with some help."""

from collections import defaultdict
from itertools import islice

import lxml.html

from .headline import letters

_Kind = tuple[tuple[str, str | None], ...]

_PARAGRAPH = 40  # bytes of letters: what is shorter may be a label and stand anywhere
_START = 30  # bytes of letters that a line is known by
_BODY = 400  # bytes of letters: what is less is no part of an article
_SHORT = 500  # characters: what is less may be all that precision left of an article
_LEVELS = 3  # elements around a paragraph whose classes say what kind it is of
_TEASER_WORDS = 4
_MOST_IN_CARD = 100  # elements


def article_text(page: lxml.html.HtmlElement) -> str:
    """The article's paragraphs, headings, lists and tables, a line each; "" if there is none.

    trafilatura is asked for precision, and helped. Cards that pop up over a sentence
    (inside a paragraph, a picture and links to other stories) are taken out before. Where the page
    has its article in several blocks and trafilatura kept the smaller part of it, the blocks are
    made one and it is asked again. Where little is left, it is asked for all it finds, as it looks
    further then. A headline above the text is left out: it is the title.

    `page` is changed.
    """
    _drop_cards(page)
    text = _extracted(page)
    if blocks := _blocks_of_a_cut_article(page, text):
        _join(blocks)
        text = max(_extracted(page), text, key=len)
    if len(text) < _SHORT:
        whole = _extracted(page, favor_precision=False)
        text = whole if len(whole) > 2 * len(text) else text
    first, _, rest = text.partition("\n")
    headings = {letters(" ".join(heading.itertext())) for heading in page.iter("h1")}
    return rest if rest and letters(first) in headings else text


def _extracted(page: lxml.html.HtmlElement, *, favor_precision: bool = True) -> str:
    from trafilatura import bare_extraction  # 0.5 s
    from trafilatura.settings import Document

    found = bare_extraction(page, include_comments=False, favor_precision=favor_precision)
    return (found.text or "").strip() if isinstance(found, Document) else ""


def _drop_cards(page: lxml.html.HtmlElement) -> None:
    for image in list(page.iterfind(".//p//img")):
        card = _card(image)
        while card is not None and card.getparent() is not None:  # two images may be of one card
            around = card.getparent()
            card.drop_tree()
            card = around if around.tag == "span" and not len(around) and not around.text else None


def _card(image: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The innermost element around an image, inside its paragraph, with two links of some words."""
    for outer in image.iterancestors():
        if outer.tag == "p" or len(list(islice(outer.iter(), _MOST_IN_CARD))) == _MOST_IN_CARD:
            return None
        links = (" ".join(link.itertext()).split() for link in outer.iter("a"))
        if outer.tag in ("span", "div") and sum(len(words) >= _TEASER_WORDS for words in links) > 1:
            return outer
    return None


def _join(blocks: list[lxml.html.HtmlElement]) -> None:
    first, *others = blocks
    around = set(first.iterancestors())  # what holds the first cannot go into it
    for block in others:
        if block not in around:
            first.extend(list(block))


def _blocks_of_a_cut_article(page: lxml.html.HtmlElement, text: str) -> list[lxml.html.HtmlElement]:
    """The blocks that hold paragraphs of one kind, if a text has some but not most of these.

    Of one kind are paragraphs whose elements and the elements around them have the same classes.
    """
    kept = {letters(line)[:_START] for line in text.splitlines()}
    sizes: dict[_Kind, list[int]] = defaultdict(lambda: [0, 0])
    blocks: dict[_Kind, list[lxml.html.HtmlElement]] = defaultdict(list)
    for paragraph in page.iter("p"):
        words = letters(" ".join(paragraph.itertext()))
        block = paragraph.getparent()
        if len(words) < _PARAGRAPH or block is None:
            continue
        around = (paragraph, *islice(paragraph.iterancestors(), _LEVELS))
        kind = tuple((one.tag, one.get("class")) for one in around)
        sizes[kind][words[:_START] in kept] += len(words)
        if not blocks[kind] or blocks[kind][-1] is not block:
            blocks[kind].append(block)
    for kind, (lost, found) in sizes.items():
        if lost > found > _BODY and len(blocks[kind]) > 1:
            return list(dict.fromkeys(blocks[kind]))
    return []
