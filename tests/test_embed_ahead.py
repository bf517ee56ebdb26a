"""What is embedded while what else is done, and that no text is embedded twice."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hash_embedder import HashEmbedder
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, EmbedderError, Index
from dateline.index.article import Span
from dateline.index.embed_ahead import Batch, embedded_ahead
from dateline.index.embedder import Vectors
from dateline.index.passages import indexed_text

COPY = (
    "Divers found cracks in the foundations of the northern quay. Ferries to the islands leave "
    "from the fish dock for the time being, an hour later than usual."
)


class Noting(HashEmbedder):
    """Notes what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().embed(texts)


def test_the_same_text_is_embedded_once_whatever_article_it_stands_in(tmp_path: Path) -> None:
    noting = Noting()
    with Index.open(tmp_path, embedder=noting) as index:
        first = Article(id="first", title="Quay closed", text=COPY)
        index.add([first, Article(id="second", title="Quay closed", text=COPY)])
        assert noting.texts == [f"Quay closed\n{COPY}"]
        index.add([Article(id="third", title="Quay closed", text=COPY)])
        assert len(noting.texts) == 1, "it was written before"
        index.add([Article(id="fourth", title="Islands cut off", text=COPY)])
        assert noting.texts[1:] == [f"Islands cut off\n{COPY}"], "the headline is embedded with it"
        report = index.add([Article(id="first", title="Quay closed", text=COPY, publisher="Gull")])
        assert (report.revised, report.passages, len(noting.texts)) == (1, 1, 2)
        hits = index.search("cracks in the northern quay", limit=10)
        scores = {hit.article.id: hit.vector_score for hit in hits}
        assert scores["first"] == scores["second"] == scores["third"] != scores["fourth"]
    with Index.open(tmp_path, embedder=noting) as index:
        index.remove(["first", "second", "third"])
        index.add([first])
        assert noting.texts[-1:] == [f"Quay closed\n{COPY}"], "it was gone"


def test_what_another_model_made_is_not_used(tmp_path: Path) -> None:
    noting = Noting()
    with Index.open(tmp_path, embedder=HashEmbedder()) as index:
        index.add([Article(id="first", text=COPY)])
        noting.name = "another@1"
        assert index.rebuild(noting) == 1
        assert noting.texts[-1] == COPY
        index.add([Article(id="second", text=COPY)])
        assert noting.texts.count(COPY) == 1, "it was made by this one"


def test_one_batch_is_embedded_while_another_is_written() -> None:
    begun, written = threading.Event(), threading.Event()

    class Waiting(HashEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if "second" in texts[0]:
                begun.set()
                assert written.wait(10), "it is embedded beside"
            return super().embed(texts)

    found = embedded_ahead([batch("first"), batch("second")], Waiting, lambda _: {})
    next(found)
    assert begun.wait(10)
    written.set()
    assert next(found)[0][0][0].id == "second"


def test_what_goes_wrong_in_embedding_is_raised_after_what_is_ready() -> None:
    class Failing(HashEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if "second" in texts[0]:
                raise EmbedderError("no more")
            return super().embed(texts)

    found = embedded_ahead([batch("first"), batch("second"), batch("third")], Failing, lambda _: {})
    assert next(found)[0][0][0].id == "first"
    with pytest.raises(EmbedderError, match="no more"):
        next(found)


def test_what_was_read_before_an_interruption_is_given_before_it_is_raised() -> None:
    def batches() -> Iterator[Batch]:
        yield batch("first")
        yield batch("second")
        raise KeyboardInterrupt

    found = embedded_ahead(batches(), HashEmbedder, lambda _: {})
    assert [articles[0][0].id for articles, _ in (next(found), next(found))] == ["first", "second"]
    with pytest.raises(KeyboardInterrupt):
        next(found)


def batch(*texts: str) -> Batch:
    return [(Article(id=text, text=text), [Span(0, len(text))]) for text in texts]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), max_size=6))
def test_each_passage_has_the_vector_of_its_text(drawn: list[list[str]]) -> None:
    noting = Noting()
    written: dict[str, Vectors] = {}

    def batches() -> Iterator[Batch]:
        for texts in drawn:
            yield batch(*texts)

    for articles, vectors in embedded_ahead(batches(), lambda: noting, lambda _: written):
        texts = [indexed_text(one, *span) for one, spans in articles for span in spans]
        assert np.array_equal(vectors, HashEmbedder().embed(texts))
        written.update(zip(texts, vectors, strict=True))
    asked = [text for texts in drawn for text in texts]
    assert sorted(noting.texts) == sorted(set(asked))
