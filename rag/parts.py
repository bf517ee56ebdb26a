"""The parts of a question that asks for several things, each of which may stand elsewhere."""

import re
from typing import NamedTuple

from ..index.article import Span
from ..index.common_words import expected_share

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
    (?:compare|contrast|what\s+(?:is|are|was|were)\s+the\s+differences?\s+between)\s+(.+?)\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN = tuple(rf"\s+(?:{those})\s+" for those in (r"with|versus|vs\.?|against", "and", "to"))
_FEWEST = 4  # telling words: a clause with fewer is no more than an aside
_SMALL = 0.25  # of passages: a word that stands in so many says little, such as "have" or "that"


class Part(NamedTuple):
    """One of the things that a question asks.

    Attributes:
        text: As it stands in the question.
        alone: With what it leans on, so that it can be searched by itself.
    """

    text: str
    alone: str


def parts_of(question: str) -> tuple[Part, ...]:
    """The clauses of a question that are to be found one by one, in order.

    A clause of a few telling words belongs to the one before it, unless it is a question of its own
    ("and when?"). One that leans on another, by a pronoun or for want of words, is searched with
    the first. What stands before a question ("In 1979, what …") is no part.

    Args:
        question: In plain words. One that asks a single thing has no parts.
    """
    compared = _COMPARED.fullmatch(question)
    things = compared[1] if compared else ""
    for between in _BETWEEN:
        two = re.split(between, things, maxsplit=1, flags=re.IGNORECASE)
        if len(two) == 2:
            return _of_two(*two)
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


def _of_two(one: str, other: str) -> tuple[Part, Part]:
    """What is compared, each with what both share: "the talks in Minsk" and "in Berlin"."""
    shared = re.search(rf"^(.*)\b{re.escape(other.split()[0])}\b", one, re.IGNORECASE)
    if not shared and other[0].isupper():  # "the talks in Minsk and Berlin"
        shared = re.search(r"^(.*?)[A-Z]", one)
    rest = re.match(r"(?:[A-Z]\S*\s+)+([a-z].*)", other)  # "what Paris and Moscow said"
    whole = f"{one} {rest[1]}" if rest and re.search(r"[A-Z]\S*$", one) else one
    return Part(one, whole), Part(other, f"{shared[1]}{other}" if shared else other)


def _belong(question: str, before: Span, clause: Span, kind: str | None) -> bool:
    """Whether two clauses, one after the other, are one."""
    if kind == "next":
        return False
    texts = [question[one.start : one.end] for one in (before, clause)]
    led_up = kind == "asked" and not before.start and not _ASKS.match(texts[0])
    return led_up or min(map(_telling, texts)) < _FEWEST


def _alone(clause: str, first: str) -> str:
    nameless = _LEANS_BACK.search(clause) and not _NAME.search(clause)
    return f"{first}, {clause}" if nameless or _telling(clause) < _FEWEST else clause


def _telling(text: str) -> int:
    """How many words say what it is about."""
    return sum(expected_share(word) < _SMALL for word in re.findall(r"\w+", text.lower()))
