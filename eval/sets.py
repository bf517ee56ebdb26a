"""Question sets: questions together with the articles they are asked of."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from ..index.article import Article
from ..index.errors import QuestionError
from .questions import Question, Split

_LONGEST_FACT = 50  # words: a long sentence


@dataclass(frozen=True)
class QuestionSet:
    """Questions, and the articles they are asked of.

    Attributes:
        name: What the set is called in reports.
        questions: In their order.
        articles: Reads the articles, as often as it is called; None where the user has an index.
        cannot: What the set cannot measure, in a sentence; "" if nothing.
    """

    name: str
    questions: tuple[Question, ...]
    articles: Callable[[], Iterable[Article]] | None = None
    cannot: str = ""

    @cached_property
    def facts(self) -> bool:
        """Whether gold evidence is facts of a sentence or so, to be found whole in one passage.

        It is by its median length, for evidence may also be paragraphs or whole articles.
        """
        texts = [one.text for asked in self.questions for one in asked.evidence if one.text]
        return bool(texts) and median(len(text.split()) for text in texts) <= _LONGEST_FACT

    def part(
        self,
        *,
        split: Split | None = None,
        kind: str | None = None,
        limit: int | None = None,
        seed: int = 0,
    ) -> "QuestionSet":
        """Some of the questions, in their order; the articles stay.

        Args:
            split: Those of this half alone, see `Question.split`.
            kind: Those alone whose type begins so.
            limit: A random sample of so many, if there are more.
            seed: Draws the sample.

        Raises:
            QuestionError: None is left.
        """
        left = [one for one in self.questions if split in (None, one.split)]
        if kind is not None:
            left = [one for one in left if one.type.lower().startswith(kind.lower())]
            if not left:
                kinds = ", ".join(sorted({one.type for one in self.questions} - {""})) or "none"
                raise QuestionError(f"no question of {self.name} is of the kind {kind!r}: {kinds}")
        if not left:
            raise QuestionError(f"no question of {self.name} is left; leave out some limits")
        if limit is not None and limit < len(left):
            chosen = random.Random(seed).sample(range(len(left)), limit)  # noqa: S311
            left = [left[number] for number in sorted(chosen)]
        return replace(self, questions=tuple(left))


def cannot_measure(asked: QuestionSet) -> str:
    """What these questions cannot measure, for want of labels, in sentences; "" if nothing."""
    questions = asked.questions
    lacking = [asked.cannot] if asked.cannot else []
    if not any(one.evidence for one in questions):
        lacking.append("No question has gold evidence: what is found and cited is not judged.")
    elif not asked.facts:
        lacking.append("Its evidence is no single facts: citations are judged by article alone.")
    if not any(one.answers and one.extractive for one in questions):
        lacking.append("No question has a gold answer to be found: answers are not judged.")
    if not any(one.answerable is False for one in questions):
        lacking.append("No question is known to be unanswerable: refusing rightly is not measured.")
    return " ".join(lacking)


def crossed(asked: QuestionSet, other: QuestionSet) -> QuestionSet:
    """One set's questions asked of another set's articles, where refusing is right."""
    questions = tuple(
        Question(
            one.id,
            one.question,
            answerable=False,
            history=one.history,
            type="crossed",
            document=one.source,
        )
        for one in asked.questions
    )
    return QuestionSet(
        f"{asked.name} asked of {other.name}",
        questions,
        other.articles,
    )
