"""Questions with what is known to be right, and the files they are read from."""

import hashlib
import json
import os
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..index.dates import PartialDate
from ..index.errors import QuestionError
from ..index.lines import numbered_lines
from ..index.problem import OnProblem, Problem

Split = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """A stretch of an article that answers a question, word for word.

    Attributes:
        article_id: The article.
        text: What stands in it; "" where the article as a whole is what is known to be relevant.
        grade: How relevant, 1 or more.
    """

    article_id: str
    text: str = ""
    grade: int = 1


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
        sides: Where one answer is not the whole truth, the answers of each side or part, any of
            which will do: a right answer holds one of each.
        wrong_answers: What some article says and is false.
        extractive: Whether the gold answers are texts to be found in the articles. "Yes", or an
            essay, is none: such an answer is kept for reading and compared with nothing.
        candidates: The ids of the articles to ask it of; none for all of them.
        document: What it was written from. It decides the split.
        now: The day it is asked on, such as "2016-12-15"; None for today.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    evidence: tuple[GoldEvidence, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    type: str = ""
    sides: tuple[tuple[str, ...], ...] = ()
    wrong_answers: tuple[str, ...] = ()
    extractive: bool = True
    candidates: tuple[str, ...] = ()
    document: str = ""
    now: str | None = None

    @property
    def source(self) -> str:
        """Its document; without one its first evidence's article, without evidence itself."""
        return self.document or (self.evidence[0].article_id if self.evidence else self.id)

    @property
    def split(self) -> Split:
        """The half it belongs to: by the SHA-256 of its source, so that none is in both."""
        digest = hashlib.sha256(self.source.encode(errors="surrogatepass")).digest()
        return "test" if digest[-1] % 2 else "dev"


def read_questions(
    path: str | os.PathLike[str],
    *,
    articles: Container[str] | None = None,
    on_problem: OnProblem | None = None,
) -> list[Question]:
    """Read questions from JSON Lines, `.jsonl` or `.jsonl.gz`.

    A line is `{"id", "question", "answers"?, "answerable"?, "evidence"?, "history"?, "type"?,
    "sides"?, "wrong_answers"?, "extractive"?, "candidates"?, "document"?, "now"?}`, with the
    meaning of the attributes of `Question`; evidence is `[{"article_id", "text"?, "grade"?}]`. A
    line with neither answers nor evidence nor an `answerable` of false has nothing to be measured
    by.

    Args:
        path: The file.
        articles: The ids that evidence and candidates may name, such as an `Index`.
        on_problem: Told of each broken line.

    Raises:
        QuestionError: The file cannot be read, or lines of it are no questions.
    """
    file = Path(path)
    questions: list[Question] = []
    wrong: list[str] = []
    seen: set[str] = set()
    for number, line in _lines(file):
        try:
            question = _question(json.loads(line), articles)
            if question.id in seen:
                raise ValueError(f"the id {question.id!r} was used before")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            missing = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            wrong.append(f"line {number}: {missing}")
            if on_problem:
                on_problem(Problem(str(file), wrong[-1]))
        else:
            seen.add(question.id)
            questions.append(question)
    if wrong:
        lines = "1 line is" if len(wrong) == 1 else f"{len(wrong)} lines are"
        raise QuestionError(f"{file}: {lines} broken ({wrong[0]}); mend them, nothing was asked")
    if not questions:
        raise QuestionError(f"{file} holds no question")
    return questions


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        yield from numbered_lines(file)
    except OSError as error:
        raise QuestionError(f"{file} cannot be read ({error.strerror})") from error


def _question(row: Any, articles: Container[str] | None) -> Question:
    if not isinstance(row, dict):
        raise TypeError("it is no object")
    answerable, extractive = row.get("answerable"), row.get("extractive", True)
    if not isinstance(answerable, bool | None):
        raise TypeError(f"its answerable is {answerable!r} and must be true, false or null")
    if not isinstance(extractive, bool):
        raise TypeError(f"its extractive is {extractive!r} and must be true or false")
    if not isinstance(row["question"], str) or not row["question"].strip():
        raise ValueError("its question is empty")
    sides = tuple(_strings(side, "sides") for side in _list(row, "sides"))
    answers = _strings(_list(row, "answers"), "answers")
    evidence = tuple(_evidence(one) for one in _list(row, "evidence"))
    candidates = _strings(_list(row, "candidates"), "candidates")
    for article_id in (*(one.article_id for one in evidence), *candidates):
        if articles is not None and article_id not in articles:
            raise ValueError(f"it names the article {article_id!r}, which is not there")
    answers = answers or tuple(answer for side in sides for answer in side)
    if answers and answerable is False:
        raise ValueError("its answerable is false and yet it has answers")
    if not answers and not evidence and answerable is not False:
        raise ValueError("it has no answers, no evidence, and no answerable of false: give one")
    return Question(
        id=str(row["id"]),
        question=row["question"],
        answers=answers,
        answerable=True if answers else answerable,
        evidence=evidence,
        history=tuple((asked, said) for asked, said in map(_turn, _list(row, "history"))),
        type=str(row.get("type") or ""),
        sides=sides,
        wrong_answers=_strings(_list(row, "wrong_answers"), "wrong_answers"),
        extractive=extractive,
        candidates=candidates,
        document=str(row.get("document") or ""),
        now=_day(row.get("now")),
    )


def _list(row: dict[str, Any], key: str) -> list[Any]:
    value = row.get(key) or []
    if not isinstance(value, list):
        raise TypeError(f"its {key} is no list")
    return value


def _strings(values: Any, key: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(one, str | int) for one in values):
        raise TypeError(f"its {key} holds what is no string")
    if any(not str(one).strip() for one in values):
        raise ValueError(f"its {key} holds an empty string")
    return tuple(map(str, values))


def _evidence(one: Any) -> GoldEvidence:
    if not isinstance(one, dict):
        raise TypeError("its evidence holds what is no object")
    grade = one.get("grade", 1)
    if not isinstance(grade, int) or grade < 1:
        raise ValueError(f"its evidence has the grade {grade!r} and must have 1 or more")
    text = str(one.get("text") or "")
    return GoldEvidence(str(one["article_id"]), text if text.strip() else "", grade)


def _day(now: Any) -> str | None:
    if now is None:
        return None
    if not isinstance(now, str):
        raise TypeError(f"its now is {now!r} and must be a date such as 2016-12-15")
    return str(PartialDate.parse(now))


def _turn(pair: Any) -> tuple[str, str]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise TypeError("its history is no list of [question, answer] pairs")
    return str(pair[0]), str(pair[1])
