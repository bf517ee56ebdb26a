"""A hit as the retrievers of other frameworks give it on."""

from typing import Any

from .index.search import Hit


def name(hit: Hit) -> str:
    """Names the passage in every index of the same articles."""
    article, passage = hit.article, hit.passage
    return f"{article.id}@{article.revision}:{passage.start}-{passage.end}"


def metadata(hit: Hit) -> dict[str, Any]:
    """Where the passage stands, `article.text[start:end]`, and what is known of its article."""
    article, passage = hit.article, hit.passage
    return {
        "article_id": article.id,
        "revision": article.revision,
        "start": passage.start,
        "end": passage.end,
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published) if article.published else None,
        "published_from": article.published_from.how,
        "url": article.url,
        "extra": dict(article.extra),
    }
