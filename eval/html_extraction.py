"""How well an article's text is taken out of a web page, beside trafilatura.

    python -m dateline.eval.html_extraction ../shared/sets

The measure is that of Zyte's article-extraction-benchmark (its `evaluate.py`): precision and recall
over shingles of four words, counted page by page, averaged over pages; F1 is of the two averages.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..index.article import Article
from ..index.describe import described
from ..index.errors import DatelineError
from ..index.read_html import read_page
from .estimates import Difference, Estimate, mean_of
from .html_pages import HtmlPage, html_pages
from .markdown import difference, figure, table
from .questions import Split

SET = "html-extraction"
OURS, THEIRS = "Dateline", "trafilatura"

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words
_RESAMPLES = 2_000
_SEED = 0


class Overlap(NamedTuple):
    """How a text taken from a page matches the true one; NaN where there is none to match."""

    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one system took from the pages.

    Attributes:
        pages: Its overlap with the true text, page by page.
        milliseconds: How long a page took in the mean.
        precision: Over the pages from which it took something.
        recall: Over all that have a text.
        f1: Of the two, with its bootstrap interval over pages.
        less: Its F1 taken from Dateline's, pages drawn in pairs; None of Dateline itself.
    """

    pages: tuple[Overlap, ...]
    milliseconds: float
    precision: Estimate
    recall: Estimate
    f1: Estimate
    less: Difference | None


@dataclass(frozen=True, slots=True)
class HtmlExtraction:
    """All systems on the same pages in one run, by name, Dateline first."""

    split: Split | None
    systems: Mapping[str, Extracted]


def measure_extraction(folder: Path, split: Split | None = "test") -> HtmlExtraction:
    """Take the text out of each page, with Dateline and with trafilatura, and compare.

    Dateline's is the article's text but for what is marked as furniture. Where no article is
    found the text is empty, and counts.

    Args:
        folder: The set.
        split: The half of it; None for all of it.

    Raises:
        QuestionError: The folder is no such set.
    """
    pages = list(html_pages(folder, split))
    for read in _SYSTEMS.values():
        read(pages[0])  # what is imported then is not counted
    taken = {name: _taken(read, pages) for name, read in _SYSTEMS.items()}
    own = np.array(taken[OURS][0])
    return HtmlExtraction(
        split,
        {
            name: _extracted(overlaps, seconds, None if name == OURS else own)
            for name, (overlaps, seconds) in taken.items()
        },
    )


def overlap(taken: str, true: str) -> Overlap:
    """Precision and recall of the shingles of a text, each as often as it occurs."""
    found, gold = _shingles(taken), _shingles(true)
    both = (found & gold).total()
    return Overlap(
        both / found.total() if found else float("nan"),
        both / gold.total() if gold else float("nan"),
    )


def markdown(measured: HtmlExtraction) -> Iterator[str]:
    """The lines of a table of what was measured."""
    pages = len(measured.systems[OURS].pages)
    which = f"the {measured.split} split, " if measured.split else ""
    yield f"{SET}: {which}{pages} pages; trafilatura {version('trafilatura')}."
    yield ""
    yield from table(
        ("", "precision", "recall", "F1", "Dateline's F1 − its", "ms a page"),
        (
            (
                name,
                figure(one.precision),
                figure(one.recall),
                figure(one.f1),
                difference(one.less) if one.less else "",
                f"{one.milliseconds:.0f}",
            )
            for name, one in measured.systems.items()
        ),
    )


def _article(page: HtmlPage) -> Article | None:
    read = read_page(page.data, page.url, page.id, lambda _: None)
    return next(described(read), None)


def _own_text(page: HtmlPage) -> str:
    """The article's text but for its furniture."""
    article = _article(page)
    if article is None:
        return ""
    pieces, end = [], 0
    for mark in article.marks:
        if mark.kind == "furniture":
            pieces.append(article.text[end : mark.start])
            end = mark.end
    return "\n".join([*pieces, article.text[end:]])


def _whole_text(page: HtmlPage) -> str:
    article = _article(page)
    return article.text if article else ""


def _trafilatura(page: HtmlPage, **settings: Any) -> str:
    from trafilatura import extract

    return extract(page.data, **settings) or ""


_SYSTEMS: Mapping[str, Callable[[HtmlPage], str]] = {
    OURS: _own_text,
    "Dateline, furniture included": _whole_text,
    THEIRS: _trafilatura,
    "trafilatura, for precision, no comments": lambda page: _trafilatura(
        page, favor_precision=True, include_comments=False
    ),
}


def _taken(
    read: Callable[[HtmlPage], str], pages: Sequence[HtmlPage]
) -> tuple[tuple[Overlap, ...], float]:
    started = time.perf_counter()
    texts = [read(page) for page in pages]
    seconds = time.perf_counter() - started
    found = (overlap(text, page.text) for text, page in zip(texts, pages, strict=True))
    return tuple(found), seconds


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - _SHINGLE + 1)) if words else ()
    return Counter(tuple(words[start : start + _SHINGLE]) for start in starts)


Scores = npt.NDArray[np.float64]  # pages (in the last but one axis) × precision and recall


def _extracted(overlaps: tuple[Overlap, ...], seconds: float, own: Scores | None) -> Extracted:
    scores = np.array(overlaps)
    precision, recall = (mean_of(one[~np.isnan(one)]) for one in scores.T)
    draws = _draws(len(scores))
    low, high = np.quantile(_f1(scores[draws]), (0.025, 0.975))
    f1 = Estimate(float(_f1(scores)), float(low), float(high), len(scores))
    less = None if own is None else _difference(own, scores)
    return Extracted(overlaps, 1000 * seconds / len(scores), precision, recall, f1, less)


def _difference(new: Scores, old: Scores) -> Difference:
    """By bootstrap and by randomisation over pairs of pages, as `estimates` does of means."""
    draws = _draws(len(new))
    value = float(_f1(new) - _f1(old))
    low, high = np.quantile(_f1(new[draws]) - _f1(old[draws]), (0.025, 0.975))
    swap = np.random.default_rng(_SEED).random((_RESAMPLES, len(new), 1)) < 0.5
    chance = _f1(np.where(swap, old, new)) - _f1(np.where(swap, new, old))
    p = (1 + np.sum(np.abs(chance) >= abs(value) - 1e-12)) / (1 + _RESAMPLES)
    return Difference(value, float(low), float(high), float(p), len(new))


def _draws(pages: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(pages, size=(_RESAMPLES, pages))


def _f1(scores: Scores) -> Any:
    precision, recall = np.moveaxis(np.nanmean(scores, axis=-2), -1, 0)
    return 2 * precision * recall / np.maximum(precision + recall, 1e-12)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m dateline.eval.html_extraction SETS")
    halves: tuple[Split | None, ...] = ("test", "dev", None)
    try:
        for half in halves:
            found = measure_extraction(Path(sys.argv[1]) / SET, half)
            print("\n".join(markdown(found)), end="\n\n")  # noqa: T201
    except DatelineError as problem:
        sys.exit(str(problem))
