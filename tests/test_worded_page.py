"""A language model's answer on the page: a draft while it is written, and what is taken out."""

import threading
from collections.abc import Generator, Iterator, Sequence
from typing import Literal

import pytest
from page_rules import broken
from playwright.sync_api import Browser, expect

from dateline import Article, Chatbot, Index, PartialDate
from dateline.rag.language_model import Message
from dateline.rag.writer import Writer
from dateline.ui.chat_server import serve

QUOTE = "The repairs to the Skarholm ferry cost 4.2 million crowns, the harbour office said."
COST = "How much did the repairs to the Skarholm ferry cost?"
MARKUP = "<img src=x onerror=alert(1)> ![p](http://evil.example/p.png) <b>5 million</b>"

pytestmark = pytest.mark.browser


class Held:
    """A model that waits in the middle until it is told to go on."""

    name = "held <b>"

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def stream(self, messages: Sequence[Message], *, most: int) -> Generator[str]:
        yield "The repairs cost 4.2 million crowns [1]. "
        self.go_on.wait(60)
        yield f"They cost {MARKUP} too [1]."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("worded") / "index") as index:
        title, day = "Ferry returns to Skarholm", PartialDate(2021, 3, 2)
        index.add([Article("ferry", QUOTE, title, "Island Courier", published=day)])
        yield index


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_draft_becomes_a_checked_answer(
    browser: Browser, archive: Index, scheme: Literal["light", "dark"]
) -> None:
    model = Held()
    wrong: list[str] = []
    with serve(Chatbot(archive, writer=Writer(model)), port=0, block=False) as server:
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.on("dialog", lambda one: (wrong.append(one.message), one.dismiss()))
        page.goto(server.url)
        expect(page.locator("#dl-chat")).to_contain_text("A language model words the answers")
        box = page.locator("#dl-question textarea")
        box.fill(COST)
        box.press("Enter")
        draft = page.locator(".dl-draft")
        expect(draft).to_contain_text("A draft, not checked yet")
        expect(draft).to_contain_text("The repairs cost 4.2 million crowns [1].")
        assert broken(page) == []
        model.go_on.set()
        answer = page.locator(".dl-answer:not(.dl-draft)")
        expect(answer.locator(".dl-statement")).to_have_text(
            ["The repairs cost 4.2 million crowns.[1]"]
        )
        expect(draft).to_have_count(0)
        out = answer.locator(".dl-taken-out")
        expect(out).to_have_count(1)
        expect(out.locator("del")).to_contain_text(f"They cost {MARKUP} too.")
        expect(answer.locator(".dl-as-of")).to_contain_text("worded by held <b>, each sentence")
        expect(page.locator(".dl-card blockquote mark")).to_have_text(QUOTE)
        assert page.locator("#dl-chat img").count() == 0
        assert broken(page) == []
        context.close()
    assert wrong == []
