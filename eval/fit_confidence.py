"""Fit the confidence of an answer, and the threshold below which a question is refused.

    python -m dateline.eval.fit_confidence ../shared/sets rag/confidence.json

Fitted on the dev half of the public sets alone (the half in which the SHA-256 of the source
document is even), so that the other half can tell how well it holds. What is learnt: whether the
best sentence for a question holds a gold answer. Takes some five minutes on two cores.
"""

import gzip
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..index.article import Article
from ..index.index import Index
from ..rag.chatbot import PASSAGES
from ..rag.evidence import Evidence, gather
from .measures import holds_answer

_SEED = 7
_MOST_CROSSED_ANSWERED = 0.05  # of questions asked of another set's articles
_SIZES = {"squad": 400, "squad, unanswerable": 200, "crossed": 150, "multihoprag": 80}


def main(sets: Path, out: Path) -> None:
    """Fit on the sets in a folder and write the weights, with what they come from."""
    from sklearn.linear_model import LogisticRegression  # comes with sentence-transformers

    squad = [row for row in _rows(sets, "squad", "questions") if _dev(_page(row))]
    news = [
        row
        for row in _rows(sets, "multihoprag", "questions")
        if _dev(row["id"]) and row["type"].startswith("inference")
    ]
    answerable = _sample((row for row in squad if row["answerable"]), _SIZES["squad"])
    adversarial = _sample(
        (row for row in squad if not row["answerable"]), _SIZES["squad, unanswerable"]
    )
    others = _sample(
        (row for row in _rows(sets, "timeqa", "questions") if _dev(row["id"])), _SIZES["crossed"]
    )
    x: list[tuple[float, float]] = []
    y: list[bool] = []
    crossed: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, own, strange in (
            ("squad", answerable + adversarial, others),
            ("multihoprag", _sample(news, _SIZES["multihoprag"]), answerable[: len(others)]),
        ):
            with Index.open(Path(folder) / name) as index:
                index.add(
                    Article(id=row["id"], text=row["text"], title=row["title"])
                    for row in _rows(sets, name, "articles")
                )
                for row in own + strange:
                    hits = index.search(row["question"], limit=PASSAGES)
                    for best in gather(index, row["question"], hits)[:1]:
                        x.append((best.cosine, best.coverage))
                        y.append(row in own and _right(best, row))
                        crossed.append(row in strange)
            print(f"{name}: {len(own)} questions of its own, {len(strange)} strange ones")  # noqa: T201
    model = LogisticRegression(C=10).fit(x, y)
    sure = model.predict_proba(x)[:, 1]
    threshold = float(np.quantile(sure[crossed], 1 - _MOST_CROSSED_ANSWERED))
    fitted = {
        "bias": round(float(model.intercept_[0]), 3),
        "cosine": round(float(model.coef_[0][0]), 3),
        "coverage": round(float(model.coef_[0][1]), 3),
        "threshold": round(threshold, 3),
        "fitted_on": f"dev halves: squad ({len(answerable)} answerable, {len(adversarial)} not), "
        f"multihoprag (inference), crossed with timeqa and squad; {len(y)} questions, "
        f"{sum(y)} right, seed {_SEED}",
        "threshold_rule": f"{_MOST_CROSSED_ANSWERED:.0%} of the crossed questions are answered",
    }
    out.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _right(best: Evidence, row: dict[str, Any]) -> bool:
    return bool(row["answerable"]) and holds_answer(best.text, row["answers"])


def _page(row: dict[str, Any]) -> str:
    # "squad2-3-17" is the 17th paragraph of the page "squad2-3"
    return str(row["evidence"][0]["article_id"]).rpartition("-")[0]


def _dev(document: str) -> bool:
    return hashlib.sha256(document.encode()).digest()[-1] % 2 == 0


def _sample(
    rows: Iterator[dict[str, Any]] | list[dict[str, Any]], size: int
) -> list[dict[str, Any]]:
    rows = list(rows)
    return random.Random(_SEED).sample(rows, min(size, len(rows)))  # noqa: S311


def _rows(sets: Path, name: str, what: str) -> Iterator[dict[str, Any]]:
    with gzip.open(sets / name / f"{what}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
