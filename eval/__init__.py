"""Question sets, measures and reports: how good the answers are.

from dateline.eval import evaluate, read_questions

evaluation = evaluate(index, read_questions("questions.jsonl"))
print(evaluation.summary.overall.measures["recall@10"])
evaluation.to_pandas()
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .open_set import known_set as known_set
    from .open_set import set_of_files as set_of_files
    from .questions import GoldEvidence as GoldEvidence
    from .questions import Question as Question
    from .questions import read_questions as read_questions
    from .records import Record as Record
    from .records import read_records as read_records
    from .runner import Evaluation as Evaluation
    from .runner import evaluate as evaluate
    from .sets import QuestionSet as QuestionSet

_HOMES = {
    "Evaluation": "runner",
    "GoldEvidence": "questions",
    "Question": "questions",
    "QuestionSet": "sets",
    "Record": "records",
    "evaluate": "runner",
    "known_set": "open_set",
    "read_questions": "questions",
    "read_records": "records",
    "set_of_files": "open_set",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
