"""What a refusal says: what was looked for, where, and what is nearest."""

from collections.abc import Sequence

from ..index.index import Index
from ..index.query import GivenFilters
from ..index.search import Hit

_LONGEST_ECHO = 200  # characters of a question


def refusal(index: Index, filters: GivenFilters, question: str, hits: Sequence[Hit]) -> str:
    """Why a question is not answered, in a sentence or two.

    Args:
        index: Where an answer was looked for.
        filters: Which of its articles might have given it.
        question: As it was understood.
        hits: The passages found, the nearest first.
    """
    matching, undated = index.matching(**filters)
    left_out = f" ({undated} without a date were left out)" if undated else ""
    if not len(index):
        return "The archive is empty: add articles first."
    if not matching:
        return f"The archive has no article{_limits(filters)}{left_out}."
    none = f"None of the {matching} articles" if matching > 1 else "Nothing in the one article"
    return (
        f"{none}{_limits(filters)}{_dates(index, filters)} says clearly enough: "
        f"“{_short(question)}”{left_out}.{_nearest(hits)}"
    )


def _limits(filters: GivenFilters) -> str:
    publisher, after = filters.get("publisher"), filters.get("after")
    names = [publisher] if isinstance(publisher, str) else publisher
    limits = [f"published by {' or '.join(names)}"] if names else []
    limits += [f"from {after} on"] if after else []
    limits += [f"up to {day}" for day in (filters.get("before"), filters.get("now")) if day]
    limits += [f"of the {key} asked for" for key in filters.get("extra") or ()]
    return f" {', '.join(limits)}" if limits else ""


def _dates(index: Index, filters: GivenFilters) -> str:
    dates = index.dates(**filters)
    if dates is None:
        return ""
    oldest, newest = dates
    return f" ({oldest})" if oldest == newest else f" ({oldest} to {newest})"


def _nearest(hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    article = hits[0].article
    source = ", ".join(str(part) for part in (article.publisher, article.published) if part)
    return f" Nearest is “{_short(article.title or article.id)}”{source and f' ({source})'}."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"{line[:_LONGEST_ECHO].rstrip()}…" if len(line) > _LONGEST_ECHO else line
