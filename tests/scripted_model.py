"""A server that speaks the OpenAI chat protocol and answers as a script says."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Script:
    """What a server is to do with each request, in turn; the last turn is done again.

    A turn is the pieces to stream, a status to answer with, or one of the words "cut off",
    "wrong JSON", "silent" and "no stream". `asked` holds the requests that came.
    """

    def __init__(self, turns: Sequence[Sequence[str] | int | str]) -> None:
        self.turns = list(turns)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.url = ""

    def next_turn(self) -> Sequence[str] | int | str:
        return self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]


@contextmanager
def scripted_model(*turns: Sequence[str] | int | str) -> Iterator[Script]:
    script = Script(turns)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            script.asked.append({"path": self.path, **json.loads(self.rfile.read(length))})
            script.keys.append(self.headers["Authorization"])
            turn = script.next_turn()
            if isinstance(turn, int):
                self._send(turn, "application/json", b'{"error": {"message": "no"}}')
            elif turn == "no stream":
                self._send(200, "text/html", b"<html>welcome</html>")
            elif turn == "silent":
                ended.wait(20)
            elif turn == "wrong JSON":
                self._send(200, "text/event-stream", b'data: {"choices": [\n\n')
            else:
                cut = turn in ("cut off", "torn")
                pieces = ["The ferry sailed", " on Mon"] if cut else turn
                torn = {"Content-Length": "9999"} if turn == "torn" else {}
                self._send(200, "text/event-stream", b"", torn)
                for piece in pieces:
                    self._chunk({"content": piece})
                    time.sleep(0.01)
                if not cut:
                    self._chunk({}, "stop")
                    self.wfile.write(b"data: [DONE]\n\n")

        def _send(
            self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, **(more or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _chunk(self, delta: dict[str, str], reason: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
            self.wfile.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())
            self.wfile.flush()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        script.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield script
        ended.set()
        server.shutdown()
        thread.join()
