"""Citation measures: whether what is cited is what it claims to be, and what was to be cited.

They are what Gao et al. (ALCE, EMNLP 2023) ask a language model to judge, decided by offsets.
"""

from ..index.article import Span
from ..index.index import Index
from ..rag.answer import Answer, Citation
from .questions import Question
from .retrieval import locate, overlap


def citation_measures(index: Index, question: Question, answer: Answer) -> dict[str, float]:
    """Every citation measure of one question that was answered; none of a refusal.

    - `citation_exact`: the share of citations whose quotation stands in its article, to the
      character, where it says. Anything below 1 is a defect.
    - `citation_precision`: the share of citations that overlap gold evidence.
    - `citation_recall`: the share of gold evidence that a citation overlaps.
    - `attribution`: the share of citations of an article that has gold evidence.

    The last three need gold evidence, the two in the middle as texts. An answer without any
    citation gets 0.
    """
    if not answer.statements:
        return {}
    cited = answer.citations
    many = len(cited) or 1  # what is said without a citation is all wrong
    measures = {"citation_exact": sum(is_exact(index, one) for one in cited) / many}
    if not question.evidence:
        return measures
    gold = {one.article_id for one in question.evidence}
    measures["attribution"] = sum(one.article_id in gold for one in cited) / many
    if all(one.text for one in question.evidence):
        right = sum(cites_evidence(index, question, one) for one in cited)
        measures["citation_precision"] = right / many
        places = [(one.article_id, locate(index, one)) for one in question.evidence]
        met = sum(any(_meets(place, one) for one in cited) for place in places)
        measures["citation_recall"] = met / len(places)
    return measures


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
