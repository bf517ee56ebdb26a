"""What a question asks for, by its wording: a date for "when", a name for "who"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..index.words import stems

_WORD = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?!\w)|\w+(?:(?!['’]s\b)[.'’&-]\w+)*|['’]s\b|[^\w\s]")


def word_set(words: str) -> frozenset[str]:
    """Words that stand apart in a text."""
    return frozenset(words.split())


BE = word_set("is are was were")
_AUXILIARIES = BE | word_set(
    "be been being do does did has have had can could will would shall should may might must"
)
PLACED = word_set("in at near from to on into across through around outside toward")
_DANGLING = PLACED | word_set("by of with")
_DETERMINERS = word_set("the a an his her its their about approximately around early mid late")
FUNCTION_WORDS = (
    _AUXILIARIES
    | _DANGLING
    | _DETERMINERS
    | word_set(
        """this that these those some any each all both no not only also as for onto over under up
    within without after before during between among against than then so such and or but nor if
    when while where which who whom whose what why how am having done it he him she they them we
    our us you your i my me there here other more most very too just name one although since
    because despite however many much several once unless until later like instead following
    according therefore thus meanwhile moreover furthermore today yesterday currently nearly
    roughly along out off again even still yet well often usually another 's ’s"""
    )
)
OF_CALENDAR = word_set("date year month century decade")
_ASKS = re.compile(
    r"""(?:\b(?P<preposition>in|at|on|from|by|to|of|with|for|under|after|before|during|since|near
    |until|till)\s+)?
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


class Word(NamedTuple):
    """A word or a mark, and where it stands."""

    start: int
    end: int
    low: str
    stem: str  # "" of a punctuation mark
    cased: bool  # begins with a capital letter


NO_WORD = Word(0, 0, "", "", False)


class Asked(NamedTuple):
    """What a question asks for.

    Attributes:
        kind: "date", "count", "who" and the like: what an answer is.
        nouns: The stems of "how many NOUNS", "which NOUN".
        words: The stems of all words that tell something.
        preposition: "in which", "come from"; "" if none.
        verb: The stem that follows; "" if none.
        copula: Whether it says what something is.
        plural: Whether it may be several.
    """

    kind: str
    nouns: tuple[str, ...]
    words: frozenset[str]
    preposition: str
    verb: str
    copula: bool
    plural: bool


def split_words(text: str) -> list[Word]:
    """The words and marks of a text, in order."""
    return [
        Word(
            *one.span(),
            one[0] if len(one[0]) > 1 and one[0].isupper() else one[0].lower(),  # US is not us
            " ".join(stems(one[0])),
            one[0][0].isupper(),
        )
        for one in _WORD.finditer(text)
    ]


def read_question(question: str) -> Asked | None:
    """What a question asks for; None if it asks why, how, or for yes or no."""
    words = split_words(question)
    found = _ASKS.search(question)
    if found and found["date"]:  # "When it rained, who …"
        later = _ASKS.finditer(question, found.end())
        found = next((one for one in later if question[: one.start()].rstrip()[-1:] == ","), found)
    if not found or found["no"] or words[0].low in _AUXILIARIES:
        return None
    rest = [one for one in words if one.start >= found.end()]
    nouns = _until_function(rest)
    copula = any(one.low in BE for one in rest[: len(nouns) + 1])
    telling = [one for one in words if tells(one)]
    if found["who"] and copula and all(one.cased for one in telling):  # "Who was Ann?"
        return None
    after = rest[len(nouns) :] if found["which"] or found["how"] else rest
    if found["which"] and copula and not nouns:  # "what was the percentage of"
        head = _until_function([one for one in rest[1:] if one.low not in _DETERMINERS])[-1:]
        nouns = [one for one in head if one.low in _KINDS]
    kind = next((_KINDS[one.low] for one in nouns[:2] if one.low in _KINDS), "")
    if found["how"]:
        kind = _HOW.get(found["how"].lower(), "measure")
    elif not found["which"]:
        kind = next(kind for kind in ("date", "who", "where") if found[kind])
    dangling = rest[-2].low if len(rest) > 1 and rest[-2].low in _DANGLING else ""
    return Asked(
        kind or ("which" if nouns else "what"),
        tuple(one.stem for one in nouns),
        frozenset(one.stem for one in telling),
        (found["preposition"] or dangling).lower(),
        next((one.stem for one in after if may_act(one)), ""),
        copula,
        any(one.low[-1] == "s" for one in nouns[:1] + nouns[-1:])
        or any(one.low in ("are", "were") for one in rest[:2]),
    )


def asks_yes_or_no(question: str) -> bool:
    """Whether it asks for yes or no: "Did …?", "In May, was …?"."""
    opening, comma, rest = question.partition(",")
    lead = comma and not _ASKS.search(opening) and split_words(rest)[:1]
    return any(one.low in _AUXILIARIES for one in (*split_words(question)[:1], *(lead or ())))


def tells(word: Word) -> bool:
    """Whether a word says something by itself."""
    return bool(word.stem) and word.low not in FUNCTION_WORDS


def may_act(word: Word) -> bool:
    """Whether a word may be a verb that says something: "hurt" in "have been badly hurt"."""
    return tells(word) and not word.low.endswith("ly")


def _until_function(words: Sequence[Word]) -> list[Word]:
    ends = (at for at, one in enumerate(words) if not tells(one))
    return list(words[: next(ends, len(words))])


def word_before(words: Sequence[Word], at: int) -> Word:
    """The word before one, determiners skipped."""
    while at and words[at - 1].low in _DETERMINERS:
        at -= 1
    return words[at - 1] if at else NO_WORD
