"""The filters as chips: publishers and times with their counts, and dates to type."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import gradio as gr
from gradio.components import Component

from ..index.errors import QuestionError
from ..index.index import Index
from . import wording

_MOST = 100  # chips in a row; the largest publishers, the newest times
_DAYS, _MONTHS = 31, 24  # as many times as make chips of days, and of months


class Filters(NamedTuple):
    """What the filters are set to: components, in the order of `chat.Asking`."""

    publishers: Component
    after: Component
    before: Component


def filter_chips(blocks: gr.Blocks, index: Index, generation: gr.State) -> Filters:
    """Chips that narrow what is asked, each with how many articles it leaves beside the others.

    One time is chosen at once, and stands in the boxes then, where it can be changed.

    Args:
        blocks: The page that is being built.
        index: Whose articles are counted.
        generation: Changes with them.
    """
    with gr.Column(elem_id="dl-filters"):
        # With what there is now: a page may be open that knows its chips from an earlier start.
        publishers, times = (
            gr.CheckboxGroup(
                list(there), elem_id=f"dl-{name}", elem_classes="dl-chips", label=label
            )
            for name, label, there in (
                ("publishers", wording.PUBLISHER, index.publishers()),
                ("times", wording.TIME, index.periods(_unit(index))),
            )
        )
        with gr.Row(elem_id="dl-dates"):
            after, before = (
                gr.Textbox(
                    elem_id=f"dl-{name}",
                    label=label,
                    placeholder=wording.DATE_HINT,
                    max_lines=1,
                )
                for name, label in (("after", wording.AFTER), ("before", wording.BEFORE))
            )
    chosen = gr.State(())  # the time chosen last, to know which of two is new
    quiet: dict[str, Any] = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    times.input(_one_time, [times, chosen], [after, before, times, chosen], **quiet)
    gr.on(
        [blocks.load, generation.change, publishers.input, after.change, before.change],
        _counter(index),
        [publishers, after, before, times],
        [publishers, times, chosen],
        **quiet,
    )
    return Filters(publishers, after, before)


def _one_time(times: Sequence[str], chosen: Sequence[str] | None) -> tuple[Any, ...]:
    """The time that was chosen now instead of the one before; none if that was taken back."""
    one = [time for time in times if time not in (chosen or ())][-1:]
    bound = one[0] if one else ""
    return bound, bound, one, tuple(one)


def _counter(index: Index) -> Callable[..., tuple[Any, ...]]:
    def count(
        publishers: Sequence[str], after: str, before: str, times: Sequence[str]
    ) -> tuple[Any, ...]:
        try:
            by_publisher = index.publishers(
                after=after.strip() or None, before=before.strip() or None
            )
        except QuestionError:  # half a date
            return gr.skip(), gr.skip(), gr.skip()
        by_time = index.periods(_unit(index), publisher=publishers)
        chosen = [time for time in times if time == after == before]  # unless another was typed
        return _chips(by_publisher, publishers), _chips(by_time, chosen), tuple(chosen)

    return count


def _chips(counted: Mapping[str, int], chosen: Sequence[str]) -> gr.CheckboxGroup:
    """Chips in the order of the counts; what is chosen stays though nothing is left of it."""
    shown = dict.fromkeys([*list(counted)[:_MOST], *chosen])
    choices = [(f"{one} · {counted.get(one, 0):,}", one) for one in shown]
    return gr.CheckboxGroup(choices=choices, value=list(chosen), visible=bool(choices))


def _unit(index: Index) -> Literal["year", "month", "day"]:
    """Of times, so that there are some and not hundreds."""
    dates = index.dates()
    if dates is None:
        return "year"
    days = (dates[1].last - dates[0].first).days
    return "day" if days < _DAYS else "month" if days < _MONTHS * 30 else "year"
