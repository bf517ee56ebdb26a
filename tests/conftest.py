"""What tests share: embedders, one of them without meaning; the sample index; a browser."""

import os
import shutil

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing may be fetched

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import archive, index, run  # noqa: F401 - fixtures
from files_of_kinds import reading  # noqa: F401 - another one
from hash_embedder import HashEmbedder
from playwright.sync_api import Browser, sync_playwright

from dateline import Chatbot, Index, read_articles
from dateline.eval.samples import ARTICLES
from dateline.index.embedder import Embedder, open_embedder

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """What is packed holds the time of packing, and tests have one name in all processes."""
    return argname if isinstance(val, bytes) else None


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
    with Index.open(tmp_path_factory.mktemp("samples") / "index", embedder=embedder) as opened:
        opened.add(read_articles([ARTICLES]))
        yield opened


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
