"""Commands that ask: ask, chat."""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, BinaryIO

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
from .conversation import converse, is_conversing
from .terminal import Terminal, out, out_json, show_answer


@app.command()
def ask(
    context: typer.Context,
    index: IndexOption,
    question: Annotated[
        str | None, typer.Argument(help="In plain words; without one a conversation begins.")
    ] = None,
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

    Without a question it answers the lines that are typed or piped in, each in the light of those
    before it, until `exit` or the end of input.

    Example: `dateline ask "when was the last Normandy meeting?" --index my-index`
    """
    if question is not None and file is not None:
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
        asked: Callable[..., Answer] = partial(chatbot.ask, **filters)
        if question is not None:
            _show(asked(question), as_json)
        elif file is not None:
            _answer_file(asked, file, as_json)
        else:
            if is_conversing():
                terminal: Terminal = context.obj
                terminal.say("ask the archive; exit or Ctrl-D ends it")
            converse(
                asked,
                show=lambda answer: _show_apart(answer, as_json),
                complain=lambda error: _complain(error, as_json),
            )


def _answer_file(ask: Callable[..., Answer], file: BinaryIO, as_json: bool) -> None:
    bad = 0
    for number, line in enumerate(file, start=1):
        try:
            answer = ask(**_asked(line))
        except DatelineError as error:
            bad += 1
            _complain(error, as_json, f"line {number}: ")
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


def _show_apart(answer: Answer, as_json: bool) -> None:
    _show(answer, as_json)
    if not as_json:
        out()


def _complain(error: DatelineError, as_json: bool, where: str = "") -> None:
    if as_json:
        out_json({"error": f"{where}{error}"})
    else:
        out(f"? {error}")


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
