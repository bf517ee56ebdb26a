"""The Chatbot: from a question to an answer, step by step."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import NamedTuple

from ..index.dates import PartialDate
from ..index.errors import QuestionError
from ..index.index import Index
from ..index.query import GivenFilters, Wanted, checked_question, make_filters
from ..index.ranking import Ranking, covering
from ..index.search import Hit
from .ahead import asks_another_time
from .answer import Answer, Citation, Timing
from .applied_filters import AppliedFilters
from .asked import asks_yes_or_no
from .compose import Composed, compose, further
from .confidence import confidence, fitted_threshold, is_fitted
from .evidence import (
    MOST_SENTENCES,
    Evidence,
    best_of_parts,
    gather,
    looks_back,
    scored_by,
)
from .followup import StandAlone, Understood, directions, stand_alone
from .no_question import no_question
from .parts import Part
from .refusal import refusal
from .reranker import NearestSentence, Reranker, bundled_reranker
from .retrieve import retrieve
from .time_asked import TimeAsked, time_asked, timeless
from .time_words import time_words
from .writer import Writer

PASSAGES = 10
"""How many are read for sentences, and shown as hits."""

# Sentences that are scored for a question of several parts, and for each of them. On MultiHop-RAG,
# dev, .56 of the answers hold the gold answer so, in 1.3 of the time that whole questions take; .59
# in 1.7 of it where 10 are and as many again for the parts.
_OF_SEVERAL, _OF_PART = 5, 3
_OF_AN_ORDER = 16  # of which one is the latest, or the first


class _Read(NamedTuple):
    """What was found for a question: passages and their sentences, best first."""

    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    timing: Timing


class Chatbot:
    """Answers questions from the articles of an index, and from nothing else.

        with Index.open("my-index") as index:
            answer = Chatbot(index).ask("when was the last Normandy meeting?")
            print(answer.text)

    Safe to use from several threads; it remembers nothing between questions.

    Args:
        index: Holds the articles.
        reranker: Scores their sentences; the bundled one unless told. The confidence of one that it
            was not fitted for is that of the nearest sentence.
        ranking: How the passages found are ordered.
        threshold: The confidence below which a question is refused, 0 to 1; unless told the one
            that was fitted with the confidence.
        writer: Has the answers worded by a language model, which never sees a question that is
            refused; without it they are quotations.
        understood: How a question is understood that comes after others.

    Raises:
        QuestionError: The threshold is no probability.
    """

    def __init__(
        self,
        index: Index,
        *,
        reranker: Reranker | None = None,
        ranking: Ranking = covering,
        threshold: float | None = None,
        writer: Writer | None = None,
        understood: Understood = stand_alone,
    ) -> None:
        if threshold is not None and not 0 <= threshold <= 1:
            raise QuestionError(f"the threshold {threshold} must be from 0 to 1")
        self.index = index
        self.writer = writer
        self.understood = understood
        self._ranking = ranking
        self._given_reranker = reranker
        self._given_threshold = threshold

    @cached_property
    def reranker(self) -> Reranker:
        """What scores the sentences; loaded when it is first needed."""
        return self._given_reranker or bundled_reranker()

    @property
    def threshold(self) -> float:
        """The confidence below which a question is refused."""
        if self._given_threshold is not None:
            return self._given_threshold
        return fitted_threshold(self._confident.name)

    @property
    def quoting(self) -> "Chatbot":
        """The same one without a language model, which is faster and refuses the same."""
        if self.writer is None:
            return self
        return Chatbot(
            self.index,
            reranker=self._given_reranker,
            ranking=self._ranking,
            threshold=self._given_threshold,
            understood=self.understood,
        )

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        after: str | PartialDate | None = None,
        before: str | PartialDate | None = None,
        publisher: str | Collection[str] | None = None,
        articles: Collection[str] | None = None,
        story: str | None = None,
        extra: Mapping[str, Wanted] | None = None,
        now: str | PartialDate | None = None,
        timely: bool = True,
        on_draft: Callable[[str], None] = lambda _: None,
    ) -> Answer:
        """Answer a question with exact quotations, or refuse with the reason.

        A message that asks nothing of the articles (a greeting, an order, another language) gets
        the fitting reply, as a refusal with its kind.

        Args:
            question: In plain words.
            history: What was said before, a list of [question, answer] pairs, for a follow-up.
            after: Only from articles published then or later ("2019", "2019-09", "2019-09-09").
            before: Only from articles published then or earlier.
            publisher: Only from articles of this publisher, or of one of these.
            articles: Only from the articles of these ids.
            story: Only from the copies and revisions of the article of this id, and itself.
            extra: Only from articles with this in their `extra`, as for `Index.search`.
            now: As if it were asked then: only from articles published by that day.
            timely: Whether the time that the question names is preferred; without it, its words
                are words like others.
            on_draft: Told of all that a language model has written so far, unchecked, as it comes.

        Raises:
            QuestionError: The question, the history or a filter makes no sense.
            EmbedderError: The model of the index, or the re-ranker, cannot be used.
        """
        asked = checked_question(question)
        alone = self.understood(asked, history)
        filters = GivenFilters(
            after=after,
            before=before,
            publisher=publisher,
            articles=articles,
            story=story,
            extra=extra,
            now=now,
        )
        index = self.index
        matching, undated = index.matching(**filters)
        given = make_filters(**filters)
        if reply := no_question(asked):
            heard = AppliedFilters(given)
            return Answer(question, (), (), reply.text, 0.0, (), reply=reply.kind, filters=heard)
        when = partial(time_asked, now=given.now) if timely else timeless
        about = when(alone.question)
        answer = partial(
            Answer,
            question,
            standalone_question=None if alone.question == asked else alone.question,
            filters=AppliedFilters(given, undated, about.days, about.order),
        )
        refused = partial(refusal, index, filters)
        if not matching:
            return answer((), (), refused(alone.question, ()), 0.0, ())
        read = self._read(alone, about, filters)
        hits, evidence = read.hits, read.evidence
        started = time.perf_counter()
        sure = self._sure(about, evidence)
        comparing = any(part.other for part in alone.parts)  # what one sentence seldom does
        has_parts = comparing or sure >= self.threshold
        found_for = self._of_parts(alone.parts, hits, when) if has_parts else {}
        leading = [one for one in found_for.values() if one]
        if comparing:
            told = [(when(part.alone), one) for part, one in found_for.items() if one]
            sure = min((self._sure(of_part, [one]) for of_part, one in told), default=0.0)
            evidence = leading or evidence
        hits = tuple(_reranked(hits, [*leading, *evidence]))
        said = compose(about, evidence, leading) if evidence else Composed()
        citations = tuple(self._in_context(said.citations, now))
        timing = replace(read.timing, read=read.timing.read + time.perf_counter() - started)
        if sure >= self.threshold and evidence:
            quoted = answer(
                said.statements,
                citations,
                None,
                sure,
                hits,
                timing,
                sides=said.sides,
                superseded=said.superseded,
                missing=tuple(part.text for part, one in found_for.items() if not one),
                yes_or_no=asks_yes_or_no(alone.question),
            )
            if self.writer is None:
                return quoted
            may_help = [one for one in evidence if self._sure(about, [one]) >= self.threshold]
            more = tuple(self._in_context(tuple(further(may_help, citations)), now))
            started = time.perf_counter()
            worded = self.writer.word(
                quoted, more, embed=index.embed, now=given.now, on_draft=on_draft
            )
            return replace(worded, timing=replace(timing, word=time.perf_counter() - started))
        weak = refused(alone.question, hits)
        return answer((), (), weak, sure, hits, timing, unsaid=said.statements)

    def best_evidence(self, question: str) -> Evidence | None:
        """The sentence that answers a question best, however unsure; None in an empty archive.

        Raises:
            QuestionError: The question makes no sense.
            EmbedderError: The model of the index, or the re-ranker, cannot be used.
        """
        asked = checked_question(question)
        evidence = self._read(StandAlone(asked, asked), time_asked(asked), {}).evidence
        return evidence[0] if evidence else None

    def _read(self, alone: StandAlone, about: TimeAsked, filters: GivenFilters) -> _Read:
        """The passages found and their sentences, best first."""
        started = time.perf_counter()
        vectors = directions(self.index, alone)
        embedded = time.perf_counter()
        hits = retrieve(
            self.index,
            alone.texts,
            vectors,
            about.days,
            limit=PASSAGES,
            ranking=self._ranking,
            collapse=True,
            **filters,
        )
        found = time.perf_counter()
        many = _OF_SEVERAL if alone.parts else _OF_AN_ORDER if about.order else MOST_SENTENCES
        evidence = gather(self.index, about, hits, self.reranker, talk=alone, most=many)
        timing = Timing(embedded - started, found - embedded, time.perf_counter() - found)
        return _Read(hits, evidence, timing)

    @cached_property
    def _confident(self) -> Reranker:
        """The re-ranker whose scores the confidence is made of."""
        return self.reranker if is_fitted(self.reranker.name) else NearestSentence(self.index)

    def _sure(self, asked: TimeAsked, evidence: Sequence[Evidence]) -> float:
        if not evidence or (asks_another_time(asked.question) and looks_back(evidence[0], asked)):
            return 0.0
        judge, best = self._confident, evidence[:1]
        if judge is not self.reranker:
            best = scored_by(judge, asked, best)
        return confidence(best[0], judge.name)

    def _of_parts(
        self, parts: Sequence[Part], hits: Sequence[Hit], when: Callable[[str], TimeAsked]
    ) -> dict[Part, Evidence | None]:
        """The best sentence for each part of a question; None where none is sure enough."""
        found = []
        for part in parts:
            about = when(part.alone)
            evidence = gather(self.index, about, hits, self.reranker, most=_OF_PART)
            found.append(
                [
                    one
                    for one in evidence
                    if part.may_be_told_by(one.in_context)
                    and not (part.other and one.timely < 0)
                    and self._sure(about, [one]) >= self.threshold
                ]
            )
        comparing = any(part.other for part in parts)
        return dict(zip(parts, best_of_parts(found, comparing=comparing), strict=True))

    def _in_context(
        self, citations: Sequence[Citation], now: str | PartialDate | None
    ) -> Iterator[Citation]:
        """The citations with what the index knows of their articles, as it was known by `now`."""
        index = self.index
        stories: dict[str, list[str]] = {}  # of each article; a story may be cited many times
        for one in citations:
            article_id = one.article_id
            if article_id not in stories:
                story = index.story(article_id)
                told = story.articles if story else (article_id,)
                known = [a for a in told if now is None or index.matching(articles=[a], now=now)[0]]
                stories |= dict.fromkeys(told, known)
            newer = index.newer_revision(article_id)
            yield replace(
                one,
                newer_revision=newer if newer in stories[article_id] else None,
                story=tuple(other for other in stories[article_id] if other != article_id),
                times=time_words(one.quote, one.start, index.said_dates(article_id)),
            )


def _reranked(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Hit]:
    """The passages in the order of their best sentences; those without any that was read follow."""
    best = list(dict.fromkeys(one.hit.passage.id for one in evidence))
    place = {number: at for at, number in enumerate(best)}
    return sorted(hits, key=lambda hit: place.get(hit.passage.id, len(best)))
