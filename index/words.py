"""The word index: Tantivy (BM25) over what SQLite holds."""

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from .common_words import expected_share

_ANALYZER = "news"
_BITS = 20  # as many powers of two as a score, a float of 24 bits, adds up exactly
_FEW = 1000  # passages that Tantivy is asked for by number
_LOOKED_AT = 500_000  # passages by one search, each as often as it has a word: some 5 ms
_USUAL = 1000  # passages; chosen on small archives of the dev splits


def _splitter() -> tantivy.TextAnalyzerBuilder:
    # Words are split at what is no letter or digit, in lower case, without accents.
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(80))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


def _analyzer() -> tantivy.TextAnalyzer:
    return _splitter().filter(tantivy.Filter.stemmer("english")).build()


@cache
def _shared_analyzer() -> tantivy.TextAnalyzer:
    return _analyzer()


@cache
def _unstemmed() -> tantivy.TextAnalyzer:
    return _splitter().build()


@lru_cache(maxsize=1024)  # a question, its parts and the sentences they read come again and again
def stems(text: str) -> tuple[str, ...]:
    """The words of a text as they are indexed, in order."""
    return tuple(_shared_analyzer().analyze(text))


def coverage(rarity: Mapping[str, float], text: str) -> float:
    """The share of some stemmed words, each weighed by its rarity, that stand in a text: 0 to 1."""
    total = sum(rarity.values())
    return sum(rarity[word] for word in rarity.keys() & set(stems(text))) / total if total else 0.0


class WordIndex:
    """BM25 (k1 = 1.2, b = 0.75, as in Lucene) over passages, by passage number.

    Args:
        folder: Where it lies; None for one in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        schema = (
            tantivy.SchemaBuilder()
            .add_unsigned_field("passage", indexed=True, fast=True)
            .add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
            .build()
        )
        if folder is not None:
            folder.mkdir(exist_ok=True)
        self._schema = schema
        self._index = tantivy.Index(schema, path=str(folder) if folder else None)
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._index.config_reader(reload_policy="manual")
        self._index.reload()

    def add(self, texts: Iterable[tuple[int, str]]) -> None:
        """Add texts under new numbers, all or none."""
        writer = self._index.writer(num_threads=1)
        for number, text in texts:
            document = tantivy.Document()
            document.add_unsigned("passage", number)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def reload(self) -> None:
        """See what another process has written."""
        self._index.reload()

    def search(
        self, question: str, limit: int, among: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """The passages that share words with the question, with their BM25 score, best first.

        Args:
            question: Plain text; nothing in it is an operator.
            limit: How many at most.
            among: Search these alone, sorted; None for all.
        """
        each = [(tantivy.Occur.Should, self._has(word)) for word in self._words(question)]
        anyone = tantivy.Query.boolean_query(each)
        if among is None:
            return self._best(anyone, limit)
        if len(among) <= _FEW:
            return self._best(self._among(each, among.tolist()), limit)
        return self._best_among(anyone, among, limit)

    def _best_among(
        self, query: tantivy.Query, among: NDArray[np.int64], limit: int
    ) -> dict[int, float]:
        """The best of all, as many as it takes: Tantivy takes longer to look for many numbers."""
        depth = round(2 * limit * max(1.0, self._index.searcher().num_docs / len(among)))
        while True:
            found = self._best(query, depth)
            numbers = np.fromiter(found, np.int64, len(found))
            at = np.searchsorted(among, numbers).clip(max=len(among) - 1)
            kept = numbers[among[at] == numbers][:limit].tolist()
            if len(kept) == limit or len(found) < depth:
                return {number: found[number] for number in kept}
            depth *= 4

    def held(self, words: Sequence[str], ids: Sequence[int]) -> NDArray[np.bool_]:
        """Which words, stemmed, stand in which passages: shape (passages, words)."""
        found = np.zeros((len(ids), len(words)), dtype=np.bool_)
        row = {number: at for at, number in enumerate(ids)}
        for start in range(0, len(words) if ids else 0, _BITS):
            some = words[start : start + _BITS]
            # A power of two for each word: the sum of those that a passage holds tells them all.
            each = [
                (tantivy.Occur.Should, tantivy.Query.const_score_query(self._has(word), 2.0**bit))
                for bit, word in enumerate(some)
            ]
            sums = self._best(self._among(each, ids), len(ids))
            bits = np.array(list(sums.values()), dtype=np.int64)[:, np.newaxis]
            rows = [row[number] for number in sums]
            found[rows, start : start + len(some)] = bits >> np.arange(len(some)) & 1
        return found

    def rarity(self, question: str) -> dict[str, float]:
        """Each word of a question, stemmed, that counts, with its inverse document frequency.

        As BM25 counts it, but over `_USUAL` passages of usual English beside those that are here:
        where there are few, "tell" may well be rarer than a name.
        """
        searcher = self._index.searcher()
        many = searcher.num_docs + _USUAL
        counting = set(self._words(question))
        usual: dict[str, float] = {}
        for stem, word in zip(stems(question), _unstemmed().analyze(question), strict=True):
            if stem in counting:
                usual[stem] = max(expected_share(word), usual.get(stem, 0.0))
        found = {
            stem: searcher.doc_freq("text", stem) + _USUAL * share for stem, share in usual.items()
        }
        return {stem: math.log(1 + (many - n + 0.5) / (n + 0.5)) for stem, n in found.items()}

    def scores(self, question: str, ids: NDArray[np.int64]) -> dict[int, float]:
        """The BM25 score of these passages, sorted, as far as they share a word with it."""
        return self.search(question, len(ids), ids) if len(ids) else {}

    def _words(self, question: str) -> list[str]:
        """The words of a question, stemmed, that count: all, or the rarest where that takes long.

        Tantivy looks at every passage that a word stands in. In a large archive a long question has
        words that stand in nearly all of them, take nearly all the time, and tell nearly nothing.
        """
        searcher = self._index.searcher()
        often = {word: searcher.doc_freq("text", word) for word in stems(question)}
        rarest = sorted(often, key=often.__getitem__)
        looked_at = list(accumulate(often[word] for word in rarest))
        kept = set(rarest[: max(1, bisect_right(looked_at, _LOOKED_AT))])
        return [word for word in often if word in kept]

    def _has(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", word, "freq")

    def _among(
        self, each: list[tuple[tantivy.Occur, tantivy.Query]], ids: Collection[int]
    ) -> tantivy.Query:
        """Passages for which one of some queries holds, if they are among these."""
        # A term set would hold them as one query, and takes twice the time to find them.
        chosen = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "passage", number))
                for number in ids
            ]
        )
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.boolean_query(each)),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)),
            ]
        )

    def _best(self, query: tantivy.Query, limit: int) -> dict[int, float]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=limit, count=False).hits
        numbers = searcher.fast_field_values("passage", [address for _, address in hits])
        return {int(n): float(score) for n, (score, _) in zip(numbers, hits, strict=True) if n}
