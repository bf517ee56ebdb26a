"""What articles say about themselves: furniture, and who published them when under which headline.

Readers bring what was given beside a text. Here the text itself is read, as an archivist would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .article import Article, Mark, Origin, Span
from .familiar import familiar_lines
from .furniture import furniture
from .page_names import PageName, page_names
from .publisher import stated_publisher
from .stamp import stated_date
from .title import headline

_BLOCK = 256  # articles looked at together
_BLOCK_CHARACTERS = 20_000_000


def described(articles: Iterable[Article]) -> Iterator[Article]:
    """Articles with what their texts say about themselves, in the same order.

    Furniture and captions are marked. Title, publisher and date are taken from the text where they
    were not given. Articles are read in blocks, for the lines that several articles of one
    publisher have in common are mostly the page's, and name it.

    Args:
        articles: As they were read. Their own marks, fields and ids stay.
    """
    for block in _blocks(articles):
        familiar = _familiar(block)
        for article in block:
            yield describe(article, *familiar[article.publisher])


def describe(
    article: Article,
    familiar: frozenset[str] = frozenset(),
    names: Mapping[str, PageName] | None = None,
) -> Article:
    """An article with what its text says about itself; see `described`.

    Args:
        article: As it was read. A mark that it has already, as on front matter, stands before the
            text that is read here.
        familiar: Lines that other articles of its publisher have too.
        names: What these lines call the page, as `page_names` finds it.
    """
    text = article.text
    start = article.marks[-1].end if article.marks else 0
    page = [
        replace(mark, start=mark.start + start, end=mark.end + start)
        for mark in furniture(text[start:], familiar=familiar)
    ]
    fields: dict[str, object] = {}
    stamp = stated_date(text, page, start=start, titled=bool(article.title))
    if stamp:
        if not article.published:
            fields["published"] = stamp.published
            fields["published_from"] = Origin("text", _words(text, stamp.span))
        if stamp.apart:
            page = _with_stamp(page, stamp.span)
    if not article.publisher and (
        found := stated_publisher(
            text, page, article.url, start=start, familiar=familiar, names=names or {}
        )
    ):
        fields["publisher"] = found.name
        fields["publisher_from"] = Origin(found.how, found.words)
    if not article.title and (said := headline(text, page, start=start)):
        fields["title"] = said.title
        fields["title_from"] = Origin("text", _words(text, said.span))
    return replace(article, marks=(*article.marks, *page), **fields)  # type: ignore[arg-type]


def says_nothing(article: Article) -> bool:
    """Whether an article holds nothing but furniture and stamps."""
    end = 0
    for mark in (*article.marks, None):
        if mark is None or mark.kind != "caption":
            if any(map(str.isalnum, article.text[end : mark.start if mark else None])):
                return False
            end = mark.end if mark else end
    return True


def _blocks(articles: Iterable[Article]) -> Iterator[list[Article]]:
    block: list[Article] = []
    for article in articles:
        block.append(article)
        if len(block) == _BLOCK or sum(len(one.text) for one in block) > _BLOCK_CHARACTERS:
            yield block
            block = []
    yield block


def _familiar(
    block: Sequence[Article],
) -> dict[str | None, tuple[frozenset[str], dict[str, PageName]]]:
    texts = defaultdict[str | None, list[str]](list)
    for article in block:
        texts[article.publisher].append(article.text)
    lines = {publisher: familiar_lines(own) for publisher, own in texts.items()}
    return {
        publisher: (lines[publisher], {} if publisher else page_names(own, lines[publisher]))
        for publisher, own in texts.items()
    }


def _words(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


def _with_stamp(page: Sequence[Mark], stamp: Span) -> list[Mark]:
    """The marks with one for a date stamp, which takes its place from any other."""
    left = [part for mark in page for part in _beside(mark, stamp)]
    return sorted([*left, Mark(*stamp, "date", "a date stamp")], key=lambda mark: mark.start)


def _beside(mark: Mark, stamp: Span) -> Iterator[Mark]:
    if mark.start < min(mark.end, stamp.start):
        yield replace(mark, end=min(mark.end, stamp.start))
    if max(mark.start, stamp.end) < mark.end:
        yield replace(mark, start=max(mark.start, stamp.end))
