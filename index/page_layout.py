"""How a flat text is laid out: what stands above the article, in it, and below its end."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .page_lines import ANYWHERE, Floats, PageLine

Flags = NDArray[np.bool_]

# All are log odds; those of runs are summed over lines, each by the root of its length in words.
_DOUBT = 0.3  # in favour of text, on every line
_IN_PROSE = 2.5  # what a line amid the prose needs to be furniture
_UNDER_HEADLINE = 3.5  # and one between the headline and the prose, if it may be a standfirst
_RUN = 3.0  # what the lines above the headline need together, and those below the prose
_OPENS = 1.5  # what the first line below the prose needs, and a known line somewhere below it
_NEARLY = 1.5  # the first line that is a headline nearly as likely as the likeliest is the headline
_AGAIN = 4.0  # in favour of a headline that stands twice above the prose
_MOST, _LEAST = 3.0, -4.0  # what one line says at most
_SURE, _HEADING = 1.0, 1.5  # what lines say by their own words, for they stand in the prose too

_BODY_FROM = 0.03  # of the prose stands in the first paragraph, at least
_TAIL_FROM = 0.5  # of the prose stands above the tail, at least
_HEADINGS = 2  # over other stories, one after another
_GOES_ON, _ASIDE = 3, 12  # sentences in a row that go on with the article, within so many lines
_LEAST_PROSE = 30  # words: with less it may be a list or a poem, where only sure lines count
_TITLE, _STANDFIRST = 4, 6  # words, at least


class Layout(NamedTuple):
    """What of a text is furniture, and where the article lies; all in numbers of lines.

    Attributes:
        furniture: Which lines are furniture.
        headline: The headline above the prose, or -1.
        body: The first line of prose.
        tail: The first line below the article, or the number of lines.
    """

    furniture: Flags
    headline: int
    body: int
    tail: int


def layout(lines: Sequence[PageLine], odds: Floats) -> Layout:
    """Tell the lines of the page from those of the article.

    Above the headline and below the end of the prose a run of lines is furniture as a whole; a
    headline, a date or a credit below the prose still belongs to the article. Amid the prose each
    line needs evidence of its own.

    Args:
        lines: The lines of a text.
        odds: For each how much it looks like furniture, as log odds.
    """
    furniture = np.array([line.shape.reason is not None for line in lines], dtype=bool)
    prose = np.array([float(line.prose) for line in lines]) / (1 + np.exp(np.clip(odds, -30, 30)))
    if not prose.any():
        return Layout(furniture, -1, 0, len(lines))
    if prose.sum() < _LEAST_PROSE:
        odds = np.minimum(odds, _DOUBT)
    upto = np.cumsum(prose) / prose.sum()
    worth = _worth(lines, odds)

    body = int(np.argmax(upto > _BODY_FROM))
    headline = _headline(lines[:body], odds)
    for number, line in enumerate(lines):
        under = headline >= 0 and headline < number < body and len(line.words) >= _STANDFIRST
        furniture[number] |= odds[number] > (_UNDER_HEADLINE if under else _IN_PROSE)
    above = body if headline < 0 else headline
    if worth[:above].sum() > _RUN:
        furniture[:above] = True

    for number, line in enumerate(lines[:body]):
        furniture[number] &= not _is_subject(line, lines[body])

    end = _end(lines, odds, worth, upto - prose / prose.sum())
    tail = end + _closing(lines[end:], titled=headline >= 0)
    furniture[tail:] = True
    for number, line in enumerate(lines):
        own = line.shape.belongs or number == headline or (number < tail and line.shape.dated)
        furniture[number] &= not (own or end <= number < tail)
    return Layout(furniture, headline, body, tail)


def _worth(lines: Sequence[PageLine], odds: Floats) -> Floats:
    """How much each line says for furniture in a run of lines."""
    worth = np.clip(odds - _DOUBT, _LEAST, _MOST)
    for number, line in enumerate(lines):
        if line.shape.belongs or line.shape.dated:
            worth[number] = 0
        elif line.shape.reason:
            worth[number] = _SURE
        elif line.shape.heading:
            worth[number] = max(_HEADING, worth[number])
    weighed: Floats = worth * np.sqrt([len(line.words) for line in lines])
    return weighed


def _may_be_title(line: PageLine) -> bool:
    return not any(line.shape) and len(line.words) >= _TITLE


def _is_subject(line: PageLine, first: PageLine) -> bool:
    """Whether the first sentence opens with a line above it, as an encyclopedia's does."""
    length = len(line.words)
    openings = (first.words[:length], first.words[1 : length + 1])  # the latter after "the"
    return length > 0 and not any(line.shape) and line.words in openings


def _headline(head: Sequence[PageLine], odds: Floats) -> int:
    """The headline among the lines above the prose, or -1.

    A page's title says it once more, often with the site's name; a sentence is a standfirst.
    """
    plain = [number for number, line in enumerate(head) if not any(line.shape)]
    titles = [number for number in plain if _may_be_title(head[number])]
    if len(plain) == 1:  # however short it is
        titles = plain
    times = Counter(tuple(line.words) for line in head)
    again = {
        number
        for number in titles
        for words in [head[number].words]
        if times[tuple(words)] > 1 or (number > 0 and head[0].words[: len(words)] == words)
    }
    titles = [number for number in titles if number in again or not head[number].prose] or titles
    doubt = {number: odds[number] - _AGAIN * (number in again) for number in titles}
    likeliest = min(doubt.values(), default=0.0)
    return next((number for number in titles if doubt[number] <= likeliest + _NEARLY), -1)


def _end(lines: Sequence[PageLine], odds: Floats, worth: Floats, before: Floats) -> int:
    """The first line of the run that is likeliest to be all furniture, or the number of lines.

    Args:
        lines: The lines of a text.
        odds: For each how much it looks like furniture, as log odds.
        worth: What each says for furniture in a run of lines.
        before: The share of the prose that stands above each.
    """
    anywhere = np.array([line.shape.reason in ANYWHERE for line in lines])
    sure = np.array([bool(line.shape.reason or line.shape.heading) for line in lines])
    sure_below = np.cumsum(sure[::-1])[::-1] > 0
    opens = ~anywhere & (sure | (sure_below & (odds > _OPENS)))
    opens[-1] &= not lines[-1].shape.heading  # with nothing below it, it is over no stories
    opens &= (before >= _TAIL_FROM) & ~_goes_on(lines, odds)
    run = np.where(opens, np.cumsum(worth[::-1])[::-1], 0.0)
    best = int(np.argmax(run))
    end = best if run[best] > _RUN else len(lines)
    headings = (number for number, line in enumerate(lines[:end]) if line.shape.heading)
    return next((number for number in headings if run[number] > 0), end)


def _goes_on(lines: Sequence[PageLine], odds: Floats) -> Flags:
    """Below which lines the article goes on soon, after links to other stories.

    It does in sentences that follow one another and look like text; a teaser has but one or two.
    Not below several headings: they are no aside.
    """
    goes_on = np.zeros(len(lines), dtype=bool)
    rest = (number for number, line in enumerate(lines) if line.shape.reason not in ANYWHERE)
    for sentences, group in groupby(rest, key=lambda number: bool(lines[number].prose)):
        run = list(group)
        if sentences and len(run) >= _GOES_ON and odds[run].mean() < 0:
            aside = max(0, run[0] - _ASIDE)
            if sum(line.shape.heading for line in lines[aside : run[0]]) < _HEADINGS:
                goes_on[aside : run[-1]] = True
    return goes_on


def _closing(tail: Sequence[PageLine], *, titled: bool) -> int:
    """How many lines that begin a tail still belong to the article."""
    for number, line in enumerate(tail):
        if not (line.shape.belongs or line.shape.dated):
            if titled or not _may_be_title(line) or line.prose:
                return number
            titled = True
    return len(tail)
