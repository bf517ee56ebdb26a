"""Stories: the articles that are copies or revisions of one another."""

import calendar
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from .article import Article
from .corrections import says_corrected
from .dates import PartialDate
from .overlap import (
    SHARED,
    Relation,
    buckets,
    is_series,
    overlap,
    own_words,
    relation,
    runs,
    wording,
)
from .store import Store

_MOST_NAMED = 3  # articles that a date is from
_MOST_KEPT = 1_000  # wordings in memory
_UNDATED = "9999"  # sorts after every day


class Telling(NamedTuple):
    """An article of a story, and what it is to that one before it which it is most like.

    Attributes:
        article_id: The article.
        relation: What it is to `of`; None for the first.
        of: The id of the other article.
        overlap: The share of their runs of three words that they have in common, 0 to 1.
    """

    article_id: str
    relation: Relation | None = None
    of: str | None = None
    overlap: float = 0.0


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that are copies or revisions of one another, the earliest first, undated ones last.

    Which they are does not depend on the order in which they were added.
    """

    tellings: tuple[Telling, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of its articles."""
        return tuple(telling.article_id for telling in self.tellings)


class _Member(NamedTuple):
    first_day: str
    article_id: str
    publisher: str | None
    wording: int


class _Wording(NamedTuple):
    words: list[str]
    runs: frozenset[tuple[str, ...]]


class Stories:
    """The stories of one store, kept in step with its articles.

    Articles with the same words share a wording, so that a page that was read a thousand times is
    compared once. Wordings that overlap are found by the buckets they share and then compared.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._touched: set[int] = set()
        self._known: dict[int, _Wording] = {}

    # Writing: within the transaction that writes the articles, and then `settle`

    def enter(self, article: Article) -> None:
        """Take up an article that was just written."""
        words = own_words(article)
        number = wording(words)
        if number is None:
            return
        store = self._store
        known = store.rows("SELECT 1 FROM articles WHERE wording = ? LIMIT 1", (number,))
        store.execute(
            "UPDATE articles SET wording = ? WHERE id = ? AND newest", (number, article.id)
        )
        if not known:
            self._compare(number, words)
        if article.published:
            self._touched |= self._near(number)
        self._touched.add(number)

    def leave(self, article_id: str) -> None:
        """Forget an article that is to be removed or revised."""
        number = self._wording_of(article_id)
        if number is None:
            return
        store = self._store
        self._touched |= self._near(number)
        store.execute("UPDATE articles SET wording = NULL WHERE id = ? AND newest", (article_id,))
        if not store.rows("SELECT 1 FROM articles WHERE wording = ? LIMIT 1", (number,)):
            store.execute("DELETE FROM buckets WHERE wording = ?", (number,))
            store.execute("DELETE FROM overlaps WHERE one = ? OR other = ?", (number, number))
            store.execute("DELETE FROM story_dates WHERE wording = ?", (number,))

    def settle(self) -> set[str]:
        """Date the undated articles that are touched by what entered and left.

        A paper may print a report a day after another, and a revision may be of the next day. So
        the day itself is taken only where the undated text names it, "September 9"; else as much of
        the date as is the same a week before and after.

        Returns:
            The ids of the articles that have another date than before.
        """
        store = self._store
        undated: dict[int, set[str]] = {}
        for number, article_id in store.rows(
            "SELECT wording, id FROM articles WHERE published IS NULL "
            "AND wording IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(self._touched)),),
        ):
            undated.setdefault(number, set()).add(article_id)
        self._touched = set()
        return {one for number in undated if self._dated_anew(number) for one in undated[number]}

    def _dated_anew(self, number: int) -> bool:
        """Date the undated articles of one wording; return whether that is another date."""
        store = self._store
        before = store.rows("SELECT published FROM story_dates WHERE wording = ?", (number,))
        rows = store.rows(
            "SELECT published, min(id) FROM articles WHERE published IS NOT NULL "
            "AND wording IN (SELECT value FROM json_each(?)) GROUP BY published ORDER BY 2",
            (json.dumps(sorted(self._near(number))),),
        )
        dates = [PartialDate.parse(published) for published, _ in rows]
        when = _inferred(dates, self._text(number).words) if dates else None
        store.execute("DELETE FROM story_dates WHERE wording = ?", (number,))
        if when:
            sources = ", ".join(article_id for _, article_id in rows[:_MOST_NAMED])
            store.execute(
                "INSERT INTO story_dates VALUES (?, ?, ?, ?, ?)",
                (number, str(when), when.first.isoformat(), when.last.isoformat(), sources),
            )
        return bool(before != ([(str(when),)] if when else []))

    def _compare(self, number: int, words: list[str]) -> None:
        store = self._store
        text = _Wording(words, runs(words))
        own = [(bucket, number) for bucket in set(buckets(words))]
        others = store.rows(
            "SELECT DISTINCT wording FROM buckets WHERE bucket IN (SELECT value FROM json_each(?))",
            (json.dumps([bucket for bucket, _ in own]),),
        )
        for (other,) in others:
            compared = self._text(other)
            share = overlap(text.runs, compared.runs)
            if share >= SHARED and not is_series(words, compared.words):
                for pair in ((number, other), (other, number)):
                    store.execute("INSERT INTO overlaps VALUES (?, ?, ?)", (*pair, share))
        for row in own:
            store.execute("INSERT INTO buckets VALUES (?, ?)", row)

    def _text(self, number: int) -> _Wording:
        """The words of a wording, of which some are kept: a new copy is compared with many."""
        if number not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            rows = self._store.rows(
                "SELECT id FROM articles WHERE wording = ? ORDER BY id LIMIT 1", (number,)
            )
            article = self._store.article(rows[0][0]) if rows else None
            words = own_words(article) if article else []
            self._known[number] = _Wording(words, runs(words))
        return self._known[number]

    # Reading

    def story(self, article_id: str) -> Story | None:
        """The story of an article; None if no other is a copy or revision of it."""
        number = self._wording_of(article_id)
        return None if number is None else self._story(self._reached(number))

    def all(self) -> Iterator[Story]:
        """Every story of two articles or more, by its smallest id."""
        seen: set[int] = set()
        rows = self._store.rows(
            "SELECT wording FROM articles WHERE wording IS NOT NULL GROUP BY wording "
            "HAVING count(*) > 1 OR wording IN (SELECT one FROM overlaps) ORDER BY min(id)"
        )
        for (number,) in rows:
            if number not in seen:
                reached = self._reached(number)
                seen |= reached
                if story := self._story(reached):
                    yield story

    def newer(self, article_id: str) -> str | None:
        """The newest revision of an article that is known to be newer than it; None if none is."""
        rows = self._store.rows(
            "SELECT wording, publisher, coalesce(first_day, ''), coalesce(last_day, ?) "
            "FROM articles WHERE id = ? AND newest AND wording IS NOT NULL",
            (_UNDATED, article_id),
        )
        if not rows:
            return None
        ((number, publisher, first_day, last_day),) = rows
        shares = self._shares(number)
        revisions = [
            member
            for member in self._members({number, *shares})
            if member.article_id != article_id
            and relation(shares.get(member.wording, 1.0), publisher, member.publisher) == "revision"
        ]
        later = [one for one in revisions if last_day < one.first_day < _UNDATED]
        if not later and revisions and not self._is_corrected(article_id):
            later = [
                one
                for one in revisions
                if first_day <= one.first_day and self._is_corrected(one.article_id)
            ]
        newest = max(later, default=None)
        return newest.article_id if newest else None

    def _is_corrected(self, article_id: str) -> bool:
        article = self._store.article(article_id)
        return article is not None and says_corrected(article.text)

    def kin(self, article_ids: Iterable[str]) -> set[tuple[str, str]]:
        """Which of the articles are copies or revisions of which, as pairs both ways round."""
        wanted = json.dumps(list(article_ids))
        return set(
            self._store.rows(
                "WITH own AS (SELECT id, wording FROM articles WHERE newest "
                "AND id IN (SELECT value FROM json_each(?))) "
                "SELECT a.id, b.id FROM own a JOIN own b ON a.wording = b.wording AND a.id != b.id "
                "UNION SELECT a.id, b.id FROM own a JOIN overlaps ON one = a.wording "
                "JOIN own b ON other = b.wording",
                (wanted,),
            )
        )

    def _wording_of(self, article_id: str) -> int | None:
        rows = self._store.rows(
            "SELECT wording FROM articles WHERE id = ? AND newest", (article_id,)
        )
        return rows[0][0] if rows else None

    def _shares(self, number: int) -> dict[int, float]:
        return dict(self._store.rows("SELECT other, share FROM overlaps WHERE one = ?", (number,)))

    def _near(self, number: int) -> set[int]:
        return {number, *self._shares(number)}

    def _reached(self, number: int) -> set[int]:
        reached, new = {number}, {number}
        while new:
            new = {near for one in new for near in self._shares(one)} - reached
            reached |= new
        return reached

    def _members(self, wordings: Iterable[int]) -> list[_Member]:
        rows = self._store.rows(
            "SELECT coalesce(first_day, ?), id, publisher, wording FROM articles "
            "WHERE wording IN (SELECT value FROM json_each(?)) ORDER BY 1, 2",
            (_UNDATED, json.dumps(list(wordings))),
        )
        return [_Member(*row) for row in rows]

    def _story(self, wordings: set[int]) -> Story | None:
        members = self._members(wordings)
        if len(members) < 2:
            return None
        shares = {number: {number: 1.0} | self._shares(number) for number in wordings}
        tellings: list[Telling] = []
        for place, member in enumerate(members):
            near = shares[member.wording]
            earlier = [one for one in members[:place] if one.wording in near]
            if earlier:
                like = max(
                    earlier,
                    key=lambda one: (near[one.wording], one.publisher == member.publisher),
                )
                share = near[like.wording]
                what = relation(share, member.publisher, like.publisher)
                tellings.append(Telling(member.article_id, what, like.article_id, share))
            else:
                tellings.append(Telling(member.article_id))
        return Story(tuple(tellings))


def _inferred(dates: Sequence[PartialDate], words: Sequence[str]) -> PartialDate | None:
    """The date of an undated text whose copies and revisions have these dates."""
    when = _agreed(dates)
    if when and when.day and _names_day(words, when):
        return when
    week = timedelta(days=7)
    days = [day for date in dates for day in (date.first - week, date.last + week)]
    return _agreed([PartialDate(day.year, day.month, day.day) for day in days])


def _names_day(words: Sequence[str], when: PartialDate) -> bool:
    """Whether the words name the day: "september 9", "9th sept"."""
    month = {
        name[when.month or 0].casefold() for name in (calendar.month_name, calendar.month_abbr)
    }
    month |= {"sept"} if when.month == 9 else set()
    day = {f"{when.day:02}", *(f"{when.day}{ending}" for ending in ("", "st", "nd", "rd", "th"))}
    return any(
        (one in month and other in day) or (one in day and other in month)
        for one, other in pairwise(words)
    )


def _agreed(dates: Sequence[PartialDate]) -> PartialDate | None:
    """The date that all of them allow, as precisely as they agree: never one among several."""
    parts = [tuple(part for part in (d.year, d.month, d.day) if part) for d in dates]
    for precision in (3, 2, 1):
        heads = {date[:precision] for date in parts if len(date) >= precision}
        if len(heads) == 1:
            (head,) = heads
            if all(date == head[: len(date)] for date in parts if len(date) < precision):
                return PartialDate(*head)
    return None
