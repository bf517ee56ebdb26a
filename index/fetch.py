"""A page of the web, fetched with care: from public addresses, within limits, as robots.txt lets.

Nothing of this happens unless somebody asks for an address.
"""

import re
import ssl
import time
import zlib
from importlib.metadata import version
from typing import NamedTuple

import httpcore
import httpx
from protego import Protego

from .errors import ArticleError
from .network import Allowed, Network, is_public

MOST_BYTES = 20_000_000  # of a page, unpacked
MOST_REDIRECTS = 5
SECONDS = 60.0  # for all of it: robots.txt, redirects, the page
_MOST_ROBOTS = 500 * 1024  # bytes; what comes after them is not read, as in RFC 9309
_LONGEST_URL = 2000  # characters
_LONGEST_TYPE = 200  # characters; what parses it takes the square of its length
_ROBOT = "dateline"
_REDIRECTS = (301, 302, 303, 307, 308)
_BY_HAND = "save the page in a browser and add the file"
_AGENT = re.compile(r"\s*+user[-\s]*+agent\s*+:?\s*+(\*|[\w-]*+).*", re.IGNORECASE | re.DOTALL)


class Page(NamedTuple):
    """What was fetched.

    Attributes:
        url: Where the redirects ended.
        data: As it was sent, unpacked.
        content_type: What the server says it is, or "".
    """

    url: str
    data: bytes
    content_type: str


class _Answer(NamedTuple):
    url: httpx.URL
    status: int
    location: str = ""
    content_type: str = ""
    data: bytes = b""


def web_url(url: str) -> httpx.URL:
    """A web address in its normal form, without the fragment.

    Raises:
        ArticleError: It is none, or is not http or https, or has a password in it.
    """
    try:
        parsed = httpx.URL(url).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise ArticleError(f"it is no web address ({error}); check it") from error
    if parsed.scheme not in ("http", "https"):
        raise ArticleError(
            f"{parsed.scheme}: is not fetched, only http: and https: are; save it and add the file"
        )
    if not parsed.host:
        raise ArticleError("it names no host; check the address")
    if parsed.userinfo:
        raise ArticleError(f"an address with a user name or password is not fetched; {_BY_HAND}")
    if len(str(parsed)) > _LONGEST_URL:
        raise ArticleError(f"it has more than {_LONGEST_URL:,} characters; {_BY_HAND}")
    return parsed.copy_with(raw_path=parsed.raw_path)  # "https://a.example" ends in a slash, too


def fetch(url: str, *, allowed: Allowed = is_public, seconds: float = SECONDS) -> Page:
    """Fetch a page as robots.txt allows, following redirects.

    Args:
        url: http or https.
        allowed: Which IP addresses and ports may be connected to, at the first request and at any
            that it leads to.
        seconds: How long all of it may take.

    Raises:
        ArticleError: It cannot be fetched, or must not be.
    """
    # No proxy of the environment is used: the proxy would look up the name, and connect to what
    # nobody has checked.
    network = Network(allowed, time.monotonic() + seconds)
    try:
        with httpcore.ConnectionPool(network_backend=network) as pool:
            return _Visit(pool).page(web_url(url))
    except httpcore.TimeoutException as error:
        raise ArticleError(
            f"the server did not give it within {seconds:g} seconds; try again later"
        ) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
        raise ArticleError(_reason(error)) from error


class _Visit:
    """The requests that one page takes, with the robots.txt of each server on the way."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool
        self._robots: dict[httpx.URL, Protego] = {}

    def page(self, url: httpx.URL) -> Page:
        answer = self._follow(url, MOST_BYTES, obey=True)
        if answer.status != 200:
            raise ArticleError(_refusal(answer.status))
        if len(answer.data) > MOST_BYTES:
            raise ArticleError(f"it has more than {MOST_BYTES:,} bytes, too many for one page")
        return Page(str(answer.url), answer.data, answer.content_type)

    def _follow(self, url: httpx.URL, most: int, *, obey: bool) -> _Answer:
        for _ in range(MOST_REDIRECTS + 1):
            if obey:
                self._obey(url)
            answer = self._get(url, most)
            if not answer.location:
                return answer
            url = _joined(url, answer.location)
        raise ArticleError(
            f"it leads on to another address more than {MOST_REDIRECTS} times; {_BY_HAND}"
        )

    def _obey(self, url: httpx.URL) -> None:
        place = url.join("/robots.txt")
        if place not in self._robots:
            self._robots[place] = self._robots_at(place)
        if not self._robots[place].can_fetch(str(url), _ROBOT):
            raise ArticleError(f"{place} asks programs not to read it; {_BY_HAND}")

    def _robots_at(self, place: httpx.URL) -> Protego:
        """What a robots.txt asks; where there is none (4xx) nothing, as RFC 9309 has it."""
        answer = self._follow(place, _MOST_ROBOTS, obey=False)
        if answer.status // 100 not in (2, 4):
            raise ArticleError(
                f"whether it may be read is not known: {place} answers {answer.status}; try later"
            )
        return Protego.parse(_plain(answer.data.decode("utf-8-sig", "replace")))

    def _get(self, url: httpx.URL, most: int) -> _Answer:
        """Ask for one address. Of a body of more than `most` bytes one byte more is read."""
        headers: dict[bytes | str, bytes | str] = {
            "Host": url.netloc,
            "User-Agent": f"Dateline/{version('dateline')} (one page, as its user asked)",
            "Accept": "text/html, application/xhtml+xml, */*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        with self._pool.stream("GET", str(url), headers=headers) as response:
            sent = httpx.Headers(response.headers)
            if response.status in _REDIRECTS and "location" in sent:
                return _Answer(url, response.status, location=sent["location"])
            if response.status != 200:
                return _Answer(url, response.status)
            data = _body(response, sent.get("content-encoding", ""), most)
            content_type = sent.get("content-type", "")[:_LONGEST_TYPE]
            return _Answer(url, 200, content_type=content_type, data=data)


def _body(response: httpcore.Response, encoding: str, most: int) -> bytes:
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise ArticleError(f"it was sent packed as {encoding[:40]!r}, unasked; {_BY_HAND}")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    data = bytearray()
    for chunk in response.iter_stream():
        try:
            data += unpacker.decompress(chunk, most + 1 - len(data)) if unpacker else chunk
        except zlib.error as error:
            raise ArticleError(f"it was sent packed and damaged ({error}); try again") from error
        if len(data) > most or (unpacker and unpacker.eof):
            break
    if unpacker and not unpacker.eof and len(data) <= most:
        raise ArticleError("the server broke off in the middle; try again")
    return bytes(data[: most + 1])


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return web_url(str(url.join(location)))
    except (httpx.InvalidURL, ValueError) as error:
        raise ArticleError(f"it leads on to what is no web address ({error})") from error
    except ArticleError as error:
        raise ArticleError(f"it leads on to {location[:200]!r}: {error}") from error


def _plain(robots: str) -> str:
    """A robots.txt that names no robots but us, all, and "other".

    Protego gives each rule to each robot of its group: a thousand names would take minutes.
    """
    return "\n".join(_AGENT.sub(_named, line) for line in robots.splitlines())


def _named(line: re.Match[str]) -> str:
    name = line[1].lower()
    return f"User-agent: {name if name in ('*', _ROBOT) else 'other'}"


def _refusal(status: int) -> str:
    if status in (404, 410):
        return f"there is no such page ({status}); check the address"
    if status in (401, 402, 403, 451):
        return f"the server does not give it to programs ({status}); {_BY_HAND}"
    if status == 429 or status >= 500:
        return f"the server does not give it now ({status}); try again later"
    return f"the server answers {status}, which is no page; {_BY_HAND}"


def _reason(error: Exception) -> str:
    cause = error.args[0] if error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted ({cause.verify_message}); check the address"
    if isinstance(cause, ssl.SSLError):
        return f"no secure connection is possible ({cause.reason}); check the address"
    reason = getattr(cause, "strerror", None) or str(cause)
    return f"the server cannot be read ({reason}); check the address, or try again later"
