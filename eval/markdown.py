"""Figures and tables as Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

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


def section(file: Path, heading: str) -> list[str]:
    """The lines of a Markdown file under a heading, up to the next of its kind; none without it."""
    lines = _lines(file)
    return lines[_place(lines, heading)]


def put_section(file: Path, heading: str, lines: Sequence[str]) -> None:
    """Write lines under a heading of a Markdown file, in place of those before, or at its end."""
    known = _lines(file)
    place = _place(known, heading)
    before, after = known[: place.start], known[place.stop :]
    parts = ["\n".join(some).strip() for some in (before, [heading, "", *lines], after)]
    draft = file.with_name(file.name + ".part")
    draft.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")
    draft.replace(file)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _place(lines: Sequence[str], heading: str) -> slice:
    """Where a section stands; after the last line if there is none."""
    if heading not in lines:
        return slice(len(lines), len(lines))
    first = lines.index(heading)
    kind = heading.split()[0] + " "
    later = (at for at in range(first + 1, len(lines)) if lines[at].startswith(kind))
    return slice(first, next(later, len(lines)))
