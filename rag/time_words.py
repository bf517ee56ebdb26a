"""Words for time in a quotation, and the days they meant when it was written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..index.named_dates import Days
from ..index.said_dates import SaidDate, said_dates


@dataclass(frozen=True, slots=True)
class TimeWord:
    """Words that tell a time from the day of writing: "later this month", "in May".

    Attributes:
        words: As they stand in the quotation.
        start: Where they begin in the article's text, in code points.
        end: Where they end there.
        days: The first and the last day meant.
    """

    words: str
    start: int
    end: int
    days: Days

    def to_dict(self) -> dict[str, str | int]:
        """The words as JSON holds them."""
        return {
            "words": self.words,
            "start": self.start,
            "end": self.end,
            "from": self.days.first.isoformat(),
            "to": self.days.last.isoformat(),
        }


def time_words(quote: str, start: int, said: Sequence[SaidDate]) -> tuple[TimeWord, ...]:
    """The words in a quotation whose days a reader cannot know without the day of writing.

    "9 September 2019" and "the 1990s" spell out what they mean and are left out.

    Args:
        quote: One sentence of an article.
        start: Where it begins in the article's text, in code points.
        said: The dates in the article, in order, see `Index.said_dates`.
    """
    return tuple(_told_from_the_day(quote, start, said))


def _told_from_the_day(quote: str, start: int, said: Sequence[SaidDate]) -> Iterator[TimeWord]:
    spelt_out = {one[:2] for one in said_dates(quote, 0, len(quote), None)}
    for one in said:
        first, last = one.start - start, one.end - start
        if first >= 0 and last <= len(quote) and (first, last) not in spelt_out:
            yield TimeWord(quote[first:last], one.start, one.end, Days(one.first, one.last))
