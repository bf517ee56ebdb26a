"""Commands that ask, and who may: ask, chat, user."""

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from ..index.errors import DatelineError, QuestionError
from ..index.index import Index
from ..index.query import make_filters
from ..rag.answer import Answer
from ..rag.chatbot import Chatbot
from ..rag.load_model import load_writer
from ..rag.reranker import BUNDLED, load_reranker
from .cli import (
    AfterOption,
    BeforeOption,
    IndexOption,
    JsonOption,
    LlmModelOption,
    LlmOption,
    NowOption,
    PublisherOption,
    RerankerOption,
    ThresholdOption,
    app,
)
from .conversation import converse, is_conversing
from .terminal import Terminal, drafting, out, out_json, show_answer
from .users import read_users, write_user

_READ_ONLY = (
    "; it is read-only, for others can reach it and no --auth FILE says who may: nothing can be "
    "added, removed, measured or kept"
)
_IN_THE_CLEAR = (
    "; passwords can be read on their way to it unless a proxy before it speaks https: --root-path "
    "https://…"
)


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
    llm: LlmOption = None,
    llm_model: LlmModelOption = None,
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
    writer = load_writer(llm, llm_model)
    with Index.open(index, create=False) as opened:
        chatbot = Chatbot(
            opened,
            reranker=load_reranker(reranker, opened),
            threshold=threshold,
            writer=writer,
        )
        asked: Callable[..., Answer] = partial(_asked_of, chatbot, filters)
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


def _asked_of(chatbot: Chatbot, filters: Mapping[str, Any], question: str, **more: Any) -> Answer:
    with drafting() as on_draft:
        return chatbot.ask(question, **filters, **more, on_draft=on_draft)


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
    auth: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Who may open it, by name and password: a file that `dateline user` writes.",
        ),
    ] = None,
    root_path: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Where people find it behind a proxy: https://news.example/archive, or /archive.",
        ),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Add a line of JSON for each question and change; `-` is standard error.",
        ),
    ] = None,
    log_questions: Annotated[
        bool, typer.Option("--log-questions", help="With the text of the questions.")
    ] = False,
    reranker: RerankerOption = BUNDLED,
    threshold: ThresholdOption = None,
    llm: LlmOption = None,
    llm_model: LlmModelOption = None,
) -> None:
    """Open the chat in the browser.

    Where other machines can reach it and no `--auth` is given, it only answers: nothing can be
    added, removed, measured or kept.

    Example: `dateline chat --index my-index`
    """
    if log_questions and log is None:
        raise typer.BadParameter("--log-questions needs --log FILE")
    terminal: Terminal = context.obj
    writer = load_writer(llm, llm_model)
    with Index.open(index, create=False) as opened, ExitStack() as closing:
        from .chat_server import is_read_only, serve  # seconds, with Gradio
        from .guard import is_loopback
        from .request_log import json_log

        users = read_users(auth) if auth else None
        warning = (
            _READ_ONLY
            if is_read_only(host, users=users, root_path=root_path)
            else _IN_THE_CLEAR
            if not is_loopback(host) and not (root_path or "").startswith("https://")
            else ""
        )
        if log:
            closing.enter_context(json_log(log))
        serve(
            Chatbot(
                opened,
                reranker=load_reranker(reranker, opened),
                threshold=threshold,
                writer=writer,
            ),
            host=host,
            port=port,
            on_ready=lambda url: terminal.say(f"the chat is at {url} (Ctrl-C ends it){warning}"),
            users=users,
            root_path=root_path,
            log_questions=log_questions,
        )


@app.command()
def user(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who may open the chat.")],
    auth: Annotated[
        Path, typer.Option(metavar="FILE", help="The file of names and hashed passwords.")
    ],
) -> None:
    """Let somebody open the chat: add a name with its password to a file, or change the password.

    The password is asked for, or read as a line where standard input is no terminal. To take a
    name out, delete its line.

    Example: `dateline user ada --auth users.toml`, then `dateline chat --auth users.toml`
    """
    if sys.stdin.isatty():
        password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    known = write_user(auth, name, password)
    terminal: Terminal = context.obj
    terminal.say(
        f"{name} has another password now; a chat that is running takes it after a new start"
        if known
        else f"{name} is in {auth}; open the chat with: dateline chat --auth {auth}"
    )
