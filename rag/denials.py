"""What a sentence denies or takes for certain, and its sources do not."""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice, takewhile

from .amounts import amounts
from .asked import Word, tells, word_set

_DENIES = re.compile(r"not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t")
_REFUSES = re.compile(
    r"den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|fail(?:s|ed|ing|ure)?"
    r"|lack(?:s|ed|ing)?|declin(?:e|es|ed|ing)|unable|impossible|absence|absent|prevent(?:s|ed)?"
)
_HEDGES = re.compile(
    r"(?:could|may|might|would|should)(?:n['’]t)?|if|unless|whether|alleged(?:ly)?|reportedly"
    r"|suspected|likely|possibl[ey]|perhaps|expect(?:s|ed)?|plan(?:s|ned)?|propos(?:es?|ed|al)|threaten(?:s|ed)?"
    r"|want(?:s|ed)?|hop(?:es?|ed)|consider(?:s|ed|ing)?|rumou?red|say|claim|claims|claimed|pretend"
)
_REACH = 5  # words from "not" to what it denies
_CLAUSE_ENDS = word_set(", ; : . and but or because although while — –")
_A_FEW = 3  # words that were put in or taken out by themselves
_VERBATIM = 0.7  # alike so far, a sentence is one of its sources, which may be shortened


def reversed_in(words: Sequence[Word], told: Sequence[Sequence[Word]]) -> Iterator[str]:
    """What is denied that is said in the sources, or said that is denied there."""
    denied, stems = _about(words, _denies), told_stems(words)
    denied_there = {stem for quote in told for stem in _about(quote, _denies)}
    said_there = {
        stem for quote in told for stem in told_stems(quote) - _about(quote, _denies).keys()
    }
    for stem, how in denied.items():
        if stem not in denied_there and (stem in said_there or not denied_there):
            yield how
    for quote in told:
        for stem, how in _about(quote, _denies).items():
            if stem in stems - denied.keys() - said_there:
                yield how
        yield from _alone_changed(words, quote)


def _alone_changed(words: Sequence[Word], quote: Sequence[Word]) -> Iterator[str]:
    """A "not" that is in one alone of two sentences that are else the same; a clause may lack."""
    mine, theirs = ([one.low for one in some] for some in (words, quote))
    alike = SequenceMatcher(None, mine, theirs, autojunk=False)
    if alike.ratio() < _VERBATIM:
        return
    for kind, a, b, c, d in alike.get_opcodes():
        changed = (*mine[a:b], *theirs[c:d])
        if kind != "equal" and max(b - a, d - c) <= _A_FEW:
            denials = [
                sum(bool(_DENIES.fullmatch(one)) for one in some)
                for some in (mine[a:b], theirs[c:d])
            ]
            if denials[0] != denials[1]:
                yield next(one for one in changed if _DENIES.fullmatch(one))


def made_certain(words: Sequence[Word], told: Sequence[Sequence[Word]]) -> Iterator[str]:
    """What the sources give as a possibility, a plan or a claim, and the sentence as a fact."""
    if any(_hedges(one) for one in words):
        return
    stems = told_stems(words)
    for quote in told:
        hedged = _about(quote, _hedges)
        elsewhere = {
            stem for other in told for stem in told_stems(other) - _about(other, _hedges).keys()
        }
        yield from (how for stem, how in hedged.items() if stem in stems - elsewhere)


def _denies(word: Word) -> bool:
    return bool(_DENIES.fullmatch(word.low) or _REFUSES.fullmatch(word.low))


def _hedges(word: Word) -> bool:
    return bool(_HEDGES.fullmatch(word.low))


def _about(words: Sequence[Word], marks: Callable[[Word], bool]) -> dict[str, str]:
    """The stem that each "not" or "may" is about, and the two as they are written."""
    found = {}
    for at, one in enumerate(words):
        if marks(one):
            clause = takewhile(lambda two: two.low not in _CLAUSE_ENDS, words[at + 1 :])
            after = (two for two in islice(clause, _REACH) if tells(two) and not _counts(two))
            verb = _REFUSES.fullmatch(one.low) or _HEDGES.fullmatch(one.low)
            about = next((two for two in after if not (verb and two.cased)), None)
            if about and not (at + 1 < len(words) and words[at + 1].low == "only"):
                found[about.stem] = f"{one.low} {about.low}"
    return found


def _counts(word: Word) -> bool:
    return any(True for _ in amounts(word.low))


def told_stems(words: Sequence[Word]) -> set[str]:
    """The stems of the words that say something by themselves, but of denials."""
    return {one.stem for one in words if tells(one) and not _DENIES.fullmatch(one.low)}
