"""How an index does at a size: building, disk, memory, opening, and each stage of a search.

Beside it plain FAISS (HNSW) finds the nearest of the same vectors with the same recall, and plain
Tantivy the same words, in the same run.
"""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import tantivy

from ..index.article import Article
from ..index.derived import VECTORS, WORDS
from ..index.embedder import Vectors
from ..index.index import Index
from ..index.inverted_lists import Ids
from ..index.search import CANDIDATES
from ..index.store import FILE, Store
from ..index.vectors import VectorIndex
from ..index.words import WordIndex
from .drawn_archive import DrawnVectors, drawn_articles
from .measured import most_memory, seconds

_NEAREST, _RARE = 10, "the rarest"
_FILTERS: Mapping[str, dict[str, Any]] = {
    "of the rarest publisher": {"publisher": _RARE},
    "of one year of eleven": {"after": "2019", "before": "2019"},
    "of eight years of eleven": {"after": "2018"},
}
_LINKS, _BUILDING = 32, 200  # of HNSW, as FAISS's own benchmarks have them
_MIB = 1 << 20

Times = Sequence[float]
"""In seconds, one for each question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of a benchmark, and their vectors by the model, shape (n, dimension)."""

    questions: Sequence[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at a size.

    Attributes:
        passages: How many there are.
        articles: In how many articles.
        building: Seconds that `Index.add` took, without embedding.
        disk: MiB by kind of file.
        opening: Seconds from opening to the first search being possible.
        memory: MiB that a process held at most that opened and searched.
        recall: The recall@10 of the vectors for the questions, against comparing all.
        kept_recall: What `stats` says of it, measured without any questions.
        stages: The times of each stage, and of whole searches.
        graph: Plain HNSW: its recall, the seconds of building, the times.
    """

    passages: int
    articles: int
    building: float
    disk: Mapping[str, float]
    opening: float
    memory: float
    recall: float
    kept_recall: float
    stages: Mapping[str, Times]
    graph: tuple[float, float, Times]


def measure_size(passages: int, real: Sequence[Article], vectors: Vectors, asked: Asked) -> Size:
    """Fill an index with drawn articles in a folder that is removed, and measure it.

    What is timed runs in processes of their own, so that memory is theirs.

    Args:
        passages: How many, at least.
        real: Articles to draw the texts from.
        vectors: Unit vectors to draw around, shape (n, dimension).
        asked: What is searched.
    """
    with tempfile.TemporaryDirectory(prefix="dateline-size-") as name:
        folder = Path(name)
        embedder = DrawnVectors(vectors)
        with Index.open(folder, embedder=embedder) as index:
            started = time.perf_counter()
            index.add(takewhile(lambda _: embedder.drawn < passages, drawn_articles(real)))
            building = time.perf_counter() - started
            stats = index.stats()
        opening, memory, recall, stages = _apart(_searched, folder, asked)
        graph = _apart(_searched_graph, folder, asked, recall)
        stages = {**stages, "plain Tantivy": _apart(_searched_words, folder, asked)}
        disk = {
            kind: sum(file.stat().st_size for file in folder.glob(pattern)) / _MIB
            for kind, pattern in (
                ("SQLite", f"{FILE}*"),
                ("FAISS", VECTORS),
                ("Tantivy", f"{WORDS}/*"),
            )
        }
    many = (stats["passages"], stats["articles"])
    return Size(
        *many, building, disk, opening, memory, recall, stats["recall_at_10"], stages, graph
    )


def _apart(measured: Callable[..., Any], *given: object) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(measured, *given).result()


def _searched(folder: Path, asked: Asked) -> tuple[float, float, float, dict[str, Times]]:
    """Seconds of opening, MiB of memory, the recall, and the times of each stage."""
    pairs = list(zip(asked.questions, asked.vectors, strict=True))
    started = time.perf_counter()
    with Index.open(folder, embedder=DrawnVectors(asked.vectors)) as index:
        index.search(asked.questions[0], vector=asked.vectors[0], limit=1)
        opening = time.perf_counter() - started
        rare = list(index.publishers())[-1]
        whole = {"a whole search": [seconds(index.search, q, vector=v) for q, v in pairs]}
        for name, one in _FILTERS.items():
            given = {key: rare if value == _RARE else value for key, value in one.items()}
            whole[f"a first search {name}"] = [
                seconds(index.search, asked.questions[0], vector=asked.vectors[0], **given)
            ]
            whole[f"a whole search {name}"] = [
                seconds(index.search, q, vector=v, **given) for q, v in pairs
            ]
        memory = most_memory()
        hits = [[hit.passage.id for hit in index.search(q, vector=v)] for q, v in pairs]
    with closing(Store(folder / FILE)) as store:
        vectors, words = _parts(folder, store)
        stages: dict[str, Times] = {
            "vectors": [seconds(vectors.search, one, CANDIDATES) for one in asked.vectors],
            "words": [seconds(words.search, one, CANDIDATES) for one in asked.questions],
            "fetching ten passages": [seconds(store.passages, ids) for ids in hits],
        }
        found = [list(vectors.search(one, _NEAREST)) for one in asked.vectors]
        ids, every = store.vectors(store.all_passage_ids())
    return opening, memory, _recall(found, _compared(ids, every, asked)), {**stages, **whole}


def _searched_graph(folder: Path, asked: Asked, recall: float) -> tuple[float, float, Times]:
    """The recall of plain HNSW, as near to another as its depth allows, seconds, and times."""
    with closing(Store(folder / FILE)) as store:
        ids, vectors = store.vectors(store.all_passage_ids())
    nearest = _compared(ids, vectors, asked)
    graph = faiss.IndexHNSWFlat(vectors.shape[1], _LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _BUILDING
    building = seconds(graph.add, vectors)
    for depth in (CANDIDATES, 150, 200, 300, 400, 600, 800, 1200):
        graph.hnsw.efSearch = depth
        times = [seconds(graph.search, one[None], CANDIDATES) for one in asked.vectors]
        _, found = graph.search(asked.vectors, CANDIDATES)
        reached = _recall(ids[found[:, :_NEAREST]].tolist(), nearest)
        if reached >= recall:
            break
    return reached, building, times


def _searched_words(folder: Path, asked: Asked) -> Times:
    """The times of an index as Tantivy's own guide makes one, over the same texts."""
    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="en_stem").build()
    plain = tantivy.Index(schema)
    writer = plain.writer()
    with closing(Store(folder / FILE)) as store:
        for article_id in store.ids():
            for passage in store.passages_of(article_id):
                writer.add_document(tantivy.Document(text=passage.text))
    writer.commit()
    writer.wait_merging_threads()
    plain.reload()
    searcher = plain.searcher()
    queries = [plain.parse_query_lenient(one, ["text"])[0] for one in asked.questions]
    return [seconds(searcher.search, one, CANDIDATES) for one in queries]


def _parts(folder: Path, store: Store) -> tuple[VectorIndex, WordIndex]:
    vectors = VectorIndex.load(folder / VECTORS, store.generation(), store.vectors)
    assert vectors is not None  # noqa: S101 - it was searched before
    return vectors, WordIndex(folder / WORDS)


def _compared(ids: Ids, vectors: Vectors, asked: Asked) -> list[set[int]]:
    """The ten nearest of all for each question."""
    scores = (vectors @ one for one in asked.vectors)
    return [set(ids[np.argpartition(-one, _NEAREST)[:_NEAREST]].tolist()) for one in scores]


def _recall(found: Sequence[Sequence[int]], nearest: Sequence[set[int]]) -> float:
    pairs = zip(found, nearest, strict=True)
    return float(np.mean([len(right & set(some)) / len(right) for some, right in pairs]))
