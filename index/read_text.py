"""Plain text and Markdown files, one article each."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from .article import UNKNOWN, Article, Mark, Origin, Span
from .dates import PartialDate
from .decode import decode
from .furniture import furniture
from .problem import OnProblem, Problem
from .sentences import ends_like_sentence, sentences
from .stamp import date_stamp
from .web import web_address

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_CLOSING = re.compile(r"\s+#+\s*$")
_LONGEST_TITLE = 200
_LONGEST_FRONT_MATTER = 20_000  # characters


def read_text(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read a .txt or .md file.

    A Markdown file may begin with YAML front matter (`title`, `publisher`, `date` or `published`,
    `url`, `id`). The date of plain text is read as `date_stamp` says.
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
    body = marks[0].end if marks else 0
    page = [Mark(m.start + body, m.end + body, m.kind, m.reason) for m in furniture(text[body:])]
    published, origin, stamp = _published(path, fields, text, body, page, on_problem)
    if stamp:
        page = [part for mark in page for part in _beside(mark, stamp)]
        page.append(Mark(*stamp, "date", "a date stamp"))
    marks += sorted(page, key=lambda mark: mark.start)
    if not sentences(text, marks):
        on_problem(Problem(str(path), "it holds page furniture only; it was left out"))
        return
    yield Article(
        id=fields.get("id") or article_id,
        text=text,
        title=fields.get("title") or _headline(text, marks),
        publisher=fields.get("publisher"),
        published=published,
        published_from=origin,
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


def _published(
    path: Path,
    fields: dict[str, str],
    text: str,
    body: int,
    page: list[Mark],
    on_problem: OnProblem,
) -> tuple[PartialDate | None, Origin, Span | None]:
    given = fields.get("published") or fields.get("date")
    if given:
        try:
            return PartialDate.parse(given), Origin("given"), None
        except ValueError as error:
            on_problem(Problem(str(path), f"{error}; it is taken as undated", lost=False))
            return None, UNKNOWN, None
    if found := date_stamp(text, body, page):
        return found[0], Origin("text", text[slice(*found[1])].strip()), found[1]
    return None, UNKNOWN, None


def _beside(mark: Mark, stamp: Span) -> Iterator[Mark]:
    """What a date stamp leaves of a mark."""
    if mark.start < min(mark.end, stamp.start):
        yield replace(mark, end=min(mark.end, stamp.start))
    if max(mark.start, stamp.end) < mark.end:
        yield replace(mark, start=max(mark.start, stamp.end))


def _headline(text: str, marks: list[Mark]) -> str:
    spans = sentences(text, marks)
    first = text[slice(*spans[0])]
    if not ends_like_sentence(first) and len(first) <= _LONGEST_TITLE:
        heading = text[text.rfind("\n", 0, spans[0].start) + 1 : spans[0].start].startswith("#")
        return _CLOSING.sub("", first) if heading else first
    first = " ".join(first.split())
    if len(first) <= _LONGEST_TITLE:
        return first
    return first[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
