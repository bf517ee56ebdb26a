"""What is measured for a single question, each measure defined where it is computed."""

import unicodedata
from collections.abc import Sequence

from ..index.article import Passage
from ..index.index import Index
from ..rag.answer import Answer
from .questions import GoldEvidence


def evidence_ranks(
    index: Index, evidence: Sequence[GoldEvidence], passages: Sequence[Passage]
) -> list[int | None]:
    """For each piece of gold evidence the rank, from 1, of the first passage that overlaps it.

    None where no passage does, or where the evidence does not stand in the article at all.
    """
    return [_rank(index, one, passages) for one in evidence]


def _rank(index: Index, evidence: GoldEvidence, passages: Sequence[Passage]) -> int | None:
    article = index.get(evidence.article_id)
    start = article.text.find(evidence.text) if article else -1
    if start < 0:
        return None
    end = start + len(evidence.text)
    for rank, passage in enumerate(passages, start=1):
        same = passage.article_id == evidence.article_id
        if same and passage.start < end and start < passage.end:
            return rank
    return None


def recall_at(k: int, ranks: Sequence[int | None]) -> float:
    """The share of the gold evidence found in the first k passages."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """1 / the rank of the first passage that overlaps gold evidence; 0 if none does.

    Its mean over questions is MRR (Voorhees, TREC-8, 1999).
    """
    found = [rank for rank in ranks if rank is not None]
    return 1 / min(found) if found else 0.0


def contains_answer(answer: Answer, gold: Sequence[str]) -> bool:
    """Whether the statements hold one of the gold answers, as `holds_answer` compares.

    The citation numbers are not part of what is compared.
    """
    return holds_answer(" ".join(one.text for one in answer.statements), gold)


def holds_answer(text: str, gold: Sequence[str]) -> bool:
    """Whether one of the gold answers stands in a text, word for word.

    Compared are letters and digits alone, without case: "11-12 February" is "11–12 february".
    """
    said = f" {_alike(text)} "
    return any(f" {_alike(one)} " in said for one in gold if _alike(one))


def citations_exact(index: Index, answer: Answer) -> bool:
    """Whether each quotation stands in its article, to the character, where it says."""
    for one in answer.citations:
        article = index.get(one.article_id)
        if article is None or article.text[one.start : one.end] != one.quote:
            return False
    return True


def _alike(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())
