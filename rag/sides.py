"""Where sources differ: what each side says, and what a newer article has brought up to date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from ..index.said_dates import SaidDate, said_dates
from ..index.words import stems
from .altered import altered
from .asked import asks_yes_or_no, read_question, split_words, tells
from .evidence import Evidence
from .opposites import opposed
from .values import Value, differ, folded, values

MOST_SIDES = 5
# Chosen on the dev splits for few false sides: of 120 questions of SQuAD, whose sources agree, one
# is given some; five where what is said of the question did not count for dates and numbers.
_CLOSE = 4.0  # below the best score; what answers less well answers something else
_SHOWN = 1.0  # below it; what is not said in the answer leads no side of it
_SURE = 0.3  # of a date or a number
_SURE_OF_NAME = 0.2  # a sentence has more of them
_SAID, _AS_MUCH_SAID = 0.6, 0.8  # coverage of the question, and its share of the other sentence's
_PARALLEL = 0.6  # share of their words that two sentences have in common if one changed the other

_YEAR = re.compile(r"\d{4}")
_OF_EACH = re.compile(r"\b(?:each|apiece|per|every|respectively)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """A sentence, and what it says that the others do not: a date, a number, a name, a denial.

    Attributes:
        evidence: The sentence.
        value: As it stands there; or the name of the party whose words it gives.
    """

    evidence: Evidence
    value: str


class Differing(NamedTuple):
    """What sources say that do not say the same.

    Attributes:
        leading: One for each side; alone where it supersedes others; none where nothing differs.
        superseded: What older articles said, the newest first.
    """

    leading: tuple[Voice, ...] = ()
    superseded: tuple[Voice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sentence with what in it can be the answer, the likeliest first."""

    evidence: Evidence
    values: tuple[Value, ...]
    named: bool  # who is asked for, not a date or a number

    @property
    def published(self) -> date:
        published = self.evidence.article.published
        return published.first if published else date.min

    def revises(self, other: "_Heard") -> bool:
        """Whether it is of a newer revision of the other's article."""
        return other.evidence.revised_by == self.evidence.article.id

    def follows(self, other: "_Heard") -> bool:
        """Whether it is newer, as far as that is known."""
        if self.revises(other):
            return True
        mine, others = self.evidence.article.published, other.evidence.article.published
        return bool(mine and others and mine.first > others.last)


def differing(question: str, evidence: Sequence[Evidence]) -> Differing:
    """Where sources give different answers, as far as two sentences prove it.

    Each article is heard once, by the best sentence that speaks of what the question names and
    gives an answer. Two sentences differ where each gives a date, a number or a person that nothing
    in the other can mean, where one is the other with something else put in its place, or where one
    denies what the other says. At one time, or where the time is not known, they
    are sides, unless they are of one publisher: it has changed its mind within the day. At
    different times the newer one supersedes, and so does a revision; but two dates may be of what
    happened twice.

    Args:
        question: What they answer; in a date, a number or a name, or by yes or no.
        evidence: Best first; not empty.
    """
    heard = _heard(question, evidence)
    shown = (one for one in heard if one.evidence.score >= evidence[0].score - _SHOWN)
    led = (_led_by(one, heard, evidence) for one in shown)
    return next((one for one in led if one.leading), Differing())


def _led_by(lead: _Heard, heard: Sequence[_Heard], evidence: Sequence[Evidence]) -> Differing:
    """What differs from one that is heard, or from the newest that contradicts it."""
    newer = [one for one in heard if one.follows(lead) and _contradiction(one, lead)]
    first = max(newer, key=lambda one: one.published, default=lead)
    own = None

    def publishers(one: _Heard) -> set[str]:
        """Of all articles that say the sentence: one that names no publisher may be a copy."""
        alike = [other.article for other in evidence if other.text == one.evidence.text]
        return {article.publisher for article in alike if article.publisher}

    sides, leading, before = [first], list[Voice](), list[tuple[date, Voice]]()
    for one in heard:
        told = [pair for side in sides if (pair := _contradiction(one, side))]
        if one is first or len(told) < len(sides):
            continue
        mine, theirs = told[0]
        voice = Voice(one.evidence, mine.text)
        if first.follows(one):
            before.append((one.published, voice))
        elif len(sides) < MOST_SIDES and publishers(one).isdisjoint(publishers(first)):
            sides.append(one)
            leading.append(voice)
        else:
            continue
        own = own or Voice(first.evidence, theirs.text)
    before.sort(key=lambda one: one[0], reverse=True)
    return Differing((own, *leading) if own else (), tuple(voice for _, voice in before))


def _heard(question: str, evidence: Sequence[Evidence]) -> list[_Heard]:
    asked, yes_or_no = read_question(question), asks_yes_or_no(question)
    names = _names(question)
    heard: dict[str, _Heard] = {}
    for one in evidence:
        if not (asked or yes_or_no) or one.score < evidence[0].score - _CLOSE:
            break
        article = one.article
        speaks = f"{article.title} {article.published or ''} {article.text}"
        if article.id not in heard and names <= set(stems(speaks)):
            found = values(question, one.text, article.published)
            if found or yes_or_no:
                who = asked is not None and asked.kind == "who"
                heard[article.id] = _Heard(one, tuple(found), who)
    return list(heard.values())


def _names(question: str) -> set[str]:
    """The stems of the names and numbers that a question holds; of its dates the year alone."""
    dates = said_dates(question, 0, len(question), None)
    words = split_words(question)
    return {
        stem
        for one in words
        if tells(one) and (one.low[0].isdigit() or (one.cased and one is not words[0]))
        if _YEAR.fullmatch(one.low) or not any(at.start <= one.start < at.end for at in dates)
        for stem in stems(question[one.start : one.end])
    }


def _contradiction(one: _Heard, other: _Heard) -> tuple[Value, Value] | None:
    """The values by which two sentences cannot both be right; None if they can."""
    if opposite := opposed(one.evidence.text, other.evidence.text):
        said, denied = (Value(words, 1.0) for words in opposite)
        return None if _of_other_days(one, other, said) else (said, denied)
    if not any(value.ranges for value in (*one.values, *other.values)):
        words = _altered(one, other)
        if words or not one.named:
            return words
    mine, theirs = _alone(one, other), _alone(other, one)
    if not (mine and theirs) or _of_other_days(one, other, mine):
        return None
    if bool(_OF_EACH.search(one.evidence.text)) != bool(_OF_EACH.search(other.evidence.text)):
        return None  # 35 each are 70 together
    if _mentions(one, theirs) or _mentions(other, mine):
        return None
    if not _parallel(one, other):
        if not (_is_sure(one, mine, other) and _is_sure(other, theirs, one)):
            return None
        if mine.unit == "day" and _at_other_times(one, other):
            return None
    return mine, theirs


def _at_other_times(one: _Heard, other: _Heard) -> bool:
    """Whether they may both have been true; a revision puts right what was never true."""
    if one.revises(other) or other.revises(one):
        return False
    return one.follows(other) or other.follows(one)


def _altered(one: _Heard, other: _Heard) -> tuple[Value, Value] | None:
    """The words in which one sentence is the other altered; not what was true at another time."""
    if _at_other_times(one, other):
        return None
    words = altered(one.evidence.text, other.evidence.text)
    if not words:
        return None
    mine, theirs = (Value(text, 1.0, words=folded(text)) for text in words)
    return (mine, theirs) if differ(mine, theirs) else None


def _alone(one: _Heard, other: _Heard) -> Value | None:
    """The likeliest value in a sentence that nothing in the other one can mean."""
    return next(
        (mine for mine in one.values if all(differ(mine, theirs) for theirs in other.values)), None
    )


def _mentions(one: _Heard, name: Value) -> bool:
    """Whether the article speaks of a name as well: the sentence may then be of something else."""
    return not name.ranges and name.words <= folded(one.evidence.article.text)


def _parallel(one: _Heard, other: _Heard) -> bool:
    """Whether one sentence is the other with something changed, which is then what differs."""
    a, b = set(stems(one.evidence.text)), set(stems(other.evidence.text))
    return len(a & b) >= _PARALLEL * len(a | b)


def _is_sure(one: _Heard, value: Value, other: _Heard) -> bool:
    if value is not one.values[0]:
        return False
    if one.evidence.coverage < max(_SAID, _AS_MUCH_SAID * other.evidence.coverage):
        return False
    return value.share >= _SURE if value.ranges else one.named and value.share >= _SURE_OF_NAME


def _of_other_days(one: _Heard, other: _Heard, value: Value) -> bool:
    """Whether the sentences name the days that they speak of, and they are others."""
    if value.unit == "day":
        return False
    pairs = list(product(_days(one.evidence), _days(other.evidence)))
    return bool(pairs) and all(a.last < b.first or b.last < a.first for a, b in pairs)


def _days(one: Evidence) -> list[SaidDate]:
    return said_dates(one.article.text, one.span.start, one.span.end, one.article.published)
