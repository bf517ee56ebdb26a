"""Files of every kind that is read, as the tests of the readers make them."""

import io
import re
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from dateline import Article, read_articles
from dateline.index.problem import Problem

BODY = "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm."
OTHER = "A gull was elected mayor of Alder by forty votes to three. Its papers will be signed."


class Reading:
    """Reads files in a folder, keeping the problems that were told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def all(self, name: str, content: str | bytes) -> list[Article]:
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.problems.clear()
        return list(read_articles([file], on_problem=self.problems.append))

    def one(self, name: str, content: str | bytes) -> Article:
        (article,) = self.all(name, content)
        return article

    def _messages(self, *, lost: bool) -> list[str]:
        """Problems with the folder left out, so that they can be compared."""
        said = [str(problem) for problem in self.problems if problem.lost == lost]
        return [one.replace(f"{self.folder}/", "") for one in said]

    @property
    def notes(self) -> list[str]:
        return self._messages(lost=False)

    @property
    def losses(self) -> list[str]:
        return self._messages(lost=True)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return Reading(tmp_path)


def page(text: str = BODY, title: str = "Ferry sails at last", head: str = "") -> str:
    paragraphs = "".join(f"<p>{sentence}.</p>" for sentence in text.rstrip(".").split(". "))
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><article>"
        f"<h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def pdf(*pages: str | bytes, info: dict[str, str] | None = None) -> bytes:
    """A PDF file by hand: a page for each text, or for each content stream."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    things = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, one in enumerate(pages):
        if isinstance(one, str):
            lines = (
                re.sub(r"([\\()])", r"\\\1", line).encode("cp1252") for line in one.split("\n")
            )
            shown = b" ".join(b"(%s) Tj T*" % line for line in lines)
            one = b"BT /F1 12 Tf 14 TL 50 750 Td %s ET" % shown
        packed = zlib.compress(one)
        things += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (5 + 2 * number),
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        ]
    if info:
        fields = (f"/{key}({value})" for key, value in info.items())
        things.append(b"<<%s>>" % "".join(fields).encode())
    out = b"%PDF-1.4\n"
    at = []
    for number, thing in enumerate(things, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % where for where in at)
    named = b"/Info %d 0 R" % len(things) if info else b""
    size = len(things) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n"
        b"%%%%EOF\n" % (size, table, size, named, len(out))
    )


PAPER = f"Ferry sails at last\n9 September 2019\n{BODY[:67]}\n{BODY[68:]}"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Marsh &amp; Herald</title><link>https://marsh.example/</link>
<image><title>Logo</title></image><pubDate>Fri, 01 Jan 2021 00:00:00 GMT</pubDate>
<item><title>Gull &amp;amp; mayor</title><link>https://marsh.example/gull</link>
<guid isPermaLink="false">gull-1</guid><pubDate>Tue, 05 Nov 2019 23:30:00 -0800</pubDate>
<description>A teaser.</description><media:title>A photo</media:title>
<content:encoded><![CDATA[<p>A gull was <b>elected</b> mayor.</p>
<script>track()</script><ul><li>Forty&nbsp;votes<li>to three &amp; a half</ul>]]></content:encoded>
</item>
<item><guid>https://marsh.example/ferry</guid><source url="https://tide.example">Tide Post</source>
<description>The ferry
sailed.</description><dc:date>2020-03-14T08:00:00Z</dc:date></item>
<item><title>Only a title</title></item>
<item><description>A bakery opened.</description><pubDate>soon</pubDate></item>
</channel></rss>"""


def item(text: str) -> str:
    return f"<item><description>{text}</description></item>"


def feed(*items: str, before: str = "") -> str:
    return f"{before}<rss><channel>{''.join(items)}</channel></rss>"


HTTP = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(url: str, body: bytes, http: str = HTTP, kind: str = "response") -> bytes:
    block = http.encode() + b"\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


FERRY = record("https://tide.example/ferry", page().encode())
DATED = page(OTHER, "Gull", '<meta property="article:published_time" content="2019-11-05">')
GULL = record("https://marsh.example/gull", DATED.encode())


def zipped(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, str | bytes | tarfile.TarInfo], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()
