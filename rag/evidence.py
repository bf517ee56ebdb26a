"""From hits to evidence: the sentences in the passages found, each scored for the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..index.article import Article, Span
from ..index.embedder import Vectors
from ..index.index import Index
from ..index.search import Hit
from ..index.sentences import ends_like_sentence, sentences
from ..index.words import stems

# Chosen on 400 questions of SQuAD's dev split. The share whose best sentence holds the answer is
# .645 by the cosine alone, .703 by words alone, .743 by both; sixteen sentences lose nothing
# against all.
_WORDS = 0.5
_PASSAGE = 0.1
_SENTENCES = 16
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question.

    Attributes:
        hit: The passage it stands in.
        span: Where it stands in the article's text.
        text: `article.text[start:end]`.
        before: The sentence right before it in the article; None where something stands between.
        cosine: Of the question and the sentence under its headline.
        coverage: How much of the question's words, each weighed by its rarity in the index, stand
            in the sentence: 0 to 1.
        score: What evidence is ranked by; higher is better.
    """

    hit: Hit
    span: Span
    before: Span | None
    cosine: float
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


def gather(index: Index, question: str, vector: Vectors, hits: Sequence[Hit]) -> list[Evidence]:
    """The sentences of the hits' passages, best first.

    A line that does not end as a sentence (a headline, a button, a teaser) is no evidence, nor is a
    sentence of a word or two. Each sentence is read under its headline, which often names what the
    sentence calls "the meeting".

    Args:
        index: Where the hits come from; it gives vectors and the rarity of words.
        question: What they are to answer.
        vector: Its vector, of shape (dimension,).
        hits: The passages to look into.
    """
    rarity = index.rarity(question)
    found = [
        (_coverage(rarity, _text(hit, span)), hit, span, before)
        for hit, span, before in _sentences(hits)
    ]
    found = sorted(found, key=lambda one: -(one[0] + one[1].score))[:_SENTENCES]
    texts = [f"{hit.article.title}. {_text(hit, span)}" for _, hit, span, _ in found]
    if not texts:
        return []
    cosines = index.embed(texts) @ vector
    evidence = []
    for (coverage, hit, span, before), cosine in zip(found, cosines.tolist(), strict=True):
        score = cosine + _WORDS * coverage + _PASSAGE * hit.score
        evidence.append(Evidence(hit, span, before, cosine, coverage, score))
    return sorted(evidence, key=lambda one: -one.score)


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
            if passage.start <= span.start and span.end <= passage.end:
                adjoining = before and not text[before.end : span.start].strip()
                yield hit, span, before if adjoining else None


def _is_evidence(sentence: str) -> bool:
    return ends_like_sentence(sentence) and len(sentence.split()) >= _FEWEST_WORDS


def _text(hit: Hit, span: Span) -> str:
    return hit.article.text[span.start : span.end]


def _coverage(rarity: dict[str, float], text: str) -> float:
    total = sum(rarity.values())
    return sum(rarity[word] for word in rarity.keys() & set(stems(text))) / total if total else 0.0
