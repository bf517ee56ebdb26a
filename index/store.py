"""SQLite: the truth of an index. Articles, passages and vectors, written in one transaction."""

import json
import os
import sqlite3
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from .article import Article, Extra, Mark, Origin, Passage, Span
from .dates import PartialDate
from .embedder import Vectors
from .errors import IndexFolderError
from .passages import digest, indexed_text
from .query import Condition, Filters
from .said_dates import SaidDate
from .schema import FORMAT, SCHEMA, STEPS, statements

FILE = "index.sqlite"
UNREAD = "unread"
"""Remembers what is to be read from the articles again, for an older format did not keep it."""


Order = Literal["newest", "oldest", "publisher", "headline", "written"]
"""How a list of articles is ordered: by date, by name, or by when they came, the last first.
What has no date, publisher or headline comes last."""


class Counts(TypedDict):
    """How much an index holds: of `articles` some are `undated`, and not all `revisions` newest."""

    articles: int
    undated: int
    revisions: int
    passages: int


class Store:
    """The SQLite file of one index. Safe to use from several threads.

    Raises:
        IndexFolderError: The file is no index, or of a newer format than this program knows.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = RLock()
        try:
            self._db = sqlite3.connect(
                file, timeout=60, check_same_thread=False, isolation_level=None
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.create_function("casefold", 1, _casefold, deterministic=True)
            if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
                self._create()
            if int(self.meta("format") or 0) in STEPS:
                self._bring_up()
            found = int(self.meta("format") or 0)
        except sqlite3.Error as error:
            raise IndexFolderError(
                f"{file} cannot be used as an index ({error}); name another folder"
            ) from error
        if found != FORMAT:
            self.close()
            raise IndexFolderError(
                f"{file} has format {found}, and this version of Dateline reads format {FORMAT}; "
                "install the version that made it, or make a new index"
            )

    def _create(self) -> None:
        with self.transaction():
            for statement in statements(SCHEMA):
                self._db.execute(statement)
            self.set_meta("format", str(FORMAT))
            self.advance()

    def _bring_up(self) -> None:
        """Make an index of an older format one of this, as far as tables go."""
        self._db.execute("PRAGMA foreign_keys = OFF")  # or what a table holds goes with it
        with self.transaction():
            found = int(self.meta("format") or 0)  # another process may have been faster
            while found in STEPS:
                step = STEPS[found]
                for statement in statements(step.sql):
                    self._db.execute(statement)
                found += 1
                self.set_meta("format", str(found))
                if step.unread and self.meta(UNREAD) is None:
                    self.set_meta(UNREAD, step.unread)
        self._db.execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def copy(self, file: Path) -> None:
        """Write another file that holds what this one holds now, whoever else is at work here.

        Raises:
            IndexFolderError: It cannot be written; then there is none.
        """
        beside = file.with_suffix(".part")
        try:
            with (
                closing(sqlite3.connect(self._file)) as own,
                closing(sqlite3.connect(beside)) as db,
            ):
                own.backup(db)
                db.execute("PRAGMA journal_mode = DELETE")  # what is in the log goes into the file
            with beside.open("rb+") as written:
                os.fsync(written.fileno())
            beside.replace(file)
        except (sqlite3.Error, OSError) as error:
            beside.unlink(missing_ok=True)
            raise IndexFolderError(f"{file} could not be written ({error})") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written at once, or not at all."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise IndexFolderError(
                    f"{self._file} could not be written ({error}); what was finished before is "
                    "kept, the rest was not written"
                ) from error
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Whatever is read inside is of one state, though others write meanwhile."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN")  # of the state that is read first
            try:
                yield
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Change something. Within a transaction."""
        self._db.execute(sql, values)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        """What a query finds.

        Raises:
            IndexFolderError: The file cannot be read.
        """
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise IndexFolderError(
                f"{self._file} could not be read ({error}); see: dateline doctor --index "
                f"{self._file.parent}"
            ) from error

    # What is remembered of the index as a whole

    def meta(self, key: str) -> str | None:
        """A remembered value, or None."""
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Remember a value. Within a transaction."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def forget(self, key: str) -> None:
        """Remember a value no longer. Within a transaction."""
        self._db.execute("DELETE FROM meta WHERE key = ?", (key,))

    def generation(self) -> str:
        """Names the passages as they stand: another one after every change, never the same again.

        It is drawn and not counted, so that a restored backup that goes its own way is noticed.
        """
        return self.meta("generation") or ""

    # Writing

    def write(self, article: Article, passages: Sequence[Span], vectors: Vectors) -> None:
        """Store an article as the newest revision under its id. Within a transaction.

        Args:
            article: Its own `revision` is passed over: here it is one more than the last.
            passages: n stretches of its text.
            vectors: n rows of float32, of their `indexed_text`.
        """
        rows = self.rows("SELECT max(revision) FROM articles WHERE id = ?", (article.id,))
        revision = (rows[0][0] or 0) + 1
        self._db.execute("DELETE FROM passages WHERE article_id = ?", (article.id,))
        self._db.execute(
            "UPDATE articles SET newest = 0, wording = NULL WHERE id = ?", (article.id,)
        )
        when = article.published
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            (
                article.id,
                revision,
                article.source,
                article.title,
                article.publisher,
                str(when) if when else None,
                when.first.isoformat() if when else None,
                when.last.isoformat() if when else None,
                json.dumps((article.title_from, article.publisher_from, article.published_from)),
                article.url,
                article.text,
                json.dumps([(m.start, m.end, m.kind, m.reason) for m in article.marks]),
            ),
        )
        self._db.executemany(
            "INSERT INTO extras VALUES (?, ?, ?, ?, ?)",
            (
                (article.id, revision, key, json.dumps(value), value)
                for key, value in article.extra.items()
            ),
        )
        self._db.executemany(
            'INSERT INTO passages (article_id, revision, start, "end", vector, digest) '
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    article.id,
                    revision,
                    *span,
                    row.astype("<f4").tobytes(),
                    digest(indexed_text(article, *span)),
                )
                for span, row in zip(passages, vectors, strict=True)
            ),
        )

    def set_said_dates(self, article: Article, dates: Iterable[SaidDate]) -> None:
        """Store the dates that an article speaks of, in place of those before. In a transaction."""
        self.execute("DELETE FROM said_dates WHERE article_id = ?", (article.id,))
        self._db.executemany(
            "INSERT INTO said_dates VALUES (?, ?, ?, ?, ?, ?)",
            (
                (article.id, article.revision, start, end, first.isoformat(), last.isoformat())
                for start, end, first, last in dates
            ),
        )

    def take_passages(self, file: Path, embedder: str, dimension: int) -> None:
        """Put other passages in the place of all, with the vectors of another model.

        Args:
            file: Where these are, see `rebuild`.
            embedder: The name of the model.
            dimension: Of its vectors.
        """
        with self._lock:
            self._db.execute("ATTACH ? AS beside", (str(file),))
            try:
                with self.transaction():
                    self._db.execute("DELETE FROM passages")
                    self._db.execute(
                        "INSERT INTO passages "
                        '(article_id, revision, start, "end", vector, digest) '
                        'SELECT a.id, a.revision, b.start, b."end", b.vector, b.digest '
                        "FROM beside.passages b JOIN articles a ON a.id = b.article_id "
                        "WHERE a.newest ORDER BY b.id"
                    )
                    self.set_meta("embedder", embedder)
                    self.set_meta("dimension", str(dimension))
                    self.advance()
            finally:
                self._db.execute("DETACH beside")

    def delete(self, article_id: str) -> bool:
        """Delete an article with all its revisions. Within a transaction.

        Returns:
            Whether there was one.
        """
        cursor = self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return cursor.rowcount > 0

    def advance(self) -> None:
        """Note that the passages have changed. Within a transaction."""
        self.set_meta("generation", uuid.uuid4().hex)

    # Reading

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """An article as it was stored, the newest revision unless told."""
        which, values = ("newest", ()) if revision is None else ("revision = ?", (revision,))
        rows = self.rows(f"{_SELECT_ARTICLE} WHERE id = ? AND {which}", (article_id, *values))
        return _article(rows[0]) if rows else None

    def ids(self) -> list[str]:
        """The id of every article, in order."""
        return [row[0] for row in self.rows("SELECT id FROM articles WHERE newest ORDER BY id")]

    def articles(self) -> Iterator[Article]:
        """The newest revision of every article, in order of id."""
        for article_id in self.ids():
            if article := self.article(article_id):
                yield article

    @property
    def bytes(self) -> int:
        """The size of the file."""
        return self._file.stat().st_size

    @property
    def last_row(self) -> int:
        """The highest number of a row of `articles_in`; 0 if there are none."""
        return int(self.rows("SELECT coalesce(max(rowid), 0) FROM articles")[0][0])

    def articles_in(self, first: int, last: int) -> list[Article]:
        """The newest revisions that stand in some rows, with the dates they were given with.

        Nothing is read for it but these rows, so that a damaged file gives what it still holds.
        """
        sql = f"{_SELECT_STORED} WHERE newest AND rowid BETWEEN ? AND ?"
        return [_article(row) for row in self.rows(sql, (first, last))]

    def damage(self) -> Iterator[str]:
        """What SQLite itself finds wrong with the file."""
        for (found,) in self.rows("PRAGMA integrity_check"):
            if found != "ok":
                yield f"{self._file.name} is damaged: {found}"
        for table, *_ in self.rows("PRAGMA foreign_key_check"):
            yield f"{self._file.name} has a row of {table} that belongs to no article"

    def counts(self) -> Counts:
        """How many articles, undated articles, revisions in all, and passages there are."""
        sql = (
            "SELECT (SELECT count(*) FROM current), "
            "(SELECT count(*) FROM current WHERE published IS NULL), "
            "(SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
        )
        articles, undated, revisions, passages = self.rows(sql)[0]
        return Counts(articles=articles, undated=undated, revisions=revisions, passages=passages)

    def publishers(self, filters: Filters) -> dict[str, int]:
        """How many of the articles that match each publisher has, the largest first."""
        where, values = _where(filters)
        sql = (
            f"SELECT a.publisher, count(*) FROM current a WHERE {where} AND "
            "a.publisher IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return dict(self.rows(sql, values))

    def periods(self, length: int, filters: Filters) -> dict[str, int]:
        """How many of the articles that match are of each time, the newest first.

        Args:
            length: Of the characters that name a time: 4 for a year, 7 a month, 10 a day.
            filters: What an article must be.
        """
        where, values = _where(filters)
        sql = (
            f"SELECT substr(a.published, 1, {length:d}), count(*) FROM current a WHERE {where} AND "
            "a.published IS NOT NULL GROUP BY 1 ORDER BY 1 DESC"
        )
        return dict(self.rows(sql, values))

    def matching(self, filters: Filters) -> tuple[int, int]:
        """How many articles match, and how many more would if they had a date."""
        where, values = _where(filters)
        matching = self.rows(f"SELECT count(*) FROM current a WHERE {where}", values)[0][0]
        if not (filters.after or filters.before or filters.now):
            return matching, 0
        where, values = _where(replace(filters, after=None, before=None, now=None))
        undated = f"SELECT count(*) FROM current a WHERE {where} AND a.published IS NULL"
        return matching, self.rows(undated, values)[0][0]

    def dates(self, filters: Filters) -> tuple[PartialDate, PartialDate] | None:
        """The oldest and the newest publication date of the articles that match."""
        where, values = _where(filters)
        found = [
            self.rows(
                f"SELECT a.published FROM current a WHERE {where} AND a.published IS NOT NULL "
                f"ORDER BY {order} LIMIT 1",
                values,
            )
            for order in ("a.first_day, a.last_day", "a.last_day DESC, a.first_day DESC")
        ]
        if not found[0]:
            return None
        oldest, newest = (PartialDate.parse(rows[0][0]) for rows in found)
        return oldest, newest

    def listed(
        self, words: Sequence[str], order: Order, since: int, limit: int, offset: int
    ) -> tuple[int, list[tuple[int, str]]]:
        """A page of a list of articles, see `Index.listing`: how long the list is, numbers and ids.

        No text is read for it, so that it takes a fifth of a second among 100,000 articles.
        """
        where = " AND ".join(["a.newest", "a.rowid > ?", *(_NAMED for _ in words)])
        values = [since, *(word.casefold() for word in words)]
        count = self.rows(f"SELECT count(*) FROM articles a WHERE {where}", values)[0][0]
        sql = f"SELECT a.rowid, a.id FROM articles a WHERE {where} ORDER BY {_ORDERS[order]}, a.id"
        return count, self.rows(f"{sql} LIMIT ? OFFSET ?", (*values, limit, offset))

    def passage_ids(self, filters: Filters) -> NDArray[np.int64]:
        """The numbers of the passages of the articles that match, in order."""
        where, values = _where(filters)
        return self._numbers(
            "SELECT group_concat(p.id) FROM passages p JOIN current a "
            f"ON a.id = p.article_id AND a.revision = p.revision WHERE {where}",
            values,
        )

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article's newest revision, in order."""
        article = self.article(article_id)
        if article is None:
            return []
        sql = (
            'SELECT id, start, "end" FROM passages '
            "WHERE article_id = ? AND revision = ? ORDER BY id"
        )
        return [
            Passage(number, article_id, start, end, article.text[start:end])
            for number, start, end in self.rows(sql, (article_id, article.revision))
        ]

    def passages(self, ids: Iterable[int]) -> dict[int, tuple[Passage, Article]]:
        """Passages by number, with their articles. Numbers that are gone are left out."""
        wanted = _json(ids)
        sql = (
            'SELECT p.id, p.start, p."end", p.article_id, p.revision FROM passages p '
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        articles: dict[tuple[str, int], Article] = {}
        found: dict[int, tuple[Passage, Article]] = {}
        for number, start, end, article_id, revision in self.rows(sql, (wanted,)):
            key = (article_id, revision)
            article = articles.get(key) or self.article(*key)
            if article is not None:
                articles[key] = article
                passage = Passage(number, article_id, start, end, article.text[start:end])
                found[number] = (passage, article)
        return found

    def articles_of(self, ids: Iterable[int]) -> dict[int, str]:
        """The ids of the articles that passages stand in. Numbers that are gone are left out."""
        sql = "SELECT id, article_id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self.rows(sql, (_json(ids),)))

    def said_dates(self, article_id: str) -> list[SaidDate]:
        """The dates that an article's newest revision speaks of, in order."""
        sql = (
            'SELECT start, "end", first_day, last_day FROM said_dates '
            "WHERE article_id = ? ORDER BY start"
        )
        return [
            SaidDate(start, end, date.fromisoformat(first), date.fromisoformat(last))
            for start, end, first, last in self.rows(sql, (article_id,))
        ]

    def vectors(self, ids: Iterable[int]) -> tuple[NDArray[np.int64], Vectors]:
        """The vectors of passages, with their numbers, in order. What is gone is left out."""
        sql = (
            "SELECT id, vector FROM passages "
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        )
        rows = self.rows(sql, (_json(ids),))
        dimension = int(self.meta("dimension") or 1)
        joined = b"".join(row[1] for row in rows)
        numbers = np.array([row[0] for row in rows], np.int64)
        return numbers, np.frombuffer(joined, "<f4").reshape(-1, dimension)

    def known_vectors(self, texts: Collection[str]) -> dict[str, Vectors]:
        """The vectors that passages have, of shape (dimension,), by their `indexed_text`.

        Args:
            texts: Those that are looked for.
        """
        sql = (
            "SELECT max(id) FROM passages WHERE digest IN (SELECT value FROM json_each(?)) "
            "GROUP BY digest"
        )
        ids = [number for (number,) in self.rows(sql, (_json(map(digest, texts)),))]
        wanted = set(texts)  # for a digest is short
        by_number = dict(zip(*self.vectors(ids), strict=True)) if ids else {}
        found = {}
        for number, (passage, article) in self.passages(ids).items():
            text = indexed_text(article, passage.start, passage.end)
            if text in wanted:
                found[text] = by_number[number]
        return found

    def all_passage_ids(self) -> NDArray[np.int64]:
        """The numbers of all passages, in order."""
        return self._numbers("SELECT group_concat(id) FROM passages")

    def _numbers(self, sql: str, values: Sequence[object] = ()) -> NDArray[np.int64]:
        """Those in one text, in order: for a million of them that takes a tenth of the time."""
        ((text,),) = self.rows(sql, values)
        return np.sort(np.fromstring(text or "", np.int64, sep=","))


_STORED = (
    "SELECT id, text, title, publisher, a.published, origins, url, marks, source, revision, "
    "(SELECT json_group_object(key, json(json)) FROM extras x "
    "WHERE x.article_id = a.id AND x.revision = a.revision)"
)
_SELECT_STORED = f"{_STORED}, NULL, '', NULL, '' FROM articles a NOT INDEXED"
_SELECT_ARTICLE = (
    f"{_STORED}, d.published, d.articles, e.published, e.articles "
    "FROM articles a LEFT JOIN story_dates d ON d.wording = a.wording "
    "LEFT JOIN event_dates e ON e.article_id = a.id AND a.newest"
)


_NAMED = "instr(casefold(a.title || char(10) || coalesce(a.publisher, '')), ?)"
_DAY = (  # without the view, which reads past the text of every article
    "coalesce(a.{0}, (SELECT d.{0} FROM story_dates d WHERE d.wording = a.wording), "
    "(SELECT e.{0} FROM event_dates e WHERE e.article_id = a.id))"
)
_NEWEST = f"{_DAY.format('last_day')} DESC, {_DAY.format('first_day')} DESC"
_ORDERS: dict[Order, str] = {
    "newest": _NEWEST,
    "oldest": ", ".join(_DAY.format(day) + " NULLS LAST" for day in ("first_day", "last_day")),
    "publisher": f"casefold(a.publisher) NULLS LAST, {_NEWEST}",
    "headline": "nullif(casefold(a.title), '') NULLS LAST",
    "written": "a.rowid DESC",
}

_ArticleRow = tuple[
    str, str, str, str | None, str | None, str, str | None, str, str, int, str,
    str | None, str, str | None, str
]  # fmt: skip


def _article(row: _ArticleRow) -> Article:
    article_id, text, title, publisher, published, origins, url, marks, source, revision = row[:10]
    extra, story_date, of_story, event_date, of_event = row[10:]
    title_from, publisher_from, published_from = (Origin(*one) for one in json.loads(origins))
    if published is None and story_date:
        published, published_from = story_date, Origin("story", of_story)
    elif published is None and event_date:
        published, published_from = event_date, Origin("event", of_event)
    return Article(
        id=article_id,
        text=text,
        title=title,
        publisher=publisher,
        published=PartialDate.parse(published) if published else None,
        url=url,
        marks=tuple(Mark(*mark) for mark in json.loads(marks)),
        source=source,
        revision=revision,
        title_from=title_from,
        publisher_from=publisher_from,
        published_from=published_from,
        extra=json.loads(extra),
    )


def _json(ids: Iterable[int]) -> str:  # which knows none of NumPy's integers
    return json.dumps([int(one) for one in ids])


def _casefold(text: str | None) -> str | None:  # SQLite's own lower() knows ASCII alone
    return None if text is None else text.casefold()


def _where(filters: Filters) -> tuple[str, list[Extra]]:
    terms: list[str] = []
    values: list[Extra] = []
    if filters.after:
        terms.append("a.last_day >= ?")
        values.append(filters.after.first.isoformat())
    if filters.before:
        terms.append("a.first_day <= ?")
        values.append(filters.before.last.isoformat())
    if filters.now:
        terms.append("a.first_day <= ?")
        values.append(filters.now.last.isoformat())
    if filters.publishers is not None:
        terms.append("casefold(a.publisher) IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(one.casefold() for one in filters.publishers)))
    if filters.articles is not None:
        terms.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(sorted(filters.articles)))
    for condition in filters.extra:
        holds, bound = _holds(condition)
        terms.append(
            "EXISTS (SELECT 1 FROM extras x WHERE x.article_id = a.id AND x.revision = a.revision "
            f"AND x.key = ? AND {holds})"
        )
        values += [condition.key, *bound]
    return " AND ".join(terms) or "TRUE", values


def _holds(condition: Condition) -> tuple[str, list[Extra]]:
    """A condition on a row of extras. To SQLite truths are numbers, and less than any string."""
    if condition.relation != "=":
        (bound,) = condition.values
        kind = "= 'text'" if isinstance(bound, str) else "<> 'text'"
        ordered = f"typeof(x.value) {kind} AND x.value {condition.relation} ?"
        return f"x.json NOT IN ('true', 'false') AND {ordered}", [bound]
    truths = [f"'{json.dumps(one)}'" for one in condition.values if isinstance(one, bool)]
    others = [one for one in condition.values if not isinstance(one, bool)]
    plain = f"x.json NOT IN ('true', 'false') AND x.value IN ({', '.join('?' * len(others))})"
    return f"(x.json IN ({', '.join(truths)}) OR {plain})", others
