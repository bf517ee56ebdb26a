"""Answer measures: what was said, compared with gold answers. No model is the judge."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from .questions import Question

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_TOKEN = re.compile(r"(?<![\w.])-?\d+\.\d+(?![\w.]*\d)|(?<!\S)-\d+|[^\W_]+")


def answer_measures(
    question: Question, said: str, short_answer: str | None = None, *, settled: str | None = None
) -> dict[str, float]:
    """Every answer measure of one question whose gold answers are texts to be found.

    A refusal says nothing and gets 0: `said` is "". EM and F1 are of the short answer if one is
    marked, else of all that was said. `settled` is what of it is not shown as one of several sides
    that differ, nor as superseded; all of it unless told.
    """
    if not (question.answers and question.extractive):
        return {}
    measures = {
        "contains": float(holds_answer(said, question.answers)),
        "exact_match": exact_match(short_answer or said, question.answers),
        "f1": f1(short_answer or said, question.answers),
    }
    if said:
        measures["short_answers"] = float(short_answer is not None)
    if short_answer is not None:
        measures["short_answer_f1"] = f1(short_answer, question.answers)
    if question.sides:
        measures["sides_shown"] = float(shows_every_side(said, question.sides))
    if question.wrong_answers:
        measures["wrong_as_settled"] = float(
            says_wrong(question, said if settled is None else settled)
        )
    return measures


def is_right(question: Question, said: str, settled: str | None = None) -> bool | None:
    """Whether an answer is right: it holds a gold answer, of every side, and settles no false one.

    To a question that the articles do not answer nothing is right. None where gold answers are
    lacking, or are no texts to be found.
    """
    if question.answerable is False:
        return False
    if not (question.answers and question.extractive):
        return None
    sides = question.sides or (question.answers,)
    stated = said if settled is None else settled
    return shows_every_side(said, sides) and not says_wrong(question, stated)


def holds_answer(text: str, gold: Sequence[str]) -> bool:
    """Whether one of the gold answers stands in a text, word for word.

    Compared are words and numbers, without case: "11-12 February" is "11–12 february", "10,000" is
    "10000", and neither "10" nor "5" stands in "10,000 people" or "5.2 percent".
    """
    said = f" {_alike(text)} "
    return any(f" {_alike(one)} " in said for one in gold if _alike(one))


def shows_every_side(text: str, sides: Sequence[Sequence[str]]) -> bool:
    """Whether an answer of each side stands in a text."""
    return all(holds_answer(text, side) for side in sides)


def says_wrong(question: Question, text: str) -> bool:
    """Whether a false answer stands in a text.

    A false answer that is part of a right one ("1979" of "7 July 1979") is not counted.
    """
    right = question.answers
    false = [
        one for one in question.wrong_answers if not any(holds_answer(a, [one]) for a in right)
    ]
    return holds_answer(text, false)


def exact_match(said: str, gold: Sequence[str]) -> float:
    """SQuAD's exact match, 0 or 1, with the nearest gold answer.

    Without case, punctuation and the articles a, an, the, as in the official evaluation script of
    SQuAD 2.0 (Rajpurkar, Jia and Liang, ACL 2018).
    """
    return float(any(_squad(said) == _squad(one) for one in gold))


def f1(said: str, gold: Sequence[str]) -> float:
    """SQuAD's F1 of the words in common, 0 to 1, with the nearest gold answer.

    Source: as for `exact_match`. Two empty texts agree.
    """
    return max((_f1(_squad(said).split(), _squad(one).split()) for one in gold), default=0.0)


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    if not said or not gold:
        return float(said == gold)
    shared = sum((Counter(said) & Counter(gold)).values())
    return 2 * shared / (len(said) + len(gold))


def _squad(text: str) -> str:
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def _alike(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_TOKEN.findall(_THOUSANDS.sub("", text)))
