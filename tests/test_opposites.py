"""One sentence that denies what another says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.rag.asked import asks_yes_or_no
from dateline.rag.opposites import opposed


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (
            "Moscow will attend the summit in Paris.",
            "Moscow will not attend the summit in Paris.",
            ("attend", "not attend"),
        ),
        (
            "Russia agreed to the ceasefire.",
            "Russia did not agree to the ceasefire.",
            ("agreed", "did not agree"),
        ),
        (
            "The mayor has seen the letter.",
            "The mayor hasn't seen the letter, Berg said.",
            ("has seen the letter", "hasn't seen the letter, Berg said"),
        ),
        (
            "The army confirmed that its troops had crossed the border.",
            "The army denied that its troops had crossed the border.",
            ("confirmed", "denied"),
        ),
    ],
)
def test_the_words_in_which_two_sentences_are_opposite(
    one: str, other: str, words: tuple[str, str]
) -> None:
    assert opposed(one, other) == words
    assert opposed(other, one) == words[::-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The deal was signed.", "The deal was signed in Paris."),  # nobody denies it
        ("The deal was not signed.", "The deal was never signed."),  # both do
        ("Orsk received 35 prisoners.", "Orsk did not receive 70 prisoners."),
        ("Macron will attend the summit.", "Merkel will not attend the summit."),
        ("The bridge was open on Monday.", "The bridge was not damaged by the storm of Monday."),
        ("Yes.", "No."),
        ("", "not"),
    ],
)
def test_what_is_not_plainly_opposite_is_no_opposite(one: str, other: str) -> None:
    assert opposed(one, other) is None
    assert opposed(other, one) is None


@given(st.text(), st.text())
def test_the_words_stand_in_the_sentences(one: str, other: str) -> None:
    if words := opposed(one, other):
        assert words[0] in one
        assert words[1] in other


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Did Macron meet Putin?", True),
        ("In May, was the mayor there?", True),
        ("Does the report that says who won agree with the club's?", True),
        ("In May, who was there?", False),
        ("When it rained, was the roof dry?", False),
        ("Who was there?", False),
        ("", False),
    ],
)
def test_a_question_for_yes_or_no(question: str, asked: bool) -> None:
    assert asks_yes_or_no(question) is asked
