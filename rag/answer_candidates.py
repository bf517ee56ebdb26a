"""What in a sentence can be the short answer: its dates, numbers, places, names, and phrases."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ..index.article import Span
from ..index.named_dates import MONTH, WEEKDAY, YEAR, named_dates
from ..index.relative_dates import relative_dates
from .asked import (
    FUNCTION_WORDS,
    NO_WORD,
    OF_CALENDAR,
    PLACED,
    Asked,
    Word,
    word_before,
    word_set,
)

_PARTICLES = word_set("of the de la le du del della der den von van di da dos y al bin ibn &")
_CALENDAR = re.compile(f"{MONTH}|{WEEKDAY}")
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCALE = "(?:hundred|thousand|million|billion|trillion|dozen)"
_SAID = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh"
    "|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
)
_ONE = (
    rf"(?:(?:{_DIGITS}|(?:{_SAID})(?:-(?:{_SAID}))?)(?:\s+{_SCALE}){{0,2}}|{_SCALE}s?|twice|none)"
)
_TO = r"(?:\s?[-–—]\s?|\s+(?:to|or)\s+)"
_NUMBER = rf"(?<![\w.,$€£-]){_ONE}(?:{_TO}{_ONE})?(?![\w%]|[.,]\d)"
_TIME = "(?:second|minute|hour|day|week|month|year|decade|century|centurie)s?"
_UNIT = (
    r"(?:[kcm]m|m|(?:kilo|centi|milli)?met(?:re|er)s?|ft|feet|foot|inch(?:es)?|mi(?:les?)?|yards?"
    r"|[km]?g|(?:kilo)?grams?|pounds?|lbs?|tons?|tonnes?|lit(?:re|er)s?|gallons?|barrels?|acres?"
    r"|hectares?|ha|degrees?(?:\s+(?:Celsius|Fahrenheit))?|°[CF]|knots|mph|km/h|[MGk]W|dollars"
    r"|euros|pesos|yen|r(?:o)?ubles|francs|rupees|yuan)"
)
_PER_CENT = rf"(?<![\w.,$€£]){_ONE}(?:(?:\s?%)?{_TO}{_ONE})?(?:\s?%|\s+per\s?cent\b)"
QUANTITIES = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        "count": _NUMBER,
        "age": rf"{_NUMBER}(?:\s+years\s+old)?",
        "measure": rf"{_NUMBER}(?:\s?|-){_UNIT}(?!\w)",
        "percent": _PER_CENT,
        "amount": rf"(?:US|A|C|NZ)?[$€£¥]\s?{_ONE}(?!\w|[.,]\d)|{_PER_CENT}"
        rf"|{_NUMBER}(?:\s?|-){_UNIT}(?!\w)",
        "duration": rf"(?:(?:less|more)\s+than\s+)?(?:{_NUMBER}|\ban?|half\s+an?)[\s-]{_TIME}\b",
    }.items()
}
_PERIOD = re.compile(
    r"""\b(?:(?:early|mid|late)[\s-]+)?(?:\d{3}0s\b|(?:(?:\d{1,2}(?:st|nd|rd|th)|first|second
    |third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|thirteen|fourteen|fifteen|sixteen
    |seventeen|eighteen|nineteen|twentie)th|twenty-first)(?:,|\s+and|\s+to)?\s+){1,2}
    centur(?:y|ies)(?:\s+(?:AD|BCE?|CE)\b)?)""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE_YEAR = re.compile(
    rf"(?<![\w$€£.,#-]){YEAR}(?!\w|[.,]\d)(?=\s*(?:[,;.)\]–-]|$)"
    r"|\s+(?:and|to|by|in|on|at|with|as|the|a|when|after|for|under|until)\b)"
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|since|until|by|for|from|to|last|next|this)\s+$", re.IGNORECASE
)
_PART_OF_DATE = {"year": re.compile(YEAR), "month": re.compile(MONTH)}
_PERIOD_NAMED = {"century": re.compile("centur", re.IGNORECASE), "decade": re.compile(r"s\b")}
_ANY_DAY = date(2000, 1, 5)
_RANGE = re.compile(r"\s*[-–—]\s*|\s+(?:to|until|till|through)\s+")
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+)(?:the\s+)?")
_ADVERB = re.compile(r"(?:al|ar|ed|ent|ant|ing|ive|ous|se|te)ly$")
_BEFORE_DOT = re.compile(r"(?:\w\.)*\w|mrs?|ms|dr|st|gen|jr")
_QUOTED = re.compile(r"(?<=[\"“])\w[^\"“”]{0,80}(?=[\"”])")
_SIDE = "(?:(?:north|south|east|west)(?:ern)?|central|upper|lower)"
_DIRECTION = re.compile(rf"\b{_SIDE}(?:-?{_SIDE})?\s+$", re.IGNORECASE)


def candidates(asked: Asked, text: str, words: Sequence[Word]) -> Iterator[Span]:
    """What in a text of these words is of the kind that is asked for; some of it more than once."""
    found: Iterator[Span]
    dates = _dates(text)
    if asked.kind in OF_CALENDAR:
        yield from _of_calendar(asked.kind, text, dates)
        return
    if asked.kind == "duration":
        yield from (one for one in dates if _RANGE.search(text, *one))
        dates = []
    if asked.kind in QUANTITIES:
        found = (Span(*one.span()) for one in QUANTITIES[asked.kind].finditer(text))
    elif asked.kind == "where":
        found = _places(text, words)
    else:
        found = _phrases(asked, text, words)
    starts = [one.start for one in dates]
    for one in found:  # what touches no date
        at = bisect_left(starts, one.end) - 1
        if at < 0 or dates[at].end <= one.start:
            yield one


def _dates(text: str) -> list[Span]:
    """What tells of time, from-to as one."""
    found = [
        Span(one.start, one.end)
        for one in named_dates(text, 0, len(text))
        if any(map(str.isdigit, text[one.start : one.end]))  # May and April are words and names
        or _BEFORE_MONTH.search(text, max(0, one.start - 9), one.start)
    ]
    found += [Span(one.start, one.end) for one in relative_dates(text, 0, len(text), _ANY_DAY)]
    found += [Span(*one.span()) for way in (_PERIOD, _BARE_YEAR) for one in way.finditer(text)]
    done: list[Span] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        gap = text[done[-1].end : one.start] if done else ""
        both = gap.strip() == "and" and text.startswith(("between", "Between"), done[-1].start)
        between = _BETWEEN.search(text, max(0, one.start - 9), one.start)
        if both or (gap and _RANGE.fullmatch(gap)):
            done[-1] = Span(done[-1].start, one.end)
        elif not done or one.start >= done[-1].end:
            done.append(Span(between.start() if between else one.start, one.end))
    return done


def _of_calendar(kind: str, text: str, dates: Iterable[Span]) -> Iterator[Span]:
    for one in dates:
        if kind in _PART_OF_DATE:
            yield from (Span(*part.span()) for part in _PART_OF_DATE[kind].finditer(text, *one))
        elif kind == "date" or _PERIOD_NAMED[kind].search(text, *one):
            yield one


def _places(text: str, words: Sequence[Word]) -> Iterator[Span]:
    for name in _names(words):
        side = _DIRECTION.search(text, max(0, name.start - 30), name.start)
        yield Span(side.start() if side else name.start, name.end)
    for i, j in _runs(words):
        if word_before(words, i).low in PLACED:
            yield Span(words[i].start, words[j - 1].end)


def _phrases(asked: Asked, text: str, words: Sequence[Word]) -> Iterator[Span]:
    found = [Span(*one.span()) for one in _QUOTED.finditer(text) if not one[0][-1].isspace()]
    found += _names(words)
    for i, j in _runs(words, asked.words) if asked.kind != "who" else ():
        if not any(one.cased or one.low.isdigit() for one in words[i:j]):
            found.append(Span(words[i].start, words[j - 1].end))
    if asked.plural:  # a list is one answer
        found.sort()
        for k in range(len(found) - 1, 0, -1):
            if _LISTED.fullmatch(text, found[k - 1].end, found[k].start):
                found[k - 1] = Span(found[k - 1].start, found.pop(k).end)
    yield from found


def _names(words: Sequence[Word]) -> Iterator[Span]:
    """Words with a capital letter, with the particles and dots between and a number behind."""
    first = last = -1
    for at, one in enumerate(words):
        initial = len(one.low) == 1 and at + 1 < len(words) and words[at + 1].low == "."
        plain = one.low in FUNCTION_WORDS or (at == 0 and _ADVERB.search(one.low))
        named = one.cased and (initial or not plain) and not _CALENDAR.match(one.low.title())
        if 0 <= last == at - 1 and one.low.isdigit() and len(one.low) < 4:  # Article 7
            last = at
        elif named:
            if first >= 0 and not all(_links(words, between) for between in range(last + 1, at)):
                yield Span(words[first].start, words[last].end)
                first = -1
            first, last = first if first >= 0 else at, at
    if first >= 0:
        yield Span(words[first].start, words[last].end)


def _links(words: Sequence[Word], at: int) -> bool:
    dot = words[at].low == "." and _BEFORE_DOT.fullmatch(words[at - 1].low)
    return bool(dot) or words[at].low in _PARTICLES


def _runs(
    words: Sequence[Word], outside: frozenset[str] = frozenset()
) -> Iterator[tuple[int, int]]:
    """Neighbouring words, up to a function word, an adverb, a past tense or what is outside."""
    begun = 0
    for at, one in enumerate((*words, NO_WORD)):
        inflected = not one.cased and one.low.endswith(("ed", "ly")) and len(one.low) > 4
        if not one.stem or one.low in FUNCTION_WORDS or inflected or one.stem in outside:
            if at > begun:
                yield begun, at
            begun = at + 1
