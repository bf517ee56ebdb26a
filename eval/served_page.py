"""The page of an index, served by another process for a while."""

import shutil
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx

from ..index.errors import DatelineError

_STARTING = 120.0  # seconds until the page answers
_AGAIN = 0.02  # seconds until it is tried again
_NAMED = 300  # characters of what the server said


@contextmanager
def serving(index: Path) -> Iterator[str]:
    """The address of the page of an index, served by `dateline chat` while this is open.

    Raises:
        DatelineError: It did not start.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = shutil.which("dateline", path=sysconfig.get_path("scripts")) or "dateline"
    command = [program, "chat", "--index", str(index), "--port", str(port)]
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603 - our own
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(server, address, said)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait(server: subprocess.Popen[bytes], address: str, said: IO[bytes]) -> None:
    give_up = time.monotonic() + _STARTING
    while server.poll() is None and time.monotonic() < give_up:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(_AGAIN)
    said.seek(0)
    reason = said.read().decode(errors="replace").strip()[-_NAMED:]
    raise DatelineError(f"the page of {address} did not start: {reason or 'it said nothing'}")
