"""How much each line of a flat text looks like furniture of the page: a small linear model.

A line is looked at twice. First alone: its length and ending, its capitals, the words in it. Then
among its neighbours: how they look, how much of the article's prose stands before it, and how many
of its words the rest of the text uses too, for a menu or a teaser is about something else. Both
looks are logistic regressions; `python -m dateline.eval.fit_furniture` fits them.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .line_shapes import Shape, line_shape

Floats = NDArray[np.float64]

ANYWHERE = frozenset(["an advertisement", "a link to another story", "a menu", "a photo credit"])
"""What stands amid the prose too, and says nothing of its neighbours."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|[|©»›→@#•]")
_FIGURE = re.compile(r"\d\S*")
_INITIAL = re.compile(r"(?<!\S)[\"“‘'(]*([^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*$")
_OPENING = "\"“‘'("
_READ = 240  # characters of a line: a longer one is a paragraph, whatever comes later in it
_SURE = 6.0  # a logit beyond which it makes no difference
_LEAST_PROSE = 8  # words


class PageLine(NamedTuple):
    """A line of a flat text that is not blank, and what its own words tell.

    Attributes:
        start: Where it stands in the text, without the white space around it.
        end: One past its last character.
        words: Its first words in small letters, without figures.
        looks: Its features for the model, as `_looks` lists them.
        shape: What it is by its words alone.
        prose: Its length in words if it is at least a short sentence, else 0.
    """

    start: int
    end: int
    words: list[str]
    looks: tuple[float, ...]
    shape: Shape
    prose: int


class Model(NamedTuple):
    """Weights of the two looks.

    Attributes:
        bias: Of the first look.
        looks: One weight for each feature of a line alone.
        words: Weights of words; "^word" is a word that opens a line.
        bias_among: Of the second look.
        among: One weight for each feature of a line among the others.
    """

    bias: float
    looks: Floats
    words: Mapping[str, float]
    bias_among: float
    among: Floats


def page_line(text: str, start: int, end: int) -> PageLine:
    """Look at the line `text[start:end]`, which begins and ends with no white space."""
    line = text[start:end]
    beginning = line[:_READ]
    shape = line_shape(line)
    parts = beginning.split()
    ends = bool(_SENTENCE_END.search(line[-12:]))
    return PageLine(
        start=start,
        end=end,
        words=_WORD.findall(beginning.lower()),
        looks=(*_looks(beginning, line[-1], parts, ends=ends), *_told(shape)),
        shape=shape,
        prose=line.count(" ") + 1 if ends and len(parts) >= _LEAST_PROSE else 0,
    )


def without_shape(line: PageLine) -> PageLine:
    """A line as if nothing of a page were known by its words."""
    shape = line.shape._replace(reason=None, heading=False)
    told = _told(shape)
    return line._replace(shape=shape, looks=(*line.looks[: -len(told)], *told))


def _looks(line: str, last: str, parts: Sequence[str], *, ends: bool) -> tuple[float, ...]:
    words, figures = len(parts), len(_FIGURE.findall(line))
    initials = "".join(_INITIAL.findall(line))
    capitals = sum(map(str.isupper, initials)) / (len(initials) or 1)
    return (
        words == 1,
        2 <= words <= 3,
        4 <= words <= 7,
        8 <= words <= 14,
        15 <= words <= 29,
        words >= 30,
        ends,
        ends and words >= _LEAST_PROSE,
        ends and words >= 20,
        line[0].islower(),
        line[0].isdigit(),
        line[0] in "•*-–—·",
        line[0] in _OPENING,
        '"' in line or "“" in line,
        capitals,
        capitals > 0.75 and words >= 4,
        line.isupper(),
        figures > 0,
        figures / words,
        last == ":",
        last == "?",
    )


def _told(shape: Shape) -> tuple[float, ...]:
    return shape.reason is not None, shape.heading, shape.belongs, shape.dated


def evidence(lines: Sequence[PageLine], model: Model | None = None) -> Floats:
    """How much each line looks like furniture among the others: log odds, positive for furniture.

    Takes time in proportion to the words.
    """
    if not lines:
        return np.zeros(0)
    model = model or _model()
    return among(lines, alone(lines, model)) @ model.among + model.bias_among


def alone(lines: Sequence[PageLine], model: Model) -> Floats:
    """How much each line looks like furniture by itself, as log odds: the first look."""
    words = [
        sum(share * model.words.get(word, 0.0) for word, share in word_shares(line.words))
        for line in lines
    ]
    odds: Floats = np.array([line.looks for line in lines]) @ model.looks + words + model.bias
    return odds


def word_shares(words: Sequence[str]) -> list[tuple[str, float]]:
    """The words of a line as features, each with its value: the more of them, the less each."""
    distinct = dict.fromkeys(words)  # in order, so that a fit is the same each time
    share = len(distinct) ** -0.5 if distinct else 0.0
    opening = [(f"^{words[0]}", 0.5)] if words else []
    return [(word, share) for word in distinct] + opening


def among(lines: Sequence[PageLine], odds: Floats) -> Floats:
    """The features of each line among the others: one row a line.

    Args:
        lines: All lines of a text, at least one.
        odds: Of each from the first look.
    """
    count = len(lines)
    odds = np.clip(odds, -_SURE, _SURE)
    words = np.log1p([len(line.words) for line in lines])
    prose = np.array([line.prose for line in lines]) / (1 + np.exp(odds))
    upto = np.cumsum(prose)
    total = upto[-1] + 1e-9
    before, after = (upto - prose) / total, 1 - upto / total
    first, last = before < 0.02, after < 0.02
    shared = _shared_words(lines, prose > 0)
    around = np.array([line.shape.reason not in ANYWHERE for line in lines])
    sure = around * [line.shape.reason is not None or line.shape.heading for line in lines]
    near = around * odds
    headings = np.array([line.shape.heading for line in lines])
    own = np.array([line.shape.belongs for line in lines])
    below_credit = np.cumsum(own & (before > 0.8)) > own
    below_heading = np.cumsum(headings & (before > 0.5)) > 0
    sentence = np.array([float(line.prose > 0) for line in lines])
    columns = (
        odds,
        *(_shifted(near, by) for by in (1, 2, -1, -2)),
        *(_mean(near, *window) for window in ((-5, -1), (1, 5), (-15, -1), (1, 15))),
        first, last, before > 0.5, after, before, below_heading, below_credit,
        sure, _mean(sure, -4, -1), _mean(sure, 1, 4),
        np.full(count, np.mean(prose > 8)),
        np.minimum(odds, 0) * last, np.maximum(odds, 0) * last, np.maximum(odds, 0) * first,
        own, np.array([float(line.shape.dated) for line in lines]),
        sentence * ~last * ~first,
        np.arange(count) == 0,
        shared, shared * last, shared * first, shared * words, shared * words * last,
        shared * words * first, words * last, words * first,
    )  # fmt: skip
    return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)


def _shared_words(lines: Sequence[PageLine], prose: NDArray[np.bool_]) -> Floats:
    """Which share of each line's longer words stands in the prose of other lines."""
    stems = [{word[:6] for word in line.words if len(word) > 3} for line in lines]
    used = Counter(
        chain.from_iterable(stem for stem, good in zip(stems, prose, strict=True) if good)
    )
    return np.array(
        [
            sum(used[stem] > own for stem in line) / (len(line) + 1)
            for line, own in zip(stems, map(int, prose), strict=True)
        ]
    )


def _shifted(values: Floats, by: int) -> Floats:
    """Each line's value `by` lines above it (below, if negative), 0 outside."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _mean(values: Floats, first: int, last: int) -> Floats:
    """The mean over the lines from `first` to `last`, counted from each line; 0 outside."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    line = np.arange(len(values))
    start, end = (np.clip(line + by, 0, len(values)) for by in (first, last + 1))
    mean: Floats = (sums[end] - sums[start]) / np.maximum(end - start, 1)
    return mean


@cache
def _model() -> Model:
    fitted = json.loads(files(__package__).joinpath("furniture.json").read_text(encoding="utf-8"))
    return Model(
        fitted["bias"], np.array(fitted["looks"]), fitted["words"],
        fitted["bias_among"], np.array(fitted["among"]),
    )  # fmt: skip
