"""The pages by the rules of WCAG 2.1, A and AA, as axe-core checks them: names, order, contrast."""

from collections.abc import Iterator

import pytest
from page_rules import broken
from playwright.sync_api import Browser, Page, expect

from dateline import Chatbot
from dateline.ui.chat_server import ChatServer, serve

pytestmark = pytest.mark.browser

QUESTIONS = (
    "What did the Kremlin and the Elysee say about the call?",
    "How long was the call between Putin and Macron?",
    "Which enzyme unwinds the double helix?",
)
PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def server(chatbot: Chatbot) -> Iterator[ChatServer]:
    with serve(chatbot, port=0, block=False) as running:
        yield running


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, server: ChatServer, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(color_scheme=request.param, viewport=DESK)
    opened = context.new_page()
    opened.goto(server.url)
    expect(opened.locator("#dl-question textarea")).to_be_visible(timeout=60_000)
    yield opened
    context.close()


def test_no_rule_is_broken_on_any_page(page: Page, server: ChatServer) -> None:
    assert broken(page) == []
    turns = page.locator("#dl-chat .dl-tools")
    for number, question in enumerate(QUESTIONS, 1):
        page.fill("#dl-question textarea", question)
        page.keyboard.press("Enter")
        expect(turns).to_have_count(number, timeout=60_000)
    for summary in page.locator("#dl-panel summary").all()[1:]:
        summary.click()
    expect(page.locator("#dl-panel .dl-beside .dl-card")).to_have_count(2)
    expect(page.locator("#dl-panel .dl-timeline")).to_have_count(1)
    expect(page.locator("#dl-panel .dl-nearest").first).to_be_visible()
    assert broken(page) == []
    page.set_viewport_size(PHONE)
    assert broken(page) == []
    for tab in ("Archive", "Measure"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(1000)
        assert broken(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(f"{server.url}article?id=post-2019-09-07-exchange&start=148&end=329")
    expect(page.locator("mark")).to_be_visible()
    assert broken(page) == []
