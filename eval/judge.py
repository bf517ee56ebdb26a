"""From a question and its answer to the record of how it went."""

from collections.abc import Iterable

from ..index.index import Index
from ..rag.answer import Answer
from .answers import answer_measures, is_right
from .citations import citation_measures, cites_evidence, is_exact
from .questions import Question
from .records import Record, RecordedCitation, RecordedEvidence, RecordedHit, Verdict
from .retrieval import evidence_ranks, retrieval_measures
from .sets import QuestionSet


def judge(
    index: Index,
    asked: QuestionSet,
    question: Question,
    answer: Answer | str,
    *,
    retrieval_only: bool = False,
) -> Record:
    """The record of one question.

    A passage that stands in several articles counts as each of them, one place after another, as if
    it had been found so often: gold evidence names one article, and any of them may be it.

    Args:
        index: Where it was asked.
        asked: The set that it belongs to.
        question: With what is known to be right.
        answer: What was said; or why the question could not be asked, which counts as having found
            nothing, said nothing, and been sure of nothing.
        retrieval_only: Whether only the hits of the answer count.
    """
    error = answer if isinstance(answer, str) else None
    if isinstance(answer, str):
        answer = Answer(question.question, (), (), answer, 0.0, ())
    hits = [each for hit in answer.hits for each in (hit, *hit.copies)]
    passages = [hit.passage for hit in hits]
    said = " ".join(one.text for one in answer.statements)
    unsaid = " ".join(one.text for one in answer.unsaid)
    measures = retrieval_measures(index, question, passages, facts=asked.facts)
    settled = " ".join(one.text for one in answer.settled)
    right = verdict = None
    if not retrieval_only:
        right = False if error else is_right(question, said or unsaid, settled if said else None)
        verdict = _verdict(question, answer, right)
        measures |= answer_measures(question, said, answer.short_answer, settled=settled)
        measures |= citation_measures(index, question, answer, facts=asked.facts)
        measures |= _refusal_measures(question, answer, right, error)
    ranks = evidence_ranks(index, question.evidence, passages)
    return Record(
        id=question.id,
        question=question.question,
        type=question.type,
        answerable=question.answerable,
        gold=question.answers,
        wrong_answers=question.wrong_answers,
        history=question.history,
        evidence=tuple(
            RecordedEvidence(one.article_id, one.text, rank)
            for one, rank in zip(question.evidence, ranks, strict=True)
        ),
        answer=said,
        refusal=answer.refusal,
        unsaid=unsaid,
        confidence=None if retrieval_only else answer.confidence,
        verdict="failed" if error else verdict or "unjudged",
        right=right,
        citations=tuple(_citations(index, question, answer)),
        hits=tuple(
            RecordedHit(hit.article.id, hit.passage.start, hit.passage.end, round(hit.score, 4))
            for hit in hits
        ),
        measures=measures,
        timing=answer.timing,
        error=error,
    )


def _verdict(question: Question, answer: Answer, right: bool | None) -> Verdict:
    if answer.refusal is not None:
        if question.answerable is None:
            return "unjudged"
        return "refused wrongly" if question.answerable else "refused rightly"
    if right is None:
        return "unjudged"
    return "right" if right else "wrong"


def _refusal_measures(
    question: Question, answer: Answer, right: bool | None, error: str | None
) -> dict[str, float]:
    """Whether refusing, and answering, was right, where it is known.

    - `accuracy`: of all that can be judged, whether answered rightly or refused rightly.
    - `refused_answerable`, `refusal_recall`: of the answerable, and of the unanswerable questions,
      whether refused. One that could not be asked counts as the worse of the two.
    - `refusal_precision`: of the refused, whether unanswerable.
    - `right_if_answered`: of the answered, whether rightly; its complement is the risk.
    - `answer_words`: of the answered, how many words, for an answer that quotes everything must
      not win.
    """
    measures: dict[str, float] = {}
    refused = answer.refusal is not None and not error
    if right is not None:
        well = question.answerable is False if refused else right
        measures["accuracy"] = float(well and not error)
    if question.answerable is not None:
        kind = "refused_answerable" if question.answerable else "refusal_recall"
        measures[kind] = float(refused or bool(error and question.answerable))
        if refused:
            measures["refusal_precision"] = float(not question.answerable)
    if answer.statements:
        measures["answer_words"] = sum(len(one.text.split()) for one in answer.statements)
        if right is not None:
            measures["right_if_answered"] = float(right)
    return measures


def _citations(index: Index, question: Question, answer: Answer) -> Iterable[RecordedCitation]:
    known = any(one.text for one in question.evidence)
    for one in answer.citations:
        yield RecordedCitation(
            article_id=one.article_id,
            origin=f"{one.publisher or 'unknown publisher'}, {one.published or 'undated'}",
            title=one.title,
            start=one.start,
            end=one.end,
            quote=one.quote,
            exact=is_exact(index, one),
            gold=cites_evidence(index, question, one) if known else None,
        )
