"""The chat server on a network: who gets in, what is refused, and what is recorded."""

import hashlib
import http.client
import json
import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError
from playwright.sync_api import Browser, Page, expect
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from dateline import Article, Chatbot, DatelineError, Index, PartialDate
from dateline.ui.chat_server import ChatServer, is_read_only, serve
from dateline.ui.request_body import LONGEST_BODY
from dateline.ui.request_log import JsonLines, json_log
from dateline.ui.root_path import RootPath, read_root_path
from dateline.ui.users import Users, read_users

QUOTE = "The repairs to the Skarholm ferry cost 4.2 million crowns, the harbour office said."
COST = "How much did the repairs to the Skarholm ferry cost?"
OFF_TOPIC = "Which enzyme unwinds the double helix?"
PASSWORDS = {"ada": "correct horse", "Bö <b>": "battery staple"}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is tried is just that
EVIL = "https://evil.example"
UPLOAD = {"files": ("note.txt", b"A note.")}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("served") / "index") as index:
        text = f"The ferry sailed again on Monday.\n\n{QUOTE} It has a new engine."
        title = "Ferry returns to Skarholm"
        index.add(
            [Article("ferry & co", text, title, "Island Courier", published=PartialDate(2021, 3))]
        )
        yield index


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Users:
    file = tmp_path_factory.mktemp("users") / "users.toml"
    for name, password in PASSWORDS.items():
        salt = name.encode() * 8
        hashed = hashlib.scrypt(password.encode(), salt=salt, n=16, r=1, p=1)  # quick
        salt, hashed = (b64encode(one).decode().rstrip("=") for one in (salt, hashed))
        with file.open("a") as users:
            users.write(f'"{name}" = "$scrypt$ln=4,r=1,p=1${salt}${hashed}"\n')
    file.chmod(0o600)
    return read_users(file)


@pytest.fixture(scope="module")
def own(archive: Index) -> Iterator[ChatServer]:
    """For this machine, without users."""
    with serve(Chatbot(archive), port=0, block=False) as running:
        yield running


@pytest.fixture(scope="module")
def closed(archive: Index, users: Users) -> Iterator[ChatServer]:
    """With users."""
    with serve(Chatbot(archive), port=0, block=False, users=users) as running:
        yield running


@pytest.fixture(scope="module")
def public(archive: Index) -> Iterator[ChatServer]:
    """For all, without users."""
    with serve(Chatbot(archive), host=EVERYWHERE, port=0, block=False) as running:
        yield running


@contextmanager
def logged_in(server: ChatServer, name: str = "ada") -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        told = client.post("/login", data={"username": name, "password": PASSWORDS[name]})
        assert (told.status_code, told.json()) == (200, {"success": True})
        yield client


def asked_raw(server: ChatServer, path: str) -> tuple[int, str]:
    """A request whose path nobody has put right on its way."""
    connection = http.client.HTTPConnection(str(urlsplit(server.url).netloc), timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    finally:
        connection.close()


def functions(client: httpx.Client) -> dict[str, int]:
    """The page's functions that have a name, by it."""
    told = client.get("/config").json()["dependencies"]
    return {one["api_name"]: one["id"] for one in told if one["api_name"]}


# Who is let in.


def test_without_a_login_no_route_gives_anything(closed: ChatServer) -> None:
    def filled(path: str) -> str:
        return re.sub(r"\{[^}]+\}", "x", path)

    def paths_of(routes: Sequence[object], prefix: str = "") -> Iterator[str]:
        for one in routes:
            if isinstance(one, Mount):
                yield from paths_of(one.routes)
            elif isinstance(one, Route):
                yield filled(prefix + one.path)
            else:  # a router that FastAPI has included
                yield from paths_of(one.original_router.routes)  # type: ignore[attr-defined]

    paths = set(paths_of(closed._app.routes))
    assert {"/article", "/", "/config", "/gradio_api/queue/join", "/gradio_api/call/x"} <= paths
    with httpx.Client(base_url=closed.url, cookies={"dateline": "x"}) as client:
        for path in sorted(paths - {"/login", "/login/", "/logout"}):
            for method in ("GET", "POST"):
                told = client.request(method, path, headers={"accept": "application/json"})
                known = '{"detail":"You are not logged in. Open the page again to log in."}'
                assert (path, told.status_code, told.text) in [
                    (path, 401, known),
                    (path, 404, "There is nothing here."),
                ]
        page = client.get("/article?id=ferry", headers={"accept": "text/html"})
        assert page.status_code == 401
        assert "Skarholm" not in page.text
        assert 'name="next" value="article&#63;id&#61;ferry"' in page.text
        assert re.findall(r"(?:src|href)=\"(?!data:,\")|url\(", page.text) == []


def test_a_login_opens_and_a_logout_closes(closed: ChatServer) -> None:
    port = urlsplit(closed.url).port
    with httpx.Client(base_url=closed.url) as client:
        for name, password in [("ada", "wrong"), ("nobody", "correct horse"), ("", "")]:
            headers = {"x-forwarded-for": "192.0.2.1"}
            form = {"username": name, "password": password}
            told = client.post("/login", data=form, headers=headers)
            assert told.status_code == 401
            assert told.json() == {"detail": "Nobody has this name and this password. Try again."}
            assert "set-cookie" not in told.headers
    with logged_in(closed) as client:
        (cookie,) = client.cookies.jar
        assert (cookie.name, cookie.path, cookie.secure) == (f"dateline-{port}", "/", False)
        assert client.get("/config").status_code == 200
        article = client.get("/article", params={"id": "ferry & co"})
        assert QUOTE in article.text.replace("&#46;", ".").replace("&#44;", ",")
        assert article.headers["cache-control"] == "no-store"
        assert client.get("/logout").status_code == 303
        assert client.get("/config").status_code == 200, "a link does not log out"
        assert client.post("/logout").status_code == 200
        old = {"cookie": f"{cookie.name}={cookie.value}"}
        again = client.get("/config", headers=old)
        assert again.status_code == 401, "nor is the cookie good any more"


def test_the_cookie_is_for_this_page_alone(archive: Index, users: Users) -> None:
    address = "https://news.example/archive"
    with serve(Chatbot(archive), port=0, block=False, users=users, root_path=address) as server:
        form = {"username": "ada", "password": PASSWORDS["ada"]}
        headers = {"origin": "https://news.example", "accept": "text/html"}
        told = httpx.post(f"{server.url}login", data=form, headers=headers)
        assert (told.status_code, told.headers["location"]) == (303, "/archive/")
        attributes = told.headers["set-cookie"].split("; ")[1:]
        assert {"HttpOnly", "Path=/archive", "SameSite=lax", "Secure"} <= set(attributes)


@pytest.mark.parametrize("route", ["queue/join", "run/ask", "call/ask"])
def test_nothing_is_fetched_for_who_sends_an_address(own: ChatServer, route: str) -> None:
    """Of a file that lies elsewhere Gradio would get itself a copy, whatever it is sent to."""
    far = {"path": "https://news.example/a.txt", "meta": {"_type": "gradio.FileData"}}
    near = {**far, "path": "a.txt"}
    url = f"{own.url}gradio_api/{route}"
    for sent in (far, [far], {"deep": [{"er": far}]}):
        body = json.dumps({"data": [sent, []], "fn_index": 0, "session_hash": "s"})
        for text in (body, body.replace("FileData", "\\u0046ileData")):
            answer = httpx.post(url, content=text, headers={"content-type": "application/json"})
            assert answer.status_code == 403
            assert answer.json()["detail"].startswith("Nothing is fetched from the web")
    for harmless in (near, {**far, "meta": {}}, "https://news.example/a.txt"):
        body = json.dumps({"data": [harmless, []], "fn_index": 0, "session_hash": "s"})
        assert httpx.post(url, content=body).status_code != 403
    assert httpx.post(url, content=b"[" * 100_000).status_code == 403
    assert httpx.post(url, content=b" " * (LONGEST_BODY + 1)).status_code == 413


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("article?id=ferry&start=3", "/article?id=ferry&start=3#quote"),
        ("", "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("article/../../evil", "/"),
        ("article?id=a\r\nset-cookie: b=c", "/article?id=a%0D%0Aset-cookie:%20b=c#quote"),
    ],
)
def test_after_the_login_only_an_article_may_be_wanted(
    closed: ChatServer, wanted: str, place: str
) -> None:
    form = {"username": "ada", "password": PASSWORDS["ada"], "next": wanted}
    told = httpx.post(f"{closed.url}login", data=form, headers={"accept": "text/html"})
    assert told.headers["location"] == place


def test_guessing_is_put_off_for_who_guesses(closed: ChatServer) -> None:
    def tries(password: str, address: str) -> httpx.Response:
        form = {"username": "ada", "password": password}
        return httpx.post(
            f"{closed.url}login", data=form, headers={"x-forwarded-for": address}, timeout=30
        )

    guesses = [tries(f"guess {at}", f"2001:db8::{at}").status_code for at in range(5)]
    assert guesses == [401] * 5
    put_off = tries("correct horse", "2001:db8::9")
    assert put_off.status_code == 429
    assert 1 <= int(put_off.headers["retry-after"]) <= 60
    assert "Too many tries. Try again in" in put_off.json()["detail"]
    assert tries("correct horse", "2001:db8:0:1::1").status_code == 200, "others may"


def test_programs_log_in_and_ask(closed: ChatServer) -> None:
    client = Client(
        closed.url, auth=("ada", PASSWORDS["ada"]), verbose=False, analytics_enabled=False
    )
    try:
        answer = client.predict(COST, [], api_name="/ask")
        assert answer["citations"][0]["quote"] == QUOTE
    finally:
        client.close()
    with pytest.raises(AuthenticationError):
        Client(closed.url, auth=("ada", "wrong"), verbose=False, analytics_enabled=False)


def test_a_session_is_nobody_elses(closed: ChatServer) -> None:
    def joined(client: httpx.Client) -> httpx.Response:
        body = {"data": [COST, []], "fn_index": functions(client)["ask"], "session_hash": "mine"}
        return client.post("/gradio_api/queue/join", json=body)

    with logged_in(closed) as ada, logged_in(closed, "Bö <b>") as other:
        assert joined(ada).status_code == 200
        refused = [
            joined(other),
            other.get("/gradio_api/queue/data?session_hash=mine"),
            other.get("/gradio_api/queue/data?session_hash=his&session_hash=mine"),
            other.get("/gradio_api/heartbeat/mine"),
            other.post("/gradio_api/run/predict", json={"data": [], "session_hash": "mine"}),
            other.post("/gradio_api/cancel", content=b'{"session_hash": "mine"}'),
        ]
        for one in refused:
            assert one.status_code == 403
            assert one.json() == {"detail": "This is the session of another user."}
        told = ada.get("/gradio_api/queue/data?session_hash=mine").text
        assert "4.2 million crowns" in told
        long = other.post("/gradio_api/queue/join", content=b" " * (16 * 2**20 + 1))
        assert long.status_code == 413


# Whose requests are refused.


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": EVIL},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://localhost"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
def test_another_origins_page_gets_nothing(closed: ChatServer, headers: dict[str, str]) -> None:
    with logged_in(closed) as client:
        ask = {"data": [COST, []], "fn_index": 0, "session_hash": "evil"}
        tried = [
            client.post("/gradio_api/queue/join", json=ask, headers=headers),
            client.post("/gradio_api/call/ask", json={"data": [COST, []]}, headers=headers),
            client.post("/gradio_api/upload", files=UPLOAD, headers=headers),
            client.post("/login", data={"username": "ada"}, headers=headers),
            client.post("/logout", headers=headers),
            client.get("/config", headers=headers),
            client.get("/article?id=ferry", headers=headers),
            client.options(
                "/gradio_api/queue/join",
                headers={**headers, "access-control-request-method": "POST"},
            ),
        ]
        navigating = {**headers, "sec-fetch-mode": "navigate"}
        tried.append(client.post("/logout", headers=navigating))
        for one in tried:
            assert one.status_code == 403
            assert one.text == "Another page sent this request. Only this page itself may."
            assert not [name for name in one.headers if name.startswith("access-control")]
        assert client.get("/config").status_code == 200, "still logged in"


def test_the_pages_own_requests_and_links_from_elsewhere_are_served(closed: ChatServer) -> None:
    own = {"origin": closed.url.rstrip("/"), "sec-fetch-site": "same-origin"}
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    with logged_in(closed) as client:
        assert client.post("/gradio_api/upload", files=UPLOAD, headers=own).status_code == 200
        assert client.get("/", headers=followed).status_code == 200
        assert client.get("/", headers={"sec-fetch-site": "none"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost:7860"}, 200),
        ({"host": "[::1]:7860"}, 200),
        ({"host": "127.8.9.1"}, 200),
        ({"host": "evil.example:7860"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"host": "localhost@evil.example"}, 403),
        ({"host": "[localhost"}, 403),
        ({"host": "10.0.0.1"}, 403),
        ({"host": "localhost", "x-forwarded-host": "news.example"}, 403),
    ],
)
def test_a_page_for_this_machine_is_called_by_its_name(
    own: ChatServer, headers: dict[str, str], status: int
) -> None:
    told = httpx.get(f"{own.url}config", headers=headers)
    assert told.status_code == status
    if status == 403:
        assert told.text.startswith("This page is for the browsers of the machine that it is on")


def test_every_response_says_what_a_browser_may_do_with_it(closed: ChatServer) -> None:
    with logged_in(closed) as client:
        told = [
            client.get("/"),
            client.get("/theme.css"),
            client.get("/article?id=none"),
            client.get("/gradio_api/proxy=x"),
            client.get("/config", headers={"origin": EVIL}),
            httpx.get(closed.url, headers={"accept": "text/html"}),
        ]
    assert [one.status_code for one in told] == [200, 200, 404, 404, 403, 401]
    for one in told:
        policy = one.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["x-frame-options"] == "SAMEORIGIN"
        assert one.headers["referrer-policy"] == "same-origin"
        assert one.headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in one.headers


# What is read and fetched.


def test_no_path_leads_outside(own: ChatServer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("tide tables of the smugglers")
    up = "../" * 12
    for file in (str(secret), "/etc/passwd"):
        bare = file.lstrip("/")
        for path in (
            f"/gradio_api/file={file}",
            f"/gradio_api/file={up}{bare}",
            f"/gradio_api/file={up.replace('/', '%2f')}{bare}",
            f"/gradio_api/file=..%252f{bare}",
            f"/gradio_api/file=file://{file}",
            f"/gradio_api/file/{bare}",
            f"/gradio_api//file={file}",
            f"//gradio_api/file={file}",
            f"/./gradio_api/../gradio_api/file={file}",
            f"/file={file}",
            f"/file/{bare}",
            f"/assets/{up}{bare}",
            f"/assets/{up.replace('/', '%2f')}{bare}",
            f"/assets//{bare}",
            f"/static/{up}{bare}",
            f"/svelte/{up.replace('/', '%2f')}{bare}",
            f"/gradio_api/custom_component/x/client/component/{up.replace('/', '%2f')}{bare}",
            f"/{up}{bare}",
        ):
            status, text = asked_raw(own, path)
            assert (path, status) == (path, status if status >= 400 else "refused")
            assert "smugglers" not in text
            assert "root:" not in text


@pytest.mark.parametrize(
    "path",
    [
        "proxy={}",
        "proxy=http%3A//{host}/",
        "file={}",
        "file=HTTP://{host}/",
        "file/{}",
        "file%3D{}",
        "stream/x/y/1/playlist-file",
        "token",
        "deep_link?session_hash=x",
        "dev/reload",
        "vibe-code",
        "process_recording",
        "run-history/buckets",
        "component_server",
        "openapi.json",
        "uploads",
        "queue_",
    ],
)
def test_what_the_page_has_no_use_for_is_not_there(own: ChatServer, path: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.2)
        host = f"127.0.0.1:{elsewhere.getsockname()[1]}"
        address = f"{own.url}gradio_api/{path.format(f'http://{host}/', host=host)}"
        for told in (httpx.get(address), httpx.post(address, json={})):
            assert (told.status_code, told.text) == (404, "There is nothing here.")
        with pytest.raises(TimeoutError):
            elsewhere.accept()


# Read only.


@pytest.mark.parametrize(
    ("host", "known", "root_path", "read_only"),
    [
        ("127.0.0.1", False, None, False),
        ("127.0.0.9", False, None, False),
        ("::1", False, None, False),
        ("localhost", False, None, False),
        (EVERYWHERE, False, None, True),
        ("::", False, None, True),
        ("192.168.1.2", False, None, True),
        ("newsroom", False, None, True),
        ("127.0.0.1", False, "/archive", True),
        ("127.0.0.1", False, "/", True),
        (EVERYWHERE, True, None, False),
        ("127.0.0.1", True, "/archive", False),
    ],
)
def test_what_others_can_reach_without_a_login_is_read_only(
    users: Users, host: str, known: bool, root_path: str | None, read_only: bool
) -> None:
    told = is_read_only(host, users=users if known else None, root_path=root_path)
    assert told is read_only


def test_a_page_for_all_takes_no_files_and_has_no_function_that_changes_anything(
    public: ChatServer, own: ChatServer
) -> None:
    assert httpx.post(f"{public.url}gradio_api/upload", files=UPLOAD).status_code == 404
    assert httpx.post(f"{own.url}gradio_api/upload", files=UPLOAD).status_code == 200
    kinds = [
        {one["type"] for one in httpx.get(f"{server.url}config").json()["components"]}
        for server in (public, own)
    ]
    assert "file" not in kinds[0]
    assert len(httpx.get(f"{public.url}config").json()["dependencies"]) < len(
        httpx.get(f"{own.url}config").json()["dependencies"]
    )


@pytest.mark.browser
def test_a_page_for_all_says_so_and_answers(
    browser: Browser, public: ChatServer, archive: Index
) -> None:
    with opened(browser, public.url) as page:
        expect(page.locator("#dl-header .dl-read-only")).to_have_text(
            "Read only: whoever can reach this page may ask, but nothing can be added, removed, "
            "measured or kept from it."
        )
        expect(page.locator(".dl-user")).to_have_count(0)
        ask(page, COST)
        expect(page.locator(".dl-judge")).to_have_count(0)
    assert not (archive.folder / "feedback.jsonl").exists()


# Behind a proxy.


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("/archive", RootPath("/archive")),
        ("/news/archive/", RootPath("/news/archive")),
        ("/", RootPath()),
        ("https://News.example", RootPath("", "news.example", https=True)),
        ("http://news.example:8080/a/", RootPath("/a", "news.example:8080")),
    ],
)
def test_a_root_path_is_a_path_or_an_address(text: str, root: RootPath) -> None:
    assert read_root_path(text) == root


@pytest.mark.parametrize(
    "text", ["", "archive", "ftp://news.example", "https://", "/a?b", '/a"b', "/a b", "//evil"]
)
def test_any_other_root_path_is_a_sentence(archive: Index, text: str) -> None:
    with pytest.raises(DatelineError, match=r"^the root path '.*' is neither a path such as"):
        serve(Chatbot(archive), port=0, root_path=text)


@pytest.mark.browser
def test_behind_a_proxy_the_page_is_logged_into_asked_and_read(
    browser: Browser, archive: Index, users: Users
) -> None:
    with listening() as proxy:
        public = f"http://127.0.0.1:{proxy.getsockname()[1]}/news/archive"
        with (
            serve(Chatbot(archive), port=0, block=False, users=users, root_path=public) as server,
            proxied(proxy, "/news/archive", server.url) as elsewhere,
            opened(browser, f"{public}/") as page,
        ):
            log_in(page, "Bö <b>")
            assert page.url == f"{public}/"
            expect(page.locator("#dl-header .dl-user bdi")).to_have_text("Bö <b>")
            ask(page, COST)
            with page.expect_popup() as reading:
                page.get_by_role("link", name="Read the article").first.click()
            assert reading.value.url.startswith(f"{public}/article?id=ferry+%26+co&start=")
            expect(reading.value.locator("mark")).to_have_text(QUOTE)
            page.get_by_role("button", name="Log out").click()
            expect(page.get_by_text("You have logged out.")).to_be_visible()
        assert {*elsewhere} <= {"/favicon.ico"}


def test_a_path_is_enough_where_the_proxy_tells_the_name(archive: Index) -> None:
    with serve(Chatbot(archive), port=0, block=False, root_path="/archive") as server:
        for named in ({"host": "news.example"}, {"x-forwarded-host": "news.example"}):
            headers = {**named, "x-forwarded-proto": "https"}
            config = httpx.get(f"{server.url}config", headers=headers).json()
            assert config["root"] == "https://news.example/archive"
            body = {"data": [COST, []]}
            for origin, status in [("https://news.example", 200), (EVIL, 403)]:
                sent = {**headers, "origin": origin}
                told = httpx.post(f"{server.url}gradio_api/call/ask", json=body, headers=sent)
                assert told.status_code == status


# In the browser.


@pytest.mark.browser
def test_a_person_logs_in_asks_reads_and_logs_out(browser: Browser, closed: ChatServer) -> None:
    with opened(browser, f"{closed.url}article?id=ferry+%26+co&start=35&end=118#quote") as page:
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(
            "Nobody has this name and this password. Try again."
        )
        expect(page.get_by_label("Name")).to_have_value("ada")
        expect(page.get_by_label("Password")).to_be_focused()
        page.keyboard.type(PASSWORDS["ada"])
        page.keyboard.press("Enter")
        expect(page.locator("mark")).to_have_text(QUOTE)
        page.goto(closed.url)
        expect(page.locator("#dl-header .dl-user bdi")).to_have_text("ada")
        ask(page, COST)
        kept = "localStorage.getItem('dateline-conversation')"
        assert page.evaluate(kept)
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("alert")).to_have_text("You have logged out.")
        assert page.evaluate(kept) is None, "the next person sees nothing of it"
        page.go_back()
        expect(page.get_by_label("Password")).to_be_visible()


# What is recorded.


def test_questions_are_recorded_without_their_text(
    closed: ChatServer, caplog: pytest.LogCaptureFixture
) -> None:
    def ask(question: str) -> None:
        body = {"data": [question, []]}
        event = client.post("/gradio_api/call/ask", json=body).json()["event_id"]
        client.get(f"/gradio_api/call/ask/{event}")

    with caplog.at_level(logging.INFO, "dateline.chat"):
        with logged_in(closed, "Bö <b>") as client:
            for question in (COST, OFF_TOPIC, "Hello!", " "):
                ask(question)
            client.get("/config", headers={"origin": EVIL})
            client.post("/logout")
        form = {"username": "ada", "password": "hunter2 hunter2"}
        httpx.post(f"{closed.url}login", data=form, headers={"x-forwarded-for": "192.0.2.5"})
    lines = [JsonLines().format(one) for one in caplog.records if one.name == "dateline.chat"]
    assert all(line.isascii() and "\n" not in line for line in lines)
    told = [json.loads(line) for line in lines]
    seconds = [one.pop("seconds") for one in told if one["what"] == "asked"]
    assert all(0 <= one < 30 for one in seconds)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", one.pop("time")) for one in told)
    who = {"user": "Bö <b>"}
    asked = {"what": "asked", **who}
    assert told == [
        {"what": "logged in", **who, "address": "127.0.0.1"},
        {**asked, "verdict": "answered", "hits": 1},
        {**asked, "verdict": "refused", "hits": 1},
        {**asked, "verdict": "refused", "reply": "greeting", "hits": 0},
        {**asked, "verdict": "not understood"},
        {"what": "turned away", "address": "127.0.0.1", "status": 403},
        {"what": "logged out", **who},
        {"what": "login failed", "address": "192.0.2.5"},
    ]


def test_the_command_serves_says_what_is_open_and_writes_the_log(
    archive: Index, tmp_path: Path
) -> None:
    log = tmp_path / "log.jsonl"
    with listening() as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-c", "from dateline.ui.cli import main; main()", "chat"]
    options = ["--host", EVERYWHERE, "--port", port, "--log", str(log), "--log-questions"]
    process = subprocess.Popen(
        [*command, "--index", str(archive.folder), *options],
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests may have it ignored, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr
    try:
        assert process.stderr.readline() == (
            f"the chat is at http://localhost:{port}/ (Ctrl-C ends it); it is read-only, for "
            "others can reach it and no --auth FILE says who may: nothing can be added, removed, "
            "measured or kept\n"
        )
        ask = f"http://127.0.0.1:{port}/gradio_api/call/ask"
        event = httpx.post(ask, json={"data": [COST, []]}).json()["event_id"]
        assert "4.2 million crowns" in httpx.get(f"{ask}/{event}", timeout=30).text
    finally:
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[1]
    assert "Traceback" not in rest
    (told,) = [json.loads(line) for line in log.read_text().splitlines()]
    assert (told["what"], told["question"], told["verdict"]) == ("asked", COST, "answered")
    assert log.stat().st_mode & 0o077 == 0


def test_a_log_ends_with_its_while_and_goes_nowhere_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("dateline.chat")
    before = (logger.level, logger.propagate, list(logger.handlers))
    with json_log(Path("-")):
        logger.info("asked", extra={"dateline": {"question": "a\n\x1b[31m\u202e"}})
    logger.info("asked")
    assert (logger.level, logger.propagate, list(logger.handlers)) == before
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["question"] == "a\n\x1b[31m\u202e"
    assert line.isprintable()
    with pytest.raises(OSError, match="No such file"), json_log(tmp_path / "none" / "log"):
        pass


# What these tests share.


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """A page that asks no other machine and runs no script of another."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("pageerror", lambda one: wrong.append(str(one)))
    page.goto(address)
    yield page
    context.close()
    own = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}/"
    assert [url for url in asked if not url.startswith((own, "data:", f"blob:{own}"))] == []
    assert wrong == []


def log_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORDS[name])
    page.get_by_role("button", name="Log in").click()


def ask(page: Page, question: str) -> None:
    page.fill("#dl-question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#dl-chat .dl-statement bdi").first).to_have_text(QUOTE, timeout=60_000)


@contextmanager
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as one:
        yield one


@contextmanager
def proxied(front: socket.socket, prefix: str, behind: str) -> Iterator[list[str]]:
    """A proxy that takes a prefix off each request; gives the paths asked of it without one."""
    elsewhere: list[str] = []
    client = httpx.AsyncClient(timeout=60)

    async def forward(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for stage in ("startup", "shutdown"):
                await receive()
                if stage == "shutdown":
                    await client.aclose()
                await send({"type": f"lifespan.{stage}.complete"})
            return
        request = Request(scope, receive)
        path = scope["raw_path"].decode()
        if not path.startswith(f"{prefix}/"):
            elsewhere.append(path)
            await Response(status_code=404)(scope, receive, send)
            return
        query = scope["query_string"].decode()
        address = f"{behind.rstrip('/')}{path.removeprefix(prefix)}?{query}"
        headers = [(name, value) for name, value in request.headers.raw if name != b"host"]
        asked = client.build_request(
            request.method, address, headers=headers, content=await request.body()
        )
        told = await client.send(asked, stream=True)
        try:
            response = StreamingResponse(told.aiter_raw(), told.status_code)
            response.raw_headers = told.headers.raw
            await response(scope, receive, send)
        finally:
            await told.aclose()

    config = uvicorn.Config(forward, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [front]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield elsewhere
    finally:
        server.should_exit = True
        thread.join()
