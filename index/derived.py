"""The FAISS and Tantivy files beside SQLite: caught up with it, or made anew from it."""

import hashlib
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import filelock
import numpy as np
from numpy.typing import NDArray

from .passages import indexed_text
from .store import Store

if TYPE_CHECKING:  # FAISS and Tantivy, which an index that is only opened does not need
    from .vectors import VectorIndex
    from .words import WordIndex

_log = logging.getLogger("dateline")

VECTORS, WORDS = "vectors.faiss", "words"
"""The file of the vectors, and the folder of the words."""

_STAMP = "words.stamp"
_AT_ONCE = 1000  # passages whose texts are held in memory
_MUCH = 0.1  # of the passages that the word index holds
_NONE = np.empty(0, np.int64)


class Derived:
    """The two search structures of one index, kept in step with its store.

    The files carry the generation of the store that they were built from. A file that is missing,
    damaged or of another generation is never used: it is made anew. In memory both are right
    exactly if they hold the numbers that the store holds, for a number is never used again.
    """

    def __init__(self, folder: Path, store: Store, write_lock: filelock.BaseFileLock) -> None:
        self._store = store
        self._write_lock = write_lock
        self._vectors_file = folder / VECTORS
        self._words_folder = folder / WORDS
        self._words_stamp = folder / _STAMP
        self._lock = RLock()
        self._vectors: VectorIndex | None = None
        self._vectors_generation = ""
        self._words: WordIndex | None = None
        self._words_generation = ""
        self._words_ids = _NONE
        self._saved_generation = ""
        self._waiting = 0
        self._memory: tuple[str, WordIndex] | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple["VectorIndex", "WordIndex"]]:
        """The two structures as of now, held still while they are searched, and the store too.

        While another program is writing, the word index may be some batches behind: what it misses
        is found by its vectors alone, and what is gone from the store is never shown.
        """
        with self._lock, self._store.snapshot():
            generation = self._store.generation()
            vectors = self._caught_up_vectors(generation)
            words = self._words
            if words is None or self._words_generation != generation:
                try:
                    with self._write_lock.acquire(blocking=False):
                        words = self._caught_up_words(generation)
                except filelock.Timeout:
                    words = words or self._words_in_memory(generation, stale=True)
                except OSError as error:
                    _log.info("the index folder cannot be written (%s)", error)
                    words = self._words_in_memory(generation)
            yield vectors, words

    def recall(self) -> float:
        """Which share of the ten nearest passages the vectors bring, as it was measured."""
        with self._lock, self._store.snapshot():
            return self._caught_up_vectors(self._store.generation()).recall

    def follow(self, added: int) -> None:
        """Take up what batches have added, once it is much. By the holder of the write lock.

        It takes time in proportion to all that is there, and to add an archive must not take the
        square of its size. A word index cannot forget single passages (see `_caught_up_words`), so
        that after a revision it waits for `finish`.

        Args:
            added: How many passages a batch has brought.
        """
        with self._lock:
            self._waiting += added
            if self._waiting < _MUCH * len(self._words_ids):
                return
            self._waiting = 0
            generation = self._store.generation()
            self._fitting_vectors(generation)
            if not _without(self._words_ids, self._store.all_passage_ids()).size:
                self._try_words(generation)

    def finish(self) -> None:
        """Bring both in step with the store, on disk too. By the holder of the write lock."""
        with self._lock:
            generation = self._store.generation()
            vectors = self._fitting_vectors(generation)
            self._try_words(generation)
            if self._saved_generation == generation:
                return
            try:
                vectors.save(self._vectors_file, generation)
                self._saved_generation = generation
            except OSError as error:
                _log.warning("the vector index will be made anew when opened (%s)", error)

    def _fitting_vectors(self, generation: str) -> "VectorIndex":
        """Made anew where there are many more than it was made for: by who writes, who has time."""
        vectors = self._caught_up_vectors(generation)
        if vectors.outgrown:
            vectors = self._vectors = self._made_vectors(self._store.all_passage_ids())
            self._saved_generation = ""
        return vectors

    def _caught_up_vectors(self, generation: str) -> "VectorIndex":
        vectors = self._vectors
        if vectors is not None and self._vectors_generation == generation:
            return vectors
        ids = self._store.all_passage_ids()
        gone = _NONE if vectors is None else _without(vectors.ids, ids)
        saved = None
        if vectors is None or vectors.outgrown:
            saved = self._saved_vectors(generation)
        if saved is not None:
            vectors = saved
        elif vectors is None or len(gone) == len(vectors):  # the first batch brings the dimension
            vectors = self._made_vectors(ids)
        else:
            vectors.remove(gone)
            vectors.add(_without(ids, vectors.ids))
        self._vectors, self._vectors_generation = vectors, generation
        return vectors

    def _saved_vectors(self, generation: str) -> "VectorIndex | None":
        from .vectors import VectorIndex

        vectors = VectorIndex.load(self._vectors_file, generation, self._store.vectors)
        if vectors is not None:
            self._saved_generation = generation
        elif self._vectors is None and self._vectors_file.exists():
            _log.info("%s is not of this index as it stands; made anew", self._vectors_file)
        return vectors

    def _made_vectors(self, ids: NDArray[np.int64]) -> "VectorIndex":
        from .vectors import VectorIndex

        return VectorIndex.of(ids, self._store.vectors, int(self._store.meta("dimension") or 1))

    def _try_words(self, generation: str) -> None:
        try:
            self._caught_up_words(generation)
        except (OSError, ValueError) as error:  # ValueError: from Tantivy, as when disks fill
            _log.warning("the word index will be made anew when opened (%s)", error)

    def _caught_up_words(self, generation: str) -> "WordIndex":
        from .words import WordIndex

        if self._words is not None and self._words_generation == generation:
            return self._words
        on_disk, digest = _stamp(self._words_stamp)
        ids = self._store.all_passage_ids()
        words = self._opened_words(digest) if on_disk == generation else None
        if words is None:
            ours = self._words if on_disk and on_disk == self._words_generation else None
            self._words_stamp.unlink(missing_ok=True)
            if ours is not None and not _without(self._words_ids, ids).size:
                words = ours
                self._add_words(words, _without(ids, self._words_ids))
            else:
                # Made anew after a removal too: Tantivy goes on counting the words of what was
                # deleted, and a score must not depend on what an index once held.
                shutil.rmtree(self._words_folder, ignore_errors=True)
                words = WordIndex(self._words_folder)
                self._add_words(words, ids)
            self._words_stamp.write_text(f"{generation} {_sha256(self._words_folder)}")
        self._words, self._words_generation, self._words_ids = words, generation, ids
        return words

    def _opened_words(self, digest: str) -> "WordIndex | None":
        words = _opened(self._words_folder, digest)
        if words is None:
            _log.info("%s is damaged; made anew", self._words_folder)
        return words

    def _words_in_memory(self, generation: str, *, stale: bool = False) -> "WordIndex":
        from .words import WordIndex

        made_from, words = self._memory or ("", None)
        if words is None or (made_from != generation and not stale):
            words = WordIndex()
            self._add_words(words, self._store.all_passage_ids())
            self._memory = (generation, words)
        return words

    def _add_words(self, words: "WordIndex", ids: NDArray[np.int64]) -> None:
        words.add(self._texts(ids))

    def _texts(self, ids: NDArray[np.int64]) -> Iterator[tuple[int, str]]:
        for at in range(0, len(ids), _AT_ONCE):
            found = self._store.passages(ids[at : at + _AT_ONCE])
            for number, (passage, article) in sorted(found.items()):
                yield number, indexed_text(article, passage.start, passage.end)


def derived_problems(folder: Path, store: Store) -> tuple[str, ...]:
    """Which of the derived files are missing, damaged or of another state of the store."""
    from .vectors import VectorIndex

    generation = store.generation()
    vectors = VectorIndex.load(folder / VECTORS, generation, store.vectors)
    made_from, digest = _stamp(folder / _STAMP)
    words = _opened(folder / WORDS, digest) if made_from == generation else None
    names = ((VECTORS, vectors), (WORDS, words))
    return tuple(
        f"{name} is missing, damaged or of another state" for name, one in names if one is None
    )


def _stamp(file: Path) -> tuple[str, str]:
    """The generation that the word index on disk was made from, and the digest of its files."""
    text = file.read_bytes().decode(errors="replace") if file.exists() else ""
    generation, _, digest = text.partition(" ")
    return generation, digest


def _opened(folder: Path, digest: str) -> "WordIndex | None":
    from .words import WordIndex

    if _sha256(folder) != digest:
        return None
    try:
        return WordIndex(folder)
    except ValueError:  # written by another version of Tantivy
        return None


def _sha256(folder: Path) -> str:
    """Of the names and bytes of its files, but those that only lock it."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*")):
        if file.suffix != ".lock":
            with file.open("rb") as data:
                own = hashlib.file_digest(data, "sha256").hexdigest()
            digest.update(f"{file.name}\n{own}\n".encode())
    return digest.hexdigest()


def _without(ids: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.setdiff1d(ids, others, assume_unique=True)
