"""The vector index: FAISS over the vectors that SQLite holds."""

import hashlib
import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Self

import faiss
import numpy as np

from .embedder import Vectors


class VectorIndex:
    """Exact inner products over unit vectors, by passage number.

    As numbers are never used again and a passage never changes, the index is right exactly if it
    holds the numbers that the store holds.
    """

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._faiss = index
        self._ids: set[int] = set(faiss.vector_to_array(index.id_map).tolist())

    @classmethod
    def empty(cls, dimension: int) -> Self:
        """One without vectors."""
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @property
    def dimension(self) -> int:
        """How many numbers each vector has."""
        return int(self._faiss.d)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> frozenset[int]:
        """The numbers of the passages it holds."""
        return frozenset(self._ids)

    def add(self, ids: Collection[int], vectors: Vectors) -> None:
        """Add n vectors under n new numbers."""
        if ids:
            self._faiss.add_with_ids(np.ascontiguousarray(vectors), np.array(ids, np.int64))
            self._ids.update(ids)

    def remove(self, ids: Collection[int]) -> None:
        """Remove what stands under these numbers."""
        if ids:
            self._faiss.remove_ids(np.array(list(ids), np.int64))
            self._ids.difference_update(ids)

    def search(
        self, vector: Vectors, limit: int, among: Collection[int] | None = None
    ) -> dict[int, float]:
        """The nearest passages with their cosine (-1 to 1), the nearest first.

        Args:
            vector: The question's, of shape (dimension,) and unit length.
            limit: How many at most.
            among: Search these alone; None for all.
        """
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.array(list(among), np.int64))
            parameters = faiss.SearchParameters(sel=selector)
        scores, ids = self._faiss.search(vector[None], limit, params=parameters)
        pairs = zip(ids[0].tolist(), scores[0].tolist(), strict=True)
        return {number: score for number, score in pairs if number != -1}

    def scores(self, vector: Vectors, ids: Iterable[int]) -> dict[int, float]:
        """The cosine of each of these passages. Numbers that it does not hold are left out."""
        known = sorted(self._ids.intersection(ids))
        if not known:
            return {}
        rows = self._faiss.reconstruct_batch(np.array(known, np.int64))
        return dict(zip(known, (rows @ vector).tolist(), strict=True))

    def save(self, file: Path, stamp: str) -> None:
        """Write the index under a stamp that says which state of the store it was built from.

        Written beside, synced and renamed, so that the file is always a whole one.
        """
        body = faiss.serialize_index(self._faiss).tobytes()
        head = json.dumps({"stamp": stamp, "sha256": hashlib.sha256(body).hexdigest()})
        beside = file.with_suffix(".new")
        with beside.open("wb") as out:
            out.write(head.encode() + b"\n" + body)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)

    @classmethod
    def load(cls, file: Path, stamp: str) -> Self | None:
        """Read an index back, or None if there is none, it has another stamp, or is damaged."""
        try:
            head, _, body = file.read_bytes().partition(b"\n")
            known = json.loads(head)
        except (OSError, ValueError):
            return None
        whole = isinstance(known, dict) and known.get("sha256") == hashlib.sha256(body).hexdigest()
        if not whole or known.get("stamp") != stamp:
            return None
        return cls(faiss.deserialize_index(np.frombuffer(body, np.uint8)))
