"""Words for time in a quotation with the days they meant, and days as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, PartialDate
from dateline.index.named_dates import Days
from dateline.index.said_dates import dates_said_in, said_dates
from dateline.rag.time_words import TimeWord, time_words
from dateline.ui.days_in_words import days_in_words

PUBLISHED = PartialDate(2019, 9, 9)  # a Monday


def found(sentence: str, published: PartialDate | None = PUBLISHED) -> list[tuple[str, str]]:
    """What is found in the sentence where it stands between two others, in words."""
    before = "🛰 It rained on Friday. "
    article = Article("a", f"{before}{sentence} It rained again last year.", published=published)
    words = time_words(sentence, len(before), dates_said_in(article))
    for one in words:
        assert article.text[one.start : one.end] == one.words
        assert len(before) <= one.start < one.end <= len(before) + len(sentence)
    return [(one.words, days_in_words(one.days)) for one in words]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (
            "A summit will take place in Paris later this month, the office said.",
            [("later this month", "9–30 September 2019")],
        ),
        ("They spoke by telephone on Sunday.", [("Sunday", "8 September 2019")]),
        ("The presidents spoke on September 8.", [("September 8", "8 September 2019")]),
        ("The envoy resigned in May.", [("May", "May 2019")]),
        ("Exports halved last year.", [("last year", "2018")]),
        ("The strike ended last week.", [("last week", "2–8 September 2019")]),
        (
            "It opened on Tuesday and will close on Tuesday.",
            [("Tuesday", "3 September 2019"), ("Tuesday", "10 September 2019")],
        ),
        (
            "They met in 2016, in April 2014 and on 9 August 2019, but not last week.",
            [("last week", "2–8 September 2019")],
        ),
        ("The vote was delayed from May 30 to June 2, 2019.", []),
        ("“We will decide tomorrow,” the minister said.", []),
        ("The council meets every Tuesday.", []),
    ],
)
def test_words_told_from_the_day_of_writing_have_their_days(
    sentence: str, words: list[tuple[str, str]]
) -> None:
    assert found(sentence) == words


def test_without_a_date_of_publication_no_word_is_told_and_with_its_month_some_are() -> None:
    sentence = "The quota was cut last month, the office said on Sunday."
    assert found(sentence, None) == []
    assert found(sentence, PartialDate(2019, 9)) == [("last month", "August 2019")]


def test_a_word_for_time_as_json() -> None:
    days = Days(date(2019, 9, 9), date(2019, 9, 30))
    assert TimeWord("later this month", 70, 86, days).to_dict() == {
        "words": "later this month",
        "start": 70,
        "end": 86,
        "from": "2019-09-09",
        "to": "2019-09-30",
    }


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2019-09-08", "2019-09-08", "8 September 2019"),
        ("2019-09-01", "2019-09-30", "September 2019"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2021-02-01", "2021-02-27", "1–27 February 2021"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2019-09-01", "2019-09-07", "1–7 September 2019"),
        ("2019-08-30", "2019-09-05", "30 August – 5 September 2019"),
        ("2019-08-05", "2019-09-05", "5 August – 5 September 2019"),
        ("2019-12-30", "2020-01-05", "30 December 2019 – 5 January 2020"),
        ("2019-09-05", "2020-09-05", "5 September 2019 – 5 September 2020"),
        ("2019-09-09", "2019-12-31", "9 September – 31 December 2019"),
        ("2021-03-01", "2021-06-30", "March–June 2021"),
        ("2021-11-01", "2022-02-28", "November 2021 – February 2022"),
        ("2014-01-01", "2016-12-31", "2014–2016"),
        ("0001-01-01", "2016-12-31", "up to 2016"),
        ("0001-01-01", "2016-05-31", "up to May 2016"),
        ("0001-01-01", "2016-05-30", "up to 30 May 2016"),
        ("2014-01-01", "9999-12-31", "from 2014 on"),
        ("2014-05-01", "9999-12-31", "from May 2014 on"),
        ("2014-05-02", "9999-12-31", "from 2 May 2014 on"),
    ],
)
def test_days_are_written_as_people_write_them(first: str, last: str, words: str) -> None:
    assert days_in_words(Days(date.fromisoformat(first), date.fromisoformat(last))) == words


@st.composite
def _stretches(draw: st.DrawFn) -> Days:
    first = draw(st.dates(date(1901, 1, 1), date(2080, 12, 31)))
    first = draw(st.sampled_from([first, first.replace(day=1), first.replace(month=1, day=1)]))
    last = first + timedelta(draw(st.integers(0, 40) | st.integers(0, 4_000)))
    ends = [last, last.replace(day=1) - timedelta(1), last.replace(month=1, day=1) - timedelta(1)]
    return Days(first, max(first, draw(st.sampled_from(ends))))


@given(_stretches())
def test_days_in_words_are_read_as_the_same_days(days: Days) -> None:
    text = f"It rained in {days_in_words(days)}."
    (read,) = said_dates(text, 0, len(text), None)
    assert read[2:] == tuple(days)
