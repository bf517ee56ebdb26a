"""Measuring in the browser: a question set is run and watched, and its report opened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ..eval.open_set import known_set, set_of_files
from ..eval.sets import QuestionSet
from ..index.errors import DatelineError, QuestionError
from ..index.index import Index
from ..rag.chatbot import Chatbot
from . import wording
from .feedback import FILE as FEEDBACK
from .render import error_html, escaped
from .request_log import record
from .run_html import progress_html, runs_html
from .runs import FOLDER, Runs, kept_runs

_SAMPLES = "samples"
_TICK = 0.5  # seconds
_LISTED = 10  # runs

# Nothing here waits among the questions that people ask: a run has a thread of its own.
_AT_ONCE: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
}


@dataclass(frozen=True)
class _Form:
    source: gr.Radio
    hint: gr.HTML
    file: gr.File
    run: gr.Button
    stop: gr.Button
    problem: gr.HTML
    progress: gr.HTML
    timer: gr.Timer


def measure_tab(blocks: gr.Blocks, chatbot: Chatbot, *, read_only: bool) -> None:
    """The runs, in the page that is being built.

    Args:
        blocks: The page.
        chatbot: Who is asked.
        read_only: Whether nothing may be run; the runs that are kept can be read.
    """
    index = chatbot.index
    with gr.Row(elem_id="dl-measure"):
        with gr.Column(elem_id="dl-running"):
            how = wording.NO_RUNNING if read_only else wording.MEASURE_HOW
            gr.HTML(f"<h2>{wording.MEASURE}</h2><p>{how}</p>", js_on_load=None)
            form = None if read_only else _form(index)
        with gr.Column(elem_id="dl-kept"):
            gr.HTML(f"<h2>{wording.KEPT_RUNS}</h2>", js_on_load=None)
            kept = gr.HTML(_kept_html(index), elem_id="dl-runs", js_on_load=None)
    if form:
        _wire(blocks, chatbot, form, kept)
    else:
        blocks.load(lambda: _kept_html(index), None, kept, **_AT_ONCE)


def _form(index: Index) -> _Form:
    source = _SAMPLES if _holds_samples(index) else "file"
    sources = gr.Radio(
        [(word, key) for key, word in wording.QUESTION_SOURCES.items()],
        value=source,
        label=wording.WHICH_QUESTIONS,
        elem_id="dl-source",
    )
    hint = gr.HTML(_hint(index, source), elem_id="dl-hint", js_on_load=None)
    file = gr.File(
        label=wording.QUESTION_FILE, visible=source == "file", elem_id="dl-file", height=160
    )
    with gr.Row(elem_id="dl-start"):
        run = gr.Button(wording.RUN, variant="primary", elem_id="dl-run")
        stop = gr.Button(wording.STOP_RUN, visible=False, elem_id="dl-stop")
    return _Form(
        sources,
        hint,
        file,
        run,
        stop,
        gr.HTML(elem_id="dl-problem", js_on_load=None),
        gr.HTML(elem_id="dl-progress", js_on_load=None),
        gr.Timer(_TICK, active=False),
    )


def _wire(blocks: gr.Blocks, chatbot: Chatbot, form: _Form, kept: gr.HTML) -> None:
    index, runs = chatbot.index, Runs(chatbot)

    def shown() -> tuple[Any, ...]:
        now = runs.newest
        under_way = now is not None and not now.ended
        return (
            gr.skip() if under_way else "",
            progress_html(now) if now else "",
            gr.Button(visible=under_way),
            gr.Timer(active=under_way),
            gr.skip() if under_way else _kept_html(index),
        )

    def start(source: str, file: str | None) -> tuple[Any, ...]:
        problem = ""
        try:
            asked = _questions(index, source, Path(file) if file else None)
            runs.start(asked)
            record("measured", questions=len(asked.questions))
        except DatelineError as error:
            problem = f'<div role="alert">{error_html(str(error))}</div>'
        return problem, *shown()[1:]

    def stop() -> tuple[Any, ...]:
        runs.stop()
        return shown()

    state = [form.problem, form.progress, form.stop, form.timer, kept]
    form.source.change(
        lambda source: (_hint(index, source), gr.File(visible=source == "file"), ""),
        form.source,
        [form.hint, form.file, form.problem],
        **_AT_ONCE,
    )
    form.run.click(start, [form.source, form.file], state, **_AT_ONCE)
    form.stop.click(stop, None, state, **_AT_ONCE)
    form.timer.tick(shown, None, state, **_AT_ONCE)
    blocks.load(shown, None, state, **_AT_ONCE)


def _questions(index: Index, source: str, file: Path | None) -> QuestionSet:
    """The questions that were chosen.

    Raises:
        QuestionError: There are none, or the file holds something else.
    """
    if source == _SAMPLES:
        if not _holds_samples(index):
            raise QuestionError(wording.NO_SAMPLES)
        return known_set(_SAMPLES)
    if source == "judged":
        file = index.folder / FEEDBACK
        if not file.exists():
            raise QuestionError(wording.NONE_JUDGED)
    if file is None:
        raise QuestionError(wording.NO_FILE)
    if file.suffix.lower() != ".jsonl":  # a packed one could fill the memory
        raise QuestionError(wording.NOT_JSONL.format(file.name))
    try:
        return set_of_files(file, ids=index)
    except QuestionError as error:  # it names a folder that nobody knows
        raise QuestionError(str(error).replace(str(file), f"“{file.name}”")) from error


def _hint(index: Index, source: str) -> str:
    if source == _SAMPLES:
        hint = wording.SAMPLES_HOW if _holds_samples(index) else wording.NO_SAMPLES
        return f"<p>{hint}</p>"
    if source == "judged":
        is_there = (index.folder / FEEDBACK).exists()
        return f"<p>{wording.JUDGED_HOW if is_there else wording.NONE_JUDGED}</p>"
    lines = "".join(f"<code>{escaped(line)}</code>" for line in wording.FILE_LINES)
    return f'<p>{wording.FILE_HOW}</p><p class="dl-lines">{lines}</p>'


def _holds_samples(index: Index) -> bool:
    asked = known_set(_SAMPLES).questions
    return all(one.article_id in index for question in asked for one in question.evidence)


def _kept_html(index: Index) -> str:
    more = f'<p class="dl-where">{wording.KEPT_WHERE.format(folder=FOLDER, most=_LISTED)}</p>'
    return runs_html(kept_runs(index.folder, _LISTED)) + more
