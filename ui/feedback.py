"""What people say of answers, kept as questions that `dateline eval` can ask again."""

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from .kept_conversation import Turn

FILE = "feedback.jsonl"
"""Lies beside the index, a line for each judgement, as `eval.questions.read_questions` reads it."""

_lock = Lock()


def keep_feedback(folder: Path, turn: Turn, *, right: bool, note: str = "") -> None:
    """Add a judgement of an answer or a refusal to the file.

    An answer that is right is the gold answer, and its quotations the evidence; of one that is
    wrong the note is, and without a note the articles do not answer the question.

    Args:
        folder: Where the index lies.
        turn: What was judged; its question made sense.
        right: Whether it is right.
        note: What would be.

    Raises:
        OSError: The file cannot be written.
    """
    line = json.dumps(_question(turn, right=right, note=note.strip()), ensure_ascii=False)
    with _lock, (folder / FILE).open("a", encoding="utf-8", errors="replace") as file:
        file.write(line + "\n")


def is_filtered(turn: Turn) -> bool:
    """Whether it was asked of a part of the archive, which a question of the file cannot say."""
    return any(((turn.data or {}).get("filters") or {}).get("given", {}).values())


def _question(turn: Turn, *, right: bool, note: str) -> dict[str, Any]:
    told = turn.data or {}
    short = told["short_answer"]
    said = [short] if short else [one["text"] for one in told["statements"]]
    gold = said if right else [note] if note else []
    return {
        "id": uuid.uuid4().hex,
        "question": told["standalone_question"] or turn.question,
        "answers": gold,
        "answerable": bool(gold),
        "evidence": [
            {"article_id": one["article_id"], "text": one["quote"]}
            for one in told["citations"]
            if right
        ],
        "wrong_answers": [] if right else said,
        "type": "judged right" if right else "judged wrong",
        "said": told["text"],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
