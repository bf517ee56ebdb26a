"""Stretches of the calendar as people write them."""

from datetime import date, timedelta

from ..index.named_dates import Days

# Those of `calendar` are in the language that the host program has set.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def days_in_words(days: Days) -> str:
    """Days in English, as short as they allow.

    "8 September 2019", "September 2019", "2019", "1–7 September 2019", "30 August – 5 September
    2019", "2014–2016"; with an end that is open, `date.min` or `date.max`, "up to 2016", "from May
    2014 on".
    """
    first, last = days
    opens = _begins(first)
    if last == date.max:
        return f"from {' '.join(_parts(first)[opens:])} on"
    closes = _begins(last + timedelta(1))
    if first == date.min:
        return f"up to {' '.join(_parts(last)[closes:])}"
    whole = min(opens, closes)
    left, right = _parts(first)[whole:], _parts(last)[whole:]
    differing = [place for place, part in enumerate(left) if part != right[place]]
    if not differing:
        return " ".join(right)
    left = left[: differing[-1] + 1]
    return (" – " if len(left) > 1 else "–").join((" ".join(left), " ".join(right)))


def _begins(day: date) -> int:
    """2 for the first day of a year, 1 for that of another month, 0 for any other."""
    return 0 if day.day != 1 else 1 if day.month != 1 else 2


def _parts(day: date) -> list[str]:
    return [str(day.day), _MONTHS[day.month - 1], str(day.year)]
