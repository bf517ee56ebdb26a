"""Fit the confidence of an answer, and the threshold below which a question is refused.

    python -m dateline.eval.fit_confidence ../shared/sets rag/confidence.json

Fitted on the dev split of the public sets alone, so that the test split can tell how well it holds;
of it on the documents that the re-ranker was not trained on, whose scores of the others say too
much. What is learnt: whether the answer to a question holds a gold answer. Once for the bundled
re-ranker, once for the nearest sentence. Takes a quarter of an hour on two cores once the sets are
indexed.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..index.index import Index
from ..rag.chatbot import PASSAGES
from ..rag.compose import compose
from ..rag.confidence import Features, features
from ..rag.evidence import gather
from ..rag.reranker import NearestSentence, Reranker, bundled_reranker
from .answers import is_right
from .open_set import known_set
from .reranker_examples import is_held_out
from .sets import QuestionSet, crossed
from .temporary_index import temporary_index

_SEED = 7
_MOST = 250  # questions of a kind
_MOST_CROSSED_ANSWERED = 0.05  # of questions asked of another set's articles


class _Asked(NamedTuple):
    """How one question went."""

    features: Features
    right: bool
    crossed: bool


def main(sets: Path, out: Path) -> None:
    """Fit on the sets in a folder and write the weights, with what they come from."""
    parts = list(_parts(sets))
    fitted: dict[str, Any] = {}
    for nearest in (False, True):
        asked = [one for part in parts for one in _ask(part, nearest)]
        name = NearestSentence.name if nearest else bundled_reranker().name
        fitted[name] = _fitted(asked) | {
            "fitted_on": "dev splits, documents held out from training: "
            + ", ".join(f"{len(part.questions)} of {part.name}" for part in parts)
            + f"; {sum(one.right for one in asked)} of {len(asked)} right, seed {_SEED}",
            "threshold_rule": f"{_MOST_CROSSED_ANSWERED:.0%} of the crossed questions are answered",
        }
    draft = out.with_name(out.name + ".part")
    draft.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    draft.replace(out)


def _parts(sets: Path) -> Iterator[QuestionSet]:
    """Questions with an answer in their articles and without, and of the articles of another."""
    squad, timeqa, news = (_held_out(name, sets) for name in ("squad", "timeqa", "multihoprag"))
    yield squad.part(kind="answerable", limit=_MOST, seed=_SEED)
    yield squad.part(kind="impossible", limit=_MOST, seed=_SEED)
    yield timeqa.part(limit=_MOST, seed=_SEED)
    yield news.part(kind="inference")
    yield news.part(kind="null")
    yield crossed(squad.part(limit=_MOST // 2, seed=_SEED + 1), news)
    yield crossed(timeqa.part(limit=_MOST // 2, seed=_SEED), squad)
    yield crossed(news.part(limit=_MOST // 2, seed=_SEED), squad)


def _held_out(name: str, sets: Path) -> QuestionSet:
    known = known_set(name, sets).part(split="dev")
    return replace(known, questions=tuple(filter(is_held_out, known.questions)))


def _ask(part: QuestionSet, nearest: bool) -> list[_Asked]:
    assert part.articles is not None  # noqa: S101 - known sets bring theirs
    index, _ = temporary_index(part.articles)
    with index:
        reranker = NearestSentence(index) if nearest else bundled_reranker()
        asked = [_asked(index, part, place, reranker) for place in range(len(part.questions))]
    print(f"{part.name}: {len(asked)}, {sum(one.right for one in asked)} right")  # noqa: T201
    return asked


def _asked(index: Index, part: QuestionSet, place: int, reranker: Reranker) -> _Asked:
    question = part.questions[place]
    hits = index.search(question.question, limit=PASSAGES, collapse=True)
    evidence = gather(index, question.question, hits, reranker)
    statements, _ = compose(question.question, evidence)
    said = " ".join(one.text for one in statements)
    return _Asked(features(evidence), bool(is_right(question, said)), question.type == "crossed")


def _fitted(asked: Sequence[_Asked]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    x = np.array([one.features for one in asked])
    model = LogisticRegression(C=10).fit(x, [one.right for one in asked])
    sure = model.predict_proba(x)[:, 1]
    strange = sure[[one.crossed for one in asked]]
    weights = dict(zip(Features._fields, model.coef_[0].tolist(), strict=True))
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {name: round(weight, 3) for name, weight in weights.items()},
        "threshold": round(float(np.quantile(strange, 1 - _MOST_CROSSED_ANSWERED)), 3),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
