"""How well furniture and captions are told from the article in text that was scraped flat.

    python -m dateline.eval.flat_text

Measured on the flat articles of our own, each half for itself: rules are made on the dev half.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..index.article import Mark, MarkKind, Span
from ..index.familiar import familiar_lines
from ..index.furniture import furniture
from .flat import ARTICLES
from .markdown import table
from .questions import Question, Split


@dataclass(frozen=True, slots=True)
class FlatArticle:
    """A text that was scraped flat, with what each of its lines is.

    Attributes:
        id: Unique in the set.
        publisher: Its true publisher.
        text: All of the page's text.
        lines: The kind of each line that is not blank, and where it stands in `text`.
    """

    id: str
    publisher: str
    text: str
    lines: tuple[tuple[str, Span], ...]

    @property
    def split(self) -> Split:
        """The half it is in, by its publisher."""
        return Question("", "", document=self.publisher).split


class Measured(NamedTuple):
    """What was marked, against what should be.

    Attributes:
        right: Marked rightly.
        wrong: Marked and should not be.
        missed: Not marked and should be.
    """

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was marked that should be; 1 if nothing was."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of what should be marked that was; 1 if there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


_COLUMNS = (
    "", "precision, alone", "recall, alone", "text lost, alone", "precision", "recall",
    "text lost", "captions, precision", "captions, recall",
)  # fmt: skip

Marked = Mapping[str, Sequence[Mark]]
"""The marks on each article, by its id."""


def flat_articles(file: Path = ARTICLES) -> list[FlatArticle]:
    """Read the flat articles."""
    return [_article(json.loads(row)) for row in file.read_text(encoding="utf-8").splitlines()]


def marked_alone(articles: Sequence[FlatArticle]) -> Marked:
    """The marks of each article as if it were the only one of its publisher."""
    return {article.id: furniture(article.text) for article in articles}


def marked_together(articles: Sequence[FlatArticle]) -> Marked:
    """The marks of each article when those of its publisher are read together."""
    texts = defaultdict[str, list[str]](list)
    for article in articles:
        texts[article.publisher].append(article.text)
    familiar = {publisher: familiar_lines(own) for publisher, own in texts.items()}
    return {
        article.id: furniture(article.text, familiar=familiar[article.publisher])
        for article in articles
    }


def furniture_words(articles: Sequence[FlatArticle], marked: Marked) -> Measured:
    """Words of furniture, against all words but those of captions, which may be cited or not."""
    counts = [0, 0, 0]
    for article in articles:
        for kind, span in article.lines:
            words = len(article.text[slice(*span)].split())
            found = _is_marked(span, marked[article.id], "furniture")
            if kind == "furniture":
                counts[0 if found else 2] += words
            elif found and kind != "caption":
                counts[1] += words
    return Measured(*counts)


def text_words_lost(articles: Sequence[FlatArticle], marked: Marked) -> float:
    """The share of the words of text, headlines and subheads that was marked as furniture."""
    lost = words = 0
    for article in articles:
        for kind, span in article.lines:
            if kind in ("text", "dateline-text", "headline", "subhead"):
                size = len(article.text[slice(*span)].split())
                words += size
                lost += size * _is_marked(span, marked[article.id], "furniture")
    return lost / words


def caption_lines(articles: Sequence[FlatArticle], marked: Marked) -> Measured:
    """Lines that are captions, against all lines."""
    counts = [0, 0, 0]
    for article in articles:
        for kind, span in article.lines:
            found = _is_marked(span, marked[article.id], "caption")
            if found or kind == "caption":
                counts[0 if found and kind == "caption" else 1 if found else 2] += 1
    return Measured(*counts)


def report(
    articles: Sequence[FlatArticle], halves: Sequence[Split] = ("dev", "test")
) -> Iterator[str]:
    """The lines of Markdown: a table for each half, with its publishers."""
    yield (
        "Of the words of furniture, in articles scraped flat; once with each article alone, once "
        "with those of its publisher beside it. Text lost is the share of the words of text and "
        "headlines that was marked. Captions are counted by line. The rules and the model were "
        "made on the dev half, which therefore flatters them."
    )
    for half in halves:
        own = [article for article in articles if article.split == half]
        publishers = sorted({article.publisher for article in own})
        rows = [_row("all", own)]
        rows += [_row(one, [each for each in own if each.publisher == one]) for one in publishers]
        yield ""
        yield f"The {half} half, {len(own)} articles:"
        yield ""
        yield from table(_COLUMNS, rows)


def _row(name: str, articles: Sequence[FlatArticle]) -> list[str]:
    alone, together = marked_alone(articles), marked_together(articles)
    captions = caption_lines(articles, together)
    figures = [
        figure
        for marked in (alone, together)
        for measured in [furniture_words(articles, marked)]
        for figure in (
            measured.precision,
            measured.recall,
            text_words_lost(articles, marked),
        )
    ]
    return [name, *(f"{one:.3f}" for one in (*figures, captions.precision, captions.recall))]


def _article(row: Mapping[str, object]) -> FlatArticle:
    lines: list[tuple[str, Span]] = []
    text = ""
    for kind, line in row["lines"]:  # type: ignore[attr-defined]
        start = len(text)
        text += f"{line}\n"
        if kind != "blank":
            lines.append((kind, Span(start, start + len(line))))
    return FlatArticle(str(row["id"]), str(row["publisher"]), text, tuple(lines))


def _is_marked(span: Span, marks: Sequence[Mark], kind: MarkKind) -> bool:
    """Whether at least half of a line carries marks of a kind."""
    under = sum(
        max(0, min(span.end, mark.end) - max(span.start, mark.start))
        for mark in marks
        if mark.kind == kind
    )
    return 2 * under >= span.end - span.start


if __name__ == "__main__":
    for line in report(flat_articles()):
        print(line)  # noqa: T201
