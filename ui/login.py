"""The door of the page: a name and a password, then a cookie, until it is given back."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from importlib.resources import files
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import wording
from .render import ARTICLE, escaped
from .request_body import request_body
from .request_log import record
from .root_path import RootPath
from .users import USER, Users

_STAYS = 7 * 24 * 3600  # seconds until a name and password are asked for again
_TRIES = 5  # of one client
_WITHIN = 60.0  # seconds
_LONGEST_FORM = 10_000  # bytes

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><script>
document.body.classList.toggle("dark", matchMedia("(prefers-color-scheme: dark)").matches);
{script}
</script><main id="dl-login"><h1>{title}</h1>
<form method="post" action="{action}"><input type="hidden" name="next" value="{next}">
<label>{name_label}<input name="username" value="{name}" autocomplete="username"
 autocapitalize="none" spellcheck="false" required{focus_name}></label>
<label>{password_label}<input type="password" name="password" autocomplete="current-password"
 required{focus_password}></label>
<p role="alert">{note}</p><button>{log_in}</button></form></main></body></html>"""

# The browser keeps the conversation, see `chat.py`; who logs in next may be another person.
_FORGET = 'localStorage.removeItem("dateline-conversation");'


@dataclass(frozen=True, slots=True)
class _Session:
    """Somebody who has logged in."""

    user: str
    ends: float


class Login:
    """The application behind a login. Nothing of it is served to who has not logged in.

    Args:
        app: The application.
        users: Who may.
        title: Of the page.
        port: Of the server: cookies are the same for all ports of a host.
        root_path: Where people find it behind a proxy.
    """

    def __init__(
        self, app: ASGIApp, users: Users, *, title: str, port: int, root_path: RootPath | None
    ) -> None:
        self._app = app
        self._users = users
        self._title = title
        self._cookie = f"dateline-{port}"
        self._root = root_path or RootPath()
        self._sessions: dict[str, _Session] = {}
        self._tried: dict[str, list[float]] = {}
        self._checking = asyncio.Lock()  # a check takes much memory: one at a time

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request of somebody known, or ask for name and password."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        user = self._user(request)
        path = scope["path"].rstrip("/")
        if path == "/login":
            response = await self._login(request, user)
        elif path == "/logout":
            response = self._logout(request, user)
        elif user is None:
            response = self._unknown(request)
        else:
            await self._app({**scope, USER: user}, receive, _kept_private(send))
            return
        response.headers["cache-control"] = "no-store"
        await response(scope, receive, send)

    def _user(self, request: Request) -> str | None:
        session = self._sessions.get(request.cookies.get(self._cookie, ""))
        return session.user if session and session.ends > time.time() else None

    def _unknown(self, request: Request) -> Response:
        if request.method != "GET" or not _is_browser(request):
            return JSONResponse({"detail": wording.LOG_IN_FIRST}, status_code=401)
        wanted = f"{ARTICLE}?{request.url.query}" if request.url.path == f"/{ARTICLE}" else ""
        return self._page(wanted=wanted, status=401)

    async def _login(self, request: Request, user: str | None) -> Response:
        if request.method != "POST":
            return self._to("") if user else self._page()
        form = await _form(request)
        name, password, wanted = (form.get(one, "") for one in ("username", "password", "next"))
        client = _client(request)
        wait = self._wait(client)
        if wait:
            record("login put off", address=client)
            note = wording.TOO_MANY_TRIES.format(wait)
            return self._refusal(request, note, name, wanted, status=429, wait=wait)
        async with self._checking:
            known = await asyncio.to_thread(self._users.knows, name.strip(), password)
        if not known:
            # The name is not recorded: it may be a password that was typed into the wrong box.
            record("login failed", address=client)
            return self._refusal(request, wording.NOT_KNOWN, name, wanted, status=401)
        self._tried.pop(client, None)
        record("logged in", user=name.strip(), address=client)
        is_page = _is_browser(request)
        response = self._to(wanted) if is_page else JSONResponse({"success": True})
        self._admit(name.strip(), request, response)
        return response

    def _admit(self, user: str, request: Request, response: Response) -> None:
        now = time.time()
        self._sessions = {key: one for key, one in self._sessions.items() if one.ends > now}
        token = secrets.token_urlsafe(32)
        self._sessions[token] = _Session(user, now + _STAYS)
        response.set_cookie(
            self._cookie,
            token,
            max_age=_STAYS,
            path=self._root.path or "/",
            secure=self._root.https or request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def _logout(self, request: Request, user: str | None) -> Response:
        if request.method != "POST":
            return self._to("")
        if user:
            record("logged out", user=user)
        self._sessions.pop(request.cookies.get(self._cookie, ""), None)
        response = self._page(note=wording.LOGGED_OUT)
        response.delete_cookie(self._cookie, path=self._root.path or "/")
        return response

    def _wait(self, client: str) -> int:
        """Seconds until this client may try again; a try that may be made is counted."""
        now = time.monotonic()
        self._tried = {
            one: times for one, times in self._tried.items() if times[-1] > now - _WITHIN
        }
        times = [at for at in self._tried.get(client, ()) if at > now - _WITHIN]
        if len(times) >= _TRIES:
            return int(times[0] + _WITHIN - now) + 1
        self._tried[client] = [*times, now]
        return 0

    def _refusal(
        self, request: Request, note: str, name: str, wanted: str, *, status: int, wait: int = 0
    ) -> Response:
        headers = {"retry-after": str(wait)} if wait else {}
        if not _is_browser(request):
            return JSONResponse({"detail": note}, status_code=status, headers=headers)
        response = self._page(note=note, name=name, wanted=wanted, status=status)
        response.headers.update(headers)
        return response

    def _page(
        self,
        *,
        note: str = "",
        name: str = "",
        wanted: str = "",
        status: int = 200,
    ) -> Response:
        """The form. Nothing of it is fetched, for nothing is served to who has not logged in."""
        focus = " autofocus"
        return HTMLResponse(
            _PAGE.format(
                title=escaped(self._title),
                style=_style(),
                script=_FORGET,
                action=f"{self._root.path}/login",
                next=escaped(wanted),
                name=escaped(name),
                note=note,
                name_label=wording.NAME,
                password_label=wording.PASSWORD,
                log_in=wording.LOG_IN,
                focus_name="" if name else focus,
                focus_password=focus if name else "",
            ),
            status_code=status,
        )

    def _to(self, wanted: str) -> Response:
        """On to the page of an article, or to the page: nothing else may be wanted."""
        place = f"{wanted}#quote" if wanted.startswith(f"{ARTICLE}?") else ""
        return RedirectResponse(f"{self._root.path}/{place}", status_code=303)


async def _form(request: Request) -> dict[str, str]:
    body = await request_body(request.receive, at_most=_LONGEST_FORM)
    try:
        fields = parse_qs((body or b"").decode(errors="replace"), max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _client(request: Request) -> str:
    """Who tries: an address, or a network of IPv6, of which one machine has many addresses."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return host


def _kept_private(send: Send) -> Send:
    """What is served to who has logged in is no proxy's to keep, nor a page the browser's."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            told = headers.get("content-type", "").startswith(("text/html", "application/json"))
            headers.setdefault("cache-control", "no-store" if told else "private")
        await send(message)

    return send_private


def _style() -> str:
    room = files(__package__)
    return "\n".join(
        room.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "login.css")
    )
