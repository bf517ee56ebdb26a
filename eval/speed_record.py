"""The figures of a benchmark of speed, kept as JSON to stand beside those of another commit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..index.errors import QuestionError
from .environment import machine, versions


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured.

    Attributes:
        what: Its name, with the unit behind a comma if it has one.
        value: In that unit.
        goal: What it should be, if anything.
        at_most: Whether less is better.
    """

    what: str
    value: float
    goal: float | None = None
    at_most: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.at_most else self.value >= self.goal


def keep_figures(file: Path, figures: Sequence[Figure]) -> None:
    """Write them with the machine and the versions, the code's hash among them, as JSON."""
    record = {
        "machine": machine(),
        "versions": versions(),
        "figures": {one.what: one.value for one in figures},
    }
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def read_figures(file: Path) -> Mapping[str, float]:
    """The values of kept figures, by what was measured.

    Raises:
        QuestionError: The file is not there, or holds none.
    """
    try:
        figures = json.loads(file.read_text(encoding="utf-8"))["figures"]
        return {str(what): float(value) for what, value in figures.items()}
    except OSError as error:
        raise QuestionError(f"{file} cannot be read ({error.strerror})") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise QuestionError(
            f"{file} holds no figures of speed; make such a file with: "
            "python -m dateline.eval.bench speed … --json FILE"
        ) from error
