"""Reading files: what becomes of each kind, of each encoding, and of what is broken."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import Article, DatelineError, Mark, Origin, PartialDate, read_articles
from dateline.index.decode import decode
from dateline.index.errors import ArticleError
from dateline.index.passages import cut
from dateline.index.problem import Problem
from dateline.index.readers import article_files, read_file
from dateline.index.sentences import sentences

KINDS = (
    ".txt, .md, .markdown, .html, .htm, .jsonl, .jsonl.gz, .json, .csv, .tsv, .pdf, .xml, .rss, "
    ".atom, .warc, .warc.gz, .zip, .tar, .tar.gz, .tgz"
)
BODY = "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm."
FIRST_SENTENCE = "The ferry Petrel left the Alder quay at noon with forty passengers."


class Reading:
    """Reads files in a folder, keeping the problems that were told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def all(self, *paths: Path) -> list[Article]:
        self.problems.clear()
        return list(read_articles(paths or [self.folder], on_problem=self.problems.append))

    def one(self, name: str, content: str | bytes) -> Article:
        (article,) = self.all(self.write(name, content))
        return article

    @property
    def notes(self) -> list[str]:
        """Problems as (message) of what was read all the same."""
        return [problem.message for problem in self.problems if not problem.lost]

    @property
    def losses(self) -> list[tuple[str, str]]:
        return [(problem.source, problem.message) for problem in self.problems if problem.lost]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


def marked(article: Article) -> list[tuple[str, str]]:
    """What each mark covers, read through its offsets."""
    return [(mark.kind, article.text[mark.start : mark.end]) for mark in article.marks]


# Plain text


def test_plain_text_is_kept_to_the_character_under_its_stem_and_headline(reading: Reading) -> None:
    text = f"\n  Ferry sails at last\n\n{BODY}\n"
    article = reading.one("ferry.txt", text)
    assert article == Article(
        id="ferry",
        text=text,
        title="Ferry sails at last",
        title_from=Origin("text", "Ferry sails at last"),
        source=str(reading.folder / "ferry.txt"),
    )
    assert reading.problems == []


def test_a_text_without_a_headline_is_called_by_its_first_sentence(reading: Reading) -> None:
    assert reading.one("a.txt", BODY).title == (
        "The ferry Petrel left the Alder quay at noon with forty passengers."
    )


def test_a_long_first_sentence_is_cut_at_a_word_for_a_title(reading: Reading) -> None:
    title = reading.one("a.txt", "wave " * 100 + "rolled in.").title
    assert title == " ".join(["wave"] * 40) + " …"


@pytest.mark.parametrize(
    ("stamp", "published"),
    [
        ("9 September 2019", "2019-09-09"),
        ("September 9, 2019", "2019-09-09"),
        ("Sept. 9, 2019", "2019-09-09"),
        ("2019-09-09", "2019-09-09"),
        ("Monday, 9 September 2019", "2019-09-09"),
        ("Published: 2019-09-09", "2019-09-09"),
        ("Posted on 9th September 2019", "2019-09-09"),
        ("PUBLISHED 9 SEPTEMBER 2019", "2019-09-09"),
        ("30th September, 2019", "2019-09-30"),
        ("9 September 2019, 10:30 GMT", "2019-09-09"),
        ("9 September 2019 | 10:30", "2019-09-09"),
    ],
)
def test_a_line_that_is_a_date_near_the_top_dates_the_article(
    reading: Reading, stamp: str, published: str
) -> None:
    article = reading.one("a.txt", f"Ferry sails\n\n  {stamp}\n\n{BODY}\n")
    assert (str(article.published), article.published_from.how) == (published, "text")
    assert marked(article) == [("date", stamp)]


def test_a_stamp_before_the_first_word_dates_the_article(reading: Reading) -> None:
    article = reading.one("a.txt", f" date 2019-09-09 The quay was full. {BODY}")
    assert (str(article.published), article.published_from.how) == ("2019-09-09", "text")
    assert marked(article) == [("date", "date 2019-09-09")]
    assert article.title == "The quay was full."


def test_a_source_line_at_the_end_dates_the_article(reading: Reading) -> None:
    line = "(Source: harbour.example; July 1, 2025; https://harbour.example/a)"
    article = reading.one("a.txt", f"Ferry sails\n\n{BODY}\n\n{line}\n")
    assert (str(article.published), article.published_from.how) == ("2025-07-01", "text")
    assert marked(article) == [("date", line)]


def test_a_source_line_below_other_stories_dates_the_article_and_leaves_them_furniture(
    reading: Reading,
) -> None:
    others = "Top Trending\n1. Winter swimmers elect a queen\n"
    line = "(Source: harbour.example; July 1, 2025; https://harbour.example/a)"
    article = reading.one("a.txt", f"Ferry sails\n\n{BODY}\n\n{others}{line}\n")
    assert str(article.published) == "2025-07-01"
    assert marked(article) == [("furniture", others.strip()), ("date", line)]


@pytest.mark.parametrize(
    "text",
    [
        # in a sentence, near the top and near the end
        "Ferry sails\n\nOn 9 September 2019 the ferry sailed from Alder with forty aboard.\n",
        "Ferry sails\n\nThe ferry sailed. The fare has not changed since 9 September 2019.\n",
        # in the headline
        f"What we saw on 9 September 2019\n\n{BODY}\n",
        # in furniture
        f"Ferry sails\n\n{BODY}\n\nEditors' Picks\n\n3 January 2026\n\nCats take the harbour.\n",
        f"Ferry sails\n\n{BODY}\n\n© 9 September 2019 Alder Line. All rights reserved.\n",
        # a date that means different days in different countries, or no day at all
        f"Ferry sails\n\n9/10/2019\n\n{BODY}\n",
        f"Ferry sails\n\n31 February 2019\n\n{BODY}\n",
        # far from the top
        "Ferry sails\n\n" + "It is calm.\n" * 8 + "9 September 2019\n" + "It blew.\n" * 8,
        # a source with no date
        f"Ferry sails\n\n{BODY}\n\n(Source: harbour.example)\n",
    ],
)
def test_a_date_anywhere_else_dates_nothing(reading: Reading, text: str) -> None:
    article = reading.one("a.txt", text)
    assert (article.published, article.published_from.how) == (None, "unknown")
    assert not [mark for mark in article.marks if mark.kind == "date"]


def test_furniture_is_marked_and_stays_in_the_text(reading: Reading) -> None:
    text = (
        f"Ferry sails\n\nShare this article\n{BODY}\nREAD MORE: The quay that sank\n"
        "It will sail again on Friday.\n\nRelated\nThe mayor and the gull\nTen ways to tie a knot\n"
    )
    article = reading.one("a.txt", text)
    assert article.text == text
    assert marked(article) == [
        ("furniture", "Share this article"),
        ("furniture", "READ MORE: The quay that sank"),
        ("furniture", "Related\nThe mayor and the gull\nTen ways to tie a knot"),
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_file_with_nothing_to_read_is_reported(reading: Reading, name: str) -> None:
    for content, message in (
        (b"", "it is empty; it was left out"),
        (b" \r\n\t\n", "it is empty; it was left out"),
        (
            b"Share this article\n",
            "article 'a' holds page furniture only, nothing to quote; it was left out",
        ),
        (b"\x00\x01\x02" * 99, "it is binary, not text; it was left out"),
    ):
        file = reading.write(name, content)
        assert reading.all(file) == []
        assert reading.losses == [(str(file), message)]


# Markdown


def test_front_matter_gives_the_fields_and_is_no_part_of_what_is_read(reading: Reading) -> None:
    front = (
        "---\nid: petrel-1\ntitle: 'Ferry: at last'\npublisher: Tidewater Post\ndate: 2021-03-14\n"
        "url: https://tidewater.example/ferry\ntags: [sea, ships]\n---\n"
    )
    article = reading.one("ferry.md", f"{front}\n# Ferry\n\n{BODY}\n")
    assert article == Article(
        id="petrel-1",
        text=f"{front}\n# Ferry\n\n{BODY}\n",
        title="Ferry: at last",
        publisher="Tidewater Post",
        published=PartialDate(2021, 3, 14),
        published_from=Origin("given"),
        url="https://tidewater.example/ferry",
        marks=(Mark(0, len(front), "furniture", "front matter"),),
        source=str(reading.folder / "ferry.md"),
    )
    assert reading.problems == []


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("date: 2021-03-14", "2021-03-14"),
        ("date: 2021-03", "2021-03"),
        ("date: 2021", "2021"),
        ("date: '2021-03-14'", "2021-03-14"),
        ("date: 2021-03-14T23:30:00+02:00", "2021-03-14"),
        ("date: 2021-03-14 08:00:00", "2021-03-14"),
        ("published: 2021-03-14", "2021-03-14"),
        ("published: 2021-03-14\ndate: 2020-01-01", "2021-03-14"),
    ],
)
def test_the_date_in_front_matter_is_as_precise_as_it_is_written(
    reading: Reading, written: str, published: str
) -> None:
    article = reading.one("a.md", f"---\n{written}\n---\n{BODY}")
    assert (str(article.published), article.published_from.how) == (published, "given")
    assert reading.problems == []


@pytest.mark.parametrize("written", ["yesterday", "2021-13-01", "14/03/2021"])
def test_a_wrong_date_in_front_matter_is_said_and_passed_over(
    reading: Reading, written: str
) -> None:
    article = reading.one("a.md", f"---\ndate: {written}\n---\nFerry\n\n1 May 2001\n\n{BODY}")
    assert (str(article.published), article.published_from.how) == ("2001-05-01", "text")
    (note,) = reading.notes
    assert written in note
    assert note.endswith("it was passed over")


def test_front_matter_without_a_date_leaves_the_stamp_in_the_text(reading: Reading) -> None:
    article = reading.one("a.md", f"---\ntitle: Ferry\n---\n14 March 2021\n\n{BODY}")
    assert (str(article.published), article.published_from.how) == ("2021-03-14", "text")
    assert marked(article)[1:] == [("date", "14 March 2021")]


def test_values_in_front_matter_stand_as_they_are_written(reading: Reading) -> None:
    front = "---\nid: 0123\ntitle: No\npublisher: 12:30\n---\n"  # YAML 1.1: 83, False and 750
    article = reading.one("a.md", front + BODY)
    assert (article.id, article.title, article.publisher) == ("0123", "No", "12:30")


@pytest.mark.parametrize("nothing", ["", "~", "null", "''", "[a, b]", "{a: b}"])
def test_a_field_in_front_matter_that_is_no_text_is_no_field(
    reading: Reading, nothing: str
) -> None:
    fields = "".join(f"{name}: {nothing}\n" for name in ("id", "title", "publisher", "date", "url"))
    article = reading.one("a.md", f"---\n{fields}---\nFerry sails\n\n{BODY}")
    assert (article.id, article.title) == ("a", "Ferry sails")
    assert (article.publisher, article.published, article.url) == (None, None, None)
    assert reading.problems == []


@pytest.mark.parametrize(
    "broken",
    [
        "title: 'unclosed",
        "title: Ferry: at last",
        "\ttitle: Ferry",
        "a: *nowhere",
        "a: " + "[" * 5000,
        "? [a, b]\n: c",
    ],
)
def test_broken_front_matter_is_said_and_the_article_is_read(reading: Reading, broken: str) -> None:
    article = reading.one("a.md", f"---\n{broken}\n---\nFerry sails\n\n{BODY}")
    assert article.title == "Ferry sails"
    assert marked(article) == [("furniture", f"---\n{broken}\n---\n")]
    (note,) = reading.notes
    assert note.startswith("its front matter is not YAML (")


@pytest.mark.parametrize("front", ["---\nThe ferry sank.\n---\n", "---\njust words\n---\n"])
def test_text_between_two_rules_is_no_front_matter(reading: Reading, front: str) -> None:
    article = reading.one("a.md", f"{front}Ferry sails\n\n{BODY}")
    assert article.marks == ()
    assert article.title in (front.splitlines()[1], "Ferry sails")


@pytest.mark.parametrize("heading", ["# Ferry sails", "#  Ferry sails  ##  "])
def test_markdown_without_front_matter_is_called_by_its_heading(
    reading: Reading, heading: str
) -> None:
    article = reading.one("a.md", f"{heading}\n\n{BODY}")
    assert (article.title, article.marks) == ("Ferry sails", ())


def test_only_markdown_has_front_matter(reading: Reading) -> None:
    article = reading.one("a.txt", f"---\ntitle: Ferry\n---\n{BODY}")
    assert article.title != "Ferry"
    assert article.marks == ()


def test_a_rule_in_the_middle_of_markdown_is_no_front_matter(reading: Reading) -> None:
    article = reading.one("a.md", f"Ferry sails\n\n---\ntitle: x\n---\n\n{BODY}")
    assert (article.title, article.marks) == ("Ferry sails", ())


# HTML

PAGE = """<!DOCTYPE html><html lang="en"><head>
<title>Bakery reopens &amp; smells — Marsh Herald</title>
<meta property="og:title" content="Bakery reopens &amp;  smells">
<meta property="og:site_name" content="Marsh Herald">
{head}
<script>var secret = "tracked";</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/tides">Tide tables</a></li></ul></nav>
<article><h1>Bakery reopens &amp; smells</h1>
<p>The bakery in Quay Lane opened its doors again on Tuesday, eleven months after the flood.</p>
<script>document.write("injected");</script>
<p>Its oven was lit by a neighbour who is 91 &#127838; and bought her first loaf there on 3 March
1954.</p></article>
<footer>Cookie notice. Copyright 2031 Marsh Herald</footer></body></html>"""
STORY = (
    "The bakery in Quay Lane opened its doors again on Tuesday, eleven months after the flood.\n"
    "Its oven was lit by a neighbour who is 91 \N{BREAD} and bought her first loaf there on "
    "3 March 1954."
)


def page(head: str = "") -> str:
    return PAGE.format(head=head)


def test_a_page_gives_its_story_and_its_metadata_and_nothing_around_them(
    reading: Reading,
) -> None:
    head = (
        '<meta property="article:published_time" content="2020-05-06T22:30:00Z">'
        '<link rel="canonical" href="https://marsh.example/bakery">'
    )
    article = reading.one("bakery.html", page(head))
    assert article == Article(
        id="bakery",
        text=STORY,
        title="Bakery reopens & smells",
        publisher="Marsh Herald",
        published=PartialDate(2020, 5, 6),
        title_from=Origin("page", "meta og:title"),
        publisher_from=Origin("page", "meta og:site_name"),
        published_from=Origin("page", "meta article:published_time"),
        url="https://marsh.example/bakery",
        source=str(reading.folder / "bakery.html"),
    )
    assert reading.problems == []


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2020-05-06">',
        '<script type="application/ld+json">{"@context": "https://schema.org", '
        '"@type": "NewsArticle", "datePublished": "2020-05-06T10:00:00Z", '
        '"dateModified": "2021-01-01T10:00:00Z"}</script>',
        '<meta property="article:published_time" content="2020-05-06">'
        '<meta property="article:modified_time" content="2022-02-02">',
    ],
)
def test_the_date_of_a_page_is_when_it_was_published(reading: Reading, head: str) -> None:
    article = reading.one("a.html", page(head))
    assert (str(article.published), article.published_from.how) == ("2020-05-06", "page")


def test_a_page_without_a_date_is_undated_whatever_its_story_and_footer_say(
    reading: Reading,
) -> None:
    article = reading.one("a.htm", page())
    assert (article.published, article.published_from.how) == (None, "unknown")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "/bakery", "file:///etc/passwd", "data:text/html,x"]
)
def test_an_address_that_is_not_of_the_web_is_no_url(reading: Reading, address: str) -> None:
    article = reading.one("a.html", page(f'<link rel="canonical" href="{address}">'))
    assert article.url is None


@pytest.mark.parametrize("content", ["", "<html></html>", "<p></p>", "   "])
def test_a_page_without_a_story_is_reported(reading: Reading, content: str) -> None:
    file = reading.write("a.html", content)
    assert reading.all(file) == []
    assert reading.losses == [(str(file), "no article was found in the page; it was left out")]


def test_a_binary_file_that_is_called_a_page_is_reported(reading: Reading) -> None:
    file = reading.write("a.html", bytes(range(256)) * 9)
    assert reading.all(file) == []
    message = "it cannot be read as HTML (it is binary, not text); it was left out"
    assert reading.losses == [(str(file), message)]


@pytest.mark.parametrize(
    ("encoding", "story"),
    [
        ("windows-1251", "Паром «Буревестник» вышел из порта в полдень. На борту сорок человек."),
        ("iso-8859-1", "The café reopened “at last” — so said Renée, who owns all of it today."),
        ("shift_jis", "渡し船は正午に港を出た。船には四十人が乗っていた。海は穏やかだった。"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_declares(
    reading: Reading, encoding: str, story: str
) -> None:
    text = f"<html><head><meta charset={encoding!r}></head><body><p>{story}</p></body></html>"
    as_browsers_do = "cp1252" if encoding == "iso-8859-1" else encoding
    article = reading.one("a.html", text.encode(as_browsers_do))
    assert article.text == story
    assert reading.problems == []


def test_a_page_in_an_unknown_encoding_is_read_by_a_guess_that_is_said(reading: Reading) -> None:
    story = "The café reopened, said Renée, whose brûlée is famous in all of the déjà vu quarter."
    article = reading.one("a.html", f"<html><body><p>{story}</p></body></html>".encode("latin-1"))
    assert article.text == story
    (note,) = reading.notes
    assert "is not utf-8; read as" in note


def test_xhtml_with_an_xml_declaration_is_read(reading: Reading) -> None:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{page()}'
    assert reading.one("a.html", text).text.endswith(STORY)


# JSON Lines


def lines(*rows: object) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


def test_a_line_gives_every_field(reading: Reading) -> None:
    row = {
        "id": "gull-1",
        "title": "A gull is mayor",
        "text": f"{BODY}\nIt was seen by Ada \N{BREAD}.",
        "publisher": "Marsh Herald",
        "published": "2019-11",
        "url": "https://marsh.example/gull",
        "mood": ["other", "keys", "are", "ignored"],
    }
    article = reading.one("wire.jsonl", lines(row))
    assert article == Article(
        id="gull-1",
        text=str(row["text"]),
        title="A gull is mayor",
        publisher="Marsh Herald",
        published=PartialDate(2019, 11),
        published_from=Origin("given"),
        url="https://marsh.example/gull",
        source=str(reading.folder / "wire.jsonl"),
    )
    assert reading.problems == []


def test_a_packed_file_is_read_as_what_it_packs(reading: Reading) -> None:
    rows = lines({"id": "a", "text": BODY}, "", "no JSON", {"id": "b", "text": f"{BODY} Später."})
    plain = reading.all(reading.write("wire.jsonl", rows))
    problems = reading.losses
    (reading.folder / "wire.jsonl").unlink()
    for name in ("wire.jsonl.gz", "WIRE.JSONL.GZ"):
        file = reading.write(name, gzip.compress(rows.encode()))
        packed = reading.all(file)
        assert [replace(one, source="") for one in packed] == [
            replace(one, source="") for one in plain
        ]
        assert [one.source for one in packed] == [str(file)] * 2
        assert reading.losses == [
            (where.replace("wire.jsonl", name), message) for where, message in problems
        ]
        assert reading.all() == packed, "in a folder, too"
        file.unlink()


def test_a_damaged_packed_file_is_reported(reading: Reading) -> None:
    rows = lines(*({"id": f"a{number}", "text": f"{BODY} {number}"} for number in range(2000)))
    whole = gzip.compress(rows.encode())
    for damaged in (rows.encode(), whole[: len(whole) // 2], whole[:-3]):
        file = reading.write("wire.jsonl.gz", damaged)
        articles = reading.all(file)
        assert [one.id for one in articles] == [f"a{n}" for n in range(len(articles))]
        ((where, message),) = reading.losses
        assert where == str(file)
        assert message.startswith("it is not what .gz files are: ")
    with pytest.raises(ArticleError, match=r"wire\.jsonl\.gz.*it is not what \.gz files are"):
        list(read_articles([file]))


def test_other_packed_files_are_of_another_kind(reading: Reading) -> None:
    file = reading.write("story.txt.gz", gzip.compress(BODY.encode()))
    assert reading.all(file) == []
    ((_, message),) = reading.losses
    assert "files of this kind are not read" in message
    assert reading.all() == []
    assert reading.notes[0].startswith("files of other kinds were passed over (1 .txt.gz)")


def test_metadata_of_ones_own_is_kept_as_far_as_it_is_flat(reading: Reading) -> None:
    extra = {"desk": "sea", "words": 812, "paid": True, "share": 0.5, "editor": None}
    article = reading.one("wire.jsonl", lines({"text": BODY, "extra": extra}))
    assert article.extra == {"desk": "sea", "paid": True, "share": 0.5, "words": 812}
    file = reading.write("a.json", json.dumps([
        {"id": "deep", "text": BODY, "extra": {"desk": "sea", "tags": ["ferry"]}},
        {"id": "none", "text": BODY, "extra": "sea"},
    ]))  # fmt: skip
    assert [one.extra for one in reading.all(file)] == [{"desk": "sea"}, {}]
    assert reading.notes == [
        "'tags' in its 'extra' is list and no string, number or truth; it was passed over",
        "its 'extra' is str and not an object; it was passed over",
    ]


def test_numbers_are_taken_for_ids_and_dates(reading: Reading) -> None:
    article = reading.one("a.jsonl", lines({"id": 17, "text": BODY, "published": 2019}))
    assert (article.id, str(article.published)) == ("17", "2019")


def test_a_line_with_a_text_alone_is_called_by_stem_and_digest(reading: Reading) -> None:
    digest = hashlib.sha256(BODY.encode()).hexdigest()[:12]
    for _ in range(2):
        articles = reading.all(reading.write("wire.jsonl", lines({"text": BODY}, {"text": "Bo."})))
        assert [article.id for article in articles] == [
            f"wire-{digest}",
            f"wire-{hashlib.sha256(b'Bo.').hexdigest()[:12]}",
        ]
    assert reading.one("wire.jsonl", lines({"text": BODY, "id": None})) == Article(
        id=f"wire-{digest}",
        text=BODY,
        title=FIRST_SENTENCE,
        title_from=Origin("text", FIRST_SENTENCE),
        source=str(reading.folder / "wire.jsonl"),
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "it has no 'text'"),
        ({"title": "t"}, "it has no 'text'"),
        ({"text": None}, "it has no 'text'"),
        ({"text": " \n "}, "it has no 'text'"),
        ({"text": 7}, "its 'text' is int and not a string"),
        ({"text": ["a"]}, "its 'text' is list and not a string"),
        ({"text": "a", "title": 7}, "its 'title' is int and not a string"),
        ({"text": "a", "id": True}, "its 'id' is bool and not a string"),
        ({"text": "a", "id": 1.5}, "its 'id' is float and not a string"),
        ({"text": "a", "publisher": {}}, "its 'publisher' is dict and not a string"),
        ({"text": "a", "id": "a\nb"}, "must be 1 to 500 printable characters"),
        ({"text": "a", "id": "x" * 501}, "must be 1 to 500 printable characters"),
        (["text"], "it holds list and not an object with a text"),
        ("null", "it holds NoneType and not an object with a text"),
        ('{"text": "a"', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"text": "a", "id": ' + "9" * 5000 + "}", "it is not JSON"),
    ],
)
def test_a_line_that_is_no_article_is_reported_and_the_others_are_read(
    reading: Reading, row: object, reason: str
) -> None:
    file = reading.write("a.jsonl", lines({"id": "1", "text": "A."}, row, {"id": "3", "text": "C"}))
    assert [article.id for article in reading.all(file)] == ["1", "3"]
    ((source, message),) = reading.losses
    assert source == f"{file}, line 2"
    assert reason in message
    assert message.endswith("; it was left out")


def test_blank_lines_are_passed_over_and_counted(reading: Reading) -> None:
    file = reading.write("a.jsonl", '\n{"id": "1", "text": "A."}\r\n  \nno\n')
    assert [article.id for article in reading.all(file)] == ["1"]
    assert [source for source, _ in reading.losses] == [f"{file}, line 4"]


@pytest.mark.parametrize("written", ["soon", "2019-02-30", "1568023200"])
def test_a_wrong_date_in_a_line_is_said_and_the_article_is_undated(
    reading: Reading, written: str
) -> None:
    article = reading.one("a.jsonl", lines({"id": "1", "text": "A.", "published": written}))
    assert (article.published, article.published_from.how) == (None, "unknown")
    (note,) = reading.notes
    assert written in note
    assert note.endswith("it was passed over")


def test_a_lone_surrogate_becomes_a_question_mark_and_is_said(reading: Reading) -> None:
    article = reading.one(
        "a.jsonl", '{"id": "1", "text": "A \\ud83d gull \\ud83d\\udc26.", "title": "\\udc00"}\n'
    )
    assert (article.text, article.title) == ("A ? gull \N{BIRD}.", "?")
    assert reading.notes == ["lone surrogates, which are no text, were replaced by '?'"]


def test_a_line_in_another_encoding_is_read_and_said(reading: Reading) -> None:
    good = json.dumps({"id": "1", "text": "A."}).encode()
    text = "La marée monte à cinq heures, a répété Renée, déjà fatiguée par la journée."
    other = json.dumps({"id": "2", "text": text}, ensure_ascii=False).encode("latin-1")
    articles = reading.all(reading.write("a.jsonl", good + b"\n" + other + b"\n"))
    assert [(article.id, article.text) for article in articles] == [("1", "A."), ("2", text)]
    ((source, note),) = [(problem.source, problem.message) for problem in reading.problems]
    assert source.endswith("a.jsonl, line 2")
    assert "is not utf-8; read as" in note


def test_a_byte_order_mark_before_the_first_line_is_no_part_of_it(reading: Reading) -> None:
    article = reading.one("a.jsonl", b'\xef\xbb\xbf{"id": "1", "text": "A."}\n')
    assert (article.id, article.text) == ("1", "A.")
    assert reading.problems == []


# Ids and which files are read


def ids(folder: Path, *paths: Path) -> dict[str, str]:
    """The ids by path below the folder."""
    return {
        str(file.relative_to(folder)): article_id
        for file, article_id in article_files(paths or [folder])
    }


def test_the_id_is_the_stem_or_where_stems_clash_the_path(reading: Reading) -> None:
    for name in ("one.txt", "a/two.md", "b/two.md", "b/three.HTML", "three.jsonl"):
        reading.write(name, BODY)
    assert ids(reading.folder) == {
        "one.txt": "one",
        "a/two.md": "a/two.md",
        "b/two.md": "b/two.md",
        "b/three.HTML": "b/three.HTML",
        "three.jsonl": "three.jsonl",
    }


def test_files_of_one_name_in_two_given_folders_have_two_ids(reading: Reading) -> None:
    files = [reading.write(name, BODY) for name in ("a/two.md", "b/two.md")]
    both = {"a/two.md": "a/two.md", "b/two.md": "b/two.md"}
    assert ids(reading.folder, *(file.parent for file in files)) == both
    assert ids(reading.folder, *files) == both


def test_a_file_given_twice_is_read_once(reading: Reading) -> None:
    file = reading.write("a/two.md", BODY)
    assert ids(reading.folder, file, reading.folder, file.parent) == {"a/two.md": "two"}


def test_hidden_files_are_passed_over_and_other_kinds_with_a_note(reading: Reading) -> None:
    for name in (".hidden.txt", ".git/config.txt", "a.docx", "b.DOCX", "Makefile", "one.txt"):
        reading.write(name, BODY)
    assert [article.id for article in reading.all()] == ["one"]
    assert reading.losses == []
    assert reading.notes == [
        f"files of other kinds were passed over (2 .docx, 1 Makefile); read are {KINDS}"
    ]


def test_a_file_of_another_kind_that_is_named_is_reported(reading: Reading) -> None:
    file = reading.write("a.docx", BODY)
    assert reading.all(file) == []
    message = f"files of this kind are not read; read are {KINDS}"
    assert reading.losses == [(str(file), message)]


@pytest.mark.parametrize("name", ["nowhere", "nowhere.txt", "x" * 300 + ".txt", "nul\0.txt"])
def test_a_path_that_does_not_exist_is_reported(reading: Reading, name: str) -> None:
    path = reading.folder / name
    good = reading.write("one.txt", BODY)
    assert [article.id for article in reading.all(path, good)] == ["one"]
    message = "there is no such file or folder; check the path"
    assert reading.losses == [(str(path), message)]


def test_a_link_to_a_file_of_another_kind_is_passed_over(reading: Reading) -> None:
    target = reading.write("blob.dat", BODY)
    link = reading.folder / "link.txt"
    link.symlink_to(target)
    assert reading.all() == []
    assert reading.notes == [f"files of other kinds were passed over (2 .dat); read are {KINDS}"]
    assert reading.all(link) == []
    assert [source for source, _ in reading.losses] == [str(link)]


def test_a_file_that_is_gone_when_its_turn_comes_is_reported(reading: Reading) -> None:
    for name in ("a.txt", "a.html", "a.jsonl"):
        path = reading.folder / name
        assert list(read_file(path, "a", reading.problems.append)) == []
        assert reading.losses == [(str(path), "No such file or directory; it was left out")]
        reading.problems.clear()


def test_a_file_too_large_for_an_article_is_reported_unread(reading: Reading) -> None:
    file = reading.write("a.txt", BODY)
    os.truncate(file, 20_000_001)
    assert reading.all(file) == []
    assert reading.losses == [
        (
            str(file),
            "20,000,001 bytes are too many for one article (at most 20,000,000); it was left out",
        )
    ]


def test_the_first_lost_article_raises_once_said_where_nobody_is_told(reading: Reading) -> None:
    file = reading.write("a.txt", "")
    with pytest.raises(ArticleError) as caught:
        list(read_articles([file]))
    assert str(caught.value) == f"{file}: it is empty; it was left out"


def test_one_path_instead_of_a_list_is_refused_with_the_list_to_write(reading: Reading) -> None:
    for path in ("articles", Path("articles")):
        with pytest.raises(ArticleError, match=r"give a list of paths: \['articles'\]"):
            list(read_articles(path))  # type: ignore[arg-type]


def test_articles_are_read_block_by_block_and_not_all_at_once(reading: Reading) -> None:
    for number in range(300):
        reading.write(f"{number:03}.txt", BODY)
    articles = read_articles([reading.folder])
    assert isinstance(articles, Iterator)
    assert next(articles).id == "000"
    (reading.folder / "299.txt").write_text("Written after the first was read.")
    assert [article.text for article in articles][-1] == "Written after the first was read."


# Encodings

FRENCH = "Le café « Au Goéland » a rouvert ; la marée, elle, n’a pas attendu l’été prochain.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_utf_8_and_what_a_byte_order_mark_names_are_read_without_a_note(encoding: str) -> None:
    assert decode(f"{FRENCH}\N{BREAD}".encode(encoding)) == (f"{FRENCH}\N{BREAD}", "")


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_either_byte_order_is_read(bom: bytes, encoding: str) -> None:
    assert decode(bom + FRENCH.encode(encoding)) == (FRENCH, "")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", FRENCH),
        ("cp1252", "The minister said “no” – and left.\n"),
        (
            "cp1252",
            "The café reopened, said Renée, whose brûlée is known in the déjà vu quarter.\n",
        ),
        ("cp1252", "La marée monte à cinq heures, a répété Renée, déjà fatiguée, née à Orléans.\n"),
        ("cp1251", "Министр встретился с коллегой в Париже. Переговоры длились три часа.\n"),
        ("cp1250", "Rozmowy trwały trzy godziny i zakończyły się źle, mówi rzecznik rządu.\n" * 3),
    ],
)
def test_another_encoding_is_guessed_and_the_guess_is_said(encoding: str, text: str) -> None:
    read, note = decode(text.encode(encoding))
    first = next(n for n, byte in enumerate(text.encode(encoding)) if byte > 127)
    assert (read, note) == (
        text,
        f"byte {first} is not utf-8; read as {encoding}, which is a guess",
    )


def test_a_broken_place_in_utf_8_is_replaced_counted_and_said(reading: Reading) -> None:
    gull = "“A gull,” said René. "
    article = reading.one("a.txt", gull.encode() * 9 + b"\xe2\x80 \xff" + gull.encode() * 9)
    assert article.text == gull * 9 + "\ufffd \ufffd" + gull * 9
    assert reading.notes == [
        "byte 234 is not utf-8; 2 unreadable places were replaced by \ufffd",
    ]


def test_a_utf_16_file_cut_in_the_middle_loses_a_place_and_says_so() -> None:
    text, note = decode(BODY.encode("utf-16")[:-1])
    assert text == BODY[:-1] + "\N{REPLACEMENT CHARACTER}"
    assert note.endswith("1 unreadable places were replaced by \N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize("data", [b"a\0b", b"\x7fELF\x02\x01\x01\0\0\0", bytes(range(256))])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="it is binary, not text"):
        decode(data)


# Offsets


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\N{BREAD}\N{BIRD}", "e\N{COMBINING ACUTE ACCENT}𝔸 "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_count_code_points_of_the_text_as_decoded(
    reading: Reading, before: str, end: str, encoding: str
) -> None:
    text = end.join(
        [
            f"{before}Ferry sails",
            "",
            "9 September 2019",
            f"{before}{BODY}",
            f"READ MORE: {before}the quay",
            f"{before}It will sail on Friday.",
            "Related",
            f"{before}The mayor and the gull",
            "",
        ]
    )
    article = reading.one("a.txt", text.encode(encoding))
    assert article.text == text
    assert article.title == f"{before}Ferry sails"
    assert marked(article) == [
        ("date", "9 September 2019"),
        ("furniture", f"READ MORE: {before}the quay"),
        ("furniture", end.join(["Related", f"{before}The mayor and the gull"])),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_after_front_matter_count_from_the_beginning_of_the_file(
    reading: Reading, end: str
) -> None:
    front = end.join(["---", "title: \N{BREAD}", "---", ""])
    body = end.join(["\N{BIRD} sails", "", "Share this article", BODY, ""])
    article = reading.one("a.md", front + body)
    assert (article.title, article.text) == ("\N{BREAD}", front + body)
    assert marked(article) == [("furniture", front), ("furniture", "Share this article")]


# Anything at all

PIECES = st.sampled_from(
    [
        "---\n",
        "title: x\n",
        "date: 2020-02-30\n",
        "id: [1\n",
        "9 September 2019\n",
        "date 2019-09-09 ",
        "(Source: a; July 1, 2025; b)\n",
        "Share this article\n",
        "READ MORE: a\n",
        "Related\n",
        "Editors' Picks\n",
        "A | B | C\n",
        "It is so. ",
        "# Heading #\n",
        "\r\n",
        "\n\n",
        "\r",
        "\u2028",
        "\x85",
        "\N{BREAD}",
        "\N{ZERO WIDTH SPACE}",
        "\ufeff",
        "\x1b[31m",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=14).map("".join)
ENCODED = st.builds(
    lambda text, encoding: text.encode(encoding, errors="ignore"),
    TEXTS,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def read_whole(file: Path, data: bytes) -> list[Article]:
    """Read a file, checking what holds of whatever comes out of it."""
    file.write_bytes(data)
    problems: list[Problem] = []
    articles = list(read_articles([file], on_problem=problems.append))
    assert articles or any(problem.lost for problem in problems)
    for article in articles:
        covered = [(mark.start, mark.end) for mark in article.marks]
        assert covered == sorted(covered)
        for start, end in sentences(article.text, article.marks):
            assert article.text[start:end].strip()
            assert all(end <= mark_start or mark_end <= start for mark_start, mark_end in covered)
    return articles


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=ENCODED | st.binary(max_size=80), suffix=st.sampled_from([".txt", ".md"]))
def test_whatever_is_in_a_text_file_becomes_an_article_or_a_problem(
    scratch: Path, data: bytes, suffix: str
) -> None:
    for article in read_whole(scratch / f"any{suffix}", data):
        assert article.text == decode(data)[0]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.lists(ENCODED | st.binary(max_size=40), max_size=4).map(b"<p>".join))
def test_whatever_is_in_a_page_becomes_an_article_or_a_problem(scratch: Path, data: bytes) -> None:
    read_whole(scratch / "any.html", data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | TEXTS,
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
FIELDS = st.sampled_from(["id", "title", "text", "publisher", "published", "url", "other"])


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.dictionaries(FIELDS, VALUES, max_size=6), max_size=3))
def test_every_line_becomes_an_article_or_a_problem_of_that_line(
    scratch: Path, rows: list[dict[str, object]]
) -> None:
    file = scratch / "any.jsonl"
    file.write_text(lines(*rows), encoding="utf-8")
    problems: list[Problem] = []
    try:
        articles = list(read_articles([file], on_problem=problems.append))
    except DatelineError as error:  # pragma: no cover - what must not be
        pytest.fail(f"raised {error}")
    lost = [problem.source for problem in problems if problem.lost]
    assert len(articles) + len(lost) == len(rows)
    numbered = [source for source in lost if ", line " in source]
    assert numbered == sorted(set(numbered))


@pytest.mark.parametrize(
    "guess",
    [
        "<footer>Last updated 5 May 2017</footer>",
        "<p>On 2018-03-04 the harbour master said so.</p>",
        '<aside><time datetime="2021-01-01">1 January 2021</time> Related</aside>',
        "<div class='related'>January 1, 2021: another story</div>",
    ],
)
def test_no_date_is_guessed_from_a_page_without_metadata(reading: Reading, guess: str) -> None:
    page = f"<html><body><article><p>{BODY}</p><p>{BODY}</p></article>{guess}</body></html>"
    article = reading.one("a.html", page)
    assert (article.published, article.published_from.how) == (None, "unknown")


@pytest.mark.parametrize("headline", ['["A", "B"]', "5", "true", "{}", "null"])
def test_odd_linked_data_are_no_reason_to_stop(reading: Reading, headline: str) -> None:
    data = f'{{"@type": "NewsArticle", "headline": {headline}, "datePublished": "2020-05-06"}}'
    script = f'<script type="application/ld+json">{data}</script>'
    page = f"<html><head>{script}</head><body><article><p>{BODY}</p></article></body></html>"
    assert str(reading.one("a.html", page).published) == "2020-05-06"


def test_furniture_is_marked_in_pages_and_json_lines_too(reading: Reading) -> None:
    teaser = "READ MORE: The ferry captain was seen in town, police say."
    page = f"<html><body><article><p>{BODY}</p><p>{teaser}</p><p>{BODY}</p></article></body></html>"
    row = json.dumps({"id": "x", "text": f"{BODY}\n{teaser}\n{BODY}"})
    for article in (reading.one("a.html", page), reading.one("b.jsonl", row)):
        assert marked(article) == [("furniture", teaser)]


@pytest.mark.parametrize(
    "line",
    [
        " " * 1_000_000,
        "date" + " " * 2000 + "x" * 30,
        "# a" + " " * 200_000 + "b",
        "related" + " " * 200_000 + "x",
        "share " * 200_000 + "!",
        "First." + " " * 1_000_000 + "Second.",
        "a | " * 100_000,
    ],
)
def test_no_line_is_read_in_more_than_linear_time(reading: Reading, line: str) -> None:
    article = reading.one("a.md", f"{line}\n{BODY}\n{line}")
    assert cut(article, lambda _: True)
