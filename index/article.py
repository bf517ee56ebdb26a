"""What an archive is made of: articles, the marks on their text, and passages of it."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from .dates import PartialDate
from .errors import ArticleError

Provenance = Literal["given", "page", "text", "story", "unknown"]
"""How a publication date is known: given with the article, from the page's metadata, from a stamp
in its text, from a copy of the same story, or not at all. It is never the day of loading."""

MarkKind = Literal["furniture", "caption", "date"]


class Span(NamedTuple):
    """A stretch `text[start:end]`, counted in code points."""

    start: int
    end: int


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
        published_from: How `published` is known.
        url: Where it was published, if known.
        marks: What of the text is not plain text, in order, not overlapping.
        source: Where it was read from. The same id from the same source is a new revision of
            the article; from another source it is a clash.
        revision: 1, then one more with every other text under the same id. Set by the index.

    Raises:
        ArticleError: The id or the text is empty or holds what is no text, or a mark lies
            outside the text or over another.
    """

    id: str
    text: str
    title: str = ""
    publisher: str | None = None
    published: PartialDate | None = None
    published_from: Provenance = "unknown"
    url: str | None = None
    marks: tuple[Mark, ...] = ()
    source: str = ""
    revision: int = 1

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
        if (self.published is None) != (self.published_from == "unknown"):
            known: Provenance = "unknown" if self.published is None else "given"
            object.__setattr__(self, "published_from", known)


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
