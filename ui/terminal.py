"""Words and bars on a terminal: results on stdout, everything else on stderr."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from ..index.article import Article
from ..index.errors import DatelineError
from ..index.problem import Problem
from ..index.search import Hit
from ..rag.answer import Answer, Citation

_CONTROL = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_LONGEST_SHOWN = 100  # characters of a mark


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command prints.

    Attributes:
        quiet: Whether to say nothing but results and errors.
    """

    quiet: bool = False

    def say(self, message: str) -> None:
        """A message for people, on stderr."""
        if not self.quiet:
            print(plain(message), file=sys.stderr)  # noqa: T201

    def complain(self, problem: Problem | DatelineError) -> None:
        """What went wrong, on stderr, whether quiet or not."""
        print(plain(f"dateline: {problem}"), file=sys.stderr)  # noqa: T201

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Callable[[object], None]]:
        """A bar on stderr if that is a terminal, moved by each thing; `total` may be unknown."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as TimeLeft

        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeLeft())
        off = self.quiet or not console.is_terminal
        with Progress(*columns, console=console, disable=off) as bar:
            task = bar.add_task(what, total=total)
            yield lambda _: bar.advance(task)


def out(text: str | Text = "") -> None:
    """A line of a result, on stdout, never wrapped; colours only on a terminal."""
    if isinstance(text, str):
        print(plain(text))  # noqa: T201
    else:
        Console(highlight=False, soft_wrap=True).print(text)


def out_json(value: object) -> None:
    """A result as one line of JSON, on stdout; a lone surrogate, which is no text, becomes "?"."""
    text = json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()
    if (sys.stdout.encoding or "utf-8").lower() not in ("utf-8", "utf8"):
        text = json.dumps(json.loads(text))  # it may know few letters
    # JSON's own escapes stop at U+001F; the other control characters are as dangerous.
    print(_CONTROL.sub(lambda c: f"\\u{ord(c.group()):04x}", text))  # noqa: T201


def plain(text: str) -> str:
    """A text that can do nothing to a terminal: control characters become visible."""
    return "".join(c if c.isprintable() or c in "\n\t" else _visible(c) for c in text)


def _visible(character: str) -> str:
    # News is full of non-breaking spaces, which are no danger.
    return " " if character.isspace() else f"\\x{ord(character):02x}"


def origin(article: Article | Citation) -> str:
    """Who published something and when, for people."""
    return f"{article.publisher or 'unknown publisher'}, {article.published or 'undated'}"


def show_answer(answer: Answer) -> None:
    """Print an answer with its quotations, or a refusal with the nearest passages."""
    out(answer.text)
    for one in answer.citations:
        out()
        out(f"[{one.number}] {origin(one)} — {one.title or 'untitled'}")
        out(f"    “{' '.join(one.quote.split())}”")
        out(f"    {one.article_id}, characters {one.start}–{one.end}")
    if not answer.answerable and answer.hits:
        out("\nThe nearest passages, which do not answer it:")
        for hit in answer.hits[:3]:
            show_hit(hit)


def show_hit(hit: Hit) -> None:
    """Print a passage that was found."""
    article, passage = hit.article, hit.passage
    out(f"\n{origin(article)} — {article.title or 'untitled'}")
    out(f"    {' '.join(passage.text.split())}")
    out(f"    {article.id}, characters {passage.start}–{passage.end}, score {hit.score:.2f}")


def show_reading(article: Article) -> None:
    """Print what an article would be read as: a line of fields, and a line for each mark."""
    when = f"{article.published} ({article.published_from})" if article.published else "undated"
    fields = (article.id, when, article.publisher or "unknown publisher", article.title)
    out("\t".join(" ".join(field.split()) or "—" for field in fields))
    aside = sum(mark.end - mark.start for mark in article.marks if mark.kind == "furniture")
    out(f"    {len(article.text)} characters, {aside} of them furniture")
    for mark in article.marks:
        words = " ".join(article.text[mark.start : mark.end].split())
        out(f"    {mark.kind}, {mark.reason}: {_shortened(words)}")


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN].rstrip()} …"


def show_article(article: Article) -> None:
    """Print an article, with what is not its text greyed on a terminal."""
    out(Text(plain(article.title or "untitled"), style="bold"))
    out(f"{article.id} · {origin(article)} (date: {article.published_from}) · {article.source}")
    out()
    text = Text()
    end = 0
    for mark in article.marks:
        text.append(plain(article.text[end : mark.start]))
        style = "" if mark.kind == "caption" else "dim strike"
        text.append(plain(article.text[mark.start : mark.end]), style=style)
        end = mark.end
    text.append(plain(article.text[end:]))
    out(text)
