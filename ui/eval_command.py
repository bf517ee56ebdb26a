"""The command that measures: eval."""

from collections.abc import Iterable
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from difflib import get_close_matches
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..eval.measures import MEASURES
from ..eval.open_set import brings_articles, known_set, set_of_files
from ..eval.records import is_record_file
from ..eval.retrieval import locate
from ..eval.sets import crossed as cross
from ..index.embedder import open_embedder
from ..index.errors import QuestionError
from ..index.index import Index
from ..rag.chatbot import Chatbot
from ..rag.load_model import load_writer
from ..rag.reranker import BUNDLED, load_reranker
from .cli import (
    JsonOption,
    LlmModelOption,
    LlmOption,
    RerankerOption,
    ThresholdOption,
    app,
    default_index,
)
from .terminal import Terminal, out, out_json

if TYPE_CHECKING:
    from ..eval.records import Record, Run
    from ..eval.runner import Evaluation
    from ..eval.sets import QuestionSet

_GATE_FAILED = 3
_INTERRUPTED = 130
_NAMED = 5  # questions in a warning


@app.command("eval")
def eval_(
    context: typer.Context,
    questions: Annotated[
        Path | None,
        typer.Argument(
            metavar="QUESTIONS",
            help="Questions with answers and evidence (.jsonl, .jsonl.gz), a BEIR folder or a "
            "SQuAD .json; or the records of a run, to report on it again.",
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option("--index", "-i", metavar="DIR", help="Ask them of this index."),
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ask them of these articles (a file or a folder)."),
    ] = None,
    known: Annotated[
        str | None,
        typer.Option(
            "--set",
            metavar="NAME",
            help="A known set: samples, samples-time, samples-conversations, multihoprag, squad, "
            "timeqa, ramdocs, mtrag_un; or, of how articles are read: flat, html-extraction, "
            "html-dates.",
        ),
    ] = None,
    sets: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder that holds the known sets.")
    ] = None,
    crossed: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Ask them of this other set's articles, where refusing is right."
        ),
    ] = None,
    embedder: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="For articles and sets: another model to index with."),
    ] = None,
    split: Annotated[
        Literal["dev", "test"] | None,
        typer.Option(help="Half of the questions, by their documents: tune on dev, report test."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only questions whose type begins so: temporal.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="A random sample of so many.")] = None,
    seed: Annotated[int, typer.Option(help="Draws the sample.")] = 0,
    retrieval_only: Annotated[
        bool, typer.Option("--retrieval-only", help="Search, and say nothing.")
    ] = False,
    reranker: RerankerOption = BUNDLED,
    threshold: ThresholdOption = None,
    llm: LlmOption = None,
    llm_model: LlmModelOption = None,
    records: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help="Keep a record a question; the same command goes on after an interruption.",
        ),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jsonl", help="Compare with the records of another run."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write a report to read failures in.")
    ] = None,
    fail_under: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=VALUE,…", help="Exit with 3 if a measure is lower: citation_exact=1."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask questions with known answers, and measure how it went.

    Example: `dateline eval questions.jsonl --index my-index --html report.html`
    """
    from ..eval.article_sets import ARTICLE_SETS
    from ..eval.compare import compare as compare_runs
    from ..eval.compare import pairing
    from ..eval.records import read_records
    from ..eval.runner import Evaluation, describe
    from .eval_tables import show_evaluation

    terminal: Terminal = context.obj
    if known and known in ARTICLE_SETS:
        others = (questions, index, articles, crossed, embedder, kind, limit, records, compare)
        if any(others) or any((seed, retrieval_only, html, fail_under, as_json, threshold)):
            raise QuestionError(f"the set {known!r} asks no questions; only --sets and --split go")
        for line in ARTICLE_SETS[known](sets, split):
            out(line)
        return
    bounds = _bounds(fail_under)
    writer = load_writer(llm, llm_model)
    other = read_records(compare) if compare else None
    _check_outputs((questions, articles, compare), records, html)
    if questions is not None and is_record_file(questions):
        asks = (index, articles, known, sets, crossed, embedder, split, kind, limit, records)
        if any(asks) or seed or retrieval_only:
            raise QuestionError(f"{questions} holds the records of a run: nothing is asked again")
        evaluation = Evaluation(*read_records(questions))
    else:
        with ExitStack() as opened:
            asked, own = _asked(terminal, opened, questions, index, articles, known, sets)
            chosen = {"split": split, "kind": kind, "limit": limit, "seed": seed}
            asked = asked.part(split=split, kind=kind, limit=limit, seed=seed)
            if crossed:
                if index:
                    raise QuestionError("--crossed asks the other set's articles: no --index")
                asked, own = cross(asked, known_set(crossed, sets)), None
            if own is not None and embedder:
                raise QuestionError("an index is asked with the model that made it: no --embedder")
            rate = None
            if own is None:
                own, rate = _temporary(terminal, asked, embedder)
                opened.enter_context(own)
            _warn_of_misplaced(terminal, own, asked)
            if other and not set(map(pairing, asked.questions)) & set(map(pairing, other[1])):
                raise QuestionError(f"{compare} has none of these questions; compare runs of a set")
            chatbot = Chatbot(
                own,
                reranker=load_reranker(reranker, own),
                threshold=threshold,
                writer=writer,
            )
            run = describe(own, asked, retrieval_only=retrieval_only, chatbot=chatbot, **chosen)
            evaluation = _run(terminal, run, asked, chatbot, records, rate)
    comparison = compare_runs(evaluation.records, other[1], other[0]) if other else None
    if html:
        from ..eval.report import report

        _write(html, report(evaluation, comparison=comparison))
        terminal.say(f"the report is {html}")
    if as_json:
        compared = {"comparison": comparison.to_dict()} if comparison else {}
        out_json({**evaluation.to_dict(), **compared})
    else:
        show_evaluation(evaluation, comparison)
    if _below(terminal, evaluation, bounds):
        raise typer.Exit(_GATE_FAILED)


def _check_outputs(inputs: Iterable[Path | None], records: Path | None, html: Path | None) -> None:
    """See before anything runs that both files can be written, and destroy nothing."""
    taken = {one.resolve() for one in inputs if one is not None}
    for file in (records, html):
        if file is None:
            continue
        if not file.absolute().parent.is_dir():
            raise QuestionError(f"{file} cannot be written: its folder is not there; make it first")
        if file.is_dir():
            raise QuestionError(f"{file} cannot be written: it is a folder; name a file in it")
        if file.resolve() in taken:
            raise QuestionError(f"{file} is read and would be written over; name another file")
        taken.add(file.resolve())
    if records and records.exists() and records.stat().st_size and not is_record_file(records):
        raise QuestionError(f"{records} holds something else than records; name another file")


def _warn_of_misplaced(terminal: Terminal, index: Index, asked: "QuestionSet") -> None:
    """Say which gold evidence does not stand in its article: it can never be found."""
    lost = [
        one.id
        for one in asked.questions
        if any(e.text and locate(index, e) is None for e in one.evidence)
    ]
    if lost:
        some = ", ".join(lost[:_NAMED]) + " …" * (len(lost) > _NAMED)
        terminal.say(
            f"dateline: the evidence of {len(lost)} questions does not stand in its article and "
            f"counts as not found: {some}"
        )


def _asked(
    terminal: Terminal,
    opened: ExitStack,
    questions: Path | None,
    index: Path | None,
    articles: Path | None,
    known: str | None,
    sets: Path | None,
) -> "tuple[QuestionSet, Index | None]":
    """The questions, and the index to ask if it is the user's own; `opened` closes it."""
    if known:
        if questions or index or articles:
            raise QuestionError(
                f"the set {known!r} brings its questions and articles; name no others"
            )
        return known_set(known, sets), None
    if questions is None:
        raise QuestionError("give questions, or a known set: eval FILE …, or eval --set NAME …")
    if index and articles:
        raise QuestionError("give an index or articles, not both")
    own = None
    if not articles and not brings_articles(questions):
        own = opened.enter_context(Index.open(index or default_index(), create=False))
    elif index:
        raise QuestionError(f"{questions} brings its own articles; leave the index out")
    return set_of_files(questions, articles, ids=own, on_problem=terminal.complain), own


def _temporary(
    terminal: Terminal, asked: "QuestionSet", model: str | None
) -> tuple[Index, float | None]:
    """The index of the set's articles, and the passages a second if it was made in one go."""
    from ..eval.temporary_index import temporary_index

    articles = asked.articles
    assert articles is not None  # noqa: S101 - for the type checker: there is no other index
    embedder = open_embedder(model) if model else None
    try:
        with terminal.progress("indexing", sum(1 for _ in articles())) as on_progress:
            index, build = temporary_index(articles, embedder=embedder, on_progress=on_progress)
    except KeyboardInterrupt:
        terminal.say("interrupted; what was indexed is kept, the same command goes on with it")
        raise typer.Exit(_INTERRUPTED) from None
    return index, build.passages / build.seconds if build else None


def _run(
    terminal: Terminal,
    run: "Run",
    asked: "QuestionSet",
    chatbot: Chatbot,
    records: Path | None,
    rate: float | None,
) -> "Evaluation":
    """Ask, streaming the records to their file; an interrupted run is gone on with."""
    from ..eval.records import RecordFile
    from ..eval.runner import evaluate

    file = RecordFile(records, run) if records else None
    done = file.done if file else ()
    searched_alone = bool(run.settings["retrieval_only"])
    with file or nullcontext():
        try:
            with terminal.progress("asking", len(asked.questions) - len(done)) as on_progress:

                def on_record(record: "Record") -> None:
                    if file:
                        file.write(record)
                    on_progress(record)

                evaluation = evaluate(
                    chatbot.index,
                    asked,
                    chatbot=None if searched_alone else chatbot,
                    retrieval_only=searched_alone,
                    done=done,
                    on_record=on_record,
                )
        except KeyboardInterrupt:
            kept = f"; {records}.part keeps what was asked, the same command goes on with it"
            terminal.say(f"interrupted{kept if file else ''}")
            raise typer.Exit(_INTERRUPTED) from None
        end = replace(evaluation.end, indexed_per_second=rate)
        if file:
            file.finish(end)
    return replace(evaluation, run=run, end=end)


def _bounds(text: str | None) -> dict[str, float]:
    """`recall@10=0.8,citation_exact=1` as lowest values by measure."""
    bounds = {}
    for part in (text or "").split(",") if text is not None else ():
        name, _, value = part.strip().partition("=")
        measure = MEASURES.get(name)
        if measure is None:
            near = get_close_matches(name, MEASURES, n=3)
            meant = f"did you mean {', '.join(near)}" if near else "see the table of a run"
            raise QuestionError(f"--fail-under: there is no measure {name!r}; {meant}")
        if not measure.more_is_better:
            raise QuestionError(f"--fail-under: a lower {name} is no failure; name another measure")
        try:
            bounds[name] = float(value)
        except ValueError:
            bounds[name] = nan
        if isnan(bounds[name]):
            raise QuestionError(f"--fail-under: {part.strip()!r} names no value; write {name}=0.8")
    return bounds


def _below(terminal: Terminal, evaluation: "Evaluation", bounds: dict[str, float]) -> bool:
    """Whether a measure is below its bound, or was not measured; says which."""
    below = False
    for name, bound in bounds.items():
        figure = evaluation.summary.overall.measures.get(name)
        if figure is None or figure.value < bound:
            value = "not measured by this set" if figure is None else f"{figure.value:.4f}"
            terminal.complain(QuestionError(f"{name} is {value}, and must be {bound:g} or more"))
            below = True
    return below


def _write(file: Path, text: str) -> None:
    draft = file.with_name(file.name + ".part")
    draft.write_text(text, encoding="utf-8", errors="replace")
    draft.replace(file)
