"""Whether one sentence denies what another says."""

import re
from difflib import SequenceMatcher

from .asked import Word, split_words, tells

_DENIES = re.compile(
    r"not|no|never|none|nobody|neither|nor|without|cannot|\w+n['’]t"
    r"|den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?"
)
_PARALLEL = 0.6  # share of their telling words that two sentences have in common


def opposed(one: str, other: str) -> tuple[str, str] | None:
    """The words in which two sentences are opposite; None where that is not plain.

    One of them alone denies something, they have most other words in common, all numbers, and all
    names but those of who says so. The words are those in which they differ, as they stand, with
    the word after them where these would say nothing: "attend", "not attend".
    """
    mine, others = split_words(one), split_words(other)
    if _denies(mine) == _denies(others) or _numbers(mine) != _numbers(others):
        return None
    named, others_named = _names(mine), _names(others)
    if not (named <= others_named or others_named <= named):
        return None
    a, b = _telling(mine), _telling(others)
    if not a or len(a & b) < _PARALLEL * len(a | b):
        return None
    blocks = SequenceMatcher(None, _low(mine), _low(others), autojunk=False).get_opcodes()
    apart = [block for block in blocks if block[0] != "equal"]
    _, from_mine, _, from_others, _ = apart[0]
    _, _, to_mine, _, to_others = apart[-1]
    return _words(one, mine, from_mine, to_mine), _words(other, others, from_others, to_others)


def _denies(words: list[Word]) -> bool:
    return any(_DENIES.fullmatch(one.low) for one in words)


def _telling(words: list[Word]) -> set[str]:
    return {one.stem for one in words if tells(one) and not _DENIES.fullmatch(one.low)}


def _numbers(words: list[Word]) -> set[str]:
    return {one.stem for one in words if one.low[0].isdigit()}


def _names(words: list[Word]) -> set[str]:
    """The first word of a sentence has a capital letter anyway."""
    return {one.stem for at, one in enumerate(words) if at and one.cased and tells(one)}


def _low(words: list[Word]) -> list[str]:
    return [one.low for one in words]


def _words(text: str, words: list[Word], start: int, end: int) -> str:
    start = min(start, len(words) - 1)
    while end < len(words) and not any(map(tells, words[start:end])):
        end += 1
    return text[words[start].start : words[max(start, end - 1)].end]
