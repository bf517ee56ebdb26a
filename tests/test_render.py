"""The HTML of answers: what it says, and that nothing in an article can act in it."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dateline import (
    Answer,
    Article,
    Citation,
    Hit,
    Mark,
    Origin,
    PartialDate,
    Passage,
    Side,
    Statement,
)
from dateline.index.article import Span
from dateline.index.named_dates import Days
from dateline.index.web import web_address
from dateline.rag.applied_filters import AppliedFilters
from dateline.rag.time_words import TimeWord
from dateline.ui import render, wording
from dateline.ui.answer_markdown import answer_markdown, markdown_html, plain_in_markdown
from dateline.ui.article_page import article_html
from dateline.ui.evidence import evidence_html, panel_html

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> ![p](http://evil.example/p.png) "
    "[c](javascript:alert(3)) **b** `c` $$x$$ ${y} {{z}} &amp; \" ' \u202egnp\u2066"
)
TAG = re.compile(r"<[^<>]*>")


def plain(html: str) -> str:
    return unescape(TAG.sub("", html))


def article(text: str, **fields: object) -> Article:
    given = {"id": "a", "title": "A title", "publisher": "The Post", **fields}
    return Article(text=text, **given)


def hit(one: Article) -> Hit:
    passage = Passage(1, one.id, 0, len(one.text), one.text)
    return Hit(passage, one, score=1.0, vector_score=1.0, word_score=1.0)


def answer_from(one: Article, quote: str) -> Answer:
    start = one.text.index(quote)
    citation = Citation(
        number=1,
        article_id=one.id,
        title=one.title,
        publisher=one.publisher,
        published=one.published,
        url=one.url,
        start=start,
        end=start + len(quote),
        quote=quote,
        passage_start=0,
        passage_end=len(one.text),
    )
    return Answer("q?", (Statement(quote, (1,)),), (citation,), None, 0.9, (hit(one),))


def refusal(*hits: Hit) -> Answer:
    return Answer("q?", (), (), "None of them says so.", 0.1, hits)


def only_tags_of(html: str, allowed: set[str]) -> None:
    names = {found.group(1) for found in re.finditer(r"</?([a-z0-9]+)", html)}
    assert names <= allowed
    assert html.count("<") == len(TAG.findall(html)), "a loose angle bracket"


@st.composite
def _passages_and_spans(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(st.text() | st.text(alphabet="<>&\"'#;![]()*_`$ \nab&amp;\u202e\u2069"))
    ends = st.integers(0, len(text))
    start, end = sorted((draw(ends), draw(ends)))
    return text, start, end


@given(_passages_and_spans())
def test_a_highlight_without_its_tags_is_the_passage(drawn: tuple[str, int, int]) -> None:
    text, start, end = drawn
    html = render.highlight(text, start, end)
    assert plain(html) == text
    marked = re.search(r"<mark>(.*)</mark>", html, re.DOTALL)
    assert marked is not None
    assert unescape(marked.group(1)) == text[start:end]
    only_tags_of(html, {"span", "mark"})


@given(st.text())
def test_escaped_text_holds_nothing_that_html_or_markdown_reads(text: str) -> None:
    html = render.escaped(text)
    assert unescape(html) == text
    assert not set(re.sub(r"&#\d+;", "", html)) & set("<>&\"'`*_[]()!$\\|~#=-+.:/@{}")


def test_a_quote_may_begin_and_end_in_markup() -> None:
    text = 'He said "<b>no</b> & never" twice.'
    start, end = text.index("b>no"), text.index(" & never") + 3
    html = render.highlight(text, start, end)
    assert plain(html) == text
    assert "<b>" not in html
    assert "<mark>b&#62;no&#60;&#47;b&#62; &#38; </mark>" in html


def test_an_answer_links_each_number_to_the_card_of_its_turn() -> None:
    one = article("Before. It was so. After.", published=PartialDate(2019, 9, 9))
    answer = answer_from(one, "It was so.")
    bubble, evidence = render.answer_html(answer, 7), evidence_html(answer, 7)
    assert 'href="#dl-7-1">[1]</a>' in bubble
    assert 'id="dl-7-1"' in evidence
    assert plain(bubble) == (
        "It was so.[1]The Post, 2019-09-09As of 2019-09-09 · 1 article · 1 publisher"
        "Copy · Ask again · Change · Right · Wrong"
    )
    assert "<mark>It was so&#46;</mark>" in evidence


def test_the_short_answer_stands_out_in_its_sentence() -> None:
    text = "It left <b>at</b> ten\nto five & stayed."
    statement = Statement(text, (), Span(text.index("ten"), text.index(" &")))
    bubble = render.answer_html(Answer("when?", (statement,), (), None, 0.9, ()), 1)
    assert f"<strong>{render.escaped('ten to five')}</strong>" in bubble
    assert bubble.count("<strong>") == 1
    assert "<b>" not in bubble
    assert bubble.splitlines() == [bubble]


def test_sides_and_missing_parts_stand_below_the_statements_with_who_says_so() -> None:
    one = article("It cost 33 crowns. It cost 35.", published=PartialDate(2019, 9, 9))
    answer = replace(
        answer_from(one, "It cost 33 crowns."),
        sides=(Side("33", (1,)), Side("<i>35</i>", (1,))),
        superseded=(Side("30", (1,)),),
        missing=("who <b>paid</b>",),
    )
    bubble = render.answer_html(answer, 1)
    assert (
        "Side by side:33The Post, 2019-09-09[1]<i>35</i>The Post, 2019-09-09[1]"
        "Said before: 30 (The Post, 2019-09-09) [1]Nothing was found on: “who <b>paid</b>”"
    ) in plain(bubble)
    assert "<i>" not in bubble
    assert "<b>" not in bubble


def test_the_question_that_was_understood_can_be_changed() -> None:
    refused = replace(refusal(), standalone_question="And <who>? (Gull Island)")
    for answer in (refused, replace(refused, refusal=None)):
        bubble = render.answer_html(answer, 1)
        assert plain(bubble).startswith("Understood as: And <who>? (Gull Island)")
        assert 'class="dl-edit" href="#dl-question"' in bubble


def test_a_reply_looks_like_no_refusal() -> None:
    reply = Answer("hi", (), (), "Hello! Ask <me>.", 0.0, (), reply="greeting")
    bubble = render.answer_html(reply, 1)
    assert wording.NO_ANSWER not in bubble
    assert render.escaped("Hello! Ask <me>.") in bubble


def test_a_bubble_is_one_line_for_markdown_to_leave_alone() -> None:
    quote = "It\n\n    was\r\n# so."
    bubble = render.answer_html(answer_from(article(quote), quote), 1)
    assert bubble.splitlines() == [bubble]
    assert "It was &#35; so&#46;" in bubble


def test_what_is_not_known_is_said() -> None:
    answer = answer_from(article("It was so.", publisher=None, title=""), "It was so.")
    assert "None of the cited articles is dated · 1 article · publisher not named" in plain(
        render.answer_html(answer, 1)
    )
    card = plain(evidence_html(answer, 1))
    assert "Untitled" in card
    assert "publisher not named · undated" in card


@pytest.mark.parametrize(
    ("provenance", "said"),
    [
        ("given", ""),
        ("text", "dated by a stamp in the text"),
        ("story", "dated by a copy"),
        ("event", "dated by another article about the same event"),
    ],
)
def test_a_date_that_was_inferred_is_said_to_be(provenance: str, said: str) -> None:
    one = article("It was so.", published=PartialDate(2019), published_from=Origin(provenance))
    card = plain(evidence_html(answer_from(one, "It was so."), 1))
    assert f"The Post · 2019{said and ' · '}{said}" in card


def test_a_refusal_shows_its_reason_and_at_most_three_passages_that_are_no_answer() -> None:
    answer = refusal(*(hit(article(f"Text {n}.", id=str(n))) for n in range(5)))
    bubble, evidence = render.answer_html(answer, 2), evidence_html(answer, 2)
    assert (
        plain(bubble) == "Not in the articlesNone of them says so.See the nearest passages"
        "Ask again · Change · Right · Wrong"
    )
    assert evidence.count(wording.NEAREST) == 3
    assert "<mark>" not in evidence
    assert 'id="dl-2-1"' in evidence
    assert "nearest" not in render.answer_html(refusal(), 2)


def test_hostile_text_stays_text_everywhere() -> None:
    one = article(HOSTILE, title=HOSTILE, publisher=HOSTILE, url=f"https://a.example/{HOSTILE}")
    answer = answer_from(one, HOSTILE)
    pieces = [
        render.answer_html(answer, 1),
        evidence_html(answer, 1),
        evidence_html(refusal(hit(one)), 1),
        render.question_html(HOSTILE),
        render.error_html(HOSTILE),
        render.header_html(HOSTILE, 1, 1, None),
        panel_html([(HOSTILE, "<p>cards</p>")]),
    ]
    for html in pieces:
        only_tags_of(
            html,
            {"div", "p", "bdi", "sup", "a", "article", "h1", "h2", "h3", "span", "mark"}
            | {"blockquote", "time", "details", "summary"},
        )
        inside_tags = "".join(TAG.findall(html))
        assert "onerror" not in re.sub(r'"[^"]*"', "", inside_tags)
        assert "![" not in html
        assert "$$" not in html
    assert one.publisher is not None
    assert plain(pieces[1]).count(one.publisher) == 3


def test_bidi_controls_stand_within_an_element_that_isolates_them() -> None:
    one = article("\u202eIt was so.", title="\u202et", publisher="\u202ep")
    answer = answer_from(one, "\u202eIt was so.")
    for html in (render.answer_html(answer, 1), evidence_html(answer, 1)):
        for opening in re.findall(r"(<[^<>]*>)[^<>]*\u202e", html):
            assert opening in {"<bdi>", "<mark>", "<span>"}


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JAVASCRIPT://a.example/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example/x",
        "http:///x",
        "http://[broken",
        "",
        None,
    ],
)
def test_no_other_address_than_a_web_page_is_linked(url: str | None) -> None:
    assert web_address(url) is None
    one = article("It was so.", url=url)
    card = evidence_html(answer_from(one, "It was so."), 1)
    (only,) = re.findall(r'href="([^"]*)"', card)
    assert unescape(only) == "article?id=a&start=0&end=10#quote"
    assert re.findall(r'href="([^"]*)"', article_html(one, Span(0, 0), [])) == []


def test_a_link_to_an_article_tells_it_nothing() -> None:
    one = article("It was so.", url='https://a.example/"><b>?x=1&y=2')
    card = evidence_html(answer_from(one, "It was so."), 1)
    found = re.search(r'<a href="([^"]*)" rel="noopener noreferrer" target="_blank">', card)
    assert found is not None
    assert unescape(found.group(1)) == one.url


def test_the_header_counts() -> None:
    assert plain(render.header_html("D", 1, 1, PartialDate(2020, 5))) == (
        "D1 article from 1 publisher, the newest dated 2020-05"
    )
    assert plain(render.header_html("D", 1200, 0, None)) == (
        "D1,200 articles from 0 publishers, none of them dated"
    )
    assert plain(render.header_html("D", 0, 0, None)) == "D0 articles from 0 publishers"


def test_the_panel_opens_the_newest_evidence_and_keeps_the_older() -> None:
    html = panel_html([("first?", "<p>1</p>"), ("error?", ""), ("second?", "<p>2</p>")])
    assert html.index("second&#63;") < html.index("first&#63;")
    assert html.count("<details open>") == 1
    assert html.index("<details open>") < html.index("second&#63;")
    assert "error" not in html
    assert wording.EMPTY_PANEL in panel_html([])


def test_an_error_is_a_sentence_and_a_long_question_is_cut() -> None:
    assert plain(render.error_html("the question is empty")) == "The question is empty."
    assert len(plain(render.question_html("x" * 5000))) < 700


def test_words_for_time_are_told_below_the_quotation_and_are_no_part_of_it() -> None:
    answer = answer_from(article("He left on\n<i>Sunday</i>.", title="t"), "left on\n<i>Sunday</i>")
    assert "dl-times" not in evidence_html(answer, 1)
    (citation,) = answer.citations
    day, month = date(2019, 9, 8), Days(date(2019, 9, 1), date(2019, 9, 30))
    times = (
        TimeWord("on\n<i>Sunday", 8, 20, Days(day, day)),
        TimeWord("month", 0, 5, month),
        TimeWord("month", 9, 14, month),
    )
    told = replace(answer, citations=(replace(citation, times=times),))
    card = evidence_html(told, 1)
    only_tags_of(card, {"article", "h3", "span", "bdi", "p", "blockquote", "mark", "a"})
    note = re.search(r'</blockquote><p class="dl-times">(.*?)</p>', card)
    assert note is not None
    assert plain(note.group(1)) == ("“on <i>Sunday”: 8 September 2019 · “month”: September 2019")
    assert card.replace(note.group(0), "</blockquote>") == evidence_html(answer, 1)


def test_a_card_names_each_publisher_that_has_the_story_once() -> None:
    others = [
        article("t", id="b", publisher="Tern & Co"),
        article("t", id="c", publisher="Gull", published=PartialDate(2019, 9)),
        article("t", id="d", publisher="Tern & Co"),
        article("t", id="e", publisher=None),
    ]
    answer = answer_from(article("It was so."), "It was so.")
    citation = replace(answer.citations[0], story=("b", "c", "d", "e", "gone"))
    told = replace(answer, citations=(citation,))
    card = evidence_html(told, 1, {one.id: one for one in others}.get)
    note = re.search(r'<p class="dl-also">(.*?)</p>', card)
    assert note is not None
    assert plain(note.group(1)) == (
        "Also in: Tern & Co, undated; Gull, 2019-09; publisher not named, undated"
    )
    addresses = [unescape(one) for one in re.findall(r'href="([^"]*)"', note.group(1))]
    assert addresses == [f"article?id={one}&start=0&end=0#quote" for one in "bce"]
    assert "dl-also" not in evidence_html(told, 1)


# The page of an article


@st.composite
def _marked(draw: st.DrawFn) -> tuple[Article, Span]:
    text, start, end = draw(_passages_and_spans().filter(lambda drawn: drawn[0].strip() != ""))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    marks = [
        Mark(first, last, draw(st.sampled_from(["furniture", "caption"])), HOSTILE)
        for first, last in pairwise(cuts)
        if draw(st.booleans())
    ]
    return article(text.encode(errors="replace").decode(), marks=tuple(marks)), Span(start, end)


@given(_marked())
def test_the_page_of_an_article_has_all_its_text_with_the_quotation_marked(
    drawn: tuple[Article, Span],
) -> None:
    one, quote = drawn
    html = article_html(one, quote, [])
    found = re.search(r'<div class="dl-text" dir="auto">(.*?)</div>', html, re.DOTALL)
    assert found is not None
    text = found.group(1)
    assert plain(text) == one.text
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", text, re.DOTALL)
    assert unescape("".join(marked)) == one.text[quote.start : quote.end]
    assert text.count('id="quote"') == (quote.start < quote.end)
    grey = re.findall(r'<span class="dl-furniture"[^>]*>(.*?)</span>', text, re.DOTALL)
    furniture = [m for m in one.marks if m.kind == "furniture"]
    left = {
        at for m in furniture for at in range(m.start, m.end)
        if not quote.start <= at < quote.end
    }  # fmt: skip
    assert len(unescape("".join(grey))) == len(left)
    only_tags_of(text, {"span", "mark"})
    assert "<script>alert" not in html


@pytest.mark.parametrize("quote", [Span(5, 3), Span(-4, 2), Span(0, 9999), Span(7, 7)])
def test_what_is_no_stretch_of_the_article_is_not_marked(quote: Span) -> None:
    assert "<mark" not in article_html(article("It was so, they said."), quote, [])


def test_the_page_of_an_article_says_whence_it_is_and_who_else_has_the_story() -> None:
    one = article(
        f"It was so. {HOSTILE}", title=HOSTILE, publisher=HOSTILE, published=PartialDate(2019, 9),
        published_from=Origin("story", "b"), url="https://a.example/x",
    )  # fmt: skip
    other = article("t", id="b & c", title=HOSTILE, publisher="Tern")
    html = article_html(one, Span(0, 2), [other], newer="b & c")
    told = plain(html.partition("<main")[2])
    assert f"{HOSTILE} · 2019-09 · dated by a copy or revision of it" in told
    assert f"{HOSTILE} Tern · undated · There is a newer revision of this article" in told
    assert html.count("<script>") == 1, "its own"
    assert "![" not in html.partition("<main")[2]
    addresses = [unescape(found) for found in re.findall(r'href="([^"]*)"', html)]
    assert addresses == ["https://a.example/x", "article?id=b+%26+c&start=0&end=0#quote"]


def test_questions_that_can_be_answered_are_offered_beside_a_refusal() -> None:
    html = render.answer_html(refusal(), 1, ["Who sailed?", HOSTILE])
    offered = re.findall(r'<li><a class="dl-ask" href="#dl-question">(.*?)</a></li>', html)
    assert [plain(one) for one in offered] == ["Who sailed?", HOSTILE]
    assert "dl-ask" not in render.answer_html(refusal(), 1)
    sure = answer_from(article("It was so."), "It was so.")
    assert "dl-ask" not in render.answer_html(sure, 1, ["Who sailed?"])


def test_an_answer_is_copied_with_its_sources() -> None:
    one = article(
        "It was so. He left.",
        title="A [title]",
        url="https://a.example/x_y",
        published=PartialDate(2019, 9),
    )
    both = replace(
        answer_from(one, "It was so."),
        question="Was it\n*so*?",
        statements=(Statement("It was so.", (1, 2)), Statement("He left.", (2,))),
        missing=("the <b>rest</b>",),
    )
    second = replace(
        both.citations[0], number=2, url=None, publisher=None, published=None, title=""
    )
    assert answer_markdown(replace(both, citations=(*both.citations, second))) == (
        "**Was it \\*so\\*?**\n\n"
        "It was so. \\[1\\]\\[2\\]\n\n"
        "He left. \\[2\\]\n\n"
        "Nothing was found on: the \\<b\\>rest\\</b\\>\n\n"
        "As of 2019-09\n\n"
        "1. The Post, 2019-09: [A \\[title\\]](<https://a.example/x_y>), characters 0–10 of a.\n"
        "2. publisher not named, undated: Untitled, characters 0–10 of a.\n"
    )


@given(st.text())
def test_text_is_the_same_once_markdown_is_read(text: str) -> None:
    shown = MarkdownIt("commonmark").enable("table").render(plain_in_markdown(text))
    line = " ".join(text.split())
    assert plain(shown).strip() == line.replace("\0", "\ufffd").strip()
    only_tags_of(shown, {"p"})


def test_nothing_of_an_article_acts_in_copied_markdown() -> None:
    name = "".join(filter(str.isprintable, HOSTILE))
    one = article(HOSTILE, title=HOSTILE, publisher=HOSTILE, id=name)
    shown = (
        MarkdownIt("commonmark").enable("table").render(answer_markdown(answer_from(one, HOSTILE)))
    )
    only_tags_of(shown, {"p", "strong", "ol", "li"})
    assert plain(markdown_html(answer_from(one, HOSTILE), 1)) == answer_markdown(
        answer_from(one, HOSTILE)
    )


def test_what_narrowed_an_answer_is_told_in_its_bubble() -> None:
    answer = answer_from(article("It was so.", published=PartialDate(2019)), "It was so.")
    narrowed = AppliedFilters(
        undated_left_out=2,
        days=(Days(date(2022, 9, 1), date(2022, 9, 30)), Days(date(2024, 1, 1), date.max)),
        order="latest",
    )
    preferred = "Preferred: September 2022, from 2024 on, the latest (any time instead)"
    assert plain(render.answer_html(replace(answer, filters=narrowed), 1)).endswith(
        f"As of 2019 · 1 article · 1 publisher · {preferred} · nothing newer on it was found"
        " · 2 undated articles were left outCopy · Ask again · Change · Right · Wrong"
    )
    assert re.findall(
        r'class="dl-period" href="([^"]*)"', render.as_of(replace(answer, filters=narrowed), 1)
    ) == [
        "#dl-filters/2022-09-01/2022-09-30",
        "#dl-filters/2024-01-01/",
    ]
    refused = replace(refusal(), filters=narrowed)
    assert plain(render.answer_html(refused, 1)) == (
        f"Not in the articlesNone of them says so.{preferred}Ask again · Change · Right · Wrong"
    ), "its sentence counts the undated articles"
    nearest = replace(refused, hits=(hit(article("Text.")),))
    assert plain(render.answer_html(nearest, 1)).endswith(
        f"See the nearest passages · {preferred}Ask again · Change · Right · Wrong"
    )
    only_one = replace(answer, filters=AppliedFilters(undated_left_out=1))
    assert plain(render.as_of(only_one, 1)).endswith(" · 1 undated article was left out")


def test_a_newer_revision_is_named_below_the_quotation() -> None:
    old = article("It was so.")
    answer = answer_from(old, "It was so.")
    assert "newer revision" not in evidence_html(answer, 1)
    (citation,) = answer.citations
    revised = replace(answer, citations=(replace(citation, newer_revision="b<i>"),))
    card = evidence_html(revised, 1)
    assert "There is a newer revision of this article: b<i>" in plain(card)
    assert 'href="article&#63;id&#61;b&#37;3Ci&#37;3E' in card
