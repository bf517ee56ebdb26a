"""Ask, and only search: what the `Chatbot` would read, nothing said of it."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..index.dates import PartialDate
from ..index.index import Index
from ..index.query import checked_question
from ..index.ranking import Ranking, covering
from ..rag.answer import Answer, Timing
from ..rag.followup import Understood, directions, stand_alone
from ..rag.retrieve import retrieve
from ..rag.time_asked import time_asked
from .retrieval import DEPTH


@dataclass(frozen=True, slots=True)
class Searching:
    """Finds passages as the `Chatbot` does: for each part, time and publisher, after its history.

    Attributes:
        index: Where to search.
        ranking: How the passages of each search are ordered.
        understood: What is searched for a question after its history.
    """

    index: Index
    ranking: Ranking = covering
    understood: Understood = stand_alone

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        articles: Collection[str] | None = None,
        now: str | None = None,
    ) -> Answer:
        """An answer of hits alone.

        Raises:
            QuestionError: The question makes no sense.
        """
        started = time.perf_counter()
        asked = self.understood(checked_question(question), history)
        about = time_asked(asked.question, PartialDate.parse(now) if now else None)
        vectors = directions(self.index, asked)
        embedded = time.perf_counter()
        hits = retrieve(
            self.index,
            asked.texts,
            vectors,
            about.days,
            limit=DEPTH,
            articles=articles,
            now=now,
            ranking=self.ranking,
        )
        timing = Timing(embedded - started, time.perf_counter() - embedded)
        return Answer(question, (), (), None, 0.0, tuple(hits), timing)
