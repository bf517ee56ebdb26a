"""The tables of an index, and how an index of an older format becomes one of this."""

from collections.abc import Mapping

FORMAT = 3

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
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

_VIEW = """
CREATE VIEW current AS SELECT
    a.id, a.revision, a.publisher,
    coalesce(a.published, d.published, e.published) AS published,
    coalesce(a.first_day, d.first_day, e.first_day) AS first_day,
    coalesce(a.last_day, d.last_day, e.last_day) AS last_day
FROM articles a LEFT JOIN story_dates d ON d.wording = a.wording
LEFT JOIN event_dates e ON e.article_id = a.id WHERE a.newest;
"""

SCHEMA = _TABLES + _EVENTS + _VIEW

STEPS: Mapping[int, str] = {2: f"DROP VIEW current;\n{_EVENTS}{_VIEW}"}
"""What makes an index of a format one of the next; `Index.open` then reads what that keeps."""


def statements(sql: str) -> list[str]:
    """Its statements one by one, for those of a script are each a transaction."""
    return sql.strip().removesuffix(";").split(";\n")
