"""Make the screenshots of the page from the sample articles: python docs/screenshots/make.py."""

import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dateline import Chatbot, Index, read_articles
from dateline.eval.samples import ARTICLES
from dateline.ui.chat_server import serve

HERE = Path(__file__).parent
SIZES = {"desktop": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
QUESTIONS = {
    "answer": "How many prisoners were exchanged in September 2019?",
    "differing": "What did the Kremlin and the Elysee say about the call?",
    "refusal": "Who won the Eurovision Song Contest?",
}
DROPPED = {
    "quarry.txt": (
        "Quarry at Hollin Fell shuts\n\n12 April 2023\n\nThe slate quarry at Hollin Fell closed on "
        "Tuesday after ninety-one years. The last foreman was the quarry's own grandson.\n"
    ),
    "notes.exe": "no article",
}


def main() -> None:
    """Every view, wide and narrow, light and dark; the light ones have no ending in their name."""
    browsers = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, browsers)))
    with (
        tempfile.TemporaryDirectory() as folder,
        Index.open(Path(folder) / "index") as index,
        sync_playwright() as playwright,
    ):
        index.add(read_articles([ARTICLES]))
        files = [Path(folder) / name for name in DROPPED]
        for file in files:
            file.write_text(DROPPED[file.name], encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        with serve(Chatbot(index), port=0, block=False) as server:
            for scheme in ("light", "dark"):
                for size in SIZES:
                    _take(browser, server.url, files, scheme, size)
                    index.remove(["quarry"])


def _take(browser: Browser, url: str, files: list[Path], scheme: str, size: str) -> None:
    ending = "".join(f"-{one}" for one in (size, scheme) if one not in ("desktop", "light"))

    def keep(name: str) -> None:
        page.wait_for_timeout(500)
        file = HERE / f"{name}{ending}.png"
        page.screenshot(path=file)
        Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)

    for name, question in QUESTIONS.items():
        page = _opened(browser, url, scheme, size)
        page.fill("#dl-question textarea", question)
        page.keyboard.press("Enter")
        expect(page.locator("#dl-chat .dl-tools")).to_have_count(1, timeout=60_000)
        page.mouse.move(0, 0)
        keep(name)
        page.context.close()
    page = _opened(browser, url, scheme, size)
    page.get_by_role("tab", name="Archive").click()
    expect(page.locator("#dl-listing tbody tr").first).to_be_visible(timeout=60_000)
    keep("archive")
    page.locator("#dl-drop input[type=file]").set_input_files(files)
    expect(page.locator("#dl-report")).to_contain_text("1 added", timeout=60_000)
    page.locator("#dl-report").scroll_into_view_if_needed()
    keep("upload")
    page.context.close()


def _opened(browser: Browser, url: str, scheme: str, size: str) -> Page:
    page = browser.new_context(color_scheme=scheme, viewport=SIZES[size]).new_page()
    page.goto(url)
    expect(page.locator("#dl-question textarea")).to_be_visible(timeout=60_000)
    return page


if __name__ == "__main__":
    main()
