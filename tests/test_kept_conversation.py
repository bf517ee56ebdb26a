"""A conversation in the browser and out of it again."""

import json

import pytest

from dateline import Answer
from dateline.ui.kept_conversation import (
    Turn,
    answered_turn,
    conversation_json,
    conversation_markdown,
    from_browser,
    to_browser,
)

REFUSED = Answer("Who?", (), (), "Nobody says so.", 0.1, ())
TURNS = (
    answered_turn(REFUSED, 1, "<p>Nobody</p>", ""),
    Turn(2, "x" * 3000, None, "<p>too long</p>", ""),
    answered_turn(REFUSED, 3, "<p>Nobody again</p>", "<p>nearest</p>"),
)


def test_what_the_browser_kept_is_what_was_there() -> None:
    kept = json.loads(json.dumps(to_browser(TURNS)))
    assert from_browser(kept) == TURNS
    assert "hits" not in kept[0]["data"]


@pytest.mark.parametrize(
    "kept", [None, 7, "text", [], {}, [1], [None], [{}], [{"number": 1, "of": "another version"}]]
)
def test_what_is_no_conversation_of_this_page_is_none(kept: object) -> None:
    assert from_browser(kept) == ()


def test_what_is_taken_away_leaves_out_what_made_no_sense() -> None:
    assert conversation_markdown(TURNS) == (
        "**Who?**\n\nNobody says so.\n\n---\n\n**Who?**\n\nNobody says so.\n"
    )
    assert [one["refusal"] for one in json.loads(conversation_json(TURNS))] == [
        "Nobody says so.",
        "Nobody says so.",
    ]
    assert conversation_markdown(()) == conversation_json(()) == ""
