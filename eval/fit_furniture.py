"""Fit how much a line of a flat text looks like furniture of the page around the article.

    python -m dateline.eval.fit_furniture ../shared/sets index/furniture.json

Fitted on the dev half of our flat articles, and on the web pages of the html-extraction set whose
host is in the dev half, made flat. Prints how well it does on publishers and hosts left out.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..index.page_layout import layout
from ..index.page_lines import (
    Floats,
    Model,
    alone,
    among,
    evidence,
    word_shares,
)
from .flat_text import Measured
from .furniture_examples import Example, flat_examples, in_other_words, page_examples

_SEED = 7
_GROUPS = 6  # publishers and hosts that a word must be seen at, so that none is a page's own
_FOLDS = 5
_LEAST = 0.05  # a word with less weight says nothing


def main(sets: Path, out: Path) -> None:
    """Fit on a folder of sets, print how well it does on what is left out, write the weights."""
    flat, pages = flat_examples(), list(page_examples(sets / "html-extraction"))
    for name, held, others in (("publishers", flat, pages), ("hosts", pages, flat)):
        found = _left_out(held, others)
        print(  # noqa: T201
            f"{name} left out, words of furniture: precision {found.precision:.3f}, "
            f"recall {found.recall:.3f}"
        )
    examples = [*flat, *pages]
    model = fit(examples)
    fitted = {
        "bias": round(model.bias, 3),
        "looks": [round(float(weight), 3) for weight in model.looks],
        "bias_among": round(model.bias_among, 3),
        "among": [round(float(weight), 3) for weight in model.among],
        "words": {word: round(weight, 2) for word, weight in sorted(model.words.items())},
        "fitted_on": f"dev halves: {len(flat)} flat articles of ours, and {len(pages)} crops of "
        f"{len({one.group for one in pages})} hosts' pages in html-extraction, seed {_SEED}",
    }
    out.write_text(json.dumps(fitted, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def fit(examples: Sequence[Example]) -> Model:
    """Fit both looks; the second on what the first says of pages that it was not fitted on.

    Each page counts a second time with its furniture in other words than those that are known, so
    that the model does not lean on them alone.
    """
    from sklearn.linear_model import LogisticRegression

    examples = [*examples, *map(in_other_words, examples)]
    groups = sorted({one.group for one in examples})
    folds = dict(
        zip(groups, np.random.default_rng(_SEED).permutation(len(groups)) % _FOLDS, strict=True)
    )
    held = [folds[one.group] for one in examples]
    odds: list[Floats] = [np.zeros(0)] * len(examples)
    for fold in range(_FOLDS):
        first = _fit_alone(
            [one for one, other in zip(examples, held, strict=True) if other != fold]
        )
        for number, one in enumerate(examples):
            if held[number] == fold:
                odds[number] = alone(one.lines, first)
    second = LogisticRegression(max_iter=3000).fit(
        np.concatenate(
            [among(one.lines, first) for one, first in zip(examples, odds, strict=True)]
        ),
        np.concatenate([one.furniture for one in examples]),
        np.concatenate([one.weight for one in examples]),
    )
    return _fit_alone(examples)._replace(
        bias_among=float(second.intercept_[0]), among=second.coef_[0]
    )


def _fit_alone(examples: Sequence[Example]) -> Model:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    lines = list(chain.from_iterable(one.lines for one in examples))
    shares = [word_shares(line.words) for line in lines]
    vocabulary = _vocabulary(examples)
    places = [
        (row, vocabulary[word], share)
        for row, line in enumerate(shares)
        for word, share in line
        if word in vocabulary
    ]
    rows, columns, values = zip(*places, strict=True)
    words = csr_matrix((values, (rows, columns)), shape=(len(lines), len(vocabulary)))
    looks = np.array([line.looks for line in lines])
    model = LogisticRegression(max_iter=3000).fit(
        hstack([csr_matrix(looks), words]).tocsr(),
        np.concatenate([one.furniture for one in examples]),
        np.concatenate([one.weight for one in examples]),
    )
    weights = model.coef_[0]
    return Model(
        bias=float(model.intercept_[0]),
        looks=weights[: looks.shape[1]],
        words={
            word: float(weight)
            for word, weight in zip(vocabulary, weights[looks.shape[1] :], strict=True)
            if abs(weight) >= _LEAST
        },
        bias_among=0.0,
        among=np.zeros(0),
    )


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    """The words seen at several publishers or hosts, each with its column."""
    seen = defaultdict[str, set[str]](set)
    for one in examples:
        for line in one.lines:
            for word, _ in word_shares(line.words):
                seen[word].add(one.group)
    known = sorted(word for word, groups in seen.items() if len(groups) >= _GROUPS)
    return {word: column for column, word in enumerate(known)}


def _left_out(held: Sequence[Example], others: Sequence[Example]) -> Measured:
    """How well lines are told on groups that the model was not fitted on."""
    groups = sorted({one.group for one in held})
    counts = np.zeros(3, dtype=int)
    for fold in range(_FOLDS + 1):
        out = set(groups[fold :: _FOLDS + 1])
        model = fit([*others, *(one for one in held if one.group not in out)])
        for one in held:
            if one.group in out:
                counts += _counted(one, model)
    return Measured(*map(int, counts))


def _counted(one: Example, model: Model) -> NDArray[np.int_]:
    found = layout(one.lines, evidence(one.lines, model)).furniture
    words = np.array([len(line.words) for line in one.lines]) * (one.weight > 0)
    return np.array(
        [
            words[found & one.furniture].sum(),
            words[found & ~one.furniture].sum(),
            words[~found & one.furniture].sum(),
        ]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
