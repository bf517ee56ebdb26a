"""How well headline, publisher, date and story are found in text that was scraped flat.

    python -m dateline.eval.flat_facts

Measured on the flat articles of our own, each half for itself: rules are made on the dev half.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from ..index.article import Article
from ..index.describe import described
from ..index.store import FILE, Store
from ..index.stories import Stories, Story
from .flat import ARTICLES
from .markdown import table
from .questions import Question, Split

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is right about a flat article; see `eval/flat/README.md`.

    Attributes:
        text: All of the page's text.
        publisher: The true publisher.
        named: Whether the text names it.
        published: The date as far as a careful reader of this text alone can know it.
        published_true: The real date.
        title: The headline as it stands in the text; None where the page lost it.
        story: Articles with the same are copies or revisions of one another.
    """

    id: str
    text: str
    publisher: str
    named: bool
    published: str | None
    published_true: str
    title: str | None
    story: str | None

    @property
    def split(self) -> Split:
        """The half it is in, by its publisher."""
        return Question("", "", document=self.publisher).split


@dataclass(frozen=True, slots=True)
class Found:
    """How often something was found in n articles.

    Attributes:
        there: How many articles, or pairs of them, have it.
        given: In how many it was given.
        right: In how many of these rightly.
    """

    there: int
    given: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was given that is right; 1 if nothing was."""
        return self.right / self.given if self.given else 1.0

    @property
    def coverage(self) -> float:
        """The share of what is there that was given rightly; 1 if nothing is."""
        return self.right / self.there if self.there else 1.0


def known_articles(file: Path = ARTICLES) -> list[Known]:
    """Read what is known of the flat articles."""
    return [_known(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def measure(known: Sequence[Known]) -> dict[str, Found]:
    """What is found in some articles when they are read and put into one index.

    A publisher is right by its name or by the host that has its name. A date is right if it is what
    the text says, to the same precision; one from the story, if the real one lies in it. Stories
    are counted by pairs of articles.
    """
    read = list(described(Article(id=one.id, text=one.text) for one in known))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / FILE)
        stories = Stories(store)
        with store.transaction():
            for article in read:
                store.write(article, [], np.zeros((0, 1), dtype=np.float32))
                stories.enter(article)
            stories.settle()
        dated = {article.id: article for article in store.articles()}
        groups = list(stories.all())
        store.close()
    both = list(zip(known, read, strict=True))
    by_story = [
        (one, dated[one.id]) for one in known if dated[one.id].published_from.how == "story"
    ]
    pairs = _pairs(known)
    found = {pair for story in groups for pair in _pairs_of(story)}
    return {
        "headline": _found([(one.title, article.title) for one, article in both]),
        "publisher": _found(
            [
                (_plain(one.publisher) if one.named else None, _plain(article.publisher or ""))
                for one, article in both
            ]
        ),
        "date": _found([(one.published, str(article.published or "")) for one, article in both]),
        "date, from the story": Found(
            sum(article.published is None for article in read),
            len(by_story),
            sum(one.published_true.startswith(str(article.published)) for one, article in by_story),
        ),
        "pairs of one story": Found(len(pairs), len(found), len(pairs & found)),
    }


def report(known: Sequence[Known], halves: Sequence[Split] = ("dev", "test")) -> Iterator[str]:
    """The lines of Markdown: a table for each half."""
    yield (
        "Articles scraped flat, with nothing given but the text. Precision is the share of what "
        "was given that is right; coverage the share of what the text says that was given rightly. "
        "For dates from the story the whole is every article whose own text gives none."
    )
    for half in halves:
        own = [one for one in known if one.split == half]
        yield ""
        yield f"The {half} half, {len(own)} articles:"
        yield ""
        rows = (
            (name, f"{one.precision:.3f}", f"{one.coverage:.3f}", f"{one.right} of {one.there}")
            for name, one in measure(own).items()
        )
        yield from table(("", "precision", "coverage", "right"), rows)


def _known(row: dict[str, object]) -> Known:
    lines: list[list[str]] = row["lines"]  # type: ignore[assignment]
    return Known(
        text="\n".join(line for _, line in lines),
        named=bool(row["publisher_known"]),
        **{
            key: row[key]  # type: ignore[arg-type]
            for key in ("id", "publisher", "published", "published_true", "title", "story")
        },
    )


def _found(pairs: Sequence[tuple[str | None, str]]) -> Found:
    """Counts over pairs of what is right and what was given."""
    return Found(
        sum(right is not None for right, _ in pairs),
        sum(bool(given) for _, given in pairs),
        sum(bool(given) and right == given for right, given in pairs),
    )


def _plain(publisher: str) -> str:
    """A publisher's name so that "Foghorn Online" and "www.foghorn-online.example" are one."""
    host = publisher.casefold().removeprefix("www.").removesuffix(".example")
    return "".join(filter(str.isalnum, host))


def _pairs(known: Sequence[Known]) -> set[Pair]:
    return {
        frozenset((one.id, other.id))
        for one, other in combinations(known, 2)
        if one.story and one.story == other.story
    }


def _pairs_of(story: Story) -> set[Pair]:
    return {frozenset(pair) for pair in combinations(story.articles, 2)}


if __name__ == "__main__":
    for line in report(known_articles()):
        print(line)  # noqa: T201
