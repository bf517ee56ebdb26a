"""From evidence to an answer: which sentences, in which order, with which citations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..index.article import Article, Span
from ..index.tense import tense
from .answer import Citation, Side, Statement
from .evidence import Evidence, in_copies
from .parties import each_party
from .short_answer import short_answer
from .sides import Differing, Voice, differing
from .tellings import repeats, same
from .time_asked import Order, TimeAsked

MOST_STATEMENTS = 3
# Below the best score; a weaker sentence is not worth the reader's time. On documents of the dev
# splits that were held out, .69 of the answerable questions are answered by the best sentence, .72
# by those within a half of it (1.2 sentences), .75 within 1 (1.5), .78 within 2 (1.9).
_CLOSE = 1.0

_Place = tuple[str, Span]  # an article's id, and where in its text


class Composed(NamedTuple):
    """What is said: statements with their citations, and which of them are sides."""

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    sides: tuple[Side, ...] = ()
    superseded: tuple[Side, ...] = ()


def compose(
    asked: TimeAsked, evidence: Sequence[Evidence], of_parts: Sequence[Evidence] = ()
) -> Composed:
    """Choose one to three sentences, or one a part of the question if these are more; cite them.

    Of parties that are asked for it is one sentence each. Else the best sentence is always chosen,
    and others that are nearly as good; before them, where sources differ, one of each side, or the
    best for each part. A sentence that opens with a pronoun brings the sentence before it. Two
    tellings of the same sentence in different articles, with the same names and numbers, are one
    statement with two citations; so are the copies of its passage.

    Args:
        asked: What they answer; its short answer is marked in the best sentence. The latest of
            several differs from those before it, and contradicts none.
        evidence: Best first; not empty.
        of_parts: The best for each part, see `best_of_parts`; none for a question of one part.
    """
    question = asked.question
    parties = each_party(question, evidence)
    told = Differing() if of_parts or asked.order else differing(question, evidence)
    told = Differing(parties) if parties else told
    best = told.leading[0].evidence if told.superseded else evidence[0]
    draft = _Draft(asked, best, _tellings([*of_parts, *evidence]))
    leading, superseded = map(draft.sides, told)
    for one in of_parts:
        draft.state(one)
    others = () if parties else [one for one in evidence if not _surpassed(one, best, asked.order)]
    for one in others:
        if one.score < evidence[0].score - _CLOSE or not draft.has_room_for(one):
            break
        if not draft.has_said(one):
            leading = _joined(leading, one.text, draft.state(one))
    sides = leading if len(leading) > 1 else ()
    return Composed(tuple(draft.statements), tuple(draft.citations), sides, superseded)


def further(evidence: Sequence[Evidence], cited: Sequence[Citation]) -> Iterator[Citation]:
    """Quotations of evidence that is not cited yet, numbered on, with the sentence it leans on.

    Args:
        evidence: Best first.
        cited: What is quoted already.
    """
    quoted = {(one.article_id, Span(one.start, one.end)) for one in cited}
    left = [one for one in evidence if _place(one) not in quoted]
    for number, one in enumerate(left, start=len(cited) + 1):
        lead = one.lead
        yield _citation(number, one, Span(lead.start, one.span.end) if lead else one.span)


def _surpassed(one: Evidence, best: Evidence, order: Order | None) -> bool:
    """Whether it tells of a time before the latest, or after the earliest, that was asked for."""
    if order is None or one.when is None or best.when is None:
        return False
    if order == "latest":
        return one.when.last < best.when.first
    return one.when.first > best.when.last


def _joined(sides: tuple[Side, ...], text: str, numbers: tuple[int, ...]) -> tuple[Side, ...]:
    """The sides when one more sentence is said: it is of the one whose words alone it says."""
    if any(set(numbers) & set(side.citations) for side in sides):
        return sides
    says = [side for side in sides if side.says.casefold() in text.casefold()]
    if len(says) != 1:
        return sides
    more = replace(says[0], citations=(*says[0].citations, *numbers))
    return tuple(more if side is says[0] else side for side in sides)


class _Draft:
    """An answer while it is written."""

    def __init__(
        self, asked: TimeAsked, best: Evidence, tellings: Mapping[_Place, Sequence[Evidence]]
    ) -> None:
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []
        self._asked = asked
        self._best = _place(best)
        self._tellings = tellings
        self._shown: dict[_Place, tuple[int, ...]] = {}

    def sides(self, voices: Sequence[Voice]) -> tuple[Side, ...]:
        """State what each says."""
        return tuple(Side(one.value, self.state(one.evidence)) for one in voices)

    def has_room_for(self, one: Evidence) -> bool:
        """Whether it can be stated, with the sentence that it leans back on, if it is not yet."""
        best = self._tellings[_place(one)][0]
        lead = best.lead
        needed = 2 if lead and (best.article.id, lead) not in self._shown else 1
        return _place(best) in self._shown or len(self.statements) + needed <= MOST_STATEMENTS

    def has_said(self, one: Evidence) -> bool:
        """Whether it only repeats a statement, at most with a title or a first name more."""
        return any(repeats(one.text, statement.text) for statement in self.statements)

    def state(self, one: Evidence) -> tuple[int, ...]:
        """Add a statement, unless it is there; the numbers of its citations."""
        told = self._tellings[_place(one)]
        best = told[0]
        if numbers := self._shown.get(_place(best)):
            return numbers
        lead = best.lead
        if lead and (best.article.id, lead) not in self._shown:
            self.statements.append(_statement(best.article, lead, (self._cite(best, lead),)))
        numbers = tuple(self._cite(place, place.span) for place in (*told, *_copied(told)))
        statement = _statement(best.article, best.span, numbers)
        if _place(best) == self._best:
            statement = replace(statement, short_answer=_short(self._asked, statement.text))
        self.statements.append(statement)
        return numbers

    def _cite(self, one: Evidence, span: Span) -> int:
        number = len(self.citations) + 1
        self.citations.append(_citation(number, one, span))
        self._shown[one.article.id, span] = (number,)
        return number


def _short(asked: TimeAsked, sentence: str) -> Span | None:
    """The short answer in a sentence; none in what is past where the question looks ahead."""
    found = short_answer(asked.question, sentence)
    past = asked.ahead and found and tense(sentence, 0, len(sentence), *found) == "past"
    return None if past else found


def _place(one: Evidence) -> _Place:
    return one.article.id, one.span


def _tellings(evidence: Sequence[Evidence]) -> dict[_Place, list[Evidence]]:
    """For each sentence every place where it or another telling of it stands, the best first."""
    found: list[list[Evidence]] = []
    by_place: dict[_Place, list[Evidence]] = {}
    for one in evidence:
        told = next((told for told in found if same(told[0].text, one.text)), None)
        if told is None:
            told = [one]
            found.append(told)
        elif all(one.article.id != other.article.id for other in told):
            told.append(one)
        by_place.setdefault(_place(one), told)
    return by_place


def _copied(told: Sequence[Evidence]) -> Iterator[Evidence]:
    """Where else a sentence stands: in the copies of the passages it was found in."""
    cited = {one.article.id for one in told}
    for one in told:
        for copy in in_copies(one):
            if copy.article.id not in cited and same(one.text, copy.text):
                cited.add(copy.article.id)
                yield copy


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
