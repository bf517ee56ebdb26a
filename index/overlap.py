"""How much of their words two articles share: whether one is a copy or a revision of the other."""

import hashlib
import re
import struct
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Literal

from rensa import RMinHash

from .article import Article

Relation = Literal["copy", "revision"]
"""What two articles of one story are to each other.

A copy says nearly the same, or was published by somebody else. A revision has the same publisher,
or one of the two is unknown, and mostly the same words.
"""

SHARED = 0.4
"""The least overlap of two tellings of one story.

Between the articles of five real pages, of MultiHop-RAG and of the dev half of `eval/flat` there is
a wide gap: what was copied or revised has .47 and more, what was written independently of the same
event, or after one pattern, at most .24.
"""

_NEARLY_THE_SAME = 0.8
_PATTERN = 0.85  # what two reports of a series have in common but for their figures
_FIGURES = 6  # that stand in one of them alone
_RUN = 3  # words
_FEWEST_WORDS = 30  # in fewer, as in "Sign in to go on reading", nothing tells a story
_BANDS, _ROWS = 64, 3  # find .985 of the pairs at an overlap of .4, and .999 of those at .47
_SEED = 1

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(
    r"\w*\d\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)day|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
)


def own_words(article: Article) -> list[str]:
    """The words of an article in small letters, without furniture, captions and stamps."""
    return [word for part in _unmarked(article) for word in _WORD.findall(part.casefold())]


def wording(words: Sequence[str]) -> int | None:
    """A number for a sequence of words, -2**63 to 2**63-1; None if they are too few to compare."""
    if len(words) < _FEWEST_WORDS:
        return None
    return _number(" ".join(words).encode())


def buckets(words: Sequence[str]) -> list[int]:
    """Numbers of which two similar texts very probably have one in common, and others hardly ever.

    MinHash over runs of three words, in bands (Broder 1997; Leskovec, Rajaraman and Ullman, Mining
    of Massive Datasets, 3.4).
    """
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    minhash.update([" ".join(run) for run in runs(words)])
    digest = minhash.digest()
    return [
        _number(struct.pack(f"<{_ROWS + 1}L", band, *digest[band * _ROWS : (band + 1) * _ROWS]))
        for band in range(_BANDS)
    ]


def runs(words: Iterable[str], length: int = _RUN) -> frozenset[tuple[str, ...]]:
    """The runs of three words in a text, or of another length."""
    words = list(words)
    return frozenset(zip(*(words[start:] for start in range(length)), strict=False))


def overlap(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    """The share of their runs that two texts have in common (Jaccard), 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def is_series(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two texts differ in many figures and little else: reports of a series, as of weather.

    One corrects no other, though most of their words are the same.
    """
    figures, others = (
        {word for word in words if _FIGURE.fullmatch(word)} for words in (one, other)
    )
    if len(figures ^ others) < _FIGURES:
        return False
    masked = (runs(map(_masked, words)) for words in (one, other))
    return overlap(*masked) >= _PATTERN


def _masked(word: str) -> str:
    return "0" if _FIGURE.fullmatch(word) else word


def relation(shared: float, publisher: str | None, other: str | None) -> Relation:
    """What two articles of one story are to each other.

    Args:
        shared: Their overlap, at least `SHARED`.
        publisher: Of the one, if it is known.
        other: Of the other.
    """
    if shared == 1:
        return "copy"
    if publisher and other:
        return "revision" if publisher.casefold() == other.casefold() else "copy"
    return "copy" if shared >= _NEARLY_THE_SAME else "revision"


def _unmarked(article: Article) -> Iterator[str]:
    end = 0
    for mark in article.marks:
        yield article.text[end : mark.start]
        end = mark.end
    yield article.text[end:]


def _number(data: bytes) -> int:
    digest = hashlib.blake2b(data, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
