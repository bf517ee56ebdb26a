"""A line of time on which the sources of an answer lie, where they are of several days."""

from collections.abc import Sequence
from itertools import accumulate

from ..rag.answer import Citation
from . import wording
from .render import cite_link, time_html

_APART = 7.0  # percent of the line between two numbers, so that each can be read and hit


def timeline_html(citations: Sequence[Citation], turn: int) -> str:
    """The numbers of the citations by the day of their articles; nothing if that is one day.

    Args:
        citations: Those of an answer; without a date they are left out.
        turn: Which answer of the conversation it is.
    """
    dated = [(one.published, one.number) for one in citations if one.published]
    dated.sort(key=lambda one: (one[0].first, one[0].last, one[1]))
    if not dated or dated[0][0] == dated[-1][0]:
        return ""
    numbers = "".join(
        f'<li style="left: {place:.1f}%" title="{published}">{cite_link(turn, number, str(number))}'
        "</li>"
        for (published, number), place in zip(
            dated, _places([one.first.toordinal() for one, _ in dated]), strict=True
        )
    )
    ends = f"{time_html(dated[0][0])}{time_html(dated[-1][0])}"
    return (
        f'<div class="dl-timeline"><ol aria-label="{wording.TIMELINE}">{numbers}</ol>'
        f"<p>{ends}</p></div>"
    )


def _places(days: Sequence[int]) -> list[float]:
    """Where days lie on a line from 0 to 100, in order, none nearer to the next than can be read.

    Args:
        days: Sorted; the first is not the last.
    """
    apart = min(_APART, 100 / (len(days) - 1))
    first, last = days[0], days[-1]
    exact = [100 * (day - first) / max(last - first, 1) for day in days]
    right = list(accumulate(exact, lambda before, place: max(place, before + apart)))
    right[-1] = min(right[-1], 100.0)
    left = accumulate(reversed(right), lambda after, place: min(place, after - apart))
    return list(left)[::-1]
