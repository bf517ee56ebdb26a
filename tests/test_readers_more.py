"""Readers of JSON, tables, PDF, feeds, web archives, packed archives and standard input."""

import gzip
import io
import json
import random
import re
import sys
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import Article, DatelineError, Origin, PartialDate, read_articles
from dateline.index import archive as archive_module
from dateline.index import read_pdf as pdf_module
from dateline.index import read_stdin as stdin_module
from dateline.index import unpacking
from dateline.index.fields import ALIASES, digest, given_date
from dateline.index.html_text import html_text
from dateline.index.problem import Problem
from dateline.index.readers import READERS

BODY = "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm."
OTHER = "A gull was elected mayor of Alder by forty votes to three. Its papers will be signed."


class Reading:
    """Reads files in a folder, keeping the problems that were told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def all(self, name: str, content: str | bytes) -> list[Article]:
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.problems.clear()
        return list(read_articles([file], on_problem=self.problems.append))

    def one(self, name: str, content: str | bytes) -> Article:
        (article,) = self.all(name, content)
        return article

    def _messages(self, *, lost: bool) -> list[str]:
        """Problems with the folder left out, so that they can be compared."""
        said = [str(problem) for problem in self.problems if problem.lost == lost]
        return [one.replace(f"{self.folder}/", "") for one in said]

    @property
    def notes(self) -> list[str]:
        return self._messages(lost=False)

    @property
    def losses(self) -> list[str]:
        return self._messages(lost=True)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


def page(text: str = BODY, title: str = "Ferry sails at last", head: str = "") -> str:
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in text.rstrip(".").split(". "))
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1>{paragraphs}</article></body></html>"
    )


# What columns and keys are called


@pytest.mark.parametrize(
    ("field", "alias"), [(field, alias) for field, names in ALIASES.items() for alias in names]
)
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_each_alias_gives_its_field(reading: Reading, field: str, alias: str, form: str) -> None:
    values = {
        "id": "gull-1",
        "title": "A gull is mayor",
        "text": OTHER,
        "publisher": "Marsh Herald",
        "published": "2019-11-05",
        "url": "https://marsh.example/gull",
    }
    row = {(alias if key == field else key): value for key, value in values.items()}
    content = {
        "json": json.dumps([row]),
        "jsonl": json.dumps(row),
        "csv": f"{','.join(row)}\n" + ",".join(f'"{value}"' for value in row.values()),
    }
    name = f"wire.{form}"
    assert reading.one(name, content[form]) == Article(
        id="gull-1",
        title="A gull is mayor",
        text=OTHER,
        publisher="Marsh Herald",
        published=PartialDate(2019, 11, 5),
        url="https://marsh.example/gull",
        source=str(reading.folder / name),
    )
    assert reading.problems == []


def test_our_own_name_comes_first_and_an_empty_one_is_passed_over(reading: Reading) -> None:
    row = {"body": "Wrong.", "text": BODY, "headline": "Right", "title": "", "source": "A", "id": 1}
    article = reading.one("a.json", json.dumps([{**row, "publisher": None, "sitename": "B"}]))
    assert (article.text, article.title, article.publisher) == (BODY, "Right", "A")


def test_an_alias_that_is_no_string_is_something_else(reading: Reading) -> None:
    row = {"_id": {"$oid": "1"}, "text": BODY, "name": 3, "source": {"id": None, "name": None}}
    article = reading.one("a.jsonl", json.dumps({**row, "outlet": "Marsh Herald"}))
    assert (article.id, article.title_from.how) == (f"a-{digest(BODY.encode())}", "text")
    assert article.publisher == "Marsh Herald"
    assert reading.problems == []


@pytest.mark.parametrize("key", ["source", "publisher"])
def test_a_publisher_may_be_an_object_with_a_name(reading: Reading, key: str) -> None:
    row = {"text": BODY, key: {"@type": "Organization", "name": "Marsh Herald"}}
    assert reading.one("a.json", json.dumps(row)).publisher == "Marsh Herald"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2019", "2019"),
        ("2019-09", "2019-09"),
        ("2019-09-09 14:03:00", "2019-09-09"),
        ("2019-09-09T23:59:59-08:00", "2019-09-09"),
        ("Mon, 09 Sep 2019 14:03:00 +0000", "2019-09-09"),
        ("9 Sep 2019 23:59 PST", "2019-09-09"),
        ("Monday, September 9, 2019 at 14:03", "2019-09-09"),
        ("Sept. 9, 2019", "2019-09-09"),
    ],
)
def test_a_given_date_is_read_to_the_day_as_written(said: str, day: str) -> None:
    assert str(given_date(said)) == day


@pytest.mark.parametrize(
    "said",
    ["soon", "9/10/2019", "31 Feb 2019", "after 9 Sep 2019", "9 Sep 2019 or 2020", "x" * 999],
)
def test_what_is_no_date_or_more_than_one_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        given_date(said)


# JSON


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda rows: json.dumps(rows),
        lambda rows: json.dumps(rows, indent=2),
        lambda rows: "\n ".join(["[", ",\n".join(map(json.dumps, rows)), "]", ""]),
        lambda rows: json.dumps({"status": "ok", "articles": rows}),
        lambda rows: "\n".join(map(json.dumps, rows)),
        lambda rows: "\ufeff" + "\r\n\r\n".join(map(json.dumps, rows)),
    ],
)
def test_an_array_an_object_of_articles_and_lines_are_read_alike(
    reading: Reading, wrapped: Callable[[list[object]], str]
) -> None:
    articles = reading.all("wire.json", wrapped([{"id": "a", "text": BODY}, {"body": OTHER}]))
    assert [(one.id, one.text) for one in articles] == [
        ("a", BODY),
        (f"wire-{digest(OTHER.encode())}", OTHER),
    ]
    assert reading.problems == []


def test_one_article_is_called_by_its_file(reading: Reading) -> None:
    article = reading.one("ferry.json", json.dumps({"text": BODY, "date": "soon"}, indent=1))
    assert (article.id, article.published) == ("ferry", None)
    assert reading.notes == [
        "ferry.json: 'soon' is no date; write 2019, 2019-09 or 2019-09-09; it was passed over"
    ]


def test_an_element_that_is_no_article_is_told_and_the_others_are_read(reading: Reading) -> None:
    rows = [{"id": "1", "text": "A."}, None, {"title": "t"}, ["x"], {"id": "5", "text": "E."}]
    assert [one.id for one in reading.all("a.json", json.dumps(rows))] == ["1", "5"]
    assert reading.losses == [
        "a.json, element 2: it holds NoneType and not an object with a text; it was left out",
        "a.json, element 3: it has no 'text'; it was left out",
        "a.json, element 4: it holds list and not an object with a text; it was left out",
    ]


def test_of_a_broken_array_the_elements_before_are_read(reading: Reading) -> None:
    whole = json.dumps([{"id": str(n), "text": f"{BODY} {n}"} for n in range(9)])
    articles = reading.all("a.json", whole[: len(whole) // 2])
    assert [one.id for one in articles] == ["0", "1", "2", "3"]
    (loss,) = reading.losses
    assert loss.startswith("a.json: it is not JSON (")
    assert loss.endswith("); the rest, after element 4, was left out")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "it is not JSON (Expecting value"),
        ("[]", "it holds no article"),
        ('{"articles": []}', "it holds no article"),
        ("{", "it is not JSON ("),
        ("[" * 200_000, "it is not JSON (maximum recursion depth"),
        ('{"a":' * 200_000, "it is not JSON (maximum recursion depth"),
        ('[{"text": "a", "id": ' + "9" * 5000 + "}]", "it is not JSON (Exceeds the limit"),
        (b"\x00\x01\x02" * 99, "it is binary, not text"),
        ('[{"text": "a"}] and more', "it is not JSON (Extra data"),
    ],
)
def test_what_is_no_json_is_told(reading: Reading, content: str | bytes, message: str) -> None:
    reading.all("a.json", content)
    (loss,) = reading.losses
    assert loss.startswith(f"a.json: {message}")


# Tables


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_is_read_whatever_separates_its_columns(
    reading: Reading, separator: str, encoding: str, end: str
) -> None:
    text = f'He said: "Ahoy, {separator} all;{end}aboard|\tnow." \N{BREAD}'
    quoted = text.replace('"', '""')
    rows = [
        [" Headline ", "TEXT", "Date", "mood"],
        ["Ferry sails", f'"{quoted}"', "2019-09-09 10:00", "good"],
        [],
        ["Gull", OTHER, "", ""],
    ]
    table = end.join(separator.join(row) for row in rows)
    first, second = reading.all("wire.csv", table.encode(encoding))
    assert (first.title, first.text, str(first.published)) == ("Ferry sails", text, "2019-09-09")
    assert (second.title, second.text, second.published) == ("Gull", OTHER, None)
    assert first.id == f"wire-{digest(text.encode())}"
    assert reading.problems == []


def test_columns_of_extra_are_read_as_json_has_them(reading: Reading) -> None:
    table = (
        "text,extra.desk,extra.words,Extra.no,extra.\n"
        "A.,sea,812,x,x\n"
        "B.,007,true,x,x\n"
        "C., ,-1.5e3,x,x\n"
        f"D.,NaN,1e999,x,x\n"
        f"E.,[1],{'[' * 9999},x,x\n"
    )
    extras = [dict(one.extra) for one in reading.all("a.csv", table)]
    assert extras == [
        {"desk": "sea", "words": 812},
        {"desk": "007", "words": True},
        {"words": -1500.0},
        {"desk": "NaN", "words": "1e999"},
        {"desk": "[1]", "words": "[" * 9999},
    ]
    assert [type(one.get("words")) for one in extras[:3]] == [int, bool, float]
    assert reading.problems == []


def test_a_row_with_other_columns_than_the_header_is_told(reading: Reading) -> None:
    table = "id,text\n1,A.\n2,B.,more\n3\n4,D.\n"
    assert [one.id for one in reading.all("a.csv", table)] == ["1", "4"]
    assert reading.losses == [
        "a.csv, line 3: it has 3 columns, and the header 2; it was left out",
        "a.csv, line 4: it has 1 columns, and the header 2; it was left out",
    ]


def test_a_field_or_line_that_is_too_long_or_binary_costs_its_row_alone(reading: Reading) -> None:
    table = b"id,text\n1,A.\n2," + b"x" * 10_000_000 + b"\n3,C.\n4,a\0b\n5,E.\n6,\n7,G.\n"
    assert [one.id for one in reading.all("a.csv", table)] == ["1", "3", "5", "7"]
    assert [loss.split(": ", 1) for loss in reading.losses] == [
        ["a.csv, line 3", "field larger than field limit (5000000); it was left out"],
        ["a.csv, line 5", "it is binary, not text; it was left out"],
        ["a.csv, line 7", "it has no 'text'; it was left out"],
    ]


def test_a_row_in_another_encoding_is_read_and_told(reading: Reading) -> None:
    text = "La marée monte à cinq heures, a répété Renée."
    articles = reading.all("a.tsv", b"id\ttext\n1\tA.\n2\t" + text.encode("cp1252"))
    assert [one.text for one in articles] == ["A.", text]
    (note,) = reading.notes
    assert note.startswith("a.tsv, line 3: byte ")
    assert note.endswith("read as cp1252, which is a guess")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "its first line names no column of texts"),
        ("a,b\n1,2\n", "its first line names no column of texts; call one of them text, body,"),
        ("id,text\n", "there is no row below its header"),
        ("text," * 2000 + "id\n1\n", "its first line names no column of texts"),
        (b"\x00\xffid,text\n1,a\n", "it is binary, not text"),
        ('id,text\n1,"unclosed\n2,b\n', "it is no"),
    ],
)
def test_what_is_no_table_is_told(reading: Reading, content: str | bytes, message: str) -> None:
    articles = reading.all("a.csv", content)
    if "unclosed" in str(content):  # csv takes the rest for one field, and so do we
        assert [one.text for one in articles] == ["unclosed\n2,b\n"]
        return
    (loss,) = reading.losses
    assert message in loss


# PDF


def pdf(*pages: str | bytes, info: dict[str, str] | None = None) -> bytes:
    """A PDF file by hand: a page for each text, or for each content stream."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    things = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, one in enumerate(pages):
        if isinstance(one, str):
            lines = (
                re.sub(r"([\\()])", r"\\\1", line).encode("cp1252") for line in one.split("\n")
            )
            shown = b" ".join(b"(%s) Tj T*" % line for line in lines)
            one = b"BT /F1 12 Tf 14 TL 50 750 Td %s ET" % shown
        packed = zlib.compress(one)
        things += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * number),
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        ]
    if info:
        fields = (f"/{key}({value})" for key, value in info.items())
        things.append(b"<<%s>>" % "".join(fields).encode())
    out = b"%PDF-1.4\n"
    at = []
    for number, thing in enumerate(things, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % where for where in at)
    named = b"/Info %d 0 R" % len(things) if info else b""
    size = len(things) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n"
        b"%%%%EOF\n" % (size, table, size, named, len(out))
    )


PAPER = f"Ferry sails at last\n9 September 2019\n{BODY[:67]}\n{BODY[68:]}"


def test_a_pdf_gives_its_lines_and_is_dated_by_them_alone(reading: Reading) -> None:
    made = {"CreationDate": "D:20240101000000Z", "ModDate": "D:20240101000000Z"}
    article = reading.one("ferry.pdf", pdf(PAPER, "It will sail (again) on Friday.", info=made))
    assert article.text.split() == f"{PAPER} It will sail (again) on Friday.".split()
    assert (article.id, article.title) == ("ferry", "Ferry sails at last")
    assert (str(article.published), article.published_from.how) == ("2019-09-09", "text")
    (mark,) = article.marks
    assert article.text[mark.start : mark.end] == "9 September 2019"
    assert article.source == str(reading.folder / "ferry.pdf")
    undated = reading.one("b.pdf", pdf(BODY, info=made))
    assert (undated.published, undated.published_from.how) == (None, "unknown")
    assert reading.problems == []


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The Petrel sails again", "The Petrel sails again"),
        ("Microsoft Word - ferry.doc", "Ferry sails at last"),
        ("final version 3.docx", "Ferry sails at last"),
        ("untitled document", "Ferry sails at last"),
        ("ferry", "Ferry sails at last"),
        ("  ", "Ferry sails at last"),
    ],
)
def test_a_pdf_is_called_by_its_title_if_that_is_one(
    reading: Reading, said: str, title: str
) -> None:
    assert reading.one("a.pdf", pdf(PAPER, info={"Title": said})).title == title


def encrypted(password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(PAPER))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")  # noqa: S106
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_encrypted_pdf_is_told_unless_anybody_may_open_it(reading: Reading) -> None:
    assert reading.all("a.pdf", encrypted("secret")) == []
    assert reading.losses == [
        "a.pdf: it is encrypted; save it without a password first; it was left out"
    ]
    assert reading.one("a.pdf", encrypted("")).title == "Ferry sails at last"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it cannot be read as PDF ("),
        (BODY.encode(), "it cannot be read as PDF ("),
        (pdf(PAPER)[:300], "it cannot be read as PDF ("),
        (pdf(PAPER).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]"), "it cannot be read as PDF ("),
        (pdf(""), "there is no text in it; if it is a scan, recognise its text first"),
        (pdf(b"BT (x) Tj " + b" " * 90_000_000), "there is no text in it (1 of its pages cannot"),
        (pdf(b"[" * 500_000), "there is no text in it (1 of its pages cannot be read)"),
    ],
)
def test_a_pdf_without_a_text_is_told(reading: Reading, content: bytes, message: str) -> None:
    assert reading.all("a.pdf", content) == []
    (loss,) = reading.losses
    assert loss.startswith(f"a.pdf: {message}")


def test_a_page_that_cannot_be_read_costs_itself_alone(reading: Reading) -> None:
    article = reading.one("a.pdf", pdf(PAPER, b"[" * 50_000, "The end."))
    assert article.text.rstrip().endswith("The end.")
    assert reading.notes == ["a.pdf: 1 of its pages cannot be read"]


def test_a_long_pdf_is_read_to_its_limits(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, value, note in (
        ("MOST_PAGES", 2, "only its first 2 pages were read"),
        ("MOST_CHARACTERS", 100, "only its first 1 pages were read"),
        ("MOST_SECONDS", -1.0, "only its first 0 pages were read, in -1 seconds"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(pdf_module, limit, value)
            reading.all("a.pdf", pdf(*[PAPER] * 5))
            assert any(note in str(problem) for problem in reading.problems)


# Feeds

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Marsh &amp; Herald</title><link>https://marsh.example/</link>
<image><title>Logo</title></image><pubDate>Fri, 01 Jan 2021 00:00:00 GMT</pubDate>
<item><title>Gull &amp;amp; mayor</title><link>https://marsh.example/gull</link>
<guid isPermaLink="false">gull-1</guid><pubDate>Tue, 05 Nov 2019 23:30:00 -0800</pubDate>
<description>A teaser.</description><media:title>A photo</media:title>
<content:encoded><![CDATA[<p>A gull was <b>elected</b> mayor.</p>
<script>track()</script><ul><li>Forty&nbsp;votes<li>to three &amp; a half</ul>]]></content:encoded>
</item>
<item><guid>https://marsh.example/ferry</guid><source url="https://tide.example">Tide Post</source>
<description>The ferry
sailed.</description><dc:date>2020-03-14T08:00:00Z</dc:date></item>
<item><title>Only a title</title></item>
<item><description>A bakery opened.</description><pubDate>soon</pubDate></item>
</channel></rss>"""


def test_each_entry_of_rss_is_an_article(reading: Reading) -> None:
    source = str(reading.folder / "wire.rss")
    assert reading.all("wire.rss", RSS) == [
        Article(
            id="gull-1",
            title="Gull & mayor",
            text="A gull was elected mayor.\nForty votes\nto three & a half",
            publisher="Marsh & Herald",
            published=PartialDate(2019, 11, 5),
            url="https://marsh.example/gull",
            source=source,
        ),
        Article(
            id="https://marsh.example/ferry",
            text="The ferry\nsailed.",
            title="The ferry",
            title_from=Origin("text", "The ferry"),
            publisher="Tide Post",
            published=PartialDate(2020, 3, 14),
            url="https://marsh.example/ferry",
            source=source,
        ),
        Article(
            id=f"wire-{digest(b'A bakery opened.')}",
            text="A bakery opened.",
            title="A bakery opened.",
            title_from=Origin("text", "A bakery opened."),
            publisher="Marsh & Herald",
            source=source,
        ),
    ]
    assert reading.losses == ["wire.rss, entry 3: it has no 'text'; it was left out"]
    assert reading.notes == [
        "wire.rss, entry 4: 'soon' is no date; write 2019, 2019-09 or 2019-09-09; "
        "it was passed over"
    ]


def test_each_entry_of_atom_is_an_article_and_its_update_dates_nothing(reading: Reading) -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Marsh Herald</title>
    <updated>2022-01-01T00:00:00Z</updated>
    <entry><id>urn:1</id><title type="html">A &lt;i&gt;gull&lt;/i&gt;</title>
    <link rel="self" href="https://no.example/"/><link href="https://marsh.example/1"/>
    <published>2019-11-05T23:30:00-08:00</published><updated>2021-01-01T00:00:00Z</updated>
    <summary>A teaser.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
    <p>A gull<br/>was elected.</p><script src="x"/><p>It flew.</p></div></content></entry>
    <entry><title>a &lt; b</title><updated>2021-01-01T00:00:00Z</updated>
    <summary>1 &lt;b&gt; 2</summary></entry></feed>"""
    first, second = reading.all("wire.xml", feed)
    assert (first.id, first.title, first.url) == ("urn:1", "A gull", "https://marsh.example/1")
    assert (first.text, str(first.published)) == ("A gull\nwas elected.\nIt flew.", "2019-11-05")
    assert (second.title, second.text, second.published) == ("a < b", "1 <b> 2", None)
    assert first.publisher == second.publisher == "Marsh Herald"
    assert reading.problems == []


def test_rss_1_is_read(reading: Reading) -> None:
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="x"><title>Marsh Herald</title></channel>
    <item rdf:about="y"><title>Gull</title><link>https://marsh.example/1</link>
    <description>A gull.</description><dc:date>2019-11-05</dc:date></item></rdf:RDF>"""
    article = reading.one("wire.xml", feed)
    assert (article.title, article.text, article.publisher) == ("Gull", "A gull.", "Marsh Herald")
    assert (article.id, str(article.published)) == ("https://marsh.example/1", "2019-11-05")


def item(text: str) -> str:
    return f"<item><description>{text}</description></item>"


def feed(*items: str, before: str = "") -> str:
    return f"{before}<rss><channel>{''.join(items)}</channel></rss>"


def test_an_entity_reads_no_file_and_does_not_grow(reading: Reading) -> None:
    secret = reading.folder / "secret.txt"
    secret.write_text("the secret")
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
    )
    for entity, name in (
        (f'<!ENTITY x SYSTEM "file://{secret}">', "x"),
        (f'<!ENTITY % p SYSTEM "file://{secret}"> %p;', "p"),
        (laughs, "l11"),
    ):
        started = time.monotonic()
        before = f"<?xml version='1.0'?><!DOCTYPE rss [{entity}]>"
        articles = reading.all("a.rss", feed(item("A."), item(f"B &{name}; C."), before=before))
        assert time.monotonic() - started < 20
        assert all("secret" not in one.text and len(one.text) < 99 for one in articles)


def test_a_broken_feed_is_read_as_far_as_it_goes_and_told(reading: Reading) -> None:
    whole = feed(item("A &nbsp; gull."), item("B & C."), item("D."))
    articles = reading.all("a.rss", whole[: whole.index("D.") + 1])
    assert [one.text for one in articles][:1] == ["A \N{NO-BREAK SPACE} gull."]
    (note,) = reading.notes
    assert note.startswith("a.rss: it is not well-formed XML (")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "it is not well-formed XML ("),
        (BODY, "it is not well-formed XML ("),
        ("<nitf><body>x</body></nitf>", "it is XML, but 'nitf' is neither RSS nor Atom"),
        (feed(), "it is a feed without entries"),
        (feed(f"<item>{'<a/>' * 60_000}</item>"), "an entry holds more than 50,000 elements"),
    ],
)
def test_what_is_no_feed_is_told(reading: Reading, content: str, message: str) -> None:
    assert reading.all("a.xml", content) == []
    (loss,) = reading.losses
    assert loss.startswith(f"a.xml: {message}")


def test_a_long_feed_is_read_piece_by_piece(reading: Reading) -> None:
    (reading.folder / "a.rss").write_text(feed(*[item(f"{BODY} {n}") for n in range(5_000)]))
    tracemalloc.start()
    count = sum(1 for _ in read_articles([reading.folder / "a.rss"]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain\nlines a < b & c", "plain\nlines a < b & c"),
        ("<p>a\nb<br>c <!-- x --><b>d</b>e</p>\n f <ul><li>g<li>h</ul>", "a b\nc de\nf\ng\nh"),
        ("<style>x</style><p>a<script>b</script>c</p>", "ac"),
        ("AT&amp;T", "AT&T"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1\n2"),
    ],
)
def test_html_becomes_text_with_a_line_for_each_block(markup: str, text: str) -> None:
    assert html_text(markup) == text


# Web archives

HTTP = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(url: str, body: bytes, http: str = HTTP, kind: str = "response") -> bytes:
    block = http.encode() + b"\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


FERRY = record("https://tide.example/ferry", page().encode())
DATED = page(OTHER, "Gull", '<meta property="article:published_time" content="2019-11-05">')
GULL = record("https://marsh.example/gull", DATED.encode())


@pytest.mark.parametrize("packed", [False, True])
def test_each_page_of_a_web_archive_is_an_article_and_the_crawl_dates_none(
    reading: Reading, packed: bool
) -> None:
    records = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
        record("https://tide.example/ferry", b"", "GET / HTTP/1.1\r\n", "request"),
        FERRY,
        record("https://tide.example/404", page().encode(), HTTP.replace("200 OK", "404 No")),
        record("https://tide.example/a.png", b"\x89PNG", "HTTP/1.1 200 OK\r\n"),
        GULL,
    ]
    name = "crawl.warc.gz" if packed else "crawl.warc"
    data = b"".join(gzip.compress(one) if packed else one for one in records)
    first, second = reading.all(name, data)
    address = b"https://tide.example/ferry"
    assert first.id == f"crawl-{digest(address + page().encode())}"
    assert (first.url, first.title) == (address.decode(), "Ferry sails at last")
    assert first.text.endswith("The sea was calm.")
    assert (first.published, first.published_from.how) == (None, "unknown")
    assert (str(second.published), second.published_from.how) == ("2019-11-05", "page")
    assert first.source == second.source == str(reading.folder / name)
    assert reading.problems == []


@pytest.mark.parametrize(
    ("header", "encode"),
    [
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Transfer-Encoding: chunked", lambda body: b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)),
        ("Transfer-Encoding: chunked", lambda body: body),  # as the crawler left it
        ("Content-Encoding: gzip", lambda body: body),
    ],
)
def test_a_page_is_read_in_whatever_it_was_sent(
    reading: Reading, header: str, encode: Callable[[bytes], bytes]
) -> None:
    body = encode(page().encode())
    first, second = reading.all(
        "a.warc", record("http://a.example/", body, f"{HTTP}{header}\r\n") + GULL
    )
    assert first.text.endswith("The sea was calm.")
    assert second.title == "Gull"


def test_a_page_is_read_in_the_encoding_it_was_sent_with(reading: Reading) -> None:
    story = "Паром «Буревестник» вышел из порта в полдень. На борту сорок человек."
    http = HTTP.replace("utf-8", "windows-1251")
    article = reading.one("a.warc", record("http://a.example/", page(story).encode("cp1251"), http))
    assert "Буревестник" in article.text
    assert reading.problems == []


@pytest.mark.parametrize("cut", [20, 150, len(GULL) - 60])
def test_of_a_truncated_web_archive_the_pages_before_are_read(reading: Reading, cut: int) -> None:
    assert reading.one("a.warc", (FERRY + GULL)[:-cut]).title == "Ferry sails at last"
    (loss,) = reading.losses
    assert "the file ends within the page" in loss or "it is cut off within a record" in loss
    packed = gzip.compress(FERRY) + gzip.compress(GULL)[: -min(cut, 300)]
    assert reading.one("a.warc.gz", packed).title == "Ferry sails at last"
    assert reading.losses[-1].startswith(
        "a.warc.gz: it cannot be read as WARC (it is not what .gz files are: Compressed file ended"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no HTML page in it"),
        (b"garbage" * 99, "it cannot be read as WARC (Invalid WARC header"),
        (b"WARC/1.0\r\nX: " + b"a" * 5_000_000, "it cannot be read as WARC (Maximum header"),
        (record("http://a/", b"x" * 20_000_001), "000,0"),
        (
            record(
                "http://a/", gzip.compress(bytes(30_000_000)), f"{HTTP}Content-Encoding: gzip\r\n"
            ),
            "it unpacks to more than 20,000,000 bytes",
        ),
        (gzip.compress(record("http://a/", bytes(60_000_000))), "more than 50,000,000 bytes"),
    ],
)
def test_what_is_no_sane_web_archive_is_told(
    reading: Reading, content: bytes, message: str
) -> None:
    assert reading.all("a.warc", content) == []
    assert message in reading.losses[-1]


# Archives


def zipped(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, str | bytes | tarfile.TarInfo], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MEMBERS: dict[str, str | bytes] = {
    "2019/ferry.txt": BODY,
    "page.html": page(OTHER, "Gull"),
    "wire.jsonl": json.dumps({"id": "a", "text": BODY}) + "\nno JSON\n",
    "table.csv": f"text\n{BODY}\n",
    "crawl.warc.gz": gzip.compress(FERRY),
    "report.pdf": pdf(PAPER),
    "feed.xml": RSS,
    ".hidden.txt": "no",
    "__MACOSX/._ferry.txt": "no",
    "photo.jpg": b"\xff\xd8",
    "empty.txt": "",
}


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("news.zip", zipped),
        ("news.tar", tarred),
        ("news.tar.gz", lambda members: tarred(members, "w:gz")),
        ("NEWS.TGZ", lambda members: tarred(members, "w:gz")),
    ],
)
def test_the_files_in_an_archive_are_read_each_by_its_own_reader(
    reading: Reading, name: str, pack: Callable[[dict[str, str | bytes]], bytes]
) -> None:
    articles = reading.all(name, pack(MEMBERS))
    stem = name.split(".")[0]
    where = f"{reading.folder}/{name}"
    assert [(one.id, one.source) for one in articles][:4] == [
        (f"{stem}/2019/ferry.txt", f"{where}/2019/ferry.txt"),
        (f"{stem}/page.html", f"{where}/page.html"),
        ("a", f"{where}/wire.jsonl"),
        (f"{stem}/table.csv-{digest(BODY.encode())}", f"{where}/table.csv"),
    ]
    assert [one.source.removeprefix(f"{where}/") for one in articles][4:] == [
        "crawl.warc.gz", "report.pdf", "feed.xml", "feed.xml", "feed.xml",
    ]  # fmt: skip
    assert articles[0].text == BODY
    assert reading.losses[0].startswith(f"{name}/wire.jsonl, line 2: it is not JSON (")
    assert reading.losses[1] == f"{name}/feed.xml, entry 3: it has no 'text'; it was left out"
    assert reading.losses[2] == f"{name}/empty.txt: it is empty; it was left out"
    assert reading.notes[-1].startswith(f"{name}: files of other kinds were passed over (1 .jpg)")


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_a_member_is_written_nowhere_whatever_it_is_called(
    reading: Reading, form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    names = ["../escape.txt", "../../../../tmp/escape.txt", f"{outside}/escape.txt", "a/../b.txt"]
    names += ["C:\\escape.txt", "..\\escape.txt", "\x1b[31mred\x07.txt", "x" * 250 + ".txt"]
    pack = zipped if form == "zip" else tarred
    before = set(reading.folder.parent.rglob("*"))
    articles = reading.all(f"a.{form}", pack({name: f"{BODY} {name!r}" for name in names}))
    assert set(reading.folder.parent.rglob("*")) - before == {reading.folder / f"a.{form}"}
    assert list(outside.iterdir()) == []
    assert [one.id for one in articles][:4] == [
        "a/escape.txt", "a/tmp/escape.txt", f"a{outside}/escape.txt", "a/a/b.txt",
    ]  # fmt: skip
    assert [one.id for one in articles][6] == "a/?[31mred?.txt"
    assert len(articles) == len(names)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_other_things_alone_is_told(
    reading: Reading, pack: Callable[[dict[str, str | bytes]], bytes]
) -> None:
    assert reading.all("a.zip", pack({"a.jpg": "x", "b/c.jpg": "x", "Makefile": "x"})) == []
    (loss,) = reading.losses
    message = "a.zip: files of other kinds were passed over (2 .jpg, 1 Makefile); read are .txt"
    assert loss.startswith(message)


def test_links_and_devices_are_passed_over(reading: Reading) -> None:
    secret = reading.folder / "secret.txt"
    secret.write_text("the secret")
    members: dict[str, str | bytes | tarfile.TarInfo] = {
        "a.txt": link("a.txt", str(secret), tarfile.SYMTYPE),
        "b.txt": link("b.txt", str(secret), tarfile.LNKTYPE),
        "c.txt": link("c.txt", "", tarfile.CHRTYPE),
        "d.txt": link("d.txt", "", tarfile.FIFOTYPE),
        "e.txt": link("e.txt", "", tarfile.DIRTYPE),
        "f.txt": BODY,
    }
    assert [one.text for one in reading.all("a.tar", tarred(members))] == [BODY]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, str(secret))
        archive.writestr("f.txt", BODY)
    assert [one.text for one in reading.all("a.zip", out.getvalue())] == [BODY]
    assert reading.problems == []


def test_an_archive_in_an_archive_is_not_opened_whatever_it_is_called(reading: Reading) -> None:
    inner = zipped({"ferry.txt": BODY})
    tar = tarred({"ferry.txt": BODY}, "w:gz")
    members: dict[str, str | bytes] = {"a.zip": inner, "b.txt": inner, "c.tgz": tar, "d.txt": OTHER}
    assert [one.text for one in reading.all("x.zip", zipped(members))] == [OTHER]
    assert reading.losses == [
        f"x.zip/{name}: it is an archive in an archive, which is not opened; unpack it first; "
        "it was left out"
        for name in ("a.zip", "b.txt", "c.tgz")
    ]


def test_an_encrypted_or_damaged_member_costs_itself_alone(reading: Reading) -> None:
    data = bytearray(zipped({"a.txt": BODY, "b.txt": OTHER, "c.txt": BODY}, zipfile.ZIP_STORED))
    at = data.index(BODY.encode())
    data[at : at + 5] = b"XXXXX"
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # of the second member
        where = data.rindex(magic, 0, data.rindex(b"b.txt") if flags == 8 else data.index(b"b.txt"))
        data[where + flags] |= 1
    assert [one.text for one in reading.all("x.zip", bytes(data))] == [BODY]
    assert reading.losses == [
        "x.zip/a.txt: it cannot be unpacked (Bad CRC-32 for file 'a.txt'); it was left out",
        "x.zip/b.txt: it is encrypted; unpack the archive first; it was left out",
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped({"a.txt": BODY, "b.txt": bytes(90_000_000), "c.txt": OTHER})),
        ("a.tgz", tarred({"a.txt": BODY, "b.txt": bytes(90_000_000), "c.txt": OTHER}, "w:gz")),
    ],
)
def test_a_bomb_is_stopped(reading: Reading, name: str, content: bytes) -> None:
    assert len(content) < 200_000
    assert [one.text for one in reading.all(name, content)] == [BODY]
    (loss,) = reading.losses
    assert loss == (
        f"{name}/b.txt: more than 50,000,000 bytes come out of it, which no archive of news does; "
        "it and what comes after it was left out"
    )


def test_packed_lines_that_are_a_bomb_are_stopped(reading: Reading) -> None:
    rows = json.dumps({"id": "a", "text": BODY}).encode() + b"\n"
    assert [
        one.id for one in reading.all("a.jsonl.gz", gzip.compress(rows + bytes(90_000_000)))
    ] == ["a"]
    assert "more than 50,000,000 bytes come out of it" in reading.losses[-1]


def test_an_archive_of_too_many_files_is_read_to_the_limit(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "MOST_MEMBERS", 3)
    members: dict[str, str | bytes] = {f"{n}.txt": f"{BODY} {n}" for n in range(9)}
    for name, content in (("a.zip", zipped(members)), ("a.tar", tarred({**members}))):
        assert len(reading.all(name, content)) == 3
        assert reading.losses == [f"{name}: it holds more than 3 files; the rest was left out"]


def test_a_header_as_long_as_it_says_is_not_read(reading: Reading) -> None:
    first = tarred({"a.txt": BODY})[:1024]
    for size in (40_000, 8_000_000_000):
        for kind in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME):
            info = tarfile.TarInfo("x")
            info.type, info.size = kind, size
            evil = info.tobuf(tarfile.GNU_FORMAT) + bytes(100_000)
            assert [one.text for one in reading.all("a.tar", first + evil)] == [BODY]
            (loss,) = reading.losses
            assert loss.startswith("a.tar: it cannot be read as a tar file (a header of ")


def test_a_member_of_negative_size_is_no_endless_loop(reading: Reading) -> None:
    info = tarfile.TarInfo("b.txt")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 11 + b"\x00"  # base 256: minus 256
    header[148:156] = b"        "
    header[148:156] = b"%06o\0 " % sum(header)
    started = time.monotonic()
    reading.all("a.tar", tarred({"a.txt": BODY})[:1024] + bytes(header) + bytes(4096))
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.tar.gz"])
@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", BODY.encode(), bytes(5000)])
def test_what_is_no_archive_is_told(reading: Reading, name: str, content: bytes) -> None:
    assert reading.all(name, content) == []
    assert len(reading.losses) == 1
    assert reading.losses[0].startswith(f"{name}: ")


def test_a_truncated_archive_gives_what_came_before(reading: Reading) -> None:
    noise = random.Random(1)
    long = " ".join(f"{noise.random()}" for _ in range(20_000))
    members: dict[str, str | bytes] = {"a.txt": BODY, "b.txt": long, "c.txt": OTHER}
    for name, content in (("a.tar", tarred({**members})), ("a.tgz", tarred({**members}, "w:gz"))):
        assert [one.text for one in reading.all(name, content[: len(content) // 2])] == [BODY]
        assert reading.losses[0].startswith(f"{name}/b.txt: it cannot be unpacked (")


# What a file is, whatever it is called


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", page(), "The sea was calm."),
        ("a.md", f"\ufeff<!-- saved -->\n<?xml version='1.0'?>\n{page()}", "The sea was calm."),
        ("a.csv", f"<HTML><body><p>{BODY}</p></body></html>", "The sea was calm."),
        ("a.html", BODY, BODY),
        ("a.txt", pdf(PAPER), "The sea was calm.\n"),
        ("a.html", zipped({"b.txt": BODY}), BODY),
        ("a.txt", tarred({"b.txt": BODY}, "w:gz"), BODY),
        ("a.zip", tarred({"b.txt": BODY}), BODY),
        ("a.jsonl", FERRY, "The sea was calm."),
        ("a.txt", gzip.compress(FERRY), "The sea was calm."),
        ("a.html", feed(item(BODY), before="<?xml version='1.0'?>"), BODY),
        (
            "a.txt",
            "We met at <html> school. <rss> is read.",
            "We met at <html> school. <rss> is read.",
        ),
    ],
)
def test_a_file_is_read_as_what_it_is(
    reading: Reading, name: str, content: str | bytes, text: str
) -> None:
    assert reading.one(name, content).text.endswith(text)
    assert reading.losses == []


# Standard input

B_ID = f"stdin-{digest(b'B.')}"


@pytest.mark.parametrize(
    ("piped", "expected"),
    [
        (BODY, [(f"stdin-{digest(BODY.encode())}", BODY)]),
        ("[Alder] The sea was calm.", [(None, "[Alder] The sea was calm.")]),
        ("{curly} The sea was calm.", [(None, "{curly} The sea was calm.")]),
        (json.dumps({"id": "a", "text": BODY}), [("a", BODY)]),
        ('[{"id": "a", "text": "A."}, {"id": "b", "text": "B."}]', [("a", "A."), ("b", "B.")]),
        ('{"id": "a", "text": "A."}\n{"text": "B."}\n', [("a", "A."), (B_ID, "B.")]),
        (gzip.compress(b'{"id": "a", "text": "A."}\n{"text": "B."}'), [("a", "A."), (B_ID, "B.")]),
        (feed(item("A.")), [(f"stdin-{digest(b'A.')}", "A.")]),
        (zipped({"b.txt": BODY}), [("stdin/b.txt", BODY)]),
    ],
)  # fmt: skip
def test_standard_input_is_read_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, piped: str | bytes, expected: list[tuple[str | None, str]]
) -> None:
    data = piped if isinstance(piped, bytes) else piped.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    articles = list(read_articles(["-"]))
    assert [one.text for one in articles] == [text for _, text in expected]
    for article, (article_id, _) in zip(articles, expected, strict=True):
        assert article_id is None or article.id == article_id
        assert article.source.startswith("standard input")


@pytest.mark.parametrize(
    ("piped", "message"),
    [
        (b"", "standard input: it is empty; it was left out"),
        (b"\0\1\2" * 99, "standard input: it is binary, not text; it was left out"),
        (b'{"id": "a", "text": 5}', "standard input: its 'text' is int and not a string"),
        (b"x" * 1001, "-: more than 1,000 bytes were piped in; save them to a file and add that"),
    ],
)
def test_what_is_piped_in_and_cannot_be_read_is_told(
    monkeypatch: pytest.MonkeyPatch, piped: bytes, message: str
) -> None:
    monkeypatch.setattr(stdin_module, "MOST_PIPED", 1000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
    with pytest.raises(DatelineError, match=f"^{re.escape(message)}"):
        list(read_articles(["-"]))


# Anything at all

SEEDS: dict[str, bytes] = {
    ".json": json.dumps([{"id": "1", "text": BODY}, {"text": OTHER, "date": "2019"}]).encode(),
    ".jsonl": json.dumps({"id": "1", "text": BODY}).encode() + b"\n" + b'{"text": "B."}\n',
    ".csv": f'id,text,date\n1,"{BODY}",2019\n2,"a ""b"" c",\n'.encode(),
    ".tsv": f"id\ttext\n1\t{BODY}\n".encode(),
    ".pdf": pdf(PAPER, "The end.", info={"Title": "The Petrel sails"}),
    ".xml": RSS.encode(),
    ".warc": FERRY + GULL,
    ".warc.gz": gzip.compress(FERRY) + gzip.compress(GULL),
    ".zip": zipped({"a.txt": BODY, "b.jsonl": b'{"text": "B."}\n'}),
    ".tar": tarred({"a.txt": BODY, "b.jsonl": b'{"text": "B."}\n'}),
    ".tar.gz": tarred({"a.txt": BODY, "x" * 150 + ".txt": OTHER}, "w:gz"),
}
BITS = st.sampled_from(
    (
        b"", b"\0", b"\xff", b'"', b",", b"\n", b"\r\n\r\n", b"<", b"]]>", b"&x;", b"[", b"{",
        b"-1", b"99999999999999999999", b"PK\x03\x04", b"PK\x01\x02", b"stream", b"0 R", b"endobj",
        b"<item>",
    )
)  # fmt: skip
HEADS = (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"<rss>")
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), BITS | st.binary(max_size=6)), max_size=6
)


def mutated(data: bytes, edits: list[tuple[float, int, bytes]], end: float) -> bytes:
    for place, gone, new in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + gone :]
    return data[: int(end * len(data)) + 1]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def read_whole(file: Path, data: bytes) -> None:
    """Whatever a file holds becomes articles or a problem, soon, and raises nothing."""
    file.write_bytes(data)
    problems: list[Problem] = []
    started = time.monotonic()
    articles = list(read_articles([file], on_problem=problems.append))
    assert time.monotonic() - started < 50
    assert articles or any(problem.lost for problem in problems) or not data.strip()
    for problem in problems:
        assert problem.source.startswith(str(file))
        assert "\n" not in str(problem)


@pytest.mark.parametrize("suffix", SEEDS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS, end=st.just(1.0) | st.floats(0, 1))
def test_a_damaged_file_becomes_articles_or_problems(
    scratch: Path, suffix: str, edits: list[tuple[float, int, bytes]], end: float
) -> None:
    read_whole(scratch / f"damaged{suffix}", mutated(SEEDS[suffix], edits, end))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    suffix=st.sampled_from(sorted(READERS)),
    head=st.sampled_from(HEADS),
    data=st.binary(max_size=300),
)  # fmt: skip
def test_random_bytes_become_articles_or_problems(
    scratch: Path, suffix: str, head: bytes, data: bytes
) -> None:
    read_whole(scratch / f"random{suffix}", head + data)


def test_one_bad_file_never_stops_the_others(reading: Reading) -> None:
    for number, (suffix, data) in enumerate(sorted(SEEDS.items())):
        (reading.folder / f"bad{number}{suffix}").write_bytes(data[: len(data) // 3])
        (reading.folder / f"good{number}{suffix}").write_bytes(data)
    articles = list(read_articles([reading.folder], on_problem=reading.problems.append))
    read = {
        Path(one.source.removeprefix(f"{reading.folder}/").split("/")[0]).name for one in articles
    }
    assert {f"good{n}{suffix}" for n, suffix in enumerate(sorted(SEEDS))} <= read


def test_the_allowance_grows_with_the_packed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 10)
    file = tmp_path / "a.gz"
    file.write_bytes(gzip.compress(bytes(1_000_000)))
    size = file.stat().st_size
    message = f"more than {size * unpacking.MOST_TIMES:,} bytes"
    with unpacking.unpacked(file) as stream, pytest.raises(unpacking.TooMuchError, match=message):
        stream.read()
