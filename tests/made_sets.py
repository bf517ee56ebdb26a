"""Sets of questions that several tests make."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dateline.eval import Question, read_questions
from dateline.index.errors import QuestionError
from dateline.index.problem import Problem

MakeEmbedder = Callable[..., Any]


def lines(*rows: object) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def reading(file: Path, content: str, articles: Any = None) -> tuple[list[Question], list[Problem]]:
    """What is read of a file, and the problems told."""
    file.write_text(content, encoding="utf-8")
    problems: list[Problem] = []
    try:
        return read_questions(file, articles=articles, on_problem=problems.append), problems
    except QuestionError:
        return [], problems


def packed(file: Path, *rows: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(lines(*rows).encode()))


def row(name: str, question: str, *evidence: str, **known: Any) -> dict[str, Any]:
    return {
        "id": name,
        "question": question,
        "answers": known.pop("answers", ["x"]),
        "answerable": known.pop("answerable", True),
        "evidence": [{"article_id": one, "text": f"The text of {one}."} for one in evidence],
        "type": known.pop("type", "Some_Type"),
        **known,
    }
