"""The conversation in the browser: a question in, an answer beside its evidence out."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from ..index.errors import DatelineError
from ..rag.chatbot import Chatbot
from . import wording
from .asking import Asking, messages_of, panel_of
from .drafts import with_drafts
from .evidence import panel_html
from .filters import filter_chips
from .judging import correct, judge
from .kept_conversation import (
    Turn,
    conversation_json,
    conversation_markdown,
    from_browser,
    to_browser,
)
from .render import draft_html, question_html

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
_MOST_TURNS = 30  # kept of a conversation, on the page and for follow-ups


def chat_tab(
    blocks: gr.Blocks,
    chatbot: Chatbot,
    examples: Sequence[str],
    generation: gr.State,
    *,
    read_only: bool,
) -> None:
    """The conversation and its evidence, in the page that is being built.

    Args:
        blocks: The page.
        chatbot: Who answers.
        examples: Questions to begin with, shown as buttons.
        generation: Changes with the archive.
        read_only: Whether answers cannot be judged.
    """
    # The conversation lies in the browser alone, so that a restart of the program, or a page that
    # was left open over night, loses none of it. Each start would draw a secret of its own.
    kept = gr.BrowserState([], storage_key="dateline-conversation", secret=_KEPT_WITH)
    with gr.Row(elem_id="dl-desk"):
        with gr.Column(elem_id="dl-talk"):
            conversation = gr.Chatbot(
                elem_id="dl-chat",
                label=wording.CONVERSATION,
                show_label=False,
                placeholder=wording.INVITATION_WORDED if chatbot.writer else wording.INVITATION,
                buttons=[],
                latex_delimiters=[],
                allow_tags=False,
                feedback_options=None,
                autoscroll=False,  # to its end; `chat.js` goes to the newest question
                height=None,
            )
            # What the links in an answer write into.
            again, judged = (gr.Textbox(elem_id=f"dl-{name}") for name in ("again", "judged"))
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
            pending = gr.State("")
            filters = filter_chips(blocks, chatbot.index, generation)
            with gr.Row(elem_id="dl-save"):
                saving = {
                    name: (gr.Button(wording.SAVE_AS.format(name), size="sm"), write)
                    for name, write in _SAVED_AS.items()
                }
                clear = gr.Button(wording.CLEAR, elem_id="dl-clear", size="sm")
                saved = gr.Textbox(visible=False)
        with gr.Column(elem_id="dl-evidence"):
            evidence = gr.HTML(panel_html(()), elem_id="dl-panel", js_on_load=None)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    shown = [conversation, evidence, question, beginnings, kept, pending]
    asking = Asking(chatbot, examples, judged=not read_only)
    respond, again_ = _responder(asking), _asked_again(asking)
    running = [
        asked(function, [source, kept, *filters], shown, concurrency_id="ask", **quiet)
        for asked, source, function in (
            (question.submit, question, respond),
            *((button.click, button, respond) for button in buttons),
            (again.change, again, again_),
        )
    ]
    # What is sent before the page has heard the end of the last question is dropped by it, so the
    # box is ready for the next one only after that.
    for one in running:
        for over in (one.then, one.failure):
            over(_ended, [pending, kept], shown, queue=False, **quiet)
    question.stop(None, cancels=[*running], queue=False, **quiet)
    clear.click(
        lambda: (
            *([], panel_html(()), _box(""), gr.Column(visible=bool(examples)), [], ""),
            *(gr.Textbox(value="", visible=False), 0),
        ),
        None,
        [*shown, note, judging],
        cancels=[*running],
        queue=False,
        **quiet,
    )
    if not read_only:
        folder = chatbot.index.folder
        judged.change(judge(folder), [judged, kept], [note, judging], **quiet)
        note.submit(correct(folder), [note, judging, kept], [note, judging], **quiet)
    for name, (button, write) in saving.items():
        button.click(_written(write), kept, saved, queue=False, **quiet).then(
            None, saved, None, js=_SAVE.format(file=f"dateline.{_ENDING[name]}")
        )
    blocks.load(_restored, kept, [conversation, evidence, beginnings], queue=False, **quiet)
    api(_asker(chatbot), api_name="ask", concurrency_id="ask")


_Shown = tuple[Any, ...]
"""The conversation, the evidence, the box, the beginnings, what the browser keeps, and the question
that has no answer yet."""

_NOTHING: _Shown = tuple(gr.skip() for _ in range(6))


def _written(write: Callable[[Sequence[Turn]], str]) -> Callable[[object], str]:
    return lambda kept: write(from_browser(kept))


def _responder(asking: Asking) -> Callable[..., AsyncIterator[_Shown]]:
    async def respond(question: str, kept: object, *filters: Any) -> AsyncIterator[_Shown]:
        if not question.strip():
            yield _NOTHING
            return
        turns = from_browser(kept)
        async for shown in _asked(asking, question, turns, turns, filters, timely=True):
            yield shown

    return respond


def _asked_again(asking: Asking) -> Callable[..., AsyncIterator[_Shown]]:
    async def respond(told: str, kept: object, *filters: Any) -> AsyncIterator[_Shown]:
        """A question of the conversation again: changed first, at once, or whatever its time."""
        turns = from_browser(kept)
        number, how, *_ = (*told.split(), "", "")
        place = next((at for at, one in enumerate(turns) if str(one.number) == number), None)
        if place is None:
            yield _NOTHING
            return
        question = turns[place].question
        if how == "change":
            yield (*_NOTHING[:2], gr.Textbox(value=question, autofocus=True), *_NOTHING[3:])
            return
        before, timely = turns[:place], how != "anytime"
        async for shown in _asked(asking, question, before, turns, filters, timely=timely):
            yield shown

    return respond


async def _asked(
    asking: Asking,
    question: str,
    before: tuple[Turn, ...],
    turns: tuple[Turn, ...],
    filters: Sequence[Any],
    *,
    timely: bool,
) -> AsyncIterator[_Shown]:
    """The question at once, then what comes of it, unless it is stopped."""
    asked = {"role": "user", "content": question_html(question)}
    box = gr.Textbox(value="", submit_btn=False, stop_btn=wording.STOP)
    said = [*messages_of(turns), asked]
    yield said, gr.skip(), box, gr.Column(visible=False), gr.skip(), question
    number = turns[-1].number + 1 if turns else 1

    def ask(on_draft: Callable[[str], None]) -> Turn:
        return asking(question, before, filters, number=number, timely=timely, on_draft=on_draft)

    async for told in with_drafts(ask):
        if isinstance(told, str):
            draft = {"role": "assistant", "content": draft_html(told)}
            yield [*said, draft], *_NOTHING[1:]
            continue
        kept = (*turns, told)[-_MOST_TURNS:]
        left = question if told.answer is None else ""  # it made no sense
        yield messages_of(kept), panel_of(kept), *_NOTHING[2:4], to_browser(kept), left


def _box(question: str) -> gr.Textbox:
    """The box for a question, ready for the next one."""
    return gr.Textbox(value=question, submit_btn=wording.ASK, stop_btn=False)


def _ended(pending: str, kept: object) -> _Shown:
    """The box, ready again. A question that was stopped, or made no sense, comes back into it.

    The box is else left as it is: the next question may be half typed in it.
    """
    if not pending:
        ready = gr.Textbox(submit_btn=wording.ASK, stop_btn=False)
        return *_NOTHING[:2], ready, *_NOTHING[3:]
    turns = from_browser(kept)
    begins = gr.Column(visible=not turns)
    return messages_of(turns), gr.skip(), _box(pending), begins, gr.skip(), ""


def _restored(kept: object) -> tuple[Any, ...]:
    """The conversation that this browser had when it last showed the page."""
    turns = from_browser(kept)
    if not turns:
        return tuple(gr.skip() for _ in range(3))
    return messages_of(turns), panel_of(turns), gr.Column(visible=False)


def _asker(chatbot: Chatbot) -> Callable[..., dict[str, Any]]:
    def ask(question: str, history: list[list[str]] | None = None) -> dict[str, Any]:
        """Answer a question from the archive; `history` holds [question, answer] pairs."""
        try:
            return chatbot.ask(question, history=history or ()).to_dict()
        except DatelineError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask
