"""What is kept of a run: a line that says what was run, a record a question, and a line at the end.

A run writes to `FILE.part`, which becomes `FILE` when it is whole. A run that was interrupted is
gone on with by the same command; the records it had made are not made again.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pydantic import TypeAdapter, ValidationError

from ..index.errors import QuestionError
from ..rag.answer import Timing

Verdict = Literal["right", "wrong", "refused rightly", "refused wrongly", "unjudged", "failed"]
"""right: answered, and rightly. wrong: answered wrongly, or although the articles do not say.
refused rightly, refused wrongly: what the names say. unjudged: the set does not say what is right.
failed: the question could not be asked."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was run: enough to say whether two runs may be compared, or one gone on with.

    Attributes:
        set: The name of the question set.
        questions: How many are asked.
        questions_sha256: Of the questions themselves, in order.
        cannot: What the set cannot measure.
        settings: The split, kind, limit and seed that chose the questions, whether only retrieval
            was measured, the threshold of refusing.
        index: How many articles and passages, the model with its hash, and the state of it.
        versions: Of Dateline, of its code by hash, of Python and the libraries that matter.
        machine: What it ran on.
        started: When, in UTC.
    """

    set: str
    questions: int
    questions_sha256: str
    cannot: str
    settings: dict[str, str | int | float | bool | None]
    index: dict[str, str | int]
    versions: dict[str, str]
    machine: str
    started: str


@dataclass(frozen=True, slots=True)
class RecordedEvidence:
    """Gold evidence, and the rank of the first passage that holds it; None if none does."""

    article_id: str
    text: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class RecordedCitation:
    """A citation, and what it is worth.

    Attributes:
        article_id: The article cited.
        origin: Its publisher and date, for people.
        title: Its headline.
        start: Where the quotation begins in its text.
        end: Where it ends.
        quote: The quotation.
        exact: Whether it stands there, to the character.
        gold: Whether it overlaps gold evidence; None where there is none.
    """

    article_id: str
    origin: str
    title: str
    start: int
    end: int
    quote: str
    exact: bool
    gold: bool | None


@dataclass(frozen=True, slots=True)
class RecordedHit:
    """A passage that was found: where, and its score."""

    article_id: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Record:
    """How one question went.

    Attributes:
        id: Of the question.
        question: As asked.
        type: Its kind, or "".
        answerable: Whether the articles answer it, if known.
        gold: Gold answers.
        wrong_answers: Answers that are known to be false.
        history: What was said before it.
        evidence: Gold evidence with its ranks.
        answer: What was said, without citation numbers; "" in a refusal.
        refusal: Why nothing was said; None if something was.
        unsaid: What would have been said but for the refusal.
        confidence: 0 to 1; None where no answer was asked for.
        verdict: What became of it.
        right: Whether what was said, or would have been, is right; None if nobody can tell.
        citations: What the answer rests on.
        hits: The passages found, best first.
        measures: Each measure that applies to this question, by name.
        timing: Seconds, by stage.
        error: Why the question could not be asked, if so.
    """

    id: str
    question: str
    type: str
    answerable: bool | None
    gold: tuple[str, ...]
    wrong_answers: tuple[str, ...]
    history: tuple[tuple[str, str], ...]
    evidence: tuple[RecordedEvidence, ...]
    answer: str
    refusal: str | None
    unsaid: str
    confidence: float | None
    verdict: Verdict
    right: bool | None
    citations: tuple[RecordedCitation, ...]
    hits: tuple[RecordedHit, ...]
    measures: dict[str, float]
    timing: Timing
    error: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """What is known when a run is over.

    Attributes:
        peak_memory_mb: The most memory the process has held, where the system tells.
        indexed_per_second: Passages a second when the index was made; None if it was not.
    """

    peak_memory_mb: float | None = None
    indexed_per_second: float | None = None


_HEAD = b'{"run": '
_RUN = TypeAdapter(Run)
_RECORD = TypeAdapter(Record)
_END = TypeAdapter(End)


class RecordFile:
    """Streams the records of a run to a file; `done` holds those of an interrupted run.

        with RecordFile(path, run) as file:
            for question in questions[len(file.done):]:
                file.write(record_of(question))
            file.finish(End())

    Raises:
        QuestionError: The file cannot be written, or another run was left unfinished there.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self.path = path
        self._part = path.with_name(path.name + ".part")
        self.done: tuple[Record, ...] = ()
        if path.is_dir():
            raise QuestionError(f"{path} cannot be written (it is a folder)")
        try:
            whole = self._resume(run) if self._part.exists() else 0
            self._file = self._part.open("r+b" if whole else "wb")
            self._file.seek(whole)
            self._file.truncate()
            if not whole:
                self._line({"run": asdict(run)})
        except OSError as error:
            raise QuestionError(f"{path} cannot be written ({error.strerror})") from error

    def _resume(self, run: Run) -> int:
        """Read the whole lines of an interrupted run; returns how many bytes they are."""
        begun, records, _, whole = _read(self._part)
        if begun is None:
            with self._part.open("rb") as file:
                head = file.read(len(_HEAD))
            if not _HEAD.startswith(head):  # and no torn first line of ours
                raise QuestionError(f"{self._part} is no unfinished run; move it away first")
            return 0
        if replace(begun, started=run.started) != run:
            raise QuestionError(
                f"{self._part} holds an unfinished run of other questions, settings or code; "
                "delete it, or name another file"
            )
        self.done = records
        return whole

    def write(self, record: Record) -> None:
        """Add the record of the next question."""
        self._line(asdict(record))

    def finish(self, end: End) -> None:
        """Close the run: only now the file gets its name."""
        self._line({"end": asdict(end)})
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self.path)

    def _line(self, value: dict[str, Any]) -> None:
        line = json.dumps(value, ensure_ascii=False).encode(errors="replace")
        self._file.write(line + b"\n")
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def read_records(path: Path) -> tuple[Run, tuple[Record, ...], End]:
    """Read the records of a finished run.

    Raises:
        QuestionError: The file cannot be read, holds no records, or the run was not finished.
    """
    try:
        run, records, end, _ = _read(path)
    except OSError as error:
        raise QuestionError(f"{path} cannot be read ({error.strerror})") from error
    if run is None:
        raise QuestionError(f"{path} holds no records of a run; make them with --records {path}")
    if end is None or len(records) != run.questions:
        raise QuestionError(
            f"{path} holds {len(records)} of {run.questions} records: the run was not finished; "
            "go on with it by the command that began it"
        )
    return run, records, end


def is_record_file(path: Path) -> bool:
    """Whether a file holds the records of a run, and not questions."""
    try:
        with path.open("rb") as file:
            return file.read(len(_HEAD)) == _HEAD
    except OSError:
        return False


def _read(path: Path) -> tuple[Run | None, tuple[Record, ...], End | None, int]:
    """What a file holds, and how many bytes of it are whole lines of a run."""
    run: Run | None = None
    records: list[Record] = []
    whole = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line) if line.endswith(b"\n") else None
                if not isinstance(row, dict):  # torn
                    break
                if "end" in row:
                    return run, tuple(records), _END.validate_python(row["end"]), whole
                if run is None:
                    run = _RUN.validate_python(row.get("run"))
                else:
                    records.append(_RECORD.validate_json(line))
            except (ValueError, ValidationError) as error:
                if not line.endswith(b"\n") or run is None:  # torn, or no records at all
                    break
                raise QuestionError(
                    f"{path}, line {number}, is no record that this version can read; make the "
                    "records again"
                ) from error
            whole += len(line)
    return run, tuple(records), None, whole


OnRecord = Callable[[Record], None]
"""Told of each record as it is made."""
