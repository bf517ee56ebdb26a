"""Zip and tar files: the files in them, each by its own reader."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from .archive import ARCHIVES, Member, members
from .article import Article
from .copies import Reader, copy, read_copy
from .errors import ArticleError
from .problem import OnProblem, Problem
from .sniff import kind, true_kind
from .unpacking import TooMuchError

_LONGEST_NAME = 300  # characters


def read_archive(
    path: Path, article_id: str, on_problem: OnProblem, *, read: Reader, kinds: Mapping[str, object]
) -> Iterator[Article]:
    """Read the files in a zip or tar file, one at a time; an archive among them is not opened.

    An article's source is the archive with the member's name, and so is its id if it brings none.
    Hidden files and files of other kinds are passed over, as in a folder.

    Args:
        path: The archive.
        article_id: What it is called.
        on_problem: Told of what could not be used.
        read: Reads a member.
        kinds: The suffixes of what can be read.

    Raises:
        OSError: It cannot be read.
    """
    passed_over: Counter[str] = Counter()
    readable = False
    with TemporaryDirectory(prefix="dateline-") as folder:
        for member in members(path):
            name = _shown(member.name)
            ending = kind(Path(name))
            if not member.name:
                on_problem(Problem(str(path), member.problem))
                return
            if any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
                continue
            if ending not in kinds:
                passed_over[ending or name or "nameless"] += 1
                continue
            readable = True
            source = f"{path}/{name}"
            file = Path(folder) / f"member{ending}"
            try:
                _unpack(member, file)
            except ArticleError as error:
                on_problem(Problem(source, f"{error}; it was left out"))
            except TooMuchError as error:
                message = f"{error.strerror}; it and what comes after it was left out"
                on_problem(Problem(source, message))
                return
            else:
                yield from read_copy(read, file, f"{article_id}/{name}", on_problem, source=source)
    if passed_over:
        others = ", ".join(f"{count} {kind}" for kind, count in sorted(passed_over.items()))
        message = f"files of other kinds were passed over ({others}); read are {', '.join(kinds)}"
        on_problem(Problem(str(path), message, lost=not readable))
    elif not readable:
        on_problem(Problem(str(path), "there is no file in it; it was left out"))


def _unpack(member: Member, file: Path) -> None:
    """Copy a member into a file of our own.

    Raises:
        ArticleError: It cannot be unpacked, or is an archive itself.
        TooMuchError: More comes out of the archive than should.
    """
    if member.problem:
        raise ArticleError(member.problem)
    try:
        with member.open() as stream:
            copy(stream, file)
        nested = true_kind(file) in ARCHIVES
    except TooMuchError:
        raise
    except Exception as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ArticleError(f"it cannot be unpacked ({reason})") from error
    if nested:
        raise ArticleError("it is an archive in an archive, which is not opened; unpack it first")


def _shown(name: str) -> str:
    """A member's name as the end of a path, for people and ids; nothing is written under it."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    shown = "/".join(part for part in parts if part not in ("/", "//", ".", ".."))
    return "".join(c if c.isprintable() else "?" for c in shown)[-_LONGEST_NAME:]
