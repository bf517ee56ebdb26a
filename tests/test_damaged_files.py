"""Any bytes become articles or problems."""

import gzip
import json
import time
from pathlib import Path

import pytest
from files_of_kinds import BODY, FERRY, GULL, OTHER, PAPER, RSS, Reading, pdf, tarred, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import read_articles
from dateline.index import unpacking
from dateline.index.problem import Problem
from dateline.index.readers import READERS

SEEDS: dict[str, bytes] = {
    ".json": json.dumps([{"id": "1", "text": BODY}, {"text": OTHER, "date": "2019"}]).encode(),
    ".jsonl": json.dumps({"id": "1", "text": BODY}).encode() + b"\n" + b'{"text": "B."}\n',
    ".csv": f'id,text,date\n1,"{BODY}",2019\n2,"a ""b"" c",\n'.encode(),
    ".tsv": f"id\ttext\n1\t{BODY}\n".encode(),
    ".pdf": pdf(PAPER, "The end.", info={"Title": "The Petrel sails"}),
    ".xml": RSS.encode(),
    ".warc": FERRY + GULL,
    ".warc.gz": gzip.compress(FERRY) + gzip.compress(GULL),
    ".zip": zipped({"a.txt": BODY, "b.jsonl": b'{"text": "B."}\n'}),
    ".tar": tarred({"a.txt": BODY, "b.jsonl": b'{"text": "B."}\n'}),
    ".tar.gz": tarred({"a.txt": BODY, "x" * 150 + ".txt": OTHER}, "w:gz"),
}
BITS = st.sampled_from(
    (
        b"", b"\0", b"\xff", b'"', b",", b"\n", b"\r\n\r\n", b"<", b"]]>", b"&x;", b"[", b"{",
        b"-1", b"99999999999999999999", b"PK\x03\x04", b"PK\x01\x02", b"stream", b"0 R", b"endobj",
        b"<item>",
    )
)  # fmt: skip
HEADS = (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"<rss>")
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 30), BITS | st.binary(max_size=6)), max_size=6
)


def mutated(data: bytes, edits: list[tuple[float, int, bytes]], end: float) -> bytes:
    for place, gone, new in edits:
        at = int(place * len(data))
        data = data[:at] + new + data[at + gone :]
    return data[: int(end * len(data)) + 1]


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


def read_whole(file: Path, data: bytes) -> None:
    """Whatever a file holds becomes articles or a problem, soon, and raises nothing."""
    file.write_bytes(data)
    problems: list[Problem] = []
    started = time.monotonic()
    articles = list(read_articles([file], on_problem=problems.append))
    assert time.monotonic() - started < 50
    assert articles or any(problem.lost for problem in problems) or not data.strip()
    for problem in problems:
        assert problem.source.startswith(str(file))
        assert "\n" not in str(problem)


@pytest.mark.parametrize("suffix", SEEDS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS, end=st.just(1.0) | st.floats(0, 1))
def test_a_damaged_file_becomes_articles_or_problems(
    scratch: Path, suffix: str, edits: list[tuple[float, int, bytes]], end: float
) -> None:
    read_whole(scratch / f"damaged{suffix}", mutated(SEEDS[suffix], edits, end))


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    suffix=st.sampled_from(sorted(READERS)),
    head=st.sampled_from(HEADS),
    data=st.binary(max_size=300),
)  # fmt: skip
def test_random_bytes_become_articles_or_problems(
    scratch: Path, suffix: str, head: bytes, data: bytes
) -> None:
    read_whole(scratch / f"random{suffix}", head + data)


def test_one_bad_file_never_stops_the_others(reading: Reading) -> None:
    for number, (suffix, data) in enumerate(sorted(SEEDS.items())):
        (reading.folder / f"bad{number}{suffix}").write_bytes(data[: len(data) // 3])
        (reading.folder / f"good{number}{suffix}").write_bytes(data)
    articles = list(read_articles([reading.folder], on_problem=reading.problems.append))
    read = {
        Path(one.source.removeprefix(f"{reading.folder}/").split("/")[0]).name for one in articles
    }
    assert {f"good{n}{suffix}" for n, suffix in enumerate(sorted(SEEDS))} <= read


def test_the_allowance_grows_with_the_packed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 10)
    file = tmp_path / "a.gz"
    file.write_bytes(gzip.compress(bytes(1_000_000)))
    size = file.stat().st_size
    message = f"more than {size * unpacking.MOST_TIMES:,} bytes"
    with unpacking.unpacked(file) as stream, pytest.raises(unpacking.TooMuchError, match=message):
        stream.read()
