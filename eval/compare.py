"""Two runs, question by question: what differs, how sure that is, and which questions flipped."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..index.errors import QuestionError
from .estimates import Difference, difference_of
from .measures import MEASURES
from .records import Record, Run

_GOOD = ("right", "refused rightly")


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that went well in one run and not in the other."""

    before: Record
    after: Record


@dataclass(frozen=True, slots=True)
class Comparison:
    """This run beside another, over the questions that both asked.

    Attributes:
        other: The run it is compared with.
        others: Its records.
        questions: How many both have.
        differences: By measure, over the questions that it applies to in both; this minus other.
        better: Questions that went wrong there and well here.
        worse: Questions that went well there and wrong here.
    """

    other: Run
    others: tuple[Record, ...]
    questions: int
    differences: Mapping[str, Difference]
    better: tuple[Flip, ...]
    worse: tuple[Flip, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON holds it; flips by the ids of their questions."""
        return {
            "other": asdict(self.other),
            "questions": self.questions,
            "differences": {name: asdict(one) for name, one in self.differences.items()},
            "better": [flip.after.id for flip in self.better],
            "worse": [flip.after.id for flip in self.worse],
        }


def compare(these: Sequence[Record], others: Sequence[Record], other: Run) -> Comparison:
    """Pair two runs by the ids and words of their questions.

    A question is seen to flip when its verdict goes from right to wrong or back, or, where only
    retrieval was measured, when all of its gold evidence is lost from the hits or found there.

    Raises:
        QuestionError: They have no question in common.
    """
    before = {(record.id, record.question): record for record in others}
    pairs = [
        (before[record.id, record.question], record)
        for record in these
        if (record.id, record.question) in before
    ]
    if not pairs:
        raise QuestionError("the two runs have no question in common; compare runs of one set")
    differences: dict[str, Difference] = {}
    for name in MEASURES:
        both = [
            (old.measures[name], new.measures[name])
            for old, new in pairs
            if name in old.measures and name in new.measures
        ]
        if both:
            differences[name] = difference_of([new for _, new in both], [old for old, _ in both])
    differences["seconds"] = difference_of(
        [new.timing.total for _, new in pairs], [old.timing.total for old, _ in pairs]
    )
    changed = [(Flip(old, new), _good(new) - _good(old)) for old, new in pairs]
    return Comparison(
        other,
        tuple(others),
        len(pairs),
        differences,
        better=tuple(flip for flip, change in changed if change > 0),
        worse=tuple(flip for flip, change in changed if change < 0),
    )


def _good(record: Record) -> bool:
    if record.verdict == "unjudged":
        return bool(record.measures.get("hit@10", record.measures.get("article_hit@10")))
    return record.verdict in _GOOD
