"""What the columns of a table or the keys of an object say about an article."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping

from .article import Article, Extra, is_extra
from .dates import PartialDate, written_date
from .errors import ArticleError
from .problem import OnProblem, Problem
from .web import web_address

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "guid", "uuid"),
    "title": ("title", "headline", "name"),
    "text": ("text", "body", "content", "article", "maintext", "articleBody"),
    "publisher": ("publisher", "source", "sitename", "source_domain", "outlet"),
    "published": (
        "published", "date", "date_publish", "pubDate", "published_at", "publish_date",
        "datePublished",
    ),
    "url": ("url", "link", "canonical_url"),
}  # fmt: skip
"""What each field may be called, our own name first. The first that holds something counts."""

_OFTEN_NUMBERS = ("id", "published")  # 17, 2019
_BEFORE_DATE = re.compile(r"\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s+)?", re.IGNORECASE)
_AFTER_DATE = re.compile(r"\s*(?:,?\s*(?:at\s+)?\d{1,2}:\d{2}.*)?", re.IGNORECASE | re.DOTALL)
_LONGEST_DATE = 100  # characters


def article_of(
    row: object, *, name: str, source: str, alone: bool = False
) -> tuple[Article, list[str]]:
    """The article in a row, with notes on what could not be used as it stood.

    Args:
        row: A mapping with a text, what else `ALIASES` names, and "extra", an object; other keys
            are ignored.
        name: What an article without an id is called by, with a digest of its text.
        source: Where it was read from.
        alone: Whether no other article has the name, so that it needs no digest.

    Raises:
        ArticleError: The row is no such mapping, has no text, or one of our own names holds what is
            no string. (An alias that does may mean something else, and is passed over.)
    """
    if not isinstance(row, Mapping):
        raise ArticleError(f"it holds {type(row).__name__} and not an object with a text")
    notes: list[str] = []
    fields = {field: _value(row, field, notes) for field in ALIASES}
    extra = _extra(row.get("extra"), notes)
    text = fields["text"]
    if text is None:
        raise ArticleError("it has no 'text'")
    published = None
    if fields["published"]:
        try:
            published = given_date(fields["published"])
        except ValueError as error:
            notes.append(f"{error}; it was passed over")
    article = Article(
        id=fields["id"] or (name if alone else f"{name}-{digest(text.encode())}"),
        text=text,
        title=fields["title"] or "",
        publisher=fields["publisher"],
        published=published,
        url=web_address(fields["url"]),
        source=source,
        extra=extra,
    )
    return article, list(dict.fromkeys(notes))


def usable(
    make: Callable[[], tuple[Article, list[str]]], where: str, on_problem: OnProblem
) -> Iterator[Article]:
    """The article that `make` makes, telling its notes; or none, telling why."""
    try:
        article, notes = make()
    except ArticleError as error:
        on_problem(Problem(where, f"{error}; it was left out"))
        return
    for note in notes:
        on_problem(Problem(where, note, lost=False))
    yield article


def digest(data: bytes) -> str:
    """A short name for some bytes."""
    return hashlib.sha256(data).hexdigest()[:12]


def given_date(said: str) -> PartialDate:
    """The day of a date that stands alone: ISO, or as e-mails, feeds and people write it.

    "2019-09-09 14:03:00", "Mon, 09 Sep 2019 14:03:00 +0000", "September 9, 2019". The day is taken
    as it is written, without moving it between time zones.

    Raises:
        ValueError: It is none of these, or there is more to it.
    """
    try:
        return PartialDate.parse(said)
    except ValueError:
        found = written_date(said) if len(said) <= _LONGEST_DATE else None
        if not found:
            raise
        when, start, end = found
        if _BEFORE_DATE.fullmatch(said, 0, start) and _AFTER_DATE.fullmatch(said, end):
            return when
        raise


def _value(row: Mapping[object, object], field: str, notes: list[str]) -> str | None:
    for key in ALIASES[field]:
        held = row.get(key)
        value = _string(field, held)
        if value is None and held is not None and key == field:
            raise ArticleError(f"its {field!r} is {type(held).__name__} and not a string")
        if value and value.strip():
            clean = value.encode(errors="replace").decode()
            if clean != value:
                notes.append("lone surrogates, which are no text, were replaced by '?'")
            return clean
    return None


def _extra(held: object, notes: list[str]) -> dict[str, Extra]:
    """The values that an article can carry; null is none."""
    if held is None:
        return {}
    if not isinstance(held, Mapping):
        notes.append(f"its 'extra' is {type(held).__name__} and not an object; it was passed over")
        return {}
    told = {str(key): value for key, value in held.items() if value is not None}
    kept = {key: value for key, value in told.items() if is_extra(value)}
    notes += [
        f"{key!r} in its 'extra' is {type(told[key]).__name__} and no string, number or truth; it "
        "was passed over"
        for key in told.keys() - kept.keys()
    ]
    return kept


def _string(field: str, held: object) -> str | None:
    if isinstance(held, int) and not isinstance(held, bool) and field in _OFTEN_NUMBERS:
        return str(held)
    if isinstance(held, Mapping) and field == "publisher":  # {"name": "Meridian Wire", …}
        held = held.get("name")
    return held if isinstance(held, str) else None
