"""Benchmarks of speed, written into the results.

    python -m dateline.eval.bench size ../shared/sets eval/RESULTS.md

fills indexes with 10,000, 100,000 and 1,000,000 passages, which takes an hour and 8 GB of disk.
"""

import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from ..index.store import FILE, Store
from .environment import machine, versions
from .markdown import put_section, table
from .open_set import known_set
from .size import Asked, Size, Times, measure_size
from .temporary_index import temporary_index

SIZE = "## Size"
_SIZES = (10_000, 100_000, 1_000_000)
_SET, _QUESTIONS = "multihoprag", 200


def size(sets: Path, out: Path, sizes: Sequence[int] = _SIZES) -> None:
    """Measure indexes of some sizes and put the table into a Markdown file."""
    known = known_set(_SET, sets)
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    with temporary_index(known.articles)[0] as index:
        with closing(Store(index.folder / FILE)) as store:
            _, vectors = store.vectors(store.all_passage_ids())
        questions = [one.question for one in known.part(split="dev", limit=_QUESTIONS).questions]
        asked = Asked(questions, index.embed(questions))
    measured = []
    for many in sizes:
        measured.append(measure_size(many, list(known.articles()), vectors, asked))
        put_section(out, SIZE, list(_size_section(measured, len(vectors))))  # what there is, so far
        print(f"{many:,} passages are measured", file=sys.stderr)  # noqa: T201


def _size_section(measured: Sequence[Size], real: int) -> Iterator[str]:
    known = versions()
    yield "```"
    yield "python -m dateline.eval.bench size ../shared/sets eval/RESULTS.md"
    yield "```"
    yield ""
    yield (
        f"On {machine()}, {platform.processor() or 'unknown processor'}; faiss-cpu "
        f"{known['faiss-cpu']}, tantivy {known['tantivy']}. The texts are sentences of real "
        "articles with other names in them, the vectors (384 numbers) are drawn around those of "
        f"{real:,} real passages; {_QUESTIONS} real questions with their own vectors ask for the "
        "hundred nearest, and for whole searches of ten hits. Each size is searched in a process "
        "of its own, whose memory is told. Times are median / 95th percentile in milliseconds, one "
        "question after another. Plain HNSW and plain Tantivy hold the same vectors and texts in "
        "memory; HNSW (32 links, built at depth 200) is searched as deep as it takes to find "
        "as many of the nearest. The first search with a filter also finds what it leaves."
    )
    yield ""
    yield from table(("", *(f"{one.passages:,} passages" for one in measured)), _rows(measured))


def _rows(measured: Sequence[Size]) -> Iterator[list[str]]:
    yield ["articles", *(f"{one.articles:,}" for one in measured)]
    yield ["building without embedding, s", *(f"{one.building:,.0f}" for one in measured)]
    for kind in measured[0].disk:
        yield [f"disk, {kind}, MiB", *(f"{one.disk[kind]:,.0f}" for one in measured)]
    yield ["opening, s", *(f"{one.opening:.2f}" for one in measured)]
    yield ["memory, MiB", *(f"{one.memory:,.0f}" for one in measured)]
    yield ["recall@10 of the vectors", *(f"{one.recall:.3f}" for one in measured)]
    yield ["the same as `stats` has it", *(f"{one.kept_recall:.3f}" for one in measured)]
    for name in measured[0].stages:
        yield [f"{name}, ms", *(_times(one.stages[name]) for one in measured)]
    yield ["plain HNSW, ms", *(_times(one.graph[2]) for one in measured)]
    yield ["its recall@10", *(f"{one.graph[0]:.3f}" for one in measured)]
    yield ["building it, s", *(f"{one.graph[1]:,.0f}" for one in measured)]
    yield [
        "vectors : plain HNSW, 95th percentile",
        *(f"{_p95(one.stages['vectors']) / _p95(one.graph[2]):.1f}" for one in measured),
    ]


def _times(some: Times) -> str:
    return f"{np.median(some) * 1e3:.1f} / {_p95(some) * 1e3:.1f}"


def _p95(some: Times) -> float:
    return float(np.quantile(some, 0.95))


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] != "size" or not Path(sys.argv[3]).is_file():
        sys.exit("usage: python -m dateline.eval.bench size SETS RESULTS.md, a file that is there")
    size(Path(sys.argv[2]), Path(sys.argv[3]))
