"""What a question says of time, by worked examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import PartialDate
from dateline.rag.time_asked import TimeAsked, time_asked

NOW = PartialDate(2026, 11, 19)  # a Thursday
OPEN, EVER = date.min, date.max


def days(*bounds: tuple[int, int, int] | date) -> tuple[tuple[date, date], ...]:
    ends = [one if isinstance(one, date) else date(*one) for one in bounds]
    return tuple(zip(ends[::2], ends[1::2], strict=True))


@pytest.mark.parametrize(
    ("question", "what", "asked"),
    [
        (
            "What did they ask for in September 2022?",
            "What did they ask for?",
            days((2022, 9, 1), (2022, 9, 30)),
        ),
        (
            "How long did the call of September 8, 2019 last?",
            "How long did the call last?",
            days((2019, 9, 8), (2019, 9, 8)),
        ),
        (
            "When did they last speak before the 2025 call?",
            "When did they last speak before the call?",
            days(OPEN, (2024, 12, 31)),
        ),
        ("Since 2014, what changed?", "what changed?", days((2014, 1, 1), EVER)),
        ("since 2019-09-09, what changed?", "what changed?", days((2019, 9, 9), EVER)),
        ("What followed after May 2016?", "What followed?", days((2016, 6, 1), EVER)),
        ("Who led it until 2015?", "Who led it?", days(OPEN, (2015, 12, 31))),
        (
            "Who coached Rovers from Jul 1999 to Oct 2000?",
            "Who coached Rovers?",
            days((1999, 7, 1), (2000, 10, 31)),
        ),
        (
            "What happened between the summit of 2016 and the summit of December 2019?",
            "What happened between the summit and the summit?",
            days((2016, 1, 1), (2019, 12, 31)),
        ),
        (
            "What was said by the mayor in 2019?",
            "What was said by the mayor?",
            days((2019, 1, 1), (2019, 12, 31)),
        ),
        ("Who had signed by 2015?", "Who had signed?", days(OPEN, (2015, 12, 31))),
        (
            "What had changed by the end of 2015?",
            "What had changed by the end?",
            days(OPEN, (2015, 12, 31)),
        ),
        ("Harbour summit Alder 2019", "Harbour summit Alder", days((2019, 1, 1), (2019, 12, 31))),
        ("What did he say last month?", "What did he say?", days((2026, 10, 1), (2026, 10, 31))),
        ("2019?", "2019?", days((2019, 1, 1), (2019, 12, 31))),
        (
            "How long did it take? (2025, Reed, May 2019, Sand)",
            "How long did it take? (Reed, Sand)",
            days((2025, 1, 1), (2025, 12, 31), (2019, 5, 1), (2019, 5, 31)),
        ),
        (
            "How long did it take? (2025)",
            "How long did it take?",
            days((2025, 1, 1), (2025, 12, 31)),
        ),
        ("Who runs the ferry?", "Who runs the ferry?", ()),
        ("How much is 1,500 euros?", "How much is 1,500 euros?", ()),
    ],
)
def test_the_days_that_a_question_is_about(
    question: str, what: str, asked: tuple[tuple[date, date], ...]
) -> None:
    found = time_asked(question, NOW)
    assert (found.what, tuple(map(tuple, found.days))) == (what, asked)


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("When was the last harbour meeting?", "latest"),
        ("when did they last meet", "latest"),
        ("What is the latest on the ferry?", "latest"),
        ("What is the most recent count?", "latest"),
        ("How many so far?", "latest"),
        ("What does he think of it now?", "latest"),
        ("How long did the talks last?", None),
        ("How long did the talks last, roughly?", None),
        ("How long did it last? (Alder, herring)", None),
        ("Who was the host? (talks, long, last)", None),
        ("How long did the last summit last?", "latest"),
        ("How long did the strike last in Alder?", None),
        ("What did he say last week?", None),
        ("What is her last name?", None),
        ("Where did they first meet?", "earliest"),
        ("When did the ferry Petrel first break down?", "earliest"),
        ("When was their first meeting?", "earliest"),
        ("When was it originally due?", "earliest"),
        ("Who was the first minister?", "earliest"),
        ("Who came first?", None),
    ],
)
def test_whether_the_latest_or_the_earliest_is_wanted(question: str, order: str | None) -> None:
    assert time_asked(question, NOW).order == order


@pytest.mark.parametrize("day", ["September 8", "8 September", "Sept. 8"])
def test_a_day_without_its_year_is_of_any_year_unless_now_is_told(day: str) -> None:
    question = f"Who called on {day}?"
    assert time_asked(question).days == ()
    assert tuple(map(tuple, time_asked(question, NOW).days)) == days((2026, 9, 8), (2026, 9, 8))
    assert time_asked("Who called last month?").days != ()


@given(st.text(max_size=200), st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_any_text_is_read(question: str, now: date) -> None:
    found = time_asked(question, PartialDate(now.year, now.month, now.day))
    assert isinstance(found, TimeAsked)
    assert all(one.first <= one.last for one in found.days)
    assert found.what == question or set(found.what) <= set(question) | {" "}
