"""Dates told from the day of writing: "yesterday", "on Tuesday", "last year"."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from .dates import PartialDate
from .named_dates import MONTH, WEEKDAY, WEEKDAYS, YEAR, Days, month_number, named_dates
from .tense import Tense, clause_around, follows_past, tense
from .yearless_dates import tells_other_year


class Relative(NamedTuple):
    """A phrase of time at `text[start:end]`; None where it does not say which days."""

    start: int
    end: int
    days: Days | None


_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_NUMBER = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,3}})"
_UNIT = "(?:day|week|month|year|decade)"
_HOURS = "(?:morning|afternoon|evening|night)"

_RELATIVE = re.compile(
    rf"""\b(?:
    (?P<of_week>{WEEKDAY})\s+(?:of\s+)?(?P<which_week>last|this|next)\s+week
  | (?P<which>[Ll]ast|[Nn]ext|[Tt]his)\s+(?:(?P<weekday>{WEEKDAY})|(?P<month>{MONTH}))
  | (?P<side>[Ee]arlier|[Ll]ater)\s+(?P<around>today|this\s+(?:week|month|year))
  | (?:(?:[Ee]arly|[Ll]ate)\s+)?(?P<turn>[Ll]ast|[Nn]ext|[Tt]his)\s+(?P<unit>week|month|year)
  | (?P<weekend>[Ll]ast\s+weekend)
  | (?P<ago>{_NUMBER}|[Aa]n?|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)\s+
        (?P<ago_unit>{_UNIT})s?\s+ago
  | the\s+(?P<way>past|last|next|coming)\s+
        (?:(?P<many>{_NUMBER})\s+(?P<units>{_UNIT}|hour)s?|(?P<one>{_UNIT}))
  | (?P<day>[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight|[Ll]ast\s+night
        |[Tt]his\s+(?:morning|afternoon|evening))
  | (?P<bare>{WEEKDAY})(?:\s+(?P<hours>{_HOURS}))?
    )\b""",
    re.VERBOSE,
)

_SIGN = re.compile(
    rf"day|week|month|year|decade|hour|tomorrow|tonight|night|morning|noon|evening|{MONTH}"
)

# What stands before or after a phrase and makes it another.
_NOT_AFTER = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|[Mm]y|[Yy]our|an?|[Ee]ach|[Ee]very|very|no"
    r"|even|better|like)\s+$"
)
_NO_COUNT_AFTER = re.compile(r"(?:\b(?:or|to|and|than|over|under|least|most|every)\s+|[-–.,\d])$")
_OF = re.compile(rf"\s+(?:of\b|in\s+(?:{MONTH}|{YEAR})\b)")
_OTHER_COUNT = re.compile(
    rf"\s+(?:today|tomorrow|yesterday|this|last|next|(?:on\s+)?{WEEKDAY}|in\s+{MONTH})\b"
)
_PERIOD = re.compile(r"\b(?:[Ii]n|[Oo]ver|[Dd]uring|[Ww]ithin|[Ff]or|[Tt]hrough(?:out)?)\s+$")
_OPENS = re.compile(r"(?:^|[.:;!?\"“”–—(-])\s*$")
_NAME_WITH_DAY = re.compile(
    r"['’]s?\b|\s+[A-Z]|\s+(?:school|papers?|newspaper|prayers?|mass|service|league|edition|week"
    r"|or|after\s+next)\b"
)
_LEAD = re.compile(r"\b(?:[Oo]n\s+)?(?:[Ee]arly\s+|[Ll]ate\s+)?$")
_SINCE = re.compile(r"\b[Ss]ince\s+(?:early\s+|mid-|late\s+)?$")


def relative_dates(text: str, start: int, end: int, day: date) -> Iterator[Relative]:
    """The phrases in `text[start:end]` that are told from the day of writing, in order.

    - "Last", "this" and "next" week, month, year: that one of the calendar. A week begins on
      Monday; on a Sunday nobody knows which week is meant.
    - "Three years ago": a rounded count, so half a unit either way, or one of calendar years, so
      all of that year too; months likewise, and days are exact.
    - "The past week", "in the next three years": from that day to the other. Beside a date of its
      own ("in a 2015 survey"), "the past month" is counted from that, and is left out.
    - "On Tuesday": by the tense, the one before (the day itself included, unless it says "Tuesday
      night") or the one after; without a tense none.
    - "Last Tuesday", "next May": only where it lies in another week, or another year, than the
      day of writing, for otherwise two are meant by as many readers.
    - "Today" is the day where something happened or will happen, not where something is.
    """
    if not _SIGN.search(text, start, end):
        return
    for found in _RELATIVE.finditer(text, start, end):
        try:
            days = _meant(text, start, end, found, day)
        except (ValueError, OverflowError):  # before the year 1
            days = None
        yield Relative(*found.span(), days)


def _meant(text: str, start: int, end: int, found: re.Match[str], day: date) -> Days | None:
    before = text[max(start, found.start() - 40) : found.start()]
    part = found.groupdict()
    if part["bare"]:
        return _weekday(text, start, end, found, before, day)
    if part["way"]:
        return _period(text, start, end, found, before, day)
    if part["ago"]:
        if _NO_COUNT_AFTER.search(before) or _OTHER_COUNT.match(text, found.end(), end):
            return None
        return _ago(_count(part["ago"]), part["ago_unit"], day)
    if found[0][0].isupper() and not part["of_week"] and not _OPENS.search(before):
        return None  # a title
    if _NOT_AFTER.search(before) or _OF.match(text, found.end(), end):
        return None
    forward = found[0].lower().startswith(("next", "later", "tomorrow"))
    if forward and tells_other_year(text, start, found.start(), day):
        return None
    if part["of_week"]:
        week = _turn(part["which_week"], "week", day)
        return week and _one(week.first + timedelta(WEEKDAYS[part["of_week"][:3].lower()]))
    if part["weekday"]:
        return _turned_weekday(part["which"].lower(), part["weekday"], day)
    if part["month"]:
        return _turned_month(part["which"].lower(), part["month"], day)
    if part["side"]:
        return _side(part["side"].lower(), part["around"].split()[-1], day)
    if part["unit"]:
        return _turn(part["turn"].lower(), part["unit"], day)
    if part["weekend"]:
        saturday = day - timedelta(day.weekday() + 2)
        return Days(saturday, saturday + timedelta(1)) if day.weekday() < 5 else None
    return _day_word(text, start, end, found, before, day)


def _one(day: date) -> Days:
    return Days(day, day)


def _count(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said.lower()]


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _moved(day: date, count: int, unit: str) -> date:
    months = {"month": 1, "year": 12, "decade": 120}
    if unit in months:
        return _months_on(day, count * months[unit])
    return day + timedelta(count * {"day": 1, "week": 7}[unit])


def _ago(count: int, unit: str, day: date) -> Days:
    then = _moved(day, -count, unit)
    if unit in ("year", "decade"):
        half = 6 if unit == "year" else 60
        first, last = _months_on(then, -half), _months_on(then, half)
    else:
        slack = timedelta({"day": 0, "week": 3, "month": 15}[unit])
        first, last = then - slack, then + slack
    if unit in ("day", "week"):
        return Days(first, last)
    whole = PartialDate(then.year, then.month if unit == "month" else None)
    return Days(min(first, whole.first), max(last, whole.last))


def _period(
    text: str, start: int, end: int, found: re.Match[str], before: str, day: date
) -> Days | None:
    if not _PERIOD.search(before) or _OF.match(text, found.end(), end):
        return None
    count, unit = (1, found["one"]) if found["one"] else (_count(found["many"]), found["units"])
    if unit == "hour":
        count, unit = -(-count // 24), "day"
    if found["way"] in ("past", "last"):
        if (found["way"], found["one"]) == ("last", "decade"):
            return None  # ten years, or the 2010s
        clause = clause_around(text, start, end, *found.span())
        if any(named.years for named in named_dates(text, *clause)):
            return None
        return Days(_moved(day, -count, unit), day)
    if tense(text, start, end, found.start(), found.end()) != "future":
        return None
    return Days(day, _moved(day, count, unit))


def _turn(which: str, unit: str, day: date) -> Days | None:
    steps = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = day + timedelta(7 * steps - day.weekday())
        return Days(monday, monday + timedelta(6)) if day.weekday() != calendar.SUNDAY else None
    if unit == "month":
        then = _months_on(day.replace(day=1), steps)
        whole = PartialDate(then.year, then.month)
    else:
        whole = PartialDate(day.year + steps)
    return Days(whole.first, whole.last)


def _turned_weekday(which: str, weekday: str, day: date) -> Days | None:
    week = _turn(which, "week", day)
    if week is None:
        return None
    if which == "this":
        return _one(week.first + timedelta(WEEKDAYS[weekday[:3].lower()]))
    nearest = (
        _step_to(weekday, day - timedelta(1), -1)
        if which == "last"
        else (_step_to(weekday, day + timedelta(1), 1))
    )
    return _one(nearest) if week.first <= nearest <= week.last else None


def _turned_month(which: str, month: str, day: date) -> Days | None:
    number = month_number(month)
    if (which == "last" and number < day.month) or (which == "next" and number > day.month):
        return None
    whole = PartialDate(day.year + {"last": -1, "this": 0, "next": 1}[which], number)
    return Days(whole.first, whole.last)


def _side(side: str, around: str, day: date) -> Days | None:
    if around == "today":
        return _one(day)
    whole = _turn("this", around, day)
    if whole is None:
        return None
    return Days(whole.first, day) if side == "earlier" else Days(day, whole.last)


def _day_word(
    text: str, start: int, end: int, found: re.Match[str], before: str, day: date
) -> Days | None:
    word = found["day"].lower()
    if word == "yesterday":
        return _one(day - timedelta(1))
    if word.startswith("last"):
        return Days(day - timedelta(1), day)
    if re.match("['’]s", text[found.end() : end]) or before.endswith(("of ", "from ")):
        return None
    if word == "tomorrow":
        return _one(day + timedelta(1))
    if word != "today" or tense(text, start, end, *found.span()):
        return _one(day)
    return None


def _step_to(weekday: str, day: date, step: int) -> date:
    """The first such weekday from a day on, forwards or backwards."""
    while day.weekday() != WEEKDAYS[weekday[:3].lower()]:
        day += timedelta(step)
    return day


def _weekday(
    text: str, start: int, end: int, found: re.Match[str], before: str, day: date
) -> Days | None:
    if _NAME_WITH_DAY.match(text, found.end(), end):
        return None
    if tells_other_year(text, start, found.start(), day):
        return None
    lead = _LEAD.search(before)
    phrase = found.start() - (len(before) - lead.start() if lead else 0)
    when: Tense | None = None
    if _SINCE.search(before):
        when = "past"
    elif (lead and lead[0]) or found.end() > found.end("bare"):
        when = tense(text, start, end, phrase, found.end())
    elif follows_past(text, start, found.start()):
        when = "past"
    at_hand = day.weekday() == WEEKDAYS[found["bare"][:3].lower()]
    if when == "past" and not (at_hand and found["hours"] in ("evening", "night")):
        return _one(_step_to(found["bare"], day, -1))
    if when == "future" and not at_hand:
        return _one(_step_to(found["bare"], day, 1))
    return None
