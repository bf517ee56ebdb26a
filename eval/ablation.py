"""What each part brings: Dateline with one part left out, over the same questions in the same run.

    python -m dateline.eval.ablation ../shared/sets eval/ABLATION.md

Over the test split of the sets in `_SETS`. Twenty minutes on two cores once they are indexed, and
as much again to index them without headlines the first time.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..index.article import Article
from ..index.ranking import Covering, Ranking
from ..rag.chatbot import Chatbot
from ..rag.confidence import confidence
from ..rag.reranker import NearestSentence
from .baselines import vectors_only, words_only
from .compare import compare
from .estimates import auroc_of
from .markdown import difference, figure, table
from .open_set import known_set
from .runner import Evaluation, evaluate
from .searching import Searching
from .sets import QuestionSet, crossed
from .temporary_index import temporary_index

_SETS = ("multihoprag", "squad", "samples", "samples-time", "samples-conversations")
_OTHER = {"multihoprag": "squad", "squad": "multihoprag"}  # whose questions are strange to a set
_LIMIT = 250  # questions of a set
_CROSSED = 100
_SEED = 0

_WITHOUT: Mapping[str, Ranking] = {
    "meaning": words_only,
    "words": vectors_only,
    "what the article holds": Covering(article=0),
    "one passage after another": Covering(repeated=0, heard=1),
    "both": Covering(article=0, repeated=0, heard=1),
}
_FOUND = ("recall@10", "ndcg@10", "article_all@10")
_SAID = ("ndcg@10", "contains", "right_if_answered", "auroc")


class _Sure(NamedTuple):
    """Of the best sentence for a question: its score, and how sure an answer with it would be."""

    score: float
    confidence: float


def main(sets: Path, out: Path) -> None:
    """Measure on the sets in a folder and write a Markdown file."""
    known = {name: known_set(name, sets) for name in _SETS}
    lines = [
        "# What each part brings",
        "",
        "```",
        "python -m dateline.eval.ablation ../shared/sets eval/ABLATION.md",
        "```",
        "",
        f"Test split, at most {_LIMIT} questions of a set. Each figure is Dateline **minus** "
        "Dateline with that part left out, on the same questions in the same run, with its 95% "
        "interval and the p of a randomisation test: above 0 the part helps. In `contains` a "
        "refusal counts as no answer; `right_if_answered` is of what each answers, be it little.",
    ]
    for name, one in known.items():
        lines += _ablated(one)
        if name in _OTHER:
            lines += _told_apart(one, known[_OTHER[name]])
    draft = out.with_name(out.name + ".part")
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(out)


def _ablated(known: QuestionSet) -> Iterator[str]:
    """What each part brings to finding passages and to answering."""
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    asked = known.part(split="test", limit=_LIMIT, seed=_SEED)
    bare, _ = temporary_index(partial(_without_headlines, known.articles))
    with bare:
        headless = evaluate(bare, asked, retrieval_only=True)
        said_headless = evaluate(bare, asked)
    index, _ = temporary_index(known.articles)
    with index:
        found = evaluate(index, asked, retrieval_only=True)
        less = {
            part: evaluate(index, asked, chatbot=Searching(index, ranking), retrieval_only=True)
            for part, ranking in _WITHOUT.items()
        }
        said = evaluate(index, asked)
        simple = evaluate(index, asked, chatbot=Chatbot(index, reranker=NearestSentence(index)))
    yield from ("", f"## {asked.name}: finding passages, {len(asked.questions)} questions", "")
    yield from _differences(found, less | {"the headline": headless}, _FOUND)
    yield from ("", f"## {asked.name}: answering", "")
    others = {"the re-ranker, nearest sentence instead": simple, "the headline": said_headless}
    yield from _differences(said, others, _SAID)
    yield ""
    yield from _differences(said, {"passages in the order of their best sentences": found}, _SAID)


def _told_apart(known: QuestionSet, other: QuestionSet) -> Iterator[str]:
    """What calibration brings, for a set with questions of another that are strange to it."""
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    asked = known.part(split="test", limit=_LIMIT, seed=_SEED)
    strange = crossed(other.part(split="test", limit=_CROSSED, seed=_SEED), known)
    index, _ = temporary_index(known.articles)
    with index:
        chatbot = Chatbot(index)
        sure = [(one.answerable, _sure(chatbot, one.question)) for one in asked.questions]
        unsure = [_sure(chatbot, one.question) for one in strange.questions]
    yield from ("", f"## {asked.name}: how well the answerable are told from others", "")
    yield from _sureness(sure, unsure)


def _without_headlines(articles: Callable[[], Iterable[Article]]) -> Iterator[Article]:
    return (replace(article, title="") for article in articles())


def _sure(chatbot: Chatbot, question: str) -> _Sure:
    best = chatbot.best_evidence(question)
    assert best is not None  # noqa: S101 - no set is without articles
    return _Sure(best.score, confidence(best, chatbot.reranker.name))


def _differences(
    whole: Evaluation, less: Mapping[str, Evaluation], measures: Sequence[str]
) -> Iterator[str]:
    compared = {
        part: compare(whole.records, one.records, one.run).differences for part, one in less.items()
    }
    shown = [name for name in measures if any(name in one for one in compared.values())]
    figures = whole.summary.overall.measures
    yield from table(
        ("part", *(f"`{name}` ({figures[name].value:.3f})" for name in shown)),
        (
            [part, *(difference(one[name]) if name in one else "" for name in shown)]
            for part, one in compared.items()
        ),
    )


def _sureness(sure: Sequence[tuple[bool | None, _Sure]], crossed: Sequence[_Sure]) -> Iterator[str]:
    right = [one for answerable, one in sure if answerable]
    kinds = {"its own unanswerable": [one for answerable, one in sure if answerable is False]}
    kinds["questions of the other set"] = list(crossed)
    rows = []
    for kind, wrong in kinds.items():
        pairs = (
            auroc_of([one[at] for one in right], [one[at] for one in wrong])
            for at in range(len(_Sure._fields))
        )
        rows.append([kind, *(figure(one) if one else "" for one in pairs)])
    yield from table(("AUROC against", "by score alone", "by confidence"), rows)


if __name__ == "__main__":
    if len(sys.argv) != 3 or not Path(sys.argv[2]).absolute().parent.is_dir():
        sys.exit("usage: python -m dateline.eval.ablation SETS OUT.md, in a folder that is there")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
