"""What is noted beside an answer and its quotations, in words for people."""

from collections.abc import Callable

from ..index.named_dates import Days
from ..rag.answer import Answer, Citation, Side
from .days_in_words import days_in_words


def answer_notes(answer: Answer, period: Callable[[Days], str] = days_in_words) -> list[str]:
    """What narrowed an answer (the time that it prefers, the undated articles left out), and more.

    Where yes or no was asked for, that is left to who reads the quotations. A refusal counts
    undated articles in its own sentence.

    Args:
        answer: What was answered.
        period: How to write a time that it prefers; what stands around it is plain in HTML, too.
    """
    filters = answer.filters
    preferred = [period(days) for days in filters.days]
    preferred += [f"the {filters.order}"] if filters.order else []
    notes = [f"Preferred: {', '.join(preferred)}"] if preferred else []
    if answer.yes_or_no:
        notes.append("yes or no is for you to judge from the quotations")
    if filters.order == "latest" and answer.answerable:
        notes.append("nothing newer on it was found")
    if (undated := filters.undated_left_out) and answer.answerable:
        articles = "1 undated article was" if undated == 1 else f"{undated:,} undated articles were"
        notes.append(f"{articles} left out")
    return notes


def side_notes(answer: Answer) -> list[str]:
    """What sources say that differ, and what older ones said: each with who, when and where."""
    return [
        f"{heading}: {'; '.join(_side(one, answer) for one in sides)}"
        for heading, sides in (("Side by side", answer.sides), ("Said before", answer.superseded))
        if sides
    ]


def _side(one: Side, answer: Answer) -> str:
    number = one.citations[0]
    cited = answer.citations[number - 1]
    source = f"{cited.publisher or 'publisher not named'}, {cited.published or 'undated'}"
    return f"{' '.join(one.says.split())} ({source}) [{number}]"


def time_notes(citation: Citation) -> list[str]:
    """What the words for time in a quotation meant: "“last month”: August 2019"."""
    meant = [(" ".join(one.words.split()), one.days) for one in citation.times]
    return [f"“{words}”: {days_in_words(days)}" for words, days in dict.fromkeys(meant)]
