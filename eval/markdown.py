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
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    if heading not in lines:
        return []
    first = lines.index(heading)
    kind = heading.split()[0] + " "
    later = [at for at in range(first + 1, len(lines)) if lines[at].startswith(kind)]
    return lines[first : later[0] if later else None]


def put_section(file: Path, heading: str, lines: Sequence[str]) -> None:
    """Write lines under a heading of a Markdown file, in place of those before, or at its end."""
    text = file.read_text(encoding="utf-8")
    before = "\n".join(section(file, heading))
    now = "\n".join([heading, "", *lines])
    text = text.replace(before, now) if before else f"{text.rstrip()}\n\n{now}\n"
    draft = file.with_name(file.name + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
