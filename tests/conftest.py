"""What tests share: embedders, one of them without meaning; the sample index; a browser."""

import hashlib
import os
import shutil

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing may be fetched

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright

from dateline import Chatbot, Index, read_articles
from dateline.eval.samples import ARTICLES
from dateline.index.embedder import Embedder, open_embedder

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """What is packed holds the time of packing, and tests have one name in all processes."""
    return argname if isinstance(val, bytes) else None


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


@pytest.fixture
def hash_embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture(scope="session")
def make_hash_embedder() -> type[HashEmbedder]:
    return HashEmbedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return open_embedder()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("samples") / "index", embedder=embedder) as index:
        index.add(read_articles([ARTICLES]))
        yield index


@pytest.fixture(scope="session")
def chatbot(sample_index: Index) -> Chatbot:
    return Chatbot(sample_index)


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, which a page under test shares with nobody outside this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"none of {', '.join(names)} is installed")
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
    ]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=flags)
        yield launched
        launched.close()
