"""An index as a retriever of LangChain.

    from dateline import Index
    from dateline.langchain import DatelineRetriever

    with Index.open("my-index") as index:
        retriever = DatelineRetriever(index=index, limit=5, filters={"after": "2019-09"})
        for document in retriever.invoke("prisoner exchange"):
            print(document.metadata["published"], document.page_content)

It needs langchain-core: pip install dateline[langchain]
"""

from collections.abc import Mapping
from typing import Any

from .documents import metadata, name
from .index.index import Index
from .index.search import Hit

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ImportError as error:
    raise ImportError(
        "dateline.langchain needs langchain-core: pip install dateline[langchain]"
    ) from error


class DatelineRetriever(BaseRetriever):
    """The passages of an index that are near to a question, as documents, best first.

    The `page_content` of each is `article.text[start:end]` to the character; its `metadata` says
    which article that is, from whom and from when, and with what score it was found. `invoke`,
    `batch` and `ainvoke` raise what `Index.search` raises: QuestionError, EmbedderError.

    Attributes:
        index: Open, and to be closed by whoever opened it.
        limit: How many passages at most.
        filters: What `Index.search` narrows by: {"after": "2019-09", "publisher": "Radio Fjord"}.
        collapse: Whether copies of a passage come as one document.
    """

    index: Index
    limit: int = 10
    filters: Mapping[str, Any] = {}
    collapse: bool = False

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's own signature
    ) -> list[Document]:
        hits = self.index.search(query, limit=self.limit, collapse=self.collapse, **self.filters)
        return [_document(hit) for hit in hits]


def _document(hit: Hit) -> Document:
    return Document(
        id=name(hit), page_content=hit.passage.text, metadata={**metadata(hit), "score": hit.score}
    )
