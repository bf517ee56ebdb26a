"""The parts of a question that asks for several things, each of which may stand elsewhere."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..index.article import Span
from ..index.common_words import expected_share
from ..index.words import stems
from .time_asked import time_asked

_VERB = (
    r"(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|shall|should|may|might|must)"
)
_ASKING = r"(?:who|whom|whose|which|what|when|where|why|how)"
_THEN = r"(?:(?:also|then|later|now|subsequently|simultaneously)\s+)?"
# Where another question begins, however short.
_NEXT = rf"[?;]\s+(?=\w)|,?\s+(?:and|or|but)\s+(?={_ASKING}\b)"
# Where another clause may begin. Commas alone do not tell: they stand in lists, too.
_CLAUSE = rf"""
      ,?\s+(?:while|whereas|whilst)\s+
    | ,\s+(?:and|or|but)\s+
    | \s+(?:and|or|but)\s+(?={_THEN}(?:{_VERB}|the|that|as|in|by|according)\b)
    | ,\s+(?=(?:after|before|with|but|as)\b)
"""
# Where one may begin unless what came before only led up to it: "In May, did …".
_ASKED = rf",\s+(?=(?:{_ASKING}|{_VERB})\b)"
_CUT = re.compile(rf"(?P<next>{_NEXT})|(?P<asked>{_ASKED})|{_CLAUSE}", re.IGNORECASE | re.VERBOSE)
_ASKS = re.compile(rf"\W*(?:{_ASKING}|{_VERB})\b", re.IGNORECASE)
_LEANS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|there|then)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<!^)\b[A-Z]\w")
_COMPARED = re.compile(
    r"""\W*(?:(?:please|can\s+you|could\s+you)\s+)?
    (?:compare(?:\s+and\s+contrast)?|contrast
      |what(?:['’]s|\s+(?:is|are|was|were))\s+the\s+differences?\s+between)\s+(.+?)\W*""",
    re.IGNORECASE | re.VERBOSE,
)
# The last "to", and none of a verb: "compare efforts to exchange prisoners".
_TO = r"\s+to\s+(?=(?:the|an?|that|those|his|her|its|their)\b|(?-i:[A-Z\d]))(?!.*\sto\s+the\b)"
_AND = r",?\s+and\s+"
_BETWEEN = (r"\s+(?:with|versus|vs\.?|against)\s+", _AND, _TO)
_LISTED = re.compile(  # "Minsk, Berlin", and not "July 1, 2025"
    r"(?<![a-z]\s\d)(?<![a-z]\s\d\d),\s+(?=(?:in\s+|of\s+|at\s+)?[A-Z\d])"
)
_OF = r"\s+(?:in|at|of|on|with|between|from|by)\s"
_HEAD = re.compile(rf"\S.*?(?={_OF}+(?:the\s+)?[A-Z\d])")
_INSTEAD = re.compile(rf"^(?:the\s+ones?|that|those)(?={_OF})")
_FEWEST = 4  # telling words: a clause with fewer is no more than an aside
_SMALL = 0.25  # of passages: a word that stands in so many says little, such as "have" or "that"


class Part(NamedTuple):
    """One of the things that a question asks.

    Attributes:
        text: As it stands in the question.
        alone: With what it leans on, so that it can be searched by itself.
        other: Of things that are compared, the other ones alone; else "".
    """

    text: str
    alone: str
    other: str = ""

    def may_be_told_by(self, text: str) -> bool:
        """Whether a text may be about it: of things that are compared it names what is its own.

        Days are seldom named and do not count.
        """
        mine, others = (_telling(time_asked(one).what) for one in (self.alone, self.other))
        own = {*mine} - {*others} if self.other else set()
        return not own or not own.isdisjoint(stems(text))


def parts_of(question: str) -> tuple[Part, ...]:
    """The clauses of a question that are to be found one by one, in order.

    A clause of a few telling words belongs to the one before it, unless it is a question of its own
    ("and when?"). One that leans on another, by a pronoun or for want of words, is searched with
    the first. What stands before a question ("In 1979, what …") is no part.

    Args:
        question: In plain words. One that asks a single thing has no parts.
    """
    compared = _COMPARED.fullmatch(" ".join(question.split()))
    things = compared[1] if compared else ""
    for between in _BETWEEN:
        one, *other = re.split(between, things, maxsplit=1, flags=re.IGNORECASE)
        listed = _LISTED.split(one) if between == _AND else [one]
        if other and all(re.search(r"\w", thing) for thing in (*listed, *other)):
            return _compared([*listed, *other])
    clauses: list[Span] = []
    start, kind = 0, None
    for cut in [*_CUT.finditer(question), None]:
        clause = Span(start, cut.start() if cut else len(question))
        if clauses and _belong(question, clauses[-1], clause, kind):
            clause = Span(clauses.pop().start, clause.end)
        clauses.append(clause)
        if cut:
            start, kind = cut.end(), cut.lastgroup
    if len(clauses) < 2:
        return ()
    first, *others = (question[one.start : one.end].strip(" ,;?") for one in clauses)
    return (Part(first, first), *(Part(one, _alone(one, first)) for one in others))


def _compared(things: Sequence[str]) -> tuple[Part, ...]:
    """What is compared, each with what all share: "the talks in Minsk", "in Berlin"."""
    first, last = things[0], things[-1]
    alone = [_asked(_ending(_beginning(thing, first), last)) for thing in things]
    return tuple(
        Part(thing, own, " ".join(other for other in alone if other is not own))
        for thing, own in zip(things, alone, strict=True)
    )


def _beginning(thing: str, first: str) -> str:
    """A thing with what only the first one says: "in Berlin" after "the talks in Minsk"."""
    if thing is first:
        return thing
    if (instead := _INSTEAD.match(thing)) and (named := _HEAD.match(first)):  # "those in Berlin"
        return f"{named[0]}{thing[instead.end() :]}"
    begins = (" ".join(thing.split()[:many]) for many in (2, 1))  # "the talks", or else "the"
    found = (re.search(rf"^(.*)\b{re.escape(few)}\b", first, re.IGNORECASE) for few in begins)
    shared = next(filter(None, found), None)
    if not shared and not thing[0].islower():  # "the talks in Minsk and Berlin", "of 2016 and 2019"
        shared = re.search(r"^(.*?)\b[A-Z\d]", first)
    return f"{shared[1]}{thing}" if shared else thing


def _ending(thing: str, last: str) -> str:
    """A thing with what only the last one says: "what Paris" before "what the Kremlin said"."""
    end = thing.split()[-1]
    rest = None
    if not end[0].islower():
        rest = re.match(r"(?:(?:the|an?)\s+)?(?:[A-Z]\S*\s+)+([a-z].*)", last)
    elif _ASKS.match(thing):  # "how long the Minsk talks and the Rome talks took"
        rest = re.search(rf"\b{re.escape(end)}\s+(.+)", last)
    elif thing == end:  # "local and national elections"
        rest = re.match(r"[a-z]\S*\s+((?!(?:in|at|of|on|with|between|from|by)\b).+)", last)
    return f"{thing} {rest[1]}" if rest else thing


def _asked(thing: str) -> str:
    """A thing as a question, which is what sentences are scored for."""
    return thing if _ASKS.match(thing) else f"What about {thing}?"


def _belong(question: str, before: Span, clause: Span, kind: str | None) -> bool:
    """Whether two clauses, one after the other, are one."""
    if kind == "next":
        return False
    texts = [question[one.start : one.end] for one in (before, clause)]
    led_up = kind == "asked" and not before.start and not _ASKS.match(texts[0])
    return led_up or min(len(_telling(text)) for text in texts) < _FEWEST


def _alone(clause: str, first: str) -> str:
    nameless = _LEANS_BACK.search(clause) and not _NAME.search(clause)
    return f"{first}, {clause}" if nameless or len(_telling(clause)) < _FEWEST else clause


def _telling(text: str) -> list[str]:
    """The stems of the words that say what it is about."""
    words = re.findall(r"\w+", text.lower())
    return [stem for word in words if expected_share(word) < _SMALL for stem in stems(word)]
