"""How often a web page's day of publication is found, and found rightly, beside htmldate.

python -m dateline.eval.html_dates ../shared/sets
"""

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ..index.errors import DatelineError
from ..index.page_date import page_date
from .estimates import Difference, Estimate, difference_of, mean_of
from .html_pages import HtmlPage, html_pages
from .markdown import difference, figure, table
from .questions import Split

SET = "html-dates"
OURS = "Dateline"

_NONE = float("nan")


@dataclass(frozen=True, slots=True)
class Dated:
    """What one system made of the pages.

    Attributes:
        dates: The day that it gave each page, or None.
        milliseconds: How long a page took in the mean.
        coverage: The share of the pages with a true date that it gave a date.
        precision: The share of the dates it gave that are right to the day. One given to a page
            that has none is wrong.
        right: The share of the pages with a true date that it gave that date.
        less: `precision`, `coverage` and `right` taken from Dateline's, pages paired; empty of
            Dateline itself.
    """

    dates: tuple[str | None, ...]
    milliseconds: float
    coverage: Estimate
    precision: Estimate
    right: Estimate
    less: Mapping[str, Difference]


@dataclass(frozen=True, slots=True)
class HtmlDates:
    """All systems on the same pages in one run, by name, Dateline first."""

    split: Split | None
    systems: Mapping[str, Dated]


def measure_dates(folder: Path, split: Split | None = "test") -> HtmlDates:
    """Date each page, with Dateline and with htmldate, and compare.

    Args:
        folder: The set.
        split: The half of it; None for all of it.

    Raises:
        QuestionError: The folder is no such set.
    """
    from htmldate.meta import reset_caches

    logging.getLogger("htmldate.meta").disabled = True  # it says which caches are none any more

    pages = list(html_pages(folder, split))
    truths = [page.date for page in pages]
    for read in _SYSTEMS.values():
        read(pages[0])  # what is imported then is not counted
    systems: dict[str, Dated] = {}
    for name, read in _SYSTEMS.items():
        reset_caches()  # or htmldate's second run is timed with what its first has kept
        started = time.perf_counter()
        dates = tuple(read(page) for page in pages)
        seconds = time.perf_counter() - started
        systems[name] = _dated(dates, seconds, truths, systems.get(OURS))
    return HtmlDates(split, systems)


def scores(dates: Sequence[str | None], truths: Sequence[str | None]) -> dict[str, list[float]]:
    """1 or 0 a page by measure, NaN where the measure does not apply."""
    pairs = list(zip(dates, truths, strict=True))
    return {
        "coverage": [float(given is not None) if true else _NONE for given, true in pairs],
        "precision": [float(given == true) if given else _NONE for given, true in pairs],
        "right": [float(given == true) if true else _NONE for given, true in pairs],
    }


def markdown(measured: HtmlDates) -> Iterator[str]:
    """The lines of a table of what was measured."""
    own = measured.systems[OURS]
    which = f"the {measured.split} split, " if measured.split else ""
    yield f"{SET}: {which}{len(own.dates)} pages; htmldate {version('htmldate')}."
    yield ""
    yield from table(
        ("", "coverage", "precision", "right", "Dateline's precision − its", "ms a page"),
        (
            (
                name,
                figure(one.coverage),
                figure(one.precision),
                figure(one.right),
                difference(one.less["precision"]) if one.less else "",
                f"{one.milliseconds:.0f}",
            )
            for name, one in measured.systems.items()
        ),
    )


def _own(page: HtmlPage) -> str | None:
    found = page_date(_text(page), page.url)
    return str(found[0]) if found else None


def _htmldate(page: HtmlPage, *, original: bool) -> str | None:
    from htmldate import find_date

    return find_date(_text(page), original_date=original, url=page.url)


def _text(page: HtmlPage) -> str:
    return page.data.decode(errors="replace")


_SYSTEMS: Mapping[str, Callable[[HtmlPage], str | None]] = {
    OURS: _own,
    "htmldate, original date": lambda page: _htmldate(page, original=True),
    "htmldate": lambda page: _htmldate(page, original=False),
}


def _dated(
    dates: tuple[str | None, ...], seconds: float, truths: Sequence[str | None], own: Dated | None
) -> Dated:
    found = scores(dates, truths)
    ours = scores(own.dates, truths) if own else {}
    return Dated(
        dates,
        1000 * seconds / len(dates),
        **{name: mean_of([one for one in values if one == one]) for name, values in found.items()},
        less={name: difference_of(ours[name], found[name]) for name in ours},
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m dateline.eval.html_dates SETS")
    halves: tuple[Split | None, ...] = ("test", "dev", None)
    try:
        for half in halves:
            found = measure_dates(Path(sys.argv[1]) / SET, half)
            print("\n".join(markdown(found)), end="\n\n")  # noqa: T201
    except DatelineError as problem:
        sys.exit(str(problem))
