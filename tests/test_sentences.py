"""Where sentences begin and end."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Mark
from dateline.index.sentences import ends_like_sentence, is_wrapped, sentences

NEWS = (
    "MOSCOW, Sept. 9 (Wire) - The president, V. V. Putin, met Gen. Mark Milley at 5 p.m. in the "
    'U.S. They spoke. "We talked," he said. It cost €3.7 billion ($4.1 bn). “No.” '
    "See x.example for more."
)


def pieces(text: str, *marks: Mark) -> list[str]:
    return [text[start:end] for start, end in sentences(text, marks)]


def test_abbreviations_initials_and_decimals_end_no_sentence() -> None:
    assert pieces(NEWS) == [
        "MOSCOW, Sept. 9 (Wire) - The president, V. V. Putin, met Gen. Mark Milley at 5 p.m. in "
        "the U.S.",
        "They spoke.",
        '"We talked," he said.',
        "It cost €3.7 billion ($4.1 bn).",
        "“No.”",
        "See x.example for more.",
    ]


def test_a_line_end_ends_a_sentence_because_headlines_have_no_full_stop() -> None:
    assert pieces("Talks resume\nThe talks resumed. They ended.\r\n\r\nMore") == [
        "Talks resume",
        "The talks resumed.",
        "They ended.",
        "More",
    ]


WRAPPED = (
    "The leaders of France and Germany met on\n"
    "Monday in Paris with the presidents of\n"
    "Russia and Ukraine. They talked for more\n"
    "than nine hours.\n\n"
    "Nobody signed a paper at the end of that\n"
    "long day."
)


def test_a_text_wrapped_at_a_fixed_width_keeps_its_sentences_whole() -> None:
    assert is_wrapped(WRAPPED)
    assert [" ".join(piece.split()) for piece in pieces(WRAPPED)] == [
        "The leaders of France and Germany met on Monday in Paris with the presidents of Russia "
        "and Ukraine.",
        "They talked for more than nine hours.",
        "Nobody signed a paper at the end of that long day.",
    ]
    assert not is_wrapped("A headline\nA first paragraph that is a sentence.\nAnd a second one.")


@pytest.mark.parametrize(
    "text",
    [
        "He came at 5 p.m. Monday with Ms. Parly.",
        "It began at 9 a.m. Kyiv time, Amb. Tagliavini said.",
        "They left on Sept. 9 at 11 p.m. GMT.",
    ],
)
def test_titles_and_times_of_day_end_no_sentence(text: str) -> None:
    assert pieces(f"{text} Then it ended.") == [text, "Then it ended."]


def test_a_very_long_line_is_cut_in_reasonable_time() -> None:
    text = "“a. B " * 200_000
    assert "".join(pieces(text)).count("B") == 200_000


def test_a_rule_is_no_sentence() -> None:
    assert pieces("One.\n---\n* * *\nTwo.") == ["One.", "Two."]


def test_furniture_and_stamps_belong_to_no_sentence_but_captions_do() -> None:
    text = "2019-09-09 One. READ MORE: x Two. A caption."
    marks = (
        Mark(0, 10, "date", ""),
        Mark(16, 28, "furniture", ""),
        Mark(34, 44, "caption", ""),
    )
    assert pieces(text, *marks) == ["One.", "Two.", "A caption."]


def test_signs_that_open_headings_and_lists_are_left_out() -> None:
    assert pieces("## What next\n* **Elections.** The law *will* pass.\n> He said so.") == [
        "What next",
        "Elections.",
        "The law *will* pass.",
        "He said so.",
    ]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It ended.", True),
        ("“It ended.”", True),
        ('He said "no!")', True),
        ("It **ended.**", True),
        ("Editors' Picks", False),
        ("What Now? The Road Ahead", False),
        ("", False),
    ],
)
def test_what_ends_like_a_sentence(text: str, ends: bool) -> None:
    assert ends_like_sentence(text) is ends


@given(
    st.text(alphabet=st.sampled_from('aB.!? \n\r\t"“”()0é😀*#M\u0085\u00a0\u2028\u200b\x00')),
    st.data(),
)
def test_sentences_are_in_order_and_lose_no_word(text: str, data: st.DataObject) -> None:
    cuts = sorted(set(data.draw(st.lists(st.integers(0, len(text)), max_size=6))))
    marks = tuple(
        Mark(start, end, "furniture", "") for start, end in list(itertools.pairwise(cuts))[::2]
    )
    spans = sentences(text, marks)
    marked = {at for mark in marks for at in range(mark.start, mark.end)}
    told = [at for start, end in spans for at in range(start, end)]
    assert told == sorted(set(told)), "in order, not overlapping"
    assert all(start < end for start, end in spans)
    assert not marked & set(told)
    lost = {text[at] for at in set(range(len(text))) - marked - set(told)}
    assert not any(map(str.isalnum, lost))


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(text[start:end].strip() for start, end in sentences(text))
