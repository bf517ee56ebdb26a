"""The Chatbot: from a question to an answer, step by step."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypedDict

from ..index.dates import PartialDate
from ..index.errors import QuestionError
from ..index.index import Index
from ..index.query import checked_question
from ..index.ranking import Ranking, covering
from ..index.search import Hit
from .answer import Answer, Timing
from .compose import compose
from .confidence import confidence, fitted_threshold, is_fitted
from .evidence import Evidence, gather, scored_by
from .followup import stand_alone
from .no_question import no_question
from .reranker import NearestSentence, Reranker, bundled_reranker

PASSAGES = 10
"""How many are read for sentences, and shown as hits."""

_LONGEST_ECHO = 200  # characters of a question in a refusal


class _Filters(TypedDict):
    after: str | PartialDate | None
    before: str | PartialDate | None
    publisher: str | None
    articles: Collection[str] | None
    now: str | PartialDate | None


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
    ) -> None:
        if threshold is not None and not 0 <= threshold <= 1:
            raise QuestionError(f"the threshold {threshold} must be from 0 to 1")
        self.index = index
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

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        after: str | PartialDate | None = None,
        before: str | PartialDate | None = None,
        publisher: str | None = None,
        articles: Collection[str] | None = None,
        now: str | PartialDate | None = None,
    ) -> Answer:
        """Answer a question with exact quotations, or refuse with the reason.

        A message that asks nothing of the articles (a greeting, an order, another language) gets
        the fitting reply, as a refusal with its kind.

        Args:
            question: In plain words.
            history: What was said before, a list of [question, answer] pairs, for a follow-up.
            after: Only from articles published then or later ("2019", "2019-09", "2019-09-09").
            before: Only from articles published then or earlier.
            publisher: Only from articles of this publisher.
            articles: Only from the articles of these ids.
            now: As if it were asked then: without what is known to have been published later.

        Raises:
            QuestionError: The question, the history or a filter makes no sense.
            EmbedderError: The model of the index, or the re-ranker, cannot be used.
        """
        asked = checked_question(question)
        searched = stand_alone(asked, history)
        filters = _Filters(
            after=after, before=before, publisher=publisher, articles=articles, now=now
        )
        index = self.index
        matching, undated = index.matching(**filters)
        if reply := no_question(asked):
            return Answer(question, (), (), reply.text, 0.0, (), reply=reply.kind)
        left_out = f" ({undated} without a date were left out)" if undated else ""
        if not matching:
            nothing = f"The archive has no article{_limits(filters)}{left_out}."
            empty = "The archive is empty: add articles first."
            return Answer(question, (), (), nothing if len(index) else empty, 0.0, ())
        started = time.perf_counter()
        vector = index.embed([searched])[0]
        embedded = time.perf_counter()
        hits = index.search(
            searched,
            limit=PASSAGES,
            vector=vector,
            ranking=self._ranking,
            collapse=True,
            **filters,
        )
        found = time.perf_counter()
        evidence = gather(index, searched, hits, self.reranker)
        hits = _reranked(hits, evidence)
        sure = self._sure(searched, evidence)
        statements, citations = compose(searched, evidence) if evidence else ((), ())
        citations = tuple(
            replace(one, newer_revision=self._newer_revision(one.article_id, now))
            for one in citations
        )
        timing = Timing(embedded - started, found - embedded, time.perf_counter() - found)
        if sure >= self.threshold and evidence:
            return Answer(question, statements, citations, None, sure, tuple(hits), timing)
        none = f"None of the {matching} articles" if matching > 1 else "Nothing in the one article"
        weak = (
            f"{none}{_limits(filters)}{self._dates(filters)} says clearly enough: "
            f"“{_short(searched)}”{left_out}.{_nearest(hits)}"
        )
        return Answer(question, (), (), weak, sure, tuple(hits), timing, unsaid=statements)

    @cached_property
    def _confident(self) -> Reranker:
        """The re-ranker whose scores the confidence is made of."""
        return self.reranker if is_fitted(self.reranker.name) else NearestSentence(self.index)

    def _sure(self, question: str, evidence: Sequence[Evidence]) -> float:
        if not evidence:
            return 0.0
        judge, best = self._confident, evidence[:1]
        if judge is not self.reranker:
            best = scored_by(judge, question, best)
        return confidence(best[0], judge.name)

    def _newer_revision(self, article_id: str, now: str | PartialDate | None) -> str | None:
        newer = self.index.newer_revision(article_id)
        known = newer and self.index.matching(articles=[newer], now=now)[0]
        return newer if known else None

    def _dates(self, filters: _Filters) -> str:
        dates = self.index.dates(**filters)
        if dates is None:
            return ""
        oldest, newest = dates
        return f" of {oldest}" if oldest == newest else f" from {oldest} to {newest}"


def _reranked(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Hit]:
    """The passages in the order of their best sentences; those without any that was read follow."""
    best = list(dict.fromkeys(one.hit.passage.id for one in evidence))
    place = {number: at for at, number in enumerate(best)}
    return sorted(hits, key=lambda hit: place.get(hit.passage.id, len(best)))


def _nearest(hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    article = hits[0].article
    source = ", ".join(str(part) for part in (article.publisher, article.published) if part)
    return f" Nearest is “{_short(article.title or article.id)}”{source and f' ({source})'}."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_LONGEST_ECHO].rstrip()}…" if len(line) > _LONGEST_ECHO else line


def _limits(filters: _Filters) -> str:
    publisher, after, before = filters["publisher"], filters["after"], filters["before"]
    limits = [f"published by {publisher}"] if publisher else []
    limits += [f"from {after} on"] if after else []
    limits += [f"up to {before}"] if before else []
    limits += [f"as of {filters['now']}"] if filters["now"] else []
    return f" {', '.join(limits)}" if limits else ""
