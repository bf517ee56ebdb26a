"""What people say of answers, read back as questions."""

from pathlib import Path

import pytest

from dateline import Answer, Citation, PartialDate, Statement
from dateline.eval.questions import GoldEvidence, read_questions
from dateline.index.article import Span
from dateline.ui.feedback import FILE, keep_feedback
from dateline.ui.kept_conversation import Turn, answered_turn

QUOTE = "Thirty-five prisoners came home."
CITED = Citation(1, "a", "T", None, PartialDate(2019), None, 0, len(QUOTE), QUOTE, 0, 40)


def turn(*, short: Span | None = None, alone: str | None = None) -> Turn:
    said = (Statement(QUOTE, (1,), short),)
    answer = Answer("How many?", said, (CITED,), None, 0.9, (), standalone_question=alone)
    return answered_turn(answer, 1, "", "")


def test_judgements_are_read_as_questions(tmp_path: Path) -> None:
    keep_feedback(tmp_path, turn(short=Span(0, 11), alone="How many \ud800 came?"), right=True)
    keep_feedback(tmp_path, turn(), right=False, note=" seventy\nin all ")
    keep_feedback(tmp_path, turn(), right=False, note="  ")
    right, wrong, unanswered = read_questions(tmp_path / FILE)
    assert (right.question, right.answers) == ("How many ? came?", ("Thirty-five",))
    assert right.evidence == (GoldEvidence("a", QUOTE),)
    assert (wrong.answers, wrong.answerable, wrong.evidence) == (("seventy\nin all",), True, ())
    assert wrong.wrong_answers == (QUOTE,)
    assert (unanswered.answers, unanswered.answerable) == ((), False)
    assert len({right.id, wrong.id, unanswered.id}) == 3


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        keep_feedback(tmp_path / "gone", turn(), right=True)
