"""Question sets: questions with their gold answers and evidence, read from JSON Lines."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..index.errors import QuestionError

_MOST_REPORTED = 5


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """A stretch of an article that answers a question, word for word."""

    article_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what is known to be right.

    Attributes:
        id: Unique in its set.
        question: As a user would ask it.
        answers: Gold answers, any of which is right.
        answerable: Whether the articles answer it; None where nobody has said.
        evidence: Where they do.
        history: What was said before, [question, answer] pairs.
        type: A kind to report apart, such as "when" or "follow-up".
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    evidence: tuple[GoldEvidence, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    type: str = ""


def read_questions(path: str | os.PathLike[str]) -> list[Question]:
    """Read `{"id", "question", "answers", "answerable", "evidence", "history"?, "type"?}` lines.

    Raises:
        QuestionError: The file cannot be read, or lines of it are no questions; it names them.
    """
    file = Path(path)
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise QuestionError(f"{file} cannot be read ({error.strerror})") from error
    questions: list[Question] = []
    wrong: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = _question(json.loads(line))
            if question.id in seen:
                raise ValueError(f"the id {question.id!r} was used before")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            missing = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            wrong.append(f"line {number}: {missing}")
        else:
            seen.add(question.id)
            questions.append(question)
    if wrong:
        more = f"; and {len(wrong) - _MOST_REPORTED} more" * (len(wrong) > _MOST_REPORTED)
        raise QuestionError(f"{file} has broken lines: {'; '.join(wrong[:_MOST_REPORTED])}{more}")
    if not questions:
        raise QuestionError(f"{file} holds no question")
    return questions


def _question(row: Any) -> Question:
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    answerable = row.get("answerable")
    if answerable not in (True, False, None):
        raise ValueError(f"its answerable is {answerable!r} and must be true, false or null")
    if not isinstance(row["question"], str) or not row["question"].strip():
        raise ValueError("its question is empty")
    evidence = tuple(
        GoldEvidence(str(one["article_id"]), str(one["text"])) for one in _list(row, "evidence")
    )
    history = tuple((str(asked), str(said)) for asked, said in _list(row, "history"))
    answers = tuple(str(answer) for answer in _list(row, "answers"))
    return Question(
        id=str(row["id"]),
        question=row["question"],
        answers=answers,
        answerable=answerable,
        evidence=evidence,
        history=history,
        type=str(row.get("type") or ""),
    )


def _list(row: dict[str, Any], key: str) -> Sequence[Any]:
    value = row.get(key) or []
    if not isinstance(value, list):
        raise TypeError(f"its {key} is no list")
    return value
