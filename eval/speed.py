"""How fast Dateline starts, indexes and answers, each beside its floor in the same run.

The floor of a start is Python's own and a ten-line script of sentence-transformers and FAISS; that
of indexing sentence-transformers' `encode` and the bare network; that of a question the sum of its
bare parts. What is compared takes turns, so that a machine that is slow for a while is slow for
both.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import faiss
import numpy as np

from ..index.article import Article
from ..index.derived import VECTORS, WORDS
from ..index.embedder import (
    BundledEmbedder,
    SentenceTransformerEmbedder,
    Vectors,
    bundled_folder,
    open_embedder,
)
from ..index.index import Index
from ..index.search import CANDIDATES
from ..index.store import FILE, Store
from ..index.vectors import VectorIndex
from ..index.words import WordIndex
from ..rag.chatbot import Chatbot
from ..rag.pairs import Candidate
from ..rag.reranker import Reranker, bundled_reranker
from .drawn_archive import DrawnVectors, drawn_articles
from .measured import most_memory, seconds
from .served_page import serving
from .speed_record import Figure

_ASKED = "When did the last meeting take place?"
_SCRIPT = """
import sys
import faiss
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1])
index = faiss.read_index(sys.argv[2])
vector = model.encode([sys.argv[3]], normalize_embeddings=True)
scores, ids = index.search(vector, 10)
print(ids[0], scores[0])
"""
_DRAWN_FROM, _DIMENSION = 100, 384
_PAGE = "dateline chat, until its page is there"
_COMMAND = "from dateline.ui.cli import main; main()"

Times = Sequence[float]
"""In seconds."""


@dataclass(frozen=True, slots=True)
class Starts:
    """The seconds from nothing to an answer, by what was started, and the memory it held.

    Attributes:
        times: By what was run.
        memory: MiB that `dateline ask` held at most.
    """

    times: Mapping[str, Times]
    memory: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Passages a second, in the rounds of a run, by what embedded them."""

    rates: Mapping[str, Sequence[float]]
    passages: int


@dataclass(frozen=True, slots=True)
class Questions:
    """The seconds of questions, and of their bare parts, one for each question."""

    whole: Times
    parts: Mapping[str, Times]

    @property
    def ratio(self) -> float:
        """The median of a whole question to the sum of its parts."""
        sums = [float(sum(one)) for one in zip(*self.parts.values(), strict=True)]
        return median(whole / bare for whole, bare in zip(self.whole, sums, strict=True))


def measure_starts(articles: Sequence[Article], *, rounds: int = 5) -> Starts:
    """Start each from nothing, in turn.

    Args:
        articles: Are indexed before.
        rounds: How often each is started.
    """
    with tempfile.TemporaryDirectory(prefix="dateline-speed-") as name:
        folder = Path(name) / "index"
        with Index.open(folder) as index:
            index.add(articles)
            Chatbot(index).ask(_ASKED)  # the graphs are made, if they were not
        script, flat = Path(name) / "script.py", Path(name) / "flat.faiss"
        script.write_text(_SCRIPT, encoding="utf-8")
        with closing(Store(folder / FILE)) as store:
            _, vectors = store.vectors(store.all_passage_ids())
        plain = faiss.IndexFlatIP(vectors.shape[1])
        plain.add(vectors)
        faiss.write_index(plain, str(flat))
        started = {
            "python -c pass": ["-c", "pass"],
            "dateline --help": ["-c", _COMMAND, "--help"],
            "dateline ask": ["-c", _COMMAND, "ask", _ASKED, "--index", str(folder)],
            "the script": [str(script), str(bundled_folder()), str(flat), _ASKED],
        }
        times: dict[str, list[float]] = {what: [] for what in (*started, _PAGE)}
        for _ in range(rounds + 1):
            for what, arguments in started.items():
                times[what].append(seconds(_run, arguments))
            times[_PAGE].append(_until_page(folder))
        memory = _memory_of(started["dateline ask"])
    return Starts({what: those[1:] for what, those in times.items()}, memory)  # files were cold


def _run(arguments: Sequence[str]) -> None:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run(  # noqa: S603 - it is ours
        [sys.executable, *arguments], check=True, capture_output=True, env=environment
    )


def _until_page(index: Path) -> float:
    """Seconds until the page of an index is served."""
    started = time.perf_counter()
    with serving(index):
        return time.perf_counter() - started


def _memory_of(arguments: Sequence[str]) -> float:
    """MiB that a program held at most."""
    measured = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", measured, sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(ran.stdout) / 1024


def measure_indexing(articles: Sequence[Article], *, rounds: int = 3) -> Rates:
    """Index some articles each round, and embed the same passages with each floor.

    Args:
        articles: Different ones for each round are taken from them.
        rounds: How often.
    """
    embedder = open_embedder()
    assert isinstance(embedder, BundledEmbedder)  # noqa: S101 - its graph was made
    library = SentenceTransformerEmbedder().model
    many = len(articles) // rounds
    rates: dict[str, list[float]] = {
        "Index.add": [], "SentenceTransformer.encode": [], "the bare network": []
    }  # fmt: skip
    passages = 0
    library.encode(["warm"], batch_size=32, show_progress_bar=False)
    embedder.embed(["warm"])
    for at in range(rounds):
        texts: list[str] = []
        recorded = _Recording(embedder, texts)
        with (
            tempfile.TemporaryDirectory(prefix="dateline-speed-") as name,
            Index.open(Path(name) / "index", embedder=recorded) as index,
        ):
            adding = seconds(index.add, articles[at * many : (at + 1) * many])
        encoding = seconds(library.encode, texts, batch_size=32, show_progress_bar=False)
        pieces = embedder.pieces(texts)
        bare = seconds(embedder.run, pieces)
        for what, took in zip(rates, (adding, encoding, bare), strict=True):
            rates[what].append(len(texts) / took)
        passages += len(texts)
    return Rates(rates, passages)


class _Recording:
    """An embedder that notes what it embeds."""

    def __init__(self, embedder: BundledEmbedder, texts: list[str]) -> None:
        self.name = embedder.name
        self.fits = embedder.fits
        self._embedder = embedder
        self._texts = texts

    def embed(self, texts: Sequence[str]) -> Vectors:
        self._texts.extend(texts)
        return self._embedder.embed(texts)


class _RecordingReranker:
    """A re-ranker that notes what it scores."""

    def __init__(self, reranker: Reranker) -> None:
        self.name = reranker.name
        self.scored: list[tuple[str, Sequence[Candidate]]] = []
        self._reranker = reranker

    def score(self, question: str, candidates: Sequence[Candidate]) -> Vectors:
        self.scored.append((question, candidates))
        return self._reranker.score(question, candidates)


def measure_questions(folder: Path, questions: Sequence[str]) -> Questions:
    """Ask questions, and do again the bare parts of each alone.

    Args:
        folder: Of an index that nobody writes to.
        questions: What is asked.
    """
    model = open_embedder()
    assert isinstance(model, BundledEmbedder)  # noqa: S101 - its graph was made
    texts: list[str] = []
    recorded, reranker = _Recording(model, texts), _RecordingReranker(bundled_reranker())
    whole: list[float] = []
    parts: dict[str, list[float]] = {
        "embedding": [], "FAISS": [], "Tantivy": [], "the re-ranker": []
    }  # fmt: skip
    with Index.open(folder, embedder=recorded) as index, closing(Store(folder / FILE)) as store:
        vectors = VectorIndex.load(folder / VECTORS, store.generation(), store.vectors)
        words = WordIndex(folder / WORDS)
        assert vectors is not None  # noqa: S101 - it was searched before
        asking, scoring = Chatbot(index, reranker=reranker), bundled_reranker()
        asking.ask(questions[0])
        for one in questions:
            texts.clear()
            reranker.scored.clear()
            whole.append(seconds(asking.ask, one))
            embedded, scored = list(texts), list(reranker.scored)
            found = model.embed(embedded)
            parts["embedding"].append(seconds(model.embed, embedded))
            parts["FAISS"].append(sum(seconds(vectors.search, v, CANDIDATES) for v in found))
            parts["Tantivy"].append(sum(seconds(words.search, t, CANDIDATES) for t in embedded))
            parts["the re-ranker"].append(sum(seconds(scoring.score, *given) for given in scored))
    return Questions(whole, parts)


def measure_memory(real: Sequence[Article], many: int) -> float:
    """MiB that indexing takes at most, above what the process held before; nothing is embedded.

    Args:
        real: Articles to draw the texts from.
        many: How many are indexed.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(_memory_of_indexing, list(real[:_DRAWN_FROM]), many).result()


def _memory_of_indexing(real: Sequence[Article], many: int) -> float:
    rng = np.random.default_rng(0)
    around = rng.standard_normal((500, _DIMENSION)).astype(np.float32)
    around /= np.linalg.norm(around, axis=1, keepdims=True)
    drawn = drawn_articles(real)
    with (
        tempfile.TemporaryDirectory(prefix="dateline-speed-") as name,
        Index.open(Path(name) / "index", embedder=DrawnVectors(around)) as index,
    ):
        index.add([next(drawn)])
        before = most_memory()
        index.add(islice(drawn, many))
        return most_memory() - before


def speed_figures(
    starts: Starts, rates: Rates, asked: Questions, memory: Mapping[int, float]
) -> Iterator[Figure]:
    """All that was measured, each with its goal if it has one; of times and rates the median.

    Args:
        starts: See `measure_starts`.
        rates: See `measure_indexing`.
        asked: See `measure_questions`.
        memory: See `measure_memory`, by how many articles were indexed.
    """
    for what, times in starts.times.items():
        yield Figure(f"{what}, s", median(times), 4 if what == _PAGE else None)
    script = _ratio(starts.times["dateline ask"], starts.times["the script"])
    yield Figure("dateline ask : the script", script, 1 / 6)
    yield Figure("memory of dateline ask, MiB", starts.memory, 400)
    for what, each in rates.rates.items():
        yield Figure(f"{what}, passages/s", median(each))
    own, library, bare = rates.rates.values()
    yield Figure("Index.add : encode", _ratio(own, library), 1.8, at_most=False)
    yield Figure("Index.add : the bare network", _ratio(own, bare), 0.9, at_most=False)
    for many, most in memory.items():
        yield Figure(f"memory of indexing {many:,} articles, MiB", most)
    yield Figure("a question, ms", median(asked.whole) * 1e3)
    yield Figure("its 95th percentile, ms", float(np.quantile(asked.whole, 0.95)) * 1e3)
    for what, times in asked.parts.items():
        yield Figure(f"of it {what}, ms", median(times) * 1e3)
    yield Figure("a question : the sum of its parts", asked.ratio, 1.5)


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    return median(one / other for one, other in zip(some, others, strict=True))
