"""Temporary indexes for measuring, kept by content, so that the next run finds them ready."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from ..index import (
    article,
    embed_ahead,
    embedder,
    event_dates,
    inverted_lists,
    overlap,
    passages,
    said_dates,
    sentences,
    store,
    stories,
    tokens,
    told_days,
    vectors,
    words,
)
from ..index.article import Article
from ..index.embedder import Embedder, open_embedder
from ..index.index import Index

# What decides which passages, vectors, words and dates an index holds. A change to any makes a new
# one.
_MADE_BY: tuple[ModuleType, ...] = (
    article, embed_ahead, embedder, event_dates, inverted_lists, overlap, passages, said_dates,
    sentences, store, stories, tokens, told_days, vectors, words,
)  # fmt: skip
_LIBRARIES = (
    "faiss-cpu",
    "openvino",
    "rensa",
    "sentence-transformers",
    "sentencex",
    "tantivy",
    "tiktoken",
)
_BUILT = "built.json"


@dataclass(frozen=True, slots=True)
class Build:
    """How an index was made: how many passages, and in how many seconds."""

    passages: int
    seconds: float


def temporary_index(
    articles: Callable[[], Iterable[Article]],
    *,
    embedder: Embedder | None = None,
    on_progress: Callable[[Article], None] = lambda _: None,
    folder: Path | None = None,
) -> tuple[Index, Build | None]:
    """The index of some articles, from the cache or made now.

    Its folder is named for the articles, the model, and the code and libraries that make an index,
    so that a changed passage size is never measured on the passages of before. One that was
    interrupted is gone on with, and has no build time.

    Args:
        articles: Reads the articles; called twice.
        embedder: The model; the bundled one unless told.
        on_progress: Told of each article when it has been indexed.
        folder: Where indexes are kept; `eval` in the user's cache unless told. It may be deleted.
    """
    from platformdirs import user_cache_path

    model = embedder or open_embedder()

    def nameless() -> Iterator[Article]:  # what was read from another path is the same
        return (replace(one, source="") for one in articles())

    name = _digest(nameless(), model.name)
    place = (folder or user_cache_path("dateline") / "eval") / name
    built = place / _BUILT
    fresh = not place.exists()
    index = Index.open(place, embedder=model)
    try:
        if not built.exists():
            started = time.perf_counter()
            report = index.add(nameless(), on_progress=on_progress)
            seconds = time.perf_counter() - started if fresh else 0.0
            draft = built.with_suffix(".part")
            draft.write_text(json.dumps(asdict(Build(report.passages, seconds))), encoding="utf-8")
            draft.replace(built)
        build = Build(**json.loads(built.read_text(encoding="utf-8")))
    except BaseException:
        index.close()
        raise
    return index, build if build.seconds else None


def _digest(articles: Iterable[Article], model: str) -> str:
    digest = hashlib.sha256(model.encode())
    for module in _MADE_BY:
        digest.update(Path(str(module.__file__)).read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    for one in articles:
        digest.update(repr(one).encode())
    return digest.hexdigest()[:24]
