"""Whether two sentences tell the same."""

import re

from ..index.common_words import expected_share
from ..index.words import stems

_SAME = 0.75  # share of their words that two tellings of one sentence have in common
_SMALL = 0.25  # of passages: a word that stands in so many says little, such as "have" or "that"

_SAYING = re.compile(r"sa(?:id|ys?)|told|tells?")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_TELLING = re.compile(
    r"[^\W\d_]*\d\w*|[A-ZÀ-Ý]\w*(?:['’]\w+)?"
    r"|no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|un\w+|in\w+able"
    r"|half|twice|once|first|second|third|last|before|after|more|less|fewer|most|least|up|down"
    r"|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w*ty"
    r"|hundreds?|thousands?|millions?|billions?|dozens?)(?:-\w+)?"
)


def same(one: str, other: str) -> bool:
    """Whether two sentences are tellings of one.

    They have most of their words in common, and differ in the commonest words alone, or in "said"
    and "says", but in no negation or number: a citation must not contradict its statement.
    """
    return is_version(one, other) and all(map(_is_small, _only_in_either(one, other)))


def is_version(one: str, other: str) -> bool:
    """Whether a sentence is the other as it was revised: "have begun talks", "have held talks".

    They have most of their words in common, and differ in no name, number or negation.
    """
    return _alike(one, other) and not any(map(_TELLING.fullmatch, _only_in_either(one, other)))


def repeats(one: str, said: str) -> bool:
    """Whether a sentence says what one before it did, but for names that only one of them gives.

    Where each has names of its own they are of others: "Macron said" is not "Putin said".
    """
    mine, others = (
        {word for word in words if _TELLING.fullmatch(word) or not _is_small(word)}
        for words in (_only_in(one, said), _only_in(said, one))
    )
    names = all(
        word[0].isupper() and not _TELLING.fullmatch(word.casefold()) for word in mine | others
    )
    return _alike(one, said) and names and not (mine and others)


def _alike(one: str, other: str) -> bool:
    a, b = set(stems(one)), set(stems(other))
    return len(a & b) >= _SAME * len(a | b)


def _only_in_either(one: str, other: str) -> set[str]:
    return _only_in(one, other) | _only_in(other, one)


def _only_in(one: str, other: str) -> set[str]:
    words, others = (_WORD.findall(text.replace("’", "'")) for text in (one, other))
    return set(words) - {word for word in words if word.casefold() in map(str.casefold, others)}


def _is_small(word: str) -> bool:
    return bool(_SAYING.fullmatch(word)) or expected_share(word.casefold()) >= _SMALL
