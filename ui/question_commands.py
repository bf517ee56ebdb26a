"""Commands that ask: ask, chat."""

import json
import sys
from typing import Annotated, Any

import typer

from ..index.errors import DatelineError, QuestionError
from ..index.index import Index
from ..index.query import make_filters
from ..rag.answer import Answer
from ..rag.chatbot import Chatbot
from ..rag.reranker import BUNDLED, load_reranker
from .cli import (
    AfterOption,
    BeforeOption,
    IndexOption,
    JsonOption,
    NowOption,
    PublisherOption,
    RerankerOption,
    ThresholdOption,
    app,
)
from .terminal import Terminal, out, out_json, show_answer


@app.command()
def ask(
    index: IndexOption,
    question: Annotated[str | None, typer.Argument(help="In plain words.")] = None,
    file: Annotated[
        typer.FileBinaryRead | None,
        typer.Option(
            metavar="FILE",
            help='Questions, one a line: {"question": …, "history"?: [[question, answer], …]}; '
            "`-` reads standard input.",
        ),
    ] = None,
    after: AfterOption = None,
    before: BeforeOption = None,
    now: NowOption = None,
    publisher: PublisherOption = None,
    reranker: RerankerOption = BUNDLED,
    threshold: ThresholdOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with quotations, or refuse with the reason.

    Example: `dateline ask "when was the last Normandy meeting?" --index my-index`
    """
    if (question is None) == (file is None):
        raise QuestionError('give one question, or a file of them: ask "…", or ask --file FILE')
    filters: dict[str, Any] = {
        "after": after,
        "before": before,
        "publisher": publisher,
        "now": now,
    }
    make_filters(**filters)  # a wrong one is said once, not with every line
    with Index.open(index, create=False) as opened:
        chatbot = Chatbot(opened, reranker=load_reranker(reranker, opened), threshold=threshold)
        if question is not None:
            _show(chatbot.ask(question, **filters), as_json)
            return
        bad = 0
        for number, line in enumerate(file or (), start=1):
            try:
                answer = chatbot.ask(**_asked(line), **filters)
            except DatelineError as error:
                bad += 1
                out_json({"error": f"line {number}: {error}"}) if as_json else out(f"? {error}")
            else:
                _show(answer, as_json)
            sys.stdout.flush()
    if bad:
        raise QuestionError(f"{bad} of the {number} lines could not be answered; see the output")


def _show(answer: Answer, as_json: bool) -> None:
    if as_json:
        out_json(answer.to_dict())
    else:
        show_answer(answer)


def _asked(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"it is not JSON ({error})") from None
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise QuestionError('it is no object with a "question"')
    history = row.get("history") or ()
    if not isinstance(history, list | tuple):
        raise QuestionError('its "history" is no list of [question, answer] pairs')
    return {"question": row["question"], "history": history}


@app.command()
def chat(
    context: typer.Context,
    index: IndexOption,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 7860,
    reranker: RerankerOption = BUNDLED,
    threshold: ThresholdOption = None,
) -> None:
    """Open the chat in the browser.

    Example: `dateline chat --index my-index`
    """
    terminal: Terminal = context.obj
    with Index.open(index, create=False) as opened:
        from .chat_server import serve  # seconds, with Gradio

        serve(
            Chatbot(opened, reranker=load_reranker(reranker, opened), threshold=threshold),
            host=host,
            port=port,
            on_ready=lambda url: terminal.say(f"the chat is at {url} (Ctrl-C ends it)"),
        )
