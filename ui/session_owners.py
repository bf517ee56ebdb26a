"""Whose a session of the page is: who first names it has it, and nobody else gets anything of it.

To Gradio a session is whoever knows its name, a random one that the browser draws.
"""

import json
from collections import OrderedDict

from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from . import wording
from .request_body import LONGEST_BODY, given_on, request_body
from .request_log import record
from .users import USER

_MOST = 10_000  # sessions that are remembered
_HEARTBEAT = "/gradio_api/heartbeat/"
_UPLOAD = "/gradio_api/upload"


class SessionOwners:
    """The application, whose sessions belong to users. For `Login` to go before."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._owners: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, unless it is about a session of another user."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sessions = QueryParams(scope["query_string"]).getlist("session_hash")
        if scope["path"].startswith(_HEARTBEAT):
            sessions.append(scope["path"].removeprefix(_HEARTBEAT).rstrip("/"))
        if scope["method"] == "POST" and not scope["path"].startswith(_UPLOAD):
            body = await request_body(receive, at_most=LONGEST_BODY)
            if body is None:
                answer = JSONResponse({"detail": wording.TOO_LONG}, status_code=413)
                await answer(scope, receive, send)
                return
            sessions += _named_in(body)
            receive = given_on(body, receive)
        if not all(self._is_of(one, scope[USER]) for one in sessions):
            record("turned away", user=scope[USER], status=403)
            answer = JSONResponse({"detail": wording.NOT_YOUR_SESSION}, status_code=403)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_of(self, session: str, user: str) -> bool:
        owner = self._owners.setdefault(session, user)
        self._owners.move_to_end(session)
        if len(self._owners) > _MOST:
            self._owners.popitem(last=False)
        return owner == user


def _named_in(body: bytes) -> list[str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    named = told.get("session_hash") if isinstance(told, dict) else None
    return [named] if isinstance(named, str) else []
