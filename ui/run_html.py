"""From runs to HTML: how one stands, its main figures, and those that are kept."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args
from urllib.parse import urlencode

from ..eval.estimates import Estimate
from ..eval.measures import MEASURES
from ..eval.records import Verdict
from ..eval.runner import Evaluation
from . import wording
from .render import error_html, escaped
from .runs import Kept, Progress

REPORT, RECORDS = "report", "records"
"""Where the report and the records of a run are, beside the page, see `report_page`."""

_VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_MAIN = (
    "recall@10", "article_recall@10", "accuracy", "contains", "right_if_answered",
    "sides_shown", "wrong_as_settled", "citation_exact", "citation_precision", "citation_recall",
    "refused_answerable", "refusal_recall", "auroc", "ece", "seconds_median", "seconds_p95",
)  # fmt: skip


def progress_html(now: Progress) -> str:
    """How a run stands: how many questions were asked and how that went; at its end its figures."""
    head = f"<h3><bdi>{escaped(now.set)}</bdi></h3>"
    if now.evaluation:
        return head + _figures(now.name, now.evaluation)
    asked = {"asked": now.asked, "questions": now.questions}
    if now.problem:
        head += error_html(now.problem) + f"<p>{wording.RUN_ASKED.format(**asked)}</p>"
    elif now.ended:
        head += f'<p role="status">{wording.RUN_STOPPED.format(**asked)}</p>'
    else:
        said = wording.RUN_STOPPING if now.stopping else wording.RUN_ASKED.format(**asked)
        head += (
            f'<progress max="{now.questions}" value="{now.asked}" '
            f'aria-label="{wording.RUN_PROGRESS}"></progress><p>{said}</p>'
        )
    last = ""
    if now.last:
        question = f"<bdi>{escaped(' '.join(now.last.question.split()))}</bdi>"
        verdict = wording.VERDICTS[now.last.verdict]
        last = f'<p class="dl-last">{wording.RUN_LAST}: {question} <b>{verdict}</b></p>'
    return f"{head}{_verdicts(now.verdicts)}{last}"


def runs_html(runs: Iterable[Kept | str]) -> str:
    """The runs that are kept, each with its report and its records."""
    rows = "".join(_kept(one) for one in runs)
    if not rows:
        return f'<p class="dl-none">{wording.NO_RUNS}</p>'
    return f"<ul>{rows}</ul>"


def _kept(one: Kept | str) -> str:
    if isinstance(one, str):
        return f"<li>{error_html(one)}</li>"
    return (
        f"<li><h3><bdi>{escaped(one.run.set)}</bdi></h3>"
        f'<p class="dl-when">{_when(one.run.started)} · {_count(one.run.questions)}</p>'
        f"{_verdicts(one.verdicts)}{_links(one.name, one.run.set)}</li>"
    )


def _figures(name: str, evaluation: Evaluation) -> str:
    run, overall = evaluation.run, evaluation.summary.overall
    cannot = f'<p class="dl-cannot">{escaped(run.cannot)}</p>' if run.cannot else ""
    heads = "".join(f'<th scope="col">{one}</th>' for one in wording.RUN_COLUMNS)
    return (
        f'<p role="status">{wording.RUN_WHOLE.format(_count(run.questions))}</p>'
        f"{_verdicts(overall.verdicts)}{cannot}{_links(name, run.set)}"
        f"<table><caption>{wording.FIGURES}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{''.join(_rows(overall.measures))}</tbody></table>"
    )


def _rows(measures: Mapping[str, Estimate]) -> Iterator[str]:
    section = ""
    for name in _MAIN:
        figure = measures.get(name)
        if figure is None:
            continue
        measure = MEASURES[name]
        if measure.section != section:
            section = measure.section
            yield f'<tr><th colspan="4" scope="rowgroup">{section}</th></tr>'
        interval = "" if figure.low is None else f"{figure.low:.3f} … {figure.high:.3f}"
        parts = name.replace("_", "_<wbr>")  # a long one breaks there on a phone
        yield (
            f'<tr><th scope="row">{parts}<small>{measure.means}</small></th>'
            f"<td>{figure.value:.3f}</td><td>{interval}</td><td>{figure.questions:,}</td></tr>"
        )


def _verdicts(verdicts: Mapping[Verdict, int]) -> str:
    given = (
        f"<span>{verdicts[one]:,} {wording.VERDICTS[one]}</span>"
        for one in _VERDICTS
        if verdicts.get(one)
    )
    return f'<p class="dl-verdicts">{" · ".join(given)}</p>'


def _links(name: str, asked: str) -> str:
    query = urlencode({"run": name})
    about = escaped(wording.OF_RUN.format(asked))
    return (
        f'<p class="dl-links"><a href="{REPORT}?{query}" target="_blank" '
        f'aria-label="{wording.RUN_REPORT} {about}">{wording.RUN_REPORT}</a> · '
        f'<a href="{RECORDS}?{query}" download aria-label="{wording.RUN_RECORDS} {about}">'
        f"{wording.RUN_RECORDS}</a></p>"
    )


def _when(started: str) -> str:
    day, _, time = started.partition("T")
    return f'<time datetime="{escaped(started)}">{escaped(day)} {escaped(time[:5])} UTC</time>'


def _count(questions: int) -> str:
    return f"{questions:,} question" + "s" * (questions != 1)
