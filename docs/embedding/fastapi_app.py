"""An application of your own that searches and answers over HTTP.

    python docs/embedding/fastapi_app.py --index samples.index
    curl 'http://127.0.0.1:8000/search?question=prisoner+exchange&after=2019-12'
    curl 'http://127.0.0.1:8000/ask?question=Who+signed+for+the+OSCE+in+Minsk%3F'

One index and one chatbot serve every request: both may be used from several threads, and FastAPI
runs plain functions in threads of its own.
"""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from dateline import Chatbot, Hit, Index, QuestionError, read_articles

ARTICLES = Path(__file__).parents[2] / "eval" / "samples" / "articles"


def make_app(folder: Path, articles: Path = ARTICLES) -> FastAPI:
    """An application over the index in a folder, which is brought up to date when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with Index.open(folder) as index:
            index.add(read_articles([articles]))  # what is known already costs nothing
            app.state.chatbot = Chatbot(index)
            yield

    app = FastAPI(title="News archive", lifespan=lifespan)

    @app.exception_handler(QuestionError)
    def refuse(_request: Request, error: QuestionError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=400)

    @app.get("/search")
    def search(
        request: Request,
        question: str,
        limit: int = 10,
        after: str | None = None,
        before: str | None = None,
        publisher: str | None = None,
    ) -> list[dict[str, Any]]:
        """The passages near to a question, best first."""
        index: Index = request.app.state.chatbot.index
        hits = index.search(question, limit=limit, after=after, before=before, publisher=publisher)
        return [as_json(hit) for hit in hits]

    @app.get("/ask")
    def ask(
        request: Request,
        question: str,
        after: str | None = None,
        before: str | None = None,
        publisher: str | None = None,
    ) -> dict[str, Any]:
        """An answer made of quotations, or a refusal with its reason."""
        chatbot: Chatbot = request.app.state.chatbot
        return chatbot.ask(question, after=after, before=before, publisher=publisher).to_dict()

    return app


def as_json(hit: Hit) -> dict[str, Any]:
    """A passage with what a reader wants to know of its article."""
    article = hit.article
    return {
        **hit.to_dict(),
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published) if article.published else None,
        "url": article.url,
    }


def main() -> None:
    """Serve until it is stopped."""
    arguments = argparse.ArgumentParser(description="Search and answers over HTTP.")
    arguments.add_argument("--articles", type=Path, default=ARTICLES)
    arguments.add_argument("--index", type=Path, default=Path("samples.index"))
    arguments.add_argument("--port", type=int, default=8000)
    given = arguments.parse_args()
    uvicorn.run(make_app(given.index, given.articles), port=given.port)


if __name__ == "__main__":
    main()
