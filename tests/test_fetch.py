"""Articles by their web address, from a server of our own; nothing else of the network is used."""

import gzip
import io
import re
import socket
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Article, Embedder, Index, PartialDate, Problem, read_articles
from dateline.index import fetch as fetch_module
from dateline.index.errors import ArticleError
from dateline.index.fetch import MOST_BYTES, Page, fetch, web_url
from dateline.index.network import is_public
from dateline.index.readers import article_files
from dateline.ui.cli import main

BODY = "The ferry Petrel left the Alder quay at noon with forty passengers. The sea was calm."
PAGE = """<!doctype html><html><head><title>Ferry sails at last</title>{head}
<meta property="og:site_name" content="Tidewater Post">
<meta property="article:published_time" content="2021-03-14"></head><body><article>
<h1>Ferry sails at last</h1><p>The ferry Petrel left the Alder quay at noon with forty passengers
on board, two years after it was laid up.</p><p>The harbour master said that the café on deck was
open again, and that the sea was calm.</p></article></body></html>"""
CANONICAL = '<link rel="canonical" href="https://tidewater.example/petrel">'
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Marsh Herald</title>
<item><guid>gull-1</guid><title>A gull is mayor</title><description>A gull was elected mayor of
Alder by forty votes to three.</description></item></channel></rss>"""
Reply = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server on 127.0.0.1.

    Attributes:
        replies: What is sent, by path; anything else is 404.
        asked: The paths that were asked for, and the headers they were asked with.
    """

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers = dict(self.headers)
                site.replies.get(self.path, reply(b"", status=404))(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # the client has gone

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def get(self, path: str, seconds: float = 5) -> Page:
        return fetch(self.at(path), allowed=loopback, seconds=seconds)


def loopback(address: str, port: int) -> bool:
    return address == "127.0.0.1"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site whose address may be fetched, though it is not public."""
    monkeypatch.setattr(fetch_module, "fetch", partial(fetch, allowed=loopback, seconds=5))
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def reply(body: bytes, status: int = 200, **headers: str) -> Reply:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def page(head: str = "") -> Reply:
    return reply(PAGE.format(head=head).encode(), Content_Type="text/html")


def moved(to: str, status: int = 302) -> Reply:
    return reply(b"", status, Location=to)


def raw(*pieces: bytes, pause: float = 0) -> Reply:
    """Send bytes as they are, piece by piece, the last one for ever."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            for piece in pieces:
                handler.wfile.write(piece)
            while True:
                handler.wfile.write(pieces[-1])
                time.sleep(pause)

    return answer


def one(url: str) -> Article:
    (article,) = read_articles([url])
    return article


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


# What an address gives


def test_a_page_is_an_article_whose_id_is_the_address(site: Site) -> None:
    site.replies["/old"] = moved("/petrel?x=1", 301)
    site.replies["/petrel?x=1"] = page()
    article = one(site.at("/old#comments"))
    assert (article.id, article.source) == (site.at("/old"), site.at("/old"))
    assert (article.url, article.title) == (site.at("/petrel?x=1"), "Ferry sails at last")
    assert (article.publisher, article.published) == ("Tidewater Post", PartialDate(2021, 3, 14))
    assert "The harbour master said that the café on deck was" in article.text
    assert site.asked == ["/robots.txt", "/old", "/petrel?x=1"]
    assert site.headers["User-Agent"].startswith("Dateline/")
    assert site.headers["Host"] == f"127.0.0.1:{site.port}"


def test_the_url_is_the_one_that_the_page_calls_its_own(site: Site) -> None:
    site.replies["/petrel"] = page(CANONICAL)
    assert one(site.at("/petrel")).url == "https://tidewater.example/petrel"


def test_the_charset_that_a_page_is_sent_with_is_believed(site: Site) -> None:
    body = PAGE.format(head="").replace("café", "Řeka").encode("cp1250")  # "Øeka" by a guess
    site.replies["/petrel"] = reply(body, Content_Type="text/html; charset=windows-1250")
    assert "the Řeka on deck" in one(site.at("/petrel")).text


@pytest.mark.parametrize(
    "content_type", ['"' + ";" * 60_000, "text/html; charset=é\xa0;;=", "\x7f"]
)
def test_a_hostile_content_type_takes_no_time(site: Site, content_type: str) -> None:
    site.replies["/a"] = reply(PAGE.encode(), Content_Type=content_type)
    started = time.monotonic()
    assert one(site.at("/a")).title == "Ferry sails at last"
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("path", "content_type", "body", "article_id", "text"),
    [
        ("/a", "text/plain", BODY.encode(), "{url}", BODY),
        ("/a.txt", "text/html", PAGE.partition("<body>")[2].encode(), "{url}", "The ferry Petrel"),
        ("/a.html", "text/html", RSS.encode(), "gull-1", "A gull was elected"),
        ("/a", "text/html", b'{"id": "a", "text": "A."}', "a", "A."),
        ("/a", "image/png", b'{"id": "a", "text": "A."}', "a", "A."),
        ("/a.jsonl.gz", "x/y", gzip.compress(b'{"id": "a", "text": "A."}\n'), "a", "A."),
        ("/a.csv?x=.pdf", "", b"id,text\na,A.\n", "a", "A."),
        ("/a", "x", zipped({"b.txt": BODY}), "{url}/b.txt", BODY),
    ],
)  # fmt: skip
def test_what_is_sent_is_read_as_what_it_is(
    site: Site,
    path: str,
    content_type: str,
    body: bytes,
    article_id: str,
    text: str,
) -> None:
    site.replies[path] = reply(body, Content_Type=content_type)
    problems: list[Problem] = []
    articles = list(read_articles([site.at(path)], on_problem=problems.append))
    assert problems == []
    assert [article.id for article in articles] == [article_id.format(url=site.at(path))]
    assert articles[0].text.startswith(text)
    assert articles[0].source.startswith(site.at(path))


def test_one_bad_address_never_stops_the_others(site: Site, tmp_path: Path) -> None:
    site.replies["/petrel"] = page()
    site.replies["/seal.png"] = reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Content_Type="image/png")
    (tmp_path / "gull.txt").write_text("A gull was elected mayor of Alder.")
    urls = ["ftp://a.example/x", *map(site.at, ("/gone", "/seal.png", "/petrel", "/petrel#b"))]
    problems: list[Problem] = []
    articles = list(read_articles([*urls, tmp_path], on_problem=problems.append))
    assert [article.id for article in articles] == ["gull", site.at("/petrel")]
    assert [(problem.source, problem.lost) for problem in problems] == [
        (url, True) for url in urls[:3]
    ]
    assert str(problems[1]) == (
        f"{urls[1]}: there is no such page (404); check the address; it was left out"
    )
    assert "it is binary, not text" in problems[2].message


# Which addresses are fetched


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://Tidewater.Example:443", "https://tidewater.example/"),
        ("http://tidewater.example:80/a/../b c?q=é#top", "http://tidewater.example/b%20c?q=%C3%A9"),
        ("http://tidewater.example:8080/%41", "http://tidewater.example:8080/%41"),
        ("https://möwe.example/", "https://xn--mwe-sna.example/"),
    ],
)
def test_an_address_has_one_normal_form(url: str, normal: str) -> None:
    assert article_files([url]) == [(normal, normal)]
    assert str(web_url(normal)) == normal


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://a.example/x", "ftp: is not fetched, only http: and https: are"),
        ("file:///etc/passwd", "file: is not fetched"),
        ("https://clerk:secret@a.example/", "an address with a user name or password is not"),
        ("https:///x", "it names no host; check the address"),
        ("https://a.example/" + "x" * 2000, "it has more than 2,000 characters"),
        ("https://" + "x" * 99_999, "it is no web address"),
        ("http://[::1", "it is no web address"),
        ("http://a.example:x/", "it is no web address"),
        ("http://a.example/\0", "it is no web address"),
    ],
)
def test_any_other_address_is_refused_in_a_sentence(url: str, message: str) -> None:
    with pytest.raises(ArticleError, match=f"^{re.escape(f'{url}: {message}')}"):
        article_files([url])


PIECES = st.sampled_from(
    ("http:", "https:", "//", "/", "a.example", "@", ":", "443", "[::1]", "%", "?", "#", "..", "é")
)


@given(st.sampled_from(("", "https://")), st.lists(PIECES | st.text(max_size=3), max_size=8))
def test_any_text_is_an_address_in_its_normal_form_or_none(scheme: str, pieces: list[str]) -> None:
    with suppress(ArticleError):
        normal = str(web_url(scheme + "".join(pieces)))
        assert normal.isascii()
        assert normal.isprintable()
        assert str(web_url(normal)) == normal


def test_without_a_scheme_it_is_a_path() -> None:
    for path in ("a.example/x", "C:/news", "https:x", Path("https://a.example/x")):
        problems: list[Problem] = []
        assert article_files([path], problems.append) == []
        assert problems[0].message == "there is no such file or folder; check the path"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"),  # noqa: S104
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "2130706433", "0x7f000001", "017700000001"),
        *("127.1", "[::]", "[fe80::1]", "[fd00::1]", "192.168.0.1", "172.16.0.1", "100.64.0.1"),
        *("224.0.0.1", "255.255.255.255", "192.0.0.192", "[2002:7f00:1::]", "[64:ff9b::7f00:1]"),
    ],
)
def test_what_is_not_public_is_never_connected_to(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    message = r"leads to [\da-f.:]+, port 80, and only public addresses|was not found"
    with pytest.raises(ArticleError, match=message):
        fetch(f"http://{host}/")


def test_public_are_global_addresses_at_the_ports_of_the_web() -> None:
    assert is_public("93.184.215.14", 443)
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c", 80)
    assert is_public("::ffff:93.184.215.14", 80)
    assert not is_public("93.184.215.14", 25)
    assert not is_public("fe80::1%lo", 80)


@given(st.ip_addresses())
def test_whatever_python_calls_special_is_not_public(ip: IPv4Address | IPv6Address) -> None:
    judged = getattr(ip, "ipv4_mapped", None) or ip
    special = ("private", "loopback", "link_local", "multicast", "reserved", "unspecified")
    assert not is_public(str(ip), 443) or not any(getattr(judged, f"is_{how}") for how in special)


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "//localhost.:{port}/", "http://[::1]:{port}/"])
def test_a_redirect_leads_to_allowed_addresses_alone(
    site: Site, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **named: Any) -> Any:
        return known("127.0.0.2" if host == "localhost." else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    site.replies["/a"] = moved(to.format(port=site.port))
    with pytest.raises(ArticleError, match="only public addresses are read"):
        site.get("/a")
    assert site.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize("second", ["127.0.0.2", "10.0.0.1"])
def test_a_name_that_leads_elsewhere_the_next_time_is_checked_again(
    site: Site, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    known, asked = socket.getaddrinfo, []

    def look_up(host: str, *rest: Any, **named: Any) -> Any:
        if host == "news.example":
            host = second if asked else "127.0.0.1"
            asked.append(host)
        return known(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(ArticleError, match=f"leads to {second}, port {site.port}"):
        fetch(site.at("/petrel", "news.example"), allowed=loopback)
    assert (asked, site.asked) == (["127.0.0.1", second], ["/robots.txt"])


def test_of_several_addresses_the_first_allowed_one_that_answers_is_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = socket.getaddrinfo

    def look_up(host: str, *rest: Any, **named: Any) -> Any:
        hosts = ("10.0.0.1", "127.0.0.2", "127.0.0.1") if host == "news.example" else (host,)
        return [found for one in hosts for found in known(one, *rest, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    site.replies["/petrel"] = page()
    url = site.at("/petrel", "news.example")
    assert fetch(url, allowed=lambda address, _: address[:4] == "127.").url == url


def test_a_redirect_to_another_scheme_is_refused(site: Site) -> None:
    for to in ("file:///etc/passwd", "ftp://a.example/", "http://clerk:pw@a.example/", "//a:x/"):
        site.replies["/a"] = moved(to)
        with pytest.raises(ArticleError, match=r"^it leads on to "):
            site.get("/a")


# What robots.txt asks


@pytest.mark.parametrize(
    ("robots", "read"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Dateline\nDisallow:", True),
        ("User-agent: *\nDisallow:\n\nuser-agent: DATELINE # us\nDisallow: /news", False),
        ("User-agent: Dateline-X\nUser-agent: Date\nDisallow: /", True),
        ("\ufeffUser-agent: Dateline/2.0\r\nDisallow: /", False),
        ("User-agent: *\nDisallow: /*/petrel.html$", False),
        ("User-agent: *\nDisallow: /*.htm$", True),
        ("User-agent: *\nDisallow: /news\nAllow: /news/*.html", True),
        ("<!doctype html><title>Not found</title>", True),
        ("User-agent: *\nDisallow: /x\n" + "#" * 512_000 + "\nDisallow: /", True),
        ("", True),
    ],
)
def test_robots_txt_is_obeyed(site: Site, robots: str, *, read: bool) -> None:
    site.replies["/robots.txt"] = reply(robots.encode())
    site.replies["/news/petrel.html"] = page()
    if read:
        assert site.get("/news/petrel.html").data
        return
    message = f"^{site.at('/robots.txt')} asks programs not to read it; save the page"
    with pytest.raises(ArticleError, match=message):
        site.get("/news/petrel.html")
    assert site.asked == ["/robots.txt"]


@pytest.mark.parametrize(("status", "read"), [(403, True), (410, True), (500, False), (503, False)])
def test_no_robots_txt_asks_nothing_but_a_broken_server_may(
    site: Site, status: int, *, read: bool
) -> None:
    site.replies["/robots.txt"] = reply(b"", status)
    site.replies["/petrel"] = page()
    if read:
        assert site.get("/petrel").data
    else:
        with pytest.raises(ArticleError, match=f"robots.txt answers {status}; try"):
            site.get("/petrel")


def test_what_a_redirect_leads_to_is_asked_for_by_its_own_robots_txt(site: Site) -> None:
    site.replies["/robots.txt"] = reply(b"User-agent: *\nDisallow: /private")
    site.replies["/a"] = moved("/private/petrel")
    site.replies["/private/petrel"] = page()
    with pytest.raises(ArticleError, match="asks programs not to read it"):
        site.get("/a")
    assert site.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /" + "*a" * 250_000 + "b",
        "User-agent: *\n" + f"Disallow: /{'*a' * 500}b\n" * 500,
        "User-agent: *\n" + "Disallow: /*zz\n" * 34_000,
        "".join(f"User-agent: a{n}\n" for n in range(1000)) + "Disallow: /b$\n" * 2000,
        "".join(f"user\t  agent *{n}\n" for n in range(1000)) + "Disallow: /b$\n" * 2000,
        "User-agent" + " " * 500_000,
    ],
    ids=["stars", "lines of stars", "lines", "names", "stars in names", "blanks"],
)
def test_a_hostile_robots_txt_takes_no_time(site: Site, robots: str) -> None:
    site.replies["/robots.txt"] = reply(robots.encode())
    path = "/" + "a" * 1900
    site.replies[path] = page()
    started = time.monotonic()
    assert site.get(path).data
    assert time.monotonic() - started < 30


# Limits, and what goes wrong


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (204, "the server answers 204, which is no page; save the page in a browser"),
        (304, "the server answers 304, which is no page"),
        (403, "the server does not give it to programs (403); save the page in a browser"),
        (404, "there is no such page (404); check the address"),
        (410, "there is no such page (410)"),
        (429, "the server does not give it now (429); try again later"),
        (503, "the server does not give it now (503)"),
    ],
)
def test_what_is_no_page_is_said_by_its_status(site: Site, status: int, message: str) -> None:
    site.replies["/a"] = reply(b"", status)
    with pytest.raises(ArticleError, match=f"^{re.escape(message)}"):
        site.get("/a")


def test_redirects_come_to_an_end(site: Site) -> None:
    for number in range(9):
        site.replies[f"/{number}"] = moved(f"/{number + 1}", 307)
    site.replies["/9"] = page()
    assert site.get("/4").url == site.at("/9")
    with pytest.raises(ArticleError, match="leads on to another address more than 5 times"):
        site.get("/3")
    site.replies["/robots.txt"] = moved("/robots.txt")
    with pytest.raises(ArticleError, match="more than 5 times"):
        site.get("/4")


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "drip",
    [
        raw(HEAD, b"x", pause=0.05),
        raw(HEAD, b"X-More: yes\r\n", pause=0.05),
        raw(HEAD + b"\r\n", b"x", pause=0.05),
        raw(b"HTTP/1.1 100 Continue\r\n\r\n"),
        raw(HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")[:10], b"\0\0\0\xff\xff"),
        raw(HEAD + b"\r\n", b"", pause=0.05),
    ],
    ids=["in a field", "fields", "the body", "continue", "empty blocks", "nothing"],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(site: Site, drip: Reply) -> None:
    site.replies["/a"] = drip
    started = time.monotonic()
    with pytest.raises(ArticleError, match=r"did not give it within 0.3 seconds; try again later"):
        site.get("/a", seconds=0.3)
    assert time.monotonic() - started < 15


def test_a_page_has_a_largest_size_packed_or_not(site: Site) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(5)) + packer.flush()
    assert len(bomb) < 100_000
    site.replies["/bomb"] = reply(bomb, Content_Encoding="gzip")
    site.replies["/long"] = raw(HEAD + b"\r\n", bytes(1_000_000))
    site.replies["/most"] = reply(gzip.compress(bytes(MOST_BYTES)), Content_Encoding="gzip")
    for path in ("/bomb", "/long"):
        with pytest.raises(ArticleError, match="more than 20,000,000 bytes, too many for one page"):
            site.get(path)
    assert len(site.get("/most").data) == MOST_BYTES


@pytest.mark.parametrize(
    ("encoding", "body", "message"),
    [
        ("gzip", b"plain", "it was sent packed and damaged"),
        ("gzip", gzip.compress(BODY.encode())[:-9], "the server broke off in the middle"),
        ("br", b"x", "it was sent packed as 'br', unasked"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "it was sent packed as 'gzip, gzip'"),
    ],
)
def test_what_is_packed_otherwise_than_asked_is_refused(
    site: Site, encoding: str, body: bytes, message: str
) -> None:
    site.replies["/a"] = reply(body, Content_Encoding=encoding)
    with pytest.raises(ArticleError, match=f"^{message}"):
        site.get("/a")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (reply(b"half", Content_Length="99"), "the server cannot be read (peer closed connection"),
        (raw(b"\0\xff not http\r\n\r\n"), "the server cannot be read ("),
        (raw(HEAD, b"X: " + b"y" * 999_999), "the server cannot be read ("),
    ],
)
def test_a_server_that_answers_nonsense_is_said(site: Site, answer: Reply, message: str) -> None:
    site.replies["/a"] = answer
    with pytest.raises(ArticleError, match=f"^{re.escape(message)}.*; check the address, or try"):
        site.get("/a")


def test_where_nobody_answers_it_is_said(site: Site) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"127.0.0.1:{nobody.getsockname()[1]}/"
        with pytest.raises(ArticleError, match=r"read \(Connection refused\); check"):
            fetch(f"http://{url}", allowed=loopback)
    with pytest.raises(ArticleError, match="no secure connection is possible"):
        fetch(site.at("/").replace("http:", "https:"), allowed=loopback)
    for host in ("alder.invalid", "x" * 80 + ".example", ".example"):
        with pytest.raises(ArticleError, match=f"address of {host} was not found .*; check it"):
            fetch(f"http://{host}/", allowed=loopback)


def test_a_proxy_of_the_environment_is_not_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    site.replies["/petrel"] = page()
    assert site.get("/petrel").data


# The command line


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_the_command_adds_an_address(
    site: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    hash_embedder: Embedder,
) -> None:
    monkeypatch.setattr("dateline.index.index.load_embedder", lambda _: hash_embedder)
    site.replies["/petrel"] = page()
    folder, url = tmp_path / "index", site.at("/petrel")
    assert run(monkeypatch, "add", url, "--index", folder, "--dry-run") == 0
    assert f"{url}\t2021-03-14" in capsys.readouterr().out
    assert not folder.exists()
    with Index.open(folder, embedder=hash_embedder) as index:
        index.add([Article(id="gull", text=BODY)])  # so that the command takes this model, too
    assert run(monkeypatch, "add", url, site.at("/gone"), "--index", folder) == 1
    said = capsys.readouterr().err
    assert f"{site.at('/gone')}: there is no such page (404); check the address" in said
    assert "1 added, 0 revised, 0 unchanged, 1 could not be used" in said
    assert run(monkeypatch, "add", url, "--index", folder) == 0
    assert "0 added, 0 revised, 1 unchanged" in capsys.readouterr().err
    with Index.open(folder, create=False) as index:
        assert [article.id for article in index.articles()] == ["gull", url]


def test_the_command_refuses_an_address_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("http://localhost/", "--index", tmp_path / "index", "--dry-run")
    assert run(monkeypatch, "add", *arguments) == 1
    said = capsys.readouterr().err
    assert "http://localhost/: it leads to " in said
    assert "only public addresses are read" in said
