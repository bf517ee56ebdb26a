"""The archive's tab: the list by value, files dropped in a real browser, articles removed."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import filelock
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from dateline import Article, Chatbot, Index, PartialDate
from dateline.index.index import LOCK
from dateline.ui.archive_html import fresh_html, reading_html, stories_html, table_html
from dateline.ui.chat_server import serve
from dateline.ui.page import page as make_page
from dateline.ui.uploads import LARGEST_FILE, Reading, Report, read_uploads

MARKUP = (
    '<script>alert(1)</script><img src="http://evil.example/i.png" onerror="alert(2)"> '
    "![p](http://evil.example/p.png) ${alert(4)} {{alert}} \u202ereversed"
)
LAMP = (
    "The keeper of the Grindvik lighthouse has lit the lamp every evening for nineteen years. "
    "He came from the north with a sack of oats and a dog, and neither has left the island since. "
    "In a gale he sleeps beside the lens, for the wick must be trimmed when salt is on the glass."
)
ARTICLES = (
    Article(
        "ferry",
        "The Skarholm ferry sailed again on Monday. The harbour office paid for new engines.",
        title="Ferry returns to Skarholm",
        publisher="Island Courier",
        published=PartialDate(2021, 3, 4),
    ),
    Article("lamp", LAMP, title="A lamp at Grindvik", publisher="Évening Star"),
    Article("lamp-again", f"{LAMP} The harbour master thanked him."),
    Article(
        "bridge",
        "The mayor of Oldmill opened the bridge on Tuesday.",
        title=f"Bridge opened {MARKUP}",
        publisher=f"Post {MARKUP}",
        published=PartialDate(2020, 5, 6),
        url="javascript:alert(6)",
    ),
    Article(
        "harvest",
        "The Lindal orchards brought in 900 tonnes of apples.",
        title="a good year at Lindal",
        publisher="Island Courier",
        published=PartialDate(2019, 11),
    ),
)
QUARRY = (
    "Quarry at Hollin Fell shuts\n\n12 April 2023\n\n"
    "The slate quarry at Hollin Fell closed on Tuesday after ninety-one years. "
    "The last foreman was the quarry's own grandson, the company said."
)
QUARRY_PAGE = f"""<html><head><title>Otters seen at Brackwater</title>
<meta property="og:site_name" content="Brackwater Mail">
<meta property="article:published_time" content="2024-02-03T08:00:00Z"></head><body><article>
<h1>Otters seen at Brackwater</h1>
<p>Two otters were seen under the Brackwater weir on Saturday morning, the first in forty years.
Wardens counted their tracks and asked walkers to keep dogs on the lead along the towpath.</p>
<p>{MARKUP.replace("<", "&lt;")} The weir was mended in spring, and eels came back to the river.</p>
</article></body></html>"""


@pytest.fixture
def index(tmp_path: Path, make_hash_embedder: Any) -> Iterator[Index]:
    with Index.open(tmp_path / "index", embedder=make_hash_embedder()) as opened:
        opened.add(ARTICLES)
        yield opened


def ids(index: Index, *given: Any, **asked: Any) -> list[str]:
    return [article.id for _, article in index.listing(*given, **asked).articles]


# The list


def test_the_list_is_ordered_and_what_is_not_known_comes_last(index: Index) -> None:
    assert ids(index) == ["ferry", "bridge", "harvest", "lamp", "lamp-again"]
    assert ids(index, order="oldest") == ["harvest", "bridge", "ferry", "lamp", "lamp-again"]
    assert ids(index, order="headline") == ["harvest", "lamp", "bridge", "ferry", "lamp-again"]
    assert ids(index, order="publisher") == ["ferry", "harvest", "bridge", "lamp", "lamp-again"]
    assert ids(index, order="written") == ["harvest", "bridge", "lamp-again", "lamp", "ferry"]


def test_the_list_is_searched_paged_and_numbered_as_articles_come(index: Index) -> None:
    assert ids(index, "COURIER") == ["ferry", "harvest"]
    assert ids(index, "island lindal") == ["harvest"]
    assert ids(index, "éVENING") == ["lamp"]
    assert ids(index, "engines") == []
    assert index.listing("courier", limit=1, offset=1).total == 2
    assert ids(index, limit=2, offset=1) == ["bridge", "harvest"]
    last = index.listing(order="written", limit=1).articles[0][0]
    assert index.listing(since=last) == (0, [])
    index.add([Article("new", "Snow fell."), Article("ferry", "It sank.", source="")])
    assert ids(index, since=last, order="written") == ["ferry", "new"]
    assert len(index) == index.listing().total == 6


def test_a_date_taken_from_a_copy_counts_in_the_order(index: Index) -> None:
    told = " ".join(
        f"The storm of the year took roof {number} from a barn." for number in range(20)
    )
    index.add([Article("storm", told, published=PartialDate(2020, 9, 9)), Article("copy", told)])
    assert str(index.get("copy").published) == "2020-09"  # type: ignore[union-attr]
    assert ids(index)[:4] == ["ferry", "copy", "storm", "bridge"]


def test_hostile_titles_are_text_in_the_table_and_the_stories(index: Index) -> None:
    articles = [article for _, article in index.listing().articles]
    html = table_html(articles, order="newest", new=["bridge"], remove=True)
    html += stories_html(index.stories(), index.get)
    assert not re.search(r"<(script|img)|\$\{|\{\{|!\[|javascript:", html)
    assert html.count('<span class="dl-new">new</span>') == 1
    assert "told by" not in html


@pytest.mark.parametrize(
    ("newest", "undated", "came_in", "line"),
    [
        (PartialDate(2021, 3, 4), 3, 0, "dated 2021-03-04, 12 days ago; 3 have no date."),
        (PartialDate(2021, 3, 15), 1, 0, "dated 2021-03-15, yesterday; 1 has no date."),
        (PartialDate(2021, 3, 16), 0, 0, "dated 2021-03-16, today."),
        (PartialDate(2022, 3, 16), 0, 0, "dated 2022-03-16, ahead of today."),
        (PartialDate(2020, 11, 1), 0, 0, "dated 2020-11-01, 4 months ago."),
        (PartialDate(2014, 3, 4), 0, 0, "dated 2014-03-04, 7 years ago."),
        (PartialDate(2021, 2), 0, 0, "dated 2021-02."),
        (None, 2, 0, "No article has a date."),
        (None, 2, 1, "1 has been added or revised since you last opened this page."),
    ],
)
def test_how_fresh_the_archive_is(
    newest: PartialDate | None, undated: int, came_in: int, line: str
) -> None:
    told = re.sub("<[^>]+>", "", fresh_html(newest, undated, came_in, date(2021, 3, 16)))
    assert told.endswith(line)


# Reading what was dropped


@pytest.fixture
def drop(index: Index, tmp_path: Path) -> Iterator[Callable[..., list[Reading | Report]]]:
    """Drop files, given by name and content, as if uploaded; nothing of them may be left."""
    place = tmp_path / "cache"
    place.mkdir()

    def dropped(*files: tuple[str, str | bytes]) -> list[Reading | Report]:
        paths = []
        for number, (name, content) in enumerate(files):
            path = place / str(number) / name
            path.parent.mkdir()
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append(path)
        told = list(read_uploads(index, worker, paths))
        assert list(place.rglob("*")) == []
        return told

    with ThreadPoolExecutor(1) as worker:
        yield dropped


def test_a_file_is_the_same_article_the_next_time_whatever_is_dropped_with_it(
    index: Index, drop: Callable[..., list[Reading | Report]]
) -> None:
    assert drop(("quarry.txt", QUARRY))[-1] == Report(added=("quarry",))
    quarry = index.get("quarry")
    assert quarry
    assert (quarry.source, quarry.published_from.how) == ("upload:quarry.txt", "text")
    assert str(quarry.published) == "2023-04-12"
    again = drop(("otters.html", QUARRY_PAGE), ("quarry.txt", QUARRY))[-1]
    assert again == Report(added=("otters",), unchanged=1)
    assert drop(("quarry.txt", f"{QUARRY} It will be a lake."))[-1] == Report(revised=("quarry",))
    assert len(index) == len(ARTICLES) + 2


def test_each_refusal_has_its_reason_and_the_rest_is_read(
    index: Index, drop: Callable[..., list[Reading | Report]]
) -> None:
    report = drop(
        ("setup.exe", b"MZ\0\0"),
        ("broken.pdf", b"%PDF-1.7 and no more"),
        ("empty.txt", b""),
        ("blank.html", "<html><body></body></html>"),
        ("large.txt", b"x" * (LARGEST_FILE + 1)),
        ("ferry.txt", "Another ferry, of which another paper writes, has sunk in the sound."),
        ("quarry.txt", QUARRY),
        ("quarry.txt", "Another text under the same name."),
        ("quarry.md", "A third text, whose name differs by its suffix alone."),
    )[-1]
    assert isinstance(report, Report)
    assert (report.added, report.revised, report.unchanged) == (("quarry",), (), 0)
    reasons = {(one.source, one.message) for one in report.problems}
    told = {
        (source, next((end for end in ENDS if end in message), message))
        for source, message in reasons
    }
    assert told == {
        ("setup.exe", "files of this kind are not read; read are .txt"),
        ("broken.pdf", "it cannot be read as PDF"),
        ("empty.txt", "it is empty; it was left out"),
        ("blank.html", "no article was found in the page; it was left out"),
        ("large.txt", "it has 20,000,001 bytes, and at most 20,000,000 are read from this page"),
        ("ferry.txt", "the archive has another article under the id 'ferry', from elsewhere"),
        ("quarry.txt", "another file of this name was dropped with it; rename one of them"),
        ("quarry.md", "the id 'quarry' is taken by the one from quarry.txt"),
    }
    assert "dateline-" not in str(report)


ENDS = (
    "files of this kind are not read; read are .txt",
    "it cannot be read as PDF",
    "it has 20,000,001 bytes, and at most 20,000,000 are read from this page",
    "the archive has another article under the id 'ferry', from elsewhere",
    "the id 'quarry' is taken by the one from quarry.txt",
)


def test_what_a_folder_has_brought_already_is_unchanged(
    index: Index, drop: Callable[..., list[Reading | Report]], tmp_path: Path
) -> None:
    from dateline import read_articles

    (tmp_path / "quarry.txt").write_text(QUARRY)
    index.add(read_articles([tmp_path / "quarry.txt"]))
    assert drop(("quarry.txt", QUARRY))[-1] == Report(unchanged=1)
    report = drop(("quarry.txt", "Other words."))[-1]
    assert isinstance(report, Report)
    assert "another article under the id 'quarry', from quarry.txt" in report.problems[0].message
    assert str(tmp_path) not in str(report)


def test_the_reading_is_told_as_it_goes(tmp_path: Path, make_hash_embedder: type[Any]) -> None:
    go_on = threading.Event()

    class Slow(make_hash_embedder):
        def embed(self, texts: Sequence[str]) -> Any:
            assert go_on.wait(30)
            return super().embed(texts)

    files = [tmp_path / "1" / "quarry.txt", tmp_path / "2" / "otters.html"]
    for file, content in zip(files, (QUARRY, QUARRY_PAGE), strict=True):
        file.parent.mkdir()
        file.write_text(content)
    with (
        ThreadPoolExecutor(1) as worker,
        Index.open(tmp_path / "index", embedder=Slow()) as index,
    ):
        told = read_uploads(index, worker, files)
        far = next(one for one in told if isinstance(one, Reading) and one.read == 2)
        assert far == Reading(files=2, number=2, file="otters.html", read=2)
        shown = re.sub("(<[^>]+>)+", " ", reading_html(far)).split()
        assert shown[:5] == ["Reading", "2", "of", "2:", "otters&#46;html"]
        assert shown[5:] == ["2", "read", "and", "dated,", "0", "indexed"]
        go_on.set()
        assert list(told)[-1] == Report(added=("quarry", "otters"))


def test_too_many_files_are_not_read(drop: Callable[..., list[Reading | Report]]) -> None:
    many = [(f"{number}.txt", f"Text {number}.") for number in range(101)]
    assert drop(*many) == [
        Report(
            broke_off="These are 101 files, and at most 100 are read at once. Nothing was added."
        )
    ]


def test_another_program_that_writes_is_a_sentence(
    index: Index, drop: Callable[..., list[Reading | Report]]
) -> None:
    index._write_lock = filelock.FileLock(index.folder / LOCK, timeout=0.3)
    with filelock.FileLock(index.folder / LOCK, thread_local=False):
        told = drop(("quarry.txt", QUARRY))
    assert told[-1] == Report(
        broke_off=f"another program is writing to {index.folder}; try again when it has finished"
    )
    assert drop(("quarry.txt", QUARRY))[-1] == Report(added=("quarry",))


def test_who_drops_while_others_are_read_waits(index: Index, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as worker:
        file = tmp_path / "up" / "quarry.txt"
        file.parent.mkdir()
        file.write_text(QUARRY)
        with filelock.FileLock(index.folder / LOCK, thread_local=False):
            busy = worker.submit(index.add, [Article("snow", "Snow fell.")])
            waiting = read_uploads(index, worker, [file])
            assert next(waiting) == Reading(1)
        assert list(waiting)[-1] == Report(added=("quarry",))
        assert busy.result().added == 1


# In the browser


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where Gradio keeps what is uploaded."""
    folder = tmp_path_factory.mktemp("gradio")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(folder))
        yield folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("archive") / "index") as opened:
        opened.add(ARTICLES)
        yield opened


@pytest.fixture(scope="module")
def url(archive: Index, cache: Path) -> Iterator[str]:
    with serve(Chatbot(archive), port=0, block=False) as server:
        yield server.url


@pytest.fixture
def tab(browser: Browser, url: str) -> Iterator[Page]:
    """The tab, opened. Whatever a test does, it asks no other machine and runs no script."""
    yield from opened_tab(browser, url)


def opened_tab(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("dialog", lambda one: (wrong.append(one.message), one.dismiss()))
    page.on("pageerror", lambda one: wrong.append(str(one)))
    page.goto(url)
    page.get_by_role("tab", name="Archive").click()
    expect(page.locator("#dl-listing p, #dl-listing table").first).to_be_visible(timeout=30_000)
    yield page
    context.close()
    own = (url, "data:", f"blob:{url}")
    assert [one for one in asked if not one.startswith(own)] == []
    assert wrong == []


def ask(page: Page, question: str) -> None:
    page.get_by_role("tab", name="Ask").click()
    answers = page.locator("#dl-chat .dl-answer")
    before = answers.count()
    page.fill("#dl-question textarea", question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1, timeout=30_000)


def expect_headlines(page: Page, *begin: str) -> None:
    """Wait until the headlines of the list begin with these words, in order, and are no more."""
    heads = page.locator("#dl-listing tbody th a")
    expect(heads).to_have_text([re.compile(rf"^\s*{one}\b") for one in begin])


@pytest.mark.browser
def test_the_list_in_the_browser(tab: Page, url: str) -> None:
    rows = tab.locator("#dl-listing tbody tr")
    expect(rows).to_have_count(5)
    expect_headlines(tab, "Ferry", "Bridge", "a", "A", "Untitled")
    expect(rows.first.get_by_role("cell").nth(0)).to_have_text("Island Courier")
    expect(rows.first.get_by_role("cell").nth(1)).to_have_text("2021-03-04")
    expect(rows.last.get_by_role("cell").nth(1)).to_have_text("undated")
    expect(rows.nth(1).locator("a")).to_have_text(f"Bridge opened {MARKUP}")
    expect(tab.locator("#dl-archive :is(script, img, [onerror])")).to_have_count(0)
    expect(tab.get_by_role("columnheader", name="Date")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(tab.locator("#dl-place")).to_have_text("1–5 of 5")
    expect(tab.get_by_role("button", name="Next page")).to_be_disabled()
    ago = (date.today() - date(2021, 3, 4)).days // 365
    expect(tab.locator("#dl-fresh")).to_have_text(
        f"The newest article is dated 2021-03-04, {ago} years ago; 2 have no date."
    )
    expect(rows.first.locator("a")).to_have_attribute("target", "_blank")
    with tab.expect_popup() as read:
        rows.first.locator("a").click()
    expect(read.value.get_by_role("heading", level=1)).to_have_text("Ferry returns to Skarholm")
    read.value.close()
    tab.get_by_label("Order").click()
    tab.get_by_role("option", name="Headline").click()
    expect(tab.get_by_role("columnheader", name="Headline")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect_headlines(tab, "a", "A", "Bridge", "Ferry", "Untitled")
    tab.get_by_label("Search for").fill("courier")
    tab.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    expect_headlines(tab, "a", "Ferry")
    tab.get_by_label("Search for").fill("<b>engines</b>")
    tab.keyboard.press("Enter")
    expect(tab.locator("#dl-listing .dl-said")).to_contain_text("<b>engines</b>")
    tab.get_by_label("Look in").click()
    tab.get_by_role("option", name="Texts").click()
    expect(rows.first.locator("a")).to_have_text("Ferry returns to Skarholm")
    tab.get_by_label("Stories told twice or more").check()
    told = tab.locator("#dl-listing .dl-told li")
    expect(told).to_have_count(2)
    expect(told.last).to_contain_text("copy of the one by Évening Star, undated")
    expect(tab.locator("#dl-find")).not_to_be_visible()


@pytest.mark.browser
def test_nothing_sticks_out_sideways(tab: Page) -> None:
    sticks_out = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (320, 1280):
        tab.set_viewport_size({"width": width, "height": 740})
        assert tab.evaluate(sticks_out) == 0
        tab.get_by_role("button", name="Remove “Ferry").click()
        expect(tab.locator("#dl-removing")).to_be_in_viewport(ratio=1)
        assert tab.evaluate(sticks_out) == 0
        tab.get_by_role("button", name="Keep it").click()
        expect(tab.locator("#dl-removing")).not_to_be_visible()


@pytest.mark.browser
def test_files_are_dropped_watched_and_asked_about_and_one_is_removed(
    tab: Page, archive: Index, tmp_path: Path, cache: Path
) -> None:
    files = {
        "quarry.txt": QUARRY,
        "otters.html": QUARRY_PAGE,
        "setup.exe": "MZ",
        f"{'long' * 20}'&amp;.pdf": "%PDF-1.7 no more",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    tab.get_by_label("Publisher, where a file names none").fill("Fell Herald")
    report = tab.locator("#dl-report")
    with filelock.FileLock(archive.folder / LOCK):  # somebody else writes for a while
        tab.locator("#dl-drop input[type=file]").set_input_files([tmp_path / one for one in files])
        expect(report).to_have_text("The archive is being written. Your files are next.")
        expect(tab.locator("#dl-drop")).not_to_be_visible()
        ask(tab, "Where did the ferry sail again on Monday?")
        expect(tab.locator("#dl-chat .dl-statement bdi").first).to_contain_text("Skarholm ferry")
        tab.get_by_role("tab", name="Archive").click()
    expect(report.locator(".dl-said")).to_have_text("2 added, 0 revised, 0 unchanged, 2 refused.")
    expect(report.locator("li")).to_contain_text(
        [
            "setup.exe: files of this kind are not read",
            "it cannot be read as PDF",
            "Quarry at Hollin Fell shuts Fell Herald · 2023-04-12 · dated by a stamp",
            "Otters seen at Brackwater Brackwater Mail · 2024-02-03 · dated by the page",
        ]
    )
    assert [one for one in cache.rglob("*") if one.is_file()] == []
    expect(tab.locator("#dl-drop")).to_be_visible()
    expect(tab.locator("#dl-header .dl-archive")).to_contain_text("7 articles")
    expect_headlines(tab, "Otters", "Quarry", "Ferry", "Bridge", "a", "A", "Untitled")
    expect(tab.locator("#dl-listing .dl-new")).to_have_count(2)
    expect(tab.locator(".dl-came")).to_contain_text("2 have been added or revised since you last")

    tab.locator("#dl-drop input[type=file]").set_input_files(tmp_path / "quarry.txt")
    expect(report.locator(".dl-said")).to_have_text("0 added, 0 revised, 1 unchanged, 0 refused.")

    ask(tab, "When did the slate quarry at Hollin Fell close?")
    expect(tab.locator("#dl-chat .dl-statement bdi").last).to_contain_text(
        "The slate quarry at Hollin Fell closed on Tuesday after ninety-one years."
    )

    tab.get_by_role("tab", name="Archive").click()
    tab.get_by_role("button", name="Remove “Quarry at Hollin Fell shuts”").click()
    expect(tab.locator("#dl-removing")).to_contain_text(
        "Remove “Quarry at Hollin Fell shuts” (Fell Herald, 2023-04-12) from the archive?"
    )
    expect(tab.get_by_role("button", name="Keep it")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#dl-removing")).not_to_be_visible()
    assert "quarry" in archive
    tab.get_by_role("button", name="Remove “Quarry at Hollin Fell shuts”").click()
    tab.locator("#dl-remove").click()
    expect(tab.locator("#dl-removed")).to_have_text(
        "“Quarry at Hollin Fell shuts” (Fell Herald, 2023-04-12) was removed."
    )
    assert "quarry" not in archive
    expect(tab.locator("#dl-header .dl-archive")).to_contain_text("6 articles")
    expect_headlines(tab, "Otters", "Ferry", "Bridge", "a", "A", "Untitled")
    archive.remove(["otters"])


@pytest.mark.browser
def test_what_came_in_since_the_last_visit_is_new(tab: Page, archive: Index) -> None:
    expect(tab.locator(".dl-came")).to_have_count(0)
    archive.add([Article("owl", "An owl nests in the mill.", title="An owl")])
    tab.reload()
    tab.get_by_role("tab", name="Archive").click()
    expect(tab.locator(".dl-came")).to_have_text(
        "1 has been added or revised since you last opened this page."
    )
    expect(tab.locator("#dl-listing tr", has=tab.locator(".dl-new"))).to_contain_text("An owl")
    archive.remove(["owl"])


def test_a_read_only_archive_is_only_read(archive: Index) -> None:
    def made(*, read_only: bool) -> tuple[set[str], str]:
        blocks = make_page(Chatbot(archive), title="Dateline", examples=(), read_only=read_only)
        config = blocks.get_config_file()
        said = " ".join(str(one["props"].get("value")) for one in config["components"])
        return {one["api_name"] for one in config["dependencies"]}, said

    changing, _ = made(read_only=False)
    reading, said = made(read_only=True)
    assert {"add", "remove_chosen", "ask_first"} <= changing
    assert {"add", "remove_chosen", "ask_first"}.isdisjoint(reading)
    assert "This archive can be read and not changed from this page." in said


def test_no_file_of_this_machine_is_taken_for_an_upload(
    url: str, archive: Index, tmp_path: Path, cache: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The harbour safe opens with four nines.")
    config = httpx.get(f"{url}config").json()
    add = next(one["id"] for one in config["dependencies"] if one["api_name"] == "add")
    payload = [{"path": str(secret), "meta": {"_type": "gradio.FileData"}}]
    asked = {"data": [payload, ""], "fn_index": add, "session_hash": "s"}
    httpx.post(f"{url}gradio_api/queue/join", json=asked).raise_for_status()
    query = urlencode({"session_hash": "s"})
    with httpx.stream("GET", f"{url}gradio_api/queue/data?{query}", timeout=30) as events:
        told = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    ended = next(one for one in told if one["msg"] == "process_completed")
    assert ended["success"] is False
    assert secret.exists()
    assert [one for one in cache.rglob("*") if one.is_file()] == []
    assert "secret" not in archive
