"""From answers to HTML: the bubble in the conversation, the evidence beside it, the header.

Whatever comes from articles or from the person asking is hostile: it goes through `escaped`
before it stands in HTML.
"""

import string
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from urllib.parse import urlencode

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.named_dates import Days
from ..index.search import Hit
from ..index.web import web_address
from ..rag.answer import Answer, Citation, Statement
from . import wording
from .days_in_words import days_in_words
from .notes import answer_notes, side_notes, time_notes

ARTICLE = "article"
"""Where the page of an article is, beside the chat page, see `article_page`."""

_MOST_NEAREST = 3
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
    held = f"{_count(articles, 'article')} from {_count(publishers, 'publisher')}"
    if articles:
        held += f", the newest dated {_time(newest)}" if newest else ", none of them dated"
    return f'<h1>{escaped(title)}</h1><p class="dl-archive">{held}</p>'


def question_html(question: str) -> str:
    """A question as it stands in the conversation, on one line and cut if it is very long."""
    line = " ".join(question.split())
    cut = f"{line[:_LONGEST_ECHO].rstrip()}…" if len(line) > _LONGEST_ECHO else line
    return f'<p class="dl-question" dir="auto">{escaped(cut)}</p>'


def answer_html(answer: Answer, turn: int, others: Sequence[str] = ()) -> str:
    """An answer with links to its citations, or a refusal, as it stands in the conversation.

    Args:
        answer: What was answered.
        turn: Which answer of the conversation it is: two of them have a citation 1.
        others: Questions that the archive can answer, offered where it cannot answer this one.
    """
    if answer.reply is not None:
        return f'<div class="dl-answer"><p>{escaped(answer.text)}</p></div>'
    if answer.refusal is not None:
        nearest = [_link(turn, 1, wording.SEE_NEAREST)] if answer.hits else []
        more = " · ".join((*nearest, *answer_notes(answer, _period)))
        more = f'<p class="dl-as-of">{more}</p>' if more else ""
        return (
            f'<div class="dl-refusal">{_understood(answer)}'
            f'<p class="dl-note">{wording.NO_ANSWER}</p>'
            f"<p>{escaped(answer.refusal)}</p>{more}{_others(others)}"
            f'<p class="dl-tools">{_judge(turn)}</p></div>'
        )
    cited = {citation.number: citation for citation in answer.citations}
    statements = "".join(_statement(one, cited, turn) for one in answer.statements)
    sides = "".join(f'<p class="dl-sides">{escaped(note)}</p>' for note in side_notes(answer))
    missing = "".join(
        f'<p class="dl-sides">{wording.NOTHING_ON}: “<bdi>{escaped(part)}</bdi>”</p>'
        for part in answer.missing
    )
    return (
        f'<div class="dl-answer">{_understood(answer)}{statements}{sides}{missing}'
        f'<p class="dl-as-of">{as_of(answer)}</p>'
        f'<p class="dl-tools">{_copy(turn)} · {_judge(turn)}</p></div>'
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


def _judge(turn: int) -> str:
    return " · ".join(
        f'<a class="dl-judge" href="#dl-judged/{turn}/{judgement}" title="{why}">{word}</a>'
        for judgement, (word, why) in wording.JUDGED.items()
    )


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


def as_of(answer: Answer) -> str:
    """One line on an answer: how new, how many articles and publishers, what narrowed it."""
    articles = len({citation.article_id for citation in answer.citations})
    publishers = len({one.publisher for one in answer.citations if one.publisher})
    newest = answer.as_of
    return " · ".join(
        (
            wording.AS_OF.format(_time(newest)) if newest else wording.NONE_DATED,
            _count(articles, "article"),
            _count(publishers, "publisher") if publishers else wording.NO_PUBLISHER,
            *answer_notes(answer, _period),
        )
    )


def evidence_html(
    answer: Answer, turn: int, get: Callable[[str], Article | None] = lambda _: None
) -> str:
    """A card for each citation; for a refusal the nearest passages, marked as no answer.

    Args:
        answer: What was answered.
        turn: Which answer of the conversation it is.
        get: Gives the articles that tell the same story, by id; without it they are not named.
    """
    if answer.refusal is not None:
        nearest = enumerate(answer.hits[:_MOST_NEAREST], 1)
        return "".join(_nearest(hit, _id(turn, number)) for number, hit in nearest)
    found = (one for hit in answer.hits for one in (hit, *hit.copies))
    articles = {hit.article.id: hit.article for hit in found}
    return "".join(
        _card(
            citation,
            articles.get(citation.article_id),
            [one for one in map(get, citation.story) if one],
            _id(turn, citation.number),
        )
        for citation in answer.citations
    )


def panel_html(sections: Iterable[tuple[str, str]]) -> str:
    """The evidence of a conversation, the newest question first and open.

    Args:
        sections: Each question with its `evidence_html`, in the order they were asked.
    """
    asked = [(question, evidence) for question, evidence in sections if evidence]
    if not asked:
        return f'<h2>{wording.EVIDENCE}</h2><p class="dl-empty">{wording.EMPTY_PANEL}</p>'
    return f"<h2>{wording.EVIDENCE}</h2>" + "".join(
        f"<details{' open' * (not older)}><summary><bdi>{escaped(_short(question))}</bdi></summary>"
        f"{evidence}</details>"
        for older, (question, evidence) in enumerate(reversed(asked))
    )


def _statement(statement: Statement, cited: dict[int, Citation], turn: int) -> str:
    numbers = "".join(_link(turn, number, f"[{number}]") for number in statement.citations)
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


def _card(
    citation: Citation, article: Article | None, others: Sequence[Article], card_id: str
) -> str:
    if article:
        first, last = citation.passage_start, citation.passage_end
        body = highlight(article.text[first:last], citation.start - first, citation.end - first)
    else:  # of another index, which kept no passages
        body = highlight(citation.quote, 0, len(citation.quote))
    number = f'<span class="dl-number">{citation.number}</span> '
    return (
        f'<article class="dl-card" id="{card_id}" tabindex="-1">'
        f"<h3>{number}{headline(citation.title, citation.url)}</h3>"
        f'<p class="dl-source">{source(citation, " · ")}{dated_by(article)}</p>'
        f'<blockquote dir="auto">{body}</blockquote>{_times(citation)}{_newer(citation)}'
        f"{_also_in(others)}{_read(citation.article_id, citation.start, citation.end)}</article>"
    )


def _also_in(others: Sequence[Article]) -> str:
    """Who else has the story, each publisher once, linked to its article."""
    first: dict[str, Article] = {}
    for one in others:
        first.setdefault(one.publisher or wording.NO_PUBLISHER, one)
    links = [
        f'<a href="{escaped(article_address(one.id))}" target="_blank">{source(one, ", ")}</a>'
        for one in first.values()
    ]
    return f'<p class="dl-also">{wording.ALSO_IN}: {"; ".join(links)}</p>' if links else ""


def _read(article_id: str, start: int, end: int) -> str:
    address = escaped(article_address(article_id, start, end))
    return f'<p class="dl-read"><a href="{address}" target="_blank">{wording.READ}</a></p>'


def _times(citation: Citation) -> str:
    notes = " · ".join(f"<bdi>{escaped(note)}</bdi>" for note in time_notes(citation))
    return f'<p class="dl-times">{notes}</p>' if notes else ""


def _newer(citation: Citation) -> str:
    if citation.newer_revision is None:
        return ""
    newer = f"<bdi>{escaped(citation.newer_revision)}</bdi>"
    return f'<p class="dl-newer">{wording.NEWER}: {newer}</p>'


def _nearest(hit: Hit, card_id: str) -> str:
    article = hit.article
    return (
        f'<article class="dl-card dl-nearest" id="{card_id}" tabindex="-1">'
        f'<p class="dl-tag">{wording.NEAREST}</p><h3>{headline(article.title, article.url)}</h3>'
        f'<p class="dl-source">{source(article, " · ")}{dated_by(article)}</p>'
        f'<blockquote dir="auto">{escaped(hit.passage.text)}</blockquote>'
        f"{_read(article.id, hit.passage.start, hit.passage.end)}</article>"
    )


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
    return f"{by}{joint}{_time(one.published) if one.published else wording.UNDATED}"


def dated_by(article: Article | None) -> str:
    """How its date is known, where it was not simply given."""
    found = wording.DATED_BY.get(article.published_from.how) if article else None
    return f" · {found}" if found else ""


def _link(turn: int, number: int, text: str) -> str:
    return f'<a class="dl-cite" href="#{_id(turn, number)}">{text}</a>'


def _id(turn: int, number: int) -> str:
    return f"dl-{turn}-{number}"


def _time(date: PartialDate) -> str:
    return f'<time datetime="{date}">{date}</time>'


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _short(question: str) -> str:
    line = " ".join(question.split())
    return f"{line[:100].rstrip()}…" if len(line) > 100 else line
