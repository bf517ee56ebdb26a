"""How sure an answer is: a calibrated probability, fitted on labelled questions."""

import json
import math
from functools import cache
from importlib.resources import files

from .evidence import Evidence


def confidence(best: Evidence) -> float:
    """The probability, 0 to 1, that the best evidence answers its question rightly.

    A logistic regression over how near the sentence is to the question, and how much of the
    question's words, weighed by rarity, stand in the sentence and in its passage. Its weights, and
    what they were fitted on, are in confidence.json.
    """
    weights = _model()["weights"]
    features = {
        "cosine": best.cosine,
        "coverage": best.coverage,
        "passage_coverage": best.passage_coverage,
        "passage_cosine": best.hit.vector_score,
    }
    logit = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-logit))


def threshold() -> float:
    """The confidence below which a question is refused."""
    return float(_model()["threshold"])


@cache
def _model() -> dict[str, dict[str, float]]:
    text = files(__package__).joinpath("confidence.json").read_text(encoding="utf-8")
    return json.loads(text)
