"""The five real articles that Dateline was asked for, scraped flat. Their text is not kept here."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import Index, read_articles
from dateline.index.embedder import Embedder


@pytest.fixture(scope="module")
def index(
    shared: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("known") / "index", embedder=embedder) as index:
        index.add(read_articles([shared / "articles"]))
        yield index


@pytest.mark.parametrize(
    ("number", "title", "publisher", "published", "known_from"),
    [
        ("000", "7942699f1734", "RFE/RL", "2019-09", "event"),
        ("001", "cc601b3106b4", "RFE/RL", "2019-09-09", "story"),
        ("002", "14640e8b0b5f", None, "2019-09-09", "text"),
        ("003", "1366e1b2f01a", "rt.com", "2025-07-01", "text"),
        ("004", "a897df8b4b74", "commonspace.eu", None, "unknown"),
    ],
)
def test_title_publisher_and_date_are_what_a_careful_reader_finds(
    index: Index, number: str, title: str, publisher: str | None, published: str, known_from: str
) -> None:
    (article,) = (one for one in index.articles() if one.id.startswith(number))
    assert hashlib.sha256(article.title.encode()).hexdigest()[:12] == title, article.title
    assert article.publisher == publisher
    assert (str(article.published or "") or None) == published
    assert article.published_from.how == known_from


def test_two_of_them_are_revisions_of_one_story(index: Index) -> None:
    (story,) = index.stories()
    assert [one[:3] for one in story.articles] == ["002", "001"]
    assert story.tellings[1].relation == "revision"


@pytest.mark.parametrize(
    "words",
    [
        "Top Trending", "Editors' Picks", "Editor's choice Greenland", "Accessibility links",
        "READ MORE", "REGISTER NOW", "Back to INF", "Loading please wait",
        "undesirable organization fines or imprisonment", "journalists report the news",
    ],
)  # fmt: skip
def test_what_stood_around_them_cannot_be_found(index: Index, words: str) -> None:
    for hit in index.search(words, limit=100):
        furniture = [mark for mark in hit.article.marks if mark.kind == "furniture"]
        assert all(
            mark.end <= hit.passage.start or hit.passage.end <= mark.start for mark in furniture
        )
        for phrase in (words, "Greenland", "undesirable", "journalists report", "Related"):
            assert phrase not in hit.passage.text
