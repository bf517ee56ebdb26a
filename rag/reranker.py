"""Which sentence answers a question: scores by models that read both."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from ..index.embedder import Vectors, bundled_folder
from ..index.errors import EmbedderError
from ..index.graph import Graph, kept_graph
from ..index.index import Index
from .pairs import Candidate, PairTokenizer

if TYPE_CHECKING:
    import torch
    from tokenizers import Encoding

BUNDLED, NEAREST = "bundled", "nearest"
_SHA256 = "57098f6c1f5234aac7159d394518cd64b708e2ad9cfe2be7a4b2b7a02765f0ff"

_ONE_APART = 8  # an eighth of a cosine tells two sentences apart

# In one pass through the network. Sentences of news take a sixth less time so than padded to the
# longest of them.
_WORD_PIECES = 600

# Between the logits of the network and those of its graph, which reckons in eight bits, in the
# mean. Theirs go from about -10 to 10.
_APART = 0.6

# Asked of the samples, to see how wide the numbers within the network get.
_LIKELY = (
    "When was the last meeting of the presidents in Paris?",
    "How many people were killed in the flood, according to the police?",
    "What did the minister say about sanctions after the talks on 8 September 2019?",
    "Why did the company close its factory?",
    "Who won?",
)


@runtime_checkable
class Reranker(Protocol):
    """Scores sentences for a question. Anything with a name and this one method will do.

    `name` tells one model and revision from another: a confidence fitted on the scores of one says
    nothing about those of another.
    """

    @property
    def name(self) -> str:
        """The model and its revision."""
        ...

    def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
        """How well each of n candidates answers: shape (n,), float32, higher is better.

        Of two that differ by 1 the better one is worth showing alone. Beside it counts, by as much
        as 3, which of the question's words the sentence holds.
        """
        ...


class NearestSentence:
    """The baseline: how near a sentence is to the question by meaning.

    Args:
        index: Gives the vectors.
    """

    name = "nearest sentence"

    def __init__(self, index: Index) -> None:
        self._index = index

    def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
        """How near each of n candidates is: shape (n,), float32.

        Each is read under its headline, which often names what the sentence calls "the meeting".
        """
        if not candidates:
            return np.empty(0, dtype=np.float32)
        texts = [f"{one.headline}. {one.sentence}" for one in candidates]
        question_vector, *vectors = self._index.embed([question, *texts])
        return np.asarray(_ONE_APART * (np.stack(vectors) @ question_vector), dtype=np.float32)


class TrainedReranker:
    """A cross-encoder trained by `python -m dateline.eval.train_reranker`.

    Its scores are logits against "nothing here answers": above 0 a sentence answers rather than
    not, as far as the questions went that it was trained on. It reads English.

    Args:
        weights: The safetensors file with what was learnt over the bundled encoder.
        sha256: The digest that the file must have, in hexadecimal digits.

    Raises:
        EmbedderError: The file is missing or is another, or the bundled encoder is damaged.
    """

    def __init__(self, weights: Path, sha256: str) -> None:
        from safetensors.torch import load

        from .cross_encoder import CrossEncoder  # seconds, with torch

        data = _checked(weights, sha256)
        self.network = CrossEncoder(bundled_folder())
        learnt = load(data)
        if learnt.keys() != self.network.learnt().keys():
            raise EmbedderError(f"{weights} holds other weights than a re-ranker's; train it anew")
        self.network.load_state_dict(learnt, strict=False)
        self.network.eval()
        self.name = f"{weights.stem}@{sha256[:12]}"

    def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
        """How well each of n candidates answers: shape (n,), logits, higher is better."""
        import torch

        from .cross_encoder import fast_in_bfloat16, in_batches

        if not candidates:
            return np.empty(0, dtype=np.float32)
        pairs = self.network.encode(question, candidates)
        # It takes 0.55 times as long as in float32; scores differ by at most a tenth.
        with (
            torch.inference_mode(),
            torch.autocast("cpu", torch.bfloat16, enabled=fast_in_bfloat16("cpu")),
        ):
            scores = in_batches(self.network, pairs, _WORD_PIECES)
        return np.asarray(scores.float().numpy(), dtype=np.float32)


class BundledReranker:
    """The one that comes with Dateline, see `reranker.md`, run without torch.

    Args:
        name: Of the weights and their revision.
        graph: Of the network with these weights.
    """

    def __init__(self, name: str, graph: Graph) -> None:
        self.name = name
        self._graph = graph
        self._tokenizer = PairTokenizer(graph.tokenizer)

    def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
        """How well each of n candidates answers: shape (n,), logits, higher is better."""
        if not candidates:
            return np.empty(0, dtype=np.float32)
        return self._graph.run(self._tokenizer.encode(question, candidates), _WORD_PIECES)


class HubReranker:
    """A cross-encoder of the sentence-transformers library.

    It reads the question and the sentence after its headline and the sentence before it.

    Args:
        model: The folder or the Hugging Face id.

    Raises:
        EmbedderError: There is no such model.
    """

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder as Model  # seconds, with torch
        from torch.nn import Identity

        try:
            self._model = Model(model, activation_fn=Identity(), num_labels=1)
        except (OSError, ValueError, RuntimeError) as error:
            first = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise EmbedderError(
                f"the re-ranker {model!r} could not be loaded ({first}); give the folder or the "
                f"Hugging Face id of a cross-encoder, {BUNDLED!r}, or {NEAREST!r}"
            ) from error
        self.name = model

    def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
        """How well each of n candidates answers: shape (n,), logits, higher is better."""
        if not candidates:
            return np.empty(0, dtype=np.float32)
        pairs = [(question, " ".join(reversed(one)).strip()) for one in candidates]
        scores = self._model.predict(pairs, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32).reshape(len(candidates))


def load_reranker(name: str, index: Index) -> Reranker:
    """A re-ranker by name: "bundled", "nearest" for none, or a cross-encoder's folder or hub id.

    Raises:
        EmbedderError: There is no such model, or the bundled one is damaged.
    """
    if name == NEAREST:
        return NearestSentence(index)
    if name == BUNDLED:
        return bundled_reranker()
    return HubReranker(name)


@cache
def bundled_reranker() -> Reranker:
    """The one that comes with Dateline; run by torch where its graph cannot be made or trusted.

    Raises:
        EmbedderError: It is damaged.
    """
    weights = Path(str(files(__package__).joinpath("reranker.safetensors")))
    _checked(weights, _SHA256)
    trained = cache(lambda: TrainedReranker(weights, _SHA256))
    name = f"{weights.stem}@{_SHA256[:12]}"

    def network() -> tuple["torch.nn.Module", Path]:
        return trained().network, bundled_folder() / "tokenizer.json"

    @cache
    def likely() -> dict[str, list[Candidate]]:
        from ..index.real_passages import real_passages  # the readers, needed this once

        texts = real_passages()
        candidates = [Candidate(*pair) for pair in zip(texts[1:], texts, strict=False)]
        return {one: candidates[at :: len(_LIKELY)] for at, one in enumerate(_LIKELY)}

    def examples() -> list["Encoding"]:
        encode = PairTokenizer(bundled_folder() / "tokenizer.json").encode
        return [pair for question, those in likely().items() for pair in encode(question, those)]

    def agrees(graph: Graph) -> bool:
        given = BundledReranker(name, graph)
        apart = [given.score(*one) - trained().score(*one) for one in likely().items()]
        return bool(np.abs(np.concatenate(apart)).mean() < _APART)

    graph = kept_graph(name, network, agrees, examples)
    return BundledReranker(name, graph) if graph else trained()


def _checked(weights: Path, sha256: str) -> bytes:
    try:
        data = weights.read_bytes()
    except OSError as error:
        raise EmbedderError(
            f"the re-ranker's weights cannot be read ({weights}: {error.strerror}); train them: "
            "python -m dateline.eval.train_reranker"
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise EmbedderError(
            f"the re-ranker's weights are not those expected ({weights} has SHA-256 "
            f"{digest[:12]}…, not {sha256[:12]}…); bring the right file back"
        )
    return data
