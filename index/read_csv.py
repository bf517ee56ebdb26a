"""Tables with a header row, separated by commas, semicolons, tabs or bars: an article a row."""

import codecs
import csv
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .article import Article, Extra, is_extra
from .decode import decode
from .errors import ArticleError
from .fields import ALIASES, article_of, usable
from .lines import LONGEST_LINE, every_line
from .problem import OnProblem, Problem
from .unpacking import unpacked

LONGEST_FIELD = 5_000_000  # characters
MOST_COLUMNS = 1_000
_LONGEST_NUMBER = 30  # characters
_SEPARATORS = ",;\t|"
_EXTRA = "extra."  # before the name of a value of `Article.extra`
_NAMES = {alias.casefold(): alias for names in ALIASES.values() for alias in names}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read a .csv or .tsv file whose first row names the columns as in `fields`, in any case.

    The separator is the one that makes a column of texts of the header. A column "extra.desk" holds
    the value "desk" of `Article.extra`: a number or a truth where JSON has it so, else a string. A
    row without an id gets the file's stem and a digest of its text. A row that has not as many
    columns as the header is a problem; the others are read all the same.

    Raises:
        OSError: The file cannot be read.
        ArticleError: The first row does not name a column of texts.
    """
    # csv has one limit for the whole process, and 131,072 characters are not enough for a report.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_FIELD))
    lines = _Lines(path)
    header = next(lines, "")
    separator, columns = _columns(header)
    rows = csv.reader(lines, delimiter=separator)
    empty = True
    while True:
        where = f"{path}, line {lines.number + 1}"
        try:
            row = next(rows)
        except StopIteration:
            break
        except (csv.Error, ArticleError) as error:
            empty = False
            on_problem(Problem(where, f"{error}; it was left out"))
            continue
        if row:
            empty = False
            make = partial(_article, row, columns, name=article_id, source=str(path))
            yield from usable(make, where, on_problem)
        for note in lines.notes:
            on_problem(Problem(where, note, lost=False))
        lines.notes.clear()
    if empty:
        on_problem(Problem(str(path), "there is no row below its header; it was left out"))


class _Lines:
    """The lines of a table as text. One that is none raises, and the next can still be had.

    Attributes:
        number: How many lines were read.
        notes: What was guessed about them.
    """

    def __init__(self, path: Path) -> None:
        self._lines = _in_utf_8(path)
        self.number = 0
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise ArticleError(f"it is longer than {LONGEST_LINE:,} bytes, which no article is")
        try:
            text, note = decode(line)
        except ValueError as error:
            raise ArticleError(str(error)) from error
        if note:
            self.notes.append(note)
        return text


def _in_utf_8(path: Path) -> Iterator[bytes]:
    """The lines of a table as bytes of UTF-8, where it is in UTF-16, as spreadsheets write it."""
    with unpacked(path) as file:
        wide = file.read(2) in _UTF_16
    if not wide:
        yield from every_line(path)
        return
    with path.open(encoding="utf-16", errors="replace", newline="") as text:
        while line := text.readline(LONGEST_LINE):
            yield line.encode(errors="replace")


def _columns(header: str) -> tuple[str, list[str]]:
    """The separator, and our name, or its own, of each column.

    Raises:
        ArticleError: No column is one of texts.
    """
    for separator in _SEPARATORS:
        try:
            named = next(csv.reader([header], delimiter=separator), [])
        except csv.Error:
            continue
        columns = [_NAMES.get(name.strip().casefold(), name) for name in named[:MOST_COLUMNS]]
        if len(named) <= MOST_COLUMNS and set(columns) & set(ALIASES["text"]):
            return separator, columns
    wanted = ", ".join(ALIASES["text"])
    raise ArticleError(f"its first line names no column of texts; call one of them {wanted}")


def _article(
    row: list[str], columns: list[str], *, name: str, source: str
) -> tuple[Article, list[str]]:
    if len(row) != len(columns):
        raise ArticleError(f"it has {len(row)} columns, and the header {len(columns)}")
    # Of two columns of one name the first counts.
    fields = dict(zip(reversed(columns), reversed(row), strict=True))
    extra = {
        column.removeprefix(_EXTRA): _plain_value(cell)
        for column, cell in fields.items()
        if column.startswith(_EXTRA) and column != _EXTRA and cell.strip()
    }
    return article_of({**fields, "extra": extra}, name=name, source=source)


def _plain_value(cell: str) -> Extra:
    if len(cell) > _LONGEST_NUMBER:
        return cell
    try:
        value = json.loads(cell)
    except ValueError:
        return cell
    return value if isinstance(value, bool | int | float) and is_extra(value) else cell
