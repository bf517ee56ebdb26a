"""An index as a retriever of LlamaIndex.

    from dateline import Index
    from dateline.llamaindex import DatelineRetriever

    with Index.open("my-index") as index:
        retriever = DatelineRetriever(index, limit=5, filters={"after": "2019-09"})
        for found in retriever.retrieve("prisoner exchange"):
            print(found.score, found.metadata["published"], found.text)

It needs llama-index-core: pip install dateline[llamaindex]
"""

import asyncio

from .documents import metadata, name
from .index.index import Index
from .index.query import GivenFilters
from .index.search import Hit

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import (
        NodeRelationship,
        NodeWithScore,
        QueryBundle,
        RelatedNodeInfo,
        TextNode,
    )
except ImportError as error:
    raise ImportError(
        "dateline.llamaindex needs llama-index-core: pip install dateline[llamaindex]"
    ) from error

_FOR_PROGRAMS = ["article_id", "revision", "start", "end", "published_from", "url", "extra"]


class DatelineRetriever(BaseRetriever):
    """The passages of an index that are near to a question, as nodes with scores, best first.

    The `text` of each is `article.text[start:end]` to the character; its `metadata` says which
    article that is, from whom and from when. Of these a language model is shown the title, the
    publisher and the date. `retrieve` and `aretrieve` raise what `Index.search` raises:
    QuestionError, EmbedderError.

    Args:
        index: Open, and to be closed by whoever opened it.
        limit: How many passages at most.
        filters: What `Index.search` narrows by: {"after": "2019-09", "publisher": "Radio Fjord"}.
        collapse: Whether copies of a passage come as one node.
    """

    def __init__(
        self,
        index: Index,
        *,
        limit: int = 10,
        filters: GivenFilters | None = None,
        collapse: bool = False,
    ) -> None:
        super().__init__()
        self.index = index
        self.limit = limit
        self.filters = filters or GivenFilters()
        self.collapse = collapse

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str
        hits = self.index.search(question, limit=self.limit, collapse=self.collapse, **self.filters)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(hit: Hit) -> TextNode:
    return TextNode(
        id_=name(hit),
        text=hit.passage.text,
        start_char_idx=hit.passage.start,
        end_char_idx=hit.passage.end,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=hit.article.id)},
        metadata=metadata(hit),
        excluded_llm_metadata_keys=_FOR_PROGRAMS,
    )
