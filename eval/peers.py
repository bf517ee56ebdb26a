"""Other libraries that find passages, each set up as its own documents advise, with one model.

Each is built and asked in processes of its own, so that none pays for the imports or the memory of
another:

    python -m dateline.eval.peers NAME build GIVEN.json FOLDER DONE.json
    python -m dateline.eval.peers NAME ask GIVEN.json FOLDER DONE.json
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from .measured import most_memory, seconds

FOUND = 10
"""Passages for a question."""

Ask = Callable[[str], Sequence[str]]
"""From a question to the texts of the passages found, best first."""


@dataclass(frozen=True, slots=True)
class Given:
    """What all of them are given.

    Attributes:
        of: The name of a known set, whose articles Dateline reads by itself.
        sets: The folder of the public sets.
        passages: The texts that Dateline embeds of these articles, for the others to embed.
        model: The folder of a sentence-transformers model.
        questions: What is asked.
    """

    of: str
    sets: str
    passages: Sequence[str]
    model: str
    questions: Sequence[str]


class Peer(Protocol):
    """A library that finds passages; it is made with its model loaded."""

    def build(self, given: Given, folder: Path) -> None:
        """Embed the passages and keep them in a folder."""
        ...

    def open(self, folder: Path) -> Ask:
        """What was kept, ready to be asked."""
        ...


class _Dateline:
    """It also cuts and dates the articles, and finds the copies of a story."""

    def __init__(self, model: str) -> None:  # noqa: ARG002 - the bundled one is that model
        from ..index.embedder import open_embedder

        self._embedder = open_embedder()

    def build(self, given: Given, folder: Path) -> None:
        from ..index.index import Index
        from .open_set import known_set

        articles = known_set(given.of, Path(given.sets)).articles
        assert articles is not None  # noqa: S101 - known sets bring theirs
        with Index.open(folder, embedder=self._embedder) as index:
            index.add(articles())

    def open(self, folder: Path) -> Ask:
        from ..index.index import Index

        index = Index.open(folder, embedder=self._embedder)
        return lambda question: [one.passage.text for one in index.search(question, limit=FOUND)]


class _DatelineAnswering(_Dateline):
    """It reads what it finds, too, and answers or refuses."""

    def open(self, folder: Path) -> Ask:
        from ..index.index import Index
        from ..rag.chatbot import Chatbot

        chatbot = Chatbot(Index.open(folder, embedder=self._embedder))
        return lambda question: [one.passage.text for one in chatbot.ask(question).hits]


class _LangChain:
    """The embeddings are of `langchain-community`, which now advises `langchain-huggingface`.

    That asks for an older huggingface-hub than transformers does, and runs the same model by the
    same library.
    """

    def __init__(self, model: str) -> None:
        from langchain_community.embeddings import HuggingFaceEmbeddings

        self._embeddings = HuggingFaceEmbeddings(model_name=model)

    def build(self, given: Given, folder: Path) -> None:
        from langchain_community.vectorstores import FAISS

        FAISS.from_texts(list(given.passages), self._embeddings).save_local(str(folder))

    def open(self, folder: Path) -> Ask:
        from langchain_community.vectorstores import FAISS

        store = FAISS.load_local(
            str(folder), self._embeddings, allow_dangerous_deserialization=True
        )
        return lambda question: [
            one.page_content for one in store.similarity_search(question, k=FOUND)
        ]


class _LlamaIndex:
    """With the store that it comes with."""

    def __init__(self, model: str) -> None:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        self._embeddings = HuggingFaceEmbedding(model_name=model)

    def build(self, given: Given, folder: Path) -> None:
        from llama_index.core import VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [TextNode(text=one) for one in given.passages]
        index = VectorStoreIndex(nodes, embed_model=self._embeddings)
        index.storage_context.persist(persist_dir=str(folder))

    def open(self, folder: Path) -> Ask:
        from llama_index.core import StorageContext, load_index_from_storage

        storage = StorageContext.from_defaults(persist_dir=str(folder))
        index = load_index_from_storage(storage, embed_model=self._embeddings)
        retriever = index.as_retriever(similarity_top_k=FOUND)
        return lambda question: [one.node.get_content() for one in retriever.retrieve(question)]


class _Txtai:
    """It keeps the texts, in SQLite, and searches by words as well as by vectors."""

    def __init__(self, model: str) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(path=model, content=True, hybrid=True)

    def build(self, given: Given, folder: Path) -> None:
        self._embeddings.index(given.passages)
        self._embeddings.save(str(folder))

    def open(self, folder: Path) -> Ask:
        self._embeddings.load(str(folder))
        return lambda question: [one["text"] for one in self._embeddings.search(question, FOUND)]


PEERS: Mapping[str, Callable[[str], Peer]] = {
    "Dateline": _Dateline,
    "Dateline, answering": _DatelineAnswering,
    "LangChain + FAISS": _LangChain,
    "LlamaIndex": _LlamaIndex,
    "txtai": _Txtai,
}
"""From a model to a library with that model loaded, by name."""


@dataclass(frozen=True, slots=True)
class Built:
    """The seconds that building took, with the model loaded, and the most MiB that were held."""

    seconds: float
    memory: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The seconds of each question, the texts found for it, and the most MiB that were held."""

    times: Sequence[float]
    found: Sequence[Sequence[str]]
    memory: float


def _build(peer: Peer, given: Given, folder: Path) -> Built:
    return Built(seconds(peer.build, given, folder), most_memory())


def _ask(peer: Peer, given: Given, folder: Path) -> Asked:
    asking = peer.open(folder)
    times, found = [], []
    for one in given.questions:
        started = time.perf_counter()
        texts = asking(one)
        times.append(time.perf_counter() - started)
        found.append(texts)
    return Asked(times, found, most_memory())


def _main() -> None:
    name, step, given, folder, done = sys.argv[1:]
    handed = Given(**json.loads(Path(given).read_text(encoding="utf-8")))
    work: Callable[[Peer, Given, Path], Built | Asked] = _build if step == "build" else _ask
    result = work(PEERS[name](handed.model), handed, Path(folder))
    Path(done).write_text(json.dumps(asdict(result)), encoding="utf-8")


if __name__ == "__main__":
    _main()
