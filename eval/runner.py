"""Ask every question of a set, and sum up how it went."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median
from typing import Any, Literal, get_args

from ..index.errors import QuestionError
from ..index.index import Index
from ..rag.answer import Answer
from ..rag.chatbot import Chatbot
from .measures import (
    citations_exact,
    contains_answer,
    evidence_ranks,
    recall_at,
    reciprocal_rank,
)
from .questions import Question

Verdict = Literal["right", "wrong", "refused rightly", "refused wrongly", "unjudged", "failed"]
"""right: answered, and a gold answer is in it. wrong: answered without one, or answered though
the articles do not say. refused rightly, refused wrongly: what the names say. unjudged: the
set does not say what is right. failed: the question could not be asked."""

RECALL_AT = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Record:
    """How one question went."""

    id: str
    question: str
    type: str
    answerable: bool | None
    gold: tuple[str, ...]
    answer: str
    confidence: float
    verdict: Verdict
    ranks: tuple[int | None, ...]
    citations: int
    citations_exact: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a set went: a record for each question, in order, and their summary."""

    records: tuple[Record, ...]

    def summary(self) -> dict[str, Any]:
        """Overall and by type: what `_sum_up` counts."""
        by_type: defaultdict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            by_type[record.type or "untyped"].append(record)
        return {
            "overall": _sum_up(self.records),
            "by_type": {kind: _sum_up(records) for kind, records in sorted(by_type.items())},
        }

    def to_dict(self) -> dict[str, Any]:
        """The summary and the records, as JSON holds them."""
        return {**self.summary(), "records": [asdict(record) for record in self.records]}


def evaluate(
    index: Index,
    questions: Iterable[Question],
    *,
    on_record: Callable[[Record], None] = lambda _: None,
) -> Evaluation:
    """Ask each question of an index and judge the answer without a language model.

    Args:
        index: Holds the articles the questions are about.
        questions: With gold answers and evidence, as far as there are any.
        on_record: Told of each record as it is made.
    """
    chatbot = Chatbot(index)
    records = []
    for question in questions:
        record = _record(chatbot, question)
        records.append(record)
        on_record(record)
    return Evaluation(tuple(records))


def _record(chatbot: Chatbot, question: Question) -> Record:
    """Ask one question. One that cannot be asked is a failure on record, and the others go on."""
    try:
        answer = chatbot.ask(question.question, history=question.history)
    except QuestionError as error:
        answer = Answer(question.question, (), (), str(error), 0.0, (), 0.0)
        verdict: Verdict = "failed"
    else:
        verdict = _verdict(question, answer)
    passages = [hit.passage for hit in answer.hits]
    return Record(
        id=question.id,
        question=question.question,
        type=question.type,
        answerable=question.answerable,
        gold=question.answers,
        answer=answer.text,
        confidence=answer.confidence,
        verdict=verdict,
        ranks=tuple(evidence_ranks(chatbot.index, question.evidence, passages)),
        citations=len(answer.citations),
        citations_exact=citations_exact(chatbot.index, answer),
        seconds=answer.seconds,
    )


def _verdict(question: Question, answer: Answer) -> Verdict:
    # A question with gold answers is answerable, whether it says so or not.
    answerable = question.answerable if not question.answers else True
    if not answer.answerable:
        if answerable is None:
            return "unjudged"
        return "refused wrongly" if answerable else "refused rightly"
    if answerable is False:
        return "wrong"
    if not question.answers:
        return "unjudged"
    return "right" if contains_answer(answer, question.answers) else "wrong"


def _sum_up(records: Sequence[Record]) -> dict[str, Any]:
    """Counts of verdicts; recall@k and MRR over questions with evidence; exact citations; time.

    Means are null where nothing was to be measured.
    """
    ranked = [record.ranks for record in records if record.ranks]
    cited = [record.citations_exact for record in records if record.citations]
    answerable = [record for record in records if record.answerable]
    verdicts = Counter(record.verdict for record in records)
    return {
        "questions": len(records),
        **{key.replace(" ", "_"): verdicts[key] for key in get_args(Verdict)},
        "answered_rightly": _mean([record.verdict == "right" for record in answerable]),
        **{f"recall@{k}": _mean([recall_at(k, ranks) for ranks in ranked]) for k in RECALL_AT},
        "mrr@10": _mean([reciprocal_rank(ranks) for ranks in ranked]),
        "citation_exact": _mean(cited),
        "seconds_median": median(record.seconds for record in records) if records else None,
    }


def _mean(values: Sequence[float]) -> float | None:
    return mean(map(float, values)) if values else None
