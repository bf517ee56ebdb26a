"""The tables of an index, and how an index of an older format becomes one of this."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

FORMAT = 5

Unread = Literal["stories", "events"]
"""What an older format did not keep of the articles: nothing of all that is read from them, or no
events."""


class Step(NamedTuple):
    """What makes an index of one format one of the next, within a transaction.

    Attributes:
        sql: The statements; foreign keys are not looked after meanwhile.
        unread: What has to be read from the articles afterwards.
    """

    sql: str
    unread: Unread | None = None


_META = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

_ARTICLES = """
-- Every revision of every article. The passages are those of the newest.
CREATE TABLE articles (
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    published TEXT,
    first_day TEXT,
    last_day TEXT,
    origins TEXT NOT NULL,
    url TEXT,
    text TEXT NOT NULL,
    marks TEXT NOT NULL,
    wording INTEGER,
    PRIMARY KEY (id, revision)
) STRICT;
CREATE UNIQUE INDEX newest_article ON articles (id) WHERE newest;
-- Articles whose own words are the same have one wording; only the newest revisions have any.
CREATE INDEX articles_of_wording ON articles (wording) WHERE wording IS NOT NULL;
"""

_PASSAGES = """
-- AUTOINCREMENT: a number is never used again, so that a stale vector can find no other text.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL,
    FOREIGN KEY (article_id, revision) REFERENCES articles (id, revision) ON DELETE CASCADE
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id, revision);
"""

_STORIES = """
-- The days of the calendar that the newest revisions speak of: text[start:end] means first to last.
CREATE TABLE said_dates (
    article_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    PRIMARY KEY (article_id, start),
    FOREIGN KEY (article_id, revision) REFERENCES articles (id, revision) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
-- What `stories` keeps: two wordings in one bucket may overlap; those that do, both ways round; and
-- the date that undated articles of a wording have from dated copies and revisions.
CREATE TABLE buckets (
    bucket INTEGER NOT NULL,
    wording INTEGER NOT NULL,
    PRIMARY KEY (bucket, wording)
) STRICT, WITHOUT ROWID;
CREATE INDEX buckets_of_wording ON buckets (wording);
CREATE TABLE overlaps (
    one INTEGER NOT NULL,
    other INTEGER NOT NULL,
    share REAL NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE story_dates (
    wording INTEGER PRIMARY KEY,
    published TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    articles TEXT NOT NULL
) STRICT;
"""

_EVENTS = """
-- What `event_dates` keeps of the newest revisions: the days that they tell of, without a year in
-- undated ones, with the rare names beside each; which undated one tells of the same event of a day
-- as which dated one; and the date that undated ones have from that.
CREATE TABLE told_days (
    month_day TEXT NOT NULL,
    article_id TEXT NOT NULL,
    day TEXT NOT NULL,
    names TEXT NOT NULL,
    PRIMARY KEY (month_day, article_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_days_of_article ON told_days (article_id);
CREATE TABLE same_events (
    undated TEXT NOT NULL,
    dated TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (undated, dated, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX same_events_of_dated ON same_events (dated);
CREATE TABLE event_dates (
    article_id TEXT PRIMARY KEY,
    published TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    articles TEXT NOT NULL
) STRICT;
"""

_EXTRAS = """
-- The user's own metadata: a value as JSON has it, and as it is compared.
CREATE TABLE extras (
    article_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    key TEXT NOT NULL,
    json TEXT NOT NULL,
    value ANY NOT NULL,
    PRIMARY KEY (article_id, revision, key),
    FOREIGN KEY (article_id, revision) REFERENCES articles (id, revision) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
"""

_VIEW = """
CREATE VIEW current AS SELECT
    a.id, a.revision, a.publisher,
    coalesce(a.published, d.published, e.published) AS published,
    coalesce(a.first_day, d.first_day, e.first_day) AS first_day,
    coalesce(a.last_day, d.last_day, e.last_day) AS last_day
FROM articles a LEFT JOIN story_dates d ON d.wording = a.wording
LEFT JOIN event_dates e ON e.article_id = a.id WHERE a.newest;
"""

_DIGESTS = """
-- Of what was embedded, by which the same text is found again; NULL in what an older format kept.
ALTER TABLE passages ADD COLUMN digest INTEGER;
CREATE INDEX passages_of_digest ON passages (digest) WHERE digest IS NOT NULL;
"""

SCHEMA = _META + _ARTICLES + _PASSAGES + _DIGESTS + _STORIES + _EVENTS + _EXTRAS + _VIEW

_FROM_1 = f"""
-- The first format knew of no headline or publisher where it was from, and of no stories.
CREATE TEMP TABLE before AS SELECT * FROM articles;
DROP TABLE articles;
{_ARTICLES}
INSERT INTO articles SELECT
    id, revision, newest, source, title, publisher, published, first_day, last_day,
    json_array(
        json_array(iif(title = '', 'unknown', 'given'), ''),
        json_array(iif(publisher IS NULL, 'unknown', 'given'), ''),
        json_array(published_from, '')
    ),
    url, text, marks, NULL
FROM before;
DROP TABLE before;
{_STORIES}
CREATE VIEW current AS SELECT 1;
"""

STEPS: Mapping[int, Step] = {
    1: Step(_FROM_1, "stories"),
    2: Step(f"DROP VIEW current;\n{_EVENTS}{_VIEW}", "events"),
    3: Step(_EXTRAS),
    4: Step(_DIGESTS),
}
"""By the format that it begins with; `Index.open` then reads what is unread."""


def statements(sql: str) -> list[str]:
    """Its statements one by one, for those of a script are each a transaction."""
    return [one for one in map(str.strip, sql.strip().removesuffix(";").split(";\n")) if one]
