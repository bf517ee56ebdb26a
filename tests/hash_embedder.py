"""An embedder without meaning, for tests of storing, in other processes too."""

import hashlib
from collections.abc import Sequence

import numpy as np


class HashEmbedder:
    """Each text a fixed random direction: fast, deterministic, without meaning.

    For tests of storing, where meaning does not matter. `embedded` counts the texts.
    """

    def __init__(self, name: str = "hash@1", dimension: int = 32) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += len(texts)
        rows = [self._row(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def _row(self, text: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).standard_normal(self.dimension)
        return row / np.linalg.norm(row)
