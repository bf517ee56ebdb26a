"""The date stamp of a flat text: where it says when it was published."""

import re
from collections.abc import Sequence

from .article import Mark, Span
from .dates import PartialDate, written_date

_LINE = re.compile(r"[^\r\n]+")
_STAMP = re.compile(
    r"(?:(?:published|posted|date)(?: on)?:? ?)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?P<date>.{8,22}?)"
    r"(?:[ ,|–-]{1,3}\d{1,2}:\d{2}.{0,12})?",
    re.IGNORECASE,
)
_BEFORE_TEXT = re.compile(r"\s{0,9}date\s{1,9}(?P<date>\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_SOURCE_LINE = re.compile(r"\(source:[^()]{1,300}\)", re.IGNORECASE)
_HEAD, _TAIL = 6, 6  # lines
_LONGEST = 400  # characters: a stamp is no paragraph


def date_stamp(text: str, body: int, page: Sequence[Mark]) -> tuple[PartialDate, Span] | None:
    """The publication date that a text states, with where it stands.

    Read are a line that is nothing but a date among the first ones, "date 2019-09-09" before the
    first word, and a "(Source: …; July 1, 2025; …)" line among the last ones. Nothing else, for a
    wrong date is worse than none; and nothing in furniture, but that archives put their own source
    line below everything.

    Args:
        text: The article's text.
        body: Where it begins, after front matter.
        page: Its furniture, in order.
    """
    if (before := _BEFORE_TEXT.match(text, body)) and (when := written_date(before["date"])):
        return when[0], Span(body, before.end())
    lines = _lines(text, body)
    own = [
        line
        for line in lines
        if not any(mark.start < line.end and line.start < mark.end for mark in page)
    ]
    for line in own[:_HEAD]:
        words = " ".join(text[line.start : line.end].split())
        stamp = _STAMP.fullmatch(words) if len(words) < _LONGEST else None
        when = written_date(stamp["date"]) if stamp else None
        if stamp and when and when[1:] == (0, len(stamp["date"])):
            return when[0], line
    for line in (*own[-_TAIL:], *lines[-1:]):
        words = text[line.start : line.end].strip()
        if _SOURCE_LINE.fullmatch(words[:_LONGEST]) and (when := written_date(words)):
            return when[0], line
    return None


def _lines(text: str, body: int) -> list[Span]:
    """The lines at the beginning and at the end that are not blank."""
    lines = [Span(*line.span()) for line in _LINE.finditer(text, body)]
    ends = lines[: 8 * _HEAD] + lines[max(8 * _HEAD, len(lines) - 8 * _TAIL) :]
    return [line for line in ends if not text[line.start : line.end].isspace()]
