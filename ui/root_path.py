"""Where people find the page if a proxy stands before it."""

import re
from dataclasses import dataclass

from ..index.errors import DatelineError

_ADDRESS = re.compile(r"(?:(https?)://([\w.:\[\]-]+))?((?:/[\w.~%+-]+)*)/?")


@dataclass(frozen=True, slots=True)
class RootPath:
    """The address of the page, or the part of it that the proxy takes off each request.

    Attributes:
        path: Empty, or `/news/archive`.
        host: With its port; None where only the path was given.
        https: Whether the address is known to be https.
    """

    path: str = ""
    host: str | None = None
    https: bool = False

    def __str__(self) -> str:
        return f"http{'s' * self.https}://{self.host}{self.path}" if self.host else self.path


def read_root_path(text: str) -> RootPath:
    """`/archive`, or better `https://news.example/archive`, which names the host as well.

    Raises:
        DatelineError: It is neither.
    """
    found = _ADDRESS.fullmatch(text)
    if not text or not found:
        raise DatelineError(
            f"the root path {text!r} is neither a path such as /archive nor an address such as "
            "https://news.example/archive"
        )
    scheme, host, path = found.groups()
    return RootPath(path, host.lower() if host else None, scheme == "https")
