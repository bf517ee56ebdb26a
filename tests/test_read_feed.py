"""Articles in feeds: RSS and Atom, hostile and broken ones too."""

import time
import tracemalloc

import pytest
from files_of_kinds import BODY, RSS, Reading, feed, item

from dateline import Article, Origin, PartialDate, read_articles
from dateline.index.fields import digest
from dateline.index.html_text import html_text


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
