"""The flat articles are what their README promises: rules are made and judged by them."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from dateline import PartialDate, Question
from dateline.eval.flat import ARTICLES

KINDS = {
    "headline", "subhead", "text", "dateline-text", "caption", "date", "byline", "credit",
    "source", "furniture", "blank",
}  # fmt: skip


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]


def split(publisher: str) -> str:
    return Question("", "", document=publisher).split


def test_there_are_twelve_publishers_half_of_them_to_be_judged_by(
    articles: list[dict[str, Any]],
) -> None:
    publishers = Counter(article["publisher"] for article in articles)
    assert len(publishers) == 12
    assert min(publishers.values()) >= 6
    assert len({article["id"] for article in articles}) == len(articles) >= 72
    assert Counter(map(split, publishers)) == {"dev": 6, "test": 6}


def test_each_line_is_labelled_and_headlines_and_dates_stand_where_they_should(
    articles: list[dict[str, Any]],
) -> None:
    for article in articles:
        for kind, line in article["lines"]:
            assert kind in KINDS, article["id"]
            assert bool(line.strip()) == (kind != "blank"), article["id"]
            assert "\n" not in line, article["id"]
        headline = " ".join(line for kind, line in article["lines"] if kind == "headline")
        if article["title"] is not None:
            assert article["title"] in headline, article["id"]
        for date in (article["published"], article["published_true"]):
            assert date is None or str(PartialDate.parse(date)) == date, article["id"]
        if article.get("stamp"):
            assert any(article["stamp"].strip() in line for _, line in article["lines"])


def test_no_article_repeats_another_but_of_its_own_story(articles: list[dict[str, Any]]) -> None:
    """Eight words in a row in two articles' text make them copies or revisions."""
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for article in articles:
        text = " ".join(line for kind, line in article["lines"] if kind == "text")
        words = re.findall(r"\w+", text.casefold())
        for run in zip(*(words[n:] for n in range(8)), strict=False):
            other = seen.setdefault(run, article)
            same = other is article or (
                article["story"] is not None and article["story"] == other["story"]
            )
            assert same, (article["id"], other["id"], run)


def test_stories_do_not_cross_the_split(articles: list[dict[str, Any]]) -> None:
    sides: dict[str, set[str]] = {}
    for article in articles:
        if article["story"]:
            sides.setdefault(article["story"], set()).add(split(article["publisher"]))
    assert len(sides) >= 14
    assert all(len(side) == 1 for side in sides.values())
