"""How sure an answer is: a calibrated probability, fitted on labelled questions."""

import json
import math
from functools import cache
from importlib.resources import files

from .evidence import Evidence


def confidence(best: Evidence) -> float:
    """The probability, 0 to 1, that the best evidence answers its question rightly.

    A logistic regression over how near the sentence is to the question, and how much of the
    question's words, weighed by rarity, it holds. Its weights, the threshold, and what both were
    fitted on, are in confidence.json, which `python -m dateline.eval.fit_confidence` writes.
    """
    model = _model()
    logit = model["bias"] + model["cosine"] * best.cosine + model["coverage"] * best.coverage
    return 1 / (1 + math.exp(-logit))


def threshold() -> float:
    """The confidence below which a question is refused."""
    return _model()["threshold"]


@cache
def _model() -> dict[str, float]:
    text = files(__package__).joinpath("confidence.json").read_text(encoding="utf-8")
    model = json.loads(text)
    return {name: model[name] for name in ("bias", "cosine", "coverage", "threshold")}
