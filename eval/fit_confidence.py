"""Fit the confidence of an answer, and the threshold below which a question is refused.

    python -m dateline.eval.fit_confidence ../shared/sets rag/confidence.json

Fitted on the dev split of the public sets alone, so that the test split can tell how well it holds.
What is learnt: whether the best sentence for a question holds a gold answer. Takes some three
minutes on two cores once the sets are indexed.
"""

import json
import sys
from pathlib import Path

import numpy as np

from ..rag.chatbot import PASSAGES
from ..rag.evidence import gather
from .answers import is_right
from .open_set import known_set
from .sets import QuestionSet, crossed
from .temporary_index import temporary_index

_SEED = 7
# Two in three can be answered: the share in use decides what a calibrated confidence is.
_ANSWERABLE, _ADVERSARIAL = 400, 200
_MOST_CROSSED_ANSWERED = 0.05  # of questions asked of another set's articles


def main(sets: Path, out: Path) -> None:
    """Fit on the sets in a folder and write the weights, with what they come from."""
    from sklearn.linear_model import LogisticRegression

    squad = known_set("squad", sets).part(split="dev")
    own = squad.part(kind="answerable", limit=_ANSWERABLE, seed=_SEED)
    adversarial = squad.part(kind="impossible", limit=_ADVERSARIAL, seed=_SEED)
    news = known_set("multihoprag", sets).part(split="dev", kind="inference")
    others = known_set("timeqa", sets).part(split="dev", limit=150, seed=_SEED)
    strangers = crossed(squad.part(limit=150, seed=_SEED), news)
    x: list[tuple[float, float]] = []
    y: list[bool] = []
    strange: list[bool] = []
    for asked in (own, adversarial, crossed(others, squad), news, strangers):
        features, right = _features(asked)
        x += features
        y += right
        strange += [one.type == "crossed" for one in asked.questions]
        print(f"{asked.name}: {len(right)} questions, {sum(right)} right")  # noqa: T201
    model = LogisticRegression(C=10).fit(x, y)
    sure = model.predict_proba(x)[:, 1]
    threshold = float(np.quantile(sure[strange], 1 - _MOST_CROSSED_ANSWERED))
    fitted = {
        "bias": round(float(model.intercept_[0]), 3),
        "cosine": round(float(model.coef_[0][0]), 3),
        "coverage": round(float(model.coef_[0][1]), 3),
        "threshold": round(threshold, 3),
        "fitted_on": f"dev splits: {len(own.questions)} of squad and {len(adversarial.questions)} "
        "unanswerable ones, "
        f"{len(news.questions)} of multihoprag (inference), crossed with "
        f"{len(others.questions)} of timeqa and {len(strangers.questions)} of squad; "
        f"{len(y)} questions, {sum(y)} right, seed {_SEED}",
        "threshold_rule": f"{_MOST_CROSSED_ANSWERED:.0%} of the crossed questions are answered",
    }
    out.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _features(asked: QuestionSet) -> tuple[list[tuple[float, float]], list[bool]]:
    """The cosine and coverage of the best sentence for each question, and whether it is right."""
    assert asked.articles is not None  # noqa: S101 - known sets bring theirs
    features, right = [], []
    index, _ = temporary_index(asked.articles)
    with index:
        for question in asked.questions:
            vector = index.embed([question.question])[0]
            hits = index.search(question.question, limit=PASSAGES, vector=vector)
            best = gather(index, question.question, vector, hits)[0]
            features.append((best.cosine, best.coverage))
            right.append(bool(is_right(question, best.text)))
    return features, right


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
