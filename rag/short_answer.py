"""Where in a quoted sentence the short answer stands."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..index.article import Span
from ..index.words import stems
from .answer_candidates import QUANTITIES, candidates
from .asked import (
    BE,
    FUNCTION_WORDS,
    NO_WORD,
    OF_CALENDAR,
    Asked,
    Word,
    may_act,
    read_question,
    split_words,
    tells,
    word_before,
    word_set,
)

_LONGEST = 4_000  # characters: no sentence is longer
_SURE = 0.5
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "date": -1.62,
        "number": -1.53,
        "place": -1.32,
        "what": -2.62,
        "where": -2.4,
        "which": -2.55,
        "who": -2.41,
        "near_left": 3.45,
        "near_right": 1.83,
        "repeats": -0.67,
        "after_shared": 0.64,
        "before_verb": 1.11,
        "after_by": 0.27,
        "after_preposition": 1.31,
        "after_called": 1.21,
        "beside_copula": 0.36,
        "beside_comma": 0.46,
        "in_list": -0.66,
        "in_quotes": 1.47,
        "first": 0.78,
        "before_noun": 0.91,
        "holds_noun": 0.87,
        "goes_on": -1.2,
        "some_words": 0.43,
        "lower_case": -1.29,
        "only": 1.37,
    }
)
"""How much each thing that speaks for a candidate counts, in a softmax over the candidates of a
sentence and "none of them", whose score is 0. Fitted by `dateline.eval.short_answers` on the dev
split of SQuAD, the unanswerable questions with a weight of .3."""
_CALLED = word_set("called named titled termed dubbed as")
_QUOTES = frozenset('"“”')
_A_WORD, _AT_COMMA = 0.85, 0.6  # what is left of nearness past it


def short_answer(question: str, sentence: str) -> Span | None:
    """Where in the sentence the short answer stands; None where it is not sure.

    The kind of answer is read from the question's wording; what is of that kind in the sentence (a
    date, a number, a name, a few words) is weighed by what stands around it. Nothing here knows
    what words mean: where the sentence does not answer the question, an answer may be marked that
    only looks like one.

    Args:
        question: As a user asks it.
        sentence: One sentence that is held to answer it.

    Returns:
        A stretch of the sentence, in code points, with no white space at its ends and at least
        one word that is not in the question.
    """
    best = max(likely(question, sentence), key=lambda one: one[1], default=None)
    return best[0] if best and best[1] >= _SURE else None


def likely(question: str, sentence: str) -> list[tuple[Span, float]]:
    """The candidates for a short answer, in order, each with its probability, 0 to 1."""
    odds = [
        (span, math.exp(sum(WEIGHTS[name] * value for name, value in why.items())))
        for span, why in weighed(question, sentence)
    ]
    total = 1 + sum(one for _, one in odds)
    return [(span, one / total) for span, one in odds]


def weighed(question: str, sentence: str) -> list[tuple[Span, dict[str, float]]]:
    """The candidates for a short answer, in order, each with what speaks for it: see `WEIGHTS`."""
    asked = read_question(question) if max(len(question), len(sentence)) <= _LONGEST else None
    if asked is None:
        return []
    words = split_words(sentence)
    known = set(stems(question))
    near = _nearness(asked, words)
    found = []
    for start, end in sorted(set(candidates(asked, sentence, words))):
        i = bisect_right(words, start, key=lambda one: one.end)
        j = bisect_left(words, end, key=lambda one: one.start)
        if set(stems(sentence[start:end])) - known:
            found.append((Span(start, end), _for_it(asked, words, near, i, j)))
    for _, why in found:
        why["only"] = 1 / len(found)
    return found


def _nearness(asked: Asked, words: Sequence[Word]) -> tuple[list[float], list[float]]:
    """How near the question's words are, to the left and to the right of each word's end.

    Each of them counts the same, over all the places where it stands; a word on the way takes a
    little of it and a comma more.
    """
    counts = Counter(one.stem for one in words)
    sides = []
    for order in (words, words[::-1]):
        near = [0.0]
        for one in order:
            share = 1 / counts[one.stem] / len(asked.words) if one.stem in asked.words else 0.0
            near.append((near[-1] + share) * (_AT_COMMA if one.low in ",;:()" else _A_WORD))
        sides.append(near)
    return sides[0], sides[1][::-1]


def _for_it(
    asked: Asked, words: Sequence[Word], near: tuple[list[float], list[float]], i: int, j: int
) -> dict[str, float]:
    """What speaks for `words[i:j]`."""
    own, before = words[i:j], word_before(words, i)
    left, right = words[i - 1] if i else NO_WORD, words[j] if j < len(words) else NO_WORD
    told = next((one for one in words[j : j + 4] if may_act(one)), NO_WORD)
    back = words[max(0, i - 4) : i][::-1]
    held = next((one for one in back if one.low not in FUNCTION_WORDS), NO_WORD)
    noun = next((at for at, one in enumerate(words[j : j + 5], 1) if one.stem in asked.nouns), 0)
    group = "date" if asked.kind in OF_CALENDAR else asked.kind
    facts = {
        "number" if group in QUANTITIES else group: 1.0,
        "near_left": near[0][i],
        "near_right": near[1][j],
        "repeats": sum(one.stem in asked.words for one in own) / len(own),
        "after_shared": held.stem in asked.words,
        "before_verb": told.stem == asked.verb != "",
        "after_by": before.low == "by",
        "after_preposition": before.low == asked.preposition != "",
        "after_called": before.low in _CALLED,
        "beside_copula": asked.copula and not BE.isdisjoint((before.low, right.low)),
        "beside_comma": "," in (left.low, right.low),
        "in_list": not {"and", "or"}.isdisjoint((before.low, left.low, right.low)),
        "in_quotes": left.low in _QUOTES and right.low in _QUOTES,
        "first": before is NO_WORD,
        "before_noun": 1 / noun if noun else 0.0,
        "holds_noun": any(one.stem in asked.nouns for one in own),
        "goes_on": group in ("which", "what")
        and (right.low in ("'s", "’s") or (_goes_on(right) and right.stem not in asked.words)),
        "some_words": len(own) > 1,
        "lower_case": not any(one.cased or one.low[0].isdigit() for one in own),
    }
    return {name: float(value) for name, value in facts.items() if value}


def _goes_on(word: Word) -> bool:
    return tells(word) and not word.cased and not word.low.endswith("ed")
