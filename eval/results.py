"""Measure every set and write the table that stands in the repository.

    python -m dateline.eval.results ../shared/sets eval/RESULTS.md

Every set's test split, with the code as it stands, beside plain ways to rank, in one run.
"""

import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..index.ranking import Ranking
from ..rag.chatbot import Chatbot
from ..rag.followup import Understood
from ..rag.reranker import NearestSentence
from .altered_sentences import CHECK
from .article_sets import ARTICLE_SETS
from .baselines import (
    PlainSearch,
    all_turns,
    last_turn,
    rank_fusion,
    score_fusion,
    vectors_only,
    words_only,
)
from .bench import PEERS, SIZE, SPEED, USERS
from .compare import Comparison, compare
from .estimates import Estimate, auroc_of
from .markdown import difference, figure, section, table
from .measures import HEADLINES, MEASURES, RANKING
from .open_set import known_set
from .records import Record
from .runner import Evaluation, evaluate
from .searching import Searching
from .sets import QuestionSet, crossed
from .summary import Group
from .temporary_index import Build, temporary_index

_PUBLIC = ("multihoprag", "squad", "timeqa", "ramdocs", "mtrag_un", "samples")
_HELD_BACK = ("samples-time", "samples-conversations")  # half of each, for measuring alone
_SETS = (*_PUBLIC, *_HELD_BACK)
_TALKS = ("mtrag_un", "samples-conversations")
_KEPT = (CHECK, SIZE, USERS, SPEED, PEERS)  # sections of the same file, measured by themselves
_LIMIT = 500  # questions of a set; those that have more are sampled
_CROSSED = 100
_NEWS = "multihoprag"
_SEED = 0
_BASELINES: Mapping[str, Ranking] = {
    "words only": words_only,
    "vectors only": vectors_only,
    "rank fusion": rank_fusion,
    "score fusion": score_fusion,
}
_CONVERSING: Mapping[str, Understood] = {
    "the last turn alone": last_turn,
    "all turns joined": all_turns,
}

# Set, measure, whether more is better, and what is aimed at.
_GOALS = (
    ("multihoprag", "fact_hits@10", (True, 0.90)),
    ("multihoprag", "fact_hits@4", (True, 0.75)),
    ("multihoprag", "article_all@10", (True, 0.60)),
    ("squad", "contains", (True, 0.80)),
    ("squad", "refused_answerable", (False, 0.30)),
    ("squad", "auroc", (True, 0.80)),
    ("multihoprag", "auroc", (True, 0.90)),
    ("ramdocs", "sides_shown", (True, 0.60)),
    ("ramdocs", "wrong_as_settled", (False, 0.10)),
)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A set as Dateline and the plain ways did on it."""

    asked: QuestionSet
    whole: int
    build: Build | None
    own: Evaluation
    plain: Comparison
    baselines: Mapping[str, Evaluation]
    compared: Mapping[str, Comparison]


def main(sets: Path, out: Path) -> None:
    """Measure the sets in a folder and write a Markdown file."""
    started = time.perf_counter()
    known = {name: known_set(name, sets) for name in _SETS}
    measured = [_measure(one) for one in known.values()]
    # Over news, the news set's own over an encyclopedia: there refusing is nearly always right.
    strange = [
        _ask(crossed(_part(known[name], _CROSSED), known[_strange_to(name)])) for name in _PUBLIC
    ]
    read = {name: list(measure(sets, "test")) for name, measure in ARTICLE_SETS.items()}
    minutes = (time.perf_counter() - started) / 60
    talks = [_followed(known[name]) for name in _TALKS]
    kept = [
        line
        for heading in (CHECK, SIZE, USERS, SPEED, PEERS)
        for line in ("", *section(out, heading))
    ]
    text = "\n".join([*_page(measured, strange, talks, read, minutes), *kept])
    draft = out.with_name(out.name + ".part")
    draft.write_text(text.rstrip() + "\n", encoding="utf-8")
    draft.replace(out)


def _strange_to(name: str) -> str:
    """The set over whose articles another's questions are asked."""
    return "squad" if name == _NEWS else _NEWS


def _part(asked: QuestionSet, limit: int) -> QuestionSet:
    return asked.part(split="test", limit=limit, seed=_SEED)


def _measure(known: QuestionSet) -> _Measured:
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    asked = _part(known, _LIMIT)
    index, build = temporary_index(known.articles)
    with index:
        own = evaluate(index, asked)
        simple = Chatbot(index, reranker=NearestSentence(index), ranking=score_fusion)
        plain = evaluate(index, asked, chatbot=simple)
        baselines = {
            name: evaluate(index, asked, chatbot=PlainSearch(index, ranking), retrieval_only=True)
            for name, ranking in _BASELINES.items()
        }
    print(f"{asked.name}: {len(asked.questions)} questions", file=sys.stderr)  # noqa: T201
    whole = sum(one.split == "test" for one in known.questions)
    compared = {name: compare(own.records, one.records, one.run) for name, one in baselines.items()}
    before = compare(own.records, plain.records, plain.run)
    return _Measured(asked, whole, build, own, before, baselines, compared)


def _followed(known: QuestionSet) -> tuple[Evaluation, Mapping[str, Evaluation]]:
    """Retrieval for the questions that come after others, as Dateline and as plain ways do it."""
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    part = known.part(split="test")
    asked = replace(part, questions=tuple(one for one in part.questions if one.history))
    index, _ = temporary_index(known.articles)
    with index:
        own = evaluate(index, asked, retrieval_only=True)
        plain = {
            name: evaluate(
                index, asked, chatbot=Searching(index, understood=way), retrieval_only=True
            )
            for name, way in _CONVERSING.items()
        }
    return own, plain


def _ask(asked: QuestionSet) -> Evaluation:
    assert asked.articles is not None  # noqa: S101 - known sets bring theirs
    index, _ = temporary_index(asked.articles)
    with index:
        evaluation = evaluate(index, asked)
    print(f"{asked.name}: {len(asked.questions)} questions", file=sys.stderr)  # noqa: T201
    return evaluation


def _page(
    measured: Sequence[_Measured],
    strange: Sequence[Evaluation],
    talks: Sequence[tuple[Evaluation, Mapping[str, Evaluation]]],
    read: Mapping[str, Sequence[str]],
    minutes: float,
) -> Iterator[str]:
    run = measured[0].own.run
    versions = ", ".join(
        f"{name} {version}" for name, version in run.versions.items() if name != "code_sha256"
    )
    yield "# Results"
    yield ""
    yield "```"
    yield "python -m dateline.eval.results ../shared/sets eval/RESULTS.md"
    yield "```"
    yield ""
    yield (
        f"Made on {datetime.now(UTC):%Y-%m-%d} in {minutes:.0f} minutes (indexes that were ready "
        f"are not made again) on {run.machine}, {platform.processor() or 'unknown processor'}; "
        f"{versions}; model {run.index['embedder']}; code {run.versions['code_sha256'][:12]}."
    )
    yield ""
    yield (
        "Every figure is of the **test** split, by the SHA-256 of the source document; that of "
        "multihoprag and ramdocs is the question, and their articles are shared with the dev "
        "split. The baseline that adds scores has a weight that was chosen on whole sets; with the "
        "sentence nearest by words and vectors for the answer it is the plain Dateline that the "
        "measures of answers are compared with, asked in the same run. In brackets "
        "are 95% bootstrap intervals over questions. What each measure is, `dateline eval` says "
        "beside it. The baselines search once for the question as it is written, over the same "
        "passages in the same run; the last column is Dateline minus the best of them, with its "
        "paired interval and the p of a randomisation test. The indexes may have been made "
        "earlier, by the same code."
    )
    yield from _goals(measured, strange)
    for one in measured:
        yield from _set(one)
    yield from _crossed(strange)
    yield from _conversations(talks)
    for name, lines in read.items():
        yield ""
        yield f"## How articles are read: {name}"
        yield ""
        yield from lines
    yield from _speed(measured)


def _goals(measured: Sequence[_Measured], strange: Sequence[Evaluation]) -> Iterator[str]:
    own = {one.asked.name: one.own for one in measured}
    goals = [
        *(
            (name, _overall(own[name], measure), f"`{measure}`", goal)
            for name, measure, goal in _GOALS
        ),
        *((name, _overall(one, "ece"), "`ece`", (False, 0.05)) for name, one in own.items()),
        *(
            (one.run.set, _overall(one, "refusal_recall"), "refused", (True, 0.95))
            for one in strange
        ),
        *(
            (one.run.set, _beside(own[home], one.records), f"`auroc`, beside {home}", (True, 0.97))
            for one, home in zip(strange, map(_strange_to, _PUBLIC), strict=True)
        ),
    ]
    yield ""
    yield "## Goals"
    yield ""
    yield from table(
        ("", "", "test split", "goal", "met"),
        (
            [
                name,
                measure,
                figure(found),
                f"{'≥' if more else '≤'} {goal:.2f}",
                "yes" if (found.value >= goal if more else found.value <= goal) else "no",
            ]
            for name, found, measure, (more, goal) in goals
            if found
        ),
    )
    yield ""
    yield "Failures behind what is missed were read and counted: [FAILURES.md](FAILURES.md)."


def _overall(one: Evaluation, name: str) -> Estimate | None:
    return one.summary.overall.measures.get(name)


def _beside(own: Evaluation, strange: Sequence[Record]) -> Estimate | None:
    """How well confidence tells the answerable questions from those of another set."""
    sure = [one.confidence or 0.0 for one in own.records if one.answerable]
    return auroc_of(sure, [one.confidence or 0.0 for one in strange])


def _set(one: _Measured) -> Iterator[str]:
    asked, group = one.asked, one.own.summary.overall
    sample = (
        f"a sample of {group.questions} of {one.whole} (seed {_SEED})"
        if group.questions < one.whole
        else f"all {group.questions}"
    )
    verdicts = ", ".join(f"{count} {name}" for name, count in group.verdicts.items() if count)
    yield ""
    yield f"## {asked.name}"
    yield ""
    yield f"Questions: {sample}. {one.own.run.cannot}".rstrip()
    yield ""
    ranking = [name for name in _shown(group) if MEASURES[name].section in RANKING]
    if ranking:
        yield from table(
            ("retrieval", "Dateline", *one.baselines, "Dateline − best"),
            ([f"`{name}`", *_ranked(one, name)] for name in ranking),
        )
        yield ""
    yield f"Verdicts: {verdicts}."
    yield ""
    said = [name for name in _shown(group) if MEASURES[name].section not in (*RANKING, "speed")]
    yield from table(
        ("measure", "Dateline", "questions", "Dateline − plain", ""),
        (
            [
                f"`{name}`",
                figure(group.measures[name]),
                str(group.measures[name].questions),
                difference(one.plain.differences[name]) if name in one.plain.differences else "",
                MEASURES[name].means,
            ]
            for name in said
        ),
    )
    kinds = one.own.summary.by_type
    if len(kinds) > 1:
        shown = [
            name
            for name in ("recall@10", "contains", "right_if_answered", "refused_answerable",
                         "refusal_recall", "citation_precision")
            if name in group.measures
        ]  # fmt: skip
        yield ""
        yield from table(
            ("by type", "questions", *(f"`{name}`" for name in shown)),
            (
                [
                    kind,
                    str(figures.questions),
                    *(
                        figure(figures.measures[name]) if name in figures.measures else ""
                        for name in shown
                    ),
                ]
                for kind, figures in kinds.items()
            ),
        )


def _shown(group: Group) -> list[str]:
    return [name for name in HEADLINES if name in group.measures]


def _ranked(one: _Measured, name: str) -> Iterator[str]:
    own = one.own.summary.overall.measures[name]
    others = {
        which: evaluation.summary.overall.measures[name]
        for which, evaluation in one.baselines.items()
    }
    yield f"**{figure(own)}**"
    yield from map(figure, others.values())
    best = max(others, key=lambda which: others[which].value)
    yield difference(one.compared[best].differences[name])


def _crossed(strange: Sequence[Evaluation]) -> Iterator[str]:
    yield ""
    yield "## Crossed: questions of one set over the articles of another, where refusing is right"
    yield ""
    yield from table(
        ("", "questions", "refused"),
        (
            [
                one.run.set,
                str(one.run.questions),
                figure(one.summary.overall.measures["refusal_recall"]),
            ]
            for one in strange
        ),
    )


def _conversations(
    talks: Sequence[tuple[Evaluation, Mapping[str, Evaluation]]],
) -> Iterator[str]:
    yield ""
    yield "## Follow-ups: finding passages for the questions that come after others"
    yield ""
    yield from table(
        ("", "questions", "", "Dateline", *_CONVERSING, *(f"Dateline − {n}" for n in _CONVERSING)),
        (
            [
                own.run.set,
                str(own.run.questions),
                f"`{name}`",
                f"**{figure(own.summary.overall.measures[name])}**",
                *(figure(one.summary.overall.measures[name]) for one in plain.values()),
                *(
                    difference(compare(own.records, one.records, one.run).differences[name])
                    for one in plain.values()
                ),
            ]
            for own, plain in talks
            for name in ("recall@10", "ndcg@10")
        ),
    )


def _speed(measured: Sequence[_Measured]) -> Iterator[str]:
    names = [name for name, measure in MEASURES.items() if measure.section == "speed"]
    yield ""
    yield "## Speed"
    yield ""
    yield (
        "Seconds; the machine is shared, so compare within a run. The first question of a process "
        "also loads the model, which is not counted. The process that measured all sets held at "
        f"most {measured[-1].own.end.peak_memory_mb or 0:,.0f} MB."
    )
    yield ""
    yield from table(
        ("", "passages", "indexed a second", *(name.replace("_", " ") for name in names)),
        (
            [
                one.asked.name,
                str(one.own.run.index["passages"]),
                f"{one.build.passages / one.build.seconds:.1f}" if one.build else "",
                *(f"{one.own.summary.overall.measures[name].value:.3f}" for name in names),
            ]
            for one in measured
        ),
    )


if __name__ == "__main__":
    if len(sys.argv) != 3 or not Path(sys.argv[2]).absolute().parent.is_dir():
        sys.exit("usage: python -m dateline.eval.results SETS OUT.md, in a folder that is there")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
