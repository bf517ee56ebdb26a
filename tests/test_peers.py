"""Dateline is measured beside other libraries, each in processes of its own."""

from pathlib import Path

import pytest

from dateline import Index, QuestionError
from dateline.eval import GoldEvidence, Question, QuestionSet, bench, known_set
from dateline.eval.beside_peers import Measured, measure_peers, missing_peers
from dateline.eval.peers import PEERS

OURS = ("Dateline", "Dateline, answering")
ALL = [
    pytest.param(OURS, id="ours"),
    pytest.param(
        tuple(PEERS), id="all", marks=pytest.mark.skipif(bool(missing_peers()), reason="no peers")
    ),
]


@pytest.mark.parametrize("names", ALL)
def test_each_is_built_asked_and_started_alone(names: tuple[str, ...], tmp_path: Path) -> None:
    whole = known_set("samples")
    assert whole.articles is not None
    asked = next(one for one in whole.part(split="dev").questions if one.evidence)
    (gold, *_) = asked.evidence
    nowhere = Question("nowhere", asked.question, evidence=(GoldEvidence(gold.article_id, "zzz"),))
    no_gold = Question("none", "Who won the cup?")
    some = QuestionSet("samples", (no_gold, asked, nowhere), whole.articles)
    told: list[str] = []
    with Index.open(tmp_path / "index") as index:
        index.add(whole.articles())
        measured = measure_peers(
            some, index, sets=tmp_path, names=names, rounds=2, on_progress=told.append
        )
    assert told[0] == "Dateline is built"
    assert "Dateline, answering is built" not in told, "it asks the same index"
    assert [one.name for one in measured] == list(names)
    for one in measured:
        assert list(one.hits) == [1.0, 0.0], "the gold fact is found, the other stands nowhere"
        assert (len(one.starts), len(one.times)) == (2, 2)
        assert min(*one.starts, *one.times, one.rate, one.disk) > 0
        assert min(one.starts) > max(one.times), "the model is loaded first"
        assert 50 < one.asking < 2000
        assert 50 < one.building < 2000


def test_the_table_stands_in_the_results() -> None:
    one = Measured("Dateline", 45.25, 1234.4, 56.7, (1.0, 2.0, 1.5), (0.01, 0.02), 321.0, (1, 0, 0))
    lines = list(bench._peers_rows([one]))
    assert lines == [
        ["passages indexed a second", "45.2"],
        ["memory of indexing, MiB", "1,234"],
        ["disk, MiB", "57"],
        ["a start, s", "1.50"],
        ["a question, median / 95th percentile, ms", "15.0 / 19.5"],
        ["memory of asking, MiB", "321"],
        ["hits@10", "0.333"],
    ]


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "missing_peers", lambda: ["txtai"])
    with pytest.raises(QuestionError, match=r"txtai cannot be imported; install .*dateline\[bench"):
        bench.peers(tmp_path, tmp_path / "RESULTS.md")
