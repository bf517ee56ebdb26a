"""The FAISS and Tantivy files beside SQLite: caught up with it, or made anew from it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import filelock

from .passages import indexed_text
from .store import Store
from .vectors import VectorIndex
from .words import WordIndex, remove_folder

_log = logging.getLogger("dateline")


class Derived:
    """The two search structures of one index, kept in step with its store.

    The files carry the generation of the store that they were built from. A file that is missing,
    damaged or of another generation is never used: it is made anew. In memory both are right
    exactly if they hold the numbers that the store holds, for a number is never used again.
    """

    def __init__(self, folder: Path, store: Store, write_lock: filelock.BaseFileLock) -> None:
        self._store = store
        self._write_lock = write_lock
        self._vectors_file = folder / "vectors.faiss"
        self._words_folder = folder / "words"
        self._words_stamp = folder / "words.stamp"
        self._lock = RLock()
        self._vectors: VectorIndex | None = None
        self._vectors_generation = ""
        self._words: WordIndex | None = None
        self._words_generation = ""
        self._words_ids: frozenset[int] = frozenset()

    @contextmanager
    def reading(self) -> Iterator[tuple[VectorIndex, WordIndex]]:
        """The two structures as of now, held still while they are searched.

        While another program is writing, the word index may be a batch behind: what it misses is
        found by its vectors alone, and what is gone from the store is never shown.
        """
        with self._lock:
            generation = self._store.generation()
            vectors = self._caught_up_vectors(generation)
            words = self._words
            if words is None or self._words_generation != generation:
                try:
                    with self._write_lock.acquire(blocking=False):
                        words = self._caught_up_words(generation)
                except filelock.Timeout:
                    words = self._words = self._words or WordIndex()
                except OSError as error:
                    _log.warning("the index folder cannot be written (%s)", error)
                    words = self._words_in_memory(generation)
            yield vectors, words

    def catch_up(self) -> None:
        """Bring both in step with the store. By the holder of the write lock."""
        with self._lock:
            generation = self._store.generation()
            self._caught_up_vectors(generation)
            try:
                self._caught_up_words(generation)
            except (OSError, ValueError) as error:  # ValueError: from Tantivy, as when disks fill
                _log.warning("the word index will be made anew when opened (%s)", error)

    def save(self) -> None:
        """Write the vector file. By the holder of the write lock, when its last batch is in."""
        with self._lock:
            vectors = self._caught_up_vectors(self._store.generation())
            try:
                vectors.save(self._vectors_file, self._vectors_generation)
            except OSError as error:
                _log.warning("the vector index will be made anew when opened (%s)", error)

    def _caught_up_vectors(self, generation: str) -> VectorIndex:
        if self._vectors is None:
            self._vectors = VectorIndex.load(self._vectors_file, generation)
            if self._vectors is not None:
                self._vectors_generation = generation
        if self._vectors is None:
            if self._vectors_file.exists():
                _log.info("%s is not of this index as it stands; made anew", self._vectors_file)
            self._vectors = VectorIndex.empty(int(self._store.meta("dimension") or 1))
        if self._vectors_generation != generation:
            ids = frozenset(self._store.all_passage_ids())
            if not self._vectors.ids & ids:  # the first batch brings the dimension
                self._vectors = VectorIndex.empty(int(self._store.meta("dimension") or 1))
            self._vectors.remove(self._vectors.ids - ids)
            self._vectors.add(*self._store.vectors(ids - self._vectors.ids))
            self._vectors_generation = generation
        return self._vectors

    def _caught_up_words(self, generation: str) -> WordIndex:
        if self._words is not None and self._words_generation == generation:
            return self._words
        on_disk = self._words_stamp.read_text() if self._words_stamp.exists() else ""
        ids = frozenset(self._store.all_passage_ids())
        words = self._words
        if on_disk == generation:
            words = self._opened_words()
        elif on_disk and words and on_disk == self._words_generation and self._words_ids <= ids:
            self._words_stamp.unlink()
            self._add_words(words, ids - self._words_ids)
        else:
            # Made anew after a removal too: Tantivy goes on counting the words of what was
            # deleted, and a score must not depend on what an index once held.
            self._words_stamp.unlink(missing_ok=True)
            remove_folder(self._words_folder)
            words = WordIndex(self._words_folder)
            self._add_words(words, ids)
        if words is None:  # it carries the right generation but cannot be opened
            self._words_stamp.unlink()
            self._words = None
            return self._caught_up_words(generation)
        if on_disk != generation:
            self._words_stamp.write_text(generation)
        self._words, self._words_generation, self._words_ids = words, generation, ids
        return words

    def _opened_words(self) -> WordIndex | None:
        try:
            return WordIndex(self._words_folder)
        except ValueError:
            return None

    def _words_in_memory(self, generation: str) -> WordIndex:
        ids = frozenset(self._store.all_passage_ids())
        self._words = WordIndex()
        self._add_words(self._words, ids)
        self._words_generation, self._words_ids = generation, ids
        return self._words

    def _add_words(self, words: WordIndex, ids: frozenset[int]) -> None:
        found = self._store.passages(ids)
        words.add((n, indexed_text(a, p.start, p.end)) for n, (p, a) in sorted(found.items()))
