"""A question of which only what differs is said: "And Moscow?", "And in Paris?"."""

import calendar
import re

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


def _of_calendar(name: str) -> bool:
    return name.split()[0] in _CALENDAR
