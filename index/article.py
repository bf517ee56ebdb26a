"""What an archive is made of: articles, the marks on their text, and passages of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from .dates import PartialDate
from .errors import ArticleError

Provenance = Literal["given", "page", "url", "text", "story", "event", "unknown"]
"""How something about an article is known: given with it or by the user, from the page's metadata,
from its address, from its text, from a copy or revision of it, from articles that tell of the same
event, or not at all. A date is never that of loading."""

LONGEST_ORIGIN = 200
"""Characters of the words that an `Origin` keeps."""

MarkKind = Literal["furniture", "caption", "date"]


Extra = str | int | float | bool
"""A value of the user's own metadata."""

_MOST_EXTRA = 100
_LONGEST_KEY = 100
_INTEGERS = range(-(2**63), 2**63)


class Span(NamedTuple):
    """A stretch `text[start:end]`, counted in code points."""

    start: int
    end: int


class Origin(NamedTuple):
    """How something about an article is known, and the words, field or article that it came from.

    For "text" the words as they stand there, for "page" the field of the page's metadata, for "url"
    the address, for "story" and "event" the ids of the articles.
    """

    how: Provenance = "unknown"
    words: str = ""


UNKNOWN = Origin()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch `text[start:end]` of an article is, if it is not plain text, and why."""

    start: int
    end: int
    kind: MarkKind
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One publication. `text` is the one text that every offset counts in, in code points.

    Nothing is cut out of `text`: what is not the article itself carries a `Mark`, and no passage
    and no quotation overlaps a mark of kind "furniture".

    Attributes:
        id: Unique in an index.
        text: As decoded when read; for HTML, as extracted.
        title: The headline, or "".
        publisher: Who published it, if known.
        published: When, as precisely as it is known.
        title_from: How `title` is known; so `publisher_from` and `published_from`.
        url: Where it was published, if known.
        marks: What of the text is not plain text, in order, not overlapping.
        extra: The user's own metadata, a flat object: strings, numbers and truths by name. Articles
            can be searched by it, see `Index.search`; nothing else looks at it.
        source: Where it was read from. The same id from the same source is a new revision of
            the article; from another source it is a clash.
        revision: 1, then one more with every other text under the same id. Set by the index.

    Raises:
        ArticleError: The id or the text is empty or holds what is no text, a mark lies outside the
            text or over another, or the extra is no flat object.
    """

    id: str
    text: str
    title: str = ""
    publisher: str | None = None
    published: PartialDate | None = None
    url: str | None = None
    marks: tuple[Mark, ...] = ()
    source: str = ""
    revision: int = 1
    title_from: Origin = UNKNOWN
    publisher_from: Origin = UNKNOWN
    published_from: Origin = UNKNOWN
    extra: Mapping[str, Extra] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        where = f" in {self.source}" if self.source else ""
        if not self.id.strip() or len(self.id) > 500 or not self.id.isprintable():
            raise ArticleError(
                f"the article id {self.id[:80]!r}{where} must be 1 to 500 printable characters"
            )
        if not self.text.strip():
            raise ArticleError(f"article {self.id!r}{where} has no text")
        for value in (self.text, self.title, self.publisher or "", self.url or ""):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise ArticleError(
                    f"article {self.id!r}{where} holds a lone surrogate (character "
                    f"{error.start} of {value[:20]!r}…), which is no text"
                ) from None
        end = 0
        for mark in self.marks:
            if not end <= mark.start < mark.end <= len(self.text):
                raise ArticleError(
                    f"article {self.id!r}{where}: {mark} is out of order or outside the "
                    f"{len(self.text)} characters of the text"
                )
            end = mark.end
        if wrong := _wrong_extra(self.extra):
            raise ArticleError(f"article {self.id!r}{where}: {wrong}")
        object.__setattr__(self, "extra", dict(sorted(self.extra.items())))
        for name in ("title", "publisher", "published"):
            origin: Origin = getattr(self, f"{name}_from")
            if not getattr(self, name):
                object.__setattr__(self, f"{name}_from", UNKNOWN)
            elif origin.how == "unknown":
                object.__setattr__(self, f"{name}_from", Origin("given"))
            elif len(origin.words) > LONGEST_ORIGIN:
                short = Origin(origin.how, origin.words[:LONGEST_ORIGIN])
                object.__setattr__(self, f"{name}_from", short)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article, the unit that is embedded and searched.

    `text == article.text[start:end]`; `id` is the index's number for it and is never used again.
    """

    id: int
    article_id: str
    start: int
    end: int
    text: str


def is_extra(value: object) -> bool:
    """Whether it can be a value of an article's extra: a string, a truth or a finite number."""
    if isinstance(value, str):
        return value == value.encode(errors="replace").decode()  # a lone surrogate is no text
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and value in _INTEGERS


def _wrong_extra(extra: object) -> str | None:
    if not isinstance(extra, Mapping):
        return f"its extra is {type(extra).__name__} and must be an object of names and values"
    if len(extra) > _MOST_EXTRA:
        return f"its extra has {len(extra)} names, and at most {_MOST_EXTRA} are kept"
    for key, value in extra.items():
        if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
            return f"the name {key!r} in its extra must be 1 to {_LONGEST_KEY} printable characters"
        if not is_extra(value):
            return (
                f"{key!r} in its extra is {type(value).__name__} {value!r:.40}; it must be a "
                "string, true, false or a number of at most 64 bits"
            )
    return None
