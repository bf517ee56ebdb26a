"""The searchable collection in one folder: what a program opens, fills and searches."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Literal, NamedTuple, Self, TypeVar, Unpack

import filelock

from . import rebuild
from .article import UNKNOWN, Article, Passage, Span
from .collapse import MANY, collapsed, enough
from .dates import PartialDate
from .derived import Derived
from .embed_ahead import Batch, embedded_ahead
from .embedder import (
    Embedder,
    Vectors,
    fits_in,
    load_embedder,
    open_embedder,
    unit_vectors,
)
from .errors import (
    ArticleError,
    EmbedderError,
    IdClashError,
    IndexFolderError,
    QuestionError,
)
from .event_dates import EventDates
from .passages import cut
from .problem import OnProblem, Problem
from .query import Filters, GivenFilters, Wanted, checked_question, make_filters
from .ranking import Ranking, covering
from .said_dates import SaidDate, dates_said_in
from .search import Hit, find
from .store import FILE, UNREAD, Counts, Order, Store
from .stories import Stories, Story

LOCK = "lock"
"""The file that the one who writes holds."""
_BATCH = 64  # passages in a transaction: some three seconds of embedding on two cores
OnProgress = Callable[[Article], None]
_Counted = TypeVar("_Counted")
"""Told of each article when it has been written, or need not be."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the articles given to `Index.add`.

    Attributes:
        added: New ones.
        revised: Known ones whose text or fields have changed.
        unchanged: Known ones, passed over without embedding anything.
        refused: Ones that could not be used.
        passages: How many passages the added and revised ones have.
    """

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    refused: int = 0
    passages: int = 0


class Listing(NamedTuple):
    """A page of a list of articles.

    Attributes:
        total: How many articles are on the whole list.
        articles: Those of the page, each with its number. One that is written later, as a new
            article or a new revision, has a higher number.
    """

    total: int
    articles: list[tuple[int, Article]]


class Stats(Counts):
    """What `Index.stats` gives.

    `recall_at_10` is the share of the ten nearest passages that a search by vectors finds: 1 where
    all are compared, else as it was measured when they were put into lists.
    """

    embedder: str
    bytes: int
    recall_at_10: float


class Index:
    """A searchable collection of articles in one folder. Safe to use from several threads.

        with Index.open("my-index") as index:
            index.add(read_articles(["articles/"]))
            for hit in index.search("prisoner exchange", limit=5, after="2019-09"):
                print(hit.score, hit.article.title, hit.passage.text)

    Use `Index.open`; the folder alone is needed, for the index remembers its model.
    """

    def __init__(self, folder: Path, store: Store, embedder: Embedder | None) -> None:
        self.folder = folder
        self._store = store
        self._embedders = {} if embedder is None else {embedder.name: embedder}
        self._embedder_lock = RLock()
        self._write_lock = filelock.FileLock(folder / LOCK, timeout=10)
        self._derived = Derived(folder, store, self._write_lock)
        self._stories = Stories(store)
        self._event_dates = EventDates(store)
        # A conversation and the parts of a question search under one filter again and again.
        self._among = lru_cache(maxsize=8)(lambda _, filters: store.passage_ids(filters))
        # What is counted of an archive is asked with every question, and changes with it alone.
        self._count = lru_cache(maxsize=128)(lambda _, count, *given: count(*given))

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str],
        *,
        embedder: Embedder | str | None = None,
        create: bool = True,
    ) -> Self:
        """Open the index in a folder, making an empty one if there is none.

        Args:
            folder: Where the index lies.
            embedder: A model by name or folder, or an object of your own. Left out, the model
                that the index remembers; for a new one the bundled all-MiniLM-L6-v2.
            create: Whether to make a new index where there is none.

        Raises:
            IndexFolderError: There is no index (and `create` is false), or the folder cannot be
                used as one.
            EmbedderError: The index was made by another model.
        """
        path = Path(folder)
        try:
            exists = (path / FILE).exists()
        except OSError as error:
            raise IndexFolderError(f"{path} cannot be a folder ({error.strerror})") from error
        if not create and not exists:
            raise IndexFolderError(
                f"there is no index in {path}; make one with: dateline add ARTICLES --index {path}"
            )
        if isinstance(embedder, str) and not exists:
            embedder = open_embedder(embedder)  # before anything is made
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexFolderError(f"{path} cannot be a folder ({error.strerror})") from error
        store = Store(path / FILE)
        try:
            index = cls(path, store, _own_model(path, store.meta("embedder"), embedder))
            index._read_again()
        except BaseException:
            store.close()
            raise
        return index

    def close(self) -> None:
        """Close the files."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def embedder(self) -> Embedder:
        """The model of this index, loaded when it is first needed.

        Raises:
            EmbedderError: It is missing, damaged, or not the one that made the index.
        """
        # Before the lock is taken: who writes holds the store, and asks for the model.
        made_by = self._store.meta("embedder")
        with self._embedder_lock:
            if made_by is None and self._embedders:
                return next(iter(self._embedders.values()))
            if made_by not in self._embedders:
                try:
                    own = load_embedder(made_by) if made_by else open_embedder()
                except EmbedderError as error:
                    raise EmbedderError(
                        f"the index in {self.folder} is not usable: {error}"
                    ) from error
                self._embedders[own.name] = own
                return own
            return self._embedders[made_by]

    # Writing

    def add(
        self,
        articles: Iterable[Article],
        *,
        on_problem: OnProblem | None = None,
        on_progress: OnProgress = lambda _: None,
    ) -> AddReport:
        """Add articles; those that are known already cost nothing.

        An article whose id is known, from the same source but with other text or fields, becomes
        a new revision; one id for two articles of the same call is a clash. Articles are written in
        batches, each in one transaction: after a crash the finished batches are there, and adding
        the same articles again goes on after them.

        Args:
            articles: Read lazily, so that an archive need not fit into memory.
            on_problem: Told of each article that cannot be used, after which the work goes on.
                Without it the first one raises.
            on_progress: Told of each article when it has been written, or need not be.

        Raises:
            IdClashError: Two sources claim one id, and no `on_problem` was given.
            IndexFolderError: Another program is writing, or the disk is full.
            EmbedderError: The model cannot be used.
        """
        counts = dict.fromkeys(("added", "revised", "unchanged", "refused", "passages"), 0)
        with self._writing():
            batches = self._batches(articles, counts, on_problem, on_progress)
            for batch, vectors in embedded_ahead(
                batches, lambda: self.embedder, self._store.known_vectors
            ):
                self._write(batch, vectors, on_progress)
                counts["passages"] += len(vectors)
            self._derived.finish()
        return AddReport(**counts)

    def _batches(
        self,
        articles: Iterable[Article],
        counts: dict[str, int],
        on_problem: OnProblem | None,
        on_progress: OnProgress,
    ) -> Iterator[Batch]:
        """What is new of some articles, cut, and counted as all of them are."""
        batch: list[tuple[Article, list[Span]]] = []
        taken: dict[str, str] = {}  # by the articles of this call: id to source and digest
        for article in articles:
            known = self._store.article(article.id)
            mine = f"{article.source}\n{_digest(article)}"
            if taken.get(article.id) == mine or (known and _same(known, article)):
                counts["unchanged"] += 1
                on_progress(article)
            elif article.id in taken or (known and known.source != article.source):
                source = taken[article.id].partition("\n")[0] if not known else known.source
                self._refuse(article, source, on_problem)
                counts["refused"] += 1
                on_progress(article)
            else:
                counts["revised" if known else "added"] += 1
                batch.append((article, cut(article, fits_in(self.embedder))))
                if sum(len(spans) for _, spans in batch) >= _BATCH:
                    yield batch
                    batch = []
            taken.setdefault(article.id, mine)
        if batch:
            yield batch

    def remove(self, ids: Iterable[str]) -> None:
        """Remove articles with all their revisions, all or none.

        Raises:
            ArticleError: There is no such article.
            IndexFolderError: Another program is writing.
        """
        ids = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids))
        with self._writing():
            with self._store.transaction():
                for article_id in ids:
                    self._stories.leave(article_id)
                    self._event_dates.leave(article_id)
                    if not self._store.delete(article_id):
                        raise ArticleError(
                            f"there is no article {article_id!r} in {self.folder}; nothing was "
                            f"removed. See: dateline list --index {self.folder}"
                        )
                self._note_said_dates(self._stories.settle() | self._event_dates.settle())
                self._store.advance()
            self._derived.finish()

    def rebuild(self, embedder: Embedder | str, *, on_progress: OnProgress = lambda _: None) -> int:
        """Cut and embed every article for another model, which is the model of the index then.

        The new passages are kept in a file beside, and take the place of the others at once when
        all are there: until then the index is searched as ever, and nobody else writes to it. After
        an interruption the same call goes on where it was.

        Args:
            embedder: A model by name or folder, or an object of your own.
            on_progress: Told of each article when it has been embedded, or need not be.

        Returns:
            How many passages were embedded.

        Raises:
            IndexFolderError: Another program is writing, or the disk is full; all is as it was.
            EmbedderError: The model cannot be used.
        """
        own = open_embedder(embedder) if isinstance(embedder, str) else embedder
        dimension = unit_vectors(own, ["the dimension is seen by trying"]).shape[1]
        file = self.folder / rebuild.FILE
        with self._writing():
            embedded = rebuild.embed_beside(self._store, file, own, on_progress)
            self._embedders[own.name] = own
            self._store.take_passages(file, own.name, dimension)
            file.unlink()
            self._derived.finish()
        return embedded

    def backup(self, folder: str | os.PathLike[str]) -> None:
        """Copy the index into another folder, as it stands, whoever reads or writes it meanwhile.

        What is derived is not copied: it is made anew when the copy is opened first.

        Raises:
            IndexFolderError: There is an index in that folder already, or it cannot be written.
        """
        path = Path(folder)
        if (path / FILE).exists():
            raise IndexFolderError(f"there is an index in {path} already; name another folder")
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexFolderError(f"{path} cannot be a folder ({error.strerror})") from error
        self._store.copy(path / FILE)

    # Reading

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        after: str | PartialDate | None = None,
        before: str | PartialDate | None = None,
        publisher: str | Collection[str] | None = None,
        articles: Collection[str] | None = None,
        story: str | None = None,
        extra: Mapping[str, Wanted] | None = None,
        now: str | PartialDate | None = None,
        vector: Vectors | None = None,
        ranking: Ranking = covering,
        collapse: bool = False,
    ) -> list[Hit]:
        """The passages that are near to a question by words and meaning, best first.

        Each counts less where those before it have said the same, see `Covering`.

        The filters choose the articles before the search, so that `limit` passages come back
        wherever that many match.

        Args:
            question: Plain text, at most `LONGEST_QUESTION` characters; no operators.
            limit: How many passages at most.
            after: Published then or later ("2019", "2019-09", "2019-09-09"). A date known to the
                month or year matches where it may lie within the bounds; no date, no match.
            before: Published then or earlier.
            publisher: Of this publisher, or one of these, in upper or lower case.
            articles: Among the articles of these ids.
            story: Among the copies and revisions of the article of this id, and itself.
            extra: What is wanted of `Article.extra` by name, all of it: {"section": "world"} or
                {"section": ["world", "europe"], "words": {"gte": 300, "lt": 900}}, see `Wanted`.
                An article without the name does not match.
            now: As things were then: published by that day, as for `before`.
            vector: What `embed` gave for the question, where that is known already.
            ranking: How what is known of the passages found becomes their order.
            collapse: Whether a passage that stands in several articles of a story comes as one
                hit, with the others as its `copies`; of revisions the newest leads.

        Raises:
            QuestionError: The question is empty or too long, or a filter is no date.
            EmbedderError: The model cannot be used, or the vector is of another one.
        """
        question = checked_question(question)
        if limit < 1:
            raise QuestionError(f"the limit {limit} must be 1 or more")
        filters = self._filters(
            after=after,
            before=before,
            publisher=publisher,
            articles=articles,
            story=story,
            extra=extra,
            now=now,
        )
        if self._store.meta("embedder") is None:
            return []  # nothing was ever added
        if vector is not None:
            return self._search(question, vector, filters, limit, ranking, collapse=collapse)
        while True:
            model = self.embedder
            asked = unit_vectors(model, [question])[0]
            with self._derived.reading():
                if self._store.meta("embedder") == model.name:  # it may have been rebuilt meanwhile
                    return self._search(question, asked, filters, limit, ranking, collapse=collapse)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of n texts by the model of this index: (n, dimension), unit length.

        Raises:
            EmbedderError: The model cannot be used.
        """
        return unit_vectors(self.embedder, texts)

    def rarity(self, question: str) -> dict[str, float]:
        """Each word of a question, stemmed, with its inverse document frequency in this index."""
        with self._derived.reading() as (_, words):
            return words.rarity(question)

    def sources(self) -> dict[str, str]:
        """Where each article was read from, by id; "" for what was given by a program."""
        return dict(self._store.rows("SELECT id, source FROM articles WHERE newest ORDER BY id"))

    def matching(self, **filters: Unpack[GivenFilters]) -> tuple[int, int]:
        """How many articles the filters leave, and how many more but for having no date.

        Raises:
            QuestionError: A filter makes no sense, see `search`.
        """
        return self._counted(self._store.matching, self._filters(**filters))

    def dates(self, **filters: Unpack[GivenFilters]) -> tuple[PartialDate, PartialDate] | None:
        """The oldest and the newest date of the articles that the filters leave; None if undated.

        Raises:
            QuestionError: A filter makes no sense, see `search`.
        """
        return self._counted(self._store.dates, self._filters(**filters))

    def get(self, article_id: str, *, revision: int | None = None) -> Article | None:
        """An article by its id, its newest revision unless told; None if there is none."""
        return self._store.article(article_id, revision)

    def passages(self, article_id: str) -> list[Passage]:
        """The passages of an article's newest revision, in order; none if there is no such one."""
        return self._store.passages_of(article_id)

    def story(self, article_id: str) -> Story | None:
        """The copies and revisions of an article, with itself; None if there are none."""
        return self._stories.story(article_id)

    def stories(self) -> Iterator[Story]:
        """Every story of two articles or more, in order of its smallest id."""
        return self._stories.all()

    def newer_revision(self, article_id: str) -> str | None:
        """The id of the newest revision that is surely newer than an article; None if none is.

        Which of two revisions is newer is told by the dates that they have of their own; of those
        of one day, or without a date, one that says it was corrected is newer than one that does
        not.
        """
        return self._stories.newer(article_id)

    def said_dates(self, article_id: str) -> list[SaidDate]:
        """The days of the calendar that an article speaks of, in order of its text.

        What is told from the day of writing ("last month") is reckoned from its publication date.
        """
        return self._store.said_dates(article_id)

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and self._store.matching(
            Filters(articles=frozenset((article_id,)))
        ) != (0, 0)

    def articles(self) -> Iterator[Article]:
        """Every article, in order of id."""
        return self._store.articles()

    def listing(
        self,
        words: str = "",
        *,
        order: Order = "newest",
        since: int = 0,
        limit: int = 50,
        offset: int = 0,
    ) -> Listing:
        """A page of the list of articles, without reading the others.

        Args:
            words: What stands in the headline or the publisher, each of them, in upper or lower
                case; all articles if there are none.
            order: How the list is ordered, see `Order`.
            since: Only articles with a higher number, which have been written since.
            limit: How many articles at most.
            offset: How many of the list are passed over.
        """
        total, found = self._store.listed(words.split(), order, since, limit, offset)
        articles = ((number, self._store.article(article_id)) for number, article_id in found)
        return Listing(total, [(number, one) for number, one in articles if one])

    def publishers(self, **filters: Unpack[GivenFilters]) -> dict[str, int]:
        """How many of the articles that the filters leave each publisher has, the largest first.

        Raises:
            QuestionError: A filter makes no sense, see `search`.
        """
        return dict(self._counted(self._store.publishers, self._filters(**filters)))

    def periods(
        self, each: Literal["year", "month", "day"], **filters: Unpack[GivenFilters]
    ) -> dict[str, int]:
        """How many of the articles that the filters leave are of each year, month or day.

        Written as dates are ("2019", "2019-09", "2019-09-09"), the newest first; a date that is
        known less exactly stands for itself.

        Raises:
            QuestionError: A filter makes no sense, see `search`.
        """
        length = {"year": 4, "month": 7, "day": 10}[each]
        return dict(self._counted(self._store.periods, length, self._filters(**filters)))

    @property
    def generation(self) -> str:
        """A name of what the index holds now: another with every change."""
        return self._store.generation()

    def stats(self) -> Stats:
        """How much it holds, its model, its size on disk, and how well it finds the nearest."""
        size = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())
        return Stats(
            **self._store.counts(),
            embedder=self._store.meta("embedder") or "none yet",
            bytes=size,
            recall_at_10=round(self._derived.recall(), 3),
        )

    def __len__(self) -> int:
        return self._counted(self._store.counts)["articles"]

    # How it is done

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._write_lock.acquire()
        except filelock.Timeout as error:
            raise IndexFolderError(
                f"another program is writing to {self.folder}; try again when it has finished"
            ) from error
        except OSError as error:
            raise IndexFolderError(f"{self.folder} cannot be written ({error})") from error
        try:
            self._derived.finish()
            yield
        finally:
            self._write_lock.release()

    def _search(
        self,
        question: str,
        vector: Vectors,
        filters: Filters,
        limit: int,
        ranking: Ranking,
        *,
        collapse: bool,
    ) -> list[Hit]:
        with self._derived.reading() as (vectors, words):
            among = self._among(self._store.generation(), filters) if filters else None
            limit = min(limit, len(vectors) if among is None else len(among))
            if not limit:
                return []
            if len(vector) != vectors.dimension:
                raise EmbedderError(
                    f"the vector of the question has {len(vector)} dimensions, and the index in "
                    f"{self.folder} has {vectors.dimension}; embed the question again"
                )
            scored = find(
                question,
                vector,
                vectors,
                words,
                self._store.articles_of,
                limit=limit * MANY if collapse else limit,
                among=among,
                ranking=ranking,
            )
            kin = self._stories.kin({one.article_id for one in scored}) if collapse else set()
            scored = enough(scored, kin, limit)
            found = self._store.passages(one.id for one in scored)
            hits = [
                Hit(*found[one.id], one.score, one.vector_score, one.word_score) for one in scored
            ]
        return collapsed(hits, kin)[:limit]

    def _counted(self, count: Callable[..., _Counted], *given: Filters | int) -> _Counted:
        """What is counted of the archive as it stands now."""
        counted: _Counted = self._count(self.generation, count, *given)
        return counted

    def _filters(self, **given: Unpack[GivenFilters]) -> Filters:
        filters = make_filters(**given)
        if filters.story is None:
            return filters
        told = self._stories.story(filters.story)
        among = frozenset(told.articles if told else (filters.story,))
        chosen = among if filters.articles is None else among & filters.articles
        return replace(filters, articles=chosen)

    def _refuse(self, article: Article, source: str, on_problem: OnProblem | None) -> None:
        other = "another of its articles" if source == article.source else f"the one from {source}"
        message = (
            f"the id {article.id!r} is taken by {other if source else 'another article'}; give one "
            "of them another id, or remove the other first"
        )
        problem = Problem(article.source, message)
        if on_problem is None:
            raise IdClashError(str(problem))
        on_problem(problem)

    def _write(self, batch: Batch, vectors: Vectors, on_progress: OnProgress) -> None:
        with self._store.transaction():
            self._remember_model(vectors.shape[1])
            done = 0
            for article, spans in batch:
                self._stories.leave(article.id)
                self._event_dates.leave(article.id)
                self._store.write(article, spans, vectors[done : done + len(spans)])
                self._stories.enter(article)
                done += len(spans)
            self._note_said_dates(self._stories.settle() | {article.id for article, _ in batch})
            for article, _ in batch:
                self._event_dates.enter(article)
            self._note_said_dates(self._event_dates.settle())
            self._store.advance()
        self._derived.follow(len(vectors))
        for article, _ in batch:
            on_progress(article)

    def _read_again(self) -> None:
        """Read from the articles what an older format did not keep of them."""
        unread = self._store.meta(UNREAD)
        if unread is None:
            return
        with self._writing(), self._store.transaction():
            if unread == "stories":
                for article in self._store.articles():
                    self._stories.leave(article.id)
                    self._stories.enter(article)
                self._stories.settle()
                self._note_said_dates(self._store.ids())
            for article in self._store.articles():
                self._event_dates.leave(article.id)
                self._event_dates.enter(article)
            self._note_said_dates(self._event_dates.settle())
            self._store.forget(UNREAD)

    def _note_said_dates(self, article_ids: Iterable[str]) -> None:
        for article_id in article_ids:
            if article := self._store.article(article_id):
                self._store.set_said_dates(article, dates_said_in(article))

    def _remember_model(self, dimension: int) -> None:
        made_by = self._store.meta("embedder")
        if made_by is None:
            self._store.set_meta("embedder", self.embedder.name)
            self._store.set_meta("dimension", str(dimension))
        elif (made_by, self._store.meta("dimension")) != (self.embedder.name, str(dimension)):
            raise EmbedderError(
                f"the index in {self.folder} holds vectors of {made_by!r} and not of "
                f"{self.embedder.name!r} with {dimension} dimensions; nothing was written"
            )


def _same(known: Article, article: Article) -> bool:
    """Whether an article is known as it stands.

    What was read from a file is known by its text and by what was given with it. What the text says
    about itself may be read otherwise beside other articles, and is no news.
    """
    if known.source and known.text == article.text:
        known, article = _as_given(known), _as_given(article)
    elif known.published_from.how in ("story", "event"):
        known = replace(known, published=None, published_from=UNKNOWN)
    return known == replace(article, revision=known.revision)


def _as_given(article: Article) -> Article:
    told = {
        field: value
        for field, value in (("title", ""), ("publisher", None), ("published", None))
        if getattr(article, f"{field}_from").how in ("text", "url", "story", "event")
    }
    return replace(article, marks=(), **told)  # type: ignore[arg-type]


def _digest(article: Article) -> str:
    return hashlib.sha256(repr(article).encode()).hexdigest()


def _own_model(
    folder: Path, made_by: str | None, embedder: Embedder | str | None
) -> Embedder | None:
    """The embedder to use with an index, or None for the one that it remembers."""
    if isinstance(embedder, str):
        if made_by is not None and made_by.rpartition("@")[0] == embedder:
            return None
        embedder = open_embedder(embedder)
    if embedder is not None and made_by not in (None, embedder.name):
        raise EmbedderError(
            f"the index in {folder} was made by the model {made_by!r} and cannot be used with "
            f"{embedder.name!r}; leave the model out, or name another folder for a new index"
        )
    return embedder
