"""From records to figures: each measure over questions, with its interval."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, get_args

import numpy as np

from .confidence import aurc, coverage_at_risk, expected_calibration_error
from .estimates import Estimate, auroc_of, mean_of
from .measures import MEASURES
from .records import Record, Verdict

_MOST_RISK = 0.05
ONLY_WITH_RIGHT_ANSWERS = ("accuracy", "right_if_answered")
"""They say nothing where every question that can be judged is unanswerable."""

OF_CONFIDENCE: Mapping[str, Callable[[Sequence[float], Sequence[bool]], float]] = MappingProxyType(
    {
        "ece": expected_calibration_error,
        "aurc": aurc,
        "coverage_at_5": partial(coverage_at_risk, most_risk=_MOST_RISK),
    }
)
"""What a confidence is worth, from it and whether what was said is right."""


@dataclass(frozen=True, slots=True)
class Group:
    """The figures over some of the questions.

    Attributes:
        questions: How many.
        verdicts: How often each was given.
        measures: Those that apply to any of the questions, by name, in the order of `MEASURES`.
    """

    questions: int
    verdicts: Mapping[Verdict, int]
    measures: Mapping[str, Estimate]

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON holds them."""
        return {
            "questions": self.questions,
            "verdicts": dict(self.verdicts),
            "measures": {name: asdict(one) for name, one in self.measures.items()},
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run: over all questions, by type, and by whether they can be answered."""

    overall: Group
    by_type: Mapping[str, Group]
    by_answerability: Mapping[str, Group]

    def to_dict(self) -> dict[str, Any]:
        """The figures as JSON holds them."""
        return {
            "overall": self.overall.to_dict(),
            "by_type": {name: group.to_dict() for name, group in self.by_type.items()},
            "by_answerability": {
                name: group.to_dict() for name, group in self.by_answerability.items()
            },
        }


def summarise(records: Sequence[Record]) -> Summary:
    """Sum up the records of a run."""
    by_type: defaultdict[str, list[Record]] = defaultdict(list)
    by_answerability: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_type[record.type or "untyped"].append(record)
        by_answerability[_answerability(record)].append(record)
    return Summary(
        _group(records),
        {name: _group(some) for name, some in sorted(by_type.items())},
        {name: _group(some) for name, some in sorted(by_answerability.items())},
    )


def judged(records: Sequence[Record]) -> tuple[list[float], list[bool]]:
    """The confidences, and what was right, of the records of which it is known."""
    known = [
        (one.confidence, one.right)
        for one in records
        if one.right is not None and one.confidence is not None
    ]
    return [confidence for confidence, _ in known], [right for _, right in known]


def _answerability(record: Record) -> str:
    if record.answerable is None:
        return "unlabelled"
    return "answerable" if record.answerable else "unanswerable"


def _group(records: Sequence[Record]) -> Group:
    values: defaultdict[str, list[float]] = defaultdict(list)
    for record in records:
        for name, value in record.measures.items():
            values[name].append(value)
    if not judges_answers(records):
        for name in ONLY_WITH_RIGHT_ANSWERS:
            values.pop(name, None)
    measures = {name: mean_of(some) for name, some in values.items()}
    measures |= _of_confidence(records) | _of_speed(records)
    verdicts = Counter(record.verdict for record in records)
    return Group(
        len(records),
        {verdict: verdicts[verdict] for verdict in get_args(Verdict)},
        {name: measures[name] for name in MEASURES if name in measures},
    )


def judges_answers(records: Sequence[Record]) -> bool:
    """Whether any answerable question can be answered rightly, as far as can be told."""
    return any(one.right is not None and one.answerable for one in records)


def _of_confidence(records: Sequence[Record]) -> dict[str, Estimate]:
    sure = [(one.answerable, one.confidence) for one in records if one.confidence is not None]
    figures = {
        "auroc": auroc_of(
            [confidence for answerable, confidence in sure if answerable is True],
            [confidence for answerable, confidence in sure if answerable is False],
        )
    }
    confidence, right = judged(records)
    if judges_answers(records) and right:
        for name, measure in OF_CONFIDENCE.items():
            figures[name] = Estimate(measure(confidence, right), None, None, len(right))
    return {name: figure for name, figure in figures.items() if figure is not None}


def _of_speed(records: Sequence[Record]) -> dict[str, Estimate]:
    asked = [record.timing for record in records if record.error is None]
    figures: dict[str, Estimate] = {}
    for name, seconds in (
        ("seconds", [one.total for one in asked]),
        ("embed", [one.embed for one in asked]),
        ("search", [one.search for one in asked]),
        ("read", [one.read for one in asked]),
    ):
        if any(seconds):
            for suffix, quantile in (("median", 0.5), ("p95", 0.95)):
                value = float(np.quantile(seconds, quantile))
                figures[f"{name}_{suffix}"] = Estimate(value, None, None, len(seconds))
    return figures
