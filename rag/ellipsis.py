"""A question of which only what differs is said: "And Moscow?", "And in 2022?"."""

import calendar
import re

from .time_asked import dates_in

_CALENDAR = {*calendar.day_name, *calendar.month_name}
_NAME = r"[A-ZÀ-Þ][\w.’'-]*(?: (?:(?:of|de|von|van|al) )?[A-ZÀ-Þ][\w.’'-]*)*"
_NAMES = rf"(?:the )?{_NAME}(?:(?:, | and )(?:the )?{_NAME})*"
_DIFFERS = re.compile(
    r"(?:[Aa]nd|[Bb]ut|[Oo]r) (?:(?P<at>in|at|on|from|with|by|to|for|near) )?"
    rf"(?P<name>{_NAMES}|the [a-z]+)\W*"
)
_WHO_ACTS = re.compile(
    r"\b(?:did|does|do|has|have|had|was|were|will|would|could|should) "
    rf"(?P<name>{_NAMES})(?= [a-z])"
)
_WHEN = r"(?:back )?(?:in|on|at|since|from|after|before|until|till|by|during) "
_ANOTHER_TIME = re.compile(
    rf"(?:and|but|or|what about|how about) (?P<when>(?:{_WHEN})?(?P<day>\S.*?))\W*", re.IGNORECASE
)
_AT = re.compile(rf"\b{_WHEN}$", re.IGNORECASE)


def at_another_time(question: str, before: str) -> str | None:
    """The question before, asked of the time that is said now; None if not plain.

    "How long did it last in 2025?" "And in 2022?" A month or a day without its year is of the year
    that was asked about. If the question before names no time, this one is added to it.

    Args:
        question: What is asked.
        before: What was asked before, with what it lacked in brackets.
    """
    found = _ANOTHER_TIME.fullmatch(" ".join(question.split()))
    dates = dates_in(before)
    unread = not dates and not _CALENDAR.isdisjoint(re.findall(r"\w+", before))  # "on Sunday"
    if not found or unread or len(dates) > 1:
        return None
    year = f" {dates[0].first.year}" if dates else ""
    days = [day for day in (found["day"], found["day"] + year) if _is_date(day)]
    if not days and not (_of_calendar(found["day"]) and not dates):
        return None
    day = days[0] if days else found["day"]
    when = f"{found['when'][: -len(found['day'])]}{day}"
    if not dates:
        asked = re.fullmatch(r"([^()?]*\w)\W*", before)
        return f"{asked[1]} {when}?" if asked else None
    start, end = dates[0].start, dates[0].end
    at = _AT.search(before[:start])
    if before[:start].endswith("between "):
        return None
    if at and (when != day or day[0].islower()):  # "last week" has no preposition
        return f"{before[: at.start()]}{when}{before[end:]}"
    return f"{before[:start]}{day}{before[end:]}"


def exchanged(question: str, before: str, *others: str) -> tuple[str, ...] | None:
    """The question before, with the name that is said now in the place of one; None if not plain.

    A name alone takes the place of who acts ("What did the Kremlin say?" "And the Elysee?"), one
    with a preposition that of the name with the same one ("Who spoke in Minsk?" "And in Kyiv?"). If
    there is none it takes the place of the only name that the question before took over itself.

    Args:
        question: What is asked.
        before: What was asked before, with what it lacked in brackets.
        others: More texts in which to exchange the same name; they come back after it.
    """
    differs = _DIFFERS.fullmatch(question.strip())
    if not differs:
        return None
    place = re.compile(rf"\b{differs['at']} (?P<name>{_NAMES})") if differs["at"] else _WHO_ACTS
    names = [one["name"] for one in place.finditer(before)]
    if not names and not differs["name"].islower():  # "And the border?" is of the same place
        names = _taken_over(before)
    if len(names) != 1 or _of_calendar(names[0]) != _of_calendar(differs["name"]):
        return None
    name = re.compile(rf"(?<!\w){re.escape(names[0])}(?!\w)")
    return tuple(name.sub(lambda _: differs["name"], text) for text in (before, *others))


def who_acts(question: str) -> str:
    """The name of who is asked about as doing something; "" if that is not plain."""
    found = _WHO_ACTS.search(question)
    return found["name"] if found else ""


def _taken_over(question: str) -> list[str]:
    _, _, names = question.rstrip(")").partition(" (")
    return [one for one in re.findall(rf"{_NAME}(?=,|$)", names) if not _of_calendar(one)]


def _is_date(text: str) -> bool:
    return [(one.start, one.end) for one in dates_in(text)] == [(0, len(text))]


def _of_calendar(name: str) -> bool:
    return name.split()[0] in _CALENDAR
