"""A question of which only what differs is said: "And Moscow?", "And in Paris?"."""

import re

from ..index.said_dates import said_dates

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


def exchanged(question: str, before: str) -> tuple[str, str] | None:
    """Which name in the question before gives way, and to which; None if that is not plain.

    A name alone takes the place of who acts ("What did the Kremlin say?" "And the Elysee?"), one
    with a preposition that of the name with the same one ("Who spoke in Minsk?" "And in Kyiv?"). If
    there is none it takes the place of the only name that the question before took over itself.

    Args:
        question: What is asked.
        before: What was asked before, with what it lacked in brackets.
    """
    differs = _DIFFERS.fullmatch(question.strip())
    if not differs:
        return None
    place = re.compile(rf"\b{differs['at']} (?P<name>{_NAMES})") if differs["at"] else _WHO_ACTS
    names = [one["name"] for one in place.finditer(before)]
    if not names and not differs["name"].islower():  # "And the border?" is of the same place
        names = _taken_over(before)
    return (names[0], differs["name"]) if len(names) == 1 else None


def who_acts(question: str) -> str:
    """The name of who is asked about as doing something; "" if that is not plain."""
    found = _WHO_ACTS.search(question)
    return found["name"] if found else ""


def _taken_over(question: str) -> list[str]:
    _, _, names = question.rstrip(")").partition(" (")
    dates = said_dates(names, 0, len(names), None)
    return [
        one[0]
        for one in re.finditer(rf"{_NAME}(?=,|$)", names)
        if not any(day.start < one.end() and one.start() < day.end for day in dates)
    ]
