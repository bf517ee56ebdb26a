"""Cut an article into passages: whole sentences, small enough for the embedder to read."""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from .article import Article, Span
from .sentences import sentences
from .tokens import count_tokens

PASSAGE_TOKENS = 180
"""The most cl100k tokens in a passage: some 130 words, a paragraph or three of news."""

_HEADLINE_TOKENS = 48
_PIECE = 600  # characters: a longer "sentence" is a table, a list or hostile, and is cut
_LONGEST = 4_000  # characters in a passage
_BREAK = re.compile(r"\s+|(?<=[,;:|])")

_NOT_SPACE = re.compile(r"\S")

Fits = Callable[[str], bool]
"""Whether the embedder reads a text to its end."""


def cut(article: Article, fits: Fits) -> list[Span]:
    """The passages of an article.

    Together they hold every sentence of the article, in order, and none twice; only a headline that
    stands alone is left out, for each passage is indexed under it. A passage never
    reaches over furniture, has at most `PASSAGE_TOKENS` tokens, and `fits` with its headline: what
    is past an embedder's limit would silently not be embedded.
    """
    passages: list[Span] = []
    for stretch in _stretches(article):
        start, end = stretch[0]
        for piece in stretch[1:]:
            if _fits(article, start, piece.end, fits):
                end = piece.end
            else:
                passages.append(Span(start, end))
                start, end = piece
        passages.append(Span(start, end))
    passages = [small for passage in passages for small in _halved(article, passage, fits)]
    telling = [one for one in passages if article.text[one.start : one.end] != article.title]
    return telling or passages


def indexed_text(article: Article, start: int, end: int) -> str:
    """What is embedded and searched for a passage: its headline and its text.

    A passage that begins with the headline, as where an article is called by its first sentence, is
    its text alone: words said twice would weigh twice.
    """
    text = article.text[start:end]
    headline = _short_headline(article.title)
    beginning = " ".join(text[: 2 * len(headline)].split())
    return text if beginning.startswith(headline.removesuffix(" …")) else f"{headline}\n{text}"


def digest(text: str) -> int:
    """Eight bytes of the SHA-256 of a text, as a number that SQLite holds."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)


def _short_headline(title: str) -> str:
    title = " ".join(title[:1000].split())
    while count_tokens(title) > _HEADLINE_TOKENS:
        title = title[: len(title) * 3 // 4].rsplit(" ", 1)[0]
    return title


def _fits(article: Article, start: int, end: int, fits: Fits) -> bool:
    # Counting takes time: what is so long has more tokens anyway, or is white space.
    short = end - start <= _LONGEST
    return (
        short
        and count_tokens(article.text[start:end]) <= PASSAGE_TOKENS
        and fits(indexed_text(article, start, end))
    )


def _stretches(article: Article) -> Iterator[list[Span]]:
    """The pieces of sentences between one furniture mark and the next."""
    walls = [mark.start for mark in article.marks if mark.kind in ("furniture", "date")]  # in order
    pieces = [p for s in sentences(article.text, article.marks) for p in _pieces(article.text, s)]
    stretch: list[Span] = []
    for piece in pieces:
        if stretch and bisect_left(walls, stretch[-1].end) < bisect_left(walls, piece.start):
            yield stretch
            stretch = []
        stretch.append(piece)
    if stretch:
        yield stretch


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    """A sentence, or its parts where it is too long to be one."""
    start, end = sentence
    while end - start > _PIECE:
        gaps = list(_BREAK.finditer(text, start + _PIECE // 2, start + _PIECE))
        at = gaps[-1].start() if gaps else start + _PIECE
        yield Span(start, at)
        word = _NOT_SPACE.search(text, at, end)
        start = word.start() if word else end
    if start < end:
        yield Span(start, end)


def _halved(article: Article, passage: Span, fits: Fits) -> Iterator[Span]:
    """A passage, or its parts where a single piece of it is more than the embedder reads."""
    start, end = passage
    if end - start == 1 or _fits(article, start, end, fits):
        yield passage
        return
    middle = start + (end - start) // 2
    gaps = _BREAK.finditer(article.text, start + 1, end - 1)
    cut_at = min((gap.start() for gap in gaps), key=lambda at: abs(at - middle), default=middle)
    rest = article.text[cut_at:end]
    for part in (Span(start, cut_at), Span(end - len(rest.lstrip()), end)):
        yield from _halved(article, part, fits)
