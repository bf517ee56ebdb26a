"""Dates as precise as they are known: a year, a month or a day."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date known to the year, the month or the day.

    Raises:
        ValueError: The parts are no date, or a day is given without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError(f"the day {self.day} needs its month")
        date(
            self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISO date or date-time: "2019", "2019-09", "2019-09-09", "2019-09-09T10:00Z".

        Of a date-time the day is taken as it is written, without moving it between time zones.

        Raises:
            ValueError: The text is none of these, or no day of the calendar.
        """
        found = _ISO.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no date; write 2019, 2019-09 or 2019-09-09")
        try:
            return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]
        except ValueError as error:
            raise ValueError(f"{text!r} is not in the calendar ({error})") from None

    @property
    def first(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)]
        return "-".join(parts)


_MONTHS = (
    {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
    | {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
_WRITTEN = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{'|'.join(_MONTHS)})\.?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<month2>{'|'.join(_MONTHS)})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})",
    re.IGNORECASE,
)


def written_date(text: str) -> tuple[PartialDate, int, int] | None:
    """Find the first full date written in an English text, with its `start` and `end` in it.

    Read are "2019-09-09", "9 September 2019" and "Sept. 9, 2019"; never 9/9/19, which means
    different days in different countries.
    """
    for found in _WRITTEN.finditer(text):
        part = found.groupdict()
        try:
            if part["iso"]:
                when = PartialDate.parse(part["iso"])
            else:
                name, day, year = (part[key] or part[f"{key}2"] for key in ("month", "day", "year"))
                when = PartialDate(int(year), _MONTHS[name.lower()], int(day))
        except ValueError:
            continue
        return when, found.start(), found.end()
    return None


_STAMPED = re.compile(
    rf"""(?<![\d/.])(?:
        (?P<y>(?:1[89]|20)\d\d)(?P<s>[-/.])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)
      | (?P<a>\d\d?)(?P<t>[-/.])(?P<b>\d\d?)(?P=t)(?P<y2>(?:1[89]|20)\d\d)
      | (?P<d3>\d\d?)(?:st|nd|rd|th)?[\s-]{{1,2}}(?:of[ ])?(?P<n3>{"|".join(_MONTHS)})
        [.,]{{0,2}}[\s-]{{1,2}}(?P<y3>(?:1[89]|20)\d\d)
      | (?P<n4>{"|".join(_MONTHS)})\.?[\s-]{{1,2}}(?P<d4>\d\d?)(?:st|nd|rd|th)?
        [.,]{{0,2}}[\s-]{{1,2}}(?P<y4>(?:1[89]|20)\d\d)
      | (?<![a-z])(?P<n5>{"|".join(_MONTHS)})\.?,?[ ](?P<y5>(?:1[89]|20)\d\d)
    )(?!\d|[-/]\d)""",
    re.IGNORECASE | re.VERBOSE,
)


def stamped_dates(text: str) -> Iterator[tuple[PartialDate, int, int]]:
    """The dates in a line that is thought to be a stamp, each with its `start` and `end` in it.

    Besides what `written_date` reads: "14-Mar-2019", "2019/03/14", a month with its year, and
    numerals that can mean one day only: "14.03.2019", "3/14/2019" and "9/9/2019", never 9/10/2019.
    """
    for found in _STAMPED.finditer(text):
        part = found.groupdict()
        try:
            when = _stamped(part)
        except ValueError:
            continue
        if when:
            yield when, found.start(), found.end()


def _stamped(part: dict[str, str | None]) -> PartialDate | None:
    if part["a"] and part["b"] and part["y2"]:
        low, high = sorted((int(part["a"]), int(part["b"])))
        known = high > 12 or low == high
        return PartialDate(int(part["y2"]), low, high) if known else None
    year = part["y"] or part["y3"] or part["y4"] or part["y5"] or ""
    name = part["n3"] or part["n4"] or part["n5"]
    day = part["d"] or part["d3"] or part["d4"]
    month = _MONTHS[name.lower()] if name else int(part["m"] or "")
    return PartialDate(int(year), month, int(day) if day else None)
