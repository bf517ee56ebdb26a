"""What is refused, whoever asks for it: requests of other sites' pages, and routes of no use here.

A browser sends a person's cookies, and reaches the machines of a person's network, for any page
that this person opens. So a page of another origin is refused whatever it asks for.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import wording
from .request_log import record
from .root_path import RootPath

# Gradio's page needs inline scripts and `eval`. What the policy forbids is to fetch anything from
# elsewhere, whatever may one day slip into the page, and to be framed by another.
_HEADERS = {
    "content-security-policy": (
        "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
        "base-uri 'self'; form-action 'self'; object-src 'none'; frame-ancestors 'self'"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",  # without any, forms of our own would come from "null"
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}

# Of Gradio's routes those that its page and its client use. The others fetch addresses, keep files,
# stream media, or edit the program.
_GRADIO = "/gradio_api/"
_USED = re.compile(
    r"(app_id|call|cancel|file|heartbeat|info|login_check|queue|reset|run|startup-events|"
    r"theme\.css|upload|upload_progress|user)(?=[/=]|$)"
)
_WEB = re.compile(r"file(?!=)|file=https?:", re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Whether an address or a name is this machine's own, which no other machine reaches."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Guard:
    """The application behind checks of where a request comes from and what it asks for.

    Args:
        app: The application.
        local: Whether it is for this machine's browsers alone. A page elsewhere whose name comes to
            mean this machine is not, though the browser takes it for ours.
        root_path: Where people find it behind a proxy.
        uploads: Whether files may come in.
    """

    def __init__(
        self, app: ASGIApp, *, local: bool, root_path: RootPath | None, uploads: bool
    ) -> None:
        self._app = app
        self._local = local
        self._own_host = root_path.host if root_path else None
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] == "websocket":  # the page has none
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        for refused, status, reason in (
            (self._is_elsewhere, 403, wording.NOT_THIS_NAME),
            (self._is_foreign, 403, wording.NOT_THIS_PAGE),
            (self._is_unused, 404, wording.NO_SUCH_THING),
        ):
            if refused(scope):
                client = scope["client"]
                record("turned away", address=client[0] if client else None, status=status)
                answer = PlainTextResponse(reason, status_code=status)
                await answer(scope, receive, send_guarded)
                return
        await self._app(scope, receive, send_guarded)

    def _is_elsewhere(self, scope: Scope) -> bool:
        """Whether it calls a page for this machine alone by a name that is not this machine's."""
        return self._local and not all(is_loopback(_name(host)) for host in _hosts(scope))

    def _is_foreign(self, scope: Scope) -> bool:
        """Whether another origin's page sends it. To follow a link from there is not foreign."""
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        own = {*_hosts(scope), self._own_host}
        if origin is not None and origin.lower().partition("://")[2] not in own:
            return True
        follows = headers.get("sec-fetch-mode") == "navigate" and scope["method"] in ("GET", "HEAD")
        from_there = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        return from_there and not follows

    def _is_unused(self, scope: Scope) -> bool:
        path = scope["path"]
        if not path.startswith(_GRADIO):
            return False
        rest = path.removeprefix(_GRADIO)
        brings_in = rest.startswith("upload") and not self._uploads
        return not _USED.match(rest) or brings_in or _WEB.match(rest) is not None


def _hosts(scope: Scope) -> list[str]:
    """The names it calls us by. No page can put another into its requests without our leave."""
    headers = Headers(scope=scope)
    forwarded = headers.get("x-forwarded-host")
    named = [headers.get("host", ""), *(forwarded.split(",")[:1] if forwarded else [])]
    return [one.strip().lower() for one in named]


def _name(host: str) -> str:
    """A host without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
