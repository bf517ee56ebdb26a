"""The benchmark of speed measures what it says, against floors of the same run."""

from itertools import islice
from pathlib import Path

import pytest

from dateline import Article, Index, read_articles
from dateline.eval.bench import _speed_section
from dateline.eval.samples import ARTICLES
from dateline.eval.speed import (
    Questions,
    measure_indexing,
    measure_questions,
    measure_starts,
)


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
    text = "\n".join(_speed_section(starts, rates, questions))
    for what in ("dateline ask : the script", "Index.add : encode", "the sum of its parts"):
        assert what in text


def test_a_question_is_set_against_the_sum_of_its_parts() -> None:
    asked = Questions([0.3, 0.2, 0.5], {"a": [0.1, 0.1, 0.1], "b": [0.1, 0.1, 0.15]})
    assert asked.ratio == pytest.approx(1.5)
