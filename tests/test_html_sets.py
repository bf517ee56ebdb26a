"""Web pages: where their text, headline, publisher and date come from, and how well, measured."""

import json
import math
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trafilatura import load_html

from dateline import Article
from dateline.eval import html_dates, html_extraction
from dateline.eval.html_dates import measure_dates, scores
from dateline.eval.html_extraction import measure_extraction, overlap
from dateline.eval.html_pages import html_pages
from dateline.index.article_text import _blocks_of_a_cut_article, _join, article_text
from dateline.index.errors import QuestionError
from dateline.index.page_date import page_date
from dateline.index.problem import Problem
from dateline.index.read_html import read_page

TITLE = "The ferry sails again after the long winter"
BODY = (
    "The ferry left the quay at noon with forty passengers, the first since the ice came in. "
    "The harbour office said that it will sail daily from now on, weather allowing."
)
OTHER = (
    "Islanders had waited eleven weeks for the crossing. The school reopened on the same morning, "
    "and the shop had bread again, although the price of flour rose by a fifth."
)


def page(beside: str = "", *, head: str = "", above: str = "", lang: str = "en") -> str:
    return (
        f"<!doctype html><html lang='{lang}'><head><title>{TITLE} | Sound Courier</title>{head}"
        f"</head><body><nav><p>Sunday, 1 March 2026</p></nav><main>{above}<h1>{TITLE}</h1>{beside}"
        f"<article><p>{BODY}</p><p>{OTHER}</p><p>{BODY[::-1]}</p></article>"
        "<aside><h2>More</h2><p>4 January 2021</p></aside></main>"
        "<footer><p>5 May 2017</p></footer></body></html>"
    )


def json_ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(html: str, source: str = "page.html") -> Article:
    problems: list[Problem] = []
    (article,) = read_page(html.encode(), source, "page", problems.append)
    assert problems == []
    return article


def dated(html: str, url: str | None = None) -> tuple[str, str, str] | None:
    found = page_date(html, url)
    return (str(found[0]), *found[1]) if found else None


# When it was published


@pytest.mark.parametrize(
    ("head", "day", "field"),
    [
        (json_ld({"@type": "NewsArticle", "datePublished": "2019-09-09T10:00:00+02:00"}),
         "2019-09-09", "JSON-LD datePublished"),
        (json_ld([{"@type": "WebPage", "datePublished": "2011-01-01"},
                  {"@type": ["Thing", "OpinionNewsArticle"], "datePublished": ["9 Sept. 2019"]}]),
         "2019-09-09", "JSON-LD datePublished"),
        (json_ld({"@graph": [{"@type": "WebPage", "mainEntity":
                              {"@type": "BlogPosting", "datePublished": "Mon, 9 Sep 2019 8:00"}}]}),
         "2019-09-09", "JSON-LD datePublished"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", // a remark\n'
         '"datePublished" : "2019-09-09", "dateModified": "2020-01-01"}</script>',
         "2019-09-09", "JSON-LD datePublished"),
        (json_ld({"@type": "NewsArticle", "datePublished": "1970-01-01T00:00:00+01:00"})
         + '<meta property="article:published_time" content="2019-09-09">',
         "2019-09-09", "meta article:published_time"),
        ('<meta property="bt:pubDate" content="20190909T05:02:35Z">',
         "2019-09-09", "meta bt:pubDate"),
        ('<time class="entry-date published" datetime="2019-09-09T10:00:00+02:00">Monday</time>',
         "2019-09-09", "class entry-date"),
        ('<aside><span class="published">2020-01-01</span></aside>'
         '<span class="dt-published">9 September 2019</span>', "2019-09-09", "class dt-published"),
        ('<meta name="date" content="2019/09/09 23:30">', "2019-09-09", "meta date"),
        ('<meta name="DC.date.issued" content="1907-09-09">', "1907-09-09", "meta DC.date.issued"),
    ],
)  # fmt: skip
def test_the_metadata_say_when(head: str, day: str, field: str) -> None:
    assert dated(page(head=head)) == (day, "page", field)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2020-01-01">',
        '<meta property="video:published_time" content="2020-01-01">',
        '<meta property="article:publisher" content="2020-01-01">',
        '<meta name="date" content="2999-01-01">',
        '<meta name="date" content="9/10/2019">',
        json_ld({"@type": "NewsArticle", "video": {"datePublished": "2020-01-01"}}),
        json_ld({"@type": "ItemList", "itemListElement": [{"datePublished": "2020-01-01"}]}),
        json_ld({"@type": "NewsArticle", "dateModified": "2020-01-01"}),
    ],
)
def test_other_dates_of_the_metadata_say_nothing(head: str) -> None:
    assert dated(page(head=head)) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2019/09/09/ferry", "2019-09-09"),
        ("https://a.example/news/2019-9-9-ferry.html", "2019-09-09"),
        ("https://a.example/news/20190909/ferry?from=/2020/01/01/", "2019-09-09"),
        ("https://a.example/news/2019/sep/09/ferry", "2019-09-09"),
        ("https://a.example/2019/September/9/", "2019-09-09"),
        ("https://a.example/2019/top/09/ferry", None),
        ("https://a.example/2019/sep/31/ferry", None),
        ("https://a.example/2019/13/09/ferry", None),
        ("https://a.example/2019/09/ferry", None),
        ("https://a.example/ferry-20190909123", None),
        ("https://a.example/2999/09/09/ferry", None),
    ],
)
def test_the_address_may_say_the_day(url: str, day: str | None) -> None:
    assert dated(page(), url) == (day and (day, "url", url))
    link = f'<link rel="canonical" href="{url}">'
    assert dated(page(head=link)) == (day and (day, "url", url))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p>Published 9 September 2019, 10:30</p>", "2019-09-09"),
        ("<div><span>By our harbour desk</span> | <b>Sept. 9, 2019</b></div>", "2019-09-09"),
        ("<time datetime='2019-09-09T10:00:00+02:00'>two hours ago</time>", "2019-09-09"),
        ("<p>9. září 2019</p>", "2019-09-09"),
        ("<p>الاثنين، 09 سبتمبر 2019 - 12:09</p>", "2019-09-09"),
        ("<p>11 de septiembre de 2019</p>", "2019-09-11"),
        ("<p>2019年9月9日</p>", "2019-09-09"),
        ("<p>9.10.2019 klo 12.45</p>", "2019-10-09"),
        ("<p>25/9/2019</p>", "2019-09-25"),
        ("<p>9 September 2019 (updated 10 September 2019)</p>", "2019-09-09"),
        ("<p>Updated 9 September 2019</p>", None),
        ("<p>Last updated <time datetime='2019-09-09'>yesterday</time></p>", None),
        ("<p>On 9 September 2019 the harbour master told the council so.</p>", None),
        ("<p>9/10/2019</p>", None),
        ("<p>31 September 2019</p>", None),
        ("<p>Am 25. September 2019 von der Hafenredaktion</p>", "2019-09-25"),
        ("<p>31. September 2019</p>", None),
        ("<div class='caption-top'><p>9 September 2019</p></div>", None),
        ("<figure><img src='a.jpg'><p>The quay, 9 September 2019</p></figure>", None),
        ("<p>A ferry leaves the quay, on Sept. 9, 2019. (Archive)</p>", None),
        ("<p>Forty boats leave the quay, Sept. 9, 2019. (Archive)</p>", None),
        ("<p>A ferry leaves the narrow quay on Sept. 9, 2019</p>", None),
        ("<p>The wall of the old quay (Photo taken on 9 September 2019)</p>", None),
        ("<div class='related-stories'><p>9 September 2019</p></div>", None),
        ("<form><p>9 September 2019</p></form>", None),
        ("<script>'9 September 2019'</script>", None),
        ("<blockquote>— The harbour office, 9 September 2019</blockquote>", None),
        (
            "<div>Quay wall gives way in the night, two boats sink "
            "<time datetime='2019-09-09'>10:30</time></div>",
            None,
        ),
    ],
)
def test_a_line_beside_the_headline_may_say_the_day(line: str, day: str | None) -> None:
    found = dated(page(line))
    assert (found and found[:2]) == (day and (day, "text"))
    assert dated(page(above=line)) == found


def test_a_class_around_the_whole_page_makes_no_line_a_caption() -> None:
    html = page("<p>9 September 2019</p>").replace("<body>", "<body class='caption'>")
    assert dated(html) == ("2019-09-09", "text", "9 September 2019")


def test_the_words_that_say_the_day_are_kept() -> None:
    assert dated(page("<p>First  published: <i>9 September 2019</i></p>")) == (
        "2019-09-09",
        "text",
        "First published: 9 September 2019",
    )


def test_numerals_are_read_day_first_where_nobody_puts_the_month_first() -> None:
    assert dated(page("<p>9/10/2019</p>", lang="pt-BR")) == ("2019-10-09", "text", "9/10/2019")


def test_a_page_without_a_headline_has_no_line_beside_it() -> None:
    assert dated(f"<html><body><p>9 September 2019</p><p>{BODY}</p></body></html>") is None


@pytest.mark.parametrize(
    ("instant", "seen", "day"),
    [
        ("2019-09-10T02:18:11Z", "/2019/09/09/", "2019-09-09"),  # evening in the west
        ("2019-09-08T23:15:0Z", "/2019/09/09/", "2019-09-09"),  # after midnight in the east
        ("2019-09-10T02:18:11+02:00", "/2019/09/09/", "2019-09-10"),  # it is local already
        ("2019-09-10T15:00:00Z", "/2019/09/09/", "2019-09-10"),  # nowhere the 9th any more
        ("2019-09-10T02:18:11Z", "/2019/09/07/", "2019-09-10"),
        ("2019-09-10", "/2019/09/09/", "2019-09-10"),
        ("2019-09", "/2019/09/09/", "2019-09-09"),
        ("2019-08", "/2019/09/09/", "2019-08"),
    ],
)
def test_the_day_of_an_instant_in_utc_or_of_a_month_is_that_which_readers_saw(
    instant: str, seen: str, day: str
) -> None:
    head = f'<meta property="article:published_time" content="{instant}">'
    found = dated(page(head=head), f"https://a.example{seen}ferry")
    assert found
    assert found[0] == day
    if seen == "/2019/09/09/":
        found = dated(page("<p>9 September 2019</p>", head=head))
        assert found
    assert found[0] == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Posted Sep 9, 8:19 PM", "2019-09-09"),
        ("Updated Sep 11, 9:41 AM; Posted Mon., Sept. 9, 8:19 PM", "2019-09-09"),
        ("9 September, 20:19", "2019-09-09"),
        ("Updated Sep 9, 8:19 PM", "2019-09-10"),
        ("Ferry of Sep 9", "2019-09-10"),
        ("Posted Sep 8, 8:19 PM", "2019-09-10"),
    ],
)
def test_a_day_without_a_year_decides_between_neighbours(line: str, day: str) -> None:
    head = '<meta property="article:published_time" content="2019-09-10T02:18:11Z">'
    found = dated(page(f"<p>{line}</p>", head=head))
    assert found
    assert found[0] == day
    assert dated(page(f"<p>{line}</p>")) is None


# Headline, publisher, address


@pytest.mark.parametrize(
    ("head", "title", "field"),
    [
        ("", TITLE, "title"),
        ('<meta property="og:title" content="Ferry sails">', TITLE, "title"),
        (f'<meta property="og:title" content="{TITLE} - Sound Courier">', TITLE, "meta og:title"),
        (json_ld({"@type": "Article", "headline": TITLE.upper()}), TITLE.upper(),
         "JSON-LD headline"),
        (json_ld({"@type": "Article", "headline": TITLE.replace(" ", "&nbsp;")}), TITLE,
         "JSON-LD headline"),
    ],
)  # fmt: skip
def test_the_title_is_the_one_that_the_headline_repeats(head: str, title: str, field: str) -> None:
    article = read(page(head=head))
    assert (article.title, *article.title_from) == (title, "page", field)


@pytest.mark.parametrize(
    ("head", "publisher", "field"),
    [
        ("", "Sound Courier", "title"),
        ('<meta property="og:site_name" content="The Courier">', "The Courier",
         "meta og:site_name"),
        ('<meta property="og:site_name" content="https://courier.example">'
         + json_ld({"@type": "NewsArticle", "publisher": [{"name": "The Courier"}]}),
         "The Courier", "JSON-LD publisher"),
        ('<meta property="og:site_name" content="www.courier.example">'
         '<meta name="application-name" content="The Courier">', "The Courier",
         "meta application-name"),
        (json_ld({"@type": "NewsArticle", "publisher": "The Courier"}), "The Courier",
         "JSON-LD publisher"),
        ('<meta property="og:site_name" content="@courier">', "Sound Courier", "title"),
        (f'<meta property="og:site_name" content="{BODY}">', "Sound Courier", "title"),
    ],
)  # fmt: skip
def test_the_publisher_is_a_name_where_one_is_known(head: str, publisher: str, field: str) -> None:
    article = read(page(head=head))
    assert (article.publisher, *article.publisher_from) == (publisher, "page", field)


@pytest.mark.parametrize(
    ("url", "head", "publisher", "field"),
    [
        ("https://www.kurier.example/1",
         '<meta property="og:site_name" content="https://www.kurier.example/">'
         + json_ld({"@type": "NewsArticle", "publisher": {"name": "Wire Agency"}}),
         "kurier.example", "meta og:site_name"),
        ("https://www.kurier.example/1",
         '<meta name="publisher" content="The Island Kurier">'
         + json_ld({"@type": "NewsArticle", "publisher": {"name": "Wire Agency"}}),
         "The Island Kurier", "meta publisher"),
        ("https://diarioinsula.example/deportes/1",
         '<meta property="og:site_name" content="Deportes">'
         + json_ld({"@type": "NewsArticle", "publisher": {"name": "Diario Ínsula"}}),
         "Diario Ínsula", "JSON-LD publisher"),
        ("https://www.soundcourier.example/1",
         '<meta property="og:site_name" content="soundcourier">', "Sound Courier", "title"),
        ("https://sc.example/1", '<meta property="og:site_name" content="The Sound Herald">',
         "The Sound Herald", "meta og:site_name"),
        ("https://sc.example/1",
         json_ld({"@type": "NewsArticle", "publisher": {"name": "The Sound Herald"}}),
         "The Sound Herald", "JSON-LD publisher"),
    ],
)  # fmt: skip
def test_the_publisher_is_the_one_that_the_host_names(
    url: str, head: str, publisher: str, field: str
) -> None:
    article = read(page(head=head), url)
    assert (article.publisher, *article.publisher_from) == (publisher, "page", field)


@pytest.mark.parametrize("tail", ["Faro da Ría", "faro-da-ria.example"])
def test_a_site_is_spelt_as_behind_the_title(tail: str) -> None:
    head = '<meta property="og:site_name" content="farodaria">'
    html = page(head=head).replace(f"{TITLE} | Sound Courier", f"Another heading - {tail}")
    article = read(html, "https://www.faro-da-ria.example/1")
    assert (article.publisher, *article.publisher_from) == (tail, "page", "title")


def test_without_a_name_the_publisher_is_the_site() -> None:
    url = "https://www.courier.example/ferry"
    article = read(page().replace(" | Sound Courier", ""), url)
    assert (article.publisher, *article.publisher_from) == ("courier.example", "url", url)
    assert article.url == url


def test_the_address_is_that_of_this_site_and_not_of_an_original_elsewhere() -> None:
    head = (
        '<link rel="canonical" href="https://agency.example.org/ferry">'
        '<meta property="og:url" content="https://www.courier.example/ferry">'
    )
    assert read(page(head=head)).url == "https://www.courier.example/ferry"


@pytest.mark.parametrize("odd", [5, True, None, {}, [[]], ["\ud800"], "\ud800", "\x00", " "])
def test_odd_linked_data_do_no_harm(odd: object) -> None:
    thing = {"@type": odd, "headline": odd, "publisher": {"name": odd}, "datePublished": odd}
    head = json_ld([thing, {"@graph": odd}, odd, {"publisher": odd, "mainEntity": [thing, odd]}])
    article = read(page(head=head))
    assert article.published is None
    assert article.text.startswith(BODY)


# The text


def test_the_headline_is_not_repeated_in_the_text() -> None:
    html = f"<article><h1>The ferry  sails</h1><p>{BODY}</p><p>{OTHER}</p></article>"
    assert read(f"<html><body>{html}</body></html>").text == f"{BODY}\n{OTHER}"


def test_a_card_over_a_name_is_no_part_of_the_sentence() -> None:
    card = (
        "<span class='over'><span><img src='a.jpg'><a href='/1'>Ferry stuck in the ice again</a>"
        "<a href='/2'>Council votes on the new quay</a></span></span>"
    )
    said = BODY.replace("harbour office", f"<a href='/o'>harbour office</a>{card}")
    html = f"<html><body><article><p>{OTHER}</p><p>{said}</p></article></body></html>"
    assert read(html).text == f"{OTHER}\n{BODY}"


def test_a_picture_with_its_caption_stays() -> None:
    said = f"{BODY}<span><img src='a.jpg'><a href='/1'>The quay as it was last winter</a></span>"
    html = f"<html><body><article><p>{OTHER}</p><p>{said}</p></article></body></html>"
    assert "The quay as it was last winter" in read(html).text


def test_an_article_in_several_blocks_is_whole() -> None:
    paragraphs = [f"Paragraph {number}: {OTHER}" for number in range(12)]
    blocks = (paragraphs[:4], paragraphs[4:8], paragraphs[8:])
    body = "<aside>Sponsored</aside>".join(
        f"<div class='grid'><div class='body article__body'>{''.join(map('<p>{}</p>'.format, one))}"
        "</div></div>"
        for one in blocks
    )
    html = f"<html><body><main><div class='chunks'>{body}</div></main></body></html>"
    assert read(html).text.split("\n") == paragraphs


@pytest.mark.parametrize("depth", range(1, 5))
def test_blocks_that_hold_one_another_are_not_put_into_themselves(depth: int) -> None:
    inner, outer = (
        "".join(f"<p>{letter} {number}: {OTHER}</p>" for number in range(5)) for letter in "AB"
    )
    html = f"{'<div>' * depth}{inner}{'</div>' * depth}{outer}"
    tree = load_html(
        f"<html><body><div><div><div><div>{html}</div></div></div></div></body></html>"
    )
    whole = tree.text_content()
    blocks = _blocks_of_a_cut_article(
        tree, "\n".join(f"B {number}: {OTHER}" for number in range(3))
    )
    assert len(blocks) == 2
    _join(blocks)
    assert tree.text_content() == whole


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<span>", "</div>", "<div>", "<img>", "<h1>", "</h1>", "<time>", "<a>",
             "</a>", BODY, "9 September 2019", "<!--", "<script>", "\x00", "&#xD800;", "<article>"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    list(read_page("".join(pieces).encode(), "page.html", "page", lambda _: None))


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>" + "<span><img><a>one two three four</a>" * 3_000,
        "<p><span>" + "<img><a>one two three four</a>" * 3_000 + "</span></p>",
        "<i></i>" * 30_000,
        "<p>" + "2020-" * 20_000 + "</p>",
        "<p>" + "1 a " * 25_000 + "</p>",
        "<time datetime='" + "9." * 50_000 + "'></time>",
        f"<link rel=canonical href='https://a.example{'/2020/01/99' * 10_000}'>",
        f"<meta name='{'published' * 10_000}' content='{'9 sept ' * 10_000}'>",
        f"<meta property=og:title content='{' - a' * 30_000}'>",
        '<script type="application/ld+json">' + '{"@graph":[' * 20_000 + "</script>",
        '<script type="application/ld+json">{' + '"headline":"\\' * 10_000 + "</script>",
    ],
)
def test_no_markup_takes_long(hostile: str) -> None:
    tree = load_html(page(hostile))
    started = time.perf_counter()
    page_date(page(hostile))
    assert time.perf_counter() - started < 20
    article_text(tree)  # how long trafilatura takes is its own
    read(page(hostile))


# Measures


def test_shingles_are_counted_as_the_benchmark_counts_them() -> None:
    """Worked by hand: five shingles taken, four true, three of them the same."""
    true = "the ferry left at noon sharp today"  # 7 words, 4 shingles
    taken = "the ferry left at noon sharp and then"  # 8 words, 5 shingles
    assert overlap(taken, true) == (3 / 5, 3 / 4)
    assert overlap("Ferry left", "Ferry left") == (1, 1)  # a short text is one shingle
    assert overlap("a b c d a b c d", "a b c d") == (1 / 5, 1)
    precision, recall = overlap("", true)
    assert math.isnan(precision)
    assert recall == 0


def test_a_date_for_a_page_without_one_is_wrong_and_covers_nothing() -> None:
    found = scores(
        ["2019-09-09", "2019-09-10", None, "2019-09-09", None],
        ["2019-09-09", "2019-09-09", "2019-09-09", None, None],
    )
    shares = {name: [one for one in values if one == one] for name, values in found.items()}
    assert shares == {"coverage": [1, 1, 0], "precision": [1, 0, 0], "right": [1, 0, 0]}


def test_a_folder_that_is_no_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="is no set of HTML pages"):
        list(html_pages(tmp_path))


@pytest.mark.shared
def test_no_site_is_in_both_halves(shared: Path) -> None:
    for name in (html_extraction.SET, html_dates.SET):
        halves = [
            {page.url.split("/")[2] for page in html_pages(shared / "sets" / name, split)}
            for split in ("dev", "test")
        ]
        assert all(halves)
        assert not set.intersection(*halves)


@pytest.mark.shared
def test_the_text_is_taken_better_than_by_trafilatura_alone(shared: Path) -> None:
    systems = measure_extraction(shared / "sets" / html_extraction.SET).systems
    ours, theirs = systems["Dateline"], systems["trafilatura"]
    assert theirs.less is not None
    assert theirs.less.sure
    assert theirs.less.value == pytest.approx(ours.f1.value - theirs.f1.value)
    assert ours.precision.value > theirs.precision.value


@pytest.mark.shared
def test_fewer_dates_are_wrong_than_of_htmldate_alone(shared: Path) -> None:
    systems = measure_dates(shared / "sets" / html_dates.SET).systems
    ours, theirs = systems["Dateline"], systems["htmldate, original date"]
    assert ours.precision.value > theirs.precision.value
    assert ours.right.value > theirs.right.value - 0.02  # of what it leaves undated, most is wrong


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/world/20191105/ferry", "2019-11-05"),
        ("/2019/11/5/ferry", "2019-11-05"),
        ("/world/2011105/", None),  # a number
        ("/a/2019111/x", None),
        ("/2019/1105/x", None),
    ],
)
def test_a_number_in_an_address_is_no_date(path: str, day: str | None) -> None:
    found = page_date(
        "<html><body><p>The ferry sailed.</p></body></html>", f"https://marsh.example{path}"
    )
    assert (str(found[0]) if found else None) == day


def test_the_birth_of_a_site_dates_no_article() -> None:
    data = (
        '{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"},'
        '{"@type": "NewsArticle", "datePublished": "09/10/2019"}]}'
    )
    script = f'<script type="application/ld+json">{data}</script>'
    html = f"<html><head>{script}</head><body><p>The ferry sailed.</p></body></html>"
    assert page_date(html) is None
