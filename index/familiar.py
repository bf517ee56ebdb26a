"""Lines that the articles of one publisher have in common: menus, prompts, notices."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

_ARTICLES = 3  # that a line stands in, at least
_LOOKED_AT = 8  # articles with one line, at most, so that it takes time in proportion
_COPY = 0.4  # of the shorter article's sentences, by length: so much in common makes copies …
_SAME = 0.7  # … and so much if sentences count that may be the publisher's on every page
_SENTENCE = 60  # characters, at least
_LONGEST = 600  # characters: a longer line is text, however often it was printed
_REVISIONS = 10  # of one story by one publisher, at most: what stands more often is no story's own


def familiar_lines(texts: Sequence[str]) -> frozenset[str]:
    """The lines that stand in at least three different articles of one publisher.

    Copies and revisions of one story share most of their sentences and count as one article.

    Args:
        texts: The articles of one publisher.

    Returns:
        Lines without the white space around them. It takes time in proportion to the texts.
    """
    pages = [frozenset(filter(None, map(str.strip, text.splitlines()))) for text in texts]
    found = defaultdict[str, list[int]](list)
    for number, page in enumerate(pages):
        for line in page:
            found[line].append(number)
    sentences = [frozenset(line for line in page if len(line) >= _SENTENCE) for page in pages]
    rare = [
        frozenset(line for line in page if len(found[line]) <= _REVISIONS) for page in sentences
    ]

    def are_copies(one: int, other: int) -> bool:
        return (
            _common(sentences[one], sentences[other]) > _SAME
            or _common(rare[one], rare[other]) > _COPY
        )

    return frozenset(
        line
        for line, numbers in found.items()
        if len(numbers) >= _ARTICLES
        and len(line) <= _LONGEST
        and _different(_spread(numbers), are_copies) >= _ARTICLES
    )


def _spread(numbers: Sequence[int]) -> Sequence[int]:
    step = max(1, len(numbers) // _LOOKED_AT)
    return numbers[::step][:_LOOKED_AT]


def _different(numbers: Sequence[int], are_copies: Callable[[int, int], bool]) -> int:
    """How many of some articles are not copies of one another."""
    story = {number: number for number in numbers}
    for one, other in combinations(numbers, 2):
        if story[one] != story[other] and are_copies(one, other):
            former = story[other]
            story = {each: story[one] if of == former else of for each, of in story.items()}
    return len(set(story.values()))


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    """The share, by length, of the shorter article's sentences that the other has too."""
    shorter = min(sum(map(len, one)), sum(map(len, other)))
    return sum(map(len, one & other)) / shorter if shorter else 0.0
