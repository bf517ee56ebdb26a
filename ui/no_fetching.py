"""What people send is refused where Gradio would fetch an address of the web for it.

Any input of a page may be a "file", and of a file that lies elsewhere Gradio gets itself a copy.
"""

import json

from gradio_client.utils import is_file_obj_with_meta, is_http_url_like, traverse
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from . import wording
from .request_body import LONGEST_BODY, given_on, request_body
from .request_log import record

_GRADIO = "/gradio_api/"
_UPLOAD = "/gradio_api/upload"  # a file as it is, of its own limits, and no JSON


class NoFetching:
    """The application, to which no request names a file of the web.

    Args:
        app: The application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http" or scope["method"] != "POST" or not _is_json(scope["path"]):
            await self._app(scope, receive, send)
            return
        body = await request_body(receive, at_most=LONGEST_BODY)
        if body is None:
            await JSONResponse({"detail": wording.TOO_LONG}, 413)(scope, receive, send)
        elif _names_the_web(body):
            record("turned away", status=403)
            await JSONResponse({"detail": wording.NO_FETCHING}, 403)(scope, receive, send)
        else:
            await self._app(scope, given_on(body, receive), send)


def _is_json(path: str) -> bool:
    return path.startswith(_GRADIO) and not path.startswith(_UPLOAD)


def _names_the_web(body: bytes) -> bool:
    paths: list[str] = []
    try:
        # As Gradio itself looks for files in what it is sent.
        traverse(json.loads(body), lambda file: paths.append(file["path"]), is_file_obj_with_meta)
    except (ValueError, AttributeError, RecursionError):
        return bool(body)
    return any(map(is_http_url_like, paths))
