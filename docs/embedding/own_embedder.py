"""A script with an embedding model of its own: any object with a name and one method.

    python docs/embedding/own_embedder.py "Who hosted the meeting of the advisers in Berlin?"

The model here hashes the pieces of words with scikit-learn: it knows nothing of meaning, but
"exchanged" lies near "exchange", and there is nothing to download. Put yours in its place: a model
of another library, or a service that embeds texts.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer

from dateline import Chatbot, Index, read_articles

ARTICLES = Path(__file__).parents[2] / "eval" / "samples" / "articles"
QUESTION = "Who hosted the Berlin meeting of the advisers in 2022?"


class HashedPieces:
    """Texts as vectors of the pieces of their words, three to five letters long, hashed.

    An index remembers `name` and refuses vectors of another: change it whenever the vectors do.
    """

    name = "hashed-pieces-2048@1"

    def __init__(self) -> None:
        self._vectorizer = HashingVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), n_features=2048, norm="l2"
        )

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Embed n texts as n rows of unit length: shape (n, 2048), float32."""
        return np.asarray(self._vectorizer.transform(texts).toarray(), dtype=np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Index the articles, search them and ask a question of them."""
    parser = argparse.ArgumentParser(description="News articles by an embedder of one's own.")
    parser.add_argument("question", nargs="?", default=QUESTION)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    given = parser.parse_args(arguments)

    # An index that is kept is opened with the same embedder again: it remembers the name alone.
    with (
        tempfile.TemporaryDirectory() as folder,
        Index.open(folder, embedder=HashedPieces()) as index,
    ):
        report = index.add(read_articles([given.articles]))
        print(f"{report.added} articles in {report.passages} passages by {index.embedder.name}")

        for hit in index.search(given.question, limit=3):
            place = f"{hit.article.id}[{hit.passage.start}:{hit.passage.end}]"
            print(f"{hit.score:.2f}, cosine {hit.vector_score:.2f}: {place}")

        answer = Chatbot(index).ask(given.question)
        print(answer.text)
        for one in answer.citations:
            print(f"[{one.number}] {one.publisher}, {one.published}: {one.title}")


if __name__ == "__main__":
    main()
