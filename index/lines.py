"""The lines of a file, unpacked where it is packed."""

from collections.abc import Iterator
from pathlib import Path

from .unpacking import unpacked

LONGEST_LINE = 20_000_000  # bytes


def every_line(path: Path) -> Iterator[bytes]:
    """The lines of a file with their ends; `.gz` is unpacked.

    A line of more than `LONGEST_LINE` bytes is cut one byte after them, and its rest passed over.

    Raises:
        OSError: It cannot be read, or is packed and damaged.
    """
    with unpacked(path) as file:
        while line := file.readline(LONGEST_LINE + 1):
            yield line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE + 1)


def numbered_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers from 1; see `every_line`.

    Raises:
        OSError: It cannot be read, or is packed and damaged.
    """
    for number, line in enumerate(every_line(path), start=1):
        if line.strip():
            yield number, line
