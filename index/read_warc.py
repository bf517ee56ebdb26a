"""WARC files, as web crawlers write them: an article an HTML page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .article import Article
from .fields import digest
from .problem import OnProblem, Problem
from .read_html import read_page
from .unpacking import unpacked
from .web import web_address

if TYPE_CHECKING:
    from fastwarc.stream_io import _GenericReader
    from fastwarc.warc import HeaderMap, WarcRecord

LARGEST_PAGE = 20_000_000  # bytes, as sent and as unpacked
_HTML = ("text/html", "application/xhtml+xml")


class _Page(NamedTuple):
    """A page that was fetched, or why it or all that follows cannot be read."""

    url: str = ""
    data: bytes = b""
    charset: str | None = None
    problem: str = ""


def read_warc(path: Path, article_id: str, on_problem: OnProblem) -> Iterator[Article]:
    """Read the HTML pages among the responses of a .warc or .warc.gz file, as `read_page` does.

    The url is the one that was fetched, the id the file's stem with a digest of url and page. The
    day of the crawl dates nothing. What is no page, or was not found, is passed over. Of a damaged
    file the pages before the damage are read.

    Raises:
        OSError: The file cannot be read.
    """
    found = False
    for page in _pages(path):
        found = True
        where = f"{path}, {page.url}" if page.url else str(path)
        if page.problem:
            on_problem(Problem(where, page.problem))
            continue
        name = f"{article_id}-{digest(page.url.encode(errors='replace') + page.data)}"
        for article in read_page(page.data, where, name, on_problem, charset=page.charset):
            yield replace(article, url=web_address(page.url) or article.url, source=str(path))
    if not found:
        on_problem(Problem(str(path), "there is no HTML page in it; it was left out"))


def _pages(path: Path) -> Iterator[_Page]:
    from fastwarc import ArchiveIterator, WarcRecordType

    count = 0
    with unpacked(path) as file:
        stream = _Stream(file)
        error: Exception | None = None
        try:
            for record in ArchiveIterator(
                stream,
                record_types=WarcRecordType.response,
                stream_detect=False,
                strict_mode=False,
            ):
                if page := _page(record):
                    yield page
                    count += 1
        except Exception as raised:  # noqa: BLE001 - a hostile file may raise anything
            error = raised
        if error := stream.error or error:
            said = " ".join((getattr(error, "strerror", None) or str(error)).split())[:200]
            reason = f"it cannot be read as WARC ({said or type(error).__name__})"
            rest = f"what comes after {count} pages" if count else "it"
            yield _Page(problem=f"{reason}; {rest} was left out")


class _Stream:
    """What fastwarc reads. It keeps an error back until the pages before it have been read.

    Attributes:
        error: What ended the stream before its end.
    """

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._at = 0
        self.error: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read1(size)
        except OSError as error:
            self.error = error
            return b""
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
        return self._at  # fastwarc asks for nothing but where it is

    def close(self) -> None:
        self._file.close()


def _page(record: WarcRecord) -> _Page | None:
    url = record.headers.get("WARC-Target-URI") or ""
    url = "".join(url.split()).removeprefix("<").removesuffix(">")  # as wget wrote them
    size = record.content_length
    if not record.headers.contains_key("WARC-Target-URI") and not size:
        return _Page(problem="it is cut off within a record, which was left out")
    headers = record.http_headers if record.is_http else None
    if headers is None or not 200 <= (headers.status_code or 0) < 300:
        return None
    if (record.http_content_type or "").lower() not in _HTML:
        return None
    if size > LARGEST_PAGE:
        return _Page(url, problem=f"{size:,} bytes are too many for a page; it was left out")
    data = record.reader.read(size)
    if len(data) < size:
        return _Page(url, problem="the file ends within the page; it was left out")
    data = _unpacked(data, headers)
    if len(data) > LARGEST_PAGE:
        problem = f"it unpacks to more than {LARGEST_PAGE:,} bytes; it was left out"
        return _Page(url, problem=problem)
    return _Page(url, data, record.http_charset)


def _unpacked(data: bytes, headers: HeaderMap) -> bytes:
    """A page without the encodings it was sent in, or as it stands where the crawler removed them.

    It is at most a byte longer than `LARGEST_PAGE`.
    """
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader

    stream: _GenericReader = io.BytesIO(data)
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        stream = ChunkedReader(stream)
    match (headers.get("Content-Encoding") or "").lower().strip():
        case "gzip" | "x-gzip":
            stream = GzipReader(stream)
        case "deflate":
            stream = GzipReader(stream, zlib=True)
        case "br":
            stream = BrotliReader(stream)
    try:
        return stream.read(LARGEST_PAGE + 1)
    except Exception:  # noqa: BLE001 - it is not what its headers say
        return data
