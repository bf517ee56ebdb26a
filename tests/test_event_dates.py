"""Undated articles that have their date from others about the same event of a day."""

import random
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from dateline import Article, Index, Origin, PartialDate
from dateline.index.said_dates import dates_said_in
from dateline.index.told_days import (
    days_told,
    days_without_year,
    names_agree,
    rare_names,
    same_event,
    written_when,
)

DEMAND = "The harbour must be dredged before the winter storms come, it said."
UNDATED = Article(
    id="undated",
    text="Brunhilde Oksanen spoke with Tadeusz Wrzesniak about the Skagerrak ferry on May 8.\n"
    f"{DEMAND}\nTheir last meeting took place in Riga last year.",
)
REPORT = Article(
    id="report",
    text="Brunhilde Oksanen received Tadeusz Wrzesniak on May 9.\n"
    "In a call on May 8 Oksanen and Wrzesniak had agreed on the ferry.\n"
    f"They were firm: {DEMAND[0].lower()}{DEMAND[1:]}",
    published=PartialDate(2019, 5, 9),
)
YEARS_LATER = replace(REPORT, id="years-later", published=PartialDate(2022, 5, 9))
SECOND = replace(
    REPORT,
    id="second",
    text=f"{REPORT.text}\nNobody in the town knew yet what that would cost, or who would pay.\n"
    + "\n".join(f"Reader {letter * 3} asked for {letter * 4}." for letter in "abcdefghijklmnop"),
)


@pytest.fixture
def index(tmp_path: Path, make_hash_embedder: type) -> Index:
    return Index.open(tmp_path / "index", embedder=make_hash_embedder())


def dated(index: Index, name: str = "undated") -> tuple[str | None, Origin]:
    article = index.get(name)
    assert article
    return (str(article.published) if article.published else None), article.published_from


def text_of(*sentences: str) -> Article:
    return replace(UNDATED, text="\n".join(sentences))


def test_it_is_of_the_month_of_the_day_that_a_dated_article_tells_of(index: Index) -> None:
    index.add([UNDATED, REPORT])
    assert dated(index) == ("2019-05", Origin("event", "report"))
    assert index.matching(after="2019-05", before="2019-05") == (2, 0)
    assert index.stats()["undated"] == 0
    assert index.story("undated") is None
    assert [str(one.first) for one in index.said_dates("undated")] == ["2018-01-01"]
    assert index.add([UNDATED, REPORT]).unchanged == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(REPORT, text=REPORT.text.replace("May 8", "May 7")),
        replace(REPORT, text=REPORT.text.replace("Oksanen and Wrzesniak", "they")),
        replace(REPORT, text=REPORT.text.replace("Oksanen and Wrzesniak", "London and Paris")),
        replace(REPORT, text=REPORT.text.replace("before the winter", "until spring")),
        replace(REPORT, published=PartialDate(2019, 5, 7)),  # it looks ahead
        replace(REPORT, published=PartialDate(2019, 6, 9)),  # it looks back
        replace(REPORT, published=PartialDate(2019, 5)),
        replace(REPORT, published=None),
    ],
    ids=["day", "names", "common names", "words", "before", "after", "month", "undated"],
)
def test_it_has_no_date_from_what_is_not_surely_the_same(index: Index, other: Article) -> None:
    index.add([UNDATED, other])
    assert dated(index) == (None, Origin())


@pytest.mark.parametrize(
    ("article", "when"),
    [
        (UNDATED, "2019-05"),
        (text_of(UNDATED.text.replace("on May 8", "on Wednesday, May 8")), "2019-05"),
        (text_of(UNDATED.text.replace("on May 8", "on Tuesday, May 8")), None),  # of 2018
        (text_of(UNDATED.text.replace("spoke", "will speak")), None),
        (text_of(UNDATED.text.replace("on May 8", "on May 8, 2019")), None),  # it may look back
        (text_of(f"In 2018 they met. {UNDATED.text}"), None),
        (text_of(UNDATED.text, "It began in 2019."), None),
    ],
)
def test_the_day_must_be_past_and_of_no_year_that_is_told(
    index: Index, article: Article, when: str | None
) -> None:
    index.add([article, REPORT])
    assert dated(index)[0] == when


DAY = date(2019, 5, 8)


@pytest.mark.parametrize(
    ("sentences", "when"),
    [
        (["They spoke on May 8."], "2019-05"),
        (["They spoke on May 8.", "She arrived on May 6."], "2019-05"),
        (["They spoke on May 8.", "He returned on May 16."], "2019-05"),
        (["He returned on June 2.", "They spoke on May 8."], "2019-06"),
        (["They spoke on May 8.", "He returned on May 20."], "2019"),  # or June
        (["A port is changing.", "So is a town.", "All agree.", "They spoke on May 8."], "2019"),
        (["They spoke on May 8.", "It was found in 2018."], "2019-05"),
        (["They spoke on May 8.", "It was opened in 2019."], None),  # written later, perhaps
        (["They spoke on May 8.", "It was closed in 2021."], None),
    ],
)
def test_the_date_is_no_more_precise_than_is_sure(sentences: list[str], when: str | None) -> None:
    found = written_when(text_of(*sentences), {DAY})
    assert (str(found) if found else None) == when


def test_at_the_end_of_a_year_it_may_be_the_next() -> None:
    assert written_when(text_of("They spoke on December 20."), {date(2019, 12, 20)}) is None
    below = text_of(
        "A port is changing.", "So is a town.", "All agree.", "They spoke on December 9."
    )
    assert written_when(below, {date(2019, 12, 9)}) is None
    above = text_of("They spoke on December 9.")
    assert written_when(above, {date(2019, 12, 9)}) == PartialDate(2019, 12)


def test_the_end_of_the_calendar_is_no_trap(index: Index) -> None:
    last = replace(REPORT, text=f"{REPORT.text}\nIt holds until 9999-12-31.")
    index.add([UNDATED, last, replace(last, id="last", published=PartialDate(9999, 5, 9))])
    assert dated(index) == ("2019-05", Origin("event", "report"))


def test_sources_that_disagree_about_the_year_date_nothing(index: Index) -> None:
    index.add([UNDATED, REPORT, YEARS_LATER])
    assert dated(index) == (None, Origin())
    index.remove(["years-later"])
    assert dated(index) == ("2019-05", Origin("event", "report"))
    index.add([replace(REPORT, published=PartialDate(2022, 5, 9))])  # corrected
    assert dated(index) == ("2022-05", Origin("event", "report"))
    index.remove(["report"])
    assert dated(index) == (None, Origin())
    assert index.said_dates("undated") == []


def test_the_order_of_adding_changes_nothing(tmp_path: Path, make_hash_embedder: type) -> None:
    articles = [UNDATED, REPORT, SECOND, replace(UNDATED, id="copy")]
    seen = set()
    for number, order in enumerate(random.Random(1).sample(list(permutations(articles)), 8)):
        with Index.open(tmp_path / str(number), embedder=make_hash_embedder()) as index:
            for one in order[:2]:
                index.add([one])
            index.add(order[2:])
            seen.add(repr([dated(index, one.id) for one in articles]))
            assert dated(index, "copy") == ("2019-05", Origin("event", "report, second"))
    assert len(seen) == 1


def test_a_date_from_an_event_dates_no_other(index: Index) -> None:
    more = "On May 12 Oksanen and Wrzesniak returned, and no ship of that kind was ever seen there."
    between = replace(UNDATED, id="between", text=f"{UNDATED.text}\n{more}")
    index.add([replace(UNDATED, text=more), between, REPORT])
    assert dated(index, "between") == ("2019", Origin("event", "report"))
    assert dated(index) == (None, Origin())
    index.add([replace(between, published=PartialDate(2019, 5, 13))])
    assert dated(index) == ("2019-05", Origin("event", "between"))


def test_a_copy_s_date_goes_before_that_of_an_event(index: Index) -> None:
    index.add([UNDATED, REPORT, replace(UNDATED, id="copy", published=PartialDate(2019, 5, 10))])
    assert dated(index)[1] == Origin("story", "copy")
    index.remove(["copy"])
    assert dated(index)[1] == Origin("event", "report")


def test_a_revision_is_compared_anew(index: Index) -> None:
    index.add([UNDATED, REPORT])
    index.add([replace(UNDATED, text=UNDATED.text.replace("May 8", "May 18"))])
    assert dated(index) == (None, Origin())
    old = index.get("undated", revision=1)
    assert old
    assert old.published is None
    index.add([UNDATED])
    assert dated(index) == ("2019-05", Origin("event", "report"))


def test_what_two_articles_are_compared_by() -> None:
    names = frozenset({"brunhilde", "oksanen", "tadeusz", "wrzesniak", "skagerrak"})
    assert days_without_year(UNDATED) == {(5, 8): names}
    assert days_without_year(text_of("On May 8, 2017 they met.", "In May they met.")) == {}
    told = days_told(REPORT, dates_said_in(REPORT))
    assert told == {
        date(2019, 5, 8): frozenset({"oksanen", "wrzesniak"}),
        date(2019, 5, 9): frozenset({"brunhilde", "oksanen", "tadeusz", "wrzesniak"}),
    }
    assert rare_names("In London on Monday Élodie Wrześniak met the Mayor in May") == {
        "elodie",
        "wrzesniak",
    }
    assert names_agree(names, frozenset({"oksanen", "wrzesniak"}))
    assert not names_agree(names, frozenset({"oksanen"}))
    assert same_event(UNDATED, REPORT, DAY)
    assert not same_event(UNDATED, REPORT, date(2019, 5, 9))
    assert not same_event(UNDATED, replace(REPORT, published=None), DAY)
