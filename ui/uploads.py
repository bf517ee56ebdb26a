"""Files that were dropped on the page: read, dated and indexed as those of a folder are."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..index.article import Article
from ..index.errors import DatelineError
from ..index.index import Index
from ..index.problem import Problem
from ..index.readers import article_files, read_files
from . import wording

MOST_FILES = 100
LARGEST_FILE = 20_000_000  # bytes
_FROM = "upload:"  # what the source of an article begins with: no path of this machine
_EVERY = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Reading:
    """How far dropped files have been read.

    Attributes:
        files: How many there are.
        number: Which of them is being read; 0 before it is their turn.
        file: Its name.
        read: How many articles have been read and dated.
        indexed: How many of these are in the index.
        latest: The last one of these.
    """

    files: int
    number: int = 0
    file: str = ""
    read: int = 0
    indexed: int = 0
    latest: Article | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of dropped files.

    Attributes:
        added: The ids of new articles.
        revised: The ids of known ones whose text or fields have changed.
        unchanged: How many were known as they stand.
        problems: What could not be used, and what was used not quite as it stood.
        broke_off: Why the rest was not read, if something stopped it.
    """

    added: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    broke_off: str = ""


def read_uploads(
    index: Index, worker: Executor, files: Sequence[Path], publisher: str | None = None
) -> Iterator[Reading | Report]:
    """Read uploaded files into an index, telling how far it is and at last what became of them.

    An article's id is the stem of its file's name, whatever was dropped with it, so that the same
    file is the same article the next time. Nothing of the files is left on this machine but what
    the index holds, however the reading ends. Whoever stops listening stops nothing.

    Args:
        index: Where the articles go.
        worker: Who reads them; with one thread, one drop after another.
        files: Where the uploaded files lie now, each in a folder of its own.
        publisher: The publisher of articles for which neither file nor page gives one.
    """
    given = list(dict.fromkeys(files))
    if len(given) > MOST_FILES:
        for file in given:
            _discard(file)
        yield Report(broke_off=wording.TOO_MANY.format(given=len(given), most=MOST_FILES))
        return
    drop = _Drop(index, given, publisher)
    reading = worker.submit(drop.read)
    told: Reading | None = None
    while not wait([reading], timeout=_EVERY).done:
        if drop.reading != told:
            told = drop.reading
            yield told
    yield reading.result()


class _Drop:
    """The files of one drop, in a folder that goes when they have been read."""

    def __init__(self, index: Index, files: Sequence[Path], publisher: str | None) -> None:
        self.reading = Reading(len(files))
        self._index = index
        self._publisher = publisher
        self._temporary = TemporaryDirectory(prefix="dateline-")
        self._folder = Path(self._temporary.name).resolve()
        self._problems: list[Problem] = []
        self._before: dict[str, int] = {}  # the revision of each article, 0 for a new one
        self._files = list(self._moved(files))  # at once: the next who drops the same has his own

    def read(self) -> Report:
        """Read them all."""
        broke_off = ""
        with self._temporary:
            try:
                self._index.add(
                    self._known(read_files(self._each(), self._publisher, self._tell)),
                    on_problem=self._tell,
                    on_progress=self._indexed,
                )
            except (DatelineError, OSError) as error:
                broke_off = self._without_folder(str(error))
        now = {one: self._index.get(one) for one in self._before}
        revisions = {one: article.revision for one, article in now.items() if article}
        added = (one for one in revisions if not self._before[one])
        revised = (one for one in revisions if 0 < self._before[one] < revisions[one])
        unchanged = sum(self._before[one] == revision for one, revision in revisions.items())
        return Report(tuple(added), tuple(revised), unchanged, tuple(self._problems), broke_off)

    def _moved(self, files: Sequence[Path]) -> Iterator[Path]:
        for file in files:
            here = self._folder / file.name
            try:
                size = file.stat().st_size
                if size > LARGEST_FILE:
                    why = wording.TOO_LARGE.format(size=size, most=LARGEST_FILE)
                elif here.exists():
                    why = wording.SAME_NAME
                else:
                    shutil.move(file, here)
                    why = ""
            except FileNotFoundError:
                why = wording.GONE_FILE
            except OSError as error:
                why = error.strerror or str(error)
            _discard(file)
            if why:
                self._problems.append(Problem(file.name, why))
            else:
                yield here

    def _each(self) -> Iterator[tuple[Path | str, str]]:
        for number, file in enumerate(self._files, 1):
            self.reading = replace(self.reading, number=number, file=file.name)
            yield from article_files([file], self._tell)

    def _known(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Articles as they are to be kept; one that stands there already keeps its source."""
        for article in articles:
            self.reading = replace(self.reading, read=self.reading.read + 1)
            source = f"{_FROM}{self._without_folder(article.source)}"
            known = self._index.get(article.id)
            if known and known.source != source:
                if known.text != article.text:
                    name = Path(known.source).name.removeprefix(_FROM) or wording.FROM_ELSEWHERE
                    why = wording.TAKEN.format(id=article.id, source=name)
                    self._tell(Problem(article.source, why))
                    continue
                source = known.source
            self._before.setdefault(article.id, known.revision if known else 0)
            yield replace(article, source=source)

    def _indexed(self, article: Article) -> None:
        self.reading = replace(self.reading, indexed=self.reading.indexed + 1, latest=article)

    def _tell(self, problem: Problem) -> None:
        source, message = map(self._without_folder, (problem.source, problem.message))
        self._problems.append(replace(problem, source=source, message=message))

    def _without_folder(self, text: str) -> str:
        return text.replace(f"{self._folder}{os.sep}", "").replace(_FROM, "")


def _discard(file: Path) -> None:
    """Remove an upload, and the folder that it lay in unless that holds more."""
    file.unlink(missing_ok=True)
    with suppress(OSError):
        file.parent.rmdir()
