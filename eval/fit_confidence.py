"""Fit the confidence of an answer, and the threshold below which a question is refused.

    python -m dateline.eval.fit_confidence ../shared/sets rag/confidence.json

Fitted on the dev split of the public sets alone, so that the test split can tell how well it holds;
of it on the documents that the re-ranker was not trained on, whose scores of the others say too
much. They are asked of the whole set and of archives of a few articles, as most people's first one
is. What is learnt: whether the answer to a question holds a gold answer or, where the gold answer
is "yes" or the like, cites gold evidence. Once for the bundled re-ranker, once for the nearest
sentence. Takes a quarter of an hour on two cores once the sets are indexed.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..rag.chatbot import Chatbot
from ..rag.confidence import Features, features
from ..rag.reranker import NearestSentence, bundled_reranker
from .answers import is_right
from .citations import cites_evidence
from .open_set import known_set
from .questions import Question
from .reranker_examples import is_held_out
from .sets import QuestionSet, crossed
from .temporary_index import temporary_index

_SEED = 7
_MOST = 250  # questions of a kind
_SMALL = 10  # articles at least in a small archive
_OF_SMALL = 12  # questions at most asked of one
_MOST_CROSSED_ANSWERED = 0.05  # of questions asked of another set's articles


class _Part(NamedTuple):
    """Questions, and whether they are asked of all articles of another set."""

    asked: QuestionSet
    strange: bool = False


class _Asked(NamedTuple):
    """How one question went.

    Attributes:
        features: Of the best sentence.
        right: Whether the answer was.
        strange: Whether it was asked of another set.
    """

    features: Features
    right: bool
    strange: bool = False


def main(sets: Path, out: Path) -> None:
    """Fit on the sets in a folder and write the weights, with what they come from."""
    parts = list(_parts(sets))
    fitted: dict[str, Any] = {}
    for nearest in (False, True):
        asked = [one for part in parts for one in _ask(part, nearest)]
        name = NearestSentence.name if nearest else bundled_reranker().name
        fitted[name] = _fitted(asked) | {
            "fitted_on": "dev splits, documents held out from training: "
            + ", ".join(f"{many} {kind}" for kind, many in _counts(parts).items())
            + f"; {sum(one.right for one in asked)} of {len(asked)} right, seed {_SEED}",
            "threshold_rule": f"at most {_MOST_CROSSED_ANSWERED:.0%} of the questions that are "
            "asked of another set's articles are answered, by the upper end of the 95% interval",
        }
    draft = out.with_name(out.name + ".part")
    draft.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    draft.replace(out)


def _parts(sets: Path) -> Iterator[_Part]:
    """Questions with an answer in their articles and without, and of the articles of another."""
    squad, timeqa, news = (_held_out(name, sets) for name in ("squad", "timeqa", "multihoprag"))
    yield _Part(squad.part(kind="answerable", limit=_MOST, seed=_SEED))
    yield _Part(squad.part(kind="impossible", limit=_MOST, seed=_SEED))
    yield _Part(timeqa.part(limit=_MOST, seed=_SEED))
    yield _Part(news)
    for one in (squad, timeqa, news):
        yield from map(_Part, _small(one))
    yield _Part(crossed(squad.part(limit=_MOST // 2, seed=_SEED + 1), news), strange=True)
    yield _Part(crossed(timeqa.part(limit=_MOST // 2, seed=_SEED), squad), strange=True)
    yield _Part(crossed(news.part(limit=_MOST // 2, seed=_SEED), squad), strange=True)
    for other in ("ramdocs", "mtrag_un"):
        one = _held_out(other, sets).part(limit=_MOST // 2, seed=_SEED)
        yield _Part(crossed(one, news), strange=True)


def _held_out(name: str, sets: Path) -> QuestionSet:
    known = known_set(name, sets).part(split="dev")
    return replace(known, questions=tuple(filter(is_held_out, known.questions)))


def _small(asked: QuestionSet) -> Iterator[QuestionSet]:
    """Archives of some documents of a set each, with questions on them and on those of the next."""
    assert asked.articles is not None  # noqa: S101 - known sets bring theirs
    everything = {article.id: article for article in asked.articles()}
    found = sorted(filter(_has_answer, asked.questions), key=lambda one: one.source)
    archives: list[tuple[set[str], list[Question]]] = [(set(), [])]
    for _, those in groupby(found, key=lambda one: one.source):
        articles, questions = archives[-1]
        if len(articles) >= _SMALL:
            articles, questions = set(), []
            archives.append((articles, questions))
        for one in those:
            questions.append(one)
            articles.update(fact.article_id for fact in one.evidence)
    for (ids, own), (_, others) in zip(archives, archives[1:] + archives[:1], strict=True):
        few = tuple(everything[name] for name in sorted(ids))
        small = replace(asked, articles=partial(tuple, few), name=f"a few of {asked.name}")
        some = replace(small, questions=tuple(own)).part(limit=_OF_SMALL, seed=_SEED)
        yield some
        some = replace(asked, questions=tuple(others)).part(limit=_OF_SMALL // 2, seed=_SEED)
        yield crossed(some, small)


def _has_answer(one: Question) -> bool:
    return one.answerable is True and bool(one.evidence)


def _counts(parts: Sequence[_Part]) -> Counter[str]:
    """How many questions of each kind there are."""
    counts: Counter[str] = Counter()
    for asked, _ in parts:
        for one in asked.questions:
            kind = {True: "answerable of ", False: "unanswerable of ", None: ""}[one.answerable]
            counts[asked.name if one.type == "crossed" else kind + asked.name] += 1
    return counts


def _ask(part: _Part, nearest: bool) -> list[_Asked]:
    asked = part.asked
    assert asked.articles is not None  # noqa: S101 - known sets bring theirs
    index, _ = temporary_index(asked.articles)
    with index:
        reranker = NearestSentence(index) if nearest else bundled_reranker()
        chatbot = Chatbot(index, reranker=reranker, threshold=0)
        went = [_asked(chatbot, one, strange=part.strange) for one in asked.questions]
    print(f"{asked.name}: {len(went)}, {sum(one.right for one in went)} right")  # noqa: T201
    return went


def _asked(chatbot: Chatbot, asked: Question, *, strange: bool) -> _Asked:
    best = chatbot.best_evidence(asked.question)
    assert best is not None  # noqa: S101 - no set is without articles
    answer = chatbot.ask(asked.question)
    right = is_right(asked, " ".join(one.text for one in answer.statements))
    if right is None:
        right = any(cites_evidence(chatbot.index, asked, one) for one in answer.citations)
    return _Asked(features(best), right, strange)


def _fitted(asked: Sequence[_Asked]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    x = np.array([one.features for one in asked])
    model = LogisticRegression(C=10).fit(x, [one.right for one in asked])
    sure = model.predict_proba(x)[:, 1]
    strange = sure[[one.strange for one in asked]]
    weights = dict(zip(Features._fields, model.coef_[0].tolist(), strict=True))
    return {
        "bias": round(float(model.intercept_[0]), 3),
        "weights": {name: round(weight, 3) for name, weight in weights.items()},
        "threshold": _threshold(strange),
    }


def _threshold(strange: npt.NDArray[np.float64]) -> float:
    """Above so many of the probabilities that few of their kind are likely to reach it.

    The share that does has an interval (Clopper and Pearson, 1934), the upper end of which is
    small enough.
    """
    from scipy.stats import beta

    many = len(strange)
    ends = beta.ppf(0.975, np.arange(1, many + 1), many - np.arange(many))
    answered = max(0, int((ends <= _MOST_CROSSED_ANSWERED).sum()) - 1)
    return math.ceil(float(np.sort(strange)[::-1][answered]) * 1000 + 1e-6) / 1000


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
