"""The conversation in the browser: a question in, an answer beside its evidence out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from ..index.errors import DatelineError
from ..rag.chatbot import Chatbot
from . import wording
from .answer_markdown import markdown_html
from .feedback import FILE as FEEDBACK
from .feedback import keep_feedback
from .kept_conversation import (
    Turn,
    answered_turn,
    conversation_json,
    conversation_markdown,
    from_browser,
    to_browser,
)
from .render import answer_html, error_html, evidence_html, panel_html, question_html

_SAVED_AS: Mapping[str, Callable[[Sequence[Turn]], str]] = {
    "Markdown": conversation_markdown,
    "JSON": conversation_json,
}
_ENDING = {"Markdown": "md", "JSON": "json"}
_SAVE = """(text) => {{
  if (!text) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text]));
  link.download = "{file}";
  link.click();
  URL.revokeObjectURL(link.href);
}}"""

_KEPT_WITH = "dateline"  # hides nothing: it lies in the browser of the person it is about
_INSTEAD = 3  # questions that are offered beside a refusal
_MOST_TURNS = 30  # kept of a conversation, on the page and for follow-ups


def chat_tab(blocks: gr.Blocks, chatbot: Chatbot, examples: Sequence[str]) -> None:
    """The conversation and its evidence, in the page that is being built.

    Args:
        blocks: The page.
        chatbot: Who answers.
        examples: Questions to begin with, shown as buttons.
    """
    index = chatbot.index
    publishers = index.publishers()
    turns = gr.State(())
    # Without a secret of ours each start would draw one and forget the conversations of before.
    kept = gr.BrowserState([], storage_key="dateline-conversation", secret=_KEPT_WITH)
    with gr.Row(elem_id="dl-desk"):
        with gr.Column(elem_id="dl-talk"):
            conversation = gr.Chatbot(
                elem_id="dl-chat",
                label=wording.CONVERSATION,
                show_label=False,
                placeholder=wording.INVITATION,
                buttons=[],
                latex_delimiters=[],
                allow_tags=False,
                feedback_options=None,
                height=None,
            )
            judged = gr.Textbox(elem_id="dl-judged")  # what "Right" and "Wrong" write into
            judging = gr.State(0)
            note = gr.Textbox(
                elem_id="dl-note",
                label=wording.WHAT_IS_RIGHT,
                visible=False,
                submit_btn=wording.KEEP,
                max_lines=5,
            )
            with gr.Column(elem_id="dl-examples", visible=bool(examples)) as beginnings:
                buttons = [gr.Button(example, size="sm") for example in examples]
            question = gr.Textbox(
                elem_id="dl-question",
                label=wording.QUESTION,
                show_label=False,
                placeholder=wording.ASKING,
                submit_btn=wording.ASK,
                max_lines=5,
                autofocus=True,
            )
            with gr.Row(elem_id="dl-filters"):
                every = [(wording.EVERY_PUBLISHER, "")]
                publisher = gr.Dropdown(
                    [*every, *((name, name) for name in publishers)],
                    value="",
                    label=wording.PUBLISHER,
                )
                after, before = (
                    gr.Textbox(
                        elem_id=f"dl-{name}",
                        label=label,
                        placeholder=wording.DATE_HINT,
                        max_lines=1,
                    )
                    for name, label in (("after", wording.AFTER), ("before", wording.BEFORE))
                )
                clear = gr.Button(wording.CLEAR, elem_id="dl-clear", size="sm")
            with gr.Row(elem_id="dl-save"):
                saving = {
                    name: (gr.Button(wording.SAVE_AS.format(name), size="sm"), write)
                    for name, write in _SAVED_AS.items()
                }
                saved = gr.Textbox(visible=False)
        with gr.Column(elem_id="dl-evidence"):
            evidence = gr.HTML(panel_html(()), elem_id="dl-panel", js_on_load=None)

    shown = [conversation, evidence, turns, question, beginnings, kept]
    respond = _responder(chatbot, examples)
    filters = [turns, publisher, after, before]
    for asked, source in [
        (question.submit, question),
        *((button.click, button) for button in buttons),
    ]:
        asked(
            respond,
            [source, *filters],
            shown,
            show_progress="hidden",
            concurrency_id="ask",
            api_visibility="private",
        )
    clear.click(
        lambda: ([], panel_html(()), (), "", gr.Column(visible=bool(examples)), []),
        None,
        shown,
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    judged.change(
        _judge(index.folder),
        [judged, turns],
        [note, judging],
        show_progress="hidden",
        api_visibility="private",
    )
    note.submit(
        _correct(index.folder),
        [note, judging, turns],
        [note, judging],
        show_progress="hidden",
        api_visibility="private",
    )
    for name, (button, write) in saving.items():
        button.click(
            write,
            turns,
            saved,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        ).then(None, saved, None, js=_SAVE.format(file=f"dateline.{_ENDING[name]}"))
    blocks.load(
        _restored,
        kept,
        [conversation, evidence, turns, beginnings],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    api(_asker(chatbot), api_name="ask", concurrency_id="ask")


def _responder(
    chatbot: Chatbot, examples: Sequence[str]
) -> Callable[..., Iterator[tuple[Any, ...]]]:
    def respond(
        question: str, turns: tuple[Turn, ...], publisher: str, after: str, before: str
    ) -> Iterator[tuple[Any, ...]]:
        if not question.strip():
            yield tuple(gr.skip() for _ in range(6))
            return
        said = _messages(turns)
        asked = {"role": "user", "content": question_html(question)}
        yield [*said, asked], gr.skip(), gr.skip(), "", gr.Column(visible=False), gr.skip()
        turn = _turn(chatbot, examples, question, turns, publisher, after, before)
        kept = (*turns, turn)[-_MOST_TURNS:]
        # A question that made no sense comes back into its box, to be put right. The box is else
        # left alone: the next question may be half typed in it.
        box = question if turn.answer is None else gr.skip()
        yield _messages(kept), _panel(kept), kept, box, gr.skip(), to_browser(kept)

    return respond


def _turn(
    chatbot: Chatbot,
    examples: Sequence[str],
    question: str,
    turns: tuple[Turn, ...],
    publisher: str,
    after: str,
    before: str,
) -> Turn:
    number = turns[-1].number + 1 if turns else 1
    try:
        answer = chatbot.ask(
            question,
            history=[[one.question, one.answer] for one in turns if one.answer is not None],
            after=after.strip() or None,
            before=before.strip() or None,
            publisher=publisher or None,
        )
    except DatelineError as error:
        return Turn(number, question, None, error_html(str(error)), "")
    asked = {question, *(one.question for one in turns)}
    others = [one for one in examples if one not in asked][:_INSTEAD]
    bubble = answer_html(answer, number, others)
    evidence = evidence_html(answer, number, chatbot.index.get) + markdown_html(answer, number)
    return answered_turn(answer, number, bubble, evidence)


def _restored(kept: object) -> tuple[Any, ...]:
    """The conversation that this browser had when it last showed the page."""
    turns = from_browser(kept)
    if not turns:
        return tuple(gr.skip() for _ in range(4))
    return _messages(turns), _panel(turns), turns, gr.Column(visible=False)


def _judge(folder: Path) -> Callable[..., tuple[Any, ...]]:
    def judge(judged: str, turns: tuple[Turn, ...]) -> tuple[Any, ...]:
        number, judgement, *_ = (*judged.split(), "", "")
        turn = next((one for one in turns if str(one.number) == number and one.data), None)
        if turn is None:
            return gr.skip(), gr.skip()
        if judgement == "right":
            _keep(folder, turn, right=True)
            return gr.Textbox(visible=False), 0
        return gr.Textbox(value="", visible=True, autofocus=True), turn.number

    return judge


def _correct(folder: Path) -> Callable[..., tuple[Any, ...]]:
    def correct(note: str, number: int, turns: tuple[Turn, ...]) -> tuple[Any, ...]:
        for turn in turns:
            if turn.number == number:
                _keep(folder, turn, right=False, note=note)
        return gr.Textbox(value="", visible=False), 0

    return correct


def _keep(folder: Path, turn: Turn, *, right: bool, note: str = "") -> None:
    try:
        keep_feedback(folder, turn, right=right, note=note)
    except OSError as error:
        file = folder / FEEDBACK
        gr.Warning(wording.NOT_KEPT.format(file=file, reason=error.strerror))
    else:
        gr.Info(wording.KEPT.format(FEEDBACK))


def _panel(turns: Sequence[Turn]) -> str:
    return panel_html((one.question, one.evidence) for one in turns)


def _messages(turns: Sequence[Turn]) -> list[dict[str, str]]:
    return [
        {"role": role, "content": content}
        for turn in turns
        for role, content in (("user", question_html(turn.question)), ("assistant", turn.bubble))
    ]


def _asker(chatbot: Chatbot) -> Callable[..., dict[str, Any]]:
    def ask(question: str, history: list[list[str]] | None = None) -> dict[str, Any]:
        """Answer a question from the archive; `history` holds [question, answer] pairs."""
        try:
            return chatbot.ask(question, history=history or ()).to_dict()
        except DatelineError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask
