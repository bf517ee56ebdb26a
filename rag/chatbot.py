"""The Chatbot: from a question to an answer, step by step."""

import time
from collections.abc import Sequence

from ..index.dates import PartialDate
from ..index.index import Index
from ..index.query import checked_question
from ..index.search import Hit
from .answer import Answer
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
    ) -> Answer:
        """Answer a question with exact quotations, or refuse with the reason.

        Args:
            question: In plain words.
            history: What was said before, a list of [question, answer] pairs, for a follow-up.
            after: Only from articles published then or later ("2019", "2019-09", "2019-09-09").
            before: Only from articles published then or earlier.
            publisher: Only from articles of this publisher.

        Raises:
            QuestionError: The question, the history or a filter makes no sense.
            EmbedderError: The model of the index cannot be used.
        """
        started = time.perf_counter()
        asked = checked_question(question)
        searched = stand_alone(asked, history)
        hits = self.index.search(
            searched, limit=PASSAGES, after=after, before=before, publisher=publisher
        )
        evidence = gather(self.index, searched, hits)
        sure = confidence(evidence[0]) if evidence else 0.0
        refusal = None
        if sure < threshold():
            refusal = self._refusal(hits, after, before, publisher)
        statements, citations = ((), ()) if refusal else compose(evidence)
        return Answer(
            question=question,
            statements=statements,
            citations=citations,
            refusal=refusal,
            confidence=sure,
            hits=tuple(hits),
            seconds=time.perf_counter() - started,
        )

    def _refusal(
        self,
        hits: Sequence[Hit],
        after: str | PartialDate | None,
        before: str | PartialDate | None,
        publisher: str | None,
    ) -> str:
        if not len(self.index):
            return "The archive is empty: add articles first."
        articles, undated = self.index.matching(after=after, before=before, publisher=publisher)
        limits = [f"published by {publisher}"] if publisher else []
        limits += [f"from {after} on"] if after else []
        limits += [f"up to {before}"] if before else []
        which = f" {', '.join(limits)}" if limits else ""
        left_out = f" ({undated} without a date were left out)" if undated else ""
        if not hits:
            return f"The archive has no article{which}{left_out}."
        these = f"{articles} article{'s' * (articles != 1)}"
        return f"None of the {these}{which} says so clearly enough to be quoted{left_out}."
