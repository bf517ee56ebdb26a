"""Which articles of an index are gone from the files and folders that they were read from."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path


def of_gone_files(
    sources: Mapping[str, str], roots: Iterable[Path], files: Iterable[Path]
) -> list[str]:
    """The ids of articles whose files are no longer where they are looked for.

    Args:
        sources: Of each article of the index, by id.
        roots: The files and folders that are looked into.
        files: The files that are there now.
    """
    there = {str(file) for file in files}
    looked_into = {str(root.resolve()) for root in roots if root.exists()}  # not an unmounted disk
    return [
        article_id
        for article_id, source in sources.items()
        if not looked_into.isdisjoint(_upwards(source)) and there.isdisjoint(_upwards(source))
    ]


def of_read_files(
    sources: Mapping[str, str],
    files: Iterable[Path],
    read: Collection[str],
    lost: Iterable[str],
) -> list[str]:
    """The ids of articles that their files no longer hold.

    Args:
        sources: Of each article of the index, by id.
        files: The files that were read.
        read: The ids of the articles that were found in them.
        lost: The sources of what could not be used; all that came from these files is kept.
    """
    damaged = tuple(lost)
    whole = {str(file) for file in files if not any(one.startswith(str(file)) for one in damaged)}
    return [
        article_id
        for article_id, source in sources.items()
        if article_id not in read and not whole.isdisjoint(_upwards(source))
    ]


def _upwards(source: str) -> Iterator[str]:
    """A source, and what it stands in: the archive it is in, and the folders above."""
    yield source
    yield from map(str, Path(source).parents)
