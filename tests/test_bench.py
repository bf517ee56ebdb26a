"""The benchmark of size: what it measures by itself, and where it writes."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from dateline import read_articles
from dateline.eval.drawn_archive import DrawnVectors, drawn_articles
from dateline.eval.markdown import put_section, section
from dateline.eval.samples import ARTICLES
from dateline.eval.size import Asked, measure_size


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
