"""Retrieval measures: where the gold evidence of a question stands among the passages found.

The standard measures come from ir-measures (MacAvaney, Macdonald and Ounis, ECIR 2022), at passage
level (`recall@5`) and at article level (`article_recall@5`, over the articles that the first ten
passages bring, in the order of their first passage):

- `recall@k`: the share of what is relevant among the first k.
- `hit@k`: whether anything relevant is among the first k (ir-measures' Success@k).
- `mrr@10`: 1 / the rank of the first that is relevant, 0 past rank 10 (Voorhees, TREC-8, 1999).
- `ndcg@10`: discounted cumulative gain, by grade, over the best possible one (Järvelin and
  Kekäläinen, TOIS 2002).
- `article_all@10`: whether every article with gold evidence is there, of articles alone.
- `map@10`: the mean of the precision at the rank of each relevant one, 0 for those past rank 10.

A passage is relevant if it overlaps gold evidence by half of the shorter of the two. Evidence that
no passage of the index holds counts as relevant and not found. Each is computed for one question;
the means over questions are the reported measures.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ..index.article import Passage, Span
from ..index.index import Index
from .questions import GoldEvidence, Question

DEPTH = 10
"""How many passages are looked at: as many as a chat reads."""

CUTOFFS = (1, 3, 5, 10)


def retrieval_measures(
    index: Index, question: Question, found: Sequence[Passage], *, facts: bool
) -> dict[str, float]:
    """Every retrieval measure of one question with gold evidence; none without.

    Args:
        index: Where the passages come from.
        question: With gold evidence.
        found: The passages, best first.
        facts: Whether the evidence is made of facts, see `fact_measures`.
    """
    if not question.evidence:
        return {}
    by_article = list(dict.fromkeys(passage.article_id for passage in found[:DEPTH]))
    articles: dict[str, int] = {}
    for one in question.evidence:
        articles[one.article_id] = max(one.grade, articles.get(one.article_id, 0))
    measures = {f"article_{key}": value for key, value in _standard(articles, by_article).items()}
    measures[f"article_all@{DEPTH}"] = float(articles.keys() <= set(by_article))
    if all(one.text for one in question.evidence):
        measures |= _standard(
            _relevant(index, question.evidence), [_key(one) for one in found[:DEPTH]]
        )
        if facts:
            gold = [one.text for one in question.evidence]
            measures |= fact_measures(gold, [one.text for one in found])
    return measures


def fact_measures(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """MultiHop-RAG's own measures, as its `retrieval_evaluate.py` counts them, and recall.

    A passage is a hit if a gold fact is a substring of it once spaces and newlines are dropped.
    `fact_hits@10` and `fact_hits@4` are 1 if there is a hit that high, `fact_mrr@10` is 1 / the
    rank of the first. `fact_map@10` is the sum, over ranks, of the share (facts found there for
    the first time / rank), divided by min(facts, 10). `fact_recall@10` is the share of the facts
    that are found in the first 10. (The script looks at an eleventh passage for its MAP; ten are
    retrieved here.)

    Source: Tang and Yang, "MultiHop-RAG" (COLM 2024), and its repository.

    Args:
        gold: The facts of a question, at least one.
        found: The texts of the passages, best first.
    """
    facts = [_dense(one) for one in gold]
    hits: list[int] = []
    precision = 0.0
    new: set[str] = set()
    for rank, text in enumerate(map(_dense, found[:DEPTH]), start=1):
        here = {fact for fact in facts if fact in text}
        if here:
            hits.append(rank)
        precision += len(here - new) / rank
        new |= here
    within = " ".join(map(_dense, found[:DEPTH]))
    return {
        "fact_hits@4": float(any(rank <= 4 for rank in hits)),
        "fact_hits@10": float(bool(hits)),
        "fact_mrr@10": 1 / hits[0] if hits else 0.0,
        "fact_map@10": precision / min(len(facts), 10),
        "fact_recall@10": sum(fact in within for fact in facts) / len(facts),
    }


def evidence_ranks(
    index: Index, evidence: Sequence[GoldEvidence], found: Sequence[Passage]
) -> tuple[int | None, ...]:
    """For each gold evidence the rank, from 1, of the first passage that holds it; else None."""

    def rank(one: GoldEvidence) -> int | None:
        place = locate(index, one)
        for number, passage in enumerate(found, start=1):
            same = passage.article_id == one.article_id
            if same and (not one.text or (place and overlap(place, passage))):
                return number
        return None

    return tuple(map(rank, evidence))


def locate(index: Index, evidence: GoldEvidence) -> Span | None:
    """Where evidence stands in its article, first, whatever the white space; None if nowhere."""
    article = index.get(evidence.article_id)
    words = evidence.text.split()
    if article is None or not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), article.text)
    return Span(*found.span()) if found else None


def overlap(one: Span | Passage, other: Span | Passage) -> bool:
    """Whether two stretches of one article share at least half of the shorter."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= min(one.end - one.start, other.end - other.start)


def _relevant(index: Index, evidence: Sequence[GoldEvidence]) -> dict[str, int]:
    relevant: dict[str, int] = {}
    for number, one in enumerate(evidence):
        place = locate(index, one)
        passages = [
            passage
            for passage in (index.passages(one.article_id) if place else ())
            if place and overlap(place, passage)
        ]
        for key in [_key(passage) for passage in passages] or [f"held by no passage: {number}"]:
            relevant[key] = max(one.grade, relevant.get(key, 0))
    return relevant


def _key(passage: Passage) -> str:
    return f"{passage.article_id} {passage.start}"


def _dense(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")


def _standard(relevant: Mapping[str, int], ranked: Sequence[str]) -> dict[str, float]:
    import ir_measures

    qrels = [ir_measures.Qrel("q", key, grade) for key, grade in relevant.items()]
    run = [ir_measures.ScoredDoc("q", key, -rank) for rank, key in enumerate(ranked)]
    measures = _measures()
    if not run:
        return dict.fromkeys(measures.values(), 0.0)
    return {
        measures[one.measure]: float(one.value)
        for one in ir_measures.iter_calc(list(measures), qrels, run)
    }


@cache
def _measures() -> dict[Any, str]:
    """ir-measures' own, and what they are called here."""
    from ir_measures import AP, RR, R, Success, nDCG

    return {
        **{R @ k: f"recall@{k}" for k in CUTOFFS},
        **{Success @ k: f"hit@{k}" for k in CUTOFFS},
        RR @ DEPTH: f"mrr@{DEPTH}",
        nDCG @ DEPTH: f"ndcg@{DEPTH}",
        AP @ DEPTH: f"map@{DEPTH}",
    }
