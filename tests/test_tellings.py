"""Whether two sentences tell the same, by worked examples."""

import pytest

from dateline.rag.tellings import is_version, repeats, same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("thirty-five prisoners", "thirty-three prisoners"),
        ("35 prisoners", "no prisoners"),
        ("two ministers in Paris", "two ministers in Rome"),
        ("ministers who met", "ministers who never met"),
        ("talks that have begun", "talks that have failed"),
        ("men who will be freed", "men who would be freed"),
    ],
)
def test_sentences_that_differ_in_a_word_that_tells_something_are_not_merged(
    one: str, other: str
) -> None:
    frame = "On Saturday the exchange at the airport outside Kyiv was about {} from both sides."
    assert not same(frame.format(one), frame.format(other))
    assert same(frame.format(one), frame.format(one).replace("was about", "is about"))


@pytest.mark.parametrize(
    ("one", "other", "again"),
    [
        ("Macron", "French President Emmanuel Macron", True),
        ("Macron", "Putin", False),
        ("35 guests of Macron", "Macron", False),
        ("Nobody beside Macron", "Macron", False),
        ("Macron, who resigned,", "Macron", False),
    ],
)
def test_only_names_that_are_added_leave_a_sentence_a_repetition(
    one: str, other: str, again: bool
) -> None:
    frame = "{} said on Sunday after a long walk by the sea that the talks had been useful."
    one, other = frame.format(one), frame.format(other)
    assert (repeats(one, other), repeats(other, one)) == (again, again)


@pytest.mark.parametrize(
    ("other", "version"),
    [
        (
            "The envoys have begun frank talks with their hosts in Orsk on the price of herring.",
            True,
        ),
        (
            "The envoys have held frank talks with their hosts in Alder on the price of herring.",
            False,
        ),
        (
            "The envoys have held no frank talks with their hosts in Orsk on the price of herring.",
            False,
        ),
        (
            "The envoys have held 3 frank talks with their hosts in Orsk on the price of herring.",
            False,
        ),
        ("In Orsk they spoke of herring.", False),
    ],
)
def test_a_version_differs_in_no_name_number_or_negation(other: str, version: bool) -> None:
    one = "The envoys have held frank talks with their hosts in Orsk on the price of herring."
    assert (is_version(one, other), is_version(other, one)) == (version, version)
    assert is_version(one, one)
