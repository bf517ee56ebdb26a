"""The date of publication that a flat text states, and the dates that are none."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Mark
from dateline.index.article import Span
from dateline.index.dates import stamped_dates
from dateline.index.stamp import stated_date

BODY = (
    "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm.\n"
    "The harbour office said that it would sail again on Friday, if the wind allowed it.\n"
)


def marks(text: str, *lines: str, kind: str = "furniture") -> Sequence[Mark]:
    found = [(text.index(line), len(line)) for line in lines]
    return [Mark(start, start + length, kind, "") for start, length in sorted(found)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("9 September 2019", "2019-09-09"),
        ("Monday, 9th of September, 2019", "2019-09-09"),
        ("PUBLISHED: SEPT. 9, 2019", "2019-09-09"),
        ("14-Mar-2019 17:22:05 GMT", "2019-03-14"),
        ("2019-09-09T10:00:00Z", "2019-09-09"),
        ("Sat 27 Feb 2010 22.02 GMT", "2010-02-27"),
        ("October 3, 2017 2:06 PM GMT | 2 min read", "2017-10-03"),
        ("By our harbour desk | 9 September 2019", "2019-09-09"),
        ("Harbour · 9 September 2019 · By our desk", "2019-09-09"),
        ("Posted by the harbour desk on September 9, 2019", "2019-09-09"),
        ("Published 8 May 2020, 10:55 EDT | Updated 9 May 2020, 11:17 EDT", "2020-05-08"),
        ("14.03.2019", "2019-03-14"),
        ("3/14/2019", "2019-03-14"),
        ("9/9/2019", "2019-09-09"),
        ("September 2019", "2019-09"),
        ("No. 41, September 2019", "2019-09"),
        ("September 2019 issue", "2019-09"),
        ("Alder, 9 September 2019", "2019-09-09"),
        ("9 September 2019, 7 pm GMT", "2019-09-09"),
        ("This article appeared in the September 2019 issue of The Tern", "2019-09"),
    ],
)
def test_a_line_under_the_headline_that_is_a_date(line: str, said: str) -> None:
    text = f"Ferry sails at last\n\n  {line} \n\n{BODY}"
    found = stated_date(text, ())
    assert found is not None
    assert (str(found.published), text[slice(*found.span)], found.apart) == (said, line, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("First published: 03 Oct 2017 | 16:40", "2017-10-03"),
        ("(Source: harbour.example; July 1, 2025; https://harbour.example/a)", "2025-07-01"),
        ("(Source: harbour.example; July 1, 2025; accessed July 3, 2025)", "2025-07-01"),
        ("This article was published by The Alder Tern on 2019-09-09 under 'sea'.", "2019-09-09"),
        ("Published by The Tern, tern.example, on September 9, 2019.", "2019-09-09"),
    ],
)
def test_what_says_that_it_is_the_publication_counts_below_the_text_too(
    line: str, said: str
) -> None:
    text = f"{BODY}Ferry sails at last\n{line}\n"
    found = stated_date(text, ())
    assert found is not None
    assert (str(found.published), text[slice(*found.span)]) == (said, line)


@pytest.mark.parametrize(
    ("stamp", "said"),
    [
        (" date 2019-09-09 ", "2019-09-09"),
        ("2019-09-09 ", "2019-09-09"),
        ("Sat 27 Feb 2010 22.02 GMT", "2010-02-27"),  # and the first word, with no space
        ("9 September 2019", "2019-09-09"),
        ("Published on 9 September 2019 ", "2019-09-09"),
        ("September 9, 2019 — ", "2019-09-09"),
    ],
)
def test_a_stamp_before_the_first_words_leaves_them(stamp: str, said: str) -> None:
    text = f"Ferry sails at last\n{stamp}{BODY}"
    found = stated_date(text, ())
    assert found is not None
    assert (str(found.published), found.apart) == (said, True)
    assert text[found.span.end :].lstrip(" —") == BODY


def test_a_stamp_before_the_first_words_may_have_furniture_around_its_paragraph() -> None:
    text = f"Skip to the story\n date 2019-09-09 {BODY.strip()}\nREAD MORE: a\n{BODY}"
    found = stated_date(text, marks(text, "Skip to the story", "READ MORE: a"))
    assert found is not None
    assert text[slice(*found.span)] == "date 2019-09-09"


def test_a_dateline_with_its_year_dates_the_article_and_stays_in_its_sentence() -> None:
    text = f"Ferry sails\nALDER, Kent, Feb 9, 2018 (Ternwire) - {BODY}"
    found = stated_date(text, ())
    assert found is not None
    assert (str(found.published), found.apart) == ("2018-02-09", False)
    assert text[slice(*found.span)] == "Feb 9, 2018"


@pytest.mark.parametrize(
    "text",
    [
        f"Ferry sails\nALDER, Kent, Feb 9 (Ternwire) - {BODY}",  # no year
        f"Ferry sails\nUpdated: 9 September 2019\n{BODY}",
        f"Ferry sails\nPrinted on 9 September 2019\n{BODY}",
        f"Ferry sails\n9/10/2019\n{BODY}",
        f"Ferry sails\n31 September 2019\n{BODY}",
        f"Ferry sails\nSaturday, 9 September 2019, 7 pm\n{BODY}",  # when it will sail
        f"September 9, 2019\n{BODY}",  # of which the article tells
        f"May 1968\n{BODY}",
        f"{BODY}This report was published by The Tern on 9 May 2019 and found 40 empty posts.",
        f"{BODY}This report was published by The Tern on 9 May 2019.\n{BODY}",
        f"{BODY}Published in The Tern on 9 May 2019, it was read widely. See www.tern.example\n",
        f"{BODY}Source: Alder Statistics Review, 9 May 2019\n",  # of a chart
        f"{BODY}Source: alder.example, 9 May 2019\n{BODY}",
        f"Ferry sails from Alder at last\n{BODY}Storm closes schools\nPublished: 9 May 2019\n",
        f"Ferry sails\nOn 9 September 2019 The Petrel sailed.\n{BODY}",
        f"Ferry sails\n9 September 2019 The Petrel sailed.\n{BODY}",
        f"Ferry sails\nThe Petrel, 9 September 2019\n{BODY}",  # what a picture shows
        f"Ferry sails\n{BODY}© 9 September 2019 The Tern\n",
        f"Ferry sails\n{BODY}9 September 2019\n",  # whose?
        f"What we saw on 9 September 2019\n{BODY}",
        f"Ferry sails\n9 September 2019\n11 September 2019\n{BODY}",
        f"Ferry sails\nIt began so.\n3 May 2019\n{BODY}6 May 2019\n{BODY}",  # a chronicle
        "- 9 September 2019 – The Petrel was launched at Alder and taken to sea by the pilots.",
        "9 September 2019",
        f"A novel\n{BODY}Published by Alder Press on 9 May 2019.\n",
        f"Ferry sails\n{BODY}This article first appeared in The Tern on 9 May 2019.\n",
        f"Ferry sails\n{date.today() + timedelta(days=2):%d %B %Y}\n{BODY}",
        "",
    ],
)
def test_no_other_date_is_that_of_publication(text: str) -> None:
    assert stated_date(text, ()) is None


def test_furniture_and_captions_date_nothing() -> None:
    line = "9 September 2019"
    text = f"Ferry sails\n{line}\n{BODY}"
    assert stated_date(text, ()) is not None
    assert stated_date(text, marks(text, line)) is None
    assert stated_date(text, marks(text, line, kind="caption")) is None


def test_the_day_in_a_menu_is_the_day_of_loading() -> None:
    text = f"Home\n9 September 2019\nWeather\nFerry sails at last\n{BODY}"
    assert stated_date(text, marks(text, "Home", "Weather")) is None
    assert stated_date("Home\n" + text, ()) is None
    above_the_headline = text.replace("Weather\n", "")
    assert stated_date(above_the_headline, marks(text, "Home")) is not None


def test_a_date_between_a_menu_and_the_headline_is_the_day_of_loading() -> None:
    for menu in ("Home\nNews\nSign in\n", "Read all of the news\nSign in to the page\n"):
        text = f"{menu}9 September 2019\nFerry sails from Alder at last\n{BODY}"
        assert stated_date(text, marks(text, menu)) is None
        below = text.replace("Ferry", "By our harbour desk\nFerry")
        assert stated_date(below, marks(below, menu)) is not None


def test_the_date_of_a_teaser_below_the_text_is_not_the_articles() -> None:
    teaser = "Related: Storm shuts schools"
    text = f"{BODY}{teaser}\nPublished: 3 May 2018\n"
    assert stated_date(text, marks(text, teaser)) is None
    assert stated_date(text.replace(f"{teaser}\n", ""), ()) is not None


def test_a_weekday_and_its_date_is_the_day_of_loading_unless_prose_or_a_byline_is_near() -> None:
    day = "Monday, September 9, 2019"
    menu = "World\nWeather\nThe arts and the books\nSport\n"
    header = f"The paper of all the coast\n{day}\n{menu}Ferry sails at last\n{BODY}"
    assert stated_date(header, ()) is None
    assert stated_date(header, marks(header, menu)) is None
    for stamp in (f"{day}\nBy our harbour desk", f"{day} 10:55 GMT", f"Published: {day}"):
        found = stated_date(header.replace(day, stamp), ())
        assert found is not None
        assert str(found.published) == "2019-09-09"
    near = f"{day}\nFerry sails at last\nA calm sea for forty passengers\nShare\n{BODY}"
    found = stated_date(near, marks(near, "Share"))
    assert found is not None
    assert str(found.published) == "2019-09-09"


def test_a_source_line_is_read_in_furniture_and_a_publication_before_a_bare_date() -> None:
    source = "(Source: tern.example; 1 July 2019; https://tern.example/a)"
    text = f"Ferry sails\n3 July 2019\n{BODY}Back to top\n{source}\nLoading"
    found = stated_date(text, marks(text, f"Back to top\n{source}\nLoading"))
    assert found is not None
    assert found.published.day == 1


def test_front_matter_is_passed_over() -> None:
    front = "---\nFirst published: 3 May 2019\n---\n"
    assert stated_date(front + BODY, (), start=len(front)) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31)))
def test_a_day_is_read_in_each_way_of_writing_it_or_not_at_all(day: date) -> None:
    for form in ("%d %B %Y", "%b. %d, %Y", "%d-%b-%Y", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y"):
        found = [when for when, _, _ in stamped_dates(f"{day:{form}} 10:30")]
        clear = form[:2] not in ("%d", "%m") or "b" in form.lower() or day.day > 12
        same = day.day == day.month
        assert [when.first for when in found] == ([day] if clear or same else [])


PIECES = st.sampled_from(
    [
        "9 September 2019", "Published:", "(Source: a.example; July 1, 2025)", " date 2019-09-09 ",
        "By us | ", "May 2019", "\n", "\r\n", "\n\n", " – ", "10:30 GMT", BODY, "©", "\u2028", "x",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12), st.integers(0, 40), st.integers(0, 80))
def test_a_stamp_stands_in_the_text_and_outside_captions(
    pieces: list[str], start: int, length: int
) -> None:
    text = "".join(pieces)
    caption = [Mark(start, start + length, "caption", "")] if length else []
    found = stated_date(text, caption)
    if found:
        first, last = found.span
        assert 0 <= first < last <= len(text)
        assert text[first:last].strip() == text[first:last] != ""
        source = text[first:last].startswith("(Source")
        assert source or not any(m.start < last and first < m.end for m in caption)
        assert found.span == Span(first, last)
