"""From hits to evidence: the sentences in the passages found, each scored for the question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..index.article import Article, Span
from ..index.index import Index
from ..index.named_dates import Days
from ..index.said_dates import within
from ..index.search import Hit
from ..index.sentences import ends_like_sentence, sentences
from ..index.words import coverage
from .ahead import asks_another_time, looks_ahead
from .following import following, places_of_last
from .followup import StandAlone
from .pairs import Candidate
from .party_words import parties_asked, questions_of_parties, speaks
from .reranker import Reranker
from .tellings import is_version
from .time_asked import Order, TimeAsked
from .timely import event_days, timeliness

# Chosen on the dev split of SQuAD, TimeQA, MultiHop-RAG and RAMDocs, on documents that the bundled
# re-ranker was not trained on. The best sentence answers .65 of the questions where 16 are read and
# the score of the re-ranker alone decides, .67 where 10 are, .69 where shared words count too.
MOST_SENTENCES = 10  # that a re-ranker reads
_HIT = 0.5  # the weight of a passage's score in choosing them, beside their coverage at 1
_SHARED = 3.0  # what coverage counts beside the score of a re-ranker
# Of the samples' questions about time, dev, .48 are answered rightly so, .43 where it counts
# nothing. Beside the score it counts little: what is of another time is left out as it is.
_TIME, _TIMELY = 0.3, 0.5  # what the time counts in choosing sentences, and beside the score
# Of the samples' follow-ups, dev, .54 are answered rightly so, .45 where this counts nothing.
_FOLLOWS, _FOLLOWING = 0.4, 4.0  # what going on from the last answer counts, likewise
# Below the best score; of the sentences above, the latest is "the latest". On the dev halves of the
# samples, of questions about time too, 2 and 3 do as well as each other, 4 and 6 worse.
_NEARLY = 3.0
# What a sentence loses that does not look ahead where the question does, in choosing sentences and
# beside the score. By hand: the sets hold hardly a question of what is to come.
_CHOSEN_BACK, _BACK = 1.0, 6.0
_AGAIN = 1.0  # what a sentence loses where another part is answered from its article

_FEWEST_WORDS = 3
_LEANS_BACK = re.compile(
    r"[\"'“‘]?(?:(?:But|And|However|Meanwhile|Still|Yet|Later|Then|Instead|Also),?\s+)?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|Neither|Such"
    r"|he|she|they|it|his|her|their|its|this|these|those|both|neither|such)\b"
)


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
        when: The days that it tells of: those it names, else those its article was published on;
            None where neither is known.
        timely: How well it fits the time that the question is about, see `timeliness`.
        follows: How well it goes on from what was said before, see `following`.
        score: How well it answers: the score of a re-ranker and all that is above; higher is
            better.
        revised_by: The id of a newer revision of its article, see `Index.newer_revision`.
    """

    hit: Hit
    span: Span
    before: Span | None
    when: Days | None
    coverage: float
    timely: float
    follows: float
    score: float
    revised_by: str | None = None

    @property
    def article(self) -> Article:
        """The article it stands in."""
        return self.hit.article

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def lead(self) -> Span | None:
        """The sentence before it, if this one leans back on it: "He", "But they"."""
        return self.before if _LEANS_BACK.match(self.text) else None

    @property
    def in_context(self) -> str:
        """The sentence with the one that it leans back on, if any."""
        return self.article.text[(self.lead or self.span).start : self.span.end]


def gather(
    index: Index,
    asked: TimeAsked,
    hits: Sequence[Hit],
    reranker: Reranker,
    *,
    talk: StandAlone | None = None,
    most: int = MOST_SENTENCES,
) -> list[Evidence]:
    """The sentences of the hits' passages, best first.

    A line that does not end as a sentence (a headline, a button, a teaser) is no evidence, nor is a
    question, nor a sentence of a word or two. A re-ranker takes time for each sentence, so that it
    reads only those that have most words of the question and stand in the best passages; where the
    question asks what parties said, their words come first. What is of another time than the
    question is no evidence where anything else is, unless it goes on from what was said before.

    Args:
        index: Where the hits come from; it gives the rarity of words, and the dates told.
        asked: What they are to answer, and of which time.
        hits: The passages to look into.
        reranker: Scores the sentences.
        talk: What was said before, for a question that follows.
        most: How many sentences are scored.
    """
    rarity = {text: index.rarity(text) for text in {asked.question, asked.what}}
    articles = {one.article.id: one.article for one in hits}
    told = {name: index.said_dates(name) for name in articles}
    revised = {name: index.newer_revision(name) for name in articles}
    last = {name: places_of_last(talk, one) for name, one in articles.items()} if talk else {}
    parties = parties_asked(asked.what)
    found = []
    for hit, span, before in _sentences(hits):
        text = _text(hit, span)
        heard = " ".join(one for one in parties if speaks(one, text))  # by another name, maybe
        dates = within(told[hit.article.id], *span)
        found.append(
            Evidence(
                hit,
                span,
                before,
                when=event_days(hit.article, dates),
                coverage=coverage(rarity[asked.of(hit.article)], f"{text} {heard}"),
                timely=timeliness(asked.days, hit.article, dates),
                follows=following(span, last.get(hit.article.id, [])),
                score=0.0,
                revised_by=revised[hit.article.id],
            )
        )
    found.sort(
        key=lambda one: (
            one.timely < 0 or not any(speaks(party, one.text) for party in parties),
            -(
                one.coverage
                + _HIT * one.hit.score
                + _TIME * one.timely
                + _FOLLOWS * one.follows
                - _CHOSEN_BACK * looks_back(one, asked)
            ),
        )
    )
    scored = scored_by(reranker, asked, found[:most])
    of_then = [one for one in scored if one.timely >= 0 or one.follows]
    return _in_order(asked.order, sorted(of_then or scored, key=lambda one: -one.score))


def best_of_parts(
    parts: Sequence[Sequence[Evidence]], *, comparing: bool = False
) -> list[Evidence | None]:
    """The best sentence for each part of a question, from different articles where that may be.

    An answer to several parts is to be had from several articles. So a sentence of another article
    than those of the parts before wins over one of theirs that is a little better.

    Args:
        parts: The evidence for each part; a part without any that is not taken has None.
        comparing: Whether they are things that are compared; then the sentence for one is no
            version of that for another.
    """
    chosen: list[Evidence | None] = []
    for evidence in parts:
        taken = [one for one in chosen if one]
        heard = {one.article.id for one in taken}
        left = [
            one
            for one in evidence
            if not _among(one, taken)
            and not (comparing and any(is_version(one.text, said.text) for said in taken))
        ]
        chosen.append(
            max(left, key=lambda one: one.score - _AGAIN * (one.article.id in heard), default=None)
        )
    return chosen


def _among(one: Evidence, others: Sequence[Evidence]) -> bool:
    return any(one.article.id == other.article.id and one.span == other.span for other in others)


def _in_order(order: Order | None, evidence: list[Evidence]) -> list[Evidence]:
    """With the latest, or the earliest, of the nearly best first, if that is what is wanted.

    What may be of another time than the question gives way to what is of it: the last meeting
    "before the call of 2025" is not that call.
    """
    nearly = [one for one in evidence if one.score >= evidence[0].score - _NEARLY]
    fitting = max((one.timely for one in nearly), default=0.0)
    near = [(one, one.when) for one in nearly if one.when and one.timely == fitting]
    if order is None or not near:
        return evidence
    if order == "latest":
        leading, _ = max(near, key=lambda pair: pair[1].last)
    else:
        leading, _ = min(near, key=lambda pair: pair[1].first)
    return [leading, *(one for one in evidence if one is not leading)]


def scored_by(reranker: Reranker, asked: TimeAsked, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The same evidence with scores by this re-ranker; what is asked the same stands together."""
    scored = []
    questions = [_asked_of(one, asked) for one in evidence]
    for question in dict.fromkeys(questions):
        those = [one for one, own in zip(evidence, questions, strict=True) if own == question]
        scores = reranker.score(question, [_candidate(one) for one in those]).tolist()
        scored += [
            replace(
                one,
                score=score
                + _SHARED * one.coverage
                + _TIMELY * one.timely
                + _FOLLOWING * one.follows
                - _BACK * looks_back(one, asked),
            )
            for one, score in zip(those, scores, strict=True)
        ]
    return scored


def looks_back(one: Evidence, asked: TimeAsked) -> bool:
    """Whether a sentence tells only of what was, where the question asks what is to come.

    In an article without a date what is said may hold at any time, unless another time is asked.
    """
    dated = one.article.published or asks_another_time(asked.question)
    return bool(asked.ahead and dated) and not looks_ahead(one.text)


def _asked_of(one: Evidence, asked: TimeAsked) -> str:
    """What a sentence is asked: the words of a party that is asked for answer for it alone."""
    question = asked.of(one.article)
    own = questions_of_parties(question)
    return next((own[party] for party in own if speaks(party, one.text)), question)


def _candidate(one: Evidence) -> Candidate:
    return Candidate(one.text, _text(one.hit, one.before) if one.before else "", one.article.title)


def in_copies(one: Evidence) -> Iterator[Evidence]:
    """The sentences of the copies of the passage that a sentence stands in, as if as good."""
    for hit, span, before in _sentences(one.hit.copies):
        yield replace(one, hit=hit, span=span, before=before)


def _sentences(hits: Sequence[Hit]) -> Iterator[tuple[Hit, Span, Span | None]]:
    """The sentences within the passages, each with the one right before it in the article."""
    for hit in hits:
        text, passage = hit.article.text, hit.passage
        own = _evidence_in(hit.article)
        for before, span in zip([None, *own], own, strict=False):
            inside = passage.start <= span.start and span.end <= passage.end
            if inside and not _asks(_text(hit, span)):
                adjoining = before and not text[before.end : span.start].strip()
                yield hit, span, before if adjoining else None


@lru_cache(maxsize=64)  # the parts of a question read the same articles, and so do follow-ups
def _evidence_in(article: Article) -> tuple[Span, ...]:
    return tuple(
        span
        for span in sentences(article.text, article.marks)
        if _is_evidence(article.text[span.start : span.end])
    )


def _is_evidence(sentence: str) -> bool:
    return ends_like_sentence(sentence) and len(sentence.split()) >= _FEWEST_WORDS


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”’)]»").endswith("?")


def _text(hit: Hit, span: Span) -> str:
    return hit.article.text[span.start : span.end]
