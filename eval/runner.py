"""Ask every question of a set, and judge how it went without a language model."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ..index.errors import QuestionError
from ..index.index import Index
from ..rag.answer import Answer
from ..rag.chatbot import Chatbot
from ..rag.rewriting import Rewriter
from .environment import machine, peak_memory, versions
from .judge import judge
from .questions import Question
from .records import End, OnRecord, Record, Run
from .searching import Searching
from .sets import QuestionSet, cannot_measure
from .summary import Summary, summarise

if TYPE_CHECKING:
    from pandas import DataFrame


class Answering(Protocol):
    """What is measured: anything that answers as a `Chatbot` does."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        articles: Collection[str] | None = None,
        now: str | None = None,
    ) -> Answer:
        """Answer a question, or refuse."""
        ...


@dataclass(frozen=True)
class Evaluation:
    """How a run went.

    Attributes:
        run: What was run.
        records: How each question went, in order.
        end: Memory, and the speed of indexing.
    """

    run: Run
    records: tuple[Record, ...]
    end: End

    @cached_property
    def summary(self) -> Summary:
        """The figures: overall, by type and by answerability, with their intervals."""
        return summarise(self.records)

    def to_dict(self) -> dict[str, Any]:
        """What was run and its figures, as JSON holds them; the records are a file of their own."""
        return {"run": asdict(self.run), **self.summary.to_dict(), "end": asdict(self.end)}

    def to_pandas(self) -> "DataFrame":
        """A row a question, its measures as columns. Needs pandas.

        Raises:
            ModuleNotFoundError: pandas is not installed: pip install pandas.
        """
        import pandas

        rows = [
            {
                "id": record.id,
                "question": record.question,
                "type": record.type,
                "answerable": record.answerable,
                "verdict": record.verdict,
                "right": record.right,
                "confidence": record.confidence,
                "answer": record.answer,
                "seconds": record.timing.total,
                **record.measures,
            }
            for record in self.records
        ]
        return pandas.DataFrame(rows)


def evaluate(
    index: Index,
    questions: QuestionSet | Iterable[Question],
    *,
    chatbot: Answering | None = None,
    retrieval_only: bool = False,
    done: Sequence[Record] = (),
    on_record: OnRecord = lambda _: None,
) -> Evaluation:
    """Ask each question of an index and judge the answer without a language model.

    Args:
        index: Holds the articles the questions are about.
        questions: With gold answers and evidence, as far as there are any.
        chatbot: What answers, over the same index; unless told its `Chatbot`, or only `Searching`.
        retrieval_only: Whether what is found alone is judged.
        done: The records of the first questions, which need not be asked again.
        on_record: Told of each record as it is made.

    Raises:
        QuestionError: There is no question.
    """
    asked = as_set(questions)
    if not asked.questions:
        raise QuestionError(f"{asked.name} holds no question")
    index.embed(["the model is loaded before anything is timed"])
    records = list(done)
    chatbot = chatbot or (Searching(index) if retrieval_only else Chatbot(index))
    for question in asked.questions[len(done) :]:
        answer: Answer | str
        try:
            answer = chatbot.ask(
                question.question,
                history=question.history,
                articles=question.candidates or None,
                now=question.now,
            )
        except QuestionError as error:
            answer = str(error)
        record = judge(index, asked, question, answer, retrieval_only=retrieval_only)
        records.append(record)
        on_record(record)
    said_by = chatbot if isinstance(chatbot, Chatbot) else None
    run = describe(index, asked, retrieval_only=retrieval_only, chatbot=said_by)
    return Evaluation(run, tuple(records), End(peak_memory()))


def as_set(questions: QuestionSet | Iterable[Question]) -> QuestionSet:
    """A question set as it is, or questions as one without a name."""
    if isinstance(questions, QuestionSet):
        return questions
    return QuestionSet("questions", tuple(questions))


def describe(
    index: Index,
    asked: QuestionSet,
    *,
    retrieval_only: bool = False,
    chatbot: Chatbot | None = None,
    **settings: str | int | float | bool | None,
) -> Run:
    """What a run of these questions over this index is, before it begins.

    Args:
        index: Where they are asked.
        asked: The questions.
        retrieval_only: Whether nothing is said.
        chatbot: What answers, if it is one of ours.
        settings: What else chose the questions, to be kept with the records.
    """
    stats = index.stats()
    writer = chatbot.writer if chatbot and not retrieval_only else None
    understood = chatbot.understood if chatbot else None
    rewriter = understood if isinstance(understood, Rewriter) else None
    return Run(
        set=asked.name.encode(errors="replace").decode(),  # as it is read again
        questions=len(asked.questions),
        questions_sha256=hashlib.sha256(repr(asked.questions).encode()).hexdigest(),
        cannot=cannot_measure(asked),
        settings={
            "retrieval_only": retrieval_only,
            "reranker": chatbot.reranker.name if chatbot and not retrieval_only else None,
            "threshold": chatbot.threshold if chatbot and not retrieval_only else None,
            **({"llm": writer.model.name, "prompt": writer.prompt} if writer else {}),
            **(
                {"follow_ups_by": rewriter.model.name, "follow_up_prompt": rewriter.prompt}
                if rewriter
                else {}
            ),
            **settings,
        },
        index={
            "articles": stats["articles"],
            "passages": stats["passages"],
            "embedder": stats["embedder"],
            "generation": index.generation,
        },
        versions=versions(),
        machine=machine(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
