"""The evidence beside an answer as HTML: a card for each citation, grouped, on a line of time."""

from collections.abc import Callable, Iterable, Sequence

from ..index.article import Article
from ..index.search import Hit
from ..rag.answer import Answer, Citation
from . import wording
from .notes import time_notes
from .render import (
    article_address,
    card_id,
    dated_by,
    escaped,
    headline,
    highlight,
    source,
)
from .timeline import timeline_html

_MOST_NEAREST = 3


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
        return "".join(_nearest(hit, card_id(turn, number)) for number, hit in nearest)
    found = (one for hit in answer.hits for one in (hit, *hit.copies))
    articles = {hit.article.id: hit.article for hit in found}
    cards = {
        citation.number: _card(
            citation,
            articles.get(citation.article_id),
            [one for one in map(get, citation.story) if one],
            card_id(turn, citation.number),
        )
        for citation in answer.citations
    }
    sides = "".join(cards.pop(number) for number in dict.fromkeys(_sides(answer)))
    beside = f'<h3>{wording.DIFFER}</h3><div class="dl-beside">{sides}</div>' if sides else ""
    return timeline_html(answer.citations, turn) + beside + "".join(cards.values())


def _sides(answer: Answer) -> list[int]:
    """The numbers of the citations that differ, in the order of their sides."""
    return [side.citations[0] for side in answer.sides]


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
    address = escaped(article_address(citation.newer_revision))
    newer = f'<a href="{address}" target="_blank"><bdi>{escaped(citation.newer_revision)}</bdi></a>'
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


def _short(question: str) -> str:
    line = " ".join(question.split())
    return f"{line[:100].rstrip()}…" if len(line) > 100 else line
