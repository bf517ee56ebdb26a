"""What the re-ranker learns from: questions with sentences that answer them, and that do not.

Of the public sets' dev split alone. A fifth of its documents or so is held out, to measure on while
training and to fit a confidence on afterwards. Wrong sentences are the nearest by words (TF-IDF of
stems), for those are what the re-ranker will be shown. The sets:

- squad: the sentence with a gold answer among those of its paragraph; the same one among the
  nearest of its page; unanswerable questions with the paragraph that does not answer them.
- timeqa: the sentence with a gold answer among the nearest of its page, many of which answer the
  same question for another time; unanswerable questions with the nearest of their page.
- multihoprag: each fact of the evidence among the nearest of other articles; questions without an
  answer with the nearest of all.
- ramdocs: a sentence with a right answer among the others of the question's documents. What states
  a false answer is left out: it answers, and whether it is true no sentence tells.
- mtrag_un: its unanswerable questions with the nearest sentences. Its gold answers are essays, so
  which sentence is right is not known, and answerable ones are left out.
- crossed: questions of one set with the nearest sentences of another, none of which answers.
"""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..index.article import Article
from ..index.lines import numbered_lines
from ..index.sentences import ends_like_sentence, sentences
from ..index.words import stems
from ..rag.pairs import Candidate
from .answers import holds_answer
from .public_sets import public_set
from .questions import Question
from .sets import QuestionSet

_NEAREST = 8  # wrong sentences with a question
_CROSSED = 800  # questions
_HELD_OUT = 5  # one document in so many
_SEED = 7


@dataclass(frozen=True, slots=True)
class Example:
    """A question with sentences, and which of them answer it.

    Attributes:
        kind: The set, and what of it, such as "squad, unanswerable".
        document: What the question was written from. It decides what is held out.
        question: As it was asked.
        candidates: Sentences, each once.
        right: For each candidate whether it answers; all false where nothing does.
    """

    kind: str
    document: str
    question: str
    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]

    @property
    def held_out(self) -> bool:
        """Whether its document is kept from training."""
        return _held_out(self.document)


def examples(sets: Path) -> list[Example]:
    """Every example of the public sets in a folder, in a fixed order.

    Raises:
        QuestionError: A set is missing.
    """
    squad, timeqa, news, ramdocs, mtrag = (
        public_set(name, sets).part(split="dev")
        for name in ("squad", "timeqa", "multihoprag", "ramdocs", "mtrag_un")
    )
    pages = _shelves(squad, lambda article: article.title)
    lives = _shelves(timeqa, lambda article: article.id.rpartition("-")[0])
    archive = Shelf(_articles(news))
    others = [*squad.questions, *timeqa.questions, *ramdocs.questions, *mtrag.questions]
    return [
        *_squad(squad, pages, _paragraphs(sets / "squad" / "questions.jsonl.gz")),
        *_timeqa(timeqa, lives),
        *_multihoprag(news, archive),
        *_ramdocs(ramdocs),
        *_mtrag_un(mtrag),
        *_crossed(others, archive, news, pages),
    ]


class Shelf:
    """The sentences of some articles, to be found by article or by their words."""

    def __init__(self, articles: Iterable[Article]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._ids: list[str] = []
        self._candidates: list[Candidate] = []
        for article in articles:
            found = in_article(article)
            self._candidates += found
            self._ids += [article.id] * len(found)
        self._words = TfidfVectorizer(analyzer=stems, sublinear_tf=True)
        texts = (f"{one.headline}. {one.sentence}" for one in self._candidates)
        self._rows = self._words.fit_transform(texts)

    def of(self, articles: Container[str]) -> list[Candidate]:
        """The sentences of some articles, in order."""
        return [
            one for name, one in zip(self._ids, self._candidates, strict=True) if name in articles
        ]

    def nearest(
        self, question: str, *, outside: Container[str] = (), without: Sequence[str] = ()
    ) -> list[Candidate]:
        """The sentences that share most with a question, best first.

        Args:
            question: What to look for.
            outside: Articles to leave out.
            without: Answers that no sentence given may hold.
        """
        likeness = (self._rows @ self._words.transform([question]).T).toarray()[:, 0]
        found: list[Candidate] = []
        for at in np.argsort(-likeness, kind="stable").tolist():
            one = self._candidates[at]
            if self._ids[at] not in outside and not holds_answer(one.sentence, without):
                found.append(one)
            if len(found) == _NEAREST:
                break
        return found


def in_article(article: Article) -> list[Candidate]:
    """The sentences of an article that can be evidence, in order."""
    text = article.text
    spans = [
        span
        for span in sentences(text, article.marks)
        if ends_like_sentence(text[span.start : span.end])
    ]
    return [
        Candidate(
            text[span.start : span.end],
            text[before.start : before.end]
            if before and not text[before.end : span.start].strip()
            else "",
            article.title,
        )
        for before, span in zip([None, *spans], spans, strict=False)
    ]


def _squad(
    asked: QuestionSet, pages: dict[str, Shelf], paragraphs: dict[str, str]
) -> Iterator[Example]:
    for one in asked.questions:
        shelf, paragraph = pages[one.document], [paragraphs[one.id]]
        own = shelf.of(paragraph)
        right, wrong = _by_answer(own, one.answers)
        if one.answerable:
            others = shelf.nearest(one.question, outside=paragraph, without=one.answers)
            yield from _answered("squad, paragraph", one, right, wrong)
            yield from _answered("squad, page", one, right, others)
        else:
            yield _unanswered("squad, unanswerable", one, own)


def _timeqa(asked: QuestionSet, pages: dict[str, Shelf]) -> Iterator[Example]:
    for one in asked.questions:
        shelf = pages[one.document]
        near = shelf.nearest(one.question, without=one.answers)
        if one.answerable:
            own = shelf.of([paragraph.article_id for paragraph in one.evidence])
            yield from _answered("timeqa", one, _by_answer(own, one.answers)[0], near)
        else:
            yield _unanswered("timeqa, unanswerable", one, near)


def _multihoprag(asked: QuestionSet, archive: Shelf) -> Iterator[Example]:
    for one in asked.questions:
        near = archive.nearest(one.question, outside=[fact.article_id for fact in one.evidence])
        for fact in one.evidence:
            own = archive.of([fact.article_id])
            right = [candidate for candidate in own if _overlap(candidate.sentence, fact.text)]
            yield from _answered("multihoprag", one, right, near)
        if one.answerable is False:
            yield _unanswered("multihoprag, unanswerable", one, near)


def _ramdocs(asked: QuestionSet) -> Iterator[Example]:
    articles = {article.id: article for article in _articles(asked)}
    for one in asked.questions:
        said = [found for name in one.candidates for found in in_article(articles[name])]
        right, others = _by_answer(said, one.answers)
        _, wrong = _by_answer(others, one.wrong_answers)
        yield from _answered("ramdocs", one, right, wrong)


def _mtrag_un(asked: QuestionSet) -> Iterator[Example]:
    archive = Shelf(_articles(asked))
    for one in asked.questions:
        if one.type == "unanswerable":
            yield _unanswered("mtrag_un, unanswerable", one, archive.nearest(one.question))


def _crossed(
    asked: Sequence[Question], archive: Shelf, news: QuestionSet, pages: dict[str, Shelf]
) -> Iterator[Example]:
    draw = random.Random(_SEED)  # noqa: S311
    for one in draw.sample(asked, min(_CROSSED, len(asked))):
        yield _unanswered("crossed", one, archive.nearest(one.question))
    for one in news.questions:
        alike = [page for page in pages if _held_out(page) == _held_out(one.source)]
        if alike:
            yield _unanswered("crossed", one, pages[draw.choice(alike)].nearest(one.question))


def _answered(
    kind: str, asked: Question, right: Sequence[Candidate], wrong: Sequence[Candidate]
) -> Iterator[Example]:
    """An example, if a sentence is known to be right: some answers run over two sentences."""
    if right:
        each = dict.fromkeys(wrong, False) | dict.fromkeys(right, True)
        yield Example(kind, asked.source, asked.question, tuple(each), tuple(each.values()))


def _unanswered(kind: str, asked: Question, wrong: Sequence[Candidate]) -> Example:
    each = tuple(dict.fromkeys(wrong))
    return Example(kind, asked.source, asked.question, each, (False,) * len(each))


def _by_answer(
    said: Iterable[Candidate], answers: Sequence[str]
) -> tuple[list[Candidate], list[Candidate]]:
    """The sentences that hold an answer, and the others."""
    right: list[Candidate] = []
    wrong: list[Candidate] = []
    for one in said:
        (right if holds_answer(one.sentence, answers) else wrong).append(one)
    return right, wrong


def _overlap(sentence: str, fact: str) -> bool:
    sentence, fact = " ".join(sentence.split()), " ".join(fact.split())
    return sentence in fact or fact in sentence


def _shelves(asked: QuestionSet, page: Callable[[Article], str]) -> dict[str, Shelf]:
    """A shelf for each page that a question was written from."""
    documents = {one.document for one in asked.questions}
    articles: dict[str, list[Article]] = defaultdict(list)
    for article in _articles(asked):
        if page(article) in documents:
            articles[page(article)].append(article)
    return {name: Shelf(those) for name, those in articles.items()}


def _articles(asked: QuestionSet) -> Iterable[Article]:
    assert asked.articles is not None  # noqa: S101 - public sets bring theirs
    return asked.articles()


def _paragraphs(file: Path) -> dict[str, str]:
    """The paragraph that each of SQuAD's questions was written for, unanswerable ones too."""
    rows = (json.loads(line) for _, line in numbered_lines(file))
    return {row["id"]: row["evidence"][0]["article_id"] for row in rows}


def is_held_out(question: Question) -> bool:
    """Whether the document that a question was written from is kept from training."""
    return _held_out(question.source)


def _held_out(document: str) -> bool:
    # Another byte of the digest than the one that tells dev from test.
    return hashlib.sha256(document.encode(errors="surrogatepass")).digest()[2] % _HELD_OUT == 0
