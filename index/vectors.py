"""The vector index: FAISS over the vectors that SQLite holds."""

import hashlib
import json
import os
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Self

import faiss
import numpy as np

from .embedder import Vectors
from .inverted_lists import (
    Exact,
    Ids,
    brought_into_memory,
    ids_in,
    in_chunks,
    made_lists,
    nearest,
    outgrown,
)

EXACT = 50_000
"""Vectors of which each is compared: one core takes seven milliseconds for 384 numbers each."""

_LONGEST_NOTE = 1000  # bytes


class VectorIndex:
    """The nearest of unit vectors by inner product, by passage number.

    Up to `EXACT` vectors all are compared, beyond it those in the nearest lists, see
    `inverted_lists`; the scores are exact in any case. As numbers are never used again and a
    passage never changes, the index is right exactly if it holds the numbers that the store holds.

    Attributes:
        recall: Which share of the ten nearest it finds, 0 to 1, as it was measured.
    """

    def __init__(self, index: faiss.Index, exact: Exact, recall: float) -> None:
        self._faiss = index
        self._exact = exact
        self._in_lists = isinstance(index, faiss.IndexIVF)
        self.recall = recall

    @classmethod
    def of(cls, ids: Ids, exact: Exact, dimension: int) -> Self:
        """One of some vectors; many are put into lists, which takes minutes for a million.

        Args:
            ids: Their numbers, sorted.
            exact: Gives them, also later, when those that were found are compared.
            dimension: How many numbers each has.
        """
        if len(ids) > EXACT:
            lists, recall = made_lists(ids, exact, dimension)
            return cls(lists, exact, recall)
        index = cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)), exact, 1.0)
        index.add(ids)
        return index

    @property
    def dimension(self) -> int:
        """How many numbers each vector has."""
        return int(self._faiss.d)

    @property
    def outgrown(self) -> bool:
        """Whether one that is made anew would be searched faster."""
        return outgrown(self._faiss) if self._in_lists else len(self) > EXACT

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    @property
    def ids(self) -> Ids:
        """The numbers of the passages it holds, sorted."""
        if self._in_lists:
            return ids_in(self._faiss)
        return np.sort(faiss.vector_to_array(self._faiss.id_map))

    def add(self, ids: Ids) -> None:
        """Add the vectors under new numbers."""
        for known, vectors in in_chunks(ids, self._exact):
            self._changeable().add_with_ids(vectors, known)

    def remove(self, ids: Ids) -> None:
        """Remove what stands under these numbers."""
        if len(ids):
            self._changeable().remove_ids(ids)

    def search(self, vector: Vectors, limit: int, among: Ids | None = None) -> dict[int, float]:
        """The nearest passages with their cosine (-1 to 1), the nearest first.

        Args:
            vector: The question's, of shape (dimension,) and unit length.
            limit: How many at most.
            among: Search these alone, sorted; None for all.
        """
        if self._in_lists:
            return nearest(self._faiss, self._exact, vector, limit, among)
        chosen = None if among is None else faiss.IDSelectorBatch(among)
        how = None if chosen is None else faiss.SearchParameters(sel=chosen)
        scores, ids = self._faiss.search(vector[None], limit, params=how)
        pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return {number: score for number, score in pairs if number != -1}

    def scores(self, vector: Vectors, ids: Ids) -> dict[int, float]:
        """The cosine of each of these passages. Numbers that are gone are left out."""
        known, vectors = self._exact(ids)
        return dict(zip(known.tolist(), (vectors @ vector).tolist(), strict=True))

    def save(self, file: Path, stamp: str) -> None:
        """Write the index with a stamp that says which state of the store it was built from.

        Written beside, synced and renamed, so that the file is always a whole one. After what FAISS
        reads of it stand a line of JSON and one of the SHA-256 of all before.
        """
        beside = file.with_suffix(".new")
        digest = hashlib.sha256()
        with beside.open("wb") as out:

            def write(data: bytes) -> None:
                digest.update(data)
                out.write(data)

            faiss.write_index(self._faiss, faiss.PyCallbackIOWriter(write))
            write(b"\n" + json.dumps({"stamp": stamp, "recall": self.recall}).encode())
            out.write(b"\n" + digest.hexdigest().encode())
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)

    @classmethod
    def load(cls, file: Path, stamp: str, exact: Exact) -> Self | None:
        """Read an index back, or None if there is none, it has another stamp, or is damaged.

        Lists are not read into memory: the file is mapped.
        """
        try:
            with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as data:
                note = json.loads(_last_lines(data)[0])
                if note["stamp"] != stamp or not _is_whole(data):
                    return None
                index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP)
                if not os.path.samestat(os.fstat(opened.fileno()), file.stat()):
                    return None  # another program has put its own there meanwhile
                return cls(index, exact, note["recall"])
        except (OSError, ValueError, LookupError, TypeError, RuntimeError):  # the last from FAISS
            return None

    def _changeable(self) -> faiss.Index:
        if self._in_lists:
            brought_into_memory(self._faiss)
        return self._faiss


def _last_lines(data: mmap) -> tuple[bytes, bytes]:
    *_, note, digest = data[-_LONGEST_NOTE:].split(b"\n")
    return note, digest


def _is_whole(data: mmap) -> bool:
    _, digest = _last_lines(data)
    with memoryview(data) as every, every[: -len(digest) - 1] as before:
        return hashlib.sha256(before).hexdigest().encode() == digest
