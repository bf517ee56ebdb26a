"""Two runs, question by question: what differs, how sure that is, and which questions flipped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..index.errors import QuestionError
from .estimates import Difference, difference_of
from .measures import MEASURES
from .questions import Question
from .records import Record, Run
from .summary import OF_CONFIDENCE, ONLY_WITH_RIGHT_ANSWERS, judged, judges_answers

_RESAMPLES = 300
_SEED = 0


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
        differences: By measure, this run minus the other.
        better: Questions that went wrong there and well here, the surest first.
        worse: Questions that went well there and wrong here, the surest first.
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

    Figures are over the same questions, each over those of them that it applies to, as in the
    tables: where one run refuses more, it is right if it answers over fewer. A question is seen to
    flip if it can be judged and its `accuracy` changed; where both runs only searched, if gold
    evidence is among the hits of one alone.

    Raises:
        QuestionError: They have no question in common.
    """
    before = {pairing(record): record for record in others}
    pairs = [(before[pairing(record)], record) for record in these if pairing(record) in before]
    if not pairs:
        raise QuestionError("the two runs have no question in common; compare runs of one set")
    differences = {}
    judges = judges_answers([record for _, record in pairs])
    for name in MEASURES:
        if name in ONLY_WITH_RIGHT_ANSWERS and not judges:
            continue
        new, old = ([_value(record, name) for record in run] for run in _unzipped(pairs))
        if not (np.isnan(new).all() or np.isnan(old).all()):
            differences[name] = difference_of(new, old)
    differences |= _of_confidence(pairs)
    asked = [pair for pair in pairs if not any(one.error for one in pair)]
    if asked:
        new, old = ([record.timing.total for record in run] for run in _unzipped(asked))
        differences["seconds"] = difference_of(new, old)
    flips = [Flip(old, new) for old, new in pairs if None not in (_good(old), _good(new))]
    return Comparison(
        other,
        tuple(others),
        len(pairs),
        differences,
        better=_surest(flip for flip in flips if _good(flip.after) and not _good(flip.before)),
        worse=_surest(flip for flip in flips if _good(flip.before) and not _good(flip.after)),
    )


def pairing(one: Record | Question) -> tuple[str, str]:
    """What a question of one run is found by in another."""
    return one.id, one.question


def _unzipped(pairs: Sequence[tuple[Record, Record]]) -> tuple[list[Record], list[Record]]:
    return [new for _, new in pairs], [old for old, _ in pairs]


def _value(record: Record, name: str) -> float:
    return record.measures.get(name, float("nan"))


def _good(record: Record) -> bool | None:
    """Whether a question went well; None if nobody can tell."""
    if record.confidence is None:  # only searched
        found = record.measures.get("hit@10", record.measures.get("article_hit@10"))
    else:
        found = record.measures.get("accuracy")
    return None if found is None else bool(found)


def _surest(flips: Iterable[Flip]) -> tuple[Flip, ...]:
    """The most confident answers first: the best of the better, and the worst of the worse."""
    return tuple(sorted(flips, key=lambda flip: -(flip.after.confidence or 0)))


def _of_confidence(pairs: Sequence[tuple[Record, Record]]) -> dict[str, Difference]:
    """Differences of what the confidence is worth, by bootstrap over pairs of questions."""
    known = [
        (old, new)
        for old, new in pairs
        if None not in (old.right, new.right, old.confidence, new.confidence)
    ]
    if not judges_answers([new for _, new in known]):
        return {}
    draw = np.random.default_rng(_SEED)
    samples = [range(len(known)), *draw.integers(len(known), size=(_RESAMPLES, len(known)))]
    differences = {}
    for name, measure in OF_CONFIDENCE.items():
        gaps = []
        for sample in samples:
            new, old = (judged(run) for run in _unzipped([known[number] for number in sample]))
            gaps.append(measure(*new) - measure(*old))
        low, high = np.quantile(gaps[1:], (0.025, 0.975))
        differences[name] = Difference(gaps[0], float(low), float(high), None, len(known))
    return differences
