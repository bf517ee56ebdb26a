"""Figures and tables as Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from .estimates import Difference, Estimate


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield f"| {' | '.join(columns)} |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def figure(one: Estimate) -> str:
    """A figure with its 95% interval."""
    if one.low is None or one.high is None:
        return f"{one.value:.3f}"
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"


def difference(one: Difference) -> str:
    """A difference with its 95% interval and its p."""
    p = "" if one.p is None else f" p={one.p:.3f}"
    return f"{one.value:+.3f} [{one.low:+.3f}, {one.high:+.3f}]{p}"
