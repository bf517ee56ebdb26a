"""Networks as graphs: what they give, that they are checked and kept, and that torch stays away."""

import hashlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, Index
from dateline.index.embedder import (
    BundledEmbedder,
    SentenceTransformerEmbedder,
    load_embedder,
    open_embedder,
)
from dateline.index.graph import Graph, kept_graph
from dateline.index.real_passages import real_passages
from dateline.rag.pairs import Candidate
from dateline.rag.reranker import BundledReranker, TrainedReranker, bundled_reranker


class Pieces(NamedTuple):
    """As a tokenizer gives them."""

    ids: list[int]
    type_ids: list[int]
    attention_mask: list[int]


def text(*ids: int) -> Pieces:
    return Pieces(list(ids), [number % 2 for number in ids], [1] * len(ids))


class Sums(torch.nn.Module):
    """For each text the sum of its word pieces, of those of its second side, and their number."""

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        read = input_ids * attention_mask
        sums = [read.sum(1), (read * token_type_ids).sum(1), attention_mask.sum(1)]
        return torch.stack(sums, dim=1).float()


def by_hand(texts: Sequence[Pieces]) -> list[list[int]]:
    return [[sum(one.ids), sum(i for i in one.ids if i % 2), len(one.ids)] for one in texts]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "dateline" / "graphs"


def kept(name: str = "sums", agrees: Callable[[Graph], bool] = lambda _: True) -> Graph | None:
    return kept_graph(name, lambda: (Sums(), Path(__file__)), agrees)


@pytest.fixture(scope="module")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        graph = kept()
    assert graph is not None
    return graph


@given(
    st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=30), min_size=1, max_size=20),
    st.integers(1, 200),
)
def test_each_text_has_its_row_however_they_are_batched(
    sums: Graph, ids: list[list[int]], word_pieces: int
) -> None:
    texts = [text(*one) for one in ids]
    assert sums.run(texts, word_pieces).tolist() == by_hand(texts)


def test_threads_do_not_mix_their_texts(sums: Graph) -> None:
    texts = [[text(*range(1, 2 + number % 30))] * 3 for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda one: sums.run(one, 50).tolist(), texts))
    assert rows == [by_hand(one) for one in texts]


def test_a_graph_is_made_once_and_without_the_network(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: called.append(address))
    made = kept()
    assert made is not None
    assert called == []
    (folder,) = cache.iterdir()
    assert folder.name.startswith("sums-openvino-")
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    again = kept(agrees=lambda _: pytest.fail("it was checked when it was made"))
    assert again is not None
    assert again.run([text(1, 2)], 9).tolist() == [[3, 1, 2]]
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["graph.blob", "tokenizer.json", "sha256"])
@pytest.mark.parametrize("missing", [True, False])
def test_a_damaged_graph_is_made_anew(cache: Path, name: str, missing: bool) -> None:
    assert kept() is not None
    (folder,) = cache.iterdir()
    if missing:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes()[:-1] + b"~")
    again = kept()
    assert again is not None
    assert again.run([text(4)], 9).tolist() == [[4, 0, 1]]


def test_a_graph_that_does_not_do_as_its_network_is_not_kept(cache: Path) -> None:
    assert kept(agrees=lambda _: False) is None
    assert kept(agrees=lambda _: pytest.fail("it is not tried again")) is None
    (folder,) = cache.iterdir()
    assert [file.name for file in folder.iterdir()] == ["refused"]


def test_without_a_cache_there_is_no_graph(tmp_path: Path, cache: Path) -> None:
    cache.parent.write_text("a file stands where the folder should be")
    assert kept() is None


# -- the two networks that answer


def test_the_bundled_embedder_does_as_the_library_does() -> None:
    graph, library = open_embedder(), SentenceTransformerEmbedder()
    assert isinstance(graph, BundledEmbedder)
    assert isinstance(load_embedder(library.name), BundledEmbedder)
    assert graph.name == library.name
    long = "The ferry sails at noon. " * 90
    texts = ["", "Fähre 渡船 ⛴", long, *real_passages()]
    assert len(texts) == 203
    cosines = (graph.embed(texts) * library.embed(texts)).sum(axis=1)
    assert cosines.min() >= 0.9999
    for words in (250, 254, 255, 400):
        sentence = "ferry " * words
        assert graph.fits(sentence) == library.fits(sentence) == (words <= 254)
    assert graph.embed([]).shape == (0, 384)


def test_the_bundled_reranker_is_run_as_a_graph() -> None:
    reranker = bundled_reranker()
    assert isinstance(reranker, BundledReranker)
    assert reranker.score("Who?", []).shape == (0,)
    told = [
        Candidate("The ferry Petrel sank in 1998."),
        Candidate("Tickets cost six euros."),
    ]
    sank, cost = reranker.score("When did the Petrel sink?", told)
    assert sank > 0 > cost


def test_the_bundled_reranker_nearly_does_as_its_network_does() -> None:
    weights = Path(str(files("dateline.rag").joinpath("reranker.safetensors")))
    network = TrainedReranker(weights, hashlib.sha256(weights.read_bytes()).hexdigest())
    asked = "What did the harbour council decide about the ferry?"
    told = [Candidate(one, headline="Harbour news") for one in real_passages()]
    eight_bits, full = (one.score(asked, told) for one in (bundled_reranker(), network))
    assert full.std() > 2
    assert np.corrcoef(eight_bits, full)[0, 1] > 0.98
    assert np.abs(eight_bits - full).mean() < 0.6
    alone = [bundled_reranker().score(asked, [one])[0] for one in told[::40]]
    assert eight_bits[::40] == pytest.approx(alone, abs=0.1), "whatever else is in the batch"


def test_an_answer_needs_neither_torch_nor_what_takes_as_long(
    tmp_path: Path, embedder: object
) -> None:
    with Index.open(tmp_path / "index", embedder=embedder) as index:
        index.add([Article(id="a", text="The ferry Petrel sank off Skerry Point in March 1998.")])
    bundled_reranker()  # its graph is there from now on
    program = """
import json, sys
from dateline.ui.cli import main
sys.argv = ["dateline", "ask", "When did the ferry Petrel sink?", "--index", "index", "--json"]
try:
    main()
except SystemExit:
    pass
heavy = ("torch", "transformers", "sentence_transformers", "sklearn", "pandas", "gradio")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    answer, _, loaded = ran.stdout.rpartition("\n[")
    assert json.loads(answer)["statements"][0]["text"].endswith("in March 1998.")
    assert loaded.strip() == "]"
