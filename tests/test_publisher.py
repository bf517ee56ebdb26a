"""Who published a flat text, by what its page says, and who is only named in it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, Mark
from dateline.index.describe import described
from dateline.index.page_names import page_names
from dateline.index.publisher import stated_publisher

BODY = (
    "Ferry sails at last\n"
    "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm.\n"
    "The harbour office told The Gull that it would sail again on Friday.\n"
)


def page(*lines: str) -> tuple[str, Sequence[Mark]]:
    """An article with lines of furniture below it."""
    text = BODY + "\n".join(lines)
    return text, [Mark(len(BODY), len(text), "furniture", "")] if lines else []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2019 The Alder Times. All rights reserved.", "The Alder Times"),
        ("Prices are old. © Alder News 2023. All rights reserved.", "Alder News"),
        ("(c) 2009-2020 alder-tern.example", "alder-tern.example"),
        ("The Alder Tern is owned by its 3,104 readers.", "The Alder Tern"),
        ("Tern News is a nonprofit newsroom covering the coast.", "Tern News"),
        ("The Tern has covered what others leave out since 1988: tides and gulls.", "The Tern"),
        ("A/TN journalists report the news in 27 languages. We are free.", "A/TN"),
        ("Found a mistake? Write to corrections@www.tern.example", "tern.example"),
        ("Published by The Tern, tern.example, on 9 May 2019.", "The Tern"),
        ("This story was published in The Tern on 9 May 2019 under the category Sea.", "The Tern"),
        ("(Source: tern.example; July 1, 2025; https://t.example/a)", "tern.example"),
        ("Source: www.tern.co.uk with agencies", "tern.co.uk"),
        ("This article, by the harbour desk, was published by The Tern on 2023-11-01.", "The Tern"),
    ],
)
def test_one_notice_of_the_page_names_its_publisher(line: str, name: str) -> None:
    found = stated_publisher(*page(line))
    assert found is not None
    assert (found.name, found.how, found.words) == (name, "text", line)


@pytest.mark.parametrize(
    "notice",
    [
        "© 2019 The Alder Tern. All rights reserved.",
        "Prices are old. © The Alder Tern 2023",
        "Copyright The Alder Tern. Redistribution is prohibited.",
    ],
)
def test_a_notice_of_copyright_is_the_owners_without_a_second_sign(notice: str) -> None:
    assert stated_publisher(*page(notice)) is None
    assert (
        stated_publisher(*page(notice, "About The Alder Tern", "Work for The Alder Tern")) is None
    )
    for sign in ("Follow The Alder Tern", "desk@alder-tern.example", "www.alder-tern.example"):
        found = stated_publisher(*page(notice, sign))
        assert found is not None
        assert found.name == "The Alder Tern"
    text, (mark,) = page(notice)
    top = "menu\nsearch the page\nthe alder tern\n"
    found = stated_publisher(
        top + text, [replace(mark, start=len(top + BODY), end=len(top + text))]
    )
    assert found is not None
    assert found.name == "The Alder Tern"


def test_an_owner_does_not_give_its_name_to_a_paper() -> None:
    found = stated_publisher(*page("© 2019 Tern Universal", "Follow Tern", "www.tern.example"))
    assert found is not None
    assert found.name == "Tern"


@pytest.mark.parametrize(
    ("menu", "whole"),
    [
        ("Home World Sport Weather Alder Mail Offers", "Alder Mail"),
        ("Home World Sport Weather Arts Books Alder Mail", "Alder Mail"),
        ("Our papers: Alder Mail on Sunday Offers", "Alder Mail"),
    ],
)
def test_a_name_is_not_cut_out_of_a_menu(menu: str, whole: str) -> None:
    notice = f"© 2019 {whole}"
    found = stated_publisher(*page(notice, f"a free page of {whole}"))
    assert found is not None
    assert found.name == whole
    assert stated_publisher(*page(notice, menu)) is None


def test_what_the_page_asks_for_counts_together() -> None:
    asks = ("Subscribe to The Alder Times", "Follow The Alder Times on Facebook")
    assert stated_publisher(*page(asks[1], "Follow Alder Bay")) is None
    found = stated_publisher(*page(*asks))
    assert found is not None
    assert found.name == "The Alder Times"


def test_a_notice_is_read_unmarked_where_the_page_speaks_of_itself_as_we() -> None:
    notice = 'A/TN has been declared an "unwanted guest" by the harbour.\n'
    found = stated_publisher(f"{BODY}{notice}If you live there, note that our pages are read.", ())
    assert found is not None
    assert found.name == "A/TN"
    assert stated_publisher(BODY + notice, ()) is None


def test_the_fullest_name_is_given_in_the_case_of_a_sentence() -> None:
    text, marks = page("THE TERN", "About the Tern", "© 2019 The Alder Tern", "news@tern.example")
    found = stated_publisher(text, marks)
    assert found is not None
    assert found.name == "The Alder Tern"


@pytest.mark.parametrize(
    "line",
    [
        "With reporting by Ternwire, dpa, AFP, and Reuters",
        "This report first appeared in The Gull and is used under its terms.",
        "FILE PHOTO. © Gull / Harbour picture service",
        "Photo: © 2019 The Gull",
        "© Gull",  # perhaps of a picture
        "© 2019 Alder Holdings Ltd. All rights reserved.",  # who owns it
        "© 2019 Gull, Tern & Co. Ltd. All rights reserved.",
        "© 2020, All Rights Reserved",
        "© 2019 Alder Universal",
        "© 2019 Alder News & Media. All rights reserved.",
        "© 2019 Autonomous Tern Organization. All rights reserved.",
        "Copyright 2019 The Associated Press. All rights reserved.",  # credited in many papers
        "The Copyright Office has asked for comments.",
        "(Source: Harbour Office)",
        "Source: Harbour Office",
        "Source: Alder Statistics Review, 9 May 2019",  # of a chart
        "To: newsdesk@gull.example",
        "Cc: editor@gull.example, news@gull.example",
        "This report was published by The Gull on 9 May 2019 and found 40 empty posts.",
        "Published in The Gull on 9 May 2019, it was read widely. See www.gull.example",
        "More from Alder Bay",
        "Contact Us",
        "Sign up for Breaking News",
        "Write to alder.desk@gmail.com or editor@gmail.com",
        "There is a newspaper for every taste, and we read it.",
        "Special Reports",
        "Published by Alder Press on 9 May 2019.",  # a book
    ],
)
def test_others_are_named_and_are_not_the_publisher(line: str) -> None:
    assert stated_publisher(*page(line)) is None
    assert stated_publisher(f"{BODY}{line}", ()) is None


def test_a_dateline_names_an_agency_and_not_the_paper_that_prints_it() -> None:
    text = f"Ferry sails\nALDER, Feb 9 (Reuters) - {BODY}"
    assert stated_publisher(text, ()) is None


def test_of_two_publishers_there_is_none_unless_an_archive_names_its_source() -> None:
    two = ("© 2019 The Alder Times. All rights reserved.", "The Skua is owned by its readers.")
    assert stated_publisher(*page(*two)) is None
    found = stated_publisher(*page("(Source: gull.example; https://t.example)", two[0]))
    assert found is not None
    assert found.name == "gull.example"


def test_nothing_that_the_article_reports_names_its_publisher() -> None:
    for line in (
        "The Gull is a newspaper of Alder. It is a daily and was founded in 1900.",
        "The Gull is a newspaper of Alder. We read it every day, its readers say.",
        "This report was published by The Gull on 9 May 2019.",
    ):
        assert stated_publisher(f"{BODY}{line}\n{BODY}", ()) is None


def test_a_line_on_every_page_counts_once() -> None:
    entry = "The Alder Times"
    text = f"{entry}\n{BODY}"
    marks = [Mark(0, len(entry), "furniture", "")]
    assert stated_publisher(text, marks, familiar={entry}) is None
    below = "Welcome to The Alder Times"
    more = [*marks, Mark(len(text), len(text + below), "furniture", "")]
    found = stated_publisher(text + below, more, familiar={entry})
    assert found is not None
    assert found.name == entry


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.rt.com/news/1", "rt.com"),
        ("https://edition.tern.co.uk/a?b", "tern.co.uk"),
        ("http://news.alder-tern.example:8080/a", "alder-tern.example"),
        ("https://web.archive.org/web/2019/https://tern.example/a", None),
        ("https://127.0.0.1/a", None),
        ("http://localhost/a", None),
        ("http://[::1/a", None),
        ("tern", None),
        (None, None),
    ],
)
def test_a_silent_text_is_published_by_the_site_it_stands_on(
    url: str | None, name: str | None
) -> None:
    found = stated_publisher(BODY, (), url)
    assert (found and (found.name, found.how, found.words)) == (name and (name, "url", url))


def test_the_text_says_it_better_than_the_address() -> None:
    text, marks = page("© 2019 The Alder Times. All rights reserved.")
    found = stated_publisher(text, marks, "https://news.tern.example/a")
    assert found is not None
    assert (found.name, found.how) == ("The Alder Times", "text")


def test_the_site_behind_a_headline_is_named_if_the_page_names_it_again() -> None:
    text, marks = page("Join The Alder Crier", "ALDER today")
    title = "Ferry sails at last - Alder Crier\n"
    marks = [replace(marks[0], start=marks[0].start + len(title), end=marks[0].end + len(title))]
    found = stated_publisher(title + text, marks)
    assert found is not None
    assert (found.name, found.words) == ("Alder Crier", title.strip())
    assert stated_publisher(title.replace("at last", "late") + text, marks) is None
    assert stated_publisher(title + BODY, ()) is None


def test_a_section_is_not_the_site_nor_is_what_is_asked_for_once() -> None:
    notice = "© 2019 Gullnet"
    text, marks = page(notice, "Gullnet Arabic")
    title = "Ferry sails at last | Gullnet Arabic\n"
    marks = [replace(marks[0], start=marks[0].start + len(title), end=marks[0].end + len(title))]
    found = stated_publisher(title + text, marks)
    assert found is not None
    assert found.name == "Gullnet"
    assert stated_publisher(*page("More on Gull Book Review", "Support Gull")) is None


def test_initials_and_a_host_in_capitals_are_the_names() -> None:
    found = stated_publisher(*page("© 2019 Alder Bay Channel", "Follow ABC", "ABC.com"))
    assert found is not None
    assert found.name == "Alder Bay Channel"
    found = stated_publisher(*page("© 2019 SkuaPoint", "Search SkuaPoint.com"))
    assert found is not None
    assert found.name == "SkuaPoint"


def pages(*lines: str, of: str = "quay") -> list[Article]:
    """Four articles with nothing in common but these lines of their pages; "#" is a number."""
    return [
        Article(
            id=f"{number}",
            text="\n".join(
                [
                    f"{of.capitalize()} story {number}",
                    *(
                        f"The {word} of {of} {number} was {word} again on its {word} {number} day, "
                        f"a {word} clerk of the {of} said after a long and {word} night."
                        for word in (f"{a}{number}{b}" for a in "rst" for b in "aeiou")
                    ),
                    *(line.replace("#", str(number)) for line in lines),
                ]
            ),
        )
        for number in range(1, 5)
    ]


def publishers(articles: Sequence[Article]) -> set[str | None]:
    return {article.publisher for article in described(articles)}


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Ring the Alder Examiner on 555", "Alder Examiner puzzles, page #"), "Alder Examiner"),
        (("Kept in May # of The Tern Monthly", "The Tern Monthly, p. #"), "The Tern Monthly"),
        (("Skua | Report #", "Skua is free because you pay", "Skua readers"), "Skua"),
        (
            ("Alder Reach Society, Quay 1", "How Alder Reach Society works", "ars.example/#"),
            "Alder Reach Society",
        ),
        (("https://alder-tern.example/#/a", "Log in at alder-tern.example"), "alder-tern.example"),
        (("@larusnow", "Larus Now on the harbour wall"), "Larus Now"),
        (("Der Alderhafener Bote", "Alderhafener Bote: sechs Seiten"), "Der Alderhafener Bote"),
    ],
)
def test_what_many_pages_repeat_is_their_publisher(lines: Sequence[str], name: str) -> None:
    articles = pages(*lines)
    assert publishers(articles) == {name}
    assert publishers(articles[:2]) <= {None, name}  # two pages make no rule
    both = [*articles, *pages("Home", "Menu", of="moor")]
    assert [one.publisher for one in described(both)][4:] == [None] * 4


@pytest.mark.parametrize(
    "lines",
    [
        ("Reporting by Terna Press", "Photos: Terna Press", "With files from Terna Press"),
        ("Sponsored by Larch Bank", "Advertisement: visit www.larchbank.example"),
        ("Movies & TV", "TV Listings", "World News", "Latest World News"),
        ("Advertise", "Advertise with our paper", "To advertise, write to us"),
        ("© # Gull Holdings", "Gull Holdings Ltd, our owner", "Gull Holdings and its readers"),
        ("Quay", "Quay news for our readers", "Your letters from Quay"),  # told of in the articles
        ("Terna", "Terna floods again"),  # one story, on every page
    ],
)
def test_others_are_repeated_too(lines: Sequence[str]) -> None:
    articles = [replace(one, text=one.text.replace("of quay", "of Quay")) for one in pages(*lines)]
    assert publishers(articles) == {None}


def test_a_page_names_itself_and_not_the_agency_that_another_page_repeats() -> None:
    agency = pages("Terna Wire", "Terna Wire keeps its newsdesk open for you", of="moor")
    paper = pages("Alder Examiner", "Alder Examiner readers may vote")
    paper = [replace(one, id=f"p{one.id}", text=f"{one.text}\nTerna Wire") for one in paper]
    found = [one.publisher for one in described([*agency, *paper])]
    assert found == ["Terna Wire"] * 4 + ["Alder Examiner"] * 4


def test_names_of_pages_are_found_by_lines_without_their_numbers() -> None:
    texts = [
        one.text for one in pages("The Tern Monthly, p. #", "Kept in May # of The Tern Monthly")
    ]
    assert set(page_names(texts, ())) == {
        "The Tern Monthly, p. #",
        "Kept in # # of The Tern Monthly",
    }
    assert page_names([], ()) == page_names(["", "a"], ()) == {}


@given(st.text(alphabet="Aa.© \n(:2@/,S-'"), st.booleans())
def test_a_name_looks_like_one(text: str, marked: bool) -> None:
    text = f"© 2019 {text}\nSource: {text}"
    marks = [Mark(0, len(text), "furniture", "")] if marked else []
    found = stated_publisher(text, marks)
    if found:
        assert 2 <= len(found.name) <= 60
        assert found.name == " ".join(found.name.split())
        assert any(map(str.isalpha, found.name))
