"""A web address: what it gives is fetched, and read by how it begins."""

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from email.message import Message
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from .article import Article
from .copies import Reader, read_copy
from .problem import OnProblem
from .read_html import read_page
from .sniff import kind, true_kind

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_HTML = ("text/html", "application/xhtml+xml")


def is_url(path: str | os.PathLike[str]) -> bool:
    """Whether a path to read is an address with a scheme, which a `Path` cannot hold."""
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def read_url(
    url: str, article_id: str, on_problem: OnProblem, *, read: Reader, kinds: Collection[str]
) -> Iterator[Article]:
    """Fetch an address and read what it gives: HTML, PDF, a feed, JSON, an archive, else a text.

    The source is the address that was asked for, so that it stays the same when its redirects
    change. The url of an article that brings none, and is not one of several, is where they ended.

    Args:
        url: http or https.
        article_id: What the article is to be called if it brings no id.
        on_problem: Told of what could not be used.
        read: Reads a copy that is no HTML.
        kinds: The suffixes of what `read` reads.

    Raises:
        ArticleError: It cannot be fetched, or must not be.
    """
    from .fetch import fetch  # httpx: 0.1 s

    page = fetch(url)
    sent = Message()
    sent["Content-Type"] = page.content_type
    with TemporaryDirectory(prefix="dateline-") as folder:
        file = Path(folder) / "page"
        file.write_bytes(page.data)
        if true_kind(file) == ".txt":  # or what does not begin like anything, so that names count
            named = kind(Path(urlsplit(page.url).path)).removesuffix(".gz")
            suffix = ".html" if sent.get_content_type() in _HTML else named
            file = file.rename(file.with_suffix(suffix if suffix in kinds else ""))
        if true_kind(file) in (".html", ".htm"):
            charset = sent.get_content_charset()
            articles = read_page(page.data, page.url, article_id, on_problem, charset=charset)
        else:
            articles = read_copy(read, file, article_id, on_problem, source=page.url)
        for article in articles:
            address = article.url or (page.url if article.id == article_id else None)
            yield replace(article, url=address, source=url + article.source.removeprefix(page.url))
