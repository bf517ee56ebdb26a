"""A first, plain way to understand a follow-up: search with the question before it as well."""

import re
from collections.abc import Sequence

from ..index.errors import QuestionError
from ..index.query import LONGEST_QUESTION

_LEANS_BACK = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|theirs|there|then|"
    r"that|this|these|those|the same|both|the two|former|latter)\b",
    re.IGNORECASE,
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"(and|but|so|or|what about|how about|why|how so)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<!^)\b[A-Z][\w-]+")
_SHORT = 4  # words
_TURNS = 3  # back: what was said before that is another subject


def stand_alone(question: str, history: Sequence[Sequence[str]]) -> str:
    """The words to search for a question that comes after others.

    A question that leans on what was said before (a pronoun, "and …", a few words without a name)
    is joined to the question before it; any other stands by itself.

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
        return question
    history = history[-_TURNS:]
    names = _NAME.findall(question)
    short = len(question.split()) <= _SHORT and not names
    leans = _LEANS_BACK.search(question) and len(names) < 2
    if short or leans or _OPENS_AS_FOLLOW_UP.match(question):
        joined = f"{stand_alone(history[-1][0], history[:-1])} {question}"
        return joined if len(joined) <= LONGEST_QUESTION else question
    return question
