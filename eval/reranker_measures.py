"""How well sentences are chosen, and unanswerable questions told, by scores of any kind."""

from collections.abc import Sequence

import numpy as np

from ..index.embedder import Embedder, Vectors
from ..rag.pairs import Candidate
from .reranker_examples import Example

# Answerable examples beside those that nothing answers, whose best scores should be lower.
_OPPOSITES = (
    ("squad, paragraph", "squad, unanswerable"),
    ("squad, page", "crossed"),
    ("timeqa", "timeqa, unanswerable"),
    ("multihoprag", "multihoprag, unanswerable"),
)


def reranker_measures(held: Sequence[Example], scores: Sequence[Vectors]) -> dict[str, float]:
    """Figures between 0 and 1, by what they say.

    "right: KIND" is the share of the kind's questions whose best candidate answers. "AUROC: KIND
    against KIND" is how often the best score of an answerable question is above that of one that
    nothing answers.

    Args:
        held: Examples that were not trained on.
        scores: For each the scores of its candidates.
    """
    from sklearn.metrics import roc_auc_score

    best: dict[str, list[float]] = {}
    right: dict[str, list[bool]] = {}
    for one, given in zip(held, scores, strict=True):
        best.setdefault(one.kind, []).append(float(given.max()))
        if any(one.right):
            right.setdefault(one.kind, []).append(one.right[int(given.argmax())])
    figures = {f"right: {kind}": float(np.mean(those)) for kind, those in right.items()}
    for answerable, not_so in _OPPOSITES:
        if answerable in best and not_so in best:
            yes, no = best[answerable], best[not_so]
            labels = [True] * len(yes) + [False] * len(no)
            area = float(roc_auc_score(labels, [*yes, *no]))
            figures[f"AUROC: {answerable} against {not_so}"] = area
    return figures


def nearest_vector(held: Sequence[Example], embedder: Embedder) -> list[Vectors]:
    """The baseline: for each example the cosine of its question and each sentence.

    A sentence is embedded under its headline, as when answering.
    """
    texts = {one.question for one in held}
    texts |= {_headed(candidate) for one in held for candidate in one.candidates}
    place = {text: at for at, text in enumerate(texts)}
    rows = embedder.embed(list(place))
    return [
        rows[[place[_headed(candidate)] for candidate in one.candidates]]
        @ rows[place[one.question]]
        for one in held
    ]


def _headed(candidate: Candidate) -> str:
    return f"{candidate.headline}. {candidate.sentence}"
