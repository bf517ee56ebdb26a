"""Lines of flat texts that are known to be furniture or not, to fit and judge a model on.

From the dev half of our flat articles, and from web pages of the html-extraction set made flat.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
from lxml import html
from numpy.typing import NDArray

from ..index.html_text import html_text
from ..index.page_lines import Floats, PageLine, page_line, without_shape
from .flat_text import flat_articles
from .html_pages import html_pages
from .questions import Split

_SEED = 7
_CROPS = 4  # of each web page
_ABOVE, _BELOW = 25, 45  # lines that a crop keeps around the article, at most
_BROKEN_OFF = 4  # more of each page that end amid the article, at most
_SHORTEST = 5  # lines
_FLAT_WEIGHT = 2.0  # of a line in our flat articles: web pages have far more lines

_TITLES = '//title/text()|//meta[@property="og:title"]/@content|//h1//text()'
_STANDFIRSTS = '//meta[@property="og:description" or @name="description"]/@content'
_CAPTIONS = '//figcaption|//*[contains(@class, "caption")]'


class Example(NamedTuple):
    """A page to learn from.

    Attributes:
        group: Its publisher or host.
        lines: Its lines.
        furniture: Whether each is furniture.
        weight: How much each counts; 0 where it is not known what it is.
    """

    group: str
    lines: Sequence[PageLine]
    furniture: NDArray[np.bool_]
    weight: Floats


def flat_examples() -> list[Example]:
    """The dev half of our flat articles. What a caption counts as is left open."""
    examples = []
    random = np.random.default_rng(_SEED)
    for article in flat_articles():
        if article.split == "dev":
            lines = list(_page_lines([article.text[slice(*span)] for _, span in article.lines]))
            kinds = [kind for kind, _ in article.lines]
            known = np.array([kind != "caption" for kind in kinds], dtype=np.float64)
            furniture = np.array([kind == "furniture" for kind in kinds])
            weight = _FLAT_WEIGHT * known * _size(lines)
            whole = Example(article.publisher, lines, furniture, weight)
            examples += [whole, *_broken_off(whole, random)]
    return examples


def page_examples(folder: Path, split: Split = "dev") -> Iterator[Example]:
    """Stretches of web pages, made flat: the article alone, and with some of the page around it.

    A line is furniture if its words do not stand in the article's true text. Lines that may belong
    to the article though they are not in its text (title, byline, caption, …) count for nothing.
    """
    random = np.random.default_rng(_SEED)
    for sent in html_pages(folder, split):
        markup = sent.data.decode("utf-8", "replace")
        page = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8"))
        texts = html_text(markup).split("\n")
        inside = _in_article(texts, sent.text)
        if not inside.any():
            continue
        lines = list(_page_lines(texts))
        weight = _known(page, texts, lines, sent.text, inside) * _size(lines)
        whole = Example(urlsplit(sent.url).netloc, lines, ~inside, weight)
        first, last = np.flatnonzero(inside)[[0, -1]]
        for crop in range(_CROPS):
            above, below = (random.integers(most) if crop else 0 for most in (_ABOVE, _BELOW))
            part = _part(whole, max(0, first - above), last + 1 + below)
            yield part
        yield from _broken_off(part, random)


def _broken_off(page: Example, random: np.random.Generator) -> Iterator[Example]:
    """A page that ends early, with a line of the article that is no sentence: a list, a table.

    Else what stands below the last sentence would nearly always be furniture.
    """
    short = [
        number
        for number, line in enumerate(page.lines)
        if not page.furniture[number] and not line.prose and number > _SHORTEST
    ]
    for last in sorted(random.permutation(short)[:_BROKEN_OFF]):
        yield _part(page, 0, last + 1)


def _part(page: Example, start: int, end: int) -> Example:
    part = slice(start, end)
    return Example(page.group, page.lines[part], page.furniture[part], page.weight[part])


def in_other_words(page: Example) -> Example:
    """The page as if none of its buttons, notices and headings were worded as one knows them."""
    return page._replace(lines=list(map(without_shape, page.lines)))


def _page_lines(lines: Sequence[str]) -> Iterator[PageLine]:
    for line in lines:
        bare = line.strip()
        yield page_line(bare, 0, len(bare))


def _size(lines: Sequence[PageLine]) -> Floats:
    """The root of each line's length in words: a paragraph counts more than a button."""
    size: Floats = np.sqrt([len(line.words) for line in lines])
    return size


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _in_article(texts: Sequence[str], truth: str) -> NDArray[np.bool_]:
    """Which lines stand in the true text of an article: four words or more, or a whole line."""
    body, whole = f" {_plain(truth)} ", set(map(_plain, truth.split("\n")))
    return np.array(
        [
            bool(words) and (words in whole or (words.count(" ") >= 3 and f" {words} " in body))
            for words in map(_plain, texts)
        ]
    )


def _known(
    page: html.HtmlElement,
    texts: Sequence[str],
    lines: Sequence[PageLine],
    truth: str,
    inside: NDArray[np.bool_],
) -> Floats:
    """1 for each line of which it is known what it is, else 0."""
    named = {_plain(one) for one in page.xpath(f"{_TITLES}|{_STANDFIRSTS}")}
    titles = " ".join(map(_plain, page.xpath(_TITLES)))
    captions = "\n".join(_plain(one.text_content()) for one in page.xpath(_CAPTIONS))
    fours = set(_fours(truth))
    first, last = np.flatnonzero(inside)[[0, -1]]
    known = np.ones(len(lines))
    for number, (text, line) in enumerate(zip(texts, lines, strict=True)):
        words = _plain(text)
        size = words.count(" ") + 1
        part = [four in fours for four in _fours(text)]
        if not inside[number] and (
            (part and sum(part) > 0.3 * len(part))
            or (size >= 3 and words in named)
            or (size >= 4 and words in titles)
            or (size >= 5 and words in captions)
            or line.shape.belongs
            or (line.shape.dated and number < first + 3)
            or (line.prose >= 15 and first <= number <= last)
            or (size >= 8 and first - 6 <= number < first)
        ):
            known[number] = 0
    return known


def _fours(text: str) -> Iterator[tuple[str, ...]]:
    words = _plain(text).split()
    return zip(*(words[start:] for start in range(4)), strict=False)
