"""The Chatbot: from a question to an answer, step by step."""

import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from ..index.dates import PartialDate
from ..index.index import Index
from ..index.query import checked_question
from .answer import Answer, Timing
from .compose import compose
from .confidence import confidence, threshold
from .evidence import gather
from .followup import stand_alone

PASSAGES = 10
"""How many are read for sentences, and shown as hits."""


class Chatbot:
    """Answers questions from the articles of an index, and from nothing else.

        with Index.open("my-index") as index:
            answer = Chatbot(index).ask("when was the last Normandy meeting?")
            print(answer.text)

    Safe to use from several threads; it remembers nothing between questions.
    """

    def __init__(self, index: Index) -> None:
        self.index = index

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        after: str | PartialDate | None = None,
        before: str | PartialDate | None = None,
        publisher: str | None = None,
        articles: Collection[str] | None = None,
    ) -> Answer:
        """Answer a question with exact quotations, or refuse with the reason.

        Args:
            question: In plain words.
            history: What was said before, a list of [question, answer] pairs, for a follow-up.
            after: Only from articles published then or later ("2019", "2019-09", "2019-09-09").
            before: Only from articles published then or earlier.
            publisher: Only from articles of this publisher.
            articles: Only from the articles of these ids.

        Raises:
            QuestionError: The question, the history or a filter makes no sense.
            EmbedderError: The model of the index cannot be used.
        """
        asked = checked_question(question)
        searched = stand_alone(asked, history)
        index = self.index
        matching, undated = index.matching(
            after=after, before=before, publisher=publisher, articles=articles
        )
        left_out = f" ({undated} without a date were left out)" if undated else ""
        limits = _limits(after, before, publisher)
        if not matching:
            nothing = f"The archive has no article{limits}{left_out}."
            empty = "The archive is empty: add articles first."
            return Answer(question, (), (), nothing if len(index) else empty, 0.0, ())
        started = time.perf_counter()
        vector = index.embed([searched])[0]
        embedded = time.perf_counter()
        hits = index.search(
            searched,
            limit=PASSAGES,
            after=after,
            before=before,
            publisher=publisher,
            articles=articles,
            vector=vector,
            collapse=True,
        )
        found = time.perf_counter()
        evidence = gather(index, searched, vector, hits)
        sure = confidence(evidence[0]) if evidence else 0.0
        statements, citations = compose(evidence) if evidence else ((), ())
        citations = tuple(
            replace(one, newer_revision=index.newer_revision(one.article_id)) for one in citations
        )
        timing = Timing(embedded - started, found - embedded, time.perf_counter() - found)
        if sure >= threshold():
            return Answer(question, statements, citations, None, sure, tuple(hits), timing)
        these = f"{matching} article{'s' * (matching != 1)}"
        weak = f"None of the {these}{limits} says so clearly enough to be quoted{left_out}."
        return Answer(question, (), (), weak, sure, tuple(hits), timing, unsaid=statements)


def _limits(
    after: str | PartialDate | None, before: str | PartialDate | None, publisher: str | None
) -> str:
    limits = [f"published by {publisher}"] if publisher else []
    limits += [f"from {after} on"] if after else []
    limits += [f"up to {before}"] if before else []
    return f" {', '.join(limits)}" if limits else ""
