"""The dates that a sentence speaks of: by worked sentences, and by what always holds."""

import json
import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import PartialDate
from dateline.index.said_dates import SaidDate, said_dates


class Worked(NamedTuple):
    """A sentence, and the days it speaks of with where they stand."""

    published: PartialDate | None
    text: str
    gold: list[SaidDate]


def _worked(line: str) -> Worked:
    """Read `{"half", "published", "text"}`, where "[in 2016|2016]" marks a phrase with its days."""
    record = json.loads(line)
    text, gold = "", []
    for plain, said, first, last in re.findall(
        r"([^\[]*)(?:\[([^|]+)\|([^\]/]+)(?:/([^\]]+))?\])?", record["text"]
    ):
        text += plain
        if said:
            days = PartialDate.parse(first).first, PartialDate.parse(last or first).last
            gold.append(SaidDate(len(text), len(text) + len(said), *days))
            text += said
    published = record["published"]
    return Worked(published and PartialDate.parse(published), text, gold)


_LINES = Path(__file__).with_name("said_dates.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("worked", list(map(_worked, _LINES)), ids=lambda worked: worked.text[:60])
def test_a_sentence_gives_its_days_and_no_others(worked: Worked) -> None:
    found = said_dates(worked.text, 0, len(worked.text), worked.published)
    assert [one[2:] for one in found] == [one[2:] for one in worked.gold]
    for one, gold in zip(found, worked.gold, strict=True):
        assert one.start < gold.end
        assert gold.start < one.end


def test_a_place_is_counted_in_the_text_and_not_in_the_sentence() -> None:
    text = "🛰 Nothing in 1999 here. The mast fell on 3 May 2021."
    start = text.index("The")
    (found,) = said_dates(text, start, len(text), None)
    assert text[found.start : found.end] == "3 May 2021"


@pytest.mark.parametrize(
    "before", ["“We are tired. ", 'The clerk said: "We are tired. ', "‘We aren’t tired. "]
)
def test_a_quotation_opened_in_an_earlier_sentence_still_hides_relative_words(before: str) -> None:
    text = f"{before}Last year we lost, as in 2012."
    published = PartialDate(2020, 2, 2)
    found = said_dates(text, len(before), len(text), published)
    assert [text[one.start : one.end] for one in found] == ["2012"]
    plain = text.replace("“", "").replace('"', "").replace("‘", "")
    assert len(said_dates(plain, plain.index("Last"), len(plain), published)) == 2


_DAYS = st.dates(date(1900, 1, 15), date(2099, 12, 15))


@given(_DAYS, st.sampled_from(["{0:%B} {0.day}, {0.year}", "{0.day} {0:%b} {0.year}", "{0}"]))
def test_a_full_date_is_that_day_and_with_the_wrong_weekday_none(day: date, form: str) -> None:
    said = form.format(day)
    text = f"It was signed on {said}."
    assert said_dates(text, 0, len(text), None) == [SaidDate(17, 17 + len(said), day, day)]
    if not said[0].isdigit():
        wrong = text.replace(said, f"{day + timedelta(1):%A}, {said}")
        assert not said_dates(wrong, 0, len(wrong), None)


@given(_DAYS, _DAYS)
def test_a_weekday_is_the_one_before_in_the_past_and_the_one_after_in_the_future(
    day: date, other: date
) -> None:
    published = PartialDate(day.year, day.month, day.day)
    past, future = f"They met on {other:%A}.", f"They will meet on {other:%A}."
    (found,) = said_dates(past, 0, len(past), published)
    assert found.first == found.last
    assert found.first.weekday() == other.weekday()
    assert 0 <= (day - found.first).days <= 6
    ahead = said_dates(future, 0, len(future), published)
    assert [(one.first - day).days for one in ahead] == [
        n for n in range(1, 7) if (day + timedelta(n)).weekday() == other.weekday()
    ]


_PIECES = (
    "in on of from to between and , . “ ” \" ' the last this next year week month May March 5 31 12"
    " 2015 2014-16 1990s 2019-02-30 Tuesday yesterday today three ago past said will meet died by -"
    " Feb. 29 Sept. first quarter late since was postponed 𝟐𝟎𝟏𝟓 \n \u2028"
)


@given(
    st.lists(st.sampled_from(_PIECES.split(" ")), max_size=30).map(" ".join),
    _DAYS,
    st.sampled_from([1, 2, 3]),
)
def test_whatever_the_words_the_answer_is_in_order_and_certain(
    text: str, day: date, precision: int
) -> None:
    published = PartialDate(*(day.year, day.month, day.day)[:precision])
    found = said_dates(text, 0, len(text), published)
    reached = 0
    for one in found:
        assert reached <= one.start < one.end <= len(text)
        assert one.first <= one.last
        reached = one.end
    if precision < 3:
        # What is said of an uncertain day of publication is so of each day it may have been.
        whole = PartialDate(day.year, day.month, day.day)
        assert {one[2:] for one in found} <= {
            one[2:] for one in said_dates(text, 0, len(text), whole)
        }


@pytest.mark.parametrize(
    "unit",
    ["on Tuesday ", "Monday, ", "in May ", "5 May and ", "today ", "in 2014, ", "\"'“", "last  "],
)
def test_a_line_of_100_000_characters_takes_seconds_and_not_minutes(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    began = time.process_time()
    said_dates(text, 0, len(text), PartialDate(2021, 5, 20))
    assert time.process_time() - began < 30
