"""The headline of a flat text: above it, below it, or lost."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Mark
from dateline.index.title import headline

BODY = (
    "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm.\n"
    "The harbour office said that it would sail again on Friday, if the wind allowed it.\n"
)
FIRST = "The ferry Petrel left the Alder quay at noon with forty passengers."


def mark(text: str, line: str, kind: str = "furniture") -> Mark:
    start = text.index(line)
    return Mark(start, start + len(line), kind, "")  # type: ignore[arg-type]


def called(text: str, marks: Sequence[Mark] = ()) -> tuple[str, bool] | None:
    """The headline and whether it is sure, if its span holds it."""
    found = headline(text, marks)
    if found is None:
        return None
    assert " ".join(text[slice(*found.span)].split())[:150] == found.title[:150]
    return found.title, found.sure


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Breaking News\n\n",
        "WORLD\n",
        "By our harbour desk\n",
        "Menu of the week and the tables\n",  # a menu that was not marked: nothing of the article
        "GEN 0271 GBR /PETREL-FERRY\n",
    ],
)
def test_the_headline_stands_above_the_first_paragraph(above: str) -> None:
    text = f"{above}Ferry sails from Alder at last\nA calm sea for the passengers of noon\n\n{BODY}"
    assert called(text) == ("Ferry sails from Alder at last", True)


@pytest.mark.parametrize("short", ["Ferry sails", "# Ferry sails ##", "  Ferry   sails  "])
def test_a_short_headline_is_one_if_there_is_no_better(short: str) -> None:
    found = headline(f"{short}\n\n{BODY}", ())
    assert found is not None
    assert (found.title, found.sure) == ("Ferry sails", True)


def test_a_headline_may_end_like_a_sentence_with_a_byline_or_a_date_below() -> None:
    title = "Alder wanted a ferry. It has two."
    assert called(f"{title}\nNobody is calm.\nBy our desk\n{BODY}") == (title, True)
    text = f"{title}\n9 September 2019\n{BODY}"
    assert called(text, [mark(text, "9 September 2019", "date")]) == (title, True)
    assert called(f"{title} And more.\n{BODY}") == ("Alder wanted a ferry.", False)


def test_a_headline_below_the_text_shares_words_with_it() -> None:
    below = "Ferry Petrel To Sail Again On Friday"
    assert called(f"{BODY}Text: Ternwire\n{below}\nElsewhere In The Tern\n") == (below, True)
    assert called(f"{BODY}Elsewhere In The Tern Today\n") == (FIRST, False)


def test_a_subhead_amid_the_text_is_no_headline() -> None:
    assert called(f"{BODY}Petrel and harbour ferry to sail\n{BODY}") == (FIRST, False)


@pytest.mark.parametrize("rule", [" - ", " | ", " – "])
def test_a_line_that_the_first_line_repeats_is_the_headline_whatever_its_mark(rule: str) -> None:
    title = "Ferry sails - at long last"
    text = f"{title}{rule}The Tern\nMenu\nA calm sea for the passengers of Alder\n# {title}\n{BODY}"
    assert called(text) == (title, True)
    assert called(text, [mark(text, f"# {title}")]) == (title, True)
    assert called(f"The Tern\nFerry sails at last{rule}noon\n{BODY}") == (
        f"Ferry sails at last{rule}noon",
        True,
    )


def test_a_line_that_stands_again_alone_is_the_headline_if_the_article_has_its_words() -> None:
    title, menu = "Ferry to sail at last", "All the news of the week"
    text = f"{menu}\n{title}\nPassengers leave the Alder quay\n{title}\n{BODY}{menu}\n"
    assert called(text, [mark(text, f"{menu}\n{title}")]) == (title, True)
    picture = "Passengers leave the Alder quay\n"  # and its caption
    assert called(f"Ferry sails at last\n{picture}{picture}{BODY}") == ("Ferry sails at last", True)


@pytest.mark.parametrize(
    "line",
    [
        "19 November 2019", "Nov. 20, 2019", "November 18", "63.31", "16 mayo 2020", "15:37 GMT",
        "Sat., May 9th 2020 at 3:05 p.m.", "16 de mayo de 2020", "By our harbour desk", "Opinion",
    ],
)  # fmt: skip
def test_a_date_a_number_a_clock_or_a_byline_is_no_headline(line: str) -> None:
    assert called(f"{line}\n{BODY}") == (FIRST, False)


def test_a_first_sentence_may_begin_like_a_byline() -> None:
    sentence = "By noon the ferry Petrel had left the Alder quay."
    assert called(f"{sentence} {BODY}") == (sentence, False)


def test_the_subject_of_an_e_mail_is_its_headline() -> None:
    head = "From: ferry@alder.example\nTo: news@tern.example\nSubject: Ferry sails\n\n"
    found = headline(head + BODY, ())
    assert found is not None
    assert (found.title, (head + BODY)[slice(*found.span)]) == ("Ferry sails", "Ferry sails")


def test_furniture_captions_and_dates_are_no_headlines() -> None:
    lines = {
        "Alder ferry news of the day": "furniture",
        "The ferry Petrel at Alder quay": "caption",
    }
    text = "\n".join([*lines, " date 2019-09-09 " + BODY])
    marks = [mark(text, line, kind) for line, kind in lines.items()]
    assert called(text, [*marks, mark(text, " date 2019-09-09", "date")]) == (FIRST, False)


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    assert called("wave " * 100 + "rolled in.") == (" ".join(["wave"] * 40) + " …", False)


def test_the_lines_of_a_wrapped_headline_are_one() -> None:
    text = (
        "Ferry Petrel sails from the quay of Alder to\nthe islands at last\n\n"
        "The ferry Petrel left the Alder quay at noon with\nforty passengers, of whom eleven were "
        "said to be\npilots of the harbour office on their way to the\nislands for a wedding.\n"
    )
    title = "Ferry Petrel sails from the quay of Alder to the islands at last"
    assert called(text) == (title, True)


def test_front_matter_is_passed_over_and_furniture_alone_has_no_headline() -> None:
    front = "---\ntitle: Gull\n---\n"
    found = headline(f"{front}Ferry sails at last\n{BODY}", (), start=len(front))
    assert found is not None
    assert found.title == "Ferry sails at last"
    assert headline("Share this", [Mark(0, 10, "furniture", "")]) is None
    assert headline(" \n* * *\n", ()) is None


@given(st.text(alphabet="ab. \n#*\r\u2028A?", max_size=80), st.integers(0, 20), st.integers(0, 20))
def test_a_title_is_words_of_the_text_outside_its_marks(text: str, start: int, size: int) -> None:
    marks = [Mark(start, start + size, "caption", "")] if size else []
    found = headline(text, marks)
    if found:
        first, last = found.span
        assert 0 <= first < last <= len(text)
        assert found.title == " ".join(text[first:last].split())
        assert not any(m.start < last and first < m.end for m in marks)
