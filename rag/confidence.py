"""How sure an answer is: a calibrated probability, fitted on labelled questions."""

import json
import math
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypedDict

from .evidence import Evidence


class Features(NamedTuple):
    """What confidence is made of, all of the best sentence.

    Attributes:
        score: How well it answers, as `Evidence` has it.
        coverage: How much of the question's words, by rarity, it holds.
        nearness: The cosine of the question and its passage.
        timely: How well it fits the time asked about by the date of its article; 0 without one.
    """

    score: float
    coverage: float
    nearness: float
    timely: float


class _Model(TypedDict):
    bias: float
    weights: dict[str, float]
    threshold: float


def features(best: Evidence) -> Features:
    """What tells whether the best sentence answers."""
    timely = best.timely if best.article.published else 0.0
    return Features(best.score, best.coverage, best.hit.vector_score, timely)


def confidence(best: Evidence, reranker: str) -> float:
    """The probability, 0 to 1, that an answer with this best sentence is right.

    A logistic regression over the `Features`. Its weights, the threshold, and what both were fitted
    on, are in confidence.json for each re-ranker; `python -m dateline.eval.fit_confidence` writes
    it.

    Args:
        best: The evidence that leads the answer.
        reranker: The name of what scored it.
    """
    model = _model(reranker)
    found = features(best)._asdict()
    logit = model["bias"] + sum(model["weights"][name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-logit))


def fitted_threshold(reranker: str) -> float:
    """The confidence below which a question is refused, as fitted for a re-ranker."""
    return _model(reranker)["threshold"]


def is_fitted(reranker: str) -> bool:
    """Whether the confidence was fitted for the scores of a re-ranker."""
    return reranker in _models()


def _model(reranker: str) -> _Model:
    return _models()[reranker]


@cache
def _models() -> dict[str, _Model]:
    text = files(__package__).joinpath("confidence.json").read_text(encoding="utf-8")
    models: dict[str, _Model] = json.loads(text)
    return models
