"""An index as a component of Haystack.

    from haystack import Pipeline
    from dateline.haystack import DatelineRetriever

    pipeline = Pipeline()
    pipeline.add_component("retriever", DatelineRetriever("my-index", top_k=5))
    pipeline.run({"retriever": {"query": "prisoner exchange", "filters": {"after": "2019-09"}}})
    pipeline.close()

To load a saved pipeline, allow this module: `Pipeline.loads(text, allowed_modules=["dateline"])`.
Haystack, unlike Dateline, reports its use to its makers unless HAYSTACK_TELEMETRY_ENABLED=false.

It needs haystack-ai: pip install dateline[haystack]
"""

from typing import Any

from .documents import metadata, name
from .index.index import Index
from .index.search import Hit

try:
    from haystack import Document, component, default_to_dict
except ImportError as error:
    raise ImportError(
        "dateline.haystack needs haystack-ai: pip install dateline[haystack]"
    ) from error


@component
class DatelineRetriever:
    """The passages of an index that are near to a question, as documents, best first.

    The `content` of each is `article.text[start:end]` to the character; its `meta` says which
    article that is, from whom and from when. Its `run` is that of Haystack's `TextRetriever`.

    Args:
        index: Its folder, to be opened and closed by this; or open, to be closed by whoever opened
            it. A saved pipeline remembers the folder alone.
        top_k: How many passages at most.
        filters: What `Index.search` narrows by: {"after": "2019-09", "publisher": "Radio Fjord"}.
            To save the pipeline, give them as JSON holds them.
        collapse: Whether copies of a passage come as one document.

    Raises:
        IndexFolderError: There is no index in the folder.
    """

    def __init__(
        self,
        index: Index | str,
        *,
        top_k: int = 10,
        filters: dict[str, Any] | None = None,
        collapse: bool = False,
    ) -> None:
        self._opened = isinstance(index, str)
        self.index = Index.open(index, create=False) if isinstance(index, str) else index
        self.top_k = top_k
        self.filters = filters
        self.collapse = collapse

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Find passages, with other filters or another limit than the component's own if given.

        Raises:
            QuestionError: The question is empty or too long, or a filter makes no sense.
            EmbedderError: The model of the index cannot be used.
        """
        limit = self.top_k if top_k is None else top_k
        given = (self.filters if filters is None else filters) or {}
        hits = self.index.search(query, limit=limit, collapse=self.collapse, **given)
        return {"documents": [_document(hit) for hit in hits]}

    def to_dict(self) -> dict[str, Any]:
        """The component as a saved pipeline holds it."""
        return default_to_dict(
            self,
            index=str(self.index.folder),
            top_k=self.top_k,
            filters=self.filters,
            collapse=self.collapse,
        )

    def close(self) -> None:
        """Close the index, if this has opened it."""
        if self._opened:
            self.index.close()


def _document(hit: Hit) -> Document:
    return Document(id=name(hit), content=hit.passage.text, score=hit.score, meta=metadata(hit))
