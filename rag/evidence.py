"""From hits to evidence: the sentences in the passages found, each scored for the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..index.article import Article, Span
from ..index.index import Index
from ..index.search import Hit
from ..index.sentences import ends_like_sentence, sentences
from ..index.words import coverage
from .reranker import Candidate, Reranker

# Chosen on the dev split of SQuAD, TimeQA, MultiHop-RAG and RAMDocs, on documents that the bundled
# re-ranker was not trained on. The best sentence answers .65 of the questions where 16 are read and
# the score of the re-ranker alone decides, .67 where 10 are, .69 where shared words count too.
_SENTENCES = 10  # that a re-ranker reads
_HIT = 0.5  # the weight of a passage's score in choosing them, beside their coverage at 1
_SHARED = 3.0  # what coverage counts beside the score of a re-ranker

_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage it stands in.
        span: Where it stands in the article's text.
        text: `article.text[start:end]`.
        before: The sentence right before it in the article; None where something stands between.
        coverage: How much of the question's words, each weighed by its rarity in the index, stand
            in the sentence: 0 to 1.
        score: How well it answers: the score of a re-ranker, and its coverage; higher is better.
    """

    hit: Hit
    span: Span
    before: Span | None
    coverage: float
    score: float

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.hit.article

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.article.text[self.span.start : self.span.end]


def gather(index: Index, question: str, hits: Sequence[Hit], reranker: Reranker) -> list[Evidence]:
    """The sentences of the hits' passages, best first.

    A line that does not end as a sentence (a headline, a button, a teaser) is no evidence, nor is a
    question, nor a sentence of a word or two. A re-ranker takes time for each sentence, so that it
    reads only those that have most words of the question and stand in the best passages.

    Args:
        index: Where the hits come from; it gives the rarity of words.
        question: What they are to answer.
        hits: The passages to look into.
        reranker: Scores the sentences.
    """
    rarity = index.rarity(question)
    found = [
        (coverage(rarity, _text(hit, span)), hit, span, before)
        for hit, span, before in _sentences(hits)
    ]
    found = sorted(found, key=lambda one: -(one[0] + _HIT * one[1].score))[:_SENTENCES]
    unscored = [Evidence(hit, span, before, said, 0.0) for said, hit, span, before in found]
    return sorted(scored_by(reranker, question, unscored), key=lambda one: -one.score)


def scored_by(reranker: Reranker, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same evidence in the same order, with scores by this re-ranker."""
    candidates = [
        Candidate(one.text, _text(one.hit, one.before) if one.before else "", one.article.title)
        for one in evidence
    ]
    scores = reranker.score(question, candidates).tolist()
    return [
        replace(one, score=score + _SHARED * one.coverage)
        for one, score in zip(evidence, scores, strict=True)
    ]


def in_copies(one: Evidence) -> Iterator[Evidence]:
    """The sentences of the copies of the passage that a sentence stands in, as if as good."""
    for hit, span, before in _sentences(one.hit.copies):
        yield replace(one, hit=hit, span=span, before=before)


def _sentences(hits: Sequence[Hit]) -> Iterator[tuple[Hit, Span, Span | None]]:
    """The sentences within the passages, each with the one right before it in the article."""
    spans = {
        article.id: [
            span
            for span in sentences(article.text, article.marks)
            if _is_evidence(article.text[span.start : span.end])
        ]
        for article in {hit.article.id: hit.article for hit in hits}.values()
    }
    for hit in hits:
        text, passage = hit.article.text, hit.passage
        own = spans[hit.article.id]
        for before, span in zip([None, *own], own, strict=False):
            within = passage.start <= span.start and span.end <= passage.end
            if within and not _asks(_text(hit, span)):
                adjoining = before and not text[before.end : span.start].strip()
                yield hit, span, before if adjoining else None


def _is_evidence(sentence: str) -> bool:
    return ends_like_sentence(sentence) and len(sentence.split()) >= _FEWEST_WORDS


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”’)]»").endswith("?")


def _text(hit: Hit, span: Span) -> str:
    return hit.article.text[span.start : span.end]
