"""Where in a quoted sentence the short answer stands: a date for "when", a name for "who"."""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ..index.article import Span
from ..index.named_dates import MONTH, WEEKDAY, YEAR, named_dates
from ..index.relative_dates import relative_dates
from ..index.words import stems

_LONGEST = 4_000  # characters: no sentence is longer
_SURE = 0.5
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "date": -1.61,
        "number": -1.69,
        "place": -1.32,
        "what": -2.62,
        "where": -2.4,
        "which": -2.53,
        "who": -2.41,
        "near_left": 3.37,
        "near_right": 2.16,
        "repeats": -1.16,
        "after_shared": 0.63,
        "before_verb": 1.02,
        "after_by": 0.28,
        "after_preposition": 1.33,
        "after_called": 1.21,
        "beside_copula": 0.37,
        "beside_comma": 0.53,
        "in_list": -0.65,
        "in_quotes": 1.53,
        "first": 0.77,
        "before_noun": 0.67,
        "holds_noun": 1.03,
        "goes_on": -1.23,
        "some_words": 0.44,
        "lower_case": -1.3,
        "only": 1.42,
    }
)
"""How much each thing that speaks for a candidate counts, in a softmax over the candidates of a
sentence and "none of them", whose score is 0. Fitted by `dateline.eval.short_answers` on the dev
split of SQuAD, the unanswerable questions with a weight of .3."""

_WORD = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?!\w)|\w+(?:(?!['’]s\b)[.'’&-]\w+)*|['’]s\b|[^\w\s]")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BE = _set("is are was were")
_AUXILIARIES = _BE | _set(
    "be been being do does did has have had can could will would shall should may might must"
)
_PLACED = _set("in at near from to on into across through around outside toward")
_DANGLING = _PLACED | _set("by of with")
_DETERMINERS = _set("the a an his her its their about approximately around early mid late")
_FUNCTION = (
    _AUXILIARIES
    | _DANGLING
    | _DETERMINERS
    | _set(
        """this that these those some any each all both no not only also as for onto over under up
    within without after before during between among against than then so such and or but nor if
    when while where which who whom whose what why how am having done it he him she they them we
    our us you your i my me there here other more most very too just name one although since
    because despite however many much several once unless until later like instead following
    according therefore thus meanwhile moreover furthermore today yesterday currently nearly
    roughly along out off again even still yet well often usually another 's ’s"""
    )
)
_PARTICLES = _set("of the de la le du del della der den von van di da dos y al bin ibn &")
_CALLED = _set("called named titled termed dubbed as")
_QUOTES = frozenset('"“”')
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
_QUANTITIES = {
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
_DANGLING = _PLACED | {"by", "of", "with"}
_CALLED = frozenset(("called", "named", "titled", "termed", "dubbed", "as"))
_ADVERB = re.compile(r"(?:al|ar|ed|ent|ant|ing|ive|ous|se|te)ly$")
_BEFORE_DOT = re.compile(r"(?:\w\.)*\w|mrs?|ms|dr|st|gen|jr")
_OF_CALENDAR = _set("date year month century decade")
_A_WORD, _AT_COMMA = 0.85, 0.6  # what is left of nearness past it
_QUOTED = re.compile(r"(?<=[\"“])\w[^\"“”]{0,80}(?=[\"”])")
_SIDE = "(?:(?:north|south|east|west)(?:ern)?|central|upper|lower)"
_DIRECTION = re.compile(rf"\b{_SIDE}(?:-?{_SIDE})?\s+$", re.IGNORECASE)

_ASKS = re.compile(
    r"""(?:\b(?P<preposition>in|at|on|from|by|to|of|with|for|under|after|before|during|since|near)\s+)?
    \b(?:(?P<date>when)|(?P<who>who|whom|whose)|(?P<where>where)|(?P<which>what|which)
    |how\s+(?P<how>many|much|long|old|far|tall|high|big|large|wide|deep|heavy|fast)
    |(?P<no>why|how))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_HOW = {"many": "count", "much": "amount", "long": "duration", "old": "age"}
_KINDS = {
    noun: kind
    for kind, nouns in {
        "date": "date day era period",
        "year": "year years",
        "month": "month",
        "century": "century",
        "decade": "decade",
        "percent": "percentage percent proportion share",
        "count": "population number",
        "age": "age",
        "measure": "temperature speed distance height length weight depth",
        "place": "country countries city cities town river region area continent island province "
        "village district capital location county",
    }.items()
    for noun in nouns.split()
}


class _Word(NamedTuple):
    start: int
    end: int
    low: str
    stem: str  # "" of a punctuation mark
    cased: bool  # begins with a capital letter


_NONE = _Word(0, 0, "", "", False)


class _Asked(NamedTuple):
    """What a question asks for."""

    kind: str
    nouns: tuple[str, ...]  # stems of "how many NOUNS", "which NOUN"
    words: frozenset[str]  # stems of all words that tell something
    preposition: str  # "in which", "come from"
    verb: str  # the stem that follows
    copula: bool
    plural: bool


def short_answer(question: str, sentence: str) -> Span | None:
    """Where in the sentence the short answer stands; None where it is not sure.

    The kind of answer is read from the question's wording; what is of that kind in the sentence (a
    date, a number, a name, a few words) is weighed by what stands around it. Nothing here knows
    what words mean: where the sentence does not answer the question, an answer may be marked that
    only looks like one.

    Args:
        question: As a user asks it.
        sentence: One sentence that is held to answer it.

    Returns:
        A stretch of the sentence, in code points, with no white space at its ends and at least
        one word that is not in the question.
    """
    found = weighed(question, sentence)
    if not found:
        return None
    odds = [math.exp(sum(WEIGHTS[name] * value for name, value in why.items())) for _, why in found]
    best = max(range(len(found)), key=odds.__getitem__)
    return found[best][0] if odds[best] / (1 + sum(odds)) >= _SURE else None


def weighed(question: str, sentence: str) -> list[tuple[Span, dict[str, float]]]:
    """The candidates for a short answer, in order, each with what speaks for it: see `WEIGHTS`."""
    asked = _read(question) if max(len(question), len(sentence)) <= _LONGEST else None
    if asked is None:
        return []
    words = _words(sentence)
    known = set(stems(question))
    near = _nearness(asked, words)
    found = []
    for start, end in sorted(set(_candidates(asked, sentence, words))):
        i = bisect_right(words, start, key=lambda one: one.end)
        j = bisect_left(words, end, key=lambda one: one.start)
        if set(stems(sentence[start:end])) - known:
            found.append((Span(start, end), _for_it(asked, words, near, i, j)))
    for _, why in found:
        why["only"] = 1 / len(found)
    return found


def _words(text: str) -> list[_Word]:
    return [
        _Word(
            *one.span(),
            one[0] if len(one[0]) > 1 and one[0].isupper() else one[0].lower(),  # US is not us
            " ".join(stems(one[0])),
            one[0][0].isupper(),
        )
        for one in _WORD.finditer(text)
    ]


def _read(question: str) -> _Asked | None:
    words = _words(question)
    found = _ASKS.search(question)
    if found and found["date"]:  # "When it rained, who …"
        later = _ASKS.finditer(question, found.end())
        found = next((one for one in later if question[: one.start()].rstrip()[-1:] == ","), found)
    if not found or found["no"] or words[0].low in _AUXILIARIES:
        return None
    rest = [one for one in words if one.start >= found.end()]
    nouns = _until_function(rest)
    copula = any(one.low in _BE for one in rest[: len(nouns) + 1])
    telling = [one for one in words if _tells(one)]
    if found["who"] and copula and all(one.cased for one in telling):  # "Who was Ann?"
        return None
    after = rest[len(nouns) :] if found["which"] else rest
    if found["which"] and copula and not nouns:  # "what was the percentage of"
        head = _until_function([one for one in rest[1:] if one.low not in _DETERMINERS])[-1:]
        nouns = [one for one in head if one.low in _KINDS]
    kind = next((_KINDS[one.low] for one in nouns[:2] if one.low in _KINDS), "")
    if found["how"]:
        kind = _HOW.get(found["how"].lower(), "measure")
    elif not found["which"]:
        kind = next(kind for kind in ("date", "who", "where") if found[kind])
    dangling = rest[-2].low if len(rest) > 1 and rest[-2].low in _DANGLING else ""
    return _Asked(
        kind or ("which" if nouns else "what"),
        tuple(one.stem for one in nouns),
        frozenset(one.stem for one in telling),
        (found["preposition"] or dangling).lower(),
        next((one.stem for one in after if _tells(one)), ""),
        copula,
        any(one.low[-1] == "s" for one in nouns[:1] + nouns[-1:])
        or any(one.low in ("are", "were") for one in rest[:2]),
    )


def _tells(word: _Word) -> bool:
    return bool(word.stem) and word.low not in _FUNCTION


def _until_function(words: Sequence[_Word]) -> list[_Word]:
    ends = (at for at, one in enumerate(words) if not _tells(one))
    return list(words[: next(ends, len(words))])


def _candidates(asked: _Asked, text: str, words: Sequence[_Word]) -> Iterator[Span]:
    found: Iterator[Span]
    dates = _dates(text)
    if asked.kind in _OF_CALENDAR:
        yield from _of_calendar(asked.kind, text, dates)
        return
    if asked.kind == "duration":
        yield from (one for one in dates if _RANGE.search(text, *one))
        dates = []
    if asked.kind in _QUANTITIES:
        found = (Span(*one.span()) for one in _QUANTITIES[asked.kind].finditer(text))
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


def _places(text: str, words: Sequence[_Word]) -> Iterator[Span]:
    for name in _names(words):
        side = _DIRECTION.search(text, max(0, name.start - 30), name.start)
        yield Span(side.start() if side else name.start, name.end)
    for i, j in _runs(words):
        if _before(words, i).low in _PLACED:
            yield Span(words[i].start, words[j - 1].end)


def _phrases(asked: _Asked, text: str, words: Sequence[_Word]) -> Iterator[Span]:
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


def _names(words: Sequence[_Word]) -> Iterator[Span]:
    """Words with a capital letter, with the particles and dots between and a number behind."""
    first = last = -1
    for at, one in enumerate(words):
        initial = len(one.low) == 1 and at + 1 < len(words) and words[at + 1].low == "."
        plain = one.low in _FUNCTION or (at == 0 and _ADVERB.search(one.low))
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


def _links(words: Sequence[_Word], at: int) -> bool:
    dot = words[at].low == "." and _BEFORE_DOT.fullmatch(words[at - 1].low)
    return bool(dot) or words[at].low in _PARTICLES


def _runs(
    words: Sequence[_Word], outside: frozenset[str] = frozenset()
) -> Iterator[tuple[int, int]]:
    """Neighbouring words, up to a function word, an adverb, a past tense or what is outside."""
    begun = 0
    for at, one in enumerate((*words, _NONE)):
        inflected = not one.cased and one.low.endswith(("ed", "ly")) and len(one.low) > 4
        if not one.stem or one.low in _FUNCTION or inflected or one.stem in outside:
            if at > begun:
                yield begun, at
            begun = at + 1


def _nearness(asked: _Asked, words: Sequence[_Word]) -> tuple[list[float], list[float]]:
    """How near the question's words are, to the left and to the right of each word's end.

    Each of them counts the same, over all the places where it stands; a word on the way takes a
    little of it and a comma more.
    """
    counts = Counter(one.stem for one in words)
    sides = []
    for order in (words, words[::-1]):
        near = [0.0]
        for one in order:
            share = 1 / counts[one.stem] / len(asked.words) if one.stem in asked.words else 0.0
            near.append((near[-1] + share) * (_AT_COMMA if one.low in ",;:()" else _A_WORD))
        sides.append(near)
    return sides[0], sides[1][::-1]


def _for_it(
    asked: _Asked, words: Sequence[_Word], near: tuple[list[float], list[float]], i: int, j: int
) -> dict[str, float]:
    """What speaks for `words[i:j]`."""
    own, before = words[i:j], _before(words, i)
    left, right = words[i - 1] if i else _NONE, words[j] if j < len(words) else _NONE
    told = next((one for one in words[j : j + 3] if one.low not in _FUNCTION), _NONE)
    back = words[max(0, i - 4) : i][::-1]
    held = next((one for one in back if one.low not in _FUNCTION), _NONE)
    noun = next((at for at, one in enumerate(words[j : j + 5], 1) if one.stem in asked.nouns), 0)
    group = "date" if asked.kind in _OF_CALENDAR else asked.kind
    facts = {
        "number" if group in _QUANTITIES else group: 1.0,
        "near_left": near[0][i],
        "near_right": near[1][j],
        "repeats": sum(one.stem in asked.words for one in own) / len(own),
        "after_shared": held.stem in asked.words,
        "before_verb": told.stem == asked.verb != "",
        "after_by": before.low == "by",
        "after_preposition": before.low == asked.preposition != "",
        "after_called": before.low in _CALLED,
        "beside_copula": asked.copula and not _BE.isdisjoint((before.low, right.low)),
        "beside_comma": "," in (left.low, right.low),
        "in_list": not {"and", "or"}.isdisjoint((before.low, left.low, right.low)),
        "in_quotes": left.low in _QUOTES and right.low in _QUOTES,
        "first": before is _NONE,
        "before_noun": 1 / noun if noun else 0.0,
        "holds_noun": any(one.stem in asked.nouns for one in own),
        "goes_on": group in ("which", "what")
        and (right.low in ("'s", "’s") or (_goes_on(right) and right.stem not in asked.words)),
        "some_words": len(own) > 1,
        "lower_case": not any(one.cased or one.low[0].isdigit() for one in own),
    }
    return {name: float(value) for name, value in facts.items() if value}


def _goes_on(word: _Word) -> bool:
    return _tells(word) and not word.cased and not word.low.endswith("ed")


def _before(words: Sequence[_Word], at: int) -> _Word:
    """The word before one, determiners skipped."""
    while at and words[at - 1].low in _DETERMINERS:
        at -= 1
    return words[at - 1] if at else _NONE
