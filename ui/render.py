"""From answers to HTML: the bubble in the conversation, the header, and what all pages share.

Whatever comes from articles or from the person asking is hostile: it goes through `escaped`
before it stands in HTML.
"""

import string
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.named_dates import Days
from ..index.web import web_address
from ..rag.answer import Answer, Citation, Statement
from . import wording
from .days_in_words import days_in_words
from .notes import (
    answer_notes,
    before_notes,
    counted,
    fault_note,
    naming_notes,
)

ARTICLE = "article"
"""Where the page of an article is, beside the chat page, see `article_page`."""

_LONGEST_ECHO = 600  # characters of a question: more would push its answer out of sight

# Every ASCII punctuation mark as a character reference. That covers what HTML reads (& < > " ')
# and what Markdown reads (* _ ` [ ] ! and more), which the conversation's renderer would act on.
_REFERENCES = {ord(mark): f"&#{ord(mark)};" for mark in string.punctuation}


def escaped(text: str) -> str:
    """Text that is safe in HTML, in a quoted attribute and in Markdown."""
    return text.translate(_REFERENCES)


def article_address(article_id: str, start: int = 0, end: int = 0) -> str:
    """The address of an article's page, opened at `text[start:end]`, relative to the chat page."""
    query = urlencode({"id": article_id, "start": start, "end": end}, errors="replace")
    return f"{ARTICLE}?{query}#quote"


def highlight(passage: str, start: int, end: int) -> str:
    """A passage with `passage[start:end]` marked; without tags and references, the passage.

    The three parts are elements, for the style sheet keeps the direction of each to itself.
    """
    before, quote, after = passage[:start], passage[start:end], passage[end:]
    return (
        f"<span>{escaped(before)}</span><mark>{escaped(quote)}</mark><span>{escaped(after)}</span>"
    )


def header_html(title: str, articles: int, publishers: int, newest: PartialDate | None) -> str:
    """The name of the page and one line on what the archive holds."""
    held = wording.HOLDS if articles else wording.HOLDS_NOTHING
    line = held.format(
        articles=counted(wording.ARTICLES_COUNTED, articles),
        publishers=counted(wording.PUBLISHERS_COUNTED, publishers),
        newest=wording.NEWEST.format(time_html(newest)) if newest else wording.NONE_HELD_DATED,
    )
    return f'<h1>{escaped(title)}</h1><p class="dl-archive">{line}</p>'


def question_html(question: str) -> str:
    """A question as it stands in the conversation, on one line and cut if it is very long."""
    line = " ".join(question.split())
    cut = f"{line[:_LONGEST_ECHO].rstrip()}…" if len(line) > _LONGEST_ECHO else line
    return f'<p class="dl-question" dir="auto">{escaped(cut)}</p>'


def draft_html(text: str) -> str:
    """What a language model has written so far, which is no answer yet."""
    return (
        f'<div class="dl-answer dl-draft"><p class="dl-note">{wording.DRAFT}</p>'
        f"<p>{escaped(' '.join(text.split()))}</p></div>"
    )


def answer_html(
    answer: Answer, turn: int, others: Sequence[str] = (), *, judged: bool = True
) -> str:
    """An answer with links to its citations, or a refusal, as it stands in the conversation.

    Args:
        answer: What was answered.
        turn: Which answer of the conversation it is: two of them have a citation 1.
        others: Questions that the archive can answer, offered where it cannot answer this one.
        judged: Whether it may be called right or wrong.
    """
    if answer.reply is not None:
        return f'<div class="dl-answer"><p>{escaped(answer.text)}</p></div>'
    if answer.refusal is not None:
        nearest = [cite_link(turn, 1, wording.SEE_NEAREST)] if answer.hits else []
        more = " · ".join((*nearest, *_notes(answer, turn)))
        more = f'<p class="dl-as-of">{more}</p>' if more else ""
        return (
            f'<div class="dl-refusal">{_understood(answer)}'
            f'<p class="dl-note">{wording.NO_ANSWER}</p>'
            f"<p>{escaped(answer.refusal)}</p>{more}{_others(others)}"
            f"{_tools(turn, judged)}</div>"
        )
    cited = {citation.number: citation for citation in answer.citations}
    statements = "".join(_statement(one, cited, turn) for one in answer.statements)
    before = "".join(f'<p class="dl-sides">{escaped(note)}</p>' for note in before_notes(answer))
    missing = "".join(
        f'<p class="dl-sides">{wording.NOTHING_ON}: “<bdi>{escaped(part)}</bdi>”</p>'
        for part in answer.missing
    )
    sides = _sides(answer, turn)
    return (
        f'<div class="dl-answer">{_understood(answer)}{statements}{sides}{before}{missing}'
        f"{_taken_out(answer)}"
        f'<p class="dl-as-of">{as_of(answer, turn)}</p>{_tools(turn, judged, _copy(turn))}</div>'
    )


def _sides(answer: Answer, turn: int) -> str:
    """What sources say that differ, one beside the other, each with who and when."""
    if not answer.sides:
        return ""
    cited = {citation.number: citation for citation in answer.citations}
    each = "".join(
        f"<li><strong><bdi>{escaped(' '.join(side.says.split()))}</bdi></strong>"
        f"<span>{source(cited[side.citations[0]], ', ')}</span>"
        f"<sup>{cite_link(turn, side.citations[0], f'[{side.citations[0]}]')}</sup></li>"
        for side in answer.sides
    )
    return f'<p class="dl-sides">{wording.DIFFER}:</p><ul class="dl-versus">{each}</ul>'


def _taken_out(answer: Answer) -> str:
    """What a language model wrote that its quotations do not bear out, struck through."""
    return "".join(
        f'<p class="dl-taken-out">{wording.TAKEN_OUT}: <del><bdi>{escaped(one.text)}</bdi></del> '
        f"({escaped(fault_note(one))})</p>"
        for one in (answer.wording.unsupported if answer.wording else ())
    )


def _others(questions: Sequence[str]) -> str:
    """Questions to ask instead; a click asks one."""
    links = "".join(
        f'<li><a class="dl-ask" href="#dl-question"><bdi>{escaped(one)}</bdi></a></li>'
        for one in questions
    )
    if not links:
        return ""
    return f'<p class="dl-as-of">{wording.INSTEAD}:</p><ul class="dl-instead">{links}</ul>'


def _copy(turn: int) -> str:
    return (
        f'<a class="dl-copy" href="#dl-markdown-{turn}" title="{wording.COPY_HOW}">'
        f"{wording.COPY}</a>"
    )


def _tools(turn: int, judged: bool, *first: str) -> str:
    told = {"dl-again": wording.ASKED_AGAIN, "dl-judged": wording.JUDGED if judged else {}}
    links = (
        f'<a class="dl-tell" href="#{box}/{turn}/{what}" title="{how}">{word}</a>'
        for box, words in told.items()
        for what, (word, how) in words.items()
    )
    return f'<p class="dl-tools">{" · ".join((*first, *links))}</p>'


def _notes(answer: Answer, turn: int) -> list[str]:
    """What narrowed it; the time that it prefers can be made a filter, or be left out."""
    address = f'href="#dl-again/{turn}/anytime" title="{wording.ANY_TIME_HOW}"'
    drop = f' (<a class="dl-tell" {address}>{wording.ANY_TIME}</a>)'
    return answer_notes(answer, _period, drop)


def _understood(answer: Answer) -> str:
    """The question with what it took over from those before it; a click puts it into the box."""
    if answer.standalone_question is None:
        return ""
    whole = f"<bdi>{escaped(' '.join(answer.standalone_question.split()))}</bdi>"
    link = f'<a class="dl-edit" href="#dl-question" title="{wording.EDIT}">{whole}</a>'
    return f'<p class="dl-understood">{wording.UNDERSTOOD}: {link}</p>'


def _period(days: Days) -> str:
    """A time that was preferred; a click puts it into the filters, where it excludes."""
    first = "" if days.first == date.min else days.first.isoformat()
    last = "" if days.last == date.max else days.last.isoformat()
    place = f"#dl-filters/{first}/{last}"
    words = days_in_words(days)
    return f'<a class="dl-period" href="{place}" title="{wording.ONLY_THEN}">{words}</a>'


def error_html(message: str) -> str:
    """What is wrong with a question, as a sentence in the conversation."""
    sentence = message[:1].upper() + message[1:]
    stop = "" if sentence.endswith((".", "!", "?")) else "."
    return f'<div class="dl-error"><p>{escaped(" ".join(sentence.split()))}{stop}</p></div>'


def as_of(answer: Answer, turn: int) -> str:
    """One line on an answer: how new, how many articles and publishers, what narrowed it."""
    articles = len({citation.article_id for citation in answer.citations})
    publishers = len({one.publisher for one in answer.citations if one.publisher})
    stories = len({frozenset((one.article_id, *one.story)) for one in answer.citations})
    newest = answer.as_of
    return " · ".join(
        (
            wording.AS_OF.format(time_html(newest)) if newest else wording.NONE_DATED,
            counted(wording.ARTICLES_COUNTED, articles)
            + (counted(wording.TELLING, stories) if stories < articles else ""),
            counted(wording.PUBLISHERS_COUNTED, publishers) if publishers else wording.NO_PUBLISHER,
            *(f"<bdi>{escaped(note)}</bdi>" for note in naming_notes(answer)),
            *_notes(answer, turn),
        )
    )


def _statement(statement: Statement, cited: dict[int, Citation], turn: int) -> str:
    numbers = "".join(cite_link(turn, number, f"[{number}]") for number in statement.citations)
    sources = dict.fromkeys(source(cited[one], ", ") for one in statement.citations if one in cited)
    return (
        f'<p class="dl-statement"><bdi>{_with_short_answer(statement)}</bdi>'
        f"<sup>{numbers}</sup></p>"
        f'<p class="dl-said-by">{"; ".join(sources)}</p>'
    )


def _with_short_answer(statement: Statement) -> str:
    text, span = statement.text, statement.short_answer
    if span is None:
        return escaped(" ".join(text.split()))
    line = "".join(" " if character.isspace() else character for character in text)
    before, short, after = line[: span.start], line[span.start : span.end], line[span.end :]
    return f"{escaped(before)}<strong>{escaped(short)}</strong>{escaped(after)}"


def headline(title: str, url: str | None) -> str:
    """A headline, linked to where the article is from if that is an address of the web."""
    text = f"<bdi>{escaped(title or wording.UNTITLED)}</bdi>"
    address = web_address(url)
    if address is None:
        return text
    return f'<a href="{escaped(address)}" rel="noopener noreferrer" target="_blank">{text}</a>'


def source(one: Article | Citation, joint: str) -> str:
    """Who published it and when."""
    by = f"<bdi>{escaped(one.publisher)}</bdi>" if one.publisher else wording.NO_PUBLISHER
    return f"{by}{joint}{time_html(one.published) if one.published else wording.UNDATED}"


def dated_by(article: Article | None) -> str:
    """How its date is known, where it was not simply given."""
    found = wording.DATED_BY.get(article.published_from.how) if article else None
    return f" · {found}" if found else ""


def cite_link(turn: int, number: int, text: str) -> str:
    """A link to the card of a citation, which lights up."""
    return f'<a class="dl-cite" href="#{card_id(turn, number)}">{text}</a>'


def card_id(turn: int, number: int) -> str:
    """The id of a citation's card on the page."""
    return f"dl-{turn}-{number}"


def time_html(date: PartialDate) -> str:
    """A date, as far as it is known."""
    return f'<time datetime="{date}">{date}</time>'
