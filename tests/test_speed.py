"""The benchmark of speed measures what it says, against floors of the same run."""

from itertools import islice
from pathlib import Path

import pytest

from dateline import Article, Index, QuestionError, read_articles
from dateline.eval.bench import _speed_section
from dateline.eval.samples import ARTICLES
from dateline.eval.speed import (
    Questions,
    measure_indexing,
    measure_memory,
    measure_questions,
    measure_starts,
    speed_figures,
)
from dateline.eval.speed_record import Figure, keep_figures, read_figures


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return list(islice(read_articles([ARTICLES]), 6))


def test_each_part_is_measured_and_written(articles: list[Article], tmp_path: Path) -> None:
    starts = measure_starts(articles, rounds=1)
    assert list(starts.times) == [
        "python -c pass",
        "dateline --help",
        "dateline ask",
        "the script",
        "dateline chat, until its page is there",
    ]
    assert all(len(one) == 1 and one[0] > 0 for one in starts.times.values())
    assert 100 < starts.memory < 1000
    rates = measure_indexing(articles, rounds=2)
    assert all(len(one) == 2 and min(one) > 0 for one in rates.rates.values())
    with Index.open(tmp_path / "index") as index:
        index.add(articles)
        assert rates.passages == index.stats()["passages"], "each is embedded once"
    questions = measure_questions(tmp_path / "index", ["Who met in Berlin?", "When was the swap?"])
    assert len(questions.whole) == 2
    assert all(len(one) == 2 and min(one) > 0 for one in questions.parts.values())
    memory = {many: measure_memory(articles, many) for many in (1, 150)}
    assert 0 <= memory[1] < memory[150] < 500
    figures = list(speed_figures(starts, rates, questions, memory))
    assert [one.what for one in figures if one.goal is not None] == [
        "dateline chat, until its page is there, s",
        "dateline ask : the script",
        "memory of dateline ask, MiB",
        "Index.add : encode",
        "Index.add : the bare network",
        "a question : the sum of its parts",
    ]


def test_figures_stand_beside_their_goals_and_those_of_another_commit(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    keep_figures(file, [Figure("a start, s", 4.0), Figure("an old one, s", 1.0)])
    figures = [
        Figure("a start, s", 2.0, 3.0),
        Figure("a rate, passages/s", 12.0, 20.0, at_most=False),
        Figure("another, ms", 1.0),
    ]
    assert [one.met for one in figures] == [True, False, None]
    lines = list(_speed_section(figures, 1234, read_figures(file)))
    assert lines[-4:] == [
        "| --- | --- | --- | --- | --- | --- |",
        "| a start, s | 2 | ≤ 3 | yes | 4 | 0.50 |",
        "| a rate, passages/s | 12 | ≥ 20 | no |  |  |",
        "| another, ms | 1 |  |  |  |  |",
    ]
    assert list(_speed_section(figures, 1234, {}))[-3] == "| a start, s | 2 | ≤ 3 | yes |"


@pytest.mark.parametrize("content", [None, "{", "[]", '{"figures": {"a": "b"}}', "{}"])
def test_what_holds_no_figures_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "figures.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(QuestionError, match=r"figures\.json"):
        read_figures(file)


def test_a_question_is_set_against_the_sum_of_its_parts() -> None:
    asked = Questions([0.3, 0.2, 0.5], {"a": [0.1, 0.1, 0.1], "b": [0.1, 0.1, 0.15]})
    assert asked.ratio == pytest.approx(1.5)
