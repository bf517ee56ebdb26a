"""Benchmarks of speed, written into the results.

    python -m dateline.eval.bench size ../shared/sets eval/RESULTS.md

fills indexes with 10,000, 100,000 and 1,000,000 passages, which takes an hour and 8 GB of disk.

    python -m dateline.eval.bench users eval/RESULTS.md

lets twenty users ask the page for five minutes; others with --users, --seconds and --pause.

    python -m dateline.eval.bench speed ../shared/sets eval/RESULTS.md

measures starting, indexing and asking, each beside its floor; half an hour. --json FILE keeps the
figures, --against FILE sets those of another commit beside them.

    python -m dateline.eval.bench peers ../shared/sets eval/RESULTS.md

builds and asks other libraries (pip install "dateline[bench]") over the same articles; half an
hour.
"""

import platform
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import numpy as np

from ..index.errors import QuestionError
from ..index.store import FILE, Store
from .beside_peers import Measured, measure_peers, missing_peers
from .environment import machine, versions
from .markdown import put_section, table
from .open_set import known_set
from .size import Asked, Size, Times, measure_size
from .speed import (
    measure_indexing,
    measure_memory,
    measure_questions,
    measure_starts,
    speed_figures,
)
from .speed_record import Figure, keep_figures, read_figures
from .temporary_index import temporary_index
from .users import Load, measure_users

SIZE, USERS = "## Size", "## Users"
SPEED = "## Starting, indexing, asking"
PEERS = "## Beside other libraries"
_SIZES = (10_000, 100_000, 1_000_000)
_PEERS = (
    "langchain-community", "llama-index-core", "llama-index-embeddings-huggingface", "txtai",
    "sentence-transformers", "faiss-cpu",
)  # fmt: skip
_SET, _QUESTIONS = "multihoprag", 200
_ASKED = "samples"  # by users
_STARTED, _INDEXED, _ASKED_FOR_SPEED = 35, 90, 100  # articles, articles, questions
_REMEMBERED = (1_000, 50_000)  # articles that are indexed to see what memory that takes


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


def users(
    out: Path,
    *,
    users: int = 20,
    seconds: float = 300.0,
    pause: float = 0.0,
    indexes: Path | None = None,
) -> Load:
    """Let users ask the page of the sample articles and put how it went into a Markdown file.

    Args:
        out: The file.
        users: How many ask at the same time.
        seconds: For how long.
        pause: Seconds between an answer and the next question of a user.
        indexes: Where the index is kept; in the user's cache unless told.
    """
    known = known_set(_ASKED)
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    asked = known.part(split="dev").questions
    with temporary_index(known.articles, folder=indexes)[0] as index:
        folder, articles = index.folder, len(index)
    load = measure_users(folder, asked, users=users, seconds=seconds, pause=pause)
    put_section(out, USERS, list(_users_section(load, len(asked), articles)))
    return load


def _users_section(load: Load, questions: int, articles: int) -> Iterator[str]:
    chosen = f"--users {load.users} --seconds {load.seconds:g} --pause {load.pause:g}"
    yield "```"
    yield f"python -m dateline.eval.bench users eval/RESULTS.md {chosen}"
    yield "```"
    yield ""
    pauses = f"{load.pause:g} s after each answer" if load.pause else "without a pause"
    yield (
        f"On {machine()}, which the users and the page share. Each user asks the page of the "
        f"{articles} sample articles one of the {questions} questions of the dev half, waits for "
        f"the answer, and asks the next, {pauses}, in an order of their own; for "
        f"{load.seconds:g} s, and what was asked by then is waited for. The time is from sending "
        "the question to having the whole answer, with the wait in the queue."
    )
    yield ""
    yield from table(("", f"{load.users} users"), _users_rows(load))
    if load.errors:
        yield ""
        for error, many in Counter(load.errors).most_common():
            yield f"- {many} × {' '.join(error.split())}"


def _users_rows(load: Load) -> Iterator[list[str]]:
    yield ["errors", f"{len(load.errors):,}"]
    yield ["answers", f"{len(load.times):,}"]
    yield ["of these refusals", f"{load.refused:,}"]
    yield ["answers a second", f"{len(load.times) / load.elapsed:.1f}"]
    if load.times:
        yield ["time to the answer, median, s", f"{np.median(load.times):.2f}"]
        yield ["95th percentile, s", f"{_p95(load.times):.2f}"]
        yield ["longest, s", f"{max(load.times):.2f}"]


def speed(sets: Path, out: Path, *, kept: Path | None = None, against: Path | None = None) -> None:
    """Measure starting, indexing and asking, and put the table into a Markdown file.

    Args:
        sets: The folder of the public sets.
        out: The file.
        kept: Where the figures are written as JSON, too.
        against: Figures of another commit, that were kept so, to stand beside.

    Raises:
        QuestionError: `against` holds no such figures.
    """
    before = read_figures(against) if against else {}
    known = known_set(_SET, sets)
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    articles = list(known.articles())
    questions = [one.question for one in known.part(split="dev", limit=_ASKED_FOR_SPEED).questions]
    starts = measure_starts(articles[:_STARTED])
    rates = measure_indexing(articles[:_INDEXED])
    memory = {many: measure_memory(articles, many) for many in _REMEMBERED}
    with temporary_index(known.articles)[0] as index:
        folder = index.folder
    asked = measure_questions(folder, questions)
    figures = list(speed_figures(starts, rates, asked, memory))
    put_section(out, SPEED, list(_speed_section(figures, rates.passages, before)))
    if kept:
        keep_figures(kept, figures)


def _speed_section(
    figures: Sequence[Figure], passages: int, before: Mapping[str, float]
) -> Iterator[str]:
    yield "```"
    yield "python -m dateline.eval.bench speed ../shared/sets eval/RESULTS.md"
    yield "```"
    yield ""
    yield (
        f"On {machine()}. Starts of {_STARTED} articles, each from nothing, in turn; the script "
        "imports sentence-transformers, embeds the question and searches FAISS. Indexing: "
        f"{passages:,} passages of real articles, with all that `Index.add` does, beside "
        "`SentenceTransformer.encode(batch_size=32)` and the bare network on word pieces that are "
        "ready. The memory of indexing is the most that a process held, above what it held before, "
        "which indexed drawn articles without embedding them. "
        f"Questions: {_ASKED_FOR_SPEED} of MultiHop-RAG's dev half over its articles, and the "
        "parts of each again by themselves."
    )
    yield ""
    columns = ("", "measured", "goal", "met", *(("before", "measured : before") if before else ()))
    yield from table(columns, (_speed_row(one, before) for one in figures))


def _speed_row(one: Figure, before: Mapping[str, float]) -> list[str]:
    row = [one.what, f"{one.value:.3g}", "", ""]
    if one.goal is not None:
        row[2:] = [f"{'≤' if one.at_most else '≥'} {one.goal:.3g}", "yes" if one.met else "no"]
    if not before:
        return row
    if not before.get(one.what):
        return [*row, "", ""]
    return [*row, f"{before[one.what]:.3g}", f"{one.value / before[one.what]:.2f}"]


def peers(sets: Path, out: Path) -> None:
    """Build and ask other libraries and Dateline, and put the table into a Markdown file.

    Args:
        sets: The folder of the public sets.
        out: The file.

    Raises:
        QuestionError: A library is not installed.
    """
    if missing := missing_peers():
        raise QuestionError(
            f"{', '.join(missing)} cannot be imported; install them: pip install 'dateline[bench]'"
        )
    known = known_set(_SET, sets)
    assert known.articles is not None  # noqa: S101 - known sets bring theirs
    with temporary_index(known.articles)[0] as index:
        measured = measure_peers(
            known.part(split="test"),
            index,
            sets=sets,
            on_progress=lambda what: print(what, file=sys.stderr),  # noqa: T201
        )
        passages = index.stats()["passages"]
    put_section(out, PEERS, list(_peers_section(measured, passages)))


def _peers_section(measured: Sequence[Measured], passages: int) -> Iterator[str]:
    yield "```"
    yield "python -m dateline.eval.bench peers ../shared/sets eval/RESULTS.md"
    yield "```"
    yield ""
    known = ", ".join(f"{one} {version(one)}" for one in _PEERS)
    yield (
        f"On {machine()}; {known}. "
        "Each is set up as its own documents advise, embeds with the same weights, and is built "
        f"and asked in processes of its own. The others are given the {passages:,} passages that "
        "Dateline cuts MultiHop-RAG's articles into, and txtai searches by words, too; Dateline "
        "reads the articles, dates them, and groups the copies. A start is from Python's to the "
        f"first answer, the median of {len(measured[0].starts)} in turn. The questions are the "
        f"{len(measured[0].times) + 1} of the test split, one after another; hits@10 counts those "
        "with gold facts, of which a passage found holds one. All but “Dateline, answering” find "
        "passages and no more: that one reads them, chooses sentences, and answers or refuses."
    )
    yield ""
    yield from table(("", *(one.name for one in measured)), _peers_rows(measured))


def _peers_rows(measured: Sequence[Measured]) -> Iterator[list[str]]:
    yield ["passages indexed a second", *(f"{one.rate:.1f}" for one in measured)]
    yield ["memory of indexing, MiB", *(f"{one.building:,.0f}" for one in measured)]
    yield ["disk, MiB", *(f"{one.disk:.0f}" for one in measured)]
    yield ["a start, s", *(f"{np.median(one.starts):.2f}" for one in measured)]
    yield ["a question, median / 95th percentile, ms", *(_times(one.times) for one in measured)]
    yield ["memory of asking, MiB", *(f"{one.asking:,.0f}" for one in measured)]
    yield ["hits@10", *(f"{np.mean(one.hits):.3f}" for one in measured)]


def _main() -> None:
    parser = ArgumentParser(prog="python -m dateline.eval.bench")
    commands = parser.add_subparsers(dest="command", required=True)
    sizes = commands.add_parser("size", help="indexes of up to a million passages")
    sizes.add_argument("sets", type=Path, metavar="SETS")
    speeds = commands.add_parser("speed", help="starting, indexing, asking")
    speeds.add_argument("sets", type=Path, metavar="SETS")
    speeds.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here, too")
    speeds.add_argument("--against", type=Path, metavar="FILE", help="figures of another commit")
    beside = commands.add_parser("peers", help="other libraries over the same articles")
    beside.add_argument("sets", type=Path, metavar="SETS")
    asking = commands.add_parser("users", help="many users of the page at once")
    asking.add_argument("--users", type=int, default=20)
    asking.add_argument("--seconds", type=float, default=300.0)
    asking.add_argument("--pause", type=float, default=0.0)
    for command in (sizes, speeds, beside, asking):
        command.add_argument("out", type=Path, metavar="RESULTS.md", help="a file that is there")
    given = parser.parse_args()
    if not given.out.is_file():
        parser.error(f"{given.out} is not there")
    try:
        if given.command == "size":
            size(given.sets, given.out)
        elif given.command == "speed":
            speed(given.sets, given.out, kept=given.json, against=given.against)
        elif given.command == "peers":
            peers(given.sets, given.out)
        else:
            users(given.out, users=given.users, seconds=given.seconds, pause=given.pause)
    except QuestionError as error:
        parser.error(str(error))


if __name__ == "__main__":
    _main()
