"""The report of a run as a page of its own, and its records as a file."""

from threading import Lock

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

from ..eval.records import read_records
from ..eval.runner import Evaluation
from ..index.errors import QuestionError
from ..index.index import Index
from . import wording
from .run_html import RECORDS, REPORT
from .runs import run_files

_drawing = Lock()  # matplotlib's settings are those of the whole program


def report_routes(index: Index) -> APIRouter:
    """The routes that serve the runs that are kept beside an index.

    A name is looked up among those that are there; no path is made from it.
    """
    router = APIRouter()

    @router.get(f"/{REPORT}")
    def report_of(run: str = "") -> Response:
        from ..eval.report import report  # with matplotlib

        file = run_files(index.folder).get(run)
        if file is None:
            return PlainTextResponse(wording.UNKNOWN_RUN, status_code=404)
        try:
            evaluation = Evaluation(*read_records(file))
        except QuestionError as error:
            return PlainTextResponse(str(error), status_code=500)
        with _drawing:
            return HTMLResponse(report(evaluation).encode(errors="replace"))

    @router.get(f"/{RECORDS}")
    def records_of(run: str = "") -> Response:
        file = run_files(index.folder).get(run)
        if file is None:
            return PlainTextResponse(wording.UNKNOWN_RUN, status_code=404)
        return FileResponse(file, media_type="application/x-ndjson", filename=file.name)

    return router
