"""The sample archive and its questions, written for this project and free for any use (CC0)."""

from pathlib import Path

_HERE = Path(__file__).parent

ARTICLES = _HERE / "articles"
"""A folder of articles in all the shapes that are read."""

QUESTIONS = _HERE / "questions.jsonl"
"""Questions about them, with gold answers and evidence."""

TIME = _HERE / "time.jsonl"
"""Questions that only time decides: the last, the first, before, in a year, last month."""

CONVERSATIONS = _HERE / "conversations.jsonl"
"""Follow-up questions, each with what was said before."""
