"""Files and folders to articles: which reader reads what, and what each article is called."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from .archive import ARCHIVES
from .article import Article
from .copies import Reader
from .describe import described, says_nothing
from .errors import ArticleError
from .problem import OnProblem, Problem, stop
from .read_archive import read_archive
from .read_csv import read_csv
from .read_feed import read_feed
from .read_html import read_html
from .read_json import read_json
from .read_jsonl import read_jsonl
from .read_pdf import LARGEST_PDF, read_pdf
from .read_stdin import STDIN, read_stdin
from .read_text import read_text
from .read_url import is_url, read_url
from .read_warc import read_warc
from .sniff import kind, true_kind


def _read_archive(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    return read_archive(path, article_id, on_problem, read=read_file, kinds=READERS)


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".jsonl": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".pdf": read_pdf,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    **dict.fromkeys(ARCHIVES, _read_archive),
}
_KINDS = ", ".join(READERS)
_LARGEST_ARTICLE: dict[Reader, int] = {
    read_text: 20_000_000,
    read_html: 20_000_000,
    read_pdf: LARGEST_PDF,
}
"""In bytes. The other readers read piece by piece, or have limits of their own."""


def article_files(
    paths: Iterable[str | os.PathLike[str]], on_problem: OnProblem = stop
) -> list[tuple[Path | str, str]]:
    """The files to read under the given files and folders, each with the id for its article.

    The id is the file's stem where no other file of the call has it, else the path below the
    folder it was found in, else the path below the folder that all the files have in common.
    Hidden files and files of other kinds in folders are passed over. A web address stays a string,
    in its normal form, and is its own id.
    """
    found: dict[Path, str] = {}
    passed_over: Counter[str] = Counter()
    given: list[Path] = []
    addresses: dict[str, str] = {}
    for one in paths:
        if not is_url(one):
            given.append(Path(one))
        elif address := _address(os.fspath(one), on_problem):
            addresses[address] = address
    for path in given:
        if path == STDIN:
            continue
        if os.path.isdir(path):  # noqa: PTH112 - Path's own raises if a name is too long
            for file in sorted(path.rglob("*")):
                below = file.relative_to(path)
                if not file.is_file() or any(part.startswith(".") for part in below.parts):
                    continue
                target = file.resolve()  # a link may be called otherwise than what it leads to
                if kind(target) in READERS:
                    found.setdefault(target, below.as_posix())
                else:
                    passed_over[kind(target) or target.name] += 1
        elif not os.path.exists(path):  # noqa: PTH110
            on_problem(Problem(str(path), "there is no such file or folder; check the path"))
        elif kind(path.resolve()) not in READERS:
            on_problem(Problem(str(path), f"files of this kind are not read; read are {_KINDS}"))
        else:
            found.setdefault(path.resolve(), path.name)
    if passed_over:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(passed_over.items()))
        message = f"files of other kinds were passed over ({kinds}); read are {_KINDS}"
        on_problem(Problem("", message, lost=False))
    piped = [(STDIN, "stdin")] if STDIN in given else []
    return [*zip(found, _ids(found), strict=True), *addresses.items(), *piped]


def _address(url: str, on_problem: OnProblem) -> str | None:
    from .fetch import web_url  # httpx: 0.1 s

    try:
        return str(web_url(url))
    except ArticleError as error:
        on_problem(Problem(url, str(error)))
        return None


def _ids(found: dict[Path, str]) -> Iterator[str]:
    """An id for each file: its stem, or if that is not unique its path."""
    stems = Counter(map(_stem, found))
    belows = Counter(found.values())
    for path, below in found.items():
        if stems[_stem(path)] == 1:
            yield _stem(path)
        elif belows[below] == 1:
            yield below
        else:
            yield path.relative_to(os.path.commonpath(found)).as_posix()


def _stem(path: Path) -> str:
    return path.name[: -len(kind(path)) or None]


def read_articles(
    paths: Iterable[str | os.PathLike[str]],
    *,
    publisher: str | None = None,
    on_problem: OnProblem = stop,
) -> Iterator[Article]:
    """Read the articles of files and folders, of the kinds in `READERS`.

    What a text says about itself is read as `described` does: its furniture, and its headline,
    publisher and date where nothing else gives them.

    Args:
        paths: Files and folders; folders are read with all below them, in order of name. A string
            that begins with "https://" or "http://" is fetched, after the files; "-" is standard
            input, read last.
        publisher: The publisher of articles for which neither file nor page gives one.
        on_problem: Told of each article that could not be used, or not as it stood, after which
            the reading goes on. Without it the first lost article raises.

    Raises:
        ArticleError: An article could not be used, and no `on_problem` was given.
    """
    if isinstance(paths, str | os.PathLike):
        raise ArticleError(f"give a list of paths: [{os.fspath(paths)!r}]")
    yield from read_files(article_files(paths, on_problem), publisher, on_problem)


def read_files(
    files: Iterable[tuple[Path | str, str]], publisher: str | None, on_problem: OnProblem
) -> Iterator[Article]:
    """Read the articles of what `article_files` found, as `read_articles` does."""
    read = chain.from_iterable(read_file(path, name, on_problem) for path, name in files)
    published = (one if one.publisher else replace(one, publisher=publisher) for one in read)
    for article in described(published):
        if says_nothing(article):
            message = f"article {article.id!r} holds page furniture only, nothing to quote"
            on_problem(Problem(article.source, f"{message}; it was left out"))
        else:
            yield article


def read_file(path: Path | str, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read the articles of one file, or of a web address, which is a string, as they were given.

    Whatever is wrong with it becomes a problem.
    """
    telling = False

    def tell(problem: Problem) -> None:
        nonlocal telling
        telling = True
        on_problem(problem)
        telling = False

    try:
        if isinstance(path, str):
            yield from read_url(path, article_id, tell, read=read_file, kinds=READERS)
            return
        if path == STDIN:
            yield from read_stdin(article_id, tell, read=read_file)
            return
        reader = READERS[true_kind(path)]
        size, most = path.stat().st_size, _LARGEST_ARTICLE.get(reader)
        if most is not None and size > most:
            message = f"{size:,} bytes are too many for one article (at most {most:,})"
            tell(Problem(str(path), f"{message}; it was left out"))
            return
        yield from reader(path, article_id, tell)
    except (OSError, ArticleError) as error:
        if telling:  # the one who was told wants the work to stop
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        on_problem(Problem(str(path), f"{reason}; it was left out"))
