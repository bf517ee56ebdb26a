"""Embedding of one batch of articles while another is cut and written."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from .article import Article, Span
from .embedder import Embedder, Vectors, unit_vectors
from .passages import indexed_text

Batch = Sequence[tuple[Article, list[Span]]]
"""Articles, each with its passages."""

_NO_VECTORS: Mapping[str, Vectors] = {}


def embedded_ahead(
    batches: Iterable[Batch],
    embedder: Callable[[], Embedder],
    known: Callable[[Collection[str]], Mapping[str, Vectors]],
) -> Iterator[tuple[Batch, Vectors]]:
    """Each batch with the vectors of its passages, of shape (n, dimension).

    While the caller writes one batch, and the next but one is read, the next is embedded. No text
    is embedded twice. Everything but the embedding is done in the caller's thread.

    Args:
        batches: Of one passage at least.
        embedder: Gives the model, when there is something to embed.
        known: The vectors, of shape (dimension,), of those texts that have been written.

    Raises:
        EmbedderError: The model cannot be used.
    """
    with ThreadPoolExecutor(1, "dateline-embed") as worker:
        last: _Embedding | None = None
        reading = iter(batches)
        while True:
            try:
                batch = next(reading, None)
            except BaseException:
                if last:  # what was read before is not lost with what cannot be read
                    yield last.batch, last.vectors(last.result())
                raise
            ready = last.result() if last else _NO_VECTORS
            if batch is None:
                break
            texts = [indexed_text(article, *span) for article, spans in batch for span in spans]
            there = {**known(texts), **ready}  # what is ready is not written yet
            new = [text for text in dict.fromkeys(texts) if text not in there]
            coming = worker.submit(unit_vectors, embedder(), new) if new else None
            if last:
                yield last.batch, last.vectors(ready)
            held = {text: there[text] for text in texts if text in there}
            last = _Embedding(batch, texts, held, new, coming)
        if last:
            yield last.batch, last.vectors(ready)


class _Embedding(NamedTuple):
    batch: Batch
    texts: Sequence[str]
    held: Mapping[str, Vectors]
    new: Sequence[str]
    coming: Future[Vectors] | None

    def result(self) -> Mapping[str, Vectors]:
        """The vectors of its texts, waited for."""
        rows = self.coming.result() if self.coming else ()
        return {**self.held, **dict(zip(self.new, rows, strict=True))}

    def vectors(self, by_text: Mapping[str, Vectors]) -> Vectors:
        return np.stack([by_text[text] for text in self.texts])
