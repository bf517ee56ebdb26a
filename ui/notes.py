"""What is noted beside an answer and its quotations, in words for people."""

from collections.abc import Callable, Sequence

from ..index.named_dates import Days
from ..rag.answer import Answer, Citation, Side
from ..rag.wording import Unsupported
from . import wording
from .days_in_words import days_in_words


def counted(forms: tuple[str, str], number: int) -> str:
    """A number of things in words: the first form is for one of them."""
    return forms[number != 1].format(number)


def naming_notes(answer: Answer) -> list[str]:
    """What is noted of an answer with names of others in it: the filters, a language model.

    A refusal says the filters in its own sentence.
    """
    notes = []
    if (worded := answer.wording) is not None:
        failed = worded.failure is not None
        notes.append(
            wording.NOT_WORDED.format(worded.failure)
            if failed
            else wording.WORDED.format(worded.model)
        )
    given = answer.filters.given
    only = [wording.ONE_OF.join(sorted(given.publishers))] if given.publishers else []
    if given.after and given.after == given.before:
        only += [str(given.after)]
    else:
        only += [wording.FROM_ON.format(given.after)] if given.after else []
        only += [wording.UP_TO.format(given.before)] if given.before else []
    only += [wording.UP_TO.format(given.now)] if given.now else []
    if only and answer.answerable:
        notes.append(wording.ONLY.format(", ".join(only)))
    return notes


def answer_notes(
    answer: Answer, period: Callable[[Days], str] = days_in_words, drop: str = ""
) -> list[str]:
    """What narrowed an answer (the time that it prefers, the undated articles left out), and more.

    Where yes or no was asked for, that is left to who reads the quotations. A refusal counts
    undated articles in its own sentence.

    Args:
        answer: What was answered.
        period: How to write a time that it prefers; what stands around it is plain in HTML, too.
        drop: Stands behind the times that it prefers.
    """
    filters = answer.filters
    preferred = [period(days) for days in filters.days]
    preferred += [wording.ORDERED[filters.order]] if filters.order else []
    notes = [wording.PREFERRED.format(", ".join(preferred)) + drop] if preferred else []
    if answer.yes_or_no:
        notes.append(wording.YES_OR_NO)
    if filters.order == "latest" and answer.answerable and not _newer_found(answer):
        notes.append(wording.NOTHING_NEWER)
    if (undated := filters.undated_left_out) and answer.answerable:
        notes.append(counted(wording.UNDATED_LEFT_OUT, undated))
    return notes


def fault_note(one: Unsupported) -> str:
    """Why a sentence of a language model was taken out."""
    return wording.FAULTS[one.fault].format(f"“{one.words}”")


def _newer_found(answer: Answer) -> bool:
    """Whether a passage was found that is newer than what is cited, or that is not dated."""
    newest = answer.as_of
    dates = [hit.article.published for hit in answer.hits if hit.article.published]
    return newest is None or any(date.first > newest.last for date in dates)


def side_notes(answer: Answer) -> list[str]:
    """What sources say that differ, and what older ones said: each with who, when and where."""
    sides = _in_words(wording.DIFFER, answer.sides, answer)
    return [*sides, *before_notes(answer)]


def before_notes(answer: Answer) -> list[str]:
    """What older sources said, where a newer one says otherwise."""
    return _in_words(wording.SAID_BEFORE, answer.superseded, answer)


def _in_words(heading: str, sides: Sequence[Side], answer: Answer) -> list[str]:
    return [f"{heading}: {'; '.join(_side(one, answer) for one in sides)}"] if sides else []


def _side(one: Side, answer: Answer) -> str:
    number = one.citations[0]
    cited = answer.citations[number - 1]
    source = f"{cited.publisher or wording.NO_PUBLISHER}, {cited.published or wording.UNDATED}"
    return f"{' '.join(one.says.split())} ({source}) [{number}]"


def time_notes(citation: Citation) -> list[str]:
    """What the words for time in a quotation meant: "“last month”: August 2019"."""
    meant = [(" ".join(one.words.split()), one.days) for one in citation.times]
    return [f"“{words}”: {days_in_words(days)}" for words, days in dict.fromkeys(meant)]
