"""Texts as they are embedded and read, to check on this machine what a model makes of them."""

from importlib.resources import files
from pathlib import Path

from .passages import cut
from .readers import read_articles
from .sentences import sentences

_MANY = 200


def real_passages() -> list[str]:
    """Two hundred texts of the sample articles, each from a sentence to a passage."""
    folder = Path(str(files("dateline.eval.samples").joinpath("articles")))
    texts = []
    for article in read_articles([folder]):
        spans = [*cut(article, lambda _: True), *sentences(article.text, article.marks)]
        texts += [article.text[span.start : span.end] for span in spans]
    return texts[:: max(1, len(texts) // _MANY)][:_MANY]
