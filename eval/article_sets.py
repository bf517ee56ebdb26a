"""Sets that measure how articles are read, and not how questions are answered, by name."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from ..index.errors import QuestionError
from .questions import Split

Measure = Callable[[Path | None, Split | None], Iterator[str]]
"""From the folder that holds the sets, and a half, to the lines of a Markdown table."""


def _html_extraction(sets: Path | None, split: Split | None) -> Iterator[str]:
    from .html_extraction import SET, markdown, measure_extraction

    return markdown(measure_extraction(_folder(sets, SET), split))


def _html_dates(sets: Path | None, split: Split | None) -> Iterator[str]:
    from .html_dates import SET, markdown, measure_dates

    return markdown(measure_dates(_folder(sets, SET), split))


def _flat(_: Path | None, split: Split | None) -> Iterator[str]:
    from . import flat_facts, flat_text

    halves: tuple[Split, ...] = (split,) if split else ("dev", "test")
    yield from flat_text.report(flat_text.flat_articles(), halves)
    yield ""
    yield from flat_facts.report(flat_facts.known_articles(), halves)


ARTICLE_SETS: Mapping[str, Measure] = MappingProxyType(
    {"html-extraction": _html_extraction, "html-dates": _html_dates, "flat": _flat}
)
"""Pages with their true text, pages with their true date, and flat articles of our own."""


def _folder(sets: Path | None, name: str) -> Path:
    if sets is None:
        raise QuestionError(f"name the folder that holds the set {name!r} with --sets")
    return sets / name
