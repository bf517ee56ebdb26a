"""Articles in web archives: pages as they were sent."""

import gzip
import zlib
from collections.abc import Callable

import pytest
from files_of_kinds import FERRY, GULL, HTTP, Reading, page, record

from dateline.index.fields import digest


@pytest.mark.parametrize("packed", [False, True])
def test_each_page_of_a_web_archive_is_an_article_and_the_crawl_dates_none(
    reading: Reading, packed: bool
) -> None:
    records = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
        record("https://tide.example/ferry", b"", "GET / HTTP/1.1\r\n", "request"),
        FERRY,
        record("https://tide.example/404", page().encode(), HTTP.replace("200 OK", "404 No")),
        record("https://tide.example/a.png", b"\x89PNG", "HTTP/1.1 200 OK\r\n"),
        GULL,
    ]
    name = "crawl.warc.gz" if packed else "crawl.warc"
    data = b"".join(gzip.compress(one) if packed else one for one in records)
    first, second = reading.all(name, data)
    address = b"https://tide.example/ferry"
    assert first.id == f"crawl-{digest(address + page().encode())}"
    assert (first.url, first.title) == (address.decode(), "Ferry sails at last")
    assert first.text.endswith("The sea was calm.")
    assert (first.published, first.published_from.how) == (None, "unknown")
    assert (str(second.published), second.published_from.how) == ("2019-11-05", "page")
    assert first.source == second.source == str(reading.folder / name)
    assert reading.problems == []


@pytest.mark.parametrize(
    ("header", "encode"),
    [
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Transfer-Encoding: chunked", lambda body: b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)),
        ("Transfer-Encoding: chunked", lambda body: body),  # as the crawler left it
        ("Content-Encoding: gzip", lambda body: body),
    ],
)
def test_a_page_is_read_in_whatever_it_was_sent(
    reading: Reading, header: str, encode: Callable[[bytes], bytes]
) -> None:
    body = encode(page().encode())
    first, second = reading.all(
        "a.warc", record("http://a.example/", body, f"{HTTP}{header}\r\n") + GULL
    )
    assert first.text.endswith("The sea was calm.")
    assert second.title == "Gull"


def test_a_page_is_read_in_the_encoding_it_was_sent_with(reading: Reading) -> None:
    story = "Паром «Буревестник» вышел из порта в полдень. На борту сорок человек."
    http = HTTP.replace("utf-8", "windows-1251")
    article = reading.one("a.warc", record("http://a.example/", page(story).encode("cp1251"), http))
    assert "Буревестник" in article.text
    assert reading.problems == []


@pytest.mark.parametrize("cut", [20, 150, len(GULL) - 60])
def test_of_a_truncated_web_archive_the_pages_before_are_read(reading: Reading, cut: int) -> None:
    assert reading.one("a.warc", (FERRY + GULL)[:-cut]).title == "Ferry sails at last"
    (loss,) = reading.losses
    assert "the file ends within the page" in loss or "it is cut off within a record" in loss
    packed = gzip.compress(FERRY) + gzip.compress(GULL)[: -min(cut, 300)]
    assert reading.one("a.warc.gz", packed).title == "Ferry sails at last"
    assert reading.losses[-1].startswith(
        "a.warc.gz: it cannot be read as WARC (it is not what .gz files are: Compressed file ended"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no HTML page in it"),
        (b"garbage" * 99, "it cannot be read as WARC (Invalid WARC header"),
        (b"WARC/1.0\r\nX: " + b"a" * 5_000_000, "it cannot be read as WARC (Maximum header"),
        (record("http://a/", b"x" * 20_000_001), "000,0"),
        (
            record(
                "http://a/", gzip.compress(bytes(30_000_000)), f"{HTTP}Content-Encoding: gzip\r\n"
            ),
            "it unpacks to more than 20,000,000 bytes",
        ),
        (gzip.compress(record("http://a/", bytes(60_000_000))), "more than 50,000,000 bytes"),
    ],
)
def test_what_is_no_sane_web_archive_is_told(
    reading: Reading, content: bytes, message: str
) -> None:
    assert reading.all("a.warc", content) == []
    assert message in reading.losses[-1]
