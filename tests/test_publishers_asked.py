"""Which publishers a question asks for as its sources."""

import pytest

from dateline.rag.publishers_asked import may_ask_publishers, publishers_asked, publishers_named

PUBLISHERS = ("The Harbour Post", "The Times", "Time", "Apple", "Northwind", "tidewatch.com", "BBC")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("According to The Harbour Post, when does the ferry sail?", {"The Harbour Post"}),
        ("What did the Harbour Post report on the ferry?", {"The Harbour Post"}),
        ("Did the 'Harbour Post' article name the captain?", {"The Harbour Post"}),
        ("Which port, as reported by 'The Times', was closed?", {"The Times"}),
        ("Which port was closed, as reported by Northwind and the BBC?", {"Northwind", "BBC"}),
        ("Did both Northwind, The Times and the BBC report it?", {"Northwind", "The Times", "BBC"}),
        ("What is the tide in TideWatch.com's coverage?", {"tidewatch.com"}),
        ("What did Apple say about its factories?", {"Apple"}),
    ],
)
def test_a_source_is_asked_for(question: str, asked: set[str]) -> None:
    assert publishers_asked(question, PUBLISHERS) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Who founded Apple?",
        "Why was The Harbour Post sued by the ferry company?",
        "At what time did the ferry sail, according to the captain?",
        "Time and again the ferry was late: why?",
        "What did the Financial Times report on the ferry?",
        "What did the Times of Malta report on the ferry?",
        "what did the harbour post report?",
        "Who owns the BBC and Northwind?",
        "",
    ],
)
def test_a_subject_or_another_name_is_none(question: str) -> None:
    assert publishers_asked(question, PUBLISHERS) == frozenset()


@pytest.mark.parametrize("name", PUBLISHERS)
def test_who_is_asked_is_named_and_reports(name: str) -> None:
    question = f"Does the {name.removeprefix('The ')} article mention the ferry?"
    assert publishers_asked(question, PUBLISHERS) == {name}
    assert publishers_named(question, PUBLISHERS) == {name}
    assert may_ask_publishers(question)
    assert not publishers_asked(question, ())


def test_names_alone_are_named() -> None:
    assert publishers_named("the ferry in The Times and Northwind", PUBLISHERS) == {
        "The Times",
        "Northwind",
    }
    assert not may_ask_publishers("Who founded Northwind?")
