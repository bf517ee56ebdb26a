"""Measuring on the page, driven in a real browser on a real server over a real index."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from gradio_client import Client
from playwright.sync_api import Browser, Page, expect

from dateline import Answer, Article, Chatbot, Index, PartialDate
from dateline.eval import evaluate, read_questions, read_records
from dateline.eval.open_set import known_set, set_of_files
from dateline.eval.runner import Evaluation
from dateline.ui.chat_server import ChatServer, serve
from dateline.ui.feedback import FILE as FEEDBACK
from dateline.ui.feedback import keep_feedback
from dateline.ui.kept_conversation import answered_turn
from dateline.ui.measure_tab import _questions
from dateline.ui.runs import FOLDER, Runs

MARKUP = "<img src=x onerror=alert(1)> **b** ${alert(2)} {{alert}}"
ARTICLES = (
    Article(
        "mill",
        "The paper mill at Torvik closed on 3 June 2018. Ninety people lost their work. "
        "The owner, a company from Aldeby, blamed the price of pulp.",
        title="Torvik paper mill closes",
        publisher="The Torvik Bell",
        published=PartialDate(2018, 6, 4),
    ),
    Article(
        "tunnel",
        "The tunnel under Mount Hest was opened by the transport minister on Friday. "
        "It is 7.4 kilometres long and cost 310 million crowns.",
        title="Tunnel under Mount Hest opened",
        publisher="Radio Aldeby",
        published=PartialDate(2020, 9, 12),
    ),
)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": "long",
        "question": "How long is the tunnel under Mount Hest?",
        "answers": ["7.4 kilometres"],
        "evidence": [
            {
                "article_id": "tunnel",
                "text": "It is 7.4 kilometres long and cost 310 million crowns.",
            }
        ],
        "type": "fact",
    },
    {
        "id": "closed",
        "question": "When did the paper mill at Torvik close?",
        "answers": ["3 June 2018"],
        "evidence": [{"article_id": "mill", "text": "closed on 3 June 2018"}],
        "type": "when",
    },
    {
        "id": "wrong",
        "question": "Who opened the tunnel under Mount Hest?",
        "answers": ["the queen"],
    },
    {"id": "none", "question": "Which enzyme unwinds the double helix?", "answerable": False},
    {"id": "odd", "question": f"Which virus causes {MARKUP}?", "answerable": False},
)
NAME = """cell => [...cell.childNodes].filter((one) => one.nodeName !== "SMALL")
  .map((one) => one.textContent).join("")"""
SHOWN = (
    "recall@10", "article_recall@10", "accuracy", "contains", "right_if_answered",
    "citation_exact", "citation_precision", "citation_recall", "refused_answerable",
    "refusal_recall", "auroc", "ece",
)  # fmt: skip


class HeldChatbot(Chatbot):
    """Answers as it does, but may be made to wait with each question of the run."""

    held = False
    go = threading.Semaphore(0)

    def ask(self, question: str, **options: Any) -> Answer:
        if self.held and question in {one["question"] for one in QUESTIONS}:
            assert self.go.acquire(timeout=60)
        return super().ask(question, **options)


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """A run takes its time on a busy machine."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("measure") / "index") as index:
        index.add(ARTICLES)
        yield index


@pytest.fixture(scope="module")
def chatbot(archive: Index) -> HeldChatbot:
    return HeldChatbot(archive)


@pytest.fixture(scope="module")
def server(chatbot: Chatbot) -> Iterator[ChatServer]:
    with serve(chatbot, port=0, block=False) as running:
        yield running


@pytest.fixture
def held(chatbot: HeldChatbot) -> Iterator[HeldChatbot]:
    """A chatbot that waits with each question of a run until it is let go."""
    chatbot.go = threading.Semaphore(0)
    chatbot.held = True
    yield chatbot
    chatbot.held = False
    chatbot.go.release(100)


@pytest.fixture
def open_page(browser: Browser, server: ChatServer) -> Iterator[Callable[[], Page]]:
    """Opens the tab. Whatever a test does, it asks no other machine and runs no script."""
    asked: list[str] = []
    wrong: list[str] = []
    context = browser.new_context()

    def opened() -> Page:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda one: asked.append(one.url))
        page.on("dialog", lambda one: (wrong.append(one.message), one.dismiss()))
        page.on("pageerror", lambda one: wrong.append(str(one)))
        page.goto(server.url)
        page.get_by_role("tab", name="Measure").click(timeout=60_000)
        expect(page.get_by_role("button", name="Run")).to_be_visible()
        return page

    yield opened
    context.close()
    own = (server.url, "data:", f"blob:{server.url}")
    assert [url for url in asked if not url.startswith(own)] == []
    assert wrong == []


@pytest.fixture
def page(open_page: Callable[[], Page]) -> Page:
    return open_page()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return written(tmp_path / "mine.jsonl", QUESTIONS)


def written(file: Path, rows: Any) -> Path:
    file.write_text("".join(f"{json.dumps(one)}\n" for one in rows), encoding="utf-8")
    return file


def upload(page: Page, file: Path) -> None:
    page.get_by_label("A file of mine").check()
    clear = page.get_by_label("Clear", exact=True).locator("visible=true")
    if clear.count():
        clear.click()
    page.locator("#dl-file input[type=file]").set_input_files(file)
    expect(page.locator("#dl-file")).to_contain_text(file.stem)


def run(page: Page) -> None:
    page.get_by_role("button", name="Run").click()


def folder(index: Index) -> list[str]:
    return sorted(one.name for one in (index.folder / FOLDER).glob("*"))


@pytest.mark.browser
def test_a_file_is_run_and_watched_and_its_report_opened(
    page: Page,
    archive: Index,
    held: HeldChatbot,
    questions: Path,
    tmp_path: Path,
    server: ChatServer,
) -> None:
    upload(page, questions)
    run(page)
    progress = page.locator("#dl-progress")
    bar = progress.get_by_role("progressbar", name="Questions asked")
    expect(bar).to_have_attribute("value", "0")
    expect(bar).to_have_attribute("max", "5")
    held.go.release(3)
    expect(progress).to_contain_text("3 of 5 asked")
    expect(progress.locator(".dl-verdicts")).to_have_text("2 right · 1 wrong")
    expect(progress.locator(".dl-last")).to_have_text(
        "Last: Who opened the tunnel under Mount Hest? wrong"
    )
    page.reload()  # whoever opens the page sees it, and it goes on
    page.get_by_role("tab", name="Measure").click()
    expect(progress).to_contain_text("3 of 5 asked")
    held.go.release(100)
    expect(progress.get_by_role("status")).to_have_text("5 questions asked, and kept.")

    expected = evaluate(archive, set_of_files(questions, ids=archive), chatbot=held)
    verdicts = "2 right · 1 wrong · 2 refused rightly"
    assert expected.summary.overall.verdicts == {
        "right": 2, "wrong": 1, "refused rightly": 2, "refused wrongly": 0, "unjudged": 0,
        "failed": 0,
    }  # fmt: skip
    expect(progress.locator(".dl-verdicts")).to_have_text(verdicts)
    rows = {
        name: cells
        for row in progress.locator("tbody tr").all()
        if (name := row.locator("th").evaluate(NAME))
        and (cells := row.locator("td").all_text_contents())
    }
    measures = expected.summary.overall.measures
    assert {name: cells for name, cells in rows.items() if not name.startswith("seconds")} == {
        name: [
            f"{one.value:.3f}",
            "" if one.low is None else f"{one.low:.3f} … {one.high:.3f}",
            str(one.questions),
        ]
        for name in SHOWN
        if (one := measures.get(name))
    }
    assert rows["recall@10"][0] == "1.000"
    assert rows["refusal_recall"][0] == "1.000"
    assert 0 < float(rows["seconds_median"][0]) < 60

    kept = page.locator("#dl-runs li").first
    expect(kept.locator("h3")).to_have_text("mine")
    expect(kept.locator(".dl-verdicts")).to_have_text(verdicts)
    expect(kept.locator(".dl-when")).to_have_text(
        re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d UTC · 5 questions")
    )
    with page.expect_download() as download:
        kept.get_by_role("link", name="Download the records of mine").click()
    records = tmp_path / "records.jsonl"
    download.value.save_as(records)
    ran, made, _ = read_records(records)
    assert download.value.suggested_filename in folder(archive)
    assert ran.settings["threshold"] == held.threshold
    assert [(one.id, one.answer, one.verdict, one.measures) for one in made] == [
        (one.id, one.answer, one.verdict, one.measures) for one in expected.records
    ]
    with page.expect_popup() as opened:
        progress.get_by_role("link", name="Open the report of mine").click()
    report = opened.value
    expect(report.locator("#count")).to_have_text("5 of 5 shown")  # its script may run
    expect(report.locator("#list")).to_contain_text(f"Which virus causes {MARKUP}?")
    answer = httpx.get(report.url)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    report.close()


@pytest.mark.browser
def test_hostile_questions_are_shown_and_do_nothing(
    page: Page, held: HeldChatbot, tmp_path: Path
) -> None:
    upload(page, written(tmp_path / "odd.jsonl", [QUESTIONS[4], QUESTIONS[3]]))
    run(page)
    held.go.release(1)
    last = page.locator("#dl-progress .dl-last bdi")
    expect(last).to_have_text(f"Which virus causes {MARKUP}?")
    assert page.locator("#dl-measure [onerror], #dl-measure img[src=x]").count() == 0
    held.go.release(1)
    expect(page.locator("#dl-progress table")).to_be_visible()


@pytest.mark.browser
def test_a_file_that_cannot_be_asked_is_a_sentence(
    page: Page, archive: Index, tmp_path: Path
) -> None:
    before = folder(archive)
    page.get_by_label("A file of mine").check()
    run(page)
    problem = page.locator("#dl-problem").get_by_role("alert")
    expect(problem).to_have_text("Choose a file of questions first.")
    gone = {**QUESTIONS[0], "evidence": [{"article_id": "gone", "text": "x"}]}
    for name, rows, sentence in (
        (
            "broken.jsonl",
            [QUESTIONS[0], {"id": "2", "question": "Where?"}],
            "“broken.jsonl”: 1 line is broken (line 2: it has no answers, no evidence, and no "
            "answerable of false: give one); mend them, nothing was asked.",
        ),
        (
            "elsewhere.jsonl",
            [gone, {"question": "Where?"}],
            "“elsewhere.jsonl”: 2 lines are broken (line 1: it names the article 'gone', which is "
            "not there); mend them, nothing was asked.",
        ),
        ("empty.jsonl", [], "“empty.jsonl” holds no question."),
        (
            "table.csv",
            QUESTIONS,
            "“table.csv” does not end in .jsonl; choose a file with a question on each line.",
        ),
    ):
        upload(page, written(tmp_path / name, rows))
        run(page)
        expect(problem).to_have_text(sentence)
    page.get_by_label("Answers judged here").check()
    expect(problem).to_have_count(0)
    run(page)
    expect(problem).to_have_text(
        "No answer has been judged yet; press “Right” or “Wrong” below one first."
    )
    page.get_by_label("The sample questions").check()
    expect(page.locator("#dl-hint")).to_contain_text("which this archive does not hold")
    run(page)
    expect(problem).to_contain_text("The sample questions are about the sample articles")
    assert folder(archive) == before


@pytest.mark.browser
def test_a_run_is_stopped_and_another_waits_while_questions_are_answered(
    open_page: Callable[[], Page],
    archive: Index,
    held: HeldChatbot,
    questions: Path,
    server: ChatServer,
) -> None:
    before = folder(archive)
    first, second = open_page(), open_page()
    upload(first, questions)
    run(first)
    held.go.release(1)
    expect(first.locator("#dl-progress")).to_contain_text("1 of 5 asked")
    upload(second, questions)
    run(second)
    expect(second.get_by_role("alert").locator("visible=true")).to_have_text(
        "“mine” is being run (1 of 5 questions asked); start yours when it has ended, or stop it."
    )
    client = Client(server.url, verbose=False, analytics_enabled=False)
    try:
        answer = client.predict("How much did the tunnel cost?", [], api_name="/ask")
    finally:
        client.close()
    assert "310 million crowns" in answer["text"]
    second.get_by_role("button", name="Stop").locator("visible=true").click()
    expect(second.locator("#dl-progress")).to_contain_text("Stopping after this question")
    held.go.release(1)
    for page in (first, second):
        expect(page.locator("#dl-progress").get_by_role("status")).to_have_text(
            "Stopped after 2 of 5 questions. Only whole runs are kept."
        )
        expect(page.locator("#dl-progress .dl-verdicts")).to_have_text("2 right")
        expect(page.locator("#dl-stop")).not_to_be_visible()
    assert folder(archive) == before
    held.go.release(100)
    run(second)
    expect(second.locator("#dl-progress").get_by_role("status")).to_have_text(
        "5 questions asked, and kept."
    )
    assert len(folder(archive)) == len(before) + 1


@pytest.mark.browser
def test_what_people_judged_is_asked_again(page: Page, archive: Index, chatbot: Chatbot) -> None:
    answer = chatbot.ask("How long is the tunnel under Mount Hest?")
    keep_feedback(archive.folder, answered_turn(answer, 1, "", ""), right=True)
    refusal = chatbot.ask("Which enzyme unwinds the double helix?")
    keep_feedback(archive.folder, answered_turn(refusal, 2, "", ""), right=True)
    page.get_by_label("Answers judged here").check()
    run(page)
    expect(page.locator("#dl-progress .dl-verdicts")).to_have_text("1 right · 1 refused rightly")
    expect(page.locator("#dl-runs h3").first).to_have_text("feedback")
    (archive.folder / FEEDBACK).unlink()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_sideways(
    page: Page, archive: Index, tmp_path: Path, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    sticks_out = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    page.get_by_label("A file of mine").check()
    expect(page.locator("#dl-hint code").first).to_be_visible()
    assert page.evaluate(sticks_out) == 0
    long = {**QUESTIONS[0], "question": "How long is the tunnel under Mount Hest " + "n" * 200}
    upload(page, written(tmp_path / f"{'a' * 80}.jsonl", [long]))
    run(page)
    expect(page.locator("#dl-progress table")).to_be_visible()
    assert page.evaluate(sticks_out) == 0
    running, kept = (page.locator(one).bounding_box() for one in ("#dl-running", "#dl-kept"))
    assert running
    assert kept
    assert (kept["x"] >= running["x"] + running["width"]) == (width >= 960)


@pytest.mark.browser
def test_a_page_that_is_read_only_shows_runs_and_begins_none(
    browser: Browser, archive: Index, questions: Path
) -> None:
    ran = wait(Runs(Chatbot(archive)), questions, archive)
    with serve(Chatbot(archive), host="0.0.0.0", port=0, block=False) as server:  # noqa: S104
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url)
        page.get_by_role("tab", name="Measure").click(timeout=60_000)
        expect(page.locator("#dl-running")).to_contain_text("nothing can be run from it")
        expect(page.locator("#dl-running button, #dl-running input")).to_have_count(0)
        link = page.locator("#dl-runs").get_by_role("link", name="Open the report").first
        expect(link).to_have_attribute("href", f"report?run={ran}")
        with page.expect_popup() as opened:
            link.click()
        expect(opened.value.locator("#count")).to_have_text("5 of 5 shown")
        context.close()


def test_only_runs_that_are_kept_are_served(server: ChatServer, archive: Index) -> None:
    (archive.folder.parent / "secret.jsonl").write_text('{"run": "secret"}\n')
    (archive.folder / FOLDER).mkdir(exist_ok=True)
    (archive.folder / FOLDER / "notes.jsonl").write_text("something else\n")
    (archive.folder / FOLDER / "torn.jsonl").write_text('{"run": {}}\n')
    for kind in ("report", "records"):
        for name in (
            "", ".", "..", "../secret", "..\\secret", "../../secret.jsonl", "notes", "nothing",
            str(archive.folder.parent / "secret"), "\0", "<script>alert(1)</script>",
        ):  # fmt: skip
            answer = httpx.get(f"{server.url}{kind}?run={quote(name)}")
            assert (answer.status_code, answer.text) == (404, "There is no such run."), name
            assert answer.headers["content-type"].startswith("text/plain")
    assert httpx.get(f"{server.url}{kind}").status_code == 404
    answer = httpx.get(f"{server.url}report?run=torn")
    assert answer.status_code == 500
    assert "holds no records of a run" in answer.text
    for name in ("notes", "torn"):
        (archive.folder / FOLDER / f"{name}.jsonl").unlink()


def test_the_sample_questions_are_those_of_the_samples(sample_index: Index) -> None:
    assert _questions(sample_index, "samples", None).questions == known_set("samples").questions


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index") as index:
        index.add(ARTICLES[:1])
        (index.folder / FOLDER).write_text("in the way")
        runs = Runs(Chatbot(index))
        wait(runs, written(tmp_path / "q.jsonl", QUESTIONS[3:4]), index)
        assert runs.newest
        assert runs.newest.evaluation is None
        assert runs.newest.problem == (
            f"{index.folder / FOLDER} cannot be written (File exists); the run broke off"
        )


def test_a_run_is_what_evaluate_makes_of_it(archive: Index, questions: Path) -> None:
    runs = Runs(Chatbot(archive))
    name = wait(runs, questions, archive)
    made = Evaluation(*read_records(archive.folder / FOLDER / f"{name}.jsonl"))
    expected = evaluate(archive, read_questions(questions))
    assert made.run.questions_sha256 == expected.run.questions_sha256
    assert made.run.settings == expected.run.settings
    assert made.run.set == "mine"
    assert [one.measures for one in made.records] == [one.measures for one in expected.records]


def wait(runs: Runs, questions: Path, index: Index) -> str:
    """Run questions to the end; gives the name that the run is kept by."""
    runs.start(set_of_files(questions, ids=index))
    give_up = time.monotonic() + 60
    while runs.newest and not runs.newest.ended and time.monotonic() < give_up:
        time.sleep(0.02)
    assert runs.newest
    assert runs.newest.ended
    return runs.newest.name
