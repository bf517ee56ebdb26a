"""From evidence to an answer: which sentences, in which order, with which citations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..index.article import Article, Span
from ..index.common_words import expected_share
from ..index.words import stems
from .answer import Citation, Statement
from .evidence import Evidence, in_copies
from .short_answer import short_answer

MOST_STATEMENTS = 3
# Below the best score; a weaker sentence is not worth the reader's time. On documents of the dev
# splits that were held out, .69 of the answerable questions are answered by the best sentence, .72
# by those within a half of it (1.2 sentences), .75 within 1 (1.5), .78 within 2 (1.9).
_CLOSE = 1.0
_SAME = 0.75  # share of their words that two tellings of one sentence have in common
_SMALL = 0.25  # of passages: a word that stands in so many says little, such as "have" or "that"

_LEANS_BACK = re.compile(
    r"[\"'“‘]?(?:(?:But|And|However|Meanwhile|Still|Yet|Later|Then|Instead|Also),?\s+)?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|Neither|Such"
    r"|he|she|they|it|his|her|their|its|this|these|those|both|neither|such)\b"
)
_SAYING = re.compile(r"sa(?:id|ys?)|told|tells?")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_TELLING = re.compile(
    r"[^\W\d_]*\d\w*|[A-ZÀ-Ý]\w*(?:['’]\w+)?"
    r"|no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|un\w+|in\w+able"
    r"|half|twice|once|first|second|third|last|before|after|more|less|fewer|most|least|up|down"
    r"|(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w*ty"
    r"|hundreds?|thousands?|millions?|billions?|dozens?)(?:-\w+)?"
)


@dataclass(frozen=True, slots=True)
class _Quote:
    """A sentence with every place where it stands, the best first."""

    places: tuple[Evidence, ...]

    @property
    def best(self) -> Evidence:
        return self.places[0]


def compose(
    question: str, evidence: Sequence[Evidence]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Choose one to three sentences and cite them.

    The best sentence is always chosen, and others that are nearly as good. A sentence that opens
    with a pronoun brings the sentence before it. Two tellings of the same sentence in different
    articles, with the same names and numbers, are one statement with two citations; so are the
    copies of its passage.

    Args:
        question: What they answer; its short answer is marked in the best sentence.
        evidence: Best first; not empty.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    shown: list[tuple[str, Span]] = []

    def cite(one: Evidence, span: Span) -> int:
        shown.append((one.article.id, span))
        citations.append(_citation(len(citations) + 1, one, span))
        return len(citations)

    for quote in _merged(evidence):
        best = quote.best
        room = MOST_STATEMENTS - len(statements)
        if not room or best.score < evidence[0].score - _CLOSE:
            break
        if (best.article.id, best.span) in shown:
            continue
        lead = best.before if _LEANS_BACK.match(best.text) else None
        if lead and (best.article.id, lead) not in shown:
            if room < 2:
                break
            statements.append(_statement(best.article, lead, (cite(best, lead),)))
        numbers = tuple(cite(place, place.span) for place in (*quote.places, *_copied(quote)))
        statement = _statement(best.article, best.span, numbers)
        if best is evidence[0]:
            statement = replace(statement, short_answer=short_answer(question, statement.text))
        statements.append(statement)
    return tuple(statements), tuple(citations)


def _merged(evidence: Sequence[Evidence]) -> list[_Quote]:
    quotes: list[_Quote] = []
    for one in evidence:
        for number, quote in enumerate(quotes):
            if _same(quote.best.text, one.text):
                if all(one.article.id != place.article.id for place in quote.places):
                    quotes[number] = _Quote((*quote.places, one))
                break
        else:
            quotes.append(_Quote((one,)))
    return quotes


def _copied(quote: _Quote) -> Iterator[Evidence]:
    """Where else the sentence stands: in the copies of the passages it was found in."""
    cited = {place.article.id for place in quote.places}
    for place in quote.places:
        for copy in in_copies(place):
            if copy.article.id not in cited and _same(place.text, copy.text):
                cited.add(copy.article.id)
                yield copy


def _same(one: str, other: str) -> bool:
    """Whether two sentences are tellings of one.

    They have most of their words in common, and differ in the commonest words alone, or in "said"
    and "says", but in no negation or number: a citation must not contradict its statement.
    """
    a, b = set(stems(one)), set(stems(other))
    if len(a & b) < _SAME * len(a | b):
        return False
    words, others = set(_WORD.findall(one)), set(_WORD.findall(other))
    folded, others_folded = {w.casefold() for w in words}, {w.casefold() for w in others}
    differing = {w for w in words if w.casefold() not in others_folded}
    differing |= {w for w in others if w.casefold() not in folded}
    return not any(_TELLING.fullmatch(word) or not _is_small(word) for word in differing)


def _is_small(word: str) -> bool:
    return bool(_SAYING.fullmatch(word)) or expected_share(word.casefold()) >= _SMALL


def _statement(article: Article, span: Span, numbers: tuple[int, ...]) -> Statement:
    return Statement(" ".join(article.text[span.start : span.end].split()), numbers)


def _citation(number: int, one: Evidence, span: Span) -> Citation:
    article, passage = one.article, one.hit.passage
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        published_from=article.published_from.how,
        url=article.url,
        start=span.start,
        end=span.end,
        quote=article.text[span.start : span.end],
        passage_start=min(passage.start, span.start),
        passage_end=max(passage.end, span.end),
    )
