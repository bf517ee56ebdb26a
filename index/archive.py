"""The members of zip and tar files, one at a time; nothing is unpacked by its name."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, NamedTuple, cast

from .unpacking import Allowance, Measured, unpacked

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
MOST_MEMBERS = 100_000
LARGEST_DIRECTORY = 20_000_000  # bytes, of the table of contents of a zip file
LARGEST_HEADER = 32_768  # bytes, of a member of a tar file


class Member(NamedTuple):
    """A file in an archive.

    Attributes:
        name: What it is called there. It may be any string, and is no path to write to.
        open: Opens it. What is damaged, or larger than sane, raises when it is opened or read.
        problem: Why it cannot be read; without a name: why there are no more members.
    """

    name: str
    open: Callable[[], IO[bytes]]
    problem: str = ""


def members(path: Path) -> Iterator[Member]:
    """The files in a zip or tar file, in order; folders, links and devices are passed over.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        is_zip = file.read(2) == b"PK"
    for number, member in enumerate(_in_zip(path) if is_zip else _in_tar(path)):
        if number == MOST_MEMBERS:
            yield _end(f"it holds more than {MOST_MEMBERS:,} files; the rest was left out")
            return
        yield member


def _in_zip(path: Path) -> Iterator[Member]:
    allowance = Allowance(path)
    with _ZipStream(path) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except Exception as error:  # noqa: BLE001 - what hostile data make zipfile raise is unknown
            yield _end(f"it cannot be read as a zip file ({_reason(error)}); it was left out")
            return
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            folder = info.filename.endswith("/")  # is_dir() stumbles over a file without a name
            if not info.filename or folder or kind not in (0, stat.S_IFREG):
                continue
            problem = "it is encrypted; unpack the archive first" if info.flag_bits & 1 else ""
            yield Member(info.filename, partial(_opened, archive, info, allowance), problem)


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> IO[bytes]:
    stream = cast(zipfile.ZipExtFile, archive.open(info))
    return io.BufferedReader(Measured(stream, allowance))


class _ZipStream(io.BufferedReader):
    """A zip file that is not read whole because its table of contents says that it is so long."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path))

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("its table of contents is too long")
        return super().read(size)


def _in_tar(path: Path) -> Iterator[Member]:
    with unpacked(path) as stream:
        archive: tarfile.TarFile | None = None
        for number in count():
            try:
                archive = archive or tarfile.TarFile(fileobj=_tar_stream(stream))
                info = archive.next()
            except Exception as error:  # noqa: BLE001 - what tarfile raises is not known either
                rest = f"what comes after {number} members" if number else "it"
                reason = f"it cannot be read as a tar file ({_reason(error)})"
                yield _end(f"{reason}; {rest} was left out")
                return
            if info is None:
                return
            archive.members.clear()  # type: ignore[attr-defined]  # it would remember each
            if info.name and info.isreg() and not info.issparse():
                yield Member(info.name, partial(_extracted, archive, info))


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    return cast(IO[bytes], archive.extractfile(info))  # of a regular file there is one


class _TarStream:
    """A tar file that is read forwards alone, and never much at once.

    The size of a header is what the header says: tarfile would read as much, or go back for ever.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int) -> bytes:
        if not 0 <= size <= LARGEST_HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        data = self._stream.read(size)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return False

    def seek(self, position: int) -> None:
        if position < self._at:
            raise tarfile.ReadError("a member that ends before it begins")
        while self._at < position and self.read(min(position - self._at, LARGEST_HEADER)):
            pass


def _tar_stream(stream: IO[bytes]) -> IO[bytes]:
    return cast(IO[bytes], _TarStream(stream))


def _end(problem: str) -> Member:
    return Member("", io.BytesIO, problem)


def _reason(error: Exception) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.split())[:200] or type(error).__name__
