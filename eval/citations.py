"""Citation measures: whether what is cited is what it claims to be, and what was to be cited.

They are what Gao et al. (ALCE, EMNLP 2023) ask a language model to judge, decided by offsets.
"""

from collections.abc import Sequence

from ..index.article import Span
from ..index.index import Index
from ..rag.answer import Answer, Citation
from .questions import Question
from .retrieval import locate, overlap


def citation_measures(
    index: Index, question: Question, answer: Answer, *, facts: bool
) -> dict[str, float]:
    """Every citation measure of one question that was answered; none of a refusal.

    - `citation_exact`: the share of statements that are cited, and whose quotations all stand in
      their articles, to the character, where they say. A citation that no statement uses counts
      as well. Anything below 1 is a defect.
    - `verbatim`: the share of statements that are, white space aside, a quotation they cite.
    - `attribution`: the share of citations of an article that has gold evidence.
    - `citation_precision`: the share of citations that overlap gold evidence.
    - `citation_recall`: the share of gold evidence that a citation overlaps.

    The last three need gold evidence, and the last two as facts: in a paragraph that is the whole
    article, every sentence would be a hit. An answer without citations gets 0.
    """
    if not answer.statements:
        return {}
    by_number = {one.number: one for one in answer.citations}
    cited = [[by_number.get(number) for number in one.citations] for one in answer.statements]
    exact = [
        bool(some) and all(one is not None and is_exact(index, one) for one in some)
        for some in cited
    ]
    used = {number for one in answer.statements for number in one.citations}
    exact += [is_exact(index, one) for one in answer.citations if one.number not in used]
    verbatim = [
        any(one is not None and one.quote.split() == said.text.split() for one in some)
        for said, some in zip(answer.statements, cited, strict=True)
    ]
    measures = {"citation_exact": _share(exact), "verbatim": _share(verbatim)}
    if not question.evidence:
        return measures
    gold = {one.article_id for one in question.evidence}
    measures["attribution"] = _share([one.article_id in gold for one in answer.citations])
    if facts:
        right = [cites_evidence(index, question, one) for one in answer.citations]
        measures["citation_precision"] = _share(right)
        places = [(one.article_id, locate(index, one)) for one in question.evidence]
        met = [any(_meets(place, one) for one in answer.citations) for place in places]
        measures["citation_recall"] = _share(met)
    return measures


def _share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else 0.0


def is_exact(index: Index, citation: Citation) -> bool:
    """Whether a quotation stands in its article, to the character, where it says."""
    article = index.get(citation.article_id)
    if article is None or not 0 <= citation.start < citation.end <= len(article.text):
        return False
    return article.text[citation.start : citation.end] == citation.quote


def cites_evidence(index: Index, question: Question, citation: Citation) -> bool:
    """Whether a citation overlaps any of the gold evidence."""
    return any(_meets((one.article_id, locate(index, one)), citation) for one in question.evidence)


def _meets(place: tuple[str, Span | None], citation: Citation) -> bool:
    article_id, span = place
    if span is None or article_id != citation.article_id:
        return False
    return overlap(span, Span(citation.start, citation.end))
