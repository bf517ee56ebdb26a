"""The dates, numbers and names of a sentence that its sources do not tell."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from ..index.article import Span
from ..index.dates import PartialDate
from ..index.named_dates import MONTH, WEEKDAY, Named, named_dates
from ..index.relative_dates import relative_dates
from ..index.said_dates import said_dates
from .amounts import amounts
from .asked import Word, split_words, tells, word_set
from .party_words import plain_words
from .values import TITLES

_ANY_DAY = date(2000, 1, 5)
_CALENDAR = re.compile(f"(?:{MONTH}|{WEEKDAY})s?")
_MAYBE = ("May", "March")  # words, where a sentence begins with them
_ORDERED = word_set(
    "first second third fourth fifth sixth seventh eighth ninth tenth last half twice once double "
    "triple quarter"
)
_SIGNS_IN_WORDS = {
    sign: re.compile(rf"{re.escape(sign)}|{words}", re.IGNORECASE)
    for sign, words in (
        ("$", r"\bdollars?\b"),
        ("€", r"\beuros?\b"),
        ("£", r"\bpounds?\b"),
        ("¥", r"\b(?:yen|yuan)\b"),
        ("%", r"\bper\s?cent\b"),
    )
}
_SIGNS = re.compile("[$€£¥%]")
_TO = re.compile(r"\s*[-–—]\s*|\s+(?:to|or)\s+")
_LONGEST_INITIALS = 6
_SHORTEST_COUNTRY = 4
_COUNTRIES = {
    "french": "france", "british": "britain", "spanish": "spain", "polish": "poland",
    "danish": "denmark", "turkish": "turkey", "greek": "greece", "swiss": "switzerland",
    "swedish": "sweden", "finnish": "finland", "irish": "ireland", "scottish": "scotland",
    "welsh": "wales",
}  # fmt: skip
_A_FEW = 3  # words that stand in the place of others
_VERBATIM = 0.7  # alike so far, a sentence is one of its sources, which may be shortened


class Source(NamedTuple):
    """What a sentence cites: a quotation, and what stands beside it.

    Attributes:
        quote: As it stands in the article.
        published: When the article came out, from which "on Tuesday" is reckoned.
        publisher: Who may be named for having reported it.
    """

    quote: str
    published: PartialDate | None = None
    publisher: str = ""


Dates = Sequence[tuple[Span, Named | None]]
"""Where a sentence tells of time; None of what is told from the day of writing."""


def says(text: str, source: Source) -> bool:
    """Whether a source holds these words in this order, whatever stands between them."""
    return in_plain(text) in in_plain(source.quote)


def in_plain(text: str) -> str:
    """The words of a text, between blanks, without case, accents and what stands between them."""
    return f" {' '.join(plain_words(text))} "


def dates_in(sentence: str) -> Iterator[tuple[Span, Named | None]]:
    """The dates of a sentence."""
    named = [
        (Span(one.start, one.end), one)
        for one in named_dates(sentence, 0, len(sentence))
        if one.start or sentence[: one.end] not in _MAYBE
    ]
    yield from named
    for one in relative_dates(sentence, 0, len(sentence), _ANY_DAY):
        if not any(span.start < one.end and one.start < span.end for span, _ in named):
            yield Span(one.start, one.end), None


def unknown_dates(sentence: str, dates: Dates, sources: Sequence[Source]) -> Iterator[str]:
    """The dates that no source tells, however it is written or reckoned from its article's."""
    for span, named in dates:
        text = sentence[span.start : span.end]
        if any(_says_date(sentence, span, named, source) for source in sources):
            continue
        if not any(says(text, source) for source in sources):
            yield text


def _says_date(sentence: str, span: Span, named: Named | None, source: Source) -> bool:
    """Whether a source tells of the same day, or of one within the days that are meant."""
    if named is None:  # "last week" is another week when it is read again
        return False
    quote = source.quote
    for one in named_dates(quote, 0, len(quote)):
        same_day = (one.first, one.last) == (named.first, named.last) and named.first
        same_year = named.years in (None, one.years)
        if same_day and same_year and named.weekday in (None, one.weekday):
            return True
    meant = said_dates(sentence, 0, len(sentence), source.published)
    days = [one for one in meant if one.start < span.end and span.start < one.end]
    said = said_dates(quote, 0, len(quote), source.published)
    if not days:
        return False
    first, last = days[0].first, days[-1].last
    if named.years and named.years[0] != named.years[1] and not sentence[: span.end].endswith("s"):
        return any((one.first, one.last) == (first, last) for one in said)  # "from 1919 to 1922"
    return any(first <= one.first and one.last <= last for one in said)


def unknown_numbers(
    sentence: str,
    words: Sequence[Word],
    dates: Dates,
    sources: Sequence[Source],
) -> Iterator[str]:
    """The numbers outside dates that no source tells, in figures or in words; "first" is one."""
    said = {one.value for one in amounts(sentence)}
    told = {value for source in sources for value in _amounts_told(source.quote, said)}
    for one in amounts(sentence):
        text = sentence[one.start : one.end]
        dated = any(span.start <= one.start < span.end for span, _ in dates)
        if not (dated or one.value in told or text.casefold() in ("one", "none")):
            yield text
    for sign in _SIGNS.findall(sentence):
        if not any(_SIGNS_IN_WORDS[sign].search(source.quote) for source in sources):
            yield sign
    ordered = {word for source in sources for word in plain_words(source.quote)} & _ORDERED
    for word in words:
        if word.low in _ORDERED - ordered and not any(a <= word.start < b for (a, b), _ in dates):
            yield sentence[word.start : word.end]


def _amounts_told(quote: str, said: Collection[float]) -> Iterator[float]:
    """The numbers of a quotation; of a range ("14,200 to 14,400") both or none, by what is said."""
    found = list(amounts(quote))
    ranges = {
        at
        for at, (one, other) in enumerate(pairwise(found))
        if _TO.fullmatch(quote, one.end, other.start)
    }
    for at, one in enumerate(found):
        ends = found[at : at + 2] if at in ranges else found[at - 1 : at + 1]
        alone = at not in ranges and at - 1 not in ranges
        if alone or all(end.value in said for end in ends):
            yield one.value


def unknown_names(
    sentence: str,
    words: Sequence[Word],
    dates: Dates,
    sources: Sequence[Source],
) -> Iterator[str]:
    """The names that no source has: nor by their initials, nor spelt a little otherwise."""
    text = " ".join(f"{source.quote} {source.publisher}" for source in sources)
    said = split_words(text)
    known = {part for one in said for part in (*plain_words(text[one.start : one.end]), one.stem)}
    known_initials = initials(said)
    for one in words:
        name = sentence[one.start : one.end]
        if not one.cased or not tells(one) or one.low in TITLES or _CALENDAR.fullmatch(name):
            continue
        if any(a <= one.start < b for (a, b), _ in dates):
            continue
        parts = plain_words(name)
        if one.stem in known or all(_is_known(part, known) for part in parts):
            continue
        if name.isupper() and name.casefold() in known_initials:
            continue
        yield name


def initials(words: Sequence[Word]) -> set[str]:
    """Of two or more names beside one another: "eu" of the European Union."""
    runs = groupby(words, key=lambda one: one.cased or one.low in ("of", "the", "and"))
    letters = ("".join(one.low[0] for one in run if one.cased) for named, run in runs if named)
    return {
        run[a:b].casefold()
        for run in letters
        for a in range(len(run))
        for b in range(a + 2, min(a + _LONGEST_INITIALS, len(run)) + 1)
    }


def _is_known(part: str, known: set[str]) -> bool:
    if part in known or any(_of_one_country(part, one) for one in known):
        return True
    return len(part) > 5 and any(_spelt_otherwise(part, one) for one in known)


def _of_one_country(one: str, other: str) -> bool:
    """Russia and Russian; Germany and German; France and French."""
    if one[:2] != other[:2] or min(len(one), len(other)) < _SHORTEST_COUNTRY:
        return False
    return bool(_country(one) & _country(other))


def _country(name: str) -> set[str]:
    known = {name, name.rstrip("aey"), _COUNTRIES.get(name, name)}
    return known | {
        name.removesuffix(ending).rstrip("aey") for ending in ("n", "an", "ian", "ese", "ish")
    }


def _spelt_otherwise(one: str, other: str) -> bool:
    """Zelensky and Zelenskyy; but two names of other first letters are two."""
    if abs(len(one) - len(other)) > 1 or one[:3] != other[:3]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 1 - 1.5 / len(one)


def exchanged(
    sentence: str, words: Sequence[Word], quote: str, told: Sequence[Word]
) -> Iterator[tuple[Literal["number", "name"], str]]:
    """Numbers and names of a source, in a sentence that is else the same, in others' places."""
    alike = SequenceMatcher(None, _low(words), _low(told), autojunk=False)
    if alike.ratio() < _VERBATIM:
        return
    for kind, first, last, begin, end in alike.get_opcodes():
        if kind != "replace" or max(last - first, end - begin) > _A_FEW:
            continue
        mine = sentence[words[first].start : words[last - 1].end]
        theirs = quote[told[begin].start : told[end - 1].end]
        numbers, others = ({one.value for one in amounts(text)} for text in (mine, theirs))
        if numbers and others and numbers.isdisjoint(others):
            yield "number", mine
        named, there = _named(words[first:last]), _named(told[begin:end])
        if named and there and named.isdisjoint(there | initials(told[begin:end])):
            yield "name", mine


def _named(words: Sequence[Word]) -> set[str]:
    return {
        one.stem
        for one in words
        if one.cased and tells(one) and not _CALENDAR.match(one.low.title())
    }


def _low(words: Sequence[Word]) -> list[str]:
    return [one.low for one in words]
