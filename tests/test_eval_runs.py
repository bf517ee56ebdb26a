"""Runs: systems that are known to be good or bad, their records, and two runs side by side."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import Answer, Article, Chatbot, Citation, Index, Statement
from dateline.eval import (
    Evaluation,
    GoldEvidence,
    Question,
    QuestionSet,
    Record,
    evaluate,
    read_questions,
    read_records,
)
from dateline.eval.baselines import PlainSearch, words_only
from dateline.eval.compare import Comparison, compare
from dateline.eval.measures import MEASURES
from dateline.eval.records import (
    End,
    RecordedCitation,
    RecordedEvidence,
    RecordedHit,
    RecordFile,
    Run,
    is_record_file,
)
from dateline.eval.runner import describe
from dateline.eval.samples import QUESTIONS
from dateline.eval.summary import summarise
from dateline.index.errors import QuestionError
from dateline.rag.answer import Timing
from dateline.rag.confidence import fitted_threshold
from dateline.rag.reranker import bundled_reranker

# Systems


class Refuses:
    """It never says anything."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        articles: Collection[str] | None = None,
        now: str | None = None,
    ) -> Answer:
        hits = tuple(self.index.search(question, limit=10, articles=articles, now=now))
        return Answer(question, (), (), "I would rather not say.", 0.2, hits, Timing(1, 2, 3))


class NeverRefuses(Refuses):
    """It quotes the whole of the nearest passage, whatever was asked."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        articles: Collection[str] | None = None,
        now: str | None = None,
    ) -> Answer:
        hits = tuple(self.index.search(question, limit=10, articles=articles, now=now))
        passage, article = hits[0].passage, hits[0].article
        citation = Citation(
            1, article.id, article.title, article.publisher, article.published, article.url,
            passage.start, passage.end, passage.text, passage.start, passage.end,
        )  # fmt: skip
        statement = Statement(" ".join(passage.text.split()), (1,))
        return Answer(question, (statement,), (citation,), None, 0.9, hits, Timing(1, 2, 3))


class MakesUp(NeverRefuses):
    """Beside each true citation it has one that is off by a character, and says more than it."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Sequence[str]] = (),
        articles: Collection[str] | None = None,
        now: str | None = None,
    ) -> Answer:
        answer = super().ask(question, history=history, articles=articles, now=now)
        (true,) = answer.citations
        false = replace(true, number=2, start=true.start + 1, end=true.end + 1)
        return replace(answer, citations=(true, false))


@pytest.fixture(scope="module")
def samples(sample_index: Index) -> tuple[Question, ...]:
    questions = read_questions(QUESTIONS, articles=sample_index)
    unanswerable = [one for one in questions if not one.answerable]
    return (*[one for one in questions if one.answerable][::10], *unanswerable[::4])


@pytest.fixture(scope="module")
def real(sample_index: Index, chatbot: Chatbot, samples: tuple[Question, ...]) -> Evaluation:
    return evaluate(sample_index, samples, chatbot=chatbot)


@pytest.fixture(scope="module")
def talkative(sample_index: Index, samples: tuple[Question, ...]) -> Evaluation:
    return evaluate(sample_index, samples, chatbot=NeverRefuses(sample_index))


def figures(evaluation: Evaluation) -> dict[str, float]:
    return {name: one.value for name, one in evaluation.summary.overall.measures.items()}


def test_a_system_that_always_refuses_gets_what_it_deserves(
    sample_index: Index, samples: tuple[Question, ...]
) -> None:
    evaluation = evaluate(sample_index, samples, chatbot=Refuses(sample_index))
    measured = figures(evaluation)
    answerable = sum(bool(one.answerable) for one in samples)
    assert (measured["refusal_recall"], measured["refused_answerable"]) == (1, 1)
    assert measured["refusal_precision"] == pytest.approx(1 - answerable / len(samples))
    assert measured["contains"] == measured["exact_match"] == measured["f1"] == 0
    assert "right_if_answered" not in measured
    assert "citation_exact" not in measured
    assert measured["recall@10"] > 0.5, "what it found is measured all the same"
    assert measured["auroc"] == 0.5, "it is as sure of one as of the other"
    assert measured["aurc"] == 1, "it has nothing right to say"
    assert measured["ece"] == pytest.approx(0.2)
    assert measured["coverage_at_5"] == 0
    assert measured["seconds_median"] == measured["seconds_p95"] == 6
    verdicts = evaluation.summary.overall.verdicts
    assert verdicts["refused wrongly"] == answerable
    assert verdicts["refused rightly"] == len(samples) - answerable
    assert sum(verdicts.values()) == len(samples)


def test_a_system_that_never_refuses_gets_what_it_deserves(talkative: Evaluation) -> None:
    evaluation = talkative
    measured = figures(evaluation)
    assert (measured["refusal_recall"], measured["refused_answerable"]) == (0, 0)
    assert "refusal_precision" not in measured
    assert measured["citation_exact"] == 1
    assert 0 < measured["citation_precision"] < 1
    right = [bool(record.right) for record in evaluation.records]
    assert 0 < mean(right) < 1
    assert measured["right_if_answered"] == pytest.approx(mean(right))
    assert measured["aurc"] == pytest.approx(1 - mean(right))
    assert measured["ece"] == pytest.approx(abs(0.9 - mean(right)))
    for record in evaluation.records:
        assert record.verdict == ("right" if record.right else "wrong")
        if not record.answerable:
            assert record.verdict == "wrong"
    assert measured["answer_words"] == pytest.approx(
        mean(len(record.answer.split()) for record in evaluation.records)
    )


def test_a_system_with_made_up_citations_gets_what_it_deserves(
    sample_index: Index, samples: tuple[Question, ...], talkative: Evaluation
) -> None:
    evaluation = evaluate(sample_index, samples, chatbot=MakesUp(sample_index))
    assert figures(evaluation)["citation_exact"] == 1 / 2
    assert evaluation.summary.overall.verdicts == talkative.summary.overall.verdicts
    for record in evaluation.records:
        assert [one.exact for one in record.citations] == [True, False]


def test_the_real_system_gets_what_it_deserves(real: Evaluation, talkative: Evaluation) -> None:
    measured, worse = figures(real), figures(talkative)
    assert measured["citation_exact"] == 1
    assert measured["refusal_recall"] > worse["refusal_recall"]
    assert measured["refused_answerable"] < 0.5
    assert measured["auroc"] > 0.7
    assert measured["aurc"] < worse["aurc"], "its confidence tells something"
    assert measured["answer_words"] < worse["answer_words"]
    threshold = fitted_threshold(bundled_reranker().name)
    for one in real.records:
        assert one.confidence is not None
        assert (one.refusal is None) == (one.confidence >= threshold)
        assert bool(one.answer) != bool(one.unsaid), "what was not said is kept"
        assert one.timing.total > 0


def test_the_chatbot_of_the_index_is_asked_unless_told(
    sample_index: Index, samples: tuple[Question, ...], real: Evaluation
) -> None:
    (own,) = evaluate(sample_index, samples[:1]).records
    told = real.records[0]
    assert (own.answer, own.citations, own.hits) == (told.answer, told.citations, told.hits)


# What is asked, and what becomes of it


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    class Even:
        """Every text the same direction: words alone decide what is found."""

        name = "even@1"

        def embed(self, texts: Sequence[str]) -> np.ndarray:
            return np.ones((len(texts), 1), np.float32)

    with Index.open(tmp_path_factory.mktemp("runs"), embedder=Even()) as opened:
        opened.add(
            [
                Article("minsk", "The leaders met in Minsk for sixteen hours.", "Talks in Minsk"),
                Article("paris", "The leaders met in Paris and promised an exchange."),
                Article("rome", "Nobody met in Rome at all."),
            ]
        )
        yield opened


ASKED = QuestionSet(
    "few",
    (
        Question(
            "long", "How long did they meet in Minsk?", ("sixteen hours",), True,
            (GoldEvidence("minsk", "for sixteen hours"),), type="how-long",
        ),
        Question("who", "Who met in Rome?", ("nobody", "no one"), True, type="who"),
        Question("where", "Where is Oslo?", answerable=False, type="who"),
        Question("open", "What was promised in Paris?", type="open"),
        Question(
            "both", "What of Minsk and Paris?", ("Minsk", "Paris"), True,
            (GoldEvidence("minsk"), GoldEvidence("paris")),
            sides=(("Minsk",), ("Paris",)), wrong_answers=("Rome",), type="several",
        ),
        Question("yes", "Did they meet?", ("yes",), True, extractive=False, type="yes-no"),
    ),
    cannot="Much.",
)  # fmt: skip


def test_history_and_candidates_are_passed_on(index: Index) -> None:
    asked: list[tuple[str, object, object]] = []

    class Notes(NeverRefuses):
        def ask(
            self,
            question: str,
            *,
            history: Sequence[Sequence[str]] = (),
            articles: Collection[str] | None = None,
            now: str | None = None,
        ) -> Answer:
            asked.append((question, history, articles))
            return super().ask(question, history=history, articles=articles, now=now)

    questions = [
        Question("1", "And there?", history=(("Who met in Minsk?", "Leaders."),)),
        Question("2", "Who met in Minsk?", candidates=("paris", "rome")),
    ]
    spoken = evaluate(index, questions, chatbot=Notes(index))
    searched = evaluate(index, questions, retrieval_only=True)
    for records in (spoken.records, searched.records):
        assert {hit.article_id for hit in records[1].hits} == {"paris", "rome"}
        assert records[0].history == (("Who met in Minsk?", "Leaders."),)
    assert searched.records[0].hits[0].article_id == "minsk", "searched with what it follows"
    assert asked == [
        ("And there?", (("Who met in Minsk?", "Leaders."),), None),
        ("Who met in Minsk?", (), ("paris", "rome")),
    ], "retrieval alone asks nobody"


def test_verdicts_of_answering_and_refusing(index: Index) -> None:
    questions = [
        Question("right", "Who met in Rome?", ("Nobody",), True),
        Question("wrong", "Who met in Rome?", ("Everybody",), True),
        Question("wrong too", "Who met in Rome?", answerable=False),
        Question("unjudged", "Who met in Rome?", evidence=(GoldEvidence("rome"),)),
        Question("yes", "Who met in Rome?", ("Yes",), True, extractive=False),
    ]
    answered = evaluate(index, questions, chatbot=NeverRefuses(index)).records
    assert [one.verdict for one in answered] == ["right", "wrong", "wrong", "unjudged", "unjudged"]
    assert [one.right for one in answered] == [True, False, False, None, None]
    refused = evaluate(index, questions, chatbot=Refuses(index)).records
    assert [one.verdict for one in refused] == [
        "refused wrongly", "refused wrongly", "refused rightly", "unjudged", "refused wrongly",
    ]  # fmt: skip


def test_what_was_not_said_is_judged_as_if_it_had_been(index: Index) -> None:
    class Shy(NeverRefuses):
        def ask(
            self,
            question: str,
            *,
            history: Sequence[Sequence[str]] = (),
            articles: Collection[str] | None = None,
            now: str | None = None,
        ) -> Answer:
            answer = super().ask(question, history=history, articles=articles, now=now)
            return replace(
                answer, statements=(), citations=(), refusal="No.", unsaid=answer.statements
            )

    records = evaluate(index, ASKED, chatbot=Shy(index)).records
    by_id = {one.id: one for one in records}
    long = by_id["long"]
    assert (long.answer, long.refusal, long.verdict) == ("", "No.", "refused wrongly")
    assert long.unsaid == "The leaders met in Minsk for sixteen hours."
    assert long.right is True, "for confidence it counts what would have been said"
    assert long.measures["contains"] == long.measures["f1"] == 0, "for answers it does not"
    assert "right_if_answered" not in long.measures
    assert by_id["where"].right is False


def test_a_citation_number_is_no_part_of_what_was_said(index: Index) -> None:
    question = Question("q", "Who met in Rome?", ("1",), True)
    (record,) = evaluate(index, [question], chatbot=NeverRefuses(index)).records
    assert record.answer == "Nobody met in Rome at all."
    assert record.verdict == "wrong"


def test_a_record_says_where_everything_stood(index: Index) -> None:
    record = evaluate(index, ASKED, chatbot=NeverRefuses(index)).records[0]
    assert record.evidence == (RecordedEvidence("minsk", "for sixteen hours", 1),)
    assert record.citations == (
        RecordedCitation(
            "minsk", "unknown publisher, undated", "Talks in Minsk", 0, 43,
            "The leaders met in Minsk for sixteen hours.", exact=True, gold=True,
        ),
    )  # fmt: skip
    assert (record.hits[0].article_id, record.hits[0].start, record.hits[0].end) == ("minsk", 0, 43)
    assert record.gold == ("sixteen hours",)
    assert record.timing == Timing(1, 2, 3)
    assert record.error is None


def test_retrieval_alone_says_and_judges_nothing(index: Index) -> None:
    evaluation = evaluate(index, ASKED, chatbot=PlainSearch(index, words_only), retrieval_only=True)
    for record in evaluation.records:
        assert (record.answer, record.refusal, record.confidence, record.right) == (
            "", None, None, None,
        )  # fmt: skip
        assert record.verdict == "unjudged"
    measured = evaluation.summary.overall.measures
    sections = {MEASURES[name].section for name in measured}
    assert sections == {"retrieval", "articles", "facts", "speed"}
    assert measured["recall@1"].value == 1
    assert measured["article_recall@1"].value == pytest.approx(mean([1, 1 / 2]))
    assert evaluation.run.settings["threshold"] is None


@pytest.mark.parametrize("retrieval_only", [False, True])
def test_a_question_that_cannot_be_asked_fails_and_the_others_are_asked(
    index: Index, retrieval_only: bool
) -> None:
    too_long = replace(ASKED.questions[0], question="long " * 1000, type="endless")
    evaluation = evaluate(
        index,
        replace(ASKED, questions=(too_long, *ASKED.questions[1:])),
        retrieval_only=retrieval_only,
    )
    failed, *others = evaluation.records
    assert failed.verdict == "failed"
    assert failed.error is not None
    assert "at most 2,000" in failed.error
    assert failed.confidence == (None if retrieval_only else 0)
    assert failed.measures["recall@10"] == 0, "it counts in the mean"
    if not retrieval_only:
        assert failed.measures["contains"] == 0
        assert failed.right is False
    assert all(one.error is None for one in others)
    assert evaluation.summary.overall.verdicts["failed"] == 1
    assert evaluation.summary.by_type["endless"].verdicts["failed"] == 1, "alone in its type"
    assert evaluation.summary.overall.measures["recall@10"].questions == 1


def test_a_set_without_a_question_is_refused(index: Index) -> None:
    with pytest.raises(QuestionError, match="questions holds no question"):
        evaluate(index, [])


def test_questions_need_not_be_a_set_and_are_asked_lazily_once(index: Index) -> None:
    evaluation = evaluate(index, iter(ASKED.questions), chatbot=Refuses(index))
    assert [one.id for one in evaluation.records] == [one.id for one in ASKED.questions]
    assert evaluation.run.set == "questions"


def test_what_was_asked_before_is_not_asked_again(index: Index) -> None:
    whole = evaluate(index, ASKED, chatbot=NeverRefuses(index)).records
    told: list[Record] = []
    rest = evaluate(
        index, ASKED, chatbot=Refuses(index), done=whole[:4], on_record=told.append
    ).records
    assert rest[:4] == whole[:4]
    assert told == list(rest[4:])
    assert [one.refusal is None for one in rest] == [True] * 4 + [False] * 2


# The samples


def test_a_run_over_the_samples_counts_what_its_records_say(
    samples: tuple[Question, ...], real: Evaluation
) -> None:
    records, summary = real.records, real.summary
    assert [one.id for one in samples] == [one.id for one in records]
    overall = summary.overall
    assert overall.questions == len(samples) == sum(overall.verdicts.values())
    verdicts = [record.verdict for record in records]
    for verdict, count in overall.verdicts.items():
        assert count == verdicts.count(verdict)
    for name, figure in overall.measures.items():
        values = [record.measures[name] for record in records if name in record.measures]
        if values:
            assert figure.value == pytest.approx(mean(values)), name
            assert figure.questions == len(values), name
            assert figure.low is not None
            assert figure.high is not None
            assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9
    assert overall.measures["seconds_median"].value == pytest.approx(
        median(record.timing.total for record in records)
    )
    ranks = [[one.rank for one in record.evidence] for record in records if record.evidence]
    found = [any(rank is not None and rank <= 5 for rank in some) for some in ranks]
    assert overall.measures["hit@5"].value == pytest.approx(mean(found))
    for groups in (summary.by_type, summary.by_answerability):
        assert sum(group.questions for group in groups.values()) == len(samples)
    assert set(summary.by_type) == {one.type for one in samples}
    assert json.loads(json.dumps(real.to_dict())) == real.to_dict()


def test_a_run_says_what_was_run(index: Index) -> None:
    run = describe(index, ASKED, split="dev", limit=3)
    assert (run.set, run.questions, run.cannot) == ("few", 6, "Much.")
    assert run.settings == {
        "retrieval_only": False, "reranker": None, "threshold": None, "split": "dev", "limit": 3,
    }  # fmt: skip
    assert run.index == {
        "articles": 3, "passages": 3, "embedder": "even@1", "generation": index.generation,
    }  # fmt: skip
    assert {"dateline", "code_sha256", "python", "faiss-cpu", "torch"} <= set(run.versions)
    again = describe(index, ASKED, split="dev", limit=3)
    assert replace(again, started=run.started) == run
    mended = replace(ASKED.questions[0], answers=("16 hours",))
    other = describe(index, replace(ASKED, questions=(mended, *ASKED.questions[1:])))
    assert other.questions_sha256 != run.questions_sha256
    turned = describe(index, replace(ASKED, questions=ASKED.questions[::-1]))
    assert turned.questions_sha256 != run.questions_sha256


def test_a_run_is_a_table_of_pandas(index: Index) -> None:
    pytest.importorskip("pandas")
    evaluation = evaluate(index, ASKED, chatbot=NeverRefuses(index))
    table = evaluation.to_pandas()
    assert list(table["id"]) == [one.id for one in ASKED.questions]
    assert table.set_index("id").loc["both", "sides_shown"] == 0
    assert table["recall@10"].mean() == figures(evaluation)["recall@10"]
    assert list(table["seconds"]) == [6] * 6


# Figures of records made by hand


def record(name: str, **known: Any) -> Record:
    base = Record(
        id=name, question=f"{name}?", type="", answerable=True, gold=(), wrong_answers=(),
        history=(), evidence=(), answer="", refusal=None, unsaid="", confidence=0.5,
        verdict="unjudged", right=None, citations=(), hits=(), measures={}, timing=Timing(),
    )  # fmt: skip
    return replace(base, **known)


def test_the_figures_of_records_made_by_hand() -> None:
    records = [
        record("a", type="x", confidence=0.9, right=True, verdict="right",
               measures={"recall@1": 1.0, "f1": 0.5}, timing=Timing(0.1, 0.2, 0.3)),
        record("b", type="x", confidence=0.6, right=False, verdict="wrong",
               measures={"recall@1": 0.0, "f1": 0.0}, timing=Timing(0.1, 0.2, 0.7)),
        record("c", type="y", confidence=0.2, right=False, answerable=False,
               verdict="refused rightly", measures={"refusal_recall": 1.0}),
        record("d", confidence=0.7, answerable=None, measures={"recall@1": 0.5}),
        record("e", type="y", confidence=None, right=False, verdict="failed",
               measures={"recall@1": 0.0}, error="no", timing=Timing()),
    ]  # fmt: skip
    summary = summarise(records)
    overall = summary.overall
    assert {name: one.value for name, one in overall.measures.items()} == pytest.approx(
        {
            "recall@1": 1.5 / 4,
            "f1": 0.25,
            "refusal_recall": 1,
            "auroc": 1,  # .9 and .6 are above .2
            # over a, b, c: |.9 − 1|, |.6 − 0|, |.2 − 0|
            "ece": (0.1 + 0.6 + 0.2) / 3,
            "aurc": (0 + 1 / 2 + 2 / 3) / 3,
            "coverage_at_5": 1 / 3,
            # of the four that were asked: 0, 0, .6, 1.0
            "seconds_median": 0.3, "seconds_p95": 0.6 + 0.85 * 0.4,
            "embed_median": 0.05, "embed_p95": 0.1,
            "search_median": 0.1, "search_p95": 0.2,
            "read_median": 0.15, "read_p95": 0.3 + 0.85 * 0.4,
        }
    )  # fmt: skip
    assert list(overall.measures) == [name for name in MEASURES if name in overall.measures]
    assert overall.verdicts == {
        "right": 1, "wrong": 1, "refused rightly": 1, "refused wrongly": 0, "unjudged": 1,
        "failed": 1,
    }  # fmt: skip
    assert {name: one.questions for name, one in summary.by_type.items()} == {
        "untyped": 1, "x": 2, "y": 2,
    }  # fmt: skip
    assert {name: one.questions for name, one in summary.by_answerability.items()} == {
        "answerable": 3, "unanswerable": 1, "unlabelled": 1,
    }  # fmt: skip
    assert summary.by_type["x"].measures["recall@1"].value == 1 / 2
    assert "auroc" not in summary.by_type["x"].measures, "nothing unanswerable is in it"
    assert "aurc" not in summary.by_answerability["unanswerable"].measures
    written = summary.to_dict()
    assert written["overall"]["measures"]["f1"]["value"] == 0.25
    assert json.loads(json.dumps(written)) == written


def test_questions_that_failed_alone_have_no_confidence() -> None:
    summary = summarise([record("a", confidence=None, right=False, verdict="failed", error="no")])
    assert summary.overall.measures == {}


# Record files


RUN = Run(
    set="made \ud800 by hand",
    questions=2,
    questions_sha256="0" * 64,
    cannot="",
    settings={"split": None, "limit": 3, "seed": 0, "threshold": 0.5, "retrieval_only": False},
    index={"articles": 3, "embedder": "even@1"},
    versions={"dateline": "0"},
    machine="a machine",
    started="2020-01-01T00:00:00+00:00",
)
FULL = Record(
    id="ü", question="Who “met”\n\u2028there?", type="who", answerable=None, gold=("one", "two"),
    wrong_answers=("three",), history=(("A?", "a"), ("B?", "b")),
    evidence=(RecordedEvidence("a", "text", 3), RecordedEvidence("b", "", None)),
    answer="😀 said", refusal="because", unsaid="nothing", confidence=0.25,
    verdict="refused rightly", right=False,
    citations=(
        RecordedCitation("a", "P, 2020", "T", 1, 5, "text", exact=True, gold=None),
        RecordedCitation("b", "Q, undated", "", 0, 2, "xy", exact=False, gold=True),
    ),
    hits=(RecordedHit("a", 0, 9, 0.5), RecordedHit("b", 1, 2, 0.0)),
    measures={"recall@1": 1.0, "f1": 1 / 3}, timing=Timing(0.1, 0.2, 0.3), error="none really",
)  # fmt: skip


def test_every_field_comes_back_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    plain = replace(FULL, answerable=True, refusal=None, confidence=None, right=None, error=None)
    for one in fields(Record):
        assert getattr(FULL, one.name) != getattr(record("x"), one.name), f"{one.name} is tried"
    end = End(123.4, 5.6)
    run = replace(RUN, set="made by hand")
    with RecordFile(path, run) as file:
        file.write(FULL)
        file.write(plain)
        file.finish(end)
    assert read_records(path) == (run, (FULL, plain), end)
    read = read_records(path)[0].settings
    assert {name: type(value) for name, value in read.items()} == {
        name: type(value) for name, value in RUN.settings.items()
    }
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert rows == [
        {"run": asdict(run)},
        json.loads(json.dumps(asdict(FULL))),
        json.loads(json.dumps(asdict(plain))),
        {"end": {"peak_memory_mb": 123.4, "indexed_per_second": 5.6}},
    ]
    assert is_record_file(path)


def test_a_lone_surrogate_is_kept_as_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with RecordFile(path, replace(RUN, questions=1)) as file:
        file.write(replace(FULL, answer="a \ud800 b", gold=("\udfff",)))
        file.finish(End())
    run, (kept,), _ = read_records(path)
    assert run.set == "made ? by hand"
    assert kept == replace(FULL, answer="a ? b", gold=("?",))


def test_a_run_with_a_lone_surrogate_is_gone_on_with(tmp_path: Path, index: Index) -> None:
    run = describe(index, replace(ASKED, name="a name of bytes \udcff"))
    path = tmp_path / "run.jsonl"
    with RecordFile(path, run) as file:
        file.write(FULL)
    with RecordFile(path, run) as file:
        assert file.done == (FULL,)


def test_a_record_is_in_the_file_as_soon_as_it_is_made(tmp_path: Path) -> None:
    path, part = tmp_path / "run.jsonl", tmp_path / "run.jsonl.part"
    with RecordFile(path, RUN) as file:
        assert part.read_bytes().count(b"\n") == 1
        file.write(FULL)
        assert part.read_bytes().count(b"\n") == 2
        file.write(FULL)
        assert part.read_bytes().count(b"\n") == 3
        assert not path.exists()
        file.finish(End())
    assert path.exists()
    assert not part.exists()


@pytest.fixture(scope="module")
def finished(index: Index, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, bytes]:
    """A folder, a run, and the file of it that was never interrupted."""
    folder = tmp_path_factory.mktemp("finished")
    run = describe(index, ASKED)
    path = folder / "whole.jsonl"
    go_on(path, run, index)
    return folder, run, path.read_bytes()


def go_on(path: Path, run: Run, index: Index) -> int:
    """Run to the end what may have been begun; returns how many were asked."""
    asked = 0
    with RecordFile(path, run) as file:

        def on_record(one: Record) -> None:
            nonlocal asked
            asked += 1
            file.write(one)

        chatbot = NeverRefuses(index)
        evaluate(index, ASKED, chatbot=chatbot, done=file.done, on_record=on_record)
        file.finish(End())
    return asked


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_run_cut_off_at_any_byte_is_gone_on_with_to_the_same_end(
    index: Index, finished: tuple[Path, Run, bytes], data: st.DataObject
) -> None:
    folder, run, whole = finished
    cut = data.draw(st.integers(0, len(whole)))
    path = folder / "again.jsonl"
    (folder / "again.jsonl.part").write_bytes(whole[:cut])
    asked = go_on(path, replace(run, started=run.started), index)
    assert path.read_bytes() == whole
    kept = max(whole[:cut].count(b"\n") - 1, 0)
    assert asked == max(len(ASKED.questions) - kept, 0), "what was recorded is not asked again"
    assert not (folder / "again.jsonl.part").exists()


def test_garbage_after_the_last_whole_record_is_written_over(
    index: Index, finished: tuple[Path, Run, bytes]
) -> None:
    folder, run, whole = finished
    first = b"".join(whole.splitlines(keepends=True)[:3])
    for garbage in (b"\x00" * 50, b'{"id": "torn', b"\xff"):
        (folder / "garbage.jsonl.part").write_bytes(first + garbage)
        assert go_on(folder / "garbage.jsonl", run, index) == 4
        assert (folder / "garbage.jsonl").read_bytes() == whole


def test_a_run_that_began_at_another_time_is_the_same_run(
    index: Index, finished: tuple[Path, Run, bytes]
) -> None:
    folder, run, whole = finished
    (folder / "later.jsonl.part").write_bytes(whole[: len(whole) // 2])
    go_on(folder / "later.jsonl", replace(run, started="2031-01-01T00:00:00+00:00"), index)
    assert (folder / "later.jsonl").read_bytes() == whole


@pytest.mark.parametrize(
    "changed",
    [
        {"questions_sha256": "1" * 64},
        {"settings": {"retrieval_only": True}},
        {"versions": {"code_sha256": "another"}},
        {"index": {"articles": 4}},
        {"set": "another"},
    ],
)
def test_another_runs_unfinished_file_is_refused_and_left_alone(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    path = tmp_path / "run.jsonl"
    with RecordFile(path, replace(RUN, set="one")) as file:
        file.write(FULL)
    before = (tmp_path / "run.jsonl.part").read_bytes()
    with pytest.raises(QuestionError) as caught:
        RecordFile(path, replace(RUN, **{"set": "one"} | changed))
    assert str(caught.value) == (
        f"{path}.part holds an unfinished run of other questions, settings or code; "
        "delete it, or name another file"
    )
    assert (tmp_path / "run.jsonl.part").read_bytes() == before


def test_a_part_file_that_is_no_run_is_refused_and_left_alone(tmp_path: Path) -> None:
    part = tmp_path / "notes.jsonl.part"
    part.write_text("My notes, which took a year.\n")
    with pytest.raises(QuestionError, match=r"notes\.jsonl\.part"):
        RecordFile(tmp_path / "notes.jsonl", RUN)
    assert part.read_text() == "My notes, which took a year.\n"


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match=r"none/run\.jsonl cannot be written \(No such file"):
        RecordFile(tmp_path / "none" / "run.jsonl", RUN)
    with pytest.raises(QuestionError, match="cannot be written"):
        RecordFile(tmp_path, RUN)  # a folder: said before anything is asked


def test_a_finished_run_is_replaced_by_another_only_when_that_is_finished(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("what was there before")
    with RecordFile(path, replace(RUN, questions=0)) as file:
        assert path.read_text() == "what was there before"
        file.finish(End())
    assert read_records(path)[1] == ()


def test_what_is_not_finished_or_no_run_is_refused(
    tmp_path: Path, finished: tuple[Path, Run, bytes]
) -> None:
    _, _, whole = finished
    rows = whole.splitlines(keepends=True)
    path = tmp_path / "run.jsonl"
    for content in (
        b"".join(rows[:-1]),
        b"".join(rows[:3]),
        rows[0],
        whole[:-2],
        b"".join([*rows[:3], rows[-1]]),
    ):
        path.write_bytes(content)
        with pytest.raises(QuestionError, match=r"records: the run was not finished; go on"):
            read_records(path)
    path.write_bytes(b"".join([*rows[:2], b'{"id": "of another form"}\n', *rows[3:]]))
    with pytest.raises(QuestionError, match=r"line 3, is no record that this version can read"):
        read_records(path)
    path.write_bytes(b"".join(rows[:3]))
    with pytest.raises(QuestionError, match=r"holds 2 of 6 records"):
        read_records(path)
    for content in (
        b"",
        b"{}\n",
        b"[]\n",
        b"Dear diary\n",
        b"\xff\xfe",
        rows[1],
        rows[-1],
        b'{"run": {"set": "x"}}\n',
    ):
        path.write_bytes(content)
        with pytest.raises(QuestionError, match=r"run\.jsonl holds no records of a run; make them"):
            read_records(path)
    with pytest.raises(QuestionError, match=r"none\.jsonl cannot be read \(No such file"):
        read_records(tmp_path / "none.jsonl")


def test_records_are_told_from_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    for content in ('{"id": 1, "question": "Q?"}\n', "", '{"run"', '{"runs": 1}'):
        file.write_text(content)
        assert not is_record_file(file)
    assert not is_record_file(tmp_path)
    assert not is_record_file(tmp_path / "none")
    assert not is_record_file(QUESTIONS)


# Two runs


def test_two_runs_are_compared_question_by_question() -> None:
    good, bad = {"accuracy": 1.0}, {"accuracy": 0.0}
    before = [
        record("a", measures={**good, "recall@1": 1.0, "f1": 0.5}, timing=Timing(1)),
        record("b", measures={**bad, "recall@1": 0.0, "f1": 0.0}, timing=Timing(1)),
        record("c", measures={**good, "recall@1": 0.0}, timing=Timing(1)),
        record("d", measures={**bad, "contains": 1.0}, timing=Timing(1)),
        record("e", verdict="failed", error="no"),
        record("f", measures={**good, "recall@1": 1.0}),
    ]
    after = [
        record("e", verdict="wrong"),  # in another order
        record("d", measures={**good, "recall@1": 1.0}, timing=Timing(1), confidence=0.4),
        record("c", measures={**bad, "recall@1": 1.0}, timing=Timing(2)),
        record("b", measures={**good, "recall@1": 1.0, "f1": 1.0}, timing=Timing(0, 3)),
        record("a", right=True, measures={**good, "recall@1": 1.0, "f1": 0.25}, timing=Timing(1)),
        replace(record("f", measures=bad), question="another question by the same id?"),
        record("g", measures={**bad, "recall@1": 0.0}),
    ]
    found = compare(after, before, RUN)
    assert found.questions == 5
    assert set(found.differences) == {"accuracy", "recall@1", "f1", "seconds"}
    # Over what applies: 1, 1, 1 and 1 here; 1, 0 and 0 there.
    recall = found.differences["recall@1"]
    assert (recall.value, recall.questions) == (pytest.approx(1 - 1 / 3), 4)
    f1 = found.differences["f1"]  # a −.25, b +1
    assert (f1.value, f1.questions) == (pytest.approx(0.375), 2)
    seconds = found.differences["seconds"]  # a 0, b +2, c +1, d 0; e could not be asked
    assert (seconds.value, seconds.questions) == (pytest.approx(3 / 4), 4)
    assert [flip.after.id for flip in found.better] == ["b", "d"], "the surest first"
    assert [flip.after.id for flip in found.worse] == ["c"]
    assert found.better[0].before == before[1]
    assert found.better[0].after == after[3]
    assert found.other == RUN
    assert found.others == tuple(before)
    assert found.to_dict()["better"] == ["b", "d"]
    json.dumps(found.to_dict())
    back = compare(before, after, RUN)
    assert back.differences["recall@1"].value == pytest.approx(1 / 3 - 1)
    assert {flip.after.id for flip in back.worse} == {"b", "d"}


def test_a_run_that_refuses_more_is_compared_by_what_it_answers() -> None:
    """Each answered question is right or wrong; there six are answered, here the three right."""
    right = [{"right_if_answered": 1.0}] * 3 + [{"right_if_answered": 0.0}] * 3
    before = [record(str(n), measures=measures) for n, measures in enumerate(right)]
    after = [record(str(n), measures=one, right=True) for n, one in enumerate(right[:3])]
    after += [record(str(n)) for n in range(3, 6)]
    found = compare(after, before, RUN).differences["right_if_answered"]
    assert (found.value, found.questions) == (1 / 2, 6)


def test_what_says_nothing_in_a_table_says_nothing_in_a_comparison() -> None:
    """Only unanswerable questions are judged: to answer is wrong, whatever is said."""
    one = record("a", answerable=False, right=False, measures={"accuracy": 0.0})
    other = replace(one, measures={"accuracy": 1.0, "refusal_recall": 1.0})
    found = compare([other], [replace(one, measures={**one.measures, "refusal_recall": 0.0})], RUN)
    assert set(found.differences) == {"refusal_recall", "seconds"}


def test_what_the_confidence_is_worth_is_compared() -> None:
    def sure(*confidences: float) -> list[Record]:
        return [
            record(str(n), confidence=one, right=n % 2 == 0) for n, one in enumerate(confidences)
        ]

    better, worse = sure(0.9, 0.1, 0.8, 0.2), sure(0.1, 0.9, 0.2, 0.8)
    found = compare(better, worse, RUN).differences
    assert found["ece"].value == pytest.approx(0.15 - 0.85)
    assert found["coverage_at_5"].value == pytest.approx(1 / 2)
    assert found["aurc"].value < 0
    assert found["aurc"].p is None
    assert found["aurc"].low <= found["aurc"].value <= found["aurc"].high


def test_a_run_does_not_differ_from_itself(index: Index) -> None:
    evaluation = evaluate(index, ASKED, chatbot=NeverRefuses(index))
    found = compare(evaluation.records, evaluation.records, evaluation.run)
    assert found.questions == 6
    for one in found.differences.values():
        assert (one.value, one.low, one.high) == (0, 0, 0)
        assert one.p in (1, None)
    assert found.better == found.worse == ()


def test_good_and_bad_systems_are_told_apart(index: Index) -> None:
    good = evaluate(index, ASKED, chatbot=NeverRefuses(index))
    shy = evaluate(index, ASKED, chatbot=Refuses(index))
    found: Comparison = compare(good.records, shy.records, shy.run)
    assert found.differences["refused_answerable"].value == -1
    assert found.differences["refusal_recall"].value == -1
    assert found.differences["contains"].value > 0
    assert "long" in [flip.after.id for flip in found.better]
    assert [flip.after.id for flip in found.worse] == ["where"]


def test_where_retrieval_alone_was_measured_flips_are_of_what_is_found() -> None:
    hit, lost = {"hit@10": 1.0}, {"hit@10": 0.0}

    def searched(name: str, **measures: float) -> Record:
        return record(name, confidence=None, measures=measures)

    before = [searched("a", **hit), searched("b", **lost), searched("c"),
              searched("d", **{"article_hit@10": 0.0})]  # fmt: skip
    after = [searched("a", **lost), searched("b", **hit), searched("c"),
             searched("d", **{"article_hit@10": 1.0})]  # fmt: skip
    found = compare(after, before, RUN)
    assert [flip.after.id for flip in found.better] == ["b", "d"]
    assert [flip.after.id for flip in found.worse] == ["a"]


def test_runs_without_a_common_question_are_refused() -> None:
    with pytest.raises(QuestionError, match="the two runs have no question in common"):
        compare([record("a")], [record("b")], RUN)
    with pytest.raises(QuestionError, match="no question in common"):
        compare([record("a")], [replace(record("a"), question="another?")], RUN)
