"""Runs of questions over an archive: one at a time, in the background, kept beside the index."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Event, Lock, Thread

from ..eval.records import Record, RecordFile, Run, Verdict, is_record_file, read_records
from ..eval.runner import Evaluation, describe, evaluate
from ..eval.sets import QuestionSet
from ..index.errors import DatelineError, QuestionError
from ..rag.chatbot import Chatbot
from . import wording

FOLDER = "runs"
"""Lies beside the index: the records of each whole run, as `dateline eval --records` keeps them."""

_LONGEST_NAME = 40  # characters of a set's name in that of a file


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run stands.

    Attributes:
        set: The name of the question set.
        questions: How many are asked.
        verdicts: How often each was given so far.
        last: The record of the last question.
        stopping: Whether it ends with the question that is being asked.
        ended: Whether nothing more is asked.
        problem: Why it broke off, in a sentence; "" if it did not.
        name: Of the run among those kept; "" where it is not over, or was stopped or broke off.
        evaluation: How it went, if it is kept.
    """

    set: str
    questions: int
    verdicts: Mapping[Verdict, int] = field(default_factory=dict)
    last: Record | None = None
    stopping: bool = False
    ended: bool = False
    problem: str = ""
    name: str = ""
    evaluation: Evaluation | None = None

    @property
    def asked(self) -> int:
        """How many questions have been asked."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that is kept: its name, what was run, and how often each verdict was given."""

    name: str
    run: Run
    verdicts: Mapping[Verdict, int]


class _Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Ends a run from within."""


class Runs:
    """The runs over an archive. Everybody who has its page open sees the same one.

    A run goes on when its page is closed, and is there when the page is opened again.
    """

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot
        self._lock = Lock()
        self._stop = Event()
        self._newest: Progress | None = None

    @property
    def newest(self) -> Progress | None:
        """How the run stands that is under way, or was last; None if there was none."""
        return self._newest

    def start(self, asked: QuestionSet) -> None:
        """Begin to ask the questions, each of the whole archive, and return.

        Raises:
            QuestionError: Another run is under way.
        """
        with self._lock:
            now = self._newest
            if now and not now.ended:
                raise QuestionError(
                    wording.RUN_UNDER_WAY.format(
                        set=now.set, asked=now.asked, questions=now.questions
                    )
                )
            self._stop.clear()
            self._newest = Progress(asked.name, len(asked.questions))
        # It does not hold up the end of the program.
        Thread(target=self._run, args=[asked, self._newest], daemon=True).start()

    def stop(self) -> None:
        """End the run that is under way after the question that is being asked."""
        with self._lock:
            self._stop.set()
            if self._newest and not self._newest.ended:
                self._newest = replace(self._newest, stopping=True)

    def _run(self, asked: QuestionSet, begun: Progress) -> None:
        ended = replace(begun, problem=wording.RUN_BROKE_OFF)  # if nothing tells why
        try:
            name, evaluation = self._kept(asked)
            ended = replace(begun, name=name, evaluation=evaluation)
        except _Stopped:
            ended = replace(begun, stopping=True)
        except DatelineError as error:
            ended = replace(begun, problem=str(error))
        except OSError as error:
            folder = self._chatbot.index.folder / FOLDER
            problem = wording.RUN_NOT_KEPT.format(folder=folder, reason=error.strerror)
            ended = replace(begun, problem=problem)
        finally:
            with self._lock:
                now = self._newest or begun
                self._newest = replace(ended, verdicts=now.verdicts, last=now.last, ended=True)

    def _kept(self, asked: QuestionSet) -> tuple[str, Evaluation]:
        index = self._chatbot.index
        run = describe(index, asked, chatbot=self._chatbot)
        folder = index.folder / FOLDER
        folder.mkdir(exist_ok=True)
        file = folder / f"{_name(asked.name)}.jsonl"
        draft = file.with_name(f"{file.name}.part")  # where a `RecordFile` writes
        try:
            with RecordFile(file, run) as records:

                def on_record(record: Record) -> None:
                    records.write(record)
                    self._note(record)
                    if self._stop.is_set():
                        raise _Stopped

                evaluation = evaluate(index, asked, chatbot=self._chatbot, on_record=on_record)
                records.finish(evaluation.end)
        finally:
            draft.unlink(missing_ok=True)
        return file.stem, replace(evaluation, run=run)

    def _note(self, record: Record) -> None:
        with self._lock:
            if now := self._newest:
                verdicts = {**now.verdicts, record.verdict: now.verdicts.get(record.verdict, 0) + 1}
                self._newest = replace(now, verdicts=verdicts, last=record)


def run_files(folder: Path) -> dict[str, Path]:
    """The records of the runs that are kept beside an index, the newest first, by name."""
    files = sorted((folder / FOLDER).glob("*.jsonl"), reverse=True)
    return {file.stem: file for file in files if is_record_file(file)}


def kept_runs(folder: Path, most: int) -> Iterator[Kept | str]:
    """The runs that are kept beside an index, the newest first.

    Args:
        folder: Where the index lies.
        most: How many at most.

    Yields:
        A run; of one that cannot be read, why.
    """
    for name, file in list(run_files(folder).items())[:most]:
        try:
            run, verdicts = _read(file, file.stat().st_mtime_ns)
        except QuestionError as error:
            yield str(error)
        else:
            yield Kept(name, run, verdicts)


@lru_cache(maxsize=256)
def _read(file: Path, changed: int) -> tuple[Run, Mapping[Verdict, int]]:  # noqa: ARG001 - a key
    run, records, _ = read_records(file)
    return run, Counter(record.verdict for record in records)


def _name(asked: str) -> str:
    """The name of a run that begins now: they sort by time, and hold nothing strange."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", asked).strip("-")[:_LONGEST_NAME]
    return f"{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}-{plain or 'questions'}"
