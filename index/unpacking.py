"""What is packed by gzip, unpacked with care: a small file that would fill the disk is stopped."""

import gzip
import io
import zlib
from pathlib import Path
from typing import Protocol

MOST_BYTES = 10_000_000_000  # that come out of one file
MOST_TIMES = 100  # its size; news packs to a tenth or a quarter, zeros to a thousandth
FREE_BYTES = 50_000_000  # whatever the size
MAGIC = b"\x1f\x8b"


class TooMuchError(OSError):
    """More comes out of a packed file than anything sane holds."""


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...

    def close(self) -> None: ...


class Allowance:
    """How many bytes may still come out of a packed file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._left = min(MOST_BYTES, max(FREE_BYTES, path.stat().st_size * MOST_TIMES))
        self._all = self._left

    def take(self, count: int) -> None:
        """Count bytes that came out.

        Raises:
            TooMuchError: They are too many.
        """
        self._left -= count
        if self._left < 0:
            message = f"more than {self._all:,} bytes come out of it, which no archive of news does"
            raise TooMuchError(None, message, str(self.path))


class Measured(io.RawIOBase):
    """A stream whose bytes are counted against an allowance."""

    def __init__(self, stream: _Readable, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer.

        Raises:
            TooMuchError: The allowance is used up.
            OSError: The packed data are damaged.
        """
        try:
            data = self._stream.read1(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            message = f"it is not what .gz files are: {error}"
            raise OSError(None, message, str(self._allowance.path)) from error
        self._allowance.take(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()
        super().close()


def is_packed(path: Path) -> bool:
    """Whether a file is packed by gzip, or says so by its name.

    Raises:
        OSError: It cannot be read.
    """
    if path.suffix.lower() in (".gz", ".tgz"):
        return True
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def unpacked(path: Path) -> io.BufferedReader:
    """Open a file to be read from its beginning to its end, unpacked where it is packed.

    Raises:
        OSError: It cannot be read; or, while reading, it is damaged or more comes out than should.
    """
    if not is_packed(path):
        return path.open("rb")
    return io.BufferedReader(Measured(gzip.open(path, "rb"), Allowance(path)), 1 << 17)
