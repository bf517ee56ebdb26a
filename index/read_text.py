"""Plain text and Markdown files, one article each."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from .article import Article, Mark
from .dates import PartialDate
from .decode import decode
from .problem import OnProblem, Problem
from .web import web_address

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_LONGEST_FRONT_MATTER = 20_000  # characters


def read_text(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read a .txt or .md file.

    A Markdown file may begin with YAML front matter (`title`, `publisher`, `date` or `published`,
    `url`, `id`).
    """
    try:
        text, note = decode(path.read_bytes())
    except ValueError as error:
        on_problem(Problem(str(path), f"{error}; it was left out"))
        return
    if note:
        on_problem(Problem(str(path), note, lost=False))
    if not text.strip():
        on_problem(Problem(str(path), "it is empty; it was left out"))
        return
    fields: dict[str, str] = {}
    marks: list[Mark] = []
    if path.suffix.lower() in (".md", ".markdown") and (front := _FRONT_MATTER.match(text)):
        found = _front_matter(path, front.group(1), on_problem)
        if found is not None:
            fields = found
            marks.append(Mark(0, front.end(), "furniture", "front matter"))
    published = None
    if given := fields.get("published") or fields.get("date"):
        try:
            published = PartialDate.parse(given)
        except ValueError as error:
            on_problem(Problem(str(path), f"{error}; it was passed over", lost=False))
    yield Article(
        id=fields.get("id") or article_id,
        text=text,
        title=fields.get("title", ""),
        publisher=fields.get("publisher"),
        published=published,
        url=web_address(fields.get("url")),
        marks=tuple(marks),
        source=str(path),
    )


def _front_matter(path: Path, text: str, on_problem: OnProblem) -> dict[str, str] | None:
    """The fields of front matter; None where it is text between two rules."""
    if len(text) > _LONGEST_FRONT_MATTER:
        return None
    try:
        # Every value as it is written: YAML 1.1 would make 83 of the id 0123, and False of "No".
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings alone
    except (yaml.YAMLError, RecursionError) as error:
        first = str(error).splitlines()[0]
        on_problem(Problem(str(path), f"its front matter is not YAML ({first})", lost=False))
        return {}
    if not isinstance(fields, dict):
        return None
    return {
        key: value
        for key, value in fields.items()
        if isinstance(value, str) and value.lower() not in ("", "~", "null")
    }
