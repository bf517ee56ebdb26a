"""The page of a run: figures by value, hostile text, and the page driven in a real browser."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect

from dateline.eval import Evaluation, Record
from dateline.eval.compare import compare
from dateline.eval.estimates import Difference
from dateline.eval.plots import change, duration, forest_plot, percent, risk_plot
from dateline.eval.records import End, RecordedCitation, RecordedEvidence, RecordedHit, Run
from dateline.eval.report import report
from dateline.rag.answer import Timing

HOSTILE = (
    '<script>alert(1)</script><img src="http://evil.example/i.png" onerror="alert(2)">'
    "\"' onclick='alert(3)' --></style></title></script>{{ 7 * 7 }}{% raw %} "
    "\u202egnp.exe\u202c \u2067\u0007\x00\ud800 &amp; <b>bold</b>"
)
SHOWN = (
    HOSTILE.replace("\u202e", "U+202E")
    .replace("\u202c", "U+202C")
    .replace("\u2067", "U+2067")
    .replace("\u0007", "U+0007")
    .replace("\x00", "U+0000")
    .replace("\ud800", "U+D800")
)

RUN = Run(
    set="Island news",
    questions=3,
    questions_sha256="0" * 64,
    cannot="Nothing here is older than the ferry.",
    settings={
        "retrieval_only": False, "threshold": 0.5, "split": "test", "kind": None, "seed": 7,
    },
    index={"articles": 12, "passages": 3456, "embedder": "tiny@1"},
    versions={"dateline": "1.2", "code_sha256": "abcdef0123456789", "python": "3.11"},
    machine="Linux x86_64, 2 cores",
    started="2026-03-04T05:06:07+00:00",
)  # fmt: skip

RIGHT = Record(
    id="cost",
    question="How much did the repairs cost?",
    type="fact",
    answerable=True,
    gold=("4.2 million crowns",),
    wrong_answers=("9 million",),
    history=(("Which ferry sails?", "The Skarholm ferry."),),
    evidence=(
        RecordedEvidence("ferry", "The repairs cost 4.2 million crowns.", 3),
        RecordedEvidence("harbour", "The bill was paid in May.", None),
    ),
    answer="The repairs to the ferry cost 4.2 Million Crowns.",
    refusal=None,
    unsaid="",
    confidence=0.9,
    verdict="right",
    right=True,
    citations=(
        RecordedCitation(
            "ferry",
            "Island Courier, 2021-03-04",
            "Ferry returns",
            40,
            89,
            "The repairs to the ferry cost 4.2 Million Crowns.",
            exact=True,
            gold=True,
        ),
    ),
    hits=(RecordedHit("café", 0, 39, 0.91), RecordedHit("ferry", 40, 99, 0.7)),
    measures={"recall@1": 0.0, "recall@3": 1.0, "recall@5": 1.0, "recall@10": 1.0,
              "contains": 1.0, "right_if_answered": 1.0, "refused_answerable": 0.0},
    timing=Timing(0.010, 0.020, 0.030),
)  # fmt: skip
WRONG = replace(
    RIGHT,
    id="keeper",
    question="Who keeps the lighthouse?",
    type="who",
    gold=("a retired sailor",),
    wrong_answers=(),
    history=(),
    answer="The café stays closed.",
    confidence=0.6,
    verdict="wrong",
    right=False,
    measures={"recall@1": 0.0, "recall@3": 0.0, "recall@5": 0.0, "recall@10": 0.5,
              "contains": 0.0, "right_if_answered": 0.0, "refused_answerable": 0.0},
    timing=Timing(0.010, 0.020, 0.050),
)  # fmt: skip
REFUSED = replace(
    RIGHT,
    id="enzyme",
    question="Which enzyme unwinds the helix?",
    type="off topic",
    answerable=False,
    gold=(),
    wrong_answers=(),
    history=(),
    evidence=(),
    answer="",
    refusal="The articles do not say.",
    unsaid="The Oldmill bridge unwinds nothing.",
    confidence=0.2,
    verdict="refused rightly",
    right=False,
    citations=(),
    measures={"refusal_recall": 1.0, "refusal_precision": 1.0},
    timing=Timing(0.010, 0.020, 0.010),
)
RECORDS = (RIGHT, WRONG, REFUSED)
UNTOLD = End()


def evaluation(*records: Record, run: Run = RUN, end: End = UNTOLD) -> Evaluation:
    return Evaluation(replace(run, questions=len(records)), records, end)


def page_of(*records: Record, end: End = UNTOLD) -> html.HtmlElement:
    return html.document_fromstring(report(evaluation(*records, end=end)))


def compared(these: tuple[Record, ...], others: tuple[Record, ...]) -> str:
    return report(evaluation(*these), comparison=compare(these, others, RUN))


def line(text: str) -> str:
    return " ".join(text.split())


def rows(page: html.HtmlElement, table: str) -> dict[str, list[str]]:
    """The lines of a table by their first cell."""
    return {
        cells[0]: cells[1:]
        for row in page.xpath(f"//table[@class='{table}']//tr[td]")
        if (cells := [line(" ".join(cell.itertext())) for cell in row])
    }


def item(page: html.HtmlElement, number: int) -> html.HtmlElement:
    return page.get_element_by_id(f"q{number}")


def select(element: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Elements below another by a selector of names, classes and ids, such as `#q1 p.answer`."""
    path = "."
    for step in selector.split():
        name, mark, word = re.fullmatch(r"(\w*)([.#]?)([\w-]*)", step).groups()
        held = {
            "": "",
            "#": f"[@id='{word}']",
            ".": f"[contains(concat(' ', @class, ' '), ' {word} ')]",
        }
        path += f"//{name or '*'}{held[mark]}"
    return element.xpath(path)


def texts(element: html.HtmlElement, selector: str) -> list[str]:
    return [line(one.text_content()) for one in select(element, selector)]


# Figures


def test_the_head_says_what_was_run() -> None:
    page = page_of(*RECORDS)
    assert texts(page, "h1") == ["Island news"]
    names, facts = texts(page, "dl.facts dt"), texts(page, "dl.facts dd")
    assert dict(zip(names, facts, strict=True)) == {
        "Questions": "3 · split test · seed 7",
        "Asked": "answered in full",
        "Refuses": "below a confidence of 0.500",
        "Index": "12 articles, 3,456 passages",
        "Model": "tiny@1",
        "Date": "2026-03-04 05:06:07 UTC",
        "Machine": "Linux x86_64, 2 cores",
        "Code": "abcdef012345",
        "Versions": "dateline 1.2, python 3.11",
    }
    assert "Nothing here is older than the ferry." in texts(page, ".cannot")[0]


def test_measures_are_in_the_table_by_value() -> None:
    table = rows(page_of(*RECORDS, end=End(512.34, 11.4)), "measures")
    assert table["recall@10 share of the gold passages in the first 10"] == [
        "0.750 0.500–1.000",
        "2",
    ]
    by_name = {name.split()[0]: cells for name, cells in table.items()}
    assert by_name["recall@1"] == ["0.000 0.000–0.842", "2"]
    assert by_name["refusal_recall"] == ["1.000 0.025–1.000", "1"]
    assert by_name["seconds_median"] == ["60 ms", "3"]
    assert by_name["embed_p95"] == ["10 ms", "3"]
    assert by_name["memory"] == ["512 MB", ""]
    assert by_name["indexing"] == ["11.4", ""]


def test_verdicts_are_counted() -> None:
    assert texts(page_of(*RECORDS, RIGHT), ".verdicts li") == [
        "right 2 (50%)",
        "wrong 1 (25%)",
        "refused rightly 1 (25%)",
    ]


def test_groups_have_their_own_figures() -> None:
    page = page_of(*RECORDS)
    assert texts(page, ".groups thead th") == [
        "of which", "questions", "recall@10", "contains", "right_if_answered",
        "refused_answerable", "refusal_recall", "seconds_median",
    ]  # fmt: skip
    assert rows(page, "groups") == {
        "all": ["3", "0.750", "0.500", "0.500", "0.000", "1.000", "60 ms"],
        "fact": ["1", "1.000", "1.000", "1.000", "0.000", "—", "60 ms"],
        "off topic": ["1", "—", "—", "—", "—", "1.000", "40 ms"],
        "who": ["1", "0.500", "0.000", "0.000", "0.000", "—", "80 ms"],
        "answerable": ["2", "0.750", "0.500", "0.500", "0.000", "—", "70 ms"],
        "unanswerable": ["1", "—", "—", "—", "—", "1.000", "40 ms"],
    }


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 ms"), (0.00008, "0.08 ms"), (0.0043, "4.3 ms"), (0.0434, "43 ms"), (1.254, "1.25 s")],
)
def test_durations_are_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_is_little_is_not_nothing() -> None:
    assert [percent(one) for one in (0, 0.001, 0.25, 1)] == ["0%", "<1%", "25%", "100%"]


# Comparison


@pytest.mark.parametrize(
    ("name", "value", "low", "high", "word"),
    [
        ("recall@1", 0.1, 0.01, 0.2, "better"),
        ("recall@1", -0.1, -0.2, -0.01, "worse"),
        ("recall@1", 0.1, 0.0, 0.2, "no clear difference"),
        ("refused_answerable", 0.1, 0.01, 0.2, "worse"),
        ("seconds", -0.1, -0.2, -0.01, "better"),
        ("answer_words", 3, 1, 5, "more"),
        ("answer_words", -3, -5, -1, "less"),
    ],
)
def test_a_change_is_good_or_bad_by_the_direction_of_its_measure(
    name: str, value: float, low: float, high: float, word: str
) -> None:
    assert change(name, Difference(value, low, high, 0.01, 9)) == word


def many(number: int, **changes: Any) -> tuple[Record, ...]:
    return tuple(replace(RIGHT, id=str(one), **changes) for one in range(number))


def test_differences_are_in_the_table_by_value() -> None:
    now = many(20, measures={"recall@10": 1.0, "contains": 0.0}, timing=Timing(1, 1, 2))
    before = many(20, measures={"recall@10": 0.75, "contains": 0.0}, timing=Timing(1, 1, 1.5))
    page = html.document_fromstring(compared(now, before))
    table = {name.split()[0]: cells for name, cells in rows(page, "measures").items()}
    assert table["recall@10"] == [
        "1.000 0.832–1.000", "+0.250 +0.250 to +0.250", "▲ better p < 0.001", "20",
    ]  # fmt: skip
    assert table["contains"][1:3] == ["0.000 0.000 to 0.000", "– no clear difference p 1.000"]
    assert table["seconds"] == [
        "4.00 s", "+500 ms +500 ms to +500 ms", "▼ worse p < 0.001", "20",
    ]  # fmt: skip


def test_questions_that_flipped_come_worse_first_with_before_and_now() -> None:
    lost = replace(RIGHT, answer="Nine million, they said.", verdict="wrong", right=False)
    won = replace(WRONG, answer="It is a retired sailor.", verdict="right", right=True)
    page = html.document_fromstring(compared(judged(lost, won, REFUSED), judged(*RECORDS)))
    assert texts(page, "#flips h3") == ["Worse (1)", "Better (1)"]
    assert [texts(flip, "h4 bdi") for flip in select(page, ".flip")] == [
        [RIGHT.question],
        [WRONG.question],
    ]
    sides = [
        [line(one.text_content()) for one in flip.xpath(".//div[@class='sides']/div")]
        for flip in select(page, ".flip")
    ]
    assert sides == [
        [
            "Before right confidence 0.90 The repairs to the ferry cost 4.2 Million Crowns.",
            "Now wrong confidence 0.90 Nine million, they said.",
        ],
        [
            "Before wrong confidence 0.60 The café stays closed.",
            "Now right confidence 0.60 It is a retired sailor.",
        ],
    ]
    assert select(page, ".flip h4 a")[1].get("href") == "#q2"


def test_only_what_differs_between_the_runs_is_named() -> None:
    other = replace(RUN, settings={**RUN.settings, "threshold": 0.25})
    page = html.document_fromstring(
        report(evaluation(*RECORDS), comparison=compare(RECORDS, RECORDS, other))
    )
    assert rows(page, "changes") == {
        "Refuses": ["below a confidence of 0.250", "below a confidence of 0.500"]
    }
    assert "No question went well before and not now." in line(page.text_content())


# Plots


def plots(text: str) -> list[str]:
    page = html.document_fromstring(text)
    return [one.get("id").removeprefix("plot-") for one in select(page, "figure")]


def test_plots_stand_only_where_there_is_data() -> None:
    retrieval = replace(
        WRONG, answer="", confidence=None, verdict="unjudged", right=None, citations=(),
        measures={key: value for key, value in WRONG.measures.items() if "recall" in key},
    )  # fmt: skip
    assert plots(report(evaluation(*RECORDS))) == ["recall", "risk", "calibration", "latency"]
    assert plots(report(evaluation(retrieval))) == ["recall", "latency"]
    assert plots(report(evaluation(REFUSED))) == ["latency"]
    assert plots(report(evaluation(replace(REFUSED, timing=Timing())))) == []
    assert plots(compared(RECORDS, RECORDS))[-1] == "forest"
    assert forest_plot({"answer_words": Difference(3, 1, 5, 0.1, 9)}) is None


def test_a_plot_says_its_figures_to_those_who_do_not_see_it() -> None:
    page = page_of(*RECORDS)
    labels = {one.getparent().get("id"): one.get("aria-label") for one in select(page, "svg")}
    assert all(one.get("role") == "img" for one in select(page, "svg"))
    assert "recall of passages: 0% at 1, 50% at 3, 50% at 5, 75% at 10" in labels["plot-recall"]
    assert "67% of the questions are answered, 50% of these wrongly" in labels["plot-risk"]
    assert "confidence 90%: 100% right of 1" in labels["plot-calibration"]
    assert "read: median 30 ms" in labels["plot-latency"]


def test_the_threshold_is_marked_only_where_something_is_answered() -> None:
    at_half, at_all = risk_plot(RECORDS, 0.5), risk_plot(RECORDS, 0.95)
    assert at_half is not None
    assert at_all is not None
    assert "at its threshold" in at_half.svg
    assert "at its threshold" not in at_all.svg
    assert risk_plot([replace(RIGHT, right=None)], 0.5) is None


def test_no_two_elements_share_an_id_and_every_reference_leads_somewhere() -> None:
    text = compared(RECORDS, RECORDS)
    page = html.document_fromstring(text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    references = re.findall(r"url\(#([^)]+)\)", text) + re.findall(r'href="#([^"]+)"', text)
    assert set(references) <= set(ids)
    assert any(one.startswith("recall-") for one in references)  # clip paths, by plot


def test_the_same_run_makes_the_same_page() -> None:
    assert report(evaluation(*RECORDS)) == report(evaluation(*RECORDS))


# Questions


def test_a_question_shows_what_was_said_and_what_it_rests_on() -> None:
    said = item(page_of(*RECORDS), 1)
    assert texts(said, "summary") == [f"1 right {RIGHT.question} fact · 0.90"]
    assert texts(said, ".answer") == [RIGHT.answer]
    assert texts(said, ".answer mark") == ["4.2 Million Crowns"]
    inside = line(said.text_content())
    assert "Which ferry sails? — The Skarholm ferry." in inside
    assert (
        "Ferry returns, Island Courier, 2021-03-04 · article ferry, characters 40–89 · exact "
        "· overlaps gold evidence" in inside
    )
    assert "found at rank 3 · article ferry The repairs cost 4.2 million crowns." in inside
    assert "not among the hits · article harbour The bill was paid in May." in inside
    assert "Known to be wrong 9 million" in inside
    assert texts(said, ".hits li") == ["café 0–39 · 0.910", "ferry 40–99 · 0.700"]
    assert "recall@3 1" in inside
    assert "embed 10 ms search 20 ms read 30 ms" in inside


def test_a_quotation_that_is_not_exact_or_beside_the_evidence_is_named_so() -> None:
    off = replace(RIGHT.citations[0], exact=False, gold=False)
    unknown = replace(RIGHT.citations[0], gold=None)
    page = page_of(replace(RIGHT, citations=(off, unknown)))
    first, second = (one.text_content() for one in select(item(page, 1), ".inside ol")[0])
    assert "not exact" in first
    assert "overlaps no gold evidence" in first
    assert "overlaps" not in second


def test_what_was_not_said_is_labelled_so_and_is_no_answer() -> None:
    refused = item(page_of(*RECORDS), 3)
    assert texts(refused, ".refusal") == ["Refused: The articles do not say."]
    assert texts(refused, ".unsaid") == [f"Not said, for it was too weak: {REFUSED.unsaid}"]
    assert select(refused, ".answer") == []
    assert select(page_of(RIGHT), ".unsaid") == []


def test_a_question_that_failed_says_why() -> None:
    failed = replace(
        REFUSED, verdict="failed", error="the question is empty", refusal=None, unsaid=""
    )
    assert texts(page_of(failed), ".error") == ["Could not be asked: the question is empty"]


@pytest.mark.parametrize(
    ("answer", "gold", "marked"),
    [
        ("In no way now.", ("no",), ["no"]),
        ("On 5 May 2020, in May.", ("May", "5 May 2020"), ["5 May 2020", "May"]),
        ("It is <b>A&B</b>!", ("<b>a&b</b>",), ["<b>A&B</b>"]),
        ("It cost (4.2)? Or 412.", ("4.2", ""), ["4.2"]),
        ("Nothing.", (), []),
    ],
)
def test_gold_answers_are_marked_where_they_stand_as_words(
    answer: str, gold: tuple[str, ...], marked: list[str]
) -> None:
    said = item(page_of(replace(RIGHT, answer=answer, gold=gold)), 1)
    assert texts(said, ".answer mark") == marked
    assert texts(said, ".answer") == [answer]


# Hostile text, and a page that needs nothing


def poisoned(value: Any) -> Any:
    """A value with every string in it hostile."""
    match value:
        case str():
            return HOSTILE
        case tuple():
            return tuple(map(poisoned, value))
        case RecordedCitation() | RecordedEvidence() | RecordedHit():
            changes = {one.name: poisoned(getattr(value, one.name)) for one in fields(value)}
            return type(value)(**changes)
    return value


def poison(record: Record) -> Record:
    kept = ("verdict", "measures", "timing")
    return replace(
        record,
        **{
            one.name: poisoned(getattr(record, one.name))
            for one in fields(record)
            if one.name not in kept
        },
    )


GOOD = ("right", "refused rightly")
HOSTILE_RUN = replace(
    RUN,
    set=HOSTILE,
    cannot=HOSTILE,
    settings={**RUN.settings, "kind": HOSTILE},
    index={**RUN.index, "embedder": HOSTILE},
    versions={"dateline": HOSTILE, "code_sha256": HOSTILE},
    machine=HOSTILE,
    started=HOSTILE,
)


def judged(*records: Record) -> tuple[Record, ...]:
    return tuple(
        replace(one, measures={**one.measures, "accuracy": float(one.verdict in GOOD)})
        for one in records
    )


def hostile_page() -> str:
    said = poison(RIGHT)
    refused = replace(poison(REFUSED), id="refused")
    failed = replace(refused, id="failed", verdict="failed", error=HOSTILE)
    now = evaluation(*judged(said, refused, failed), run=HOSTILE_RUN)
    before = replace(said, verdict="refused wrongly", refusal=HOSTILE, unsaid=HOSTILE)
    comparison = compare(
        now.records,
        judged(before, replace(refused, verdict="wrong", refusal=None, answer=HOSTILE)),
        replace(HOSTILE_RUN, machine=f"{HOSTILE} too"),
    )
    return report(now, comparison=comparison)


def test_hostile_text_stays_text_in_every_field() -> None:
    text = hostile_page()
    text.encode()  # no half character is left
    page = html.document_fromstring(text)
    assert len(page.xpath("//script")) == 1
    assert [one for one in page.xpath("//@*") if one.attrname.startswith("on")] == []
    assert page.xpath("//img | //iframe | //object | //embed | //form | //base") == []
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    for where, times in {
        "h1": 1, ".cannot": 1, "dl.facts": 5, ".changes": 2, ".flip h4": 2, ".flip .sides": 6,
        ".groups": 1, "#type": 1, "#q1 summary": 2, "#q1 .answer": 1, "#q1 .inside": 16,
        "#q2 .refusal": 1, "#q2 .unsaid": 1, "#q3 .error": 1,
    }.items():  # fmt: skip
        found = sum(one.text_content().count(SHOWN) for one in select(page, where))
        assert (where, found) == (where, times)
    assert page.xpath("string(//title)").startswith(SHOWN)


def test_the_policy_lets_run_the_one_script_of_the_page_and_nothing_else() -> None:
    page = html.document_fromstring(hostile_page())
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = page.xpath("//script/text()")
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert [one.strip() for one in policy.split(";")] == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_the_page_refers_to_nothing_but_itself() -> None:
    text = compared(RECORDS, RECORDS)
    page = html.document_fromstring(text)
    outside = [
        one
        for one in page.xpath("//@href | //@src | //@*[local-name()='xlink:href']")
        if not one.startswith(("#", "data:"))
    ]
    assert outside == []
    assert not re.search(r"@import|url\((?!#)", text)


# In a browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page. Whatever a test does in it, it asks for no other, and nothing goes wrong."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    opened = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    opened.on("request", lambda one: asked.append(one.url))
    opened.on("console", lambda one: wrong.append(one.text))
    opened.on("dialog", lambda one: (wrong.append(one.message), one.dismiss()))
    opened.on("pageerror", lambda one: wrong.append(str(one)))
    yield opened
    context.close()
    assert asked
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []
    assert len([one for one in asked if one.startswith("file:")]) == 1
    assert wrong == []


def opened(page: Page, text: str, folder: Path) -> None:
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    page.goto(file.as_uri())


def shown(page: Page) -> list[str]:
    return page.locator("#list > li:visible .asked").all_text_contents()


@pytest.mark.browser
def test_questions_are_filtered_by_verdict_type_answerability_and_words(
    page: Page, tmp_path: Path
) -> None:
    opened(page, report(evaluation(*RECORDS)), tmp_path)
    everything = [one.question for one in RECORDS]
    assert shown(page) == everything
    expect(page.locator("#count")).to_have_text("3 of 3 shown")

    page.select_option("#verdict", "wrong")
    assert shown(page) == [WRONG.question]
    expect(page.locator("#count")).to_have_text("1 of 3 shown")
    page.select_option("#type", "fact")
    assert shown(page) == []
    expect(page.locator("#count")).to_have_text("0 of 3 shown")
    page.select_option("#verdict", "all")
    assert shown(page) == [RIGHT.question]
    page.select_option("#type", "all")
    page.select_option("#answerable", "unanswerable")
    assert shown(page) == [REFUSED.question]
    page.select_option("#answerable", "all")

    for words, found in {
        "lighthouse": [WRONG.question],  # of a question
        "CAFÉ closed": [WRONG.question],  # of an answer, in any case, all of them
        "oldmill": [REFUSED.question],  # of what was not said
        "harbour": [],  # of evidence alone
        "": everything,
    }.items():
        page.fill("#words", words)
        assert shown(page) == found, words
    expect(page.locator("#count")).to_have_text("3 of 3 shown")


@pytest.mark.browser
def test_questions_are_sorted_by_confidence_with_those_without_one_last(
    page: Page, tmp_path: Path
) -> None:
    unsure = replace(WRONG, id="none", question="And none?", confidence=None)
    opened(page, report(evaluation(unsure, *RECORDS)), tmp_path)
    sure = [RIGHT.question, WRONG.question, REFUSED.question]
    page.select_option("#order", "least")
    assert shown(page) == [*reversed(sure), "And none?"]
    page.select_option("#order", "most")
    assert shown(page) == [*sure, "And none?"]
    page.select_option("#order", "asked")
    assert shown(page) == ["And none?", *sure]


@pytest.mark.browser
def test_a_flip_leads_to_its_question_even_where_it_is_filtered_away(
    page: Page, tmp_path: Path
) -> None:
    won = replace(WRONG, verdict="right", right=True)
    opened(page, compared(judged(RIGHT, won, REFUSED), judged(*RECORDS)), tmp_path)
    page.select_option("#verdict", "refused rightly")
    assert shown(page) == [REFUSED.question]
    page.click(".flip h4 a")
    expect(page.locator("#q2 .answer")).to_be_visible()
    expect(page.locator("#q2 .answer")).to_be_in_viewport()


@pytest.mark.browser
def test_hostile_types_can_be_chosen_and_nothing_is_wider_than_a_phone(
    page: Page, tmp_path: Path
) -> None:
    opened(page, hostile_page().replace("gnp.exe", "g" * 300), tmp_path)
    page.select_option("#type", index=1)
    expect(page.locator("#count")).to_have_text("3 of 3 shown")
    page.select_option("#verdict", "right")
    expect(page.locator("#count")).to_have_text("1 of 3 shown")
    for summary in page.locator("#list summary:visible").all():
        summary.click()
    expect(page.locator("#q1 .answer")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 390


@pytest.mark.browser
def test_the_words_of_plots_can_be_read_on_a_phone(page: Page, tmp_path: Path) -> None:
    opened(page, compared(RECORDS, RECORDS), tmp_path)
    heights = page.evaluate(
        """[...document.querySelectorAll("figure svg text")].map((one) =>
             parseFloat(getComputedStyle(one).fontSize)
               * Math.hypot(one.getScreenCTM().a, one.getScreenCTM().b))"""
    )
    assert len(heights) > 30
    assert min(heights) > 9.5


@pytest.mark.browser
def test_thousands_of_questions_are_filtered_without_a_wait(page: Page, tmp_path: Path) -> None:
    plain = replace(REFUSED, measures={}, hits=())
    records = tuple(
        replace(plain, id=str(one), question=f"Number {one}?", type=f"type {one % 2}")
        for one in range(3_000)
    )
    opened(page, report(evaluation(*records)), tmp_path)
    took = page.evaluate(
        """() => new Promise((done) => {
             const type = document.getElementById("type");
             const start = performance.now();
             type.value = "type 1";
             type.dispatchEvent(new Event("change"));
             requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
           })"""
    )
    expect(page.locator("#count")).to_have_text("1,500 of 3,000 shown")
    assert took < 3_000  # ms; as numbered items it took 24 s, now 0.1 s


@pytest.mark.browser
def test_without_its_script_everything_is_there(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    opened(page, report(evaluation(*RECORDS)), tmp_path)
    assert page.locator("#filters").is_hidden()
    assert page.locator("#list summary:visible").count() == 3
    page.click("#q1 summary")
    expect(page.locator("#q1 .answer")).to_be_visible()
    context.close()
