"""The publishers that a question names as a source: "according to Le Monde", "the BBC's report"."""

import re
from collections.abc import Iterable, Iterator

from ..index.article import Span
from ..index.publisher_name import is_site

_WORK = (
    r"(?:article|report|stor(?:y|ie)|piece|column|editorial|interview|review|coverage|account"
    r"|analysis|post|headline|journalist|reporter|correspondent|source)s?"
)
_TELL = (
    r"(?:sa(?:id|ys?)|t(?:ells?|old)|wrote|written|writes?|not(?:es?|ed)|tak(?:e|en)"
    r"|(?:report|publish|cover|describ|mention|detail|quot|cit|print|stat|claim|alleg|suggest"
    r"|indicat|discuss|reveal|argu|highlight|present|featur)(?:e|es|ed|s)?)"
)
_OPEN, _CLOSE = r"[\"'“‘«]?", r"[\"'”’»]?"
_REPORTING = re.compile(rf"\b(?:[Aa]ccording\s+to|[Aa]s\s+per|{_WORK}|{_TELL})\b")
_BEFORE = re.compile(
    rf"\b(?:[Aa]ccording\s+to|[Aa]s\s+per|(?:{_WORK}|{_TELL})(?:\s+\w+)?\s+(?:by|from|in|on))"
    rf"(?:\s+(?:both|either))?\s+{_OPEN}(?:[Tt]he\s+)?{_OPEN}$"
)
_AFTER = re.compile(rf"{_CLOSE}(?:['’]s?)?\s+(?:\w+\s+)?(?:{_WORK}|{_TELL})\b")
_AND = re.compile(
    rf"{_CLOSE}\s*(?:,|,?\s(?:and|or|than|nor|with|but\s+not|as\s+well\s+as))"
    rf"\s+{_OPEN}(?:[Tt]he\s+)?{_OPEN}"
)
_REACH = 60  # characters before a name that may say that it is a source

# What makes a name a part of another one: "Financial Times", "Times of India", "Guardian Angels".
_MORE_BEFORE = re.compile(r"\w[,;:]?\s+(?!The\s)[A-Z][\w.]*\s$")
_MORE_AFTER = re.compile(r"\s(?:of\s)?[A-Z]")


def publishers_asked(question: str, publishers: Iterable[str]) -> frozenset[str]:
    """Those of some publishers that a question asks for as its sources.

    Many names are ordinary words, and many publishers are news themselves, so that words of
    reporting must stand beside a name ("the Guardian article", "as reported by the Guardian"), or
    beside another that it is joined to ("the BBC and the Guardian reported").

    Args:
        question: In plain words.
        publishers: Their names as the index has them.
    """
    named = sorted((place, name) for name in set(publishers) for place in _places(question, name))
    rows: list[list[tuple[Span, str]]] = []
    for place, name in named:
        if rows and _AND.fullmatch(question, rows[-1][-1][0].end, place.start):
            rows[-1].append((place, name))
        else:
            rows.append([(place, name)])
    return frozenset(
        name
        for row in rows
        if any(_is_source(question, place) for place, _ in row)
        for _, name in row
    )


def publishers_named(text: str, publishers: Iterable[str]) -> frozenset[str]:
    """Those of some publishers that a text names, as a source or not.

    A name counts as it is written, in capitals and small letters, with or without "The"; that of a
    site in either. It must not be a part of another name ("Financial Times", "Times of India").
    """
    return frozenset(name for name in publishers if any(_places(text, name)))


def may_ask_publishers(question: str) -> bool:
    """Whether a question has words of reporting at all."""
    return _REPORTING.search(question) is not None


def _places(text: str, name: str) -> Iterator[Span]:
    """Where a publisher is named, without "The"."""
    bare = name.removeprefix("The ")
    flags = re.IGNORECASE if is_site(name) else re.NOFLAG
    for found in re.finditer(rf"(?<![\w.@-]){re.escape(bare)}(?![\w@]|[.-]\w)", text, flags):
        before = text[max(0, found.start() - _REACH) : found.start()]
        if not _MORE_BEFORE.search(before) and not _MORE_AFTER.match(text, found.end()):
            yield Span(*found.span())


def _is_source(question: str, place: Span) -> bool:
    before = question[max(0, place.start - _REACH) : place.start]
    return bool(_BEFORE.search(before) or _AFTER.match(question, place.end))
