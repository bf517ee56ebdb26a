"""What may be asked of an index: a question, and filters on the articles."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict

from .dates import PartialDate
from .errors import QuestionError

LONGEST_QUESTION = 2000
"""Characters in a question. What is longer is a text, not a question."""


class GivenFilters(TypedDict, total=False):
    """Filters as a user gives them, see `Index.search`."""

    after: str | PartialDate | None
    before: str | PartialDate | None
    publisher: str | None
    articles: Collection[str] | None
    now: str | PartialDate | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be to be searched. Bounds are inclusive.

    A date known to the month or the year matches where it may lie within the bounds. An article
    without a date matches none.
    """

    after: PartialDate | None = None
    before: PartialDate | None = None
    publisher: str | None = None
    articles: frozenset[str] | None = None
    now: PartialDate | None = None

    def __bool__(self) -> bool:
        bounds = (self.after, self.before, self.publisher, self.now)
        return any(bounds) or self.articles is not None


def checked_question(question: str) -> str:
    """A question without the white space around it.

    Raises:
        QuestionError: It is no string, empty, or longer than `LONGEST_QUESTION` characters.
    """
    if not isinstance(question, str):
        raise QuestionError(f"the question is {type(question).__name__} and must be a string")
    question = question.strip()
    if not question:
        raise QuestionError("the question is empty; ask something")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters and at most {LONGEST_QUESTION:,} are "
            "read; shorten it"
        )
    return question.encode(errors="replace").decode()  # a lone surrogate is no text


def make_filters(
    after: str | PartialDate | None = None,
    before: str | PartialDate | None = None,
    publisher: str | None = None,
    articles: Collection[str] | None = None,
    now: str | PartialDate | None = None,
) -> Filters:
    """Filters from what a user gave.

    Raises:
        QuestionError: A bound is no date, or nothing can lie between the two.
    """

    def date(value: str | PartialDate | None, name: str) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        if not isinstance(value, str):
            raise QuestionError(f"{name}: {value!r} is no date; write it as a string: '2019-09-09'")
        try:
            return PartialDate.parse(value)
        except ValueError as error:
            raise QuestionError(f"{name}: {error}") from None

    if publisher is not None and not isinstance(publisher, str):
        raise QuestionError(f"the publisher {publisher!r} must be a string")
    low, high, day = date(after, "after"), date(before, "before"), date(now, "now")
    if low and high and low.first > high.last:
        raise QuestionError(f"nothing is after {low} and before {high}; exchange them")
    if low and day and low.first > day.last:
        raise QuestionError(f"nothing after {low} is known on {day}; choose a later now")
    if isinstance(articles, str):
        raise QuestionError(f"articles: give a list of ids: [{articles!r}]")
    return Filters(low, high, publisher, None if articles is None else frozenset(articles), day)
