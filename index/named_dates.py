"""Calendar dates as English names them: days, months, quarters, years, decades, and from-to."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple


class Days(NamedTuple):
    """From `first` to `last`, both included."""

    first: date
    last: date


class Named(NamedTuple):
    """A stretch of the calendar that `text[start:end]` names.

    `first` and `last` are (month, day) or (month,) or () within their years. The years are None
    where the text leaves them out ("on May 5"); `shift` then says by how many years "of last
    year" or "this year" lies from the year of writing, and is None if nothing does.
    """

    start: int
    end: int
    years: tuple[int, int] | None
    first: tuple[int, ...]
    last: tuple[int, ...]
    shift: int | None = None
    weekday: int | None = None  # Monday is 0


_LONG = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
MONTH = f"(?:{_LONG})"
_MONTH = f"(?:{_LONG}|{_LONG.upper()}|{_SHORT}|{_SHORT.upper()})"
_MONTHS = {name[:3].lower(): number for number, name in enumerate(_LONG.split("|"), start=1)}
WEEKDAYS = {
    name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
}
WEEKDAY = "(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_ANY_WEEKDAY = rf"(?:{WEEKDAY}|(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
YEAR = r"(?:1\d{3}|20\d\d|2100)"
_YEAR_SAID = rf"(?:{YEAR}|(?:of\s+)?(?:last|this|next)\s+year)"
_PART = r"(?:\b(?:[Ee]arly|[Mm]id|[Ll]ate)(?:\s+|-))?"
_TO = r"(?:\s*[-–—]\s*|\s+(?:to|through|until|till|and)\s+)"
_NUMBER_ENDS = r"(?!\w|[-/:]\w|–\d|[.,]\d|\s?%)"
_NUMBER_BEGINS = r"(?<![\w$€£#.,:/-])"

_NAMED = re.compile(
    rf"""
    (?<![\w./:-])(?P<iso>\d{{4}}-\d\d-\d\d)(?![\d/-]|\.\d)
  | (?:\b(?P<weekday>{_ANY_WEEKDAY}),?\s+(?:the\s+)?)?
    (?:
        \b(?P<month1>{_MONTH})\s+(?P<day1>{_ORDINAL})\b(?:(?P<to1>{_TO})(?P<until1>{_ORDINAL}))?
        (?:,?\s+(?P<year1>{_YEAR_SAID}))?{_NUMBER_ENDS}
      | {_NUMBER_BEGINS}(?P<day2>{_ORDINAL})(?:(?P<to2>{_TO})(?P<until2>{_ORDINAL}))?
        \s+(?:of\s+)?(?P<month2>{_MONTH})(?!\w)(?:,?\s+(?P<year2>{_YEAR_SAID}){_NUMBER_ENDS})?
    )
  | {_PART}\b(?P<month>{_MONTH})(?!\w)(?:,?\s+(?:of\s+)?(?P<year>{_YEAR_SAID}){_NUMBER_ENDS})?
  | \b(?:(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)\s+(?P<piece>quarter|half)
        |(?P<short>[QH][1-4]))(?:\s+(?:of|in)|,)?\s+(?P<piece_year>{_YEAR_SAID}){_NUMBER_ENDS}
  | {_PART}{_NUMBER_BEGINS}(?P<decade>(?:1[1-9]|20)[1-9]0)s\b
  | \b(?:[Ff]rom|[Bb]etween)\s+{_PART}(?P<from>{YEAR})
        (?:\s+(?:to|and|until|till|through)\s+|\s?[-–]\s?){_PART}(?P<till>{YEAR}){_NUMBER_ENDS}
  | (?<!-){_NUMBER_BEGINS}(?P<left>{YEAR})
        (?:\s?[-–]\s?(?P<right>{YEAR})|(?P<slash>[-–/])(?P<two>\d\d)){_NUMBER_ENDS}
  | \b[Ff]rom\s+(?P<onward>{YEAR})(?=\s+(?:to|until|till|through|on|onwards?)\b)
  | \b(?P<how>[Ii]n|[Ss]ince|[Dd]uring|[Tt]hroughout|[Uu]ntil|[Tt]ill|[Bb]y|[Bb]efore|[Aa]fter
        |[Tt]hrough|[Oo]f|[Ff]or|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Yy]ears?)
        \s+(?:the\s+years?\s+)?{_PART}
        (?P<listed>{YEAR}(?:(?:,|,?\s+(?:and|or))\s+{YEAR}\b)*){_NUMBER_ENDS}
  | \b(?:[Ee]arly|[Mm]id|[Ll]ate)(?:\s+|-)(?P<part_year>{YEAR}){_NUMBER_ENDS}
  | (?:\b(?P<article>[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur)|['’]s)
        \s+{_PART}(?P<of_noun>(?:19|20)\d\d)(?=\s+(?P<noun>[A-Za-z]\w*)){_NUMBER_ENDS}
    """,
    re.VERBOSE,
)

# One of them stands in everything that is looked for; to look for them first takes a tenth of the
# time.
_SIGN = re.compile(rf"\d|{_LONG}|quarter|half")

# What makes of a number before it a count, a measure or a time of day.
_COUNTED = re.compile(
    r"[\s-]*(?:%|per\s?cent|people|men|women|children|persons|troops|police|dead|others|more|dollars"
    r"|euros|pounds|million|billion|thousand|hours|hrs|GMT|UTC|local\s+time|feet|metres?|meters?|km"
    r"|kilomet(?:re|er)s?|miles?|k?g|tons?|tonnes?|points?|votes?|BC|BCE|times)\b"
)
_PLURAL = re.compile(
    r"\s+(?!(?:was|is|has|does|as|its|his|this|thus|versus|across|towards|always|perhaps|besides"
    r"|less|unless|plus|sometimes|afterwards)\b)[a-z]{2,30}(?<![sui])s\b"
)
_AMOUNT = re.compile(
    r"\b(?:total|sum|number|maximum|minimum|average|population|altitude|height|length|depth|distance"
    r"|price|cost|fine|loss|profit|score|rate|weight|speed|value|level|elevation|record|high|low)"
    r"\s+$"
)
_FISCAL = re.compile(r"\b(?:fiscal|financial|tax|accounting|FY)[\s-]+(?:years?\s+|in\s+)?$", re.I)
# After "the 2015 …": a plural that is no count of something; and what only bears the number.
_HAPPENINGS = re.compile(
    r"(?:\w*(?:elections?|games|finals|fires|sanctions|floods|attacks|talks|accords|riots|reforms"
    r"|uprisings|agreements|results|figures|levels|hearings|polls|bombings|clashes|trials|midterms"
    r"|primaries|championships|negotiations|demonstrations|protests|killings|strikes|rules)"
    r"|\w*(?:ss|us|is|[^s]))"
)
# What a name after "the 2015 …" must hold; others bear the year of a make ("the 2020 Meridian").
_EVENTS = (
    "accords?|acts?|agreements?|amendments?|annexation|assassination|attacks?|awards?|battle"
    "|blaze|bombings?|bowl|budget|campaign|ceasefire|census|championships?|collapse|conference"
    "|congress|constitution|convention|coup|crash|crisis|cup|cyclone|deal|debates?|declaration"
    "|derailment|derby|disaster|earthquake|elections?|epidemic|eruption|expo|explosion|famine"
    "|festival|finals?|fires?|floods?|games|genocide|hurricane|inauguration|insurrection"
    "|invasion|killings?|landslide|law|marathon|massacre|masters|memorandum|murders?|olympiad"
    "|olympics?|open|outbreak|pact|pandemic|paralympics|pardon|plebiscite|primaries|primary"
    "|prix|prize|protests?|protocol|quake|raids?|rebellion|referendum|report|resolution"
    "|revolution|riots?|ruling|season|series|shootings?|siege|spill|standoff|statute|storm"
    "|strikes?|summit|survey|talks|tour|tournament|treaty|trials?|truce|tsunami|typhoon|unrest"
    "|uprising|vote|war|wildfires?"
)
_EVENT = re.compile(
    r"\s+(?:[A-Z][\w.&'’/-]{0,30}\s+){0,5}"
    r"(?:(?!(?:and|but|for|has|the|was|with)\b)[a-z][a-z-]{2,30}\s+)?"
    rf"(?i:{_EVENTS})\b"
)
_STREET = re.compile(
    r"\s+(?:(?:[A-Z]|\d{1,3}(?:st|nd|rd|th)\b)[\w.'’-]{0,30}\s+){1,3}(?:Street|Avenue|Ave|Drive"
    r"|Place|Road|Rd|Boulevard|Blvd|Lane|Way|St(?!\.?\s+[A-Z][a-z]))\b"
)
_EARLIEST = 1500  # before it a number is a year only after the plainest words
_NUMBERED = re.compile(
    r"\s+(?:(?:fiscal|financial|tax|calendar)\s+years?|agenda|vision|strategy|goals?|plan|block"
    r"|framework|roadmap|targets?|model|edition|version|compact|sedan|coupe|suv|truck)\b",
    re.IGNORECASE,
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3}


def named_dates(text: str, start: int, end: int) -> Iterator[Named]:
    """What `text[start:end]` names of the calendar, in order, not overlapping.

    A number of four digits is a year only where the words around it say so ("in 2016", "the 2015
    accord"), and neither a count nor a street follows it. Days that no calendar has, and fiscal
    years, which begin where each pleases, are not returned. Prepositions are not part of what is
    named: "since 2014" names 2014.

    Yields:
        Also months, and days of a month, whose year is left out; "May" may then be a name or a
        verb. The caller settles both.
    """
    if not _SIGN.search(text, start, end):
        return
    for found in _NAMED.finditer(text, start, end):
        if not _FISCAL.search(text[max(start, found.start() - 24) : found.start()]):
            yield from _read(text, start, end, found)


def _read(text: str, start: int, end: int, found: re.Match[str]) -> Iterator[Named]:
    part = found.groupdict()
    lone = not _COUNTED.match(text, found.end(), end)
    free = lone and not (
        _PLURAL.match(text, found.end(), end) or _STREET.match(text, found.end(), end)
    )
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
        yield Named(*found.span(), (year, year), (month, day), (month, day))
    elif part["day1"] or part["day2"]:
        yield from _day(text, start, end, found)
    elif part["month"]:
        years, shift = _year(part["year"])
        if years is None or (lone if years[0] % 100 else free):
            months = (month_number(part["month"]),)
            yield Named(*found.span(), years, months, months, shift)
    elif part["piece_year"]:
        yield from _piece(found)
    elif part["decade"]:
        year = int(part["decade"])
        yield Named(*found.span(), (year, year + 9), (), ())
    elif part["from"]:
        if free and _EARLIEST <= int(part["from"]) < int(part["till"]):
            yield Named(
                found.start("from"), found.end(), (int(part["from"]), int(part["till"])), (), ()
            )
    elif part["left"]:
        yield from _pair(found, free)
    elif part["onward"]:
        if int(part["onward"]) >= _EARLIEST:
            yield _whole(found, "onward")
    elif part["listed"]:
        yield from _years(text, start, end, found)
    elif part["part_year"]:
        if lone:
            yield Named(*found.span(), (int(part["part_year"]),) * 2, (), ())
    elif lone and int(part["of_noun"]) % 100 and _happened(text, end, found):
        yield _whole(found, "of_noun")


def _whole(found: re.Match[str], group: str) -> Named:
    year = int(found[group])
    return Named(*found.span(group), (year, year), (), ())


def month_number(name: str) -> int:
    """The number of a month from 1, by its name or the first three letters of it."""
    return _MONTHS[name[:3].lower()]


def _year(said: str | None) -> tuple[tuple[int, int] | None, int | None]:
    if said is None:
        return None, None
    if said.isdigit():
        return (int(said), int(said)), None
    return None, {"last": -1, "this": 0, "next": 1}[said.split()[-2]]


def _day(text: str, start: int, end: int, found: re.Match[str]) -> Iterator[Named]:
    n = "1" if found["day1"] else "2"
    month = month_number(found[f"month{n}"])
    day, until = (int(re.sub(r"\D", "", found[key] or "0")) for key in (f"day{n}", f"until{n}"))
    to = (found[f"to{n}"] or "").strip()
    years, shift = _year(found[f"year{n}"])
    between = text[max(start, found.start() - 9) : found.start()].rstrip().lower()
    if until and (until <= day or (to == "and" and until > day + 1 and between != "between")):
        return
    weekday = found["weekday"]
    if weekday and until:
        return
    if years is None and shift is None and _COUNTED.match(text, found.end(), end):
        return
    yield Named(
        *found.span(),
        years,
        (month, day),
        (month, until or day),
        shift,
        WEEKDAYS[weekday[:3].lower()] if weekday else None,
    )


def _piece(found: re.Match[str]) -> Iterator[Named]:
    if found["short"]:
        quarters, nth = found["short"][0] == "Q", int(found["short"][1])
    else:
        quarters, nth = found["piece"] == "quarter", _QUARTERS.get(found["nth"], 4)
    months = 3 if quarters else 6
    years, shift = _year(found["piece_year"])
    if nth * months <= 12:
        yield Named(*found.span(), years, (nth * months - months + 1,), (nth * months,), shift)


def _pair(found: re.Match[str], free: bool) -> Iterator[Named]:
    left = int(found["left"])
    right = int(found["right"] or f"{left // 100}{found['two']}")
    # 2010-11 may be a November, and 1500-2000 are amounts.
    a_month = found["slash"] not in (None, "/") and right % 100 <= 12
    if free and 1800 <= left < right and not a_month and (left % 100 or right % 100):
        yield Named(*found.span(), (left, right), (), ())


def _years(text: str, start: int, end: int, found: re.Match[str]) -> Iterator[Named]:
    how = found["how"].lower()
    if how == "of" and _AMOUNT.search(text[max(start, found.start() - 20) : found.start()]):
        return
    firm = how in ("in", "since", "during", "throughout", "until", "till")
    for year in re.compile(YEAR).finditer(text, *found.span("listed")):
        early = int(year[0]) < _EARLIEST and not (firm or how == "by")
        if early or _STREET.match(text, year.end(), end):
            continue
        plain = firm and int(year[0]) > 1900 and int(year[0]) % 100
        if not _COUNTED.match(text, year.end(), end) and (
            plain or not _PLURAL.match(text, year.end(), end)
        ):
            yield Named(*year.span(), (int(year[0]),) * 2, (), ())


def _happened(text: str, end: int, found: re.Match[str]) -> bool:
    """Whether "the 2015 NOUN" is of that year: no plan for it, no count, no make of a car."""
    if _NUMBERED.match(text, found.end()):
        return False
    if found["noun"][0].isupper():
        named = found["article"] in (None, "The", "the")
        return named and bool(_EVENT.match(text, found.end(), end))
    return bool(_HAPPENINGS.fullmatch(found["noun"]))
