"""What people say of answers: "Right", or "Wrong" with a note of what would be right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from . import wording
from .feedback import FILE, is_filtered, keep_feedback
from .kept_conversation import Turn, from_browser
from .request_log import record


def judge(folder: Path) -> Callable[..., tuple[Any, ...]]:
    """What a click on "Right" or "Wrong" does: it is kept, or the box for a note opens.

    Args:
        folder: Where the index lies, beside which judgements are kept.
    """

    def judged(said: str, kept: object) -> tuple[Any, ...]:
        number, judgement, *_ = (*said.split(), "", "")
        turns = from_browser(kept)
        turn = next((one for one in turns if str(one.number) == number and one.data), None)
        if turn is None:
            return gr.skip(), gr.skip()
        if is_filtered(turn):
            gr.Warning(wording.NOT_ASKED_AGAIN)
            return gr.Textbox(visible=False), 0
        if judgement == "right":
            _keep(folder, turn, right=True)
            return gr.Textbox(visible=False), 0
        return gr.Textbox(value="", visible=True, autofocus=True), turn.number

    return judged


def correct(folder: Path) -> Callable[..., tuple[Any, ...]]:
    """What the note does: it is kept as the answer that would be right."""

    def corrected(note: str, number: int, kept: object) -> tuple[Any, ...]:
        for turn in from_browser(kept):
            if turn.number == number:
                _keep(folder, turn, right=False, note=note)
        return gr.Textbox(value="", visible=False), 0

    return corrected


def _keep(folder: Path, turn: Turn, *, right: bool, note: str = "") -> None:
    try:
        keep_feedback(folder, turn, right=right, note=note)
    except OSError as error:
        file = folder / FILE
        gr.Warning(wording.NOT_KEPT.format(file=file, reason=error.strerror))
    else:
        record("judged", right=right)
        gr.Info(wording.KEPT.format(FILE))
