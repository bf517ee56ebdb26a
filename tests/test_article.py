"""Articles, marks and dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, DatelineError, Mark, Origin, PartialDate
from dateline.index.dates import written_date


@pytest.mark.parametrize(
    ("text", "first", "last", "said"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2019"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        ("2019-09-09", date(2019, 9, 9), date(2019, 9, 9), "2019-09-09"),
        ("2019-9-9", date(2019, 9, 9), date(2019, 9, 9), "2019-09-09"),
        (" 2019-09-09T23:30:00-05:00 ", date(2019, 9, 9), date(2019, 9, 9), "2019-09-09"),
    ],
)
def test_a_partial_date_spans_what_it_may_mean(
    text: str, first: date, last: date, said: str
) -> None:
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last, str(parsed)) == (first, last, said)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "09/09/2019", "2019-13", "2019-02-30", "19", "2019-", "0000"]
)
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"no date|calendar") as caught:
        PartialDate.parse(text)
    assert repr(text) in str(caught.value)


@given(st.dates())
def test_a_day_survives_writing_and_reading(day: date) -> None:
    parsed = PartialDate.parse(str(PartialDate(day.year, day.month, day.day)))
    assert parsed.first == parsed.last == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(Source: x.example; July 1, 2025; https://x.example)", "2025-07-01"),
        ("MOSCOW, Sept. 9, 2019", "2019-09-09"),
        ("9 December 2019", "2019-12-09"),
        ("the 1st of May, then 2nd May 2020", "2020-05-02"),
        ("date 2019-09-09 The", "2019-09-09"),
        ("31 February 2019, but 1 March 2019", "2019-03-01"),
    ],
)
def test_a_full_date_is_found_where_it_stands(text: str, said: str) -> None:
    found = written_date(text)
    assert found is not None
    when, start, end = found
    assert str(when) == said
    assert written_date(text[start:end]) == (when, 0, end - start)


@pytest.mark.parametrize("text", ["9/9/2019", "September 2019", "on 8 September", "in 2019", ""])
def test_what_may_mean_several_days_is_no_full_date(text: str) -> None:
    assert written_date(text) is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ""}, "the article id ''"),
        ({"id": "a\nb"}, "printable"),
        ({"id": "a" * 501}, "1 to 500"),
        ({"text": " \n"}, "article 'a' has no text"),
        ({"text": "so \ud800"}, "lone surrogate"),
        ({"marks": (Mark(0, 6, "furniture", ""),)}, "outside the 5 characters"),
        ({"marks": (Mark(2, 4, "furniture", ""), Mark(3, 5, "caption", ""))}, "out of order"),
        ({"marks": (Mark(2, 2, "furniture", ""),)}, "out of order"),
    ],
)
def test_an_article_that_cannot_be_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(DatelineError) as caught:
        Article(**{"id": "a", "text": "Hello", **fields})  # type: ignore[arg-type]
    assert reason in str(caught.value)


def test_the_provenance_of_a_date_goes_with_the_date() -> None:
    given_date = Article(id="a", text="x", published=PartialDate(2019))
    assert given_date.published_from.how == "given"
    assert Article(id="a", text="x", published_from=Origin("page")).published_from.how == "unknown"
