"""An archive of any size to measure speed on: real sentences with other names, drawn vectors."""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.embedder import Vectors
from ..index.sentences import sentences

_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ra", "so", "ti", "va", "zu")
_NAMES = 200_000
_SENTENCES = 40  # of an article
_PUBLISHERS, _DAYS = 100, 4000
_APART = 0.4


class DrawnVectors:
    """An embedder that draws each text's vector around one of some real ones.

    To it a part of the difference of two others is added, so that the vectors vary in the
    directions in which real ones vary, and searching them is as hard.

    Args:
        real: Unit vectors to draw around, shape (n, dimension).
    """

    name = "drawn around real vectors@1"

    def __init__(self, real: Vectors) -> None:
        self._real = real
        self._draw = np.random.default_rng(0)
        self.drawn = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A vector for each of n texts, whatever they say: shape (n, dimension)."""
        self.drawn += len(texts)
        one, other, third = self._real[self._draw.integers(len(self._real), size=(3, len(texts)))]
        rows = one + _APART * (other - third)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def drawn_articles(real: Sequence[Article]) -> Iterator[Article]:
    """Articles without end, of sentences of real ones, half of whose names are others.

    Their publishers and names are as unevenly common as real ones; the first tenth has no date.

    Args:
        real: Where the sentences are from.
    """
    draw = random.Random(0)  # noqa: S311 - nothing is kept secret by it
    said = [
        article.text[span.start : span.end]
        for article in real
        for span in sentences(article.text, article.marks)
    ]
    names = ["".join(draw.choices(_SYLLABLES, k=3)).capitalize() for _ in range(_NAMES)]

    def renamed(found: re.Match[str]) -> str:
        return _uneven(draw, names) if draw.random() < 0.5 else found[0]

    publishers = [f"The {name} Gazette" for name in names[:_PUBLISHERS]]
    number = 0
    while True:
        day = date(2015, 1, 1) + timedelta(days=draw.randrange(_DAYS))
        yield Article(
            id=f"drawn-{number}",
            text=" ".join(_NAME.sub(renamed, one) for one in draw.choices(said, k=_SENTENCES)),
            title=_NAME.sub(renamed, draw.choice(said))[:100],
            publisher=_uneven(draw, publishers),
            published=PartialDate.parse(day.isoformat()) if number % 10 else None,
        )
        number += 1


def _uneven(draw: random.Random, names: Sequence[str]) -> str:
    """One of some names, each less common than the one before (Zipf's law)."""
    return names[int(len(names) ** draw.random()) - 1]
