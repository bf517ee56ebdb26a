"""A run as one HTML page: its figures, its plots, and every question with what was said to it.

The page needs nothing but itself and asks nothing of any other machine. Its policy lets run one
script alone, its own, by hash; what articles and questions hold is text wherever it stands.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from .compare import Comparison
from .drawing import Plot
from .estimates import Difference, Estimate
from .measures import MEASURES
from .plots import (
    calibration_plot,
    change,
    duration,
    forest_plot,
    latency_plot,
    percent,
    recall_plot,
    risk_plot,
)
from .records import End, Record, Run
from .summary import Group, Summary

if TYPE_CHECKING:
    from .runner import Evaluation

_TITLES = {
    "retrieval": "Retrieval of passages",
    "articles": "Retrieval of articles",
    "facts": "Retrieval of facts, as MultiHop-RAG counts",
    "answers": "Answers",
    "citations": "Citations",
    "refusals": "Refusals",
    "confidence": "Confidence",
    "speed": "Speed and memory",
}

_COLUMNS = (
    "recall@10", "ndcg@10", "article_recall@10", "article_ndcg@10", "fact_recall@10", "contains",
    "right_if_answered", "sides_shown", "wrong_as_settled", "refused_answerable",
    "refusal_recall", "citation_precision", "citation_recall", "seconds_median",
)  # fmt: skip

_ANSWERABILITY = {True: "answerable", False: "unanswerable", None: "unlabelled"}

_MARKS = {
    "better": "▲ better",
    "worse": "▼ worse",
    "more": "△ more",
    "less": "▽ less",
    "no clear difference": "– no clear difference",
}

# Controls without a shape, those that turn the direction of what follows (Unicode Standard Annex
# 9, but for the marks that Hebrew and Arabic need), and halves of characters, which no file holds.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table of measures, as text; `change` is None where nothing is compared."""

    name: str
    means: str
    value: str
    interval: str
    questions: int | None
    difference: str = ""
    difference_interval: str = ""
    p: str = ""
    change: str | None = None


def report(evaluation: "Evaluation", *, comparison: Comparison | None = None) -> str:
    """The run as a page of HTML that works without a network, and without its script.

    Args:
        evaluation: The run.
        comparison: With another run, for differences, both curves, and the questions that flipped.
    """
    summary = evaluation.summary
    return _template().render(
        run=evaluation.run,
        facts=_facts(evaluation.run),
        other=_what_changed(evaluation.run, comparison),
        comparison=comparison,
        summary=summary,
        tables=_tables(evaluation, comparison),
        columns=[name for name in _COLUMNS if _is_measured(summary, name)],
        plots=_plots(evaluation, comparison),
        records=evaluation.records,
        numbers={(one.id, one.question): n for n, one in enumerate(evaluation.records, 1)},
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "answerability": lambda record: _ANSWERABILITY[record.answerable],
        "duration": duration,
        "figure": lambda estimate, name: _figure(name, estimate.value),
        "marked": _marked,
        "percent": percent,
        "plain": _plain,
        "sha256": lambda text: b64encode(hashlib.sha256(text.encode()).digest()).decode(),
        "shown": _shown,
    }
    page = files(__package__).joinpath("report.html").read_text(encoding="utf-8")
    return environment.from_string(page)


def _shown(text: str) -> Markup:
    """Text as an element that keeps its direction to itself, with its unseen characters shown."""
    return Markup(f"<bdi>{_safe(text)}</bdi>")  # noqa: S704


def _marked(text: str, gold: Sequence[str]) -> Markup:
    """Text like `_shown`, with each gold answer that stands in it as words of their own marked."""
    words = sorted((one.strip() for one in gold if one.strip()), key=len, reverse=True)
    if not words:
        return _shown(text)
    parts = re.split(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", text, flags=re.I)
    marked = (
        f"<mark>{_safe(part)}</mark>" if number % 2 else _safe(part)
        for number, part in enumerate(parts)
    )
    return Markup(f"<bdi>{''.join(marked)}</bdi>")  # noqa: S704


def _safe(text: str) -> str:
    """Text as HTML: what HTML reads is escaped, and what nobody sees is named."""
    return _UNSEEN.sub(lambda one: f'<i class="unseen">{_code(one[0])}</i>', str(escape(text)))


def _plain(text: str) -> str:
    """Text for an attribute, a title or a choice, which hold no elements."""
    return _UNSEEN.sub(lambda one: _code(one[0]), text)


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _facts(run: Run) -> dict[str, str]:
    """What was run, line by line."""
    chosen = [
        f"{name} {value}"
        for name, value in run.settings.items()
        if name not in ("retrieval_only", "threshold") and value is not None
    ]
    threshold = _threshold(run)
    index = ", ".join(
        f"{value:,} {name}"
        for name, value in run.index.items()
        if name in ("articles", "passages") and isinstance(value, int)
    )
    versions = {
        name: version for name, version in run.versions.items() if not name.endswith("_sha256")
    }
    facts = {
        "Questions": " · ".join([f"{run.questions:,}", *chosen]),
        "Asked": "searched for alone, nothing was said"
        if run.settings.get("retrieval_only")
        else "answered in full",
        "Refuses": f"below a confidence of {threshold:.3f}" if threshold is not None else "",
        "Index": index,
        "Model": str(run.index.get("embedder", "")),
        "Date": run.started.replace("T", " ").replace("+00:00", " UTC"),
        "Machine": run.machine,
        "Code": run.versions.get("code_sha256", "")[:12],
        "Versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _what_changed(run: Run, comparison: Comparison | None) -> dict[str, tuple[str, str]]:
    """The facts in which the run before differs from this one: before, and now."""
    if comparison is None:
        return {}
    before, now = ({"Set": one.set, **_facts(one)} for one in (comparison.other, run))
    return {
        name: (before.get(name, "—"), now.get(name, "—"))
        for name in now | before
        if before.get(name) != now.get(name)
    }


def _tables(evaluation: "Evaluation", comparison: Comparison | None) -> dict[str, list[Row]]:
    """The rows of the table of measures, by the title of their section."""
    differences = comparison.differences if comparison else {}
    tables: dict[str, list[Row]] = {}
    for name, estimate in evaluation.summary.overall.measures.items():
        measure = MEASURES[name]
        row = _row(name, measure.means, estimate, differences.get(name))
        tables.setdefault(_TITLES[measure.section], []).append(row)
    rest = _compared_seconds(evaluation.records, differences) + _of_the_process(evaluation.end)
    if rest:
        tables.setdefault(_TITLES["speed"], []).extend(rest)
    return tables


def _row(name: str, means: str, estimate: Estimate, difference: Difference | None) -> Row:
    low, high = estimate.low, estimate.high
    interval = "" if low is None or high is None else f"{_figure(name, low)}–{_figure(name, high)}"
    row = Row(name, means, _figure(name, estimate.value), interval, estimate.questions)
    if difference is None:
        return row
    p = ""
    if difference.p is not None:
        p = "p < 0.001" if difference.p < 0.001 else f"p {difference.p:.3f}"
    fewer = difference.questions != estimate.questions
    return replace(
        row,
        difference=_signed(name, difference.value),
        difference_interval=f"{_signed(name, difference.low)} to {_signed(name, difference.high)}",
        p=f"{p}, of {difference.questions:,}" if fewer else p,
        change=_MARKS[change(name, difference)],
    )


def _compared_seconds(
    records: Sequence[Record], differences: Mapping[str, Difference]
) -> list[Row]:
    """The mean time of a question, which is what comparisons compare."""
    took = [one.timing.total for one in records if one.error is None]
    if "seconds" not in differences or not took:
        return []
    mean = Estimate(sum(took) / len(took), None, None, len(took))
    return [_row("seconds", "seconds a question, mean", mean, differences["seconds"])]


def _of_the_process(end: End) -> list[Row]:
    rows = []
    if end.indexed_per_second is not None:
        means = "passages a second when the index was made"
        rows.append(Row("indexing", means, f"{end.indexed_per_second:.1f}", "", None))
    if end.peak_memory_mb is not None:
        means = "the most the process has held (10⁶ bytes)"
        rows.append(Row("memory", means, f"{end.peak_memory_mb:,.0f} MB", "", None))
    return rows


def _figure(name: str, value: float) -> str:
    if _is_time(name):
        return duration(value)
    return f"{value:.1f}" if name == "answer_words" else f"{value:.3f}"


def _signed(name: str, value: float) -> str:
    """A difference with its sign, the minus of print."""
    figure = _figure(name, abs(value))
    if not any(digit in figure for digit in "123456789"):
        return figure
    return ("+" if value > 0 else "−") + figure


def _is_time(name: str) -> bool:
    return name == "seconds" or (name in MEASURES and MEASURES[name].section == "speed")


def _is_measured(summary: Summary, name: str) -> bool:
    groups: list[Group] = [*summary.by_type.values(), *summary.by_answerability.values()]
    return any(name in group.measures for group in groups)


def _plots(evaluation: "Evaluation", comparison: Comparison | None) -> list[Plot]:
    """Every plot there is data for."""
    records, overall = evaluation.records, evaluation.summary.overall
    asked = {(one.id, one.question) for one in records}
    others = [
        one for one in (comparison.others if comparison else ()) if (one.id, one.question) in asked
    ]
    is_judged = "ece" in overall.measures
    drawn = (
        recall_plot(overall, others),
        risk_plot(
            records,
            _threshold(evaluation.run),
            others,
            _threshold(comparison.other) if comparison else None,
        )
        if is_judged
        else None,
        calibration_plot(records) if is_judged else None,
        latency_plot(records, others),
        forest_plot(comparison.differences) if comparison else None,
    )
    return [plot for plot in drawn if plot]


def _threshold(run: Run) -> float | None:
    threshold = run.settings.get("threshold")
    return float(threshold) if isinstance(threshold, int | float) else None
