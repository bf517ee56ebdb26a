"""An answer as Markdown, to be copied or kept: quotations, numbered sources, notes."""

import re
from collections.abc import Iterator

from ..index.web import web_address
from ..rag.answer import Answer, Citation
from . import wording
from .notes import answer_notes, naming_notes, side_notes, time_notes
from .render import escaped

# What makes Markdown of a text: emphasis, code, links, images, HTML, references, tables.
_MARKUP = re.compile(r"([\\`*_\[\]<>&|~])")


def plain_in_markdown(text: str) -> str:
    """A text on one line that Markdown shows as it is, whatever stands in it."""
    line = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d*)([#+.)-])", r"\1\\\2", line)


def answer_markdown(answer: Answer) -> str:
    """The question in bold, each statement with its numbers, and the sources they stand for.

    Of a refusal, its sentence.
    """
    return "\n\n".join(filter(None, _paragraphs(answer))) + "\n"


def markdown_html(answer: Answer, turn: int) -> str:
    """The Markdown of an answer as it lies hidden in the page, for "Copy"."""
    if not answer.answerable:
        return ""
    text = escaped(answer_markdown(answer))
    return f'<pre id="dl-markdown-{turn}" data-copied="{wording.COPIED}" hidden>{text}</pre>'


def _paragraphs(answer: Answer) -> Iterator[str]:
    yield f"**{plain_in_markdown(answer.question)}**"
    if not answer.answerable:
        yield plain_in_markdown(answer.text)
        return
    for statement in answer.statements:
        numbers = "".join(f"\\[{number}\\]" for number in statement.citations)
        yield f"{plain_in_markdown(statement.text)} {numbers}"
    for part in answer.missing:
        yield f"{wording.NOTHING_ON}: {plain_in_markdown(part)}"
    yield from map(plain_in_markdown, side_notes(answer))
    as_of = [wording.AS_OF.format(answer.as_of)] if answer.as_of else []
    notes = (*as_of, *naming_notes(answer), *answer_notes(answer))
    yield plain_in_markdown(" · ".join(notes))
    yield "\n".join(_source(one) for one in answer.citations)


def _source(one: Citation) -> str:
    title, address = plain_in_markdown(one.title or wording.UNTITLED), web_address(one.url)
    linked = f"[{title}](<{address}>)" if address and not set(address) & set("<>\n") else title
    publisher = plain_in_markdown(one.publisher or wording.NO_PUBLISHER)
    when = one.published or wording.UNDATED
    notes = "".join(f" {plain_in_markdown(note)}." for note in time_notes(one))
    return (
        f"{one.number}. {publisher}, {when}: {linked}, characters {one.start}–{one.end} of "
        f"{plain_in_markdown(one.article_id)}.{notes}"
    )
