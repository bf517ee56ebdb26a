"""The numbers that a text tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.rag.amounts import amounts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("€3.7bn, or 3.7 billion, or 3,700 million", [3.7e9, 3.7e9, 3.7e9]),
        ("In 2014 three people came", [2014, 3]),
        ("twenty-five of one hundred and five", [25, 105]),
        ("two thousand or 10 000 or 12,345", [2000, 10_000, 12_345]),
        ("two dozen eggs, a dozen more", [24, 12]),
        ("from 11 to 12, thirty, five", [11, 12, 30, 5]),
        ("no number at all", []),
        ("none of them", [0]),
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str, values: list[float]) -> None:
    assert [one.value for one in amounts(text)] == values


@given(st.lists(st.integers(0, 10**9), max_size=5))
def test_figures_are_found_where_they_stand(numbers: list[int]) -> None:
    text = " and then ".join(f"{one:,} gulls" for one in numbers)
    found = list(amounts(text))
    assert [one.value for one in found] == numbers
    assert [text[one.start : one.end] for one in found] == [f"{one:,}" for one in numbers]
