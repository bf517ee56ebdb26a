"""Dates of undated articles, from dated ones that tell of the same event of a day."""

import json
from datetime import date

from .article import Article
from .store import Store
from .told_days import days_told, days_without_year, names_agree, same_event, written_when

_MOST_NAMED = 3  # articles that a date is from
_NO_YEAR = ""  # in place of the day of which only month and day are told


class EventDates:
    """The dates from events in one store, kept in step with its articles.

    Two articles are compared by themselves, whatever else is in the store, when the later of them
    enters; so the order does not matter. Only a date that an article has of its own dates others.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._touched: set[str] = set()

    # Within the transaction that writes the articles, and then `settle`

    def enter(self, article: Article) -> None:
        """Take up an article that was just written, with the dates that it speaks of."""
        undated = article.published is None
        if undated:
            told = {
                (f"{month:02}-{day:02}", _NO_YEAR): names
                for (month, day), names in days_without_year(article).items()
            }
        else:
            said = self._store.said_dates(article.id)
            told = {
                (day.isoformat()[5:], day.isoformat()): names
                for day, names in days_told(article, said).items()
            }
        for (month_day, day), names in told.items():
            if not names_agree(names, names):
                continue
            self._store.execute(
                "INSERT INTO told_days VALUES (?, ?, ?, ?)",
                (month_day, article.id, day, json.dumps(sorted(names))),
            )
            others = self._store.rows(
                "SELECT article_id, day, names FROM told_days "
                "WHERE month_day = ? AND (day != '') = ?",
                (month_day, undated),
            )
            for other_id, other_day, other_names in others:
                other = names_agree(names, frozenset(json.loads(other_names))) and (
                    self._store.article(other_id)
                )
                if other:
                    pair = (article, other) if undated else (other, article)
                    self._compare(*pair, date.fromisoformat(day or other_day))

    def _compare(self, undated: Article, dated: Article, day: date) -> None:
        if same_event(undated, dated, day):
            self._store.execute(
                "INSERT INTO same_events VALUES (?, ?, ?)",
                (undated.id, dated.id, day.isoformat()),
            )
            self._touched.add(undated.id)

    def leave(self, article_id: str) -> None:
        """Forget an article that is to be removed or revised."""
        store = self._store
        self._touched |= {
            undated
            for (undated,) in store.rows(
                "SELECT undated FROM same_events WHERE dated = ?", (article_id,)
            )
        }
        store.execute("DELETE FROM told_days WHERE article_id = ?", (article_id,))
        store.execute("DELETE FROM same_events WHERE undated = ?", (article_id,))
        store.execute("DELETE FROM same_events WHERE dated = ?", (article_id,))
        store.execute("DELETE FROM event_dates WHERE article_id = ?", (article_id,))

    def settle(self) -> set[str]:
        """Date the undated articles that are touched by what entered and left.

        Returns:
            The ids of the articles that have another date than before.
        """
        touched, self._touched = self._touched, set()
        return {article_id for article_id in touched if self._dated_anew(article_id)}

    def _dated_anew(self, article_id: str) -> bool:
        store = self._store
        before = store.rows("SELECT published FROM event_dates WHERE article_id = ?", (article_id,))
        rows = store.rows(
            "SELECT day, dated FROM same_events WHERE undated = ? ORDER BY dated", (article_id,)
        )
        article = store.article(article_id) if rows else None
        days = {date.fromisoformat(day) for day, _ in rows}
        when = written_when(article, days) if article else None
        store.execute("DELETE FROM event_dates WHERE article_id = ?", (article_id,))
        if when:
            sources = ", ".join(list(dict.fromkeys(dated for _, dated in rows))[:_MOST_NAMED])
            store.execute(
                "INSERT INTO event_dates VALUES (?, ?, ?, ?, ?)",
                (article_id, str(when), when.first.isoformat(), when.last.isoformat(), sources),
            )
        return bool(before != ([(str(when),)] if when else []))
