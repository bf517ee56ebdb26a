"""The figures of a run as tables on the terminal."""

import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..eval.compare import Comparison
from ..eval.estimates import Estimate
from ..eval.measures import HEADLINES, MEASURES
from ..eval.records import Record
from ..eval.runner import Evaluation
from ..eval.summary import Group
from .terminal import out, plain

_BY_TYPE = (
    "recall@10", "article_recall@10", "contains", "sides_shown", "wrong_as_settled",
    "right_if_answered", "refused_answerable", "refusal_recall", "citation_precision", "auroc",
)  # fmt: skip
_FAILURES = ("wrong", "refused wrongly", "failed")
_SHOWN = 5  # of failures, and of flips each way


def show_evaluation(evaluation: Evaluation, comparison: Comparison | None) -> None:
    """Print the figures overall, by type and answerability, and beside those of another run."""
    run, summary = evaluation.run, evaluation.summary
    chosen = ", ".join(
        f"{name} {value}"
        for name, value in run.settings.items()
        if value is not None and value is not False
    )
    out(f"{run.set}: {run.questions} questions ({chosen})")
    if run.cannot:
        out(run.cannot)
    out(
        ", ".join(
            f"{count} {verdict}" for verdict, count in summary.overall.verdicts.items() if count
        )
    )
    _show_failures(evaluation.records)
    _print(_figures(summary.overall))
    if len(summary.by_type) > 1:
        _print(_by_group("by type", summary.by_type))
    if len(summary.by_answerability) > 1:
        _print(_by_group("by answerability", summary.by_answerability))
    out("\nevery measure, and every question: --html FILE, --json, --records FILE")
    end = evaluation.end
    if end.indexed_per_second:
        out(f"indexed {end.indexed_per_second:.1f} passages a second when the index was made")
    if end.peak_memory_mb:
        out(f"peak memory {end.peak_memory_mb:,.0f} MB")
    if comparison:
        _show_comparison(comparison)


def _show_failures(records: Sequence[Record]) -> None:
    failures = [one for one in records if one.verdict in _FAILURES]
    for one in failures[:_SHOWN]:
        gold = " | ".join(map(_line, one.gold)) or "nothing: the articles do not say"
        out(f"\n{one.verdict}: {_line(one.id)} {_line(one.question)}")
        out(f"    said: {_line(one.answer or one.error or one.refusal or '')}\n    gold: {gold}")
    if len(failures) > _SHOWN:
        out(f"\nand {len(failures) - _SHOWN} more: read them in a report (--html FILE)")


def _figures(group: Group) -> Table:
    table = _table("", "", "95% interval", "questions", "")
    section = ""
    for name in HEADLINES:
        figure = group.measures.get(name)
        if figure is None:
            continue
        measure = MEASURES[name]
        if measure.section != section:
            section = measure.section
            table.add_row(Text(section, style="bold"))
        interval = "" if figure.low is None else f"{figure.low:.3f} … {figure.high:.3f}"
        row = (name, f"{figure.value:.3f}", interval, str(figure.questions), measure.means)
        table.add_row(*map(Text, row))
    return table


def _by_group(what: str, groups: Mapping[str, Group]) -> Table:
    shown = [name for name in _BY_TYPE if any(name in one.measures for one in groups.values())]
    table = _table(what, "questions", *(name.replace("_", " ") for name in shown))
    for name, group in groups.items():
        figures = (_figure(group.measures.get(measure)) for measure in shown)
        table.add_row(*map(Text, (plain(_line(name)), str(group.questions), *figures)))
    return table


def _show_comparison(comparison: Comparison) -> None:
    out()
    out(f"this run minus that of {comparison.other.set}, {comparison.other.started}")
    out(f"over the {comparison.questions} questions that both asked")
    table = _table("", "difference", "95% interval", "p", "questions")
    for name, one in comparison.differences.items():
        interval = f"{one.low:+.3f} … {one.high:+.3f}"
        sure = "*" * one.sure
        row = (
            name,
            f"{one.value:+.3f}{sure}",
            interval,
            "" if one.p is None else f"{one.p:.3f}",
            str(one.questions),
        )
        table.add_row(*map(Text, row))
    _print(table)
    out("* sure: the interval leaves out 0, and p is below .05")
    for what, flips in (("worse", comparison.worse), ("better", comparison.better)):
        out(f"\n{len(flips)} went {what}")
        for flip in flips[:_SHOWN]:
            out(f"    {_line(flip.after.id)}  {_line(flip.after.question)}")
            out(f"        {flip.before.verdict} → {flip.after.verdict}")


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if 0 < number < 4 else "left", no_wrap=number < 4)
    return table


def _print(table: Table) -> None:
    out()
    Console(width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


def _line(text: str) -> str:
    """A text on one line: what it holds must not look like a line of ours."""
    return " ".join(text.split())


def _figure(estimate: Estimate | None) -> str:
    return "–" if estimate is None else f"{estimate.value:.3f}"
