"""How well the check of a language model's sentences tells what was altered from what was not.

    python -m dateline.eval.altered_sentences ../shared/sets eval/RESULTS.md

Exact sentences of `squad` and of the samples are altered by rule (a number, a date, a name or a
negation changed) or only written otherwise (a date in another order, a number in words, "didn't"
for "did not", a name shortened, a clause left out), and each is checked against the sentence it was
made from. No language model has a part in it. The rules go by patterns of their own, not by those
of the check, so that what it overlooks is altered as well.
"""

import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from ..index.article import Article
from ..index.sentences import ends_like_sentence, sentences
from ..rag.facts import Source
from ..rag.support import Support, support
from .markdown import put_section, table
from .open_set import known_set
from .questions import Question, Split

CHECK = "## The check of a language model's sentences"
_SETS = ("squad", "samples")
_MOST = 250  # of a kind
_SEED = 11
_SHORTEST, _LONGEST = 8, 45  # words

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_IN_WORDS = {
    "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine", "10": "ten", "11": "eleven", "12": "twelve", "15": "fifteen", "20": "twenty",
    "30": "thirty",
}  # fmt: skip
_WORDS = tuple(_IN_WORDS.values())
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_YEAR = re.compile(r"(?<![\w,.$€£-])(?:1[5-9]|20)\d\d(?![\w,.%-]*\d)")
_OF_DATE = re.compile(rf"\b(?:{_MONTH}|{'|'.join(_DAYS)})\b|{_YEAR.pattern}")
_NUMBER = re.compile(
    rf"(?<![\w.,:/$€£-])\d[\d,]*(?:\.\d+)?(?![\w:/-])|(?<!-)\b(?:{'|'.join(_WORDS)})\b(?!-)"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}(?=[ ,.])")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|did|does)\b"
    r"(?! not\b| no\b|n't)"
)
_DENIAL = re.compile(r" not\b| never\b|n't\b|(?<= )no (?=[a-z])|(?<= )without\b")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}}), (\d{{4}})\b")
_LEAD = re.compile(r"^[A-Z][^,“”\"()]{5,60}, (?=(?:the|a|an|he|she|it|they)\b)")
_QUOTES = re.compile('[“”"«»]')
_TOGETHER = re.compile(r",|\b(?:and|or|with)\b")
_PERSON = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ (?=[A-Z][a-z]+(?: (?!of|and)[a-z]|[,.]))")

Change = Callable[[str], str | None]
"""From a sentence to another one; None of one that cannot be changed so."""


class Told(NamedTuple):
    """A sentence, and the article it stands in."""

    text: str
    article: Article


def _in_place(text: str, at: re.Match[str], other: str) -> str:
    return text[: at.start()] + other + text[at.end() :]


def _chosen(pattern: re.Pattern[str], text: str, rng: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return rng.choice(found) if found else None


def _undated_numbers(text: str) -> list[re.Match[str]]:
    return [
        one
        for one in _NUMBER.finditer(text)
        if not _YEAR.fullmatch(one[0])
        and not re.search(rf"{_MONTH} $", text[: one.start()])
        and not re.match(rf" {_MONTH}", text[one.end() :])
    ]


def _number(text: str, rng: random.Random) -> str | None:
    found = _undated_numbers(text)
    if not found:
        return None
    at = rng.choice(found)
    if at[0] in _WORDS:
        others = [one for one in _WORDS if one != at[0]]
        return _in_place(text, at, rng.choice(others))
    places = [i for i, c in enumerate(at[0]) if c.isdigit()]
    place = rng.choice(places)
    digits = [c for c in "123456789" if c != at[0][place]]
    return _in_place(text, at, at[0][:place] + rng.choice(digits) + at[0][place + 1 :])


def _date(text: str, rng: random.Random) -> str | None:
    at = _chosen(_OF_DATE, text, rng)
    if at is None or (at[0] == "May" and not re.search(r"(?:in|\d) $|^$", text[: at.start()])):
        return None
    if at[0].isdigit():
        return _in_place(text, at, str(int(at[0]) + rng.choice([-11, -3, -2, -1, 1, 2, 3, 11])))
    others = _MONTHS if at[0] in _MONTHS else _DAYS
    return _in_place(text, at, rng.choice([one for one in others if one != at[0]]))


def _name(text: str, names: Sequence[str], rng: random.Random) -> str | None:
    at = _chosen(_NAME, text, rng)
    if at is None or any(word in (*_MONTHS, *_DAYS) for word in at[0].split()):
        return None
    others = [one for one in names if not set(one.split()) & set(text.split())]
    return _in_place(text, at, rng.choice(others)) if others else None


def _two_names(text: str) -> str | None:
    """Who did it in the place of whom it was done to."""
    for one, other in pairwise(_NAME.finditer(text)):
        between = text[one.end() : other.start()]
        apart = len(between.split()) > 1 and not _TOGETHER.search(between)
        if apart and not set(one[0].split()) & set(other[0].split()):
            return f"{text[: one.start()]}{other[0]}{between}{one[0]}{text[other.end() :]}"
    return None


def _negation(text: str, rng: random.Random) -> str | None:
    if at := _chosen(_DENIAL, text, rng):
        return _in_place(text, at, "with" if at[0] == "without" else "")
    at = _chosen(_AUXILIARY, text, rng)
    return _in_place(text, at, f"{at[0]} not") if at else None


def _date_otherwise(text: str) -> str | None:
    if at := _DAY_FIRST.search(text):
        return _in_place(text, at, f"{at[2]} {at[1]}, {at[3]}")
    if at := _MONTH_FIRST.search(text):
        return _in_place(text, at, f"{at[2]} {at[1][:3]} {at[3]}")
    return None


def _number_otherwise(text: str) -> str | None:
    at = next(iter(_undated_numbers(text)), None)
    if at is None:
        return None
    if at[0] in _WORDS:
        return _in_place(text, at, next(key for key, one in _IN_WORDS.items() if one == at[0]))
    if "," in at[0]:
        return _in_place(text, at, at[0].replace(",", ""))
    return _in_place(text, at, _IN_WORDS[at[0]]) if at[0] in _IN_WORDS else None


def _shortened_not(text: str) -> str | None:
    long = re.compile(r"\b(did|does|do|is|are|was|were|has|have|had|would|could|should) not\b")
    short = re.compile(r"\b(did|does|do|is|are|was|were|has|have|had|would|could|should)n['’]t\b")
    if at := long.search(text):
        return _in_place(text, at, f"{at[1]}n't")
    if at := short.search(text):
        return _in_place(text, at, f"{at[1]} not")
    return None


def _name_shortened(text: str) -> str | None:
    at = _PERSON.search(text)
    return _in_place(text, at, "") if at else None


def _clause_left_out(text: str) -> str | None:
    at = _LEAD.search(text)
    if at is None:
        return None
    rest = text[at.end() :]
    return rest[0].upper() + rest[1:]


OTHERWISE: Mapping[str, Change] = {
    "a date in another order": _date_otherwise,
    "a number otherwise": _number_otherwise,
    "“didn't”": _shortened_not,
    "a name shortened": _name_shortened,
    "a clause left out": _clause_left_out,
}


def alterations(told: Sequence[Told]) -> dict[str, Change]:
    """The changes that make a sentence false, names being taken from the other sentences."""
    rng = random.Random(_SEED)  # noqa: S311 - to draw, not to hide
    names = sorted({name for one in told for name in _NAME.findall(one.text)})
    return {
        "a number": partial(_number, rng=rng),
        "a date": partial(_date, rng=rng),
        "a name": partial(_name, names=names, rng=rng),
        "a negation": partial(_negation, rng=rng),
        "two names exchanged": _two_names,
    }


def checked(change: Change, told: Sequence[Told]) -> Iterator[tuple[Told, str, Support]]:
    """Each sentence that can be changed so, as it then reads, and what the check says of it."""
    for one in told:
        text = change(one.text) if not _QUOTES.search(one.text) else None  # words of others stay
        if text is not None and text != one.text:
            source = Source(one.text, one.article.published, one.article.publisher or "")
            yield one, text, support(text, [source])


def sentences_told(sets: Path, split: Split) -> list[Told]:
    """The sentences of the sets' articles in this half, in an order drawn once."""
    told = []
    for name in _SETS:
        known = known_set(name, sets)
        assert known.articles is not None  # noqa: S101 - known sets bring theirs
        for article in known.articles():
            document = article.title if name == "squad" else article.id
            if Question("", "", document=document).split == split:
                for start, end in sentences(article.text, article.marks):
                    text = " ".join(article.text[start:end].split())
                    if ends_like_sentence(text) and _SHORTEST <= len(text.split()) <= _LONGEST:
                        told.append(Told(text, article))
    random.Random(_SEED).shuffle(told)  # noqa: S311
    return told


def main(sets: Path, out: Path) -> None:
    """Measure on the test half and put the table into a Markdown file."""
    told = sentences_told(sets, "test")
    rows = []
    counts: dict[bool, list[bool]] = {True: [], False: []}
    for kinds, is_altered in ((alterations(told), True), (OTHERWISE, False)):
        for kind, change in kinds.items():
            caught = [one.fault is not None for *_, one in islice(checked(change, told), _MOST)]
            counts[is_altered] += caught
            share = f"{sum(caught) / len(caught):.3f}"
            rows.append([kind, str(len(caught)), *((share, "") if is_altered else ("", share))])
    right, wrong = sum(counts[True]), sum(counts[False])
    lines = [
        "```",
        "python -m dateline.eval.altered_sentences ../shared/sets eval/RESULTS.md",
        "```",
        "",
        "Exact sentences of `squad` and the samples, test half by document, altered by rule or "
        "only written otherwise, each checked against the sentence it was made from, without any "
        "model. Goal: .95 of each kind of alteration caught.",
        "",
        *table(("what was changed", "sentences", "caught", "wrongly caught"), rows),
        "",
        f"Recall {right / len(counts[True]):.3f}; precision {right / (right + wrong):.3f}.",
    ]
    put_section(out, CHECK, lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
