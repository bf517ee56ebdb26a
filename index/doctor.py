"""What is wrong with an index, and what can be saved of it into another folder."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import filelock
import numpy as np

from .article import Article, Passage
from .derived import derived_problems
from .embedder import Embedder
from .errors import IndexFolderError
from .index import LOCK, Index, OnProgress
from .store import FILE, Store

_WAIT = 10  # seconds for another program to finish writing
_MOST_SAID = 5  # problems of one kind
_SMALLEST_ROW = 100  # bytes: a file holds no more rows than its size allows


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How an index is.

    Attributes:
        problems: What is wrong, a sentence each; none of a sound index.
        remade: What is only derived and will be made anew when the index is opened next.
        readable: How many articles can be read, in their newest revision.
    """

    problems: tuple[str, ...]
    remade: tuple[str, ...]
    readable: int


def examine(folder: Path) -> Diagnosis:
    """Look at every page, article, passage and vector of an index, and change nothing.

    A copy is looked at, for SQLite writes even where it only reads. What was changed in a text
    without changing its length cannot be seen.

    Raises:
        IndexFolderError: There is no index in the folder, or no room for the copy.
    """
    with _copy(folder) as copy:
        readable: list[Article] = []
        remade: tuple[str, ...] = ()
        try:
            with closing(Store(copy / FILE)) as store:
                readable = list(_readable(store))
                problems = [*_told(store.damage), *_told(lambda: _broken(store, readable))]
                remade = derived_problems(copy, store) if not problems else ()
        except IndexFolderError as error:
            problems = [str(error)]
    told = dict.fromkeys(one.replace(str(copy), str(folder)) for one in problems)
    return Diagnosis(tuple(told), remade, len(readable))


def save(
    folder: Path,
    into: Path,
    *,
    embedder: Embedder | str | None = None,
    on_progress: OnProgress = lambda _: None,
) -> int:
    """Make a new index in another folder of the articles that can still be read in this one.

    They are embedded anew. Their older revisions are left behind. The folder itself is left as it
    is, and the other one appears when all is done.

    Args:
        folder: Where the damaged index lies.
        into: A folder that is new or empty.
        embedder: The model of the new index; unless told the one that the old one remembers.
        on_progress: Told of each article when it has been written.

    Returns:
        How many articles were saved.

    Raises:
        IndexFolderError: There is no index, nothing can be read in it, or the other folder holds
            something or cannot be written.
        EmbedderError: The model cannot be used.
    """
    if into.exists() and not (into.is_dir() and not any(into.iterdir())):
        raise IndexFolderError(f"{into} is there and holds something; name another folder")
    with _copy(folder) as copy, closing(Store(copy / FILE)) as store:
        articles = list(_readable(store))
        if not articles:
            raise IndexFolderError(f"nothing can be read in {folder / FILE}; nothing was saved")
        if embedder is None:
            with suppress(IndexFolderError):  # the bundled one, where that cannot be read either
                embedder = (store.meta("embedder") or "").rpartition("@")[0] or None
        try:
            into.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=f"{into.name}.", dir=into.parent) as beside:
                made = Path(beside) / "index"
                with Index.open(made, embedder=embedder) as index:
                    index.add(articles, on_progress=on_progress)
                    many = len(index)
                made.replace(into)
        except OSError as error:
            raise IndexFolderError(f"{into} cannot be written ({error})") from error
        return many


@contextmanager
def _copy(folder: Path) -> Iterator[Path]:
    """A copy of what is in the folder, taken while nobody writes."""
    if not (folder / FILE).is_file():
        raise IndexFolderError(
            f"there is no index in {folder}; make one with: dateline add ARTICLES --index {folder}"
        )
    with TemporaryDirectory(prefix="dateline-doctor-") as beside, ExitStack() as held:
        copy = Path(beside) / "index"
        try:
            held.enter_context(filelock.FileLock(folder / LOCK, timeout=_WAIT))
        except filelock.Timeout as error:
            raise IndexFolderError(
                f"another program is writing to {folder}; try again when it has finished"
            ) from error
        except OSError:
            pass  # where the folder cannot be written nobody else writes, either
        try:
            shutil.copytree(folder, copy)
        except OSError as error:
            raise IndexFolderError(
                f"{folder} cannot be copied to be looked at ({error})"
            ) from error
        held.close()
        try:
            yield copy
        except IndexFolderError as error:
            raise IndexFolderError(str(error).replace(str(copy), str(folder))) from error


def _readable(store: Store) -> Iterator[Article]:
    """The newest revision of each article that can be read, as it was given."""
    rows = store.bytes // _SMALLEST_ROW
    with suppress(IndexFolderError):
        rows = store.last_row
    left = [(1, rows)]
    while left:
        first, last = left.pop()
        try:
            yield from store.articles_in(first, last)
        except (IndexFolderError, ValueError):  # ValueError: what stands there is no article
            if first < last:
                middle = (first + last) // 2
                left += [(middle + 1, last), (first, middle)]


def _broken(store: Store, readable: Sequence[Article]) -> Iterator[str]:
    """What SQLite cannot know: whether passages and vectors are those of their articles."""
    many = store.counts()["articles"]
    if lost := many - len(readable):
        yield f"{lost} of {many} articles cannot be read"
    for article in readable:
        passages = store.passages_of(article.id)
        if not passages:
            yield f"the article {article.id!r} has no passages"
        if any(not 0 <= one.start < one.end <= len(article.text) for one in passages):
            yield f"a passage of the article {article.id!r} lies outside its text"
        if not _have_vectors(store, passages):
            yield f"a vector of the article {article.id!r} is damaged"


def _have_vectors(store: Store, passages: Sequence[Passage]) -> bool:
    try:
        ids, vectors = store.vectors([one.id for one in passages])
    except ValueError:  # there are too many bytes of them, or too few
        return False
    whole = np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    return whole and len(ids) == len(passages)


def _told(problems: Callable[[], Iterable[str]]) -> Iterator[str]:
    """The first of some problems; where looking for them fails, what was found and why it does."""
    found: list[str] = []
    try:
        found.extend(islice(problems(), _MOST_SAID + 1))
    except (IndexFolderError, ValueError) as error:
        found.append(str(error))
    yield from found[:_MOST_SAID]
    if len(found) > _MOST_SAID:
        yield "and more"
