"""Whether one sentence is another with something else put in its place."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from .asked import Word, split_words, tells

_LONGEST = 6  # words that stand for one thing: a long name, a date with its day
_KEPT = 4  # telling words that must be the same
_ALIKE = 0.75  # of their letters: one word, misspelt


def altered(one: str, other: str) -> tuple[str, str] | None:
    """The words in which two sentences differ; None where they are not otherwise the same.

    All other words are the same and in the same order, but for what stands before or after the
    sentence in one of them. What differs is one thing, a few words in each, however often it
    stands there; the words are given with the rest of a name that they are part of.
    """
    mine, others = _words(one), _words(other)
    blocks = SequenceMatcher(None, _low(mine), _low(others), autojunk=False).get_opcodes()
    same = [at for kind, start, end, _, _ in blocks if kind == "equal" for at in range(start, end)]
    if sum(tells(mine[at]) for at in same) < _KEPT:
        return None
    differing: dict[tuple[str, str], tuple[str, str]] = {}
    for at, (kind, start, end, others_start, others_end) in enumerate(blocks):
        a, b = mine[start:end], others[others_start:others_end]
        if kind == "equal" or _misspelt(a, b):
            continue
        if kind != "replace":
            if at in (0, len(blocks) - 1) or not any(map(tells, (*a, *b))):
                continue
            return None
        if max(len(a), len(b)) > _LONGEST or not all(any(map(tells, part)) for part in (a, b)):
            return None
        key = " ".join(_low(a)), " ".join(_low(b))
        stands = _named_with(one, mine, start, end)
        differing.setdefault(key, (stands, _named_with(other, others, others_start, others_end)))
    return next(iter(differing.values())) if len(differing) == 1 else None


def _named_with(text: str, words: Sequence[Word], start: int, end: int) -> str:
    """Some words as they stand, with the rest of the name that they are part of."""
    while start and _one_name(text, words[start - 1], words[start]):
        start -= 1
    while end < len(words) and _one_name(text, words[end - 1], words[end]):
        end += 1
    return text[words[start].start : words[end - 1].end]


def _one_name(text: str, one: Word, other: Word) -> bool:
    cased = one.cased and other.cased and tells(one) and tells(other)
    return cased and text[one.end : other.start].isspace()


def _words(text: str) -> list[Word]:
    return [word for word in split_words(text) if word.stem]


def _low(words: Sequence[Word]) -> list[str]:
    return [word.low for word in words]


def _misspelt(one: Sequence[Word], other: Sequence[Word]) -> bool:
    if len(one) != 1 or len(other) != 1 or one[0].low[0].isdigit():
        return False
    return SequenceMatcher(None, one[0].low, other[0].low).ratio() >= _ALIKE
