"""What narrowed an answer: the filters that were set, and the time that the question preferred."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..index.named_dates import Days
from ..index.query import Filters
from .time_asked import Order


@dataclass(frozen=True, slots=True)
class AppliedFilters:
    """What narrowed an answer.

    Attributes:
        given: Set by the user: nothing else was searched.
        undated_left_out: How many articles more would match them, but for having no date.
        days: What the question itself says of time, see `TimeAsked`: it is preferred, and nothing
            is left out for it.
        order: Which of several it prefers.
    """

    given: Filters = field(default=Filters())
    undated_left_out: int = 0
    days: tuple[Days, ...] = ()
    order: Order | None = None

    def to_dict(self) -> dict[str, Any]:
        """The filters as JSON holds them; an open end of days is null."""
        given = self.given
        names = sorted(given.publishers or ())
        return {
            "given": {
                "after": given.after and str(given.after),
                "before": given.before and str(given.before),
                "publisher": names[0] if len(names) == 1 else names or None,
                "now": given.now and str(given.now),
            },
            "undated_left_out": self.undated_left_out,
            "implied": {
                "days": [
                    {
                        "from": None if one.first == date.min else one.first.isoformat(),
                        "to": None if one.last == date.max else one.last.isoformat(),
                    }
                    for one in self.days
                ],
                "order": self.order,
            },
        }
