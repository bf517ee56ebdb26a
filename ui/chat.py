"""The chat in the browser: a question in, an answer beside its evidence out."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.events import api

from ..index.errors import DatelineError
from ..rag.chatbot import Chatbot
from .answer_markdown import markdown_html
from .render import answer_html, error_html, evidence_html, header_html, panel_html, question_html

_INVITATION = (
    "Ask the archive. Every sentence of an answer is quoted from an article; "
    "what no article says, Dateline does not say."
)
_ASKING = "Ask a question"
_EVERY_PUBLISHER = "All publishers"
_DATE_HINT = "2019-09-09"

_AT_ONCE = 4  # questions answered at the same time
_WAITING = 64  # questions in the queue before people are told to come back
_INSTEAD = 3  # questions that are offered beside a refusal
_MOST_TURNS = 30  # kept of a conversation, on the page and for follow-ups


@dataclass(frozen=True)
class _Turn:
    """A question and what came of it, ready to be shown."""

    number: int
    question: str
    answer: str | None  # in plain text, for follow-ups; None where the question made no sense
    bubble: str
    evidence: str


def page(chatbot: Chatbot, *, title: str, examples: Sequence[str]) -> gr.Blocks:
    """The chat page, which `chat_server.serve` serves and other applications may mount.

    Its evidence links to the pages of articles that `article_page.article_routes` serves beside it.

    Args:
        chatbot: Who answers.
        title: Of the page.
        examples: Questions to begin with, shown as buttons.
    """
    index = chatbot.index
    publishers = index.publishers()
    telemetry = os.environ.get("HF_HUB_DISABLE_TELEMETRY")
    blocks = gr.Blocks(title=title, analytics_enabled=False)
    with blocks:
        turns = gr.State(())
        dates = index.dates()
        header = header_html(title, len(index), len(publishers), dates[1] if dates else None)
        gr.HTML(header, elem_id="dl-header", js_on_load=None)
        with gr.Row(elem_id="dl-desk"):
            with gr.Column(elem_id="dl-talk"):
                conversation = gr.Chatbot(
                    elem_id="dl-chat",
                    label="Conversation",
                    show_label=False,
                    placeholder=_INVITATION,
                    buttons=[],
                    latex_delimiters=[],
                    allow_tags=False,
                    feedback_options=None,
                    height=None,
                )
                with gr.Column(elem_id="dl-examples", visible=bool(examples)) as beginnings:
                    buttons = [gr.Button(example, size="sm") for example in examples]
                question = gr.Textbox(
                    elem_id="dl-question",
                    label="Question",
                    show_label=False,
                    placeholder=_ASKING,
                    submit_btn="Ask",
                    max_lines=5,
                    autofocus=True,
                )
                with gr.Row(elem_id="dl-filters"):
                    every = [(_EVERY_PUBLISHER, "")]
                    publisher = gr.Dropdown(
                        [*every, *((name, name) for name in publishers)],
                        value="",
                        label="Publisher",
                    )
                    after, before = (
                        gr.Textbox(
                            elem_id=f"dl-{name.lower()}",
                            label=name,
                            placeholder=_DATE_HINT,
                            max_lines=1,
                        )
                        for name in ("After", "Before")
                    )
                    clear = gr.Button("Clear", elem_id="dl-clear", size="sm")
            with gr.Column(elem_id="dl-evidence"):
                evidence = gr.HTML(panel_html(()), elem_id="dl-panel", js_on_load=None)

        shown = [conversation, evidence, turns, question, beginnings]
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
            lambda: ([], panel_html(()), (), "", gr.Column(visible=bool(examples))),
            None,
            shown,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
        api(_asker(chatbot), api_name="ask", concurrency_id="ask")
    blocks.queue(default_concurrency_limit=_AT_ONCE, max_size=_WAITING)
    if telemetry is None:  # Gradio sets it for the whole program
        os.environ.pop("HF_HUB_DISABLE_TELEMETRY", None)
    else:
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = telemetry
    return blocks


def _responder(
    chatbot: Chatbot, examples: Sequence[str]
) -> Callable[..., Iterator[tuple[Any, ...]]]:
    def respond(
        question: str, turns: tuple[_Turn, ...], publisher: str, after: str, before: str
    ) -> Iterator[tuple[Any, ...]]:
        if not question.strip():
            yield tuple(gr.skip() for _ in range(5))
            return
        said = _messages(turns)
        asked = {"role": "user", "content": question_html(question)}
        yield [*said, asked], gr.skip(), gr.skip(), "", gr.Column(visible=False)
        turn = _turn(chatbot, examples, question, turns, publisher, after, before)
        kept = (*turns, turn)[-_MOST_TURNS:]
        panel = panel_html((one.question, one.evidence) for one in kept)
        # A question that made no sense comes back into its box, to be put right. The box is else
        # left alone: the next question may be half typed in it.
        box = question if turn.answer is None else gr.skip()
        yield _messages(kept), panel, kept, box, gr.skip()

    return respond


def _turn(
    chatbot: Chatbot,
    examples: Sequence[str],
    question: str,
    turns: tuple[_Turn, ...],
    publisher: str,
    after: str,
    before: str,
) -> _Turn:
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
        return _Turn(number, question, None, error_html(str(error)), "")
    asked = {question, *(one.question for one in turns)}
    others = [one for one in examples if one not in asked][:_INSTEAD]
    bubble = answer_html(answer, number, others)
    evidence = evidence_html(answer, number, chatbot.index.get) + markdown_html(answer, number)
    return _Turn(number, question, answer.text if answer.answerable else "", bubble, evidence)


def _messages(turns: Sequence[_Turn]) -> list[dict[str, str]]:
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
