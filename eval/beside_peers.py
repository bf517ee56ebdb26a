"""Dateline beside other libraries: the same articles, passages, weights and questions."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..index.embedder import bundled_folder
from ..index.index import Index
from ..index.passages import indexed_text
from .measured import seconds
from .peers import PEERS, Asked, Built, Given
from .retrieval import DEPTH, fact_measures
from .sets import QuestionSet

_NEEDED = ("langchain_community", "llama_index.core", "llama_index.embeddings", "txtai")


@dataclass(frozen=True, slots=True)
class Measured:
    """How a library did.

    Attributes:
        name: As in `PEERS`.
        rate: Passages that are embedded and kept in a second.
        building: MiB held at most meanwhile.
        disk: MiB of what is kept.
        starts: Seconds from starting Python to the first answer, of each start.
        times: Seconds of each question once one has been asked.
        asking: MiB held at most meanwhile.
        hits: Of each question with gold facts whether a passage found holds one, 1 or 0.
    """

    name: str
    rate: float
    building: float
    disk: float
    starts: Sequence[float]
    times: Sequence[float]
    asking: float
    hits: Sequence[float]


def measure_peers(
    asked: QuestionSet,
    index: Index,
    *,
    sets: Path,
    names: Sequence[str] = tuple(PEERS),
    rounds: int = 5,
    on_progress: Callable[[str], None] = lambda _: None,
) -> list[Measured]:
    """Build and ask each library, one after another, and start them from nothing in turn.

    Args:
        asked: Questions of a known set.
        index: Of its articles, for the passages as Dateline cuts them.
        sets: The folder of the public sets.
        names: Which of `PEERS`.
        rounds: How often each is started.
        on_progress: Told of what is done.
    """
    passages = [
        indexed_text(article, one.start, one.end)
        for article in index.articles()
        for one in index.passages(article.id)
    ]
    given = Given(
        of=asked.name,
        sets=str(sets.absolute()),
        passages=passages,
        model=str(bundled_folder()),
        questions=[one.question for one in asked.questions],
    )
    with tempfile.TemporaryDirectory(prefix="dateline-peers-") as name:
        # What stands before a comma keeps an index, which may be asked in other ways, too.
        runs = [_Run(one, Path(name) / one.partition(",")[0]) for one in names]
        built: dict[Path, Built] = {}
        for run in runs:
            if run.folder not in built:
                on_progress(f"{run.name} is built")
                built[run.folder] = Built(**run("build", given))
        once = replace(given, questions=given.questions[:1])
        starts = [[seconds(run, "ask", once) for run in runs] for _ in range(rounds)]
        answered = []
        for run in runs:
            on_progress(f"{run.name} is asked")
            answered.append(Asked(**run("ask", given)))
        return [
            Measured(
                name=run.name,
                rate=len(passages) / built[run.folder].seconds,
                building=built[run.folder].memory,
                disk=_size(run.folder),
                starts=started,
                times=answers.times[1:],
                asking=answers.memory,
                hits=list(_hits(asked, answers.found)),
            )
            for run, started, answers in zip(runs, zip(*starts, strict=True), answered, strict=True)
        ]


def missing_peers() -> list[str]:
    """The modules of other libraries that are not installed."""
    return [one for one in _NEEDED if not _is_there(one)]


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package around it
        return False


@dataclass(frozen=True, slots=True)
class _Run:
    """A library and the folder that it keeps what it needs in, run in a process of its own."""

    name: str
    folder: Path

    def __call__(self, step: str, given: Given) -> dict[str, Any]:
        handed, done = (self.folder.with_suffix(f".{one}.json") for one in ("given", "done"))
        handed.write_text(json.dumps(asdict(given)), encoding="utf-8")
        program = [sys.executable, "-m", "dateline.eval.peers", self.name, step]
        subprocess.run(  # noqa: S603 - it is ours
            [*program, handed, self.folder, done],
            check=True,
            capture_output=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )
        result: dict[str, Any] = json.loads(done.read_text(encoding="utf-8"))
        return result


def _size(folder: Path) -> float:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 2**20


def _hits(asked: QuestionSet, found: Sequence[Sequence[str]]) -> Iterator[float]:
    for question, texts in zip(asked.questions, found, strict=True):
        if facts := [one.text for one in question.evidence if one.text]:
            yield fact_measures(facts, texts)[f"fact_hits@{DEPTH}"]
