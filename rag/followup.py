"""A question that comes after others, with what it lacks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..index.article import Span
from ..index.embedder import Vectors
from ..index.errors import QuestionError
from ..index.index import Index
from ..index.query import LONGEST_QUESTION
from ..index.said_dates import said_dates
from .asked import split_words, tells
from .ellipsis import at_another_time, exchanged, who_acts
from .parts import Part, parts_of
from .party_words import questions_of_parties
from .time_asked import time_asked

_LEANS_BACK = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|there|then|"
    r"that|this|these|those|the same|both|the two|former|latter)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(r"\b(he|she|they|him|her|them|his|their)\b", re.IGNORECASE)
_OF_NOTHING = re.compile(
    r"\b(is|was|were|will)\s+(it|there)\s+(\w+\s+){1,2}(to|that)\b", re.IGNORECASE
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"(and|but|so|or|wait|back to|what about|how about|what else|who else)\b"
    r"|(why|how so|how come)\W*$",
    re.IGNORECASE,
)
_ORDERS = r"tell|give|list|name|show|describe|explain|compare|find"
_ASKS = re.compile(
    r"\b(wh\w+|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
    rf"|must|{_ORDERS})\b",
    re.IGNORECASE,
)
_ORDER = re.compile(rf"\W*(?:please\W+)?({_ORDERS})\b", re.IGNORECASE)
_BEFORE_IT = re.compile(r"\bbefore\s+(?:that|then|this|it)\b", re.IGNORECASE)
_SAY = r"\b(?:say|said|think|want|reply|answer|respond|add|propose|demand|claim)\b"
_SAYS_OF_WHAT = re.compile(  # "What did Moscow say?" says nothing without what was asked before
    rf"what\s+(?:did|does|do|has|have|had)\s+(?:\S+\s+){{1,4}}{_SAY}\W*", re.IGNORECASE
)
_CITED = re.compile(r" \[\d+\]")
_SHORT = 4  # words
_TURNS = 2  # back, and the one that they lean on
_MOST_NAMES = 6
_TURN = 0.3  # the weight of the last answer's vector


@dataclass(frozen=True, slots=True)
class StandAlone:
    """A question that can be understood without what was said before.

    Attributes:
        question: With the names and dates that it lacks in brackets; as it is if it lacks none.
        searched: It and the questions that it leans on: the words to search for.
        leans: Whether it leans on what was said before.
        last: The answer before it, without the numbers of its citations, cut where it is longer
            than a question may be; "" if there is none to go on from.
    """

    question: str
    searched: str
    leans: bool = False
    last: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it asks for, if it asks for several things; those before it were answered."""
        return () if self.leans else parts_of(self.question)

    @property
    def texts(self) -> tuple[str, ...]:
        """What to search for: the words, each part by itself, and each party that is asked for."""
        parts = (part.alone for part in self.parts)
        return self.searched, *parts, *questions_of_parties(self.question).values()


def stand_alone(question: str, history: Sequence[Sequence[str]]) -> StandAlone:
    """What is asked by a question that comes after others.

    A question that leans on what was said before (a pronoun, "and …", a few words without a name)
    is searched together with the question before it, and takes over its names and dates, or its
    telling words if it has none. "And in 2022?" and "And Macron?" are the question before with that
    in the place of what stood there. If it names a time of its own it takes over no other, and does
    not go on from the last answer; nor where it asks what was "before that", which is before the
    first day that the last answer names, or else the question. Any other question stands by itself,
    and what leans on it leans on it however many turns later. So does conversational search by
    historical query expansion (Lin et al., "Multi-Stage Conversational Passage Retrieval", TOIS
    2021), with names for keywords.

    Raises:
        QuestionError: The history is no list of [question, answer] pairs.
    """
    for pair in history:
        well_formed = isinstance(pair, list | tuple) and len(pair) == 2
        if not well_formed or not all(isinstance(part, str) for part in pair):
            raise QuestionError(
                f"the history holds {str(pair)[:80]!r} and must be a list of "
                "[question, answer] pairs of strings"
            )
    if not history:
        return StandAlone(question, question)
    last = _CITED.sub("", history[-1][1])[:LONGEST_QUESTION]
    if not _leans(question):
        return StandAlone(question, question, last=last)
    history = _of_its_subject(history)
    before = stand_alone(history[-1][0], history[:-1])
    context = before.question, before.searched
    if whole_then := at_another_time(question, context[0]):
        searched = f"{time_asked(context[1]).what} {question}"
        return _unless_too_long(question, StandAlone(whole_then, searched, leans=True))
    if another := exchanged(question, *context):
        whole, searched = another
        return _unless_too_long(question, StandAlone(whole, f"{searched} {question}", True, last))
    day = ""
    if _BEFORE_IT.search(question):
        day = _first_day(last) or _first_day(context[0])
    if day or time_asked(question).days:  # "And in 2025?" is of that time alone
        context = time_asked(context[0]).what, time_asked(context[1]).what
        last = ""
    taken = _taken_over(question, context[0])
    lacking = [one for one in taken if one.lower() not in question.lower()]
    if day:
        lacking = [*lacking[: _MOST_NAMES - 1], f"before {day}"]
    whole = f"{question} ({', '.join(lacking[:_MOST_NAMES])})" if lacking else question
    searched = f"{context[1]} {question}"
    return _unless_too_long(question, StandAlone(whole, searched, True, last))


def _of_its_subject(history: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The last question that stands by itself, and of those that lean on it the last few."""
    began = max((at for at, (asked, _) in enumerate(history) if not _leans(asked)), default=0)
    return [history[began], *history[began + 1 :][-_TURNS:]]


Understood = Callable[[str, Sequence[Sequence[str]]], StandAlone]
"""From a question and the pairs of question and answer before it to what is searched."""


def directions(index: Index, asked: StandAlone) -> Vectors:
    """The vectors to search with, one for each of n texts: shape (n, dimension), unit length.

    That of the question is turned a little to the last answer: on the dev splits of mtRAG and the
    samples' conversations recall@10 is .717 and .894 so, .702 and .879 by its words alone.
    """
    last = [asked.last] if asked.last else []
    vectors = index.embed([*asked.texts, *last])
    whole = vectors[0] + _TURN * vectors[len(asked.texts) :].sum(axis=0)
    return np.vstack([whole / np.linalg.norm(whole), vectors[1 : len(asked.texts)]])


def _unless_too_long(question: str, asked: StandAlone) -> StandAlone:
    if max(len(asked.question), len(asked.searched)) <= LONGEST_QUESTION:
        return asked
    return replace(asked, question=question, searched=question)


def _leans(question: str) -> bool:
    names = [one for one in split_words(question)[1:] if one.cased]
    short = len(question.split()) <= _SHORT and not names
    back = len(names) < 2 and _LEANS_BACK.search(_OF_NOTHING.sub(" ", question))
    fragment = len(names) < 2 and not _ASKS.search(question)
    says = _SAYS_OF_WHAT.fullmatch(question)
    return bool(says or short or back or fragment or _OPENS_AS_FOLLOW_UP.match(question))


def _first_day(text: str) -> str:
    """The first date in it that is of one day, as it stands there; "" if there is none."""
    days = (one for one in said_dates(text, 0, len(text), None) if one.first == one.last)
    return next((text[one.start : one.end] for one in days), "")


def _taken_over(question: str, before: str) -> list[str]:
    """What a question takes over from the one before: its names and dates, or its telling words.

    The words where it has no names, and where the question that takes them over tells nothing by
    itself and is about no person ("When was that?"), or asks what somebody else said of the same.
    """
    if _SAYS_OF_WHAT.fullmatch(question) and not _LEANS_BACK.search(question):
        return list(_telling(re.sub(_SAY, "", before.replace(who_acts(before), ""))))
    told = _telling(before)
    bare = not (any(map(tells, split_words(question))) or _SOMEBODY.search(question))
    return [one for one, names in told.items() if names and not bare] or list(told)


def _telling(question: str) -> dict[str, bool]:
    """The words in it that tell something, in order, and of each whether it is a name or a date.

    A name or a date of several words is one.
    """
    dates = said_dates(question, 0, len(question), None)
    order = _ORDER.match(question)  # "Tell me about …" names nobody
    words = [
        Span(one.start, one.end)
        for one in split_words(question)
        if tells(one)
        and not (order and one.start < order.end())
        and not any(day.start < one.end and one.start < day.end for day in dates)
    ]
    found = {Span(day.start, day.end): True for day in dates}
    name = Span(0, 0)
    for word in words:
        cased = question[word.start].isupper()
        if cased and name in found and question[name.end : word.start] == " ":
            del found[name]
            word = Span(name.start, word.end)
        name = word if cased else name
        found[word] = cased
    return {question[one.start : one.end]: found[one] for one in sorted(found)}
