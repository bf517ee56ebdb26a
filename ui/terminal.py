"""Words and bars on a terminal: results on stdout, everything else on stderr."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from ..index.article import Article, Origin, Provenance
from ..index.errors import DatelineError
from ..index.problem import Problem
from ..index.search import Hit
from ..index.stories import Story, Telling
from ..rag.answer import Answer, Citation
from . import wording
from .notes import (
    answer_notes,
    fault_note,
    naming_notes,
    side_notes,
    time_notes,
)

_CONTROL = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")

_GAP = re.compile(r"\n\s*\n")
_LONGEST_SHOWN = 100  # characters of a mark
_SOURCES: dict[Provenance, str] = {
    "page": "in the page's metadata",
    "url": "in its address",
    "text": "in its text",
    "story": "from copies or revisions",
    "event": "from articles about the same event",
}


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


@contextmanager
def drafting() -> Iterator[Callable[[str], None]]:
    """Shows what a language model writes while it writes it, on stderr if that is a terminal.

    It is taken away again at the end: it was not checked.
    """
    from rich.live import Live

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with Live(console=console, transient=True, auto_refresh=False) as live:
        yield lambda text: live.update(Text(plain(f"(draft) {text}"), style="dim"), refresh=True)


def out(text: str | Text = "") -> None:
    """A line of a result, on stdout, never wrapped; colours only on a terminal."""
    if isinstance(text, str):
        print(plain(text))  # noqa: T201
    else:
        Console(highlight=False, soft_wrap=True).print(text)


def out_wrapped(text: Text, *, indent: int = 0) -> None:
    """A paragraph of a result, on stdout: on a terminal wrapped between words, else one line."""
    console = Console(highlight=False, soft_wrap=True)
    lines = text.wrap(console, console.width - indent) if console.is_terminal else [text]
    for line in lines:
        console.print(Text(" " * indent) + line)


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
    if answer.standalone_question:
        understood = " ".join(answer.standalone_question.split())
        out_wrapped(Text(plain(f"(understood as: {understood})"), style="dim"))
    out_wrapped(_with_short_answers(answer))
    if answer.short_answer:
        out(f"\nShort answer: {answer.short_answer}")
    for note in side_notes(answer):
        out_wrapped(Text(plain(note)))
    for one in answer.wording.unsupported if answer.wording else ():
        taken_out = f"({wording.TAKEN_OUT}: {one.text} — {fault_note(one)})"
        out_wrapped(Text(plain(taken_out), style="dim"))
    notes = answer_notes(answer)
    if answer.answerable:
        as_of = f"As of {answer.as_of}" if answer.as_of else "None of the cited articles is dated"
        notes = [as_of, *naming_notes(answer), *notes]
    if notes:
        out(Text(plain(" · ".join(notes)), style="dim"))
    for citation in answer.citations:
        _show_citation(citation)
    if not answer.answerable and answer.hits:
        out("\nThe nearest passages, which may not answer it:")
        for hit in answer.hits[:3]:
            show_hit(hit)


def _with_short_answers(answer: Answer) -> Text:
    """`answer.text`, with the short answer in bold."""
    if not answer.answerable:
        return Text(plain(answer.text))
    text = Text()
    for one in answer.statements:
        first, last = one.short_answer or (0, 0)
        text.append(" " if text else "")
        text.append(plain(one.text[:first]))
        text.append(plain(one.text[first:last]), style="bold")
        text.append(plain(one.text[last:]))
        text.append("".join(f" [{number}]" for number in one.citations), style="dim")
    return text


def _show_citation(one: Citation) -> None:
    out()
    head = Text.assemble((f"[{one.number}] ", "dim"), (plain(origin(one)), "bold"))
    out_wrapped(head.append(f" — {plain(one.title or 'untitled')}"))
    out_wrapped(Text(plain(f"“{' '.join(one.quote.split())}”")), indent=4)
    for note in time_notes(one):
        out_wrapped(Text(plain(note), style="italic"), indent=4)
    out(Text(f"    {plain(one.article_id)}, characters {one.start}–{one.end}", style="dim"))
    if one.newer_revision:
        out(f"    a newer revision of the article: {one.newer_revision}")


def show_hit(hit: Hit) -> None:
    """Print a passage that was found."""
    article, passage = hit.article, hit.passage
    out(f"\n{origin(article)} — {article.title or 'untitled'}")
    out_wrapped(Text(plain(" ".join(passage.text.split()))), indent=4)
    out(f"    {article.id}, characters {passage.start}–{passage.end}, score {hit.score:.2f}")


def fields_of(article: Article) -> list[str]:
    """What a list says of an article: id, date, publisher, title; a dash for what is not known."""
    fields = (article.id, article.published, article.publisher, article.title)
    return [" ".join(str(field or "—").split()) for field in fields]


def show_story(story: Story, articles: Sequence[Article | None]) -> None:
    """Print a story: a line for each article, with what it is to another before it."""
    out(f"{len(story.tellings)} tellings")
    for telling, article in zip(story.tellings, articles, strict=True):
        if article:  # not removed a moment ago
            out("    " + "\t".join((*fields_of(article), _relation(telling))))


def _relation(telling: Telling) -> str:
    if telling.of is None:
        return "—"
    return f"{telling.relation} of {telling.of} ({telling.overlap:.0%} in common)"


def show_reading(article: Article) -> None:
    """Print what an article would be read as: a line of fields, what tells them, and its marks."""
    out("\t".join(fields_of(article)))
    _show_origins(article)
    aside = sum(mark.end - mark.start for mark in article.marks if mark.kind == "furniture")
    out(f"    {len(article.text)} characters, {aside} of them furniture")
    for mark in article.marks:
        words = " ".join(article.text[mark.start : mark.end].split())
        out(f"    {mark.kind}, {mark.reason}: {_shortened(words)}")


def _show_origins(article: Article) -> None:
    for name in ("title", "publisher", "published"):
        known: Origin = getattr(article, f"{name}_from")
        value = getattr(article, name)
        if known.how in ("unknown", "given") or known.words == value:
            continue
        words = _shortened(" ".join(known.words.split()))
        out(f"    {name}, {_SOURCES[known.how]}: {words}")


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN].rstrip()} …"


def own_text(article: Article) -> str:
    """The text of an article without furniture and stamps, without the gaps that they leave."""
    kept = []
    end = 0
    for mark in article.marks:
        if mark.kind != "caption":
            kept.append(article.text[end : mark.start])
            end = mark.end
    kept.append(article.text[end:])
    return _GAP.sub("\n\n", "".join(kept)).strip()


def show_article(article: Article, story: Story | None = None) -> None:
    """Print an article, with what is not its text greyed and the reason beside it."""
    out(Text(plain(article.title or "untitled"), style="bold"))
    out(f"{article.id} · {origin(article)} · {article.source}")
    _show_origins(article)
    if story:
        others = ", ".join(one for one in story.articles if one != article.id)
        out(f"    copies and revisions: {others}")
    out()
    text = Text()
    end = 0
    for mark in article.marks:
        text.append(plain(article.text[end : mark.start]))
        style = "italic" if mark.kind == "caption" else "dim strike"
        text.append(plain(article.text[mark.start : mark.end]), style=style)
        text.append(f" [{mark.kind}: {mark.reason}]", style="dim italic")
        end = mark.end
    text.append(plain(article.text[end:]))
    out(text)
