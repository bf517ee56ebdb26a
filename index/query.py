"""What may be asked of an index: a question, and filters on the articles."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypedDict

from .article import Extra, is_extra
from .dates import PartialDate
from .errors import QuestionError

LONGEST_QUESTION = 2000
"""Characters in a question. What is longer is a text, not a question."""


Wanted = Extra | Collection[Extra] | Mapping[str, Extra]
"""What is wanted of a value of `Article.extra`: to be this one, or one of these, or to lie within
bounds, as {"gte": 100, "lt": 200}: greater than ("gt") or equal ("gte"), less than ("lt") or equal
("lte"), numbers among numbers and strings among strings."""

_OPERATORS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


_MOST_WANTED = 10_000  # SQLite binds no more than 32,766 values


class GivenFilters(TypedDict, total=False):
    """Filters as a user gives them, see `Index.search`."""

    after: str | PartialDate | None
    before: str | PartialDate | None
    publisher: str | Collection[str] | None
    articles: Collection[str] | None
    story: str | None
    extra: Mapping[str, Wanted] | None
    now: str | PartialDate | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a value of `Article.extra` must be: its value stands in such relation to one of some.

    Attributes:
        key: The name of the value.
        relation: "=", ">", ">=", "<" or "<=".
        values: One, or for "=" some.
    """

    key: str
    relation: str
    values: tuple[Extra, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be to be searched. Bounds are inclusive.

    A date known to the month or the year matches where it may lie within the bounds. An article
    without a date matches none.
    """

    after: PartialDate | None = None
    before: PartialDate | None = None
    publishers: frozenset[str] | None = None
    articles: frozenset[str] | None = None
    story: str | None = None
    extra: tuple[Condition, ...] = ()
    now: PartialDate | None = None

    def __bool__(self) -> bool:
        bounds = (self.after, self.before, self.now, self.story, self.extra)
        return any(bounds) or self.publishers is not None or self.articles is not None


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
    publisher: str | Collection[str] | None = None,
    articles: Collection[str] | None = None,
    now: str | PartialDate | None = None,
    story: str | None = None,
    extra: Mapping[str, Wanted] | None = None,
) -> Filters:
    """Filters from what a user gave.

    Raises:
        QuestionError: A bound is no date, nothing can lie between the two, or what is wanted of
            the extra makes no sense.
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

    publishers = [publisher] if isinstance(publisher, str) else publisher
    if publishers is not None and not (
        isinstance(publishers, Collection) and all(isinstance(one, str) for one in publishers)
    ):
        raise QuestionError(f"the publisher {publisher!r} must be a string or several")
    low, high, day = date(after, "after"), date(before, "before"), date(now, "now")
    if low and high and low.first > high.last:
        raise QuestionError(f"nothing is after {low} and before {high}; exchange them")
    if low and day and low.first > day.last:
        raise QuestionError(f"nothing after {low} is known on {day}; choose a later now")
    if isinstance(articles, str):
        raise QuestionError(f"articles: give a list of ids: [{articles!r}]")
    if story is not None and not isinstance(story, str):
        raise QuestionError(f"the story {story!r} must be the id of one of its articles")
    return Filters(
        after=low,
        before=high,
        publishers=frozenset(publishers) if publishers else None,
        articles=None if articles is None else frozenset(articles),
        story=story,
        extra=tuple(_conditions(extra or {})),
        now=day,
    )


def _conditions(extra: Mapping[str, Wanted]) -> Iterator[Condition]:
    if not isinstance(extra, Mapping):
        raise QuestionError(f'extra: give what is wanted by name: {{"section": {extra!r}}}')
    for key, wanted in extra.items():
        if isinstance(wanted, Mapping):
            unknown = sorted(map(str, wanted.keys() - _OPERATORS.keys()))
            if unknown or not wanted:
                raise QuestionError(
                    f"extra: {key!r} has the bounds {wanted!r}; they may be {', '.join(_OPERATORS)}"
                )
            for name, bound in wanted.items():
                if isinstance(bound, bool) or not is_extra(bound):
                    raise QuestionError(f"extra: {key!r} cannot be {name} {bound!r}")
                yield Condition(key, _OPERATORS[name], (bound,))
        else:
            values: tuple[Extra, ...]
            if isinstance(wanted, Collection) and not isinstance(wanted, str):
                values = tuple(wanted)
            else:
                values = (wanted,)
            if len(values) > _MOST_WANTED:
                raise QuestionError(
                    f"extra: {key!r} may be one of {len(values):,}; give at most {_MOST_WANTED:,}"
                )
            for value in values:
                if not is_extra(value):
                    raise QuestionError(
                        f"extra: {key!r} cannot be {value!r}; give a string, a number, true or "
                        "false, or a list of them"
                    )
            yield Condition(key, "=", values)
