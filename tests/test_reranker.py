"""Scores of sentences: the network, its weights, what it learns from, and how it is trained."""

import gzip
import hashlib
import json
import math
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from dateline.eval.questions import Question
from dateline.eval.reranker_examples import Example, Shelf, examples, in_article
from dateline.eval.reranker_measures import nearest_vector, reranker_measures
from dateline.eval.train_reranker import Course, Recipe, loss, main, train, written
from dateline.index.article import Article, Mark
from dateline.index.embedder import Embedder, bundled_folder
from dateline.index.errors import EmbedderError
from dateline.rag.cross_encoder import CrossEncoder, in_batches
from dateline.rag.pairs import Candidate
from dateline.rag.reranker import Reranker, TrainedReranker

QUESTION = "Which pier does the ferry leave from?"
FERRY = Candidate("From Monday it leaves from pier nine.", "The ferry has moved.", "Harbour news")
BRIDGE = Candidate("The bridge over the northern canal is being painted green.", "", "Canal news")
OTHER = Candidate("The council will vote on the parking fees in spring.", "", "Town hall")


@pytest.fixture(scope="module")
def network() -> CrossEncoder:
    return CrossEncoder(bundled_folder()).eval()


def scores(network: CrossEncoder, *candidates: Candidate) -> list[float]:
    with torch.inference_mode():
        return network.read(network.encode(QUESTION, candidates)).tolist()


def test_training_starts_from_what_the_encoder_knows(network: CrossEncoder) -> None:
    ferry, bridge, other = scores(network, FERRY, BRIDGE, OTHER)
    assert ferry > max(bridge, other)


def test_the_headline_and_the_sentence_before_are_read(network: CrossEncoder) -> None:
    bare, before, headline = scores(
        network, Candidate(FERRY.sentence), FERRY._replace(headline=""), FERRY._replace(before="")
    )
    assert len({bare, before, headline}) == 3
    assert before > bare


def test_what_is_too_long_loses_the_headline_first_and_the_sentence_last(
    network: CrossEncoder,
) -> None:
    long = FERRY._replace(headline="harbour " * 150, before="quay " * 60)
    (pair,) = network.encode(QUESTION, [long])
    assert len(pair.ids) == 192
    assert pair.tokens.count("quay") == 60
    assert 0 < pair.tokens.count("harbour") < 150
    assert pair.tokens[-9:-1] == ["from", "monday", "it", "leaves", "from", "pier", "nine", "."]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("", ""),
        ("?", "\x00"),
        ("who " * 25_000, "x" * 1_000_000),
        ("w" * 100_000, "a b " * 250_000),
    ],
)
def test_senseless_input_gets_a_score_and_soon(
    network: CrossEncoder, question: str, sentence: str
) -> None:
    began = time.process_time()
    (pair,) = network.encode(question, [Candidate(sentence)])
    with torch.inference_mode():
        assert math.isfinite(network.read([pair]).item())
    assert time.process_time() - began < 20


@settings(max_examples=15, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=9),
    word_pieces=st.integers(1, 400),
)
def test_a_score_is_the_same_in_any_batch(
    network: CrossEncoder, lengths: list[int], word_pieces: int
) -> None:
    texts = [
        Candidate(f"{'the ferry ' * length}at {number}.") for number, length in enumerate(lengths)
    ]
    pairs = network.encode(QUESTION, texts)
    with torch.inference_mode():
        together = in_batches(network, pairs, word_pieces)
        alone = torch.cat([network.read([pair]) for pair in pairs])
    torch.testing.assert_close(together, alone, atol=1e-3, rtol=1e-3)


# -- the weights


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights that are not the encoder's own: every layer's a tenth larger."""
    file = tmp_path_factory.mktemp("weights") / "reranker.safetensors"
    own = CrossEncoder(bundled_folder()).learnt()
    save_file({name: (weight.detach() * 1.1).half() for name, weight in own.items()}, file)
    return file


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_weights_are_used_and_small(weights: Path, network: CrossEncoder) -> None:
    reranker = TrainedReranker(weights, digest(weights))
    assert isinstance(reranker, Reranker)
    assert reranker.name == f"reranker@{digest(weights)[:12]}"
    given = reranker.score(QUESTION, [FERRY, BRIDGE])
    assert given.shape == (2,)
    assert given.dtype == np.float32
    assert not np.allclose(given, scores(network, FERRY, BRIDGE), atol=0.2)
    larger = CrossEncoder(bundled_folder()).eval()
    with torch.no_grad():
        for weight in larger.learnt().values():
            weight.copy_((weight * 1.1).half().float())
    np.testing.assert_allclose(given, scores(larger, FERRY, BRIDGE), atol=0.1)
    assert reranker.score(QUESTION, []).shape == (0,)
    assert weights.stat().st_size < 25_000_000


def test_other_weights_and_none_are_refused(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="not those expected"):
        TrainedReranker(weights, "0" * 64)
    with pytest.raises(EmbedderError, match="cannot be read"):
        TrainedReranker(tmp_path / "none.safetensors", "0" * 64)
    half = tmp_path / "half.safetensors"
    save_file({"_head.bias": torch.zeros(1)}, half)
    with pytest.raises(EmbedderError, match="other weights"):
        TrainedReranker(half, digest(half))


# -- what it learns from


def test_a_sentence_comes_with_the_one_right_before_it_and_the_headline() -> None:
    text = "The ferry has moved. It leaves from pier nine.\nREAD MORE\nThe fee is two crowns."
    start = text.index("READ")
    article = Article("a", text, "Harbour", marks=(Mark(start, start + 9, "furniture", "a link"),))
    assert in_article(article) == [
        Candidate("The ferry has moved.", "", "Harbour"),
        Candidate("It leaves from pier nine.", "The ferry has moved.", "Harbour"),
        Candidate("The fee is two crowns.", "", "Harbour"),
    ]


def test_wrong_sentences_are_the_nearest_without_the_answer() -> None:
    shelf = Shelf(
        [
            Article("a", "The ferry leaves from pier nine. The canal is green.", "Harbour"),
            Article("b", "A second ferry leaves from pier two. Rain is expected.", "Harbour"),
        ]
    )
    near = [one.sentence for one in shelf.nearest(QUESTION, without=["nine"])]
    assert near[0] == "A second ferry leaves from pier two."
    assert "The ferry leaves from pier nine." not in near
    assert shelf.nearest(QUESTION, outside=["b"])[0].sentence.endswith("nine.")
    assert [one.sentence for one in shelf.of(["b"])][1] == "Rain is expected."


def page(split: str, held: bool, word: str) -> str:
    """A name of a page that falls into a split, and is held out or not."""
    number = 0
    while True:
        name = f"{word} {number}"
        one = Example("", name, "", (), ())
        if Question("q", "?", document=name).split == split and one.held_out is held:
            return name
        number += 1


def write(folder: Path, articles: list[dict[str, Any]], questions: list[dict[str, Any]]) -> None:
    folder.mkdir()
    known = {"title": "", "date": None, "url": None}
    asked = {"answers": [], "answerable": True, "evidence": [], "type": "x"}
    asked |= {"wrong_answers": [], "candidates": [], "history": []}
    for name, rows in (
        ("articles", [known | one for one in articles]),
        ("questions", [asked | one for one in questions]),
    ):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row)}\n" for row in rows)


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """The five sets in small, in words of our own."""
    dev, held, test = (
        page("dev", False, "Harbour"), page("dev", True, "Canal"), page("test", False, "Lake"),
    )  # fmt: skip
    text = "The ferry leaves from pier nine. It costs two crowns. Dogs are welcome."
    pages = [{"id": f"{name}-p", "title": name, "text": text} for name in (dev, held, test)]
    asked = [
        {"id": f"{one['title']} {answer}", "question": QUESTION, "answers": answer,
         "answerable": bool(answer), "evidence": [{"article_id": one["id"], "text": text}]}
        for one in pages for answer in (["pier nine"], [])
    ]  # fmt: skip
    write(tmp_path / "squad", pages, asked)
    life = page("dev", False, "timeqa")
    write(
        tmp_path / "timeqa",
        [{"id": f"{life}-0", "title": "The port", "text": "The office led the port in 1950. "
          "The board led the port in 1960."}],
        [{"id": "t0", "question": "Who led the port in 1960?", "answers": ["The board"],
          "evidence": [{"article_id": f"{life}-0", "text": ""}]}],
    )  # fmt: skip
    fact = "The mill was sold in May."
    question = page("dev", False, "mhr")
    write(
        tmp_path / "multihoprag",
        [{"id": "m0", "title": "Mill", "text": f"A buyer was found. {fact}"},
         {"id": "m1", "title": "Mill", "text": "The old mill was bought by the town."}],
        [{"id": question, "question": "When was the mill sold?", "answers": ["May"],
          "type": "inference_query", "evidence": [{"article_id": "m0", "text": fact}]}],
    )  # fmt: skip
    write(
        tmp_path / "ramdocs",
        [{"id": "r0", "text": "The tower is 40 metres high. It is of brick."},
         {"id": "r1", "text": "The tower is 90 metres high. It has a clock."}],
        [{"id": page("dev", False, "ram"), "question": "How high is the tower?",
          "answers": ["40 metres"], "wrong_answers": ["90 metres"], "candidates": ["r0", "r1"]}],
    )  # fmt: skip
    write(
        tmp_path / "mtrag_un",
        [{"id": "u0", "text": "The library opens at ten."}],
        [{"id": page("dev", False, "talk"), "question": "And at night?", "answerable": False,
          "type": "unanswerable"}],
    )  # fmt: skip
    return tmp_path


def test_examples_of_every_set_and_of_the_dev_split_alone(sets: Path) -> None:
    every = examples(sets)
    assert not any("Lake" in one.document for one in every)
    assert any("Canal" in one.document for one in every if one.held_out)

    def told(kind: str) -> dict[str, bool]:
        one = next(one for one in every if one.kind == kind)
        return dict(zip((c.sentence for c in one.candidates), one.right, strict=True))

    own = {"It costs two crowns.": False, "Dogs are welcome.": False}
    assert told("squad, paragraph") == own | {"The ferry leaves from pier nine.": True}
    assert told("squad, unanswerable") == own | {"The ferry leaves from pier nine.": False}
    assert told("timeqa") == {
        "The office led the port in 1950.": False,
        "The board led the port in 1960.": True,
    }
    assert told("multihoprag") == {
        "The old mill was bought by the town.": False,
        "The mill was sold in May.": True,
    }
    assert told("ramdocs") == {
        "The tower is 40 metres high.": True,
        "It is of brick.": False,
        "It has a clock.": False,
    }
    assert told("mtrag_un, unanswerable") == {"The library opens at ten.": False}
    assert not any(any(one.right) for one in every if one.kind == "crossed")


# -- how it is trained


def test_the_loss_is_the_surprise_at_the_right_choice() -> None:
    even = torch.zeros(2)
    assert loss(even, [True, False]).item() == pytest.approx(math.log(3))
    assert loss(even, [True, True]).item() == pytest.approx(math.log(3 / 2))
    assert loss(even, [False, False]).item() == pytest.approx(math.log(3))
    assert loss(torch.tensor([9.0, -9.0]), [True, False]).item() < 0.001
    assert loss(torch.tensor([-9.0, -9.0]), [False, False]).item() < 0.001


PLACES = ("pier", "gate", "dock", "quay", "stop", "track")
OWN = [
    Example(
        "squad, paragraph" if right else "squad, unanswerable",
        place,
        f"Which {place} does the ferry leave from?",
        (Candidate(f"It leaves from {place} nine."), BRIDGE, OTHER) if right else (BRIDGE, OTHER),
        (True, False, False) if right else (False, False),
    )
    for place in PLACES
    for right in (True, False)
]
RECIPE = Recipe(epochs=2, questions=4, sentences=2)


def test_training_learns_and_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    whole = train(OWN, OWN, tmp_path, RECIPE)
    figures = (tmp_path / "figures.jsonl").read_text(encoding="utf-8")
    first, last = map(json.loads, figures.splitlines())
    assert (first["epoch"], last["epoch"]) == (1, 2)
    assert last["right: squad, paragraph"] == 1.0

    begun = Course(RECIPE, len(OWN))
    before = {name: weight.detach().clone() for name, weight in begun.network.learnt().items()}
    for _ in range(2):
        begun.learn(OWN)
    assert all(
        not torch.equal(weight, before[name])
        for name, weight in begun.network.learnt().items()
        if "query.weight" in name
    )
    checkpoint = tmp_path / "stopped" / "checkpoint.pt"
    checkpoint.parent.mkdir()
    begun.save(checkpoint)
    resumed = train(OWN, OWN, checkpoint.parent, RECIPE)
    assert resumed.step == whole.step == 6
    for name, weight in whole.network.learnt().items():
        torch.testing.assert_close(weight, resumed.network.learnt()[name], msg=name)

    with pytest.raises(ValueError, match="another recipe"):
        train(OWN, OWN, checkpoint.parent, replace(RECIPE, seed=8))

    file = written(whole, tmp_path / "reranker.safetensors", tmp_path / "figures.jsonl")
    asked = OWN[0]
    np.testing.assert_allclose(
        TrainedReranker(file, digest(file)).score(asked.question, asked.candidates),
        whole.scores([asked])[0],
        atol=0.5,  # half precision, and bfloat16 where the machine has it
    )


def test_one_command_trains_and_says_what_it_wrote(
    sets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    main(sets, folder)
    said = capsys.readouterr().out
    assert "| squad, unanswerable | 1 | 3 | 0 | 1 | 3 | 0 |" in said
    file = folder / "reranker.safetensors"
    assert digest(file) in said
    assert TrainedReranker(file, digest(file)).score(QUESTION, [FERRY]).shape == (1,)
    before = file.read_bytes()
    main(tmp_path / "no sets", folder)  # it is done: nothing is read or trained again
    assert file.read_bytes() == before


def test_measures_by_hand(embedder: Embedder) -> None:
    held = [
        replace(OWN[0], right=(True, False, False)),
        replace(OWN[2], right=(False, True, False)),
        OWN[1],
        OWN[3],
    ]
    given = [np.array(row, np.float32) for row in ([3, 1, 1], [2, 1, 0], [2.5, 0], [0, 1])]
    assert reranker_measures(held, given) == {
        "right: squad, paragraph": 0.5,
        "AUROC: squad, paragraph against squad, unanswerable": 0.75,
    }
    (cosines, *_) = nearest_vector(held, embedder)
    ferry, asked = embedder.embed([f". {held[0].candidates[0].sentence}", held[0].question])
    assert cosines[0] == pytest.approx(float(ferry @ asked), abs=1e-5)
