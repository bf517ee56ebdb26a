"""The chat page, driven in a real browser on a real server over a real index."""

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

from dateline import Answer, Article, Chatbot, DatelineError, Index, Mark, PartialDate
from dateline.eval.questions import read_questions
from dateline.ui.chat_server import ChatServer, PromptServer, serve
from dateline.ui.examples import example_questions

FERRY = (
    "The Skarholm ferry sailed again on Monday.\n\n"
    "The repairs to the Skarholm ferry cost 4.2 million crowns, the harbour office said. "
    "Captain and crew steered the first crossing of the ferry, which took forty minutes.\n\n"
    "The café on board stays closed until Easter."
)
LIGHTHOUSE = (
    "The keeper of the Grindvik lighthouse is a retired sailor. "
    "He has lit the lamp every evening for nineteen years."
)
MARKUP = (
    '<script>alert(1)</script><img src="http://evil.example/i.png" onerror="alert(2)"> '
    "![p](http://evil.example/p.png) [c](javascript:alert(3)) ${alert(4)} {{alert}} $$x$$ "
    "</mark></p><b onclick=alert(5)>"
)
BRIDGE = (
    "The town waited for years.\n\n"
    f'The mayor opened the Oldmill bridge {MARKUP} "at last" on 5 May 2020. '
    f"Nobody \u202eelse came {MARKUP}."
)
ARTICLES = (
    Article(
        "ferry",
        FERRY,
        title="Ferry returns to Skarholm after the winter",
        publisher="Island Courier",
        published=PartialDate(2021, 3, 4),
        url="https://island-courier.example/ferry?a=1&b=2",
        marks=(Mark(FERRY.index("The café"), len(FERRY), "furniture", "a notice"),),
    ),
    Article("lighthouse", LIGHTHOUSE, title="A lamp at Grindvik"),
    Article(
        "bridge",
        BRIDGE,
        title=f"Oldmill bridge opened {MARKUP}",
        publisher=f"The {MARKUP} Post",
        published=PartialDate(2020, 5, 6),
        url="javascript:alert(6)",
    ),
    Article(
        "harvest",
        "The Lindal orchards brought in 900 tonnes of apples in 2019. Frost had spared the trees.",
        title="A good year for the Lindal orchards",
        publisher="Island Courier",
        published=PartialDate(2019, 11),
    ),
)
COST = "How much did the repairs to the Skarholm ferry cost?"
COST_QUOTE = "The repairs to the Skarholm ferry cost 4.2 million crowns, the harbour office said."
OFF_TOPIC = "Which enzyme unwinds the double helix?"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("chat") / "index") as index:
        index.add(ARTICLES)
        yield index


@pytest.fixture(scope="module")
def server(archive: Index) -> Iterator[ChatServer]:
    with serve(Chatbot(archive), port=0, block=False) as running:
        yield running


@pytest.fixture(params=["light"])
def page(browser: Browser, server: ChatServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, opened. Whatever a test does, it asks no other machine and runs no script."""
    context = browser.new_context(color_scheme=request.param)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    asked: list[str] = []
    wrong: list[str] = []
    opened.on("request", lambda one: asked.append(one.url))
    opened.on("dialog", lambda one: (wrong.append(one.message), one.dismiss()))
    opened.on("pageerror", lambda one: wrong.append(str(one)))
    opened.goto(server.url)
    expect(opened.locator("#dl-question textarea")).to_be_visible(timeout=60_000)
    yield opened
    context.close()
    own = (server.url, "data:", f"blob:{server.url}")
    assert [url for url in asked if not url.startswith(own)] == []
    assert wrong == []


def ask(page: Page, question: str) -> None:
    """Ask with Enter, and wait until there is one more answer."""
    answers = page.locator("#dl-chat .bot-row .dl-answer, .dl-refusal, .dl-error")
    before = answers.count()
    page.fill("#dl-question textarea", question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1, timeout=60_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


@pytest.mark.browser
def test_an_answer_stands_beside_its_highlighted_quotation(page: Page) -> None:
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-question")).to_have_text(COST)
    expect(page.locator("#dl-chat .dl-statement bdi").first).to_have_text(COST_QUOTE)
    expect(page.locator("#dl-chat .dl-as-of")).to_have_text(
        "As of 2021-03-04 · 1 article · 1 publisher"
    )
    expect(page.locator("#dl-question textarea")).to_have_value("")
    card = page.locator("#dl-panel .dl-card").first
    assert card.locator("mark").text_content() == COST_QUOTE
    assert COST_QUOTE in (passage := card.locator("blockquote").text_content() or "")
    assert passage in FERRY
    assert len(passage) > len(COST_QUOTE)
    expect(card.locator(".dl-source")).to_have_text("Island Courier · 2021-03-04")
    link = card.locator("h3 a")
    expect(link).to_have_attribute("href", "https://island-courier.example/ferry?a=1&b=2")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.browser
def test_a_number_lights_up_its_card_and_keeps_the_conversation(page: Page) -> None:
    page.goto(f"{page.url}?__theme=dark")  # an address with a query, from which a link could lead
    ask(page, COST)
    ask(page, "Who is the keeper of the Grindvik lighthouse?")
    cards = page.locator("#dl-panel .dl-card")
    page.locator("#dl-chat .dl-cite").first.click()
    expect(page.locator("#dl-1-1")).to_have_class("dl-card dl-lit")
    expect(page.locator("#dl-1-1")).to_be_in_viewport()
    page.locator("#dl-chat .dl-cite").last.click()
    expect(page.locator(".dl-lit")).to_have_count(1)
    expect(page.locator("#dl-2-1")).to_have_class("dl-card dl-lit")
    assert cards.count() >= 2
    expect(page.locator("#dl-chat .dl-answer")).to_have_count(2)


@pytest.mark.browser
def test_the_article_is_read_at_the_quotation_with_what_it_is_not_greyed_on_request(
    page: Page,
) -> None:
    ask(page, COST)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Read the article").first.click()
    read = opened.value
    expect(read.get_by_role("heading", level=1)).to_have_text(ARTICLES[0].title)
    expect(read.locator(".dl-text")).to_have_text(FERRY, use_inner_text=True)
    expect(read.locator("mark")).to_have_text(COST_QUOTE)
    expect(read.locator("mark")).to_be_in_viewport()
    grey = read.locator(".dl-furniture")
    expect(grey).to_have_css("opacity", "1")
    read.get_by_label("Grey out what is not the article").check()
    expect(grey).to_have_css("opacity", "0.45")
    read.close()


@pytest.mark.browser
def test_hostile_articles_are_read_and_do_nothing(page: Page, server: ChatServer) -> None:
    page.goto(f"{server.url}article?id=bridge")
    expect(page.locator("h1")).to_have_text(f"Oldmill bridge opened {MARKUP}")
    expect(page.locator(".dl-text")).to_contain_text(f"else came {MARKUP}.")
    expect(page.locator("h1 a")).to_have_count(0)
    for wrong in ("nothing", "../../etc/passwd", "<script>alert(7)</script>"):
        response = page.goto(f"{server.url}article?id={quote(wrong)}")
        assert response is not None
        assert response.status == 404
        expect(page.locator("main")).to_have_text("There is no such article in the archive.")


@pytest.mark.browser
def test_an_undated_answer_says_so(page: Page) -> None:
    ask(page, "What is the keeper of the Grindvik lighthouse called?")
    expect(page.locator("#dl-chat .dl-as-of")).to_have_text(
        "None of the cited articles is dated · 1 article · publisher not named"
    )
    expect(page.locator("#dl-panel .dl-source").first).to_have_text("publisher not named · undated")


@pytest.mark.browser
def test_a_follow_up_is_understood_from_the_question_before(page: Page) -> None:
    ask(page, "Who steered the first crossing of the Skarholm ferry?")
    ask(page, "And how long did it take?")
    expect(page.locator("#dl-chat .dl-statement bdi").last).to_contain_text("forty minutes")
    newest = page.locator("#dl-panel details").first
    expect(newest).to_have_attribute("open", "")
    expect(newest.locator("mark").first).to_contain_text("forty minutes")
    understood = page.locator("#dl-chat .dl-edit").last
    expect(understood).to_have_text("And how long did it take? (Skarholm)")
    understood.click()
    box = page.locator("#dl-question textarea")
    expect(box).to_have_value("And how long did it take? (Skarholm)")
    ask(page, "How long did the first crossing of the Skarholm ferry take?")
    expect(page.locator("#dl-chat .dl-statement bdi").last).to_contain_text("forty minutes")
    expect(page.locator("#dl-chat .dl-edit")).to_have_count(1)


@pytest.mark.browser
def test_a_refusal_looks_different_and_shows_what_is_nearest(page: Page) -> None:
    ask(page, OFF_TOPIC)
    expect(page.locator("#dl-chat .dl-refusal .dl-note")).to_have_text("Not in the articles")
    expect(page.locator("#dl-chat .dl-statement")).to_have_count(0)
    nearest = page.locator("#dl-panel .dl-nearest")
    assert 1 <= nearest.count() <= 3
    expect(nearest.first.locator(".dl-tag")).to_have_text("nearest, not an answer")
    expect(page.locator("#dl-panel mark")).to_have_count(0)
    page.get_by_text("See the nearest passages").click()
    expect(nearest.first).to_have_class("dl-card dl-nearest dl-lit")


@pytest.mark.browser
def test_a_refusal_offers_questions_that_are_answered(page: Page) -> None:
    first = page.locator("#dl-examples button").first.text_content()
    ask(page, OFF_TOPIC)
    offered = page.locator("#dl-chat .dl-ask")
    assert 2 <= offered.count() <= 3
    expect(offered.first).to_have_text(first or "")
    offered.first.click()
    expect(page.locator("#dl-chat .dl-answer")).to_have_count(1, timeout=60_000)
    expect(page.locator("#dl-chat .dl-question").last).to_have_text(first or "")
    ask(page, f"{OFF_TOPIC} And why?")
    expect(page.locator("#dl-chat .dl-refusal").last.locator(".dl-ask").first).not_to_have_text(
        first or ""
    )


@pytest.mark.browser
def test_an_answer_is_copied_as_markdown(page: Page) -> None:
    ask(page, COST)
    page.get_by_role("link", name="Copy").dblclick()
    expect(page.locator(".dl-copy")).to_have_text("Copied")
    page.locator("#dl-question textarea").focus()
    page.keyboard.press("Control+V")
    pasted = page.locator("#dl-question textarea").input_value()
    assert pasted.startswith(f"**{COST}**\n\n{COST_QUOTE} \\[1\\]")
    assert "Island Courier, 2021-03-04: [Ferry returns to Skarholm after the winter](<" in pasted
    expect(page.locator(".dl-copy")).to_have_text("Copy")


@pytest.mark.browser
def test_keys_reach_the_question_and_walk_the_citations(page: Page) -> None:
    ask(page, COST)
    ask(page, "Who is the keeper of the Grindvik lighthouse?")
    page.locator("h1").click()
    lit = page.locator(".dl-lit")
    page.keyboard.press("ArrowLeft")
    numbers = page.locator("#dl-chat sup a.dl-cite")
    many = numbers.count()
    assert many >= 2
    seen = [lit.get_attribute("id")]
    for _ in range(many):
        page.keyboard.press("ArrowLeft")
        seen.append(lit.get_attribute("id"))
    hashes = [numbers.nth(at).get_attribute("href") or "" for at in range(many)]
    assert seen == [one[1:] for one in reversed(hashes)] + [hashes[0][1:]]
    page.keyboard.press("ArrowRight")
    assert lit.get_attribute("id") == hashes[1][1:]
    page.keyboard.press("/")
    expect(page.locator("#dl-question textarea")).to_be_focused()
    page.keyboard.type("a/b")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#dl-question textarea")).to_have_value("a/b")
    assert lit.get_attribute("id") == hashes[1][1:]


@pytest.mark.browser
def test_the_keyboard_alone_asks_reads_and_goes_to_the_archive(page: Page) -> None:
    def tab_to(name: str, *, back: bool = False) -> None:
        for _ in range(60):
            page.keyboard.press("Shift+Tab" if back else "Tab")
            told = page.evaluate("document.activeElement.textContent.trim()")
            if told == name:
                return
        pytest.fail(f"no {name} in the order of the keys")

    expect(page.get_by_label("Question")).to_be_focused()
    page.keyboard.type(COST)
    page.keyboard.press("Enter")
    expect(page.locator("#dl-chat .dl-answer")).to_have_count(1, timeout=60_000)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    lit = page.locator(".dl-lit")
    expect(lit).to_be_focused()
    expect(lit.locator("mark")).to_have_text(COST_QUOTE)
    tab_to("Read the article")
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("mark")).to_have_text(COST_QUOTE)
    opened.value.close()
    tab_to("Archive", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#dl-listing")).to_contain_text("Ferry returns to Skarholm")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_newest_question_is_seen_with_its_answer_below(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    for question in (OFF_TOPIC, COST, OFF_TOPIC):
        ask(page, question)
        expect(page.locator("#dl-chat .dl-question").last).to_be_in_viewport(ratio=1)
    expect(page.locator("#dl-chat .dl-note").last).to_be_in_viewport(ratio=1)


@pytest.mark.browser
def test_two_people_at_once_see_each_their_own(browser: Browser, server: ChatServer) -> None:
    keeper = "Who is the keeper of the Grindvik lighthouse?"
    contexts = [browser.new_context() for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for one in pages:
        one.goto(server.url)
        expect(one.locator("#dl-question textarea")).to_be_visible(timeout=60_000)
    for one, question in zip(pages, (COST, keeper), strict=True):
        one.fill("#dl-question textarea", question)
    for one in pages:
        one.keyboard.press("Enter")
    for one, question, answer in zip(
        pages, (COST, keeper), (COST_QUOTE, "a retired sailor"), strict=True
    ):
        told = one.locator("#dl-chat .dl-statement bdi")
        expect(told.first).to_contain_text(answer, timeout=60_000)
        expect(one.locator("#dl-chat .dl-question")).to_have_text([question])
        expect(one.locator("#dl-panel details")).to_have_count(1)
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_a_conversation_survives_a_restart_and_is_saved(
    browser: Browser, archive: Index, tmp_path: Path
) -> None:
    def saved_as(name: str) -> str:
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save as {name}").click()
        ending = {"Markdown": "md", "JSON": "json"}[name]
        assert download.value.suggested_filename == f"dateline.{ending}"
        file = tmp_path / name
        download.value.save_as(file)
        return file.read_text(encoding="utf-8")

    steered = "Who steered the first crossing of the Skarholm ferry?"
    crossing = "Captain and crew steered the first crossing"
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    with serve(Chatbot(archive), port=0, block=False) as first:
        port = int(first.url.rstrip("/").rpartition(":")[2])
        page.goto(first.url)
        ask(page, OFF_TOPIC)
        ask(page, steered)
        ask(page, "x" * 2001)
        page.locator("#dl-publishers label").first.click()
    with serve(Chatbot(archive), port=port, block=False):
        ask(page, COST)  # on the page that was open all the time, with a chip chosen
        expect(page.locator("#dl-chat .dl-question")).to_have_count(4)
        expect(page.locator("#dl-chat .dl-as-of").last).to_contain_text("Only Island Courier")
        page.get_by_role("button", name="Clear").click()
        page.locator("#dl-publishers label").first.click()
        for question in (OFF_TOPIC, steered):
            ask(page, question)
    with serve(Chatbot(archive), port=port, block=False):
        page.reload()
        expect(page.locator("#dl-chat .dl-statement bdi").first).to_contain_text(crossing)
        expect(page.locator("#dl-chat .dl-refusal")).to_have_count(1)
        expect(page.locator("#dl-panel .dl-card mark").first).to_contain_text(crossing)
        expect(page.locator("#dl-examples")).not_to_be_visible()
        ask(page, "And how long did it take?")
        expect(page.locator("#dl-chat .dl-statement bdi").last).to_contain_text("forty minutes")
        text = saved_as("Markdown")
        assert text.startswith(f"**{OFF_TOPIC}**\n\nNone of the 4 articles")
        assert f"\n---\n\n**{steered}**\n\n{crossing}" in text
        told = json.loads(saved_as("JSON"))
        assert [one["question"] for one in told] == [
            OFF_TOPIC, steered, "And how long did it take?",
        ]  # fmt: skip
        assert [one["answerable"] for one in told] == [False, True, True]
        quoted = told[1]["citations"][0]
        assert FERRY[quoted["start"] : quoted["end"]] == quoted["quote"]
        page.get_by_role("button", name="Clear").click()
        expect(page.locator("#dl-chat .dl-question")).to_have_count(0)
        page.reload()
        expect(page.locator("#dl-examples")).to_be_visible()
        expect(page.locator("#dl-chat .dl-question")).to_have_count(0)
    context.close()


@pytest.mark.browser
def test_judgements_become_questions_that_are_asked_again(page: Page, archive: Index) -> None:
    ask(page, COST)
    page.get_by_role("link", name="Right", exact=True).click()
    expect(page.get_by_text("Kept in feedback.jsonl")).to_be_visible()
    ask(page, "Who is the keeper of the Grindvik lighthouse?")
    page.get_by_role("link", name="Wrong", exact=True).last.click()
    note = page.get_by_label("What would be right?")
    note.fill("his daughter")
    note.press("Enter")
    expect(note).not_to_be_visible()
    page.get_by_label("After").fill("2021")
    ask(page, COST)
    page.get_by_role("link", name="Wrong", exact=True).last.click()
    expect(page.get_by_text("under filters it could not be asked again")).to_be_visible()
    expect(note).not_to_be_visible()
    page.get_by_label("After").fill("")
    ask(page, "Which enzyme?")
    page.get_by_role("link", name="Wrong", exact=True).last.click()
    note.fill("of another conversation")
    page.get_by_role("button", name="Clear").click()
    expect(note).not_to_be_visible()
    ask(page, OFF_TOPIC)
    page.get_by_role("link", name="Right", exact=True).last.click()
    file = archive.folder / "feedback.jsonl"
    for _ in range(100):
        if len(file.read_text().splitlines()) == 3:
            break
        page.wait_for_timeout(100)
    right, wrong, refused = read_questions(file, articles=archive)
    file.unlink()
    assert (right.question, right.answerable, right.type) == (COST, True, "judged right")
    assert right.answers[0] == COST_QUOTE
    assert COST_QUOTE in [one.text for one in right.evidence]
    assert (wrong.answers, wrong.type) == (("his daughter",), "judged wrong")
    assert wrong.evidence == ()
    assert "retired sailor" in wrong.wrong_answers[0]
    assert (refused.question, refused.answerable, refused.answers) == (OFF_TOPIC, False, ())


@pytest.mark.browser
def test_hostile_text_is_shown_and_does_nothing(page: Page) -> None:
    ask(page, f"Who opened the Oldmill bridge? {MARKUP}")
    expect(page.locator("#dl-panel mark").first).to_contain_text("onerror")
    expect(page.locator("#dl-chat .bot-row").first).to_contain_text("evil.example/p.png")
    expect(page.locator("#dl-chat .user-row").first).to_contain_text(MARKUP)
    chips = page.locator("#dl-publishers label")  # the publishers, one of them hostile
    expect(chips).to_have_text(["Island Courier · 2", f"The {MARKUP} Post · 1"])
    acting = "[onerror], [onclick], img[src*='evil'], a[href^='javascript:'], #dl-desk script"
    assert page.locator(acting).count() == 0
    assert page.locator("#dl-panel h3 a").count() == page.locator("#dl-panel h3 a[rel]").count()
    assert page.locator(".katex").count() == 0


@pytest.mark.browser
def test_filters_choose_and_a_bad_date_is_a_sentence(page: Page) -> None:
    page.get_by_label("After").fill("yesterday")
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-error")).to_have_text(
        "After: 'yesterday' is no date; write 2019, 2019-09 or 2019-09-09."
    )
    expect(page.locator("#dl-question textarea")).to_have_value(COST)
    page.get_by_label("After").fill("2022")
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-refusal")).to_contain_text("from 2022 on")
    page.get_by_label("After").fill("2021-03")
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-statement bdi").first).to_have_text(COST_QUOTE)


@pytest.mark.browser
def test_chips_count_what_each_leaves_beside_the_others(page: Page) -> None:
    publishers, times = (page.locator(f"#dl-{name} label") for name in ("publishers", "times"))
    expect(publishers).to_have_text(["Island Courier · 2", f"The {MARKUP} Post · 1"])
    expect(times).to_have_text(["2021-03 · 1", "2020-05 · 1", "2019-11 · 1"])
    times.nth(0).click()
    times.nth(2).click()
    expect(page.get_by_label("After")).to_have_value("2019-11")
    expect(page.get_by_label("Before")).to_have_value("2019-11")
    expect(page.locator("#dl-times input:checked")).to_have_count(1)
    expect(publishers).to_have_text(["Island Courier · 1"])
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-refusal")).to_contain_text(
        "from 2019-11 on, up to 2019-11 (2019-11)"
    )
    page.locator("#dl-times input").nth(2).press("Space")  # as it settles a click may miss it
    expect(page.get_by_label("After")).to_have_value("")
    expect(publishers).to_have_count(2)
    publishers.nth(0).click()
    expect(times).to_have_text(["2021-03 · 1", "2019-11 · 1"])
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-as-of").last).to_contain_text("Only Island Courier")
    page.get_by_label("After").fill("2021")
    expect(publishers).to_have_text(["Island Courier · 1"])
    page.get_by_label("After").fill("20")
    page.wait_for_timeout(300)
    expect(publishers).to_have_text(["Island Courier · 1"])


@pytest.mark.browser
def test_a_question_is_asked_again_changed_or_whatever_its_time(page: Page) -> None:
    asked = "What did the Skarholm ferry cost in 2023?"
    ask(page, asked)
    turns, periods = (page.locator(f"#dl-chat .dl-{name}") for name in ("tools", "period"))
    expect(periods).to_have_count(1)
    page.get_by_role("link", name="any time instead").click()
    expect(turns).to_have_count(2, timeout=60_000)
    expect(periods).to_have_count(1)
    expect(page.locator("#dl-chat .dl-question")).to_have_text([asked, asked])
    page.get_by_role("link", name="Change").first.click()
    expect(page.locator("#dl-question textarea")).to_have_value(asked)
    page.get_by_role("link", name="Ask again", exact=True).last.click()
    expect(turns).to_have_count(3, timeout=60_000)
    expect(periods).to_have_count(2)


class Slow(Chatbot):
    """Answers when it is let go."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self.let_go = threading.Event()
        self.let_go.set()

    def ask(self, *args: Any, **options: Any) -> Answer:
        self.let_go.wait(60)
        return super().ask(*args, **options)


@contextlib.contextmanager
def opened(browser: Browser, chatbot: Chatbot) -> Iterator[Page]:
    """The page of a chatbot of its own."""
    with serve(chatbot, port=0, block=False) as running, browser.new_context() as context:
        page = context.new_page()
        page.goto(running.url)
        yield page


@pytest.mark.browser
def test_an_answer_that_takes_long_can_be_stopped(browser: Browser, archive: Index) -> None:
    slow = Slow(archive)
    with opened(browser, slow) as page:
        slow.let_go.clear()
        box = page.locator("#dl-question textarea")
        box.fill(COST)
        box.press("Enter")
        page.get_by_role("button", name="Stop").click()
        expect(box).to_have_value(COST)
        expect(page.locator("#dl-chat .dl-question")).to_have_count(0)
        slow.let_go.set()
        box.press("Enter")
        answer = page.locator("#dl-chat .dl-statement bdi").first
        expect(answer).to_have_text(COST_QUOTE, timeout=60_000)
        expect(page.locator("#dl-chat .dl-answer")).to_have_count(1)
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)


@pytest.mark.browser
def test_a_question_sent_during_an_answer_waits_for_it(browser: Browser, archive: Index) -> None:
    slow = Slow(archive)
    with opened(browser, slow) as page:
        slow.let_go.clear()
        box = page.locator("#dl-question textarea")
        box.fill(COST)
        box.press("Enter")
        expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
        box.fill(OFF_TOPIC)
        box.press("Enter")
        slow.let_go.set()
        questions = page.locator("#dl-chat .dl-question")
        expect(questions).to_have_text([COST, OFF_TOPIC], timeout=60_000)
        expect(page.locator("#dl-chat .dl-refusal")).to_have_count(1, timeout=60_000)
        expect(box).to_have_value("")
        box.fill(COST)
        slow.let_go.clear()
        box.press("Enter")
        expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
        box.fill(OFF_TOPIC)
        box.press("Enter")
        page.get_by_role("button", name="Stop").click()  # what waits is stopped with it
        expect(box).to_have_value(COST)
        slow.let_go.set()
        page.wait_for_timeout(500)
        expect(questions).to_have_count(2)


@pytest.mark.browser
def test_a_question_that_fails_unforeseen_comes_back_into_its_box(
    browser: Browser, archive: Index
) -> None:
    class Failing(Slow):
        """Fails, if it was told to, when it is let go."""

        fails = False

        def ask(self, *args: Any, **options: Any) -> Answer:
            answer = super().ask(*args, **options)
            if self.fails:
                raise RuntimeError("the disk is gone")
            return answer

    failing = Failing(archive)
    with opened(browser, failing) as page:
        box = page.locator("#dl-question textarea")
        failing.let_go.clear()
        failing.fails = True
        box.fill(COST)
        box.press("Enter")
        expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
        failing.let_go.set()
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        expect(box).to_have_value(COST)
        expect(page.locator("#dl-chat .dl-question")).to_have_count(0)
        failing.fails = False
        box.press("Enter")
        expect(page.locator("#dl-chat .dl-answer")).to_have_count(1, timeout=60_000)
        expect(box).to_have_value("")


@pytest.mark.browser
def test_a_time_that_the_question_implies_can_be_made_a_filter_and_changed(page: Page) -> None:
    ask(page, "What did the Skarholm ferry cost in 2023?")
    period = page.locator("#dl-chat .dl-period").last
    expect(period).to_have_text("2023")
    period.click()
    expect(page.get_by_label("After")).to_have_value("2023-01-01")
    expect(page.get_by_label("Before")).to_have_value("2023-12-31")
    expect(page.get_by_label("After")).to_be_focused()
    page.get_by_label("After").fill("2022")
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-refusal").last).to_contain_text(
        "from 2022 on, up to 2023-12-31"
    )


@pytest.mark.browser
def test_a_question_that_is_blank_or_too_long(page: Page) -> None:
    page.fill("#dl-question textarea", "   ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    expect(page.locator("#dl-chat .dl-question")).to_have_count(0)
    ask(page, "x" * 2001)
    expect(page.locator("#dl-chat .dl-error")).to_contain_text(
        "The question has 2,001 characters and at most 2,000 are read"
    )
    ask(page, COST)
    expect(page.locator("#dl-chat .dl-question")).to_have_count(2)


@pytest.mark.browser
def test_examples_begin_and_clear_begins_again(page: Page) -> None:
    examples = page.locator("#dl-examples button")
    question = examples.first.text_content()
    assert question
    examples.first.click()
    expect(page.locator("#dl-chat .dl-answer")).to_have_count(1, timeout=60_000)
    expect(page.locator("#dl-chat .dl-question")).to_have_text(question.strip())
    expect(examples.first).to_be_hidden()
    page.get_by_role("button", name="Clear").last.click()
    expect(page.locator("#dl-chat .dl-question")).to_have_count(0)
    expect(page.locator("#dl-panel .dl-card")).to_have_count(0)
    expect(examples.first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
@pytest.mark.parametrize("width", [320, 360, 1280, 1920])
def test_nothing_sticks_out_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    ask(page, f"Who opened the Oldmill bridge? {'n' * 300}")
    sticks_out = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(sticks_out) == 0
    chat, panel = (page.locator(one).bounding_box() for one in ("#dl-chat", "#dl-panel"))
    assert chat
    assert panel
    beside = panel["x"] >= chat["x"] + chat["width"]
    assert beside == (width >= 960), "beside the conversation where there is room, else below it"


@pytest.mark.browser
def test_the_header_says_what_the_archive_holds(page: Page) -> None:
    expect(page).to_have_title("Dateline")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dateline")
    expect(page.locator("#dl-header .dl-archive")).to_have_text(
        "4 articles from 2 publishers, the newest dated 2021-03-04"
    )
    expect(page.locator("footer a, footer button")).to_have_count(0)
    expect(page.get_by_label("Question")).to_be_focused()


def test_programs_ask_at_one_endpoint(server: ChatServer) -> None:
    client = Client(server.url, verbose=False, analytics_enabled=False)
    try:
        named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
        assert list(named) == ["/ask"]
        answer = client.predict(COST, [], api_name="/ask")
        assert answer["answerable"] is True
        assert answer["citations"][0]["quote"] == COST_QUOTE
        with pytest.raises(AppError, match="the question is empty"):
            client.predict(" ", [], api_name="/ask")
    finally:
        client.close()


def test_a_port_that_is_taken_is_a_sentence_and_a_closed_one_is_free(archive: Index) -> None:
    before = dict(os.environ)
    told: list[str] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DatelineError, match=f"^port {port} is taken; choose another with"):
            serve(Chatbot(archive), port=port, on_ready=told.append)
    assert told == []
    with serve(Chatbot(archive), port=port, on_ready=told.append, block=False) as running:
        assert told == [running.url] == [f"http://127.0.0.1:{port}/"]
    socket.create_server(("127.0.0.1", port)).close()
    assert dict(os.environ) == before


async def endless(scope: Any, receive: Any, send: Any) -> None:
    """An application that has always more to say."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while True:
        await send({"type": "http.response.body", "body": b"-" * 100_000, "more_body": True})


def test_an_answer_that_nobody_fetches_is_cut_off_when_the_server_stops() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(endless, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = PromptServer(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    with closing(socket.create_connection(listening.getsockname())) as own:
        own.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        while not server.server_state.tasks:
            time.sleep(0.01)
        time.sleep(0.5)  # until no more can be sent
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
        own.settimeout(1)
        with contextlib.suppress(ConnectionResetError):
            while own.recv(1_000_000):
                pass


def test_an_address_of_another_machine_is_a_sentence(archive: Index) -> None:
    with pytest.raises(DatelineError, match=r"cannot listen at 192\.0\.2\.1, port"):
        serve(Chatbot(archive), host="192.0.2.1", port=0)


def test_examples_are_answered_and_always_the_same(archive: Index, tmp_path: Path) -> None:
    chatbot = Chatbot(archive)
    questions = example_questions(archive, chatbot, count=2)
    assert 1 <= len(questions) <= 2
    assert questions == example_questions(archive, chatbot, count=2)
    assert all(chatbot.ask(one).answerable for one in questions)
    assert not any(set("<>{}") & set(one) for one in questions)
    assert example_questions(archive, chatbot, count=0) == []
    with Index.open(tmp_path / "empty") as empty:
        assert example_questions(empty, Chatbot(empty)) == []
