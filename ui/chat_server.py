"""Serve the chat page from this program, until it is closed.

Requests pass, in this order: `Guard`, then where there are users `Login` and `SessionOwners`, then
`NoFetching`, then the page of Gradio and those of articles and reports.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from errno import EADDRINUSE
from importlib.resources import files
from types import TracebackType
from typing import Self

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp

from ..index.errors import DatelineError
from ..index.index import Index
from ..rag.chatbot import Chatbot
from .article_page import article_routes
from .examples import example_questions
from .guard import Guard, is_loopback
from .login import Login
from .no_fetching import NoFetching
from .page import page
from .report_page import report_routes
from .request_log import RecordedChatbot
from .root_path import RootPath, read_root_path
from .session_owners import SessionOwners
from .users import USER, Users

TITLE = "Dateline"
_STYLES = ("style.css", "login.css", "archive.css", "measure.css")
_STARTING = 30.0  # seconds


class PromptServer(uvicorn.Server):
    """One that at its end leaves no connection open, however long its request would take."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; what has not ended within the time for it is cut off."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # in which they are closed


class ChatServer:
    """The page being served, from a thread of its own, until it is closed."""

    def __init__(
        self,
        blocks: gr.Blocks,
        index: Index,
        listening: socket.socket,
        *,
        users: Users | None,
        root_path: RootPath | None,
        read_only: bool,
    ) -> None:
        host, port = listening.getsockname()[:2]
        shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
        self.url = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
        self._blocks = blocks
        self._app = _application(blocks, index, root_path, known=users is not None)
        guarded: ASGIApp = NoFetching(self._app)
        if users:
            guarded = SessionOwners(guarded)
            guarded = Login(guarded, users, title=TITLE, port=port, root_path=root_path)
        local = is_loopback(host) and root_path is None
        guarded = Guard(guarded, local=local, root_path=root_path, uploads=not read_only)
        # No logging of its own: that is the host program's to set up.
        config = uvicorn.Config(
            guarded,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        self._server = PromptServer(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, daemon=True
        )
        self._thread.start()
        give_up = time.monotonic() + _STARTING
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > give_up:
                self.close()
                raise DatelineError(f"the chat at {self.url} did not start; try another port")
            time.sleep(0.01)

    def wait(self) -> None:
        """Wait until it ends, or for Ctrl-C, which closes it."""
        try:
            while self._thread.is_alive():
                self._thread.join(0.5)  # without a limit Windows would not hear Ctrl-C
        except KeyboardInterrupt:
            self.close()

    def close(self) -> None:
        """Stop serving and free the port."""
        for route in self._app.routes:
            if isinstance(route, Mount) and isinstance(route.app, gr.routes.App):
                route.app.stop_event.set()  # or the pages that are open would hold it up
        self._blocks.close(verbose=False)
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def serve(
    chatbot: Chatbot,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] | None = None,
    block: bool = True,
    users: Users | None = None,
    root_path: str | None = None,
    log_questions: bool = False,
) -> ChatServer:
    """Serve the chat page.

    What is done on it is recorded by the logger `dateline.chat`, see `request_log`.

    Args:
        chatbot: Who answers.
        host: The address to listen at; "0.0.0.0" for every address of this machine.
        port: The port to listen at; 0 for any that is free.
        on_ready: Told the address of the page once it can be opened.
        block: Whether to return only when the page has been closed, by Ctrl-C for example.
        users: Who may open it; whoever can reach it unless told, and then see `is_read_only`.
        root_path: Where people find it behind a proxy: `/archive`, which the proxy takes off each
            request, or better the address, `https://news.example/archive`.
        log_questions: Whether the records hold the text of questions.

    Raises:
        DatelineError: The port is taken, this machine has no such address, or the root path is
            none.
    """
    read_only = is_read_only(host, users=users, root_path=root_path)
    root = None if root_path is None else read_root_path(root_path)
    listening = _listen(host, port)
    try:
        examples = example_questions(chatbot.index, chatbot.quoting)
        recorded = RecordedChatbot(chatbot, questions=log_questions)
        blocks = page(recorded, title=TITLE, examples=examples, read_only=read_only)
        server = ChatServer(
            blocks, chatbot.index, listening, users=users, root_path=root, read_only=read_only
        )
    except BaseException:
        listening.close()
        raise
    if on_ready:
        on_ready(server.url)
    if block:
        server.wait()
    return server


def is_read_only(host: str, *, users: Users | None, root_path: str | None) -> bool:
    """Whether a page served so changes nothing: others reach it, and nobody is asked for a name.

    Args:
        host: The address to listen at.
        users: Who may open the page.
        root_path: Where people find it behind a proxy.
    """
    return users is None and (root_path is not None or not is_loopback(host))


def _application(
    blocks: gr.Blocks, index: Index, root_path: RootPath | None, *, known: bool
) -> FastAPI:
    # FastAPI's own documentation pages load scripts from elsewhere.
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(article_routes(index))
    app.include_router(report_routes(index))
    plain = ["system-ui", "sans-serif"]
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=str(root_path) if root_path else None,
        auth_dependency=_user if known else None,
        theme=gr.themes.Base(font=plain, font_mono=["ui-monospace", "monospace"]),
        css="\n".join(map(_beside, _STYLES)),
        js=_beside("chat.js"),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="50mb",  # more than is read of one, so that the archive's tab can say so
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
    )
    return mounted


def _beside(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _user(request: Request) -> str | None:
    """Who sends a request, as `Login` has found, for Gradio to tell events."""
    name: str | None = request.scope.get(USER)
    return name


def _listen(host: str, port: int) -> socket.socket:
    """A socket that is bound already, so that nobody takes the port while the page is built.

    Raises:
        DatelineError: The port is taken, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise DatelineError(f"port {port} is taken; choose another with --port") from None
        reason = error.strerror or error
        raise DatelineError(f"the chat cannot listen at {host}, port {port} ({reason})") from None
