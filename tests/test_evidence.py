"""The evidence beside an answer: sources that differ, and the line of time they lie on."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dateline import Answer, Citation, PartialDate, Statement
from dateline.rag.answer import Side
from dateline.ui.evidence import evidence_html
from dateline.ui.timeline import timeline_html

DAYS = st.integers(0, 20_000).map(lambda days: date(1990, 1, 1) + timedelta(days))


def citation(number: int, published: PartialDate | None) -> Citation:
    quote = f"It was {number}."
    return Citation(
        number, f"a{number}", f"Title {number}", "The Post", published, None, 0, len(quote), quote,
        0, len(quote),
    )  # fmt: skip


def places(html: str) -> list[float]:
    return [float(one) for one in re.findall(r"left: ([\d.]+)%", html)]


def test_sources_lie_on_the_line_by_their_days() -> None:
    days = (PartialDate(2019, 1, 1), None, PartialDate(2020), PartialDate(2015, 1, 1))
    html = timeline_html([citation(n, day) for n, day in enumerate(days, 1)], 3)
    assert re.findall(r'href="#dl-3-(\d)"', html) == ["4", "1", "3"]
    assert places(html) == [0.0, 80.0, 100.0]
    assert re.findall(r'datetime="([^"]+)"', html) == ["2015-01-01", "2020"]
    same = [citation(n, PartialDate(2019, 1, 1)) for n in (1, 2)]
    assert timeline_html(same, 1) == timeline_html([citation(1, None)], 1) == ""


@given(st.lists(DAYS, min_size=2, max_size=14, unique=True))
def test_numbers_keep_their_order_and_a_distance(days: list[date]) -> None:
    dated = [citation(n, PartialDate(d.year, d.month, d.day)) for n, d in enumerate(days, 1)]
    html = timeline_html(dated, 1)
    order = [int(one) - 1 for one in re.findall(r"#dl-1-(\d+)", html)]
    assert [days[at] for at in order] == sorted(days)
    found = places(html)
    assert all(-0.05 <= place <= 100.05 for place in found)
    apart = min(7, 100 / (len(days) - 1))
    assert all(b - a >= apart - 0.11 for a, b in pairwise(found))


def test_sources_that_differ_stand_together_before_the_others() -> None:
    cited = tuple(citation(n, PartialDate(2019, n, 1)) for n in (1, 2, 3))
    statements = tuple(Statement(one.quote, (one.number,)) for one in cited)
    answer = Answer("q?", statements, cited, None, 0.9, ())
    cards = re.compile(r'<article class="dl-card" id="dl-1-(\d)"')
    assert cards.findall(evidence_html(answer, 1)) == ["1", "2", "3"]
    differing = replace(answer, sides=(Side("3", (3,)), Side("2", (2,))))
    html = evidence_html(differing, 1)
    assert cards.findall(html) == ["3", "2", "1"]
    beside = re.search(r'<div class="dl-beside">(.*?)</div>', html)
    assert beside is not None
    assert cards.findall(beside.group(1)) == ["3", "2"]
