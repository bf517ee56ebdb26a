"""The benchmarks of size and of users: what they measure by themselves, and where they write."""

from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from dateline import DatelineError, read_articles
from dateline.eval.bench import USERS, _users_section, users
from dateline.eval.drawn_archive import DrawnVectors, drawn_articles
from dateline.eval.markdown import put_section, section
from dateline.eval.samples import ARTICLES
from dateline.eval.size import Asked, measure_size
from dateline.eval.users import Load, measure_users


def _unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype("f4")


def test_an_index_of_a_size_is_measured_and_nothing_is_left() -> None:
    draw = np.random.default_rng(2)
    vectors = _unit(draw.standard_normal((50, 16)))
    asked = Asked(["Who met in Berlin?", "the ferry"], _unit(draw.standard_normal((2, 16))))
    found = measure_size(120, list(read_articles([ARTICLES])), vectors, asked)
    assert 120 <= found.passages < 200
    assert 10 < found.articles < found.passages
    assert found.recall == found.kept_recall == 1
    assert found.graph[0] == 1
    assert set(found.disk) == {"SQLite", "FAISS", "Tantivy"}
    assert 20 < found.memory < 2000
    for name, times in found.stages.items():
        assert len(times) == (1 if name.startswith("a first search") else 2), name
        assert all(0 < one < 60 for one in times), name
    assert {"vectors", "words", "a whole search", "plain Tantivy"} < set(found.stages)


def test_drawn_articles_are_the_same_each_time_and_say_other_names() -> None:
    real = list(read_articles([ARTICLES]))
    drawn = list(islice(drawn_articles(real), 200))
    assert drawn == list(islice(drawn_articles(real), 200))
    assert len({one.text for one in drawn}) == 200
    said = {word for one in drawn for word in one.text.split()}
    assert len(said - {word for one in real for word in one.text.split()}) > 1000
    assert sum(one.published is None for one in drawn) == 20
    assert 20 < len({one.publisher for one in drawn}) <= 100


def test_drawn_vectors_vary_around_the_real_ones() -> None:
    real = _unit(np.random.default_rng(4).standard_normal((300, 32)))
    drawn = DrawnVectors(real).embed([""] * 500)
    assert np.linalg.norm(drawn, axis=1) == pytest.approx(1, abs=1e-5)
    nearest = (drawn @ real.T).max(axis=1)
    assert 0.7 < np.median(nearest) < 0.95


def test_a_section_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "R.md"
    file.write_text("# All\n\n## One\n\nold\n\n### Part\n\nmore\n\n## Two\n\nkept\n")
    assert section(file, "## One") == ["## One", "", "old", "", "### Part", "", "more", ""]
    assert section(file, "## Two") == ["## Two", "", "kept"]
    assert section(file, "## Three") == section(tmp_path / "none.md", "## One") == []
    put_section(file, "## One", ["new", ""])
    put_section(file, "## Three", ["last"])
    assert file.read_text() == ("# All\n\n## One\n\nnew\n\n## Two\n\nkept\n\n## Three\n\nlast\n")
    put_section(file, "## Three", ["still last", ""])
    assert section(file, "## Three") == ["## Three", "", "still last"]


def test_users_ask_the_page_at_once_and_the_results_say_how_it_went(tmp_path: Path) -> None:
    file = tmp_path / "R.md"
    file.write_text("# All\n\n## Size\n\nkept\n")
    load = users(file, users=2, seconds=10, pause=0.01, indexes=tmp_path / "indexes")
    assert load.errors == []
    assert len(load.times) > 2, "each asked again"
    assert load.elapsed >= 10
    # Each user has one question under way at a time, and is never idle for long.
    assert load.elapsed < sum(load.times) + 0.02 * len(load.times) + 1 < 2 * load.elapsed + 2
    assert 0 <= load.refused < len(load.times), "most of the questions can be answered"
    text = file.read_text()
    assert text.startswith("# All\n\n## Size\n\nkept\n\n## Users\n\n```\n")
    rows = dict(one[2:-2].split(" | ") for one in section(file, USERS) if one.count(" | ") == 1)
    assert rows["errors"] == "0"
    assert rows["answers"] == str(len(load.times))
    assert rows["time to the answer, median, s"] == f"{median(load.times):.2f}"
    assert rows["95th percentile, s"] == f"{np.quantile(load.times, 0.95):.2f}"
    assert "0.01 s after each answer" in text
    assert "--users 2 --seconds 10 --pause 0.01" in text


def test_a_page_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match=r"did not start: .*there is no index in"):
        measure_users(tmp_path / "none", [], users=1, seconds=1)


def test_what_went_wrong_for_users_is_counted() -> None:
    load = Load(3, 9, 0.0, (), 0, ("ReadTimeout: ", "E: x\ny", "E: x\ny"), 9.5)
    lines = list(_users_section(load, 50, 35))
    assert "| errors | 3 |" in lines
    assert "| answers | 0 |" in lines
    assert lines[-2:] == ["- 2 × E: x y", "- 1 × ReadTimeout:"]
    assert any("without a pause" in line for line in lines)
