"""The plots of a report: each a plain function from records or figures to a drawing, or to None.

Nothing is told apart by colour alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator, PercentFormatter

from .confidence import RiskPoint, reliability, risk_coverage
from .drawing import BLUE, FAINT, GREEN, INK, RULE, VERMILION, Plot, drawn
from .estimates import Difference
from .measures import MEASURES
from .records import Record
from .retrieval import CUTOFFS
from .summary import Group, judged

# Recall at every depth is in the table; a forest of all would hide the trees.
_IN_FOREST = tuple(
    name
    for name, measure in MEASURES.items()
    if measure.section not in ("confidence", "speed")
    and name != "answer_words"  # not between 0 and 1
    and not name.endswith(("hit@1", "hit@3", "hit@5", "hit@10", "@3"))
)

Change = Literal["better", "worse", "more", "less", "no clear difference"]


def change(name: str, difference: Difference) -> Change:
    """Whether a measure got better or worse, where that is sure enough to be said."""
    if not difference.sure:
        return "no clear difference"
    more = difference.value > 0
    more_is_better = MEASURES[name].more_is_better if name in MEASURES else False  # seconds
    if more_is_better is None:
        return "more" if more else "less"
    return "better" if more == more_is_better else "worse"


def duration(seconds: float) -> str:
    """Seconds for people: `1.25 s`, `43 ms`, `0.08 ms`."""
    if seconds >= 1:
        return f"{seconds:.2f} s" if seconds < 100 else f"{seconds:.0f} s"
    thousandths = seconds * 1000
    digits = 0 if thousandths >= 10 or not thousandths else 1 if thousandths >= 1 else 2
    return f"{thousandths:.{digits}f} ms"


def percent(share: float) -> str:
    """A share for people: `12%`, and `<1%` for what is little but not nothing."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def recall_plot(group: Group, others: Sequence[Record] = ()) -> Plot | None:
    """What is found among the first k, for each k; None without gold evidence."""
    curves = [
        (prefix, label, colour, marker)
        for prefix, label, colour, marker in (
            ("recall@", "recall of passages", BLUE, "o"),
            ("article_recall@", "recall of articles", VERMILION, "s"),
            ("hit@", "any gold passage", GREEN, "^"),
        )
        if f"{prefix}1" in group.measures
    ]
    if not curves:
        return None

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        for number, (prefix, label, colour, marker) in enumerate(curves):
            found = [group.measures[f"{prefix}{k}"] for k in CUTOFFS]
            axes.errorbar(
                [k + 0.12 * (number - 1) for k in CUTOFFS],
                [one.value for one in found],
                yerr=_reach(found),
                color=colour,
                marker=marker,
                elinewidth=0.9,
                label=label,
            )
            before = [
                value for k in CUTOFFS if (value := _mean(others, f"{prefix}{k}")) is not None
            ]
            if len(before) == len(CUTOFFS):
                axes.plot(CUTOFFS, before, color=colour, linestyle=":", marker=marker, mfc="none")
        if others:
            axes.errorbar([], [], color=FAINT, ls=":", marker="o", mfc="none", label="before")
        axes.set(xlabel="k: passages, or articles, looked at", xticks=CUTOFFS, ylim=(0, 1.03))
        axes.legend(loc="lower right")
        _percents(axes.yaxis)
        axes.grid(True)

    said = "; ".join(
        f"{label}: "
        + ", ".join(f"{percent(group.measures[f'{prefix}{k}'].value)} at {k}" for k in CUTOFFS)
        for prefix, label, _, _ in curves
    )
    caption = "How much of the gold evidence is among the first k found, with 95% intervals."
    return drawn("recall", "Found among the first k", caption, said, 3.4, draw)


def risk_plot(
    records: Sequence[Record],
    threshold: float | None,
    others: Sequence[Record] = (),
    other_threshold: float | None = None,
) -> Plot | None:
    """How many answers are wrong when only the surest are given; None where nothing is judged.

    Args:
        records: Of the run.
        threshold: Its confidence below which it refuses, to be marked.
        others: Of the run it is compared with.
        other_threshold: The threshold there.
    """
    confidence, right = judged(records)
    if not confidence:
        return None
    points = risk_coverage(confidence, right)
    before = risk_coverage(*judged(others))
    here = _answered(points, threshold)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        _curve(axes, points, BLUE, "-", "this run")
        _spot(axes, here, BLUE, "o", "at its threshold")
        if before:
            _curve(axes, before, VERMILION, "--", "before")
            _spot(axes, _answered(before, other_threshold), VERMILION, "s", "at its threshold")
        highest = max(one.risk for one in (*points, *before))
        axes.set(xlabel="answered", ylabel="of these wrong", xlim=(0, 1.02))
        axes.set_ylim(0, max(0.1, min(1.0, highest) * 1.06))
        axes.legend(loc="best")
        _percents(axes.xaxis)
        _percents(axes.yaxis)
        axes.grid(True)

    said = f"{percent(points[-1].risk)} wrong if all {len(right)} questions are answered"
    if here:
        said = (
            f"At the threshold of {threshold:.3f}, {percent(here.coverage)} of the questions are "
            f"answered, {percent(here.risk)} of these wrongly; {said}"
        )
    caption = (
        f"{said}. To answer what the articles do not say is wrong; what was not said counts as it "
        "would have been judged."
    )
    return drawn("risk", "Wrong answers by how many are given", caption, said, 3.2, draw)


def calibration_plot(records: Sequence[Record]) -> Plot | None:
    """Confidence against the share that is right; None where nothing is judged."""
    confidence, right = judged(records)
    if not confidence:
        return None
    bins = reliability(confidence, right)

    def draw(figure: Figure) -> None:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        above.plot([0, 1], [0, 1], color=FAINT, linestyle="--", linewidth=1, label="as it should")
        above.plot(
            [one.confidence for one in bins],
            [one.right for one in bins],
            color=BLUE,
            marker="o",
            label="this run",
        )
        above.set(ylabel="right", ylim=(-0.03, 1.03), xlim=(0, 1))
        above.legend(loc="upper left")
        above.grid(True)
        _percents(above.yaxis)
        middles = [(one.low + one.high) / 2 for one in bins]
        bars = below.bar(middles, [one.questions for one in bins], width=0.085, color=RULE)
        below.bar_label(bars, fontsize=11, color=INK, padding=1)
        below.margins(y=0.4)
        below.set(xlabel="confidence", ylabel="questions", yticks=[])
        below.spines["left"].set_visible(False)
        _percents(below.xaxis)

    said = "; ".join(
        f"confidence {percent(one.confidence)}: {percent(one.right)} right of {one.questions}"
        for one in bins
    )
    caption = (
        "Below the dashed line it is surer than it should be. Points that rest on few questions, "
        "counted below, say little."
    )
    return drawn("calibration", "Is it right as often as it is sure?", caption, said, 4.2, draw)


def latency_plot(records: Sequence[Record], others: Sequence[Record] = ()) -> Plot | None:
    """How long questions took, by stage; None where no time was taken."""
    stages = [
        (stage, now, _seconds(others, stage))
        for stage in ("embed", "search", "read", "total")
        if (now := _seconds(records, stage))
    ]
    if not stages:
        return None
    every = np.concatenate([np.array(now + before) for _, now, before in stages])
    low, high = every.min() / 1.1, every.max() * 1.1
    bins = np.geomspace(low, high, 41)

    def draw(figure: Figure) -> None:
        rows = figure.subplots(len(stages), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (stage, now, before) in zip(rows, stages, strict=True):
            axes.hist(now, bins=bins, color=INK if stage == "total" else BLUE, alpha=0.75)
            if before:
                axes.hist(before, bins=bins, histtype="step", linestyle="--", color=VERMILION)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.set_title(
                f"{stage}: median {duration(float(np.median(now)))}", loc="left", size=12
            )
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _round_duration(value)))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xticks(_ticks(low, high))
        axes.set_xlim(low, high)

    said = "; ".join(
        f"{stage}: median {duration(float(np.median(now)))}, "
        f"95th percentile {duration(float(np.quantile(now, 0.95)))}"
        for stage, now, _ in stages
    )
    caption = "Questions by the time they took, stage by stage; the scale is logarithmic." + (
        " Dashed: before." if others else ""
    )
    height = 0.5 + 0.85 * len(stages)
    return drawn("latency", "How long questions took", caption, said, height, draw)


def forest_plot(differences: Mapping[str, Difference]) -> Plot | None:
    """Each difference of two runs with its interval; None where there is nothing to compare."""
    rows = [(name, differences[name]) for name in _IN_FOREST if name in differences]
    if not rows:
        return None
    kinds: tuple[tuple[str, str, str, bool], ...] = (
        ("better", BLUE, "o", True),
        ("worse", VERMILION, "s", True),
        ("no clear difference", FAINT, "o", False),
    )

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.axvline(0, color=INK, linewidth=0.8)
        for kind, colour, marker, filled in kinds:
            some = [(y, one) for y, (name, one) in enumerate(rows) if change(name, one) == kind]
            axes.errorbar(
                [one.value for _, one in some],
                [y for y, _ in some],
                xerr=_reach([one for _, one in some]),
                color=colour,
                marker=marker,
                mfc=colour if filled else "white",
                linestyle="none",
                elinewidth=1.2,
                label=kind,
            )
        names = [_arrowed(name) for name, _ in rows]
        axes.set_yticks(range(len(rows)), names, size=11, color=INK)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.grid(True, axis="y")
        axes.set_xlabel("this run minus the one before")
        figure.legend(loc="outside upper right", ncols=3, handletextpad=0.1, columnspacing=0.6)

    said = "; ".join(
        f"{name} {one.value:+.3f} ({one.low:+.3f} to {one.high:+.3f}), {change(name, one)}"
        for name, one in rows
    )
    caption = (
        "Differences with 95% intervals over the questions that both runs asked. Of twenty "
        "measures that do not differ, about one will seem to. ↓: less is better."
    )
    height = 1.1 + 0.245 * len(rows)
    return drawn("forest", "What differs from the run before", caption, said, height, draw)


def _reach(found: Sequence[Any]) -> list[list[float]]:
    """How far the intervals reach below and above their values."""
    lows = [max(0.0, one.value - (one.value if one.low is None else one.low)) for one in found]
    highs = [max(0.0, (one.value if one.high is None else one.high) - one.value) for one in found]
    return [lows, highs]


def _mean(records: Sequence[Record], name: str) -> float | None:
    values = [one.measures[name] for one in records if name in one.measures]
    return sum(values) / len(values) if values else None


def _answered(points: Sequence[RiskPoint], threshold: float | None) -> RiskPoint | None:
    """The point of a curve at which everything at or above a threshold is answered."""
    return next(
        (one for one in reversed(points) if threshold is not None and one.confidence >= threshold),
        None,
    )


def _curve(
    axes: Axes, points: Sequence[RiskPoint], colour: str, linestyle: str, label: str
) -> None:
    axes.plot(
        [one.coverage for one in points],
        [one.risk for one in points],
        color=colour,
        linestyle=linestyle,
        marker="" if len(points) > 1 else ".",
        label=label,
    )


def _spot(axes: Axes, point: RiskPoint | None, colour: str, marker: str, label: str) -> None:
    if point:
        axes.plot(
            [point.coverage],
            [point.risk],
            linestyle="none",
            marker=marker,
            color=colour,
            markersize=8,
            label=label,
        )


def _seconds(records: Sequence[Record], stage: str) -> list[float]:
    """The seconds of a stage, without the questions that never came to it."""
    took = [float(getattr(one.timing, stage)) for one in records if one.error is None]
    return [one for one in took if one > 0]


def _ticks(low: float, high: float) -> list[float]:
    """Round seconds within bounds: by decades, and between them where there are few."""
    for steps in ((1, 2, 5), (1,)):
        ticks = [step * 10.0**power for power in range(-6, 5) for step in steps]
        inside = [one for one in ticks if low <= one <= high]
        if len(inside) <= 6:
            break
    return inside


def _round_duration(seconds: float) -> str:
    return f"{seconds:g} s" if seconds >= 1 else f"{seconds * 1000:g} ms"


def _arrowed(name: str) -> str:
    return name if MEASURES[name].more_is_better else f"{name} ↓"


def _percents(axis: Any) -> None:
    axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
