"""The passages of an index by another model, kept beside it until they can take their place."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from .article import Article, Span
from .embedder import Embedder, fits_in, unit_vectors
from .errors import IndexFolderError
from .passages import cut, digest, indexed_text
from .store import Store

FILE = "rebuild.sqlite"
_BATCH = 64  # passages in a transaction
_SCHEMA = """
CREATE TABLE model (name TEXT NOT NULL) STRICT;
-- What was embedded of each article, so that an interrupted rebuild goes on after it.
CREATE TABLE articles (id TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL,
    digest INTEGER NOT NULL
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id);
"""


def embed_beside(
    store: Store, file: Path, embedder: Embedder, on_progress: Callable[[Article], None]
) -> int:
    """Cut and embed every article, its newest revision, into a file of their own.

    What such a file already holds by the same model, of articles that have not changed since, is
    kept.

    Args:
        store: Holds the articles; nobody writes to it meanwhile.
        file: Where the passages and their vectors go.
        embedder: The model.
        on_progress: Told of each article when it is there.

    Returns:
        How many passages were embedded.

    Raises:
        IndexFolderError: The file cannot be written.
        EmbedderError: The model cannot be used.
    """
    try:
        with closing(_opened(file, embedder.name)) as db:
            return _embed(db, store, embedder, on_progress)
    except sqlite3.Error as error:
        raise IndexFolderError(
            f"{file} could not be written ({error}); the index is as it was"
        ) from error


def _opened(file: Path, model: str) -> sqlite3.Connection:
    """The file of a rebuild by a model, begun anew if it is none."""
    db = sqlite3.connect(file, isolation_level=None)
    try:
        db.execute("SELECT digest FROM passages LIMIT 0")  # an older one has none
        if db.execute("SELECT name FROM model").fetchall() == [(model,)]:
            db.execute("PRAGMA foreign_keys = ON")
            return db
    except sqlite3.DatabaseError:
        pass  # a new one, or damaged
    db.close()
    file.unlink()
    db = sqlite3.connect(file, isolation_level=None)
    db.executescript(f"PRAGMA foreign_keys = ON; BEGIN; {_SCHEMA}")
    db.execute("INSERT INTO model VALUES (?)", (model,))
    db.execute("COMMIT")
    return db


def _embed(
    db: sqlite3.Connection,
    store: Store,
    embedder: Embedder,
    on_progress: Callable[[Article], None],
) -> int:
    done = dict(db.execute("SELECT id, digest FROM articles"))
    for gone in done.keys() - set(store.ids()):
        db.execute("DELETE FROM articles WHERE id = ?", (gone,))
    fits = fits_in(embedder)
    batch: list[tuple[Article, list[Span]]] = []
    embedded = 0
    for article in store.articles():
        if done.get(article.id) == _digest(article):
            on_progress(article)
            continue
        batch.append((article, cut(article, fits)))
        if sum(len(spans) for _, spans in batch) >= _BATCH:
            embedded += _write(db, batch, embedder, on_progress)
            batch = []
    return embedded + _write(db, batch, embedder, on_progress)


def _write(
    db: sqlite3.Connection,
    batch: Sequence[tuple[Article, list[Span]]],
    embedder: Embedder,
    on_progress: Callable[[Article], None],
) -> int:
    places = [(article, span) for article, spans in batch for span in spans]
    texts = [indexed_text(article, *span) for article, span in places]
    vectors = unit_vectors(embedder, texts)
    db.execute("BEGIN")
    for article, _ in batch:
        db.execute("DELETE FROM articles WHERE id = ?", (article.id,))
        db.execute("INSERT INTO articles VALUES (?, ?)", (article.id, _digest(article)))
    db.executemany(
        'INSERT INTO passages (article_id, start, "end", vector, digest) VALUES (?, ?, ?, ?, ?)',
        (
            (article.id, *span, row.astype("<f4").tobytes(), digest(text))
            for (article, span), row, text in zip(places, vectors, texts, strict=True)
        ),
    )
    db.execute("COMMIT")
    for article, _ in batch:
        on_progress(article)
    return len(places)


def _digest(article: Article) -> str:
    """Of all that its passages are made of."""
    return hashlib.sha256(repr((article.title, article.text, article.marks)).encode()).hexdigest()
