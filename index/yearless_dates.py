"""Days and months that are named without their year: "on September 8", "in May"."""

import re
from collections.abc import Iterator
from datetime import date

from .dates import PartialDate
from .named_dates import MONTH, YEAR, Days, Named
from .tense import Tense, follows_past, tense

# A year told before, which a date without one then belongs to.
_YEAR = re.compile(rf"(?:(?P<year>{YEAR})|years?)\b")
_PUT_INTO = re.compile(
    rf"(?:\b(?:in|during|of|until|by|early|mid|late|{MONTH})[\s-]+(?:the\s+)?|\d,\s+)$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:last|that|same|previous|following|next)\s+$", re.IGNORECASE)
_PARAGRAPH = 600  # characters

_PREPOSITION = re.compile(
    r"\b(?P<word>on|in|during|since|by|until|till|before|after|from|to|for|through|between|of)\s+$",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:early|mid|late)\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"\b(?:end|start|beginning|middle|month|half|weeks?|days?)\s+of\s+$", re.IGNORECASE
)
_BORN = re.compile(r"\bborn\b|\bbirthdays?\b|\banniversar(?:y|ies)\b")
_PERSONS = frozenset({"April", "May", "June", "August"})
# Days that stand for what once happened on them: their year goes without saying, and is no recent
# one.
_REMEMBERED = frozenset({(9, 11), (10, 7), (1, 6)})
_CLEAR, _CLOSE = 183, 31  # days: half a year, so that the other year is farther; a month


def without_year(text: str, start: int, end: int, named: Named, day: date) -> Days | None:
    """Which days a month, or a day of a month, means that is named without its year.

    With a verb in the past, those of the same year or of the last six months; in the future
    likewise; with neither, only those within a month. None where the text before tells of another
    year, where somebody is born on that day, or where the month's name may be another word.
    """
    before = text[max(start, named.start - 24) : named.start]
    found = _PREPOSITION.search(before)
    word = found["word"].lower() if found else ""
    if len(named.first) == 1:
        dated = _is_month(text, end, named, word, before)
    else:
        known = word or named.weekday is not None or follows_past(text, start, named.start)
        dated = bool(known) and word not in ("in", "during") and named.first not in _REMEMBERED
    if not dated:
        return None
    if _BORN.search(text, max(start, named.start - 60), named.start):
        return None
    if tells_other_year(text, _paragraph(text, named.start), named.start, day):
        return None
    if named.weekday is not None:
        return _with_weekday(named, day)
    when: Tense | None = None
    if word == "since":
        when = "past"
    elif word in ("on", "in", "during", "of", ""):
        phrase = named.start - (len(before) - found.start() if found else 0)
        when = tense(text, start, end, phrase, named.end)
    return _nearest(named, day, when)


def told_as_past(text: str, start: int, end: int, named: Named) -> bool:
    """Whether a day is named as past, and the text before it in its paragraph tells of no year.

    Args:
        text: Of which `text[start:end]` is a sentence.
        start: Where the sentence begins, in code points.
        end: Where it ends.
        named: A day in it that is named without its year.
    """
    before = text[max(start, named.start - 24) : named.start]
    found = _PREPOSITION.search(before)
    if found and found["word"].lower() != "on":
        return False
    phrase = named.start - (len(before) - found.start() if found else 0)
    if tense(text, start, end, phrase, named.end) != "past" and (
        found or not follows_past(text, start, named.start)
    ):
        return False
    return not tells_other_year(text, _paragraph(text, named.start), named.start, date.max)


def _paragraph(text: str, at: int) -> int:
    return max(0, text.rfind("\n", max(0, at - _PARAGRAPH), at))


def _is_month(text: str, end: int, named: Named, word: str, before: str) -> bool:
    said = text[named.start : named.end]
    name = said.split()[-1].split("-")[-1]
    rest = text[named.end : min(end, named.end + 3)]
    part = bool(_PART.match(said))
    inside = part or word in ("in", "during") or bool(_PART_OF.search(before))
    if name.upper() == name or len(name) <= 3 < len("May") or re.match(r"['’]|\s+\d", rest):
        return False
    if name in _PERSONS and re.match(r"\s+[A-Z]", rest):
        return False
    if name == "May" and not inside:
        return False
    return inside or word in ("since", "by", "until", "till", "before", "after")


def tells_other_year(text: str, start: int, end: int, day: date) -> bool:
    """Whether the end of `text[start:end]` puts what it tells into another year than the day's."""
    for found in _YEAR.finditer(text, max(start, end - _PARAGRAPH), end):
        before = text[max(start, found.start() - 20) : found.start()]
        if found["year"]:
            if found["year"] != str(day.year) and _PUT_INTO.search(before):
                return True
        elif _OTHER.search(before) or text.startswith(" ago", found.end()):
            return True
    return False


def _with_weekday(named: Named, day: date) -> Days | None:
    fitting = [
        days
        for days in _years_around(named, day)
        if days.first.weekday() == named.weekday and abs((days.first - day).days) <= 366
    ]
    return fitting[0] if len(fitting) == 1 else None


def _years_around(named: Named, day: date) -> Iterator[Days]:
    for year in (day.year - 1, day.year, day.year + 1):
        try:
            yield Days(PartialDate(year, *named.first).first, PartialDate(year, *named.last).last)
        except ValueError:  # February 29
            continue


def _nearest(named: Named, day: date, when: Tense | None) -> Days | None:
    around = list(_years_around(named, day))
    past = max((days for days in around if days.first <= day), default=None)
    future = min((days for days in around if days.last >= day), default=None)
    behind = max(0, (day - past.last).days) if past else 999
    ahead = max(0, (future.first - day).days) if future else 999
    if when == "past":
        this_year = past is not None and past.first.year == day.year and ahead > _CLOSE
        return past if behind <= _CLEAR or this_year else None
    if when == "future":
        this_year = future is not None and future.first.year == day.year and behind > _CLOSE
        return future if ahead <= _CLEAR or this_year else None
    if behind <= _CLOSE:
        return past
    return future if ahead <= _CLOSE else None
