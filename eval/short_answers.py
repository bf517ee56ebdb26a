"""Measure the short answers marked inside sentences, by kind of question.

    python -m dateline.eval.short_answers ../shared/sets [dev|test|fit]

Each question is asked of the sentence of its gold paragraph that holds a gold answer, so that the
marking is measured and not the search; unanswerable ones of the nearest sentence of the paragraph
that does not answer them. "fit" prints the weights for `rag/short_answer.py`, fitted on SQuAD's dev
split alone; a figure of the test split counts only where nothing was tuned on it.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from ..index.lines import numbered_lines
from ..index.sentences import sentences
from ..index.words import stems
from ..rag.short_answer import short_answer, weighed
from .answers import exact_match, f1, holds_answer
from .open_set import known_set
from .questions import Question, Split

_UNANSWERED = 0.3  # what an unanswerable question counts when fitting
_SETS = {"squad": "answerable", "timeqa": None, "multihoprag": "inference"}
_KINDS = re.compile(
    r"(?i)\b(?:(?P<when>when|(?:what|which) (?:year|date|day|month|century|decade))\b"
    r"|(?P<how>how (?:many|much|long|old|far|often|large|big|tall|high|\w+ly)\b)"
    r"|(?P<who>who|whom|whose)\b|(?P<where>where)\b|(?P<which>which)\b"
    r"|(?P<what>what(?: (?!is|was|are|were|did|does|do|has|had|would|can)[a-z]+)?)\b|how|why)"
)


class Asked(NamedTuple):
    """A question with the sentence that it is asked of, and the answers that are right."""

    question: str
    sentence: str
    answers: Sequence[str]

    @property
    def kind(self) -> str:
        """How the question asks: "when", "how many", "what" with or without a noun, ..."""
        found = _KINDS.search(self.question)
        if not found:
            return "other"
        if found["what"]:
            return "what NOUN" if " " in found["what"] else "what"
        return found["how"].lower() if found["how"] else (found.lastgroup or found[0]).lower()


def main(folder: Path, split: Split) -> None:
    """Print the figures of each set in a folder, by kind of question and in all."""
    for name, kind in _SETS.items():
        asked = known_set(name, folder).part(split=split, kind=kind)
        texts = {article.id: article.text for article in asked.articles()} if asked.articles else {}
        print(f"{name} {split}: questions, coverage, exact and F1 of those given, F1 of all")  # noqa: T201
        _print_kinds(list(_answered(asked.questions, texts)))
        if name == "squad":
            misled = [
                short_answer(one.question, one.sentence) is not None
                for one in _unanswered(folder / name / "questions.jsonl.gz", split, folder, texts)
            ]
            print(f"  unanswerable: {len(misled)}, marked {sum(misled) / len(misled):.3f}")  # noqa: T201


def fit(folder: Path) -> dict[str, float]:
    """The weights under which a right candidate, or "none", is most likely on SQuAD's dev split.

    A conditional logit with a ridge penalty. It takes some ten seconds.
    """
    from scipy.optimize import minimize

    asked = known_set("squad", folder).part(split="dev")
    texts = {article.id: article.text for article in asked.articles()} if asked.articles else {}
    pairs = [(one, 1.0) for one in _answered(asked.questions, texts)]
    unanswered = _unanswered(folder / "squad" / "questions.jsonl.gz", "dev", folder, texts)
    pairs += [(one, _UNANSWERED) for one in unanswered]
    rows: list[dict[str, float]] = []
    right: list[bool] = []
    starts: list[int] = []
    shares: list[float] = []
    for one, share in pairs:
        found = weighed(one.question, one.sentence)
        if found:
            said = [one.sentence[start:end] for (start, end), _ in found]
            exact = [bool(one.answers and exact_match(each, one.answers)) for each in said]
            starts.append(len(rows))
            shares.append(share)
            rows += [*(why for _, why in found), {}]
            right += [*exact, not any(exact)]
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    of = np.repeat(np.arange(len(starts)), np.diff([*starts, len(rows)]))

    def loss(weights: Any) -> tuple[float, Any]:
        odds = np.exp(x @ weights)
        every, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        pull = odds / every[of] - odds * right / good[of]
        slope = x.T @ (np.array(shares)[of] * pull) + 2 * weights
        return float(weights @ weights - shares @ np.log(good / every)), slope

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(one), 2) for name, one in zip(names, fitted, strict=True)}


def _answered(questions: Iterable[Question], texts: dict[str, str]) -> Iterator[Asked]:
    for one in questions:
        held = [
            sentence
            for evidence in one.evidence
            for sentence in _sentences(texts.get(evidence.article_id, ""))
            if one.answers and holds_answer(sentence, one.answers)
        ]
        if held:
            yield Asked(one.question, _nearest(one.question, held), one.answers)


def _unanswered(file: Path, split: Split, folder: Path, texts: dict[str, str]) -> Iterator[Asked]:
    """The unanswerable questions of SQuAD, whose paragraph `known_set` leaves out."""
    wanted = {one.id for one in known_set("squad", folder).part(split=split).questions}
    for _, line in numbered_lines(file):
        row = json.loads(line)
        if row["id"] in wanted and not row["answerable"]:
            near = _nearest(row["question"], _sentences(texts[row["evidence"][0]["article_id"]]))
            yield Asked(row["question"], near, ())


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _nearest(question: str, among: Sequence[str]) -> str:
    """The sentence that shares most stems with the question; the first of equals."""
    words = set(stems(question))
    return max(among, key=lambda one: len(words & set(stems(one))))


def _print_kinds(asked: Sequence[Asked]) -> None:
    kinds: dict[str, list[Asked]] = {}
    for one in asked:
        kinds.setdefault(one.kind, []).append(one)
    for kind, some in sorted(kinds.items(), key=lambda item: -len(item[1])):
        print(f"  {kind:14}{_figures(some)}")  # noqa: T201
    print(f"  {'all':14}{_figures(asked)}")  # noqa: T201


def _figures(asked: Sequence[Asked]) -> str:
    exact, shared = [], []
    for one in asked:
        span = short_answer(one.question, one.sentence)
        if span is not None:
            said = one.sentence[span.start : span.end]
            exact.append(exact_match(said, one.answers))
            shared.append(f1(said, one.answers))
    given = len(exact)
    of_given = f"{sum(exact) / given:.3f}  {sum(shared) / given:.3f}" if given else "    -      -"
    return f"{len(asked):5}  {given / len(asked):.3f}  {of_given}  {sum(shared) / len(asked):.3f}"


if __name__ == "__main__":
    what = sys.argv[2] if len(sys.argv) > 2 else "dev"
    if what == "fit":
        print(fit(Path(sys.argv[1])))  # noqa: T201
    else:
        main(Path(sys.argv[1]), cast(Split, what))
