"""Every measure by name: what it means, for tables and reports.

How it is computed, and its source, stands where that is done: in `retrieval`, `answers`,
`citations`, `confidence`, and for refusals in `runner`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from .retrieval import CUTOFFS

Section = Literal[
    "retrieval", "articles", "facts", "answers", "citations", "refusals", "confidence", "speed"
]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure.

    Attributes:
        section: Where reports show it.
        means: What it is, in a line.
        more_is_better: Which way is better; None where neither is.
    """

    section: Section
    means: str
    more_is_better: bool | None = True


def _ranking(prefix: str, section: Section, what: str) -> dict[str, Measure]:
    first = {k: f"the first {k}" if k > 1 else "the first" for k in CUTOFFS}
    return {
        **{
            f"{prefix}recall@{k}": Measure(section, f"share of the gold {what}s in {first[k]}")
            for k in CUTOFFS
        },
        **{f"{prefix}hit@{k}": Measure(section, f"a gold {what} in {first[k]}") for k in CUTOFFS},
        f"{prefix}mrr@10": Measure(section, f"1 / rank of the first gold {what}"),
        f"{prefix}ndcg@10": Measure(section, f"discounted gain of the gold {what}s by rank"),
        f"{prefix}map@10": Measure(section, f"mean precision at the ranks of the gold {what}s"),
    }


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **_ranking("", "retrieval", "passage"),
        **_ranking("article_", "articles", "article"),
        "article_all@10": Measure("articles", "every gold article in the first 10 passages"),
        "fact_recall@10": Measure("facts", "share of the gold facts found whole in the first 10"),
        "fact_hits@4": Measure("facts", "MultiHop-RAG's Hits@4: a gold fact in the first 4"),
        "fact_hits@10": Measure("facts", "MultiHop-RAG's Hits@10"),
        "fact_mrr@10": Measure("facts", "MultiHop-RAG's MRR@10"),
        "fact_map@10": Measure("facts", "MultiHop-RAG's MAP@10: facts newly found at a rank"),
        "accuracy": Measure("answers", "of all that can be judged: answered or refused rightly"),
        "contains": Measure("answers", "of the answerable: the answer holds a gold answer"),
        "right_if_answered": Measure("answers", "of the answered that can be judged: rightly"),
        "exact_match": Measure("answers", "the answerable: SQuAD's EM, of a short answer if any"),
        "f1": Measure("answers", "the answerable: SQuAD's F1, of a short answer if any"),
        "short_answers": Measure("answers", "of the answered: a short answer is marked"),
        "short_answer_f1": Measure("answers", "of these: SQuAD's F1 of it"),
        "sides_shown": Measure("answers", "a right answer of every side is shown"),
        "wrong_as_settled": Measure("answers", "a false answer is shown, as settled", False),
        "answer_words": Measure("answers", "words of an answer", None),
        "citation_exact": Measure("citations", "statements whose quotations stand in the article"),
        "verbatim": Measure("citations", "statements that are a quotation they cite"),
        "citation_precision": Measure("citations", "citations that overlap gold evidence"),
        "citation_recall": Measure("citations", "gold evidence that is cited"),
        "attribution": Measure("citations", "citations of an article with gold evidence"),
        "refused_answerable": Measure("refusals", "of the answerable: refused", False),
        "refusal_recall": Measure("refusals", "of the unanswerable: refused"),
        "refusal_precision": Measure("refusals", "of the refused: unanswerable"),
        "auroc": Measure("confidence", "confidence of answerable above unanswerable questions"),
        "ece": Measure("confidence", "confidence against the share that is right", False),
        "aurc": Measure("confidence", "mean risk over all coverages", False),
        "coverage_at_5": Measure("confidence", "share to answer with 5% wrong, in hindsight"),
        "seconds_median": Measure("speed", "seconds a question, median", False),
        "seconds_p95": Measure("speed", "seconds a question, 95th percentile", False),
        **{
            f"{stage}_{name}": Measure("speed", f"seconds to {stage}, {means}", False)
            for stage in ("embed", "search", "read")
            for name, means in (("median", "median"), ("p95", "95th percentile"))
        },
    }
)  # fmt: skip

RANKING: tuple[Section, ...] = ("retrieval", "articles", "facts")
"""The sections of what is found."""

HEADLINES = (
    "recall@1", "recall@5", "recall@10", "hit@1", "hit@10", "mrr@10", "ndcg@10", "map@10",
    "article_recall@10", "article_all@10", "article_hit@1", "article_mrr@10", "article_ndcg@10",
    "fact_recall@10", "fact_hits@4", "fact_hits@10", "fact_mrr@10", "fact_map@10",
    *(name for name in MEASURES if MEASURES[name].section not in RANKING),
)  # fmt: skip
"""What is shown where there is no room for all."""
