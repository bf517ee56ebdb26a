"""Serve the chat page from this program, until it is closed."""

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
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..index.errors import DatelineError
from ..index.index import Index
from ..rag.chatbot import Chatbot
from .article_page import article_routes
from .examples import example_questions
from .page import page

TITLE = "Dateline"
_STYLES = ("style.css", "archive.css", "measure.css")
_STARTING = 30.0  # seconds

# Gradio's page needs inline scripts and `eval`. What the policy forbids is to fetch anything from
# elsewhere, whatever may one day slip into the page.
_POLICY = (
    b"default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    b"base-uri 'self'; form-action 'self'; object-src 'none'"
)


class ChatServer:
    """The page being served, from a thread of its own, until it is closed."""

    def __init__(self, blocks: gr.Blocks, index: Index, listening: socket.socket) -> None:
        host, port = listening.getsockname()[:2]
        shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
        self.url = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
        self._blocks = blocks
        self._app = _application(blocks, index)
        # No logging of its own: that is the host program's to set up.
        config = uvicorn.Config(
            _Guarded(self._app), log_config=None, access_log=False, timeout_graceful_shutdown=2
        )
        self._server = uvicorn.Server(config)
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
) -> ChatServer:
    """Serve the chat page.

    Args:
        chatbot: Who answers.
        host: The address to listen at; "0.0.0.0" for every address of this machine.
        port: The port to listen at; 0 for any that is free.
        on_ready: Told the address of the page once it can be opened.
        block: Whether to return only when the page has been closed, by Ctrl-C for example.

    Raises:
        DatelineError: The port is taken, or this machine has no such address.
    """
    listening = _listen(host, port)
    try:
        examples = example_questions(chatbot.index, chatbot)
        blocks = page(chatbot, title=TITLE, examples=examples)
        server = ChatServer(blocks, chatbot.index, listening)
    except BaseException:
        listening.close()
        raise
    if on_ready:
        on_ready(server.url)
    if block:
        server.wait()
    return server


def _application(blocks: gr.Blocks, index: Index) -> FastAPI:
    # FastAPI's own documentation pages load scripts from elsewhere.
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(article_routes(index))
    plain = ["system-ui", "sans-serif"]
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=gr.themes.Base(font=plain, font_mono=["ui-monospace", "monospace"]),
        css="\n".join(map(_beside, _STYLES)),
        js=_beside("chat.js"),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,  # nothing is uploaded here
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
    )
    return mounted


def _beside(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class _Guarded:
    """The application with a content security policy on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"content-security-policy", _POLICY)]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, send_guarded)


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
