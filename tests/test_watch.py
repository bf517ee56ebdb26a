"""`dateline add --watch` as somebody leaves it running beside a folder."""

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import Index

COMMAND = Path(sys.executable).parent / "dateline"
PATIENCE = 60  # seconds


class Following:
    """The command, and what it has said so far."""

    def __init__(self, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "add", *map(str, arguments), "--watch"],
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests may have it ignored, and that is inherited.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.said += line

    def says(self, pattern: str) -> None:
        """Wait until it has said that, and forget what it said until then."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.said)):
            assert self.process.poll() is None, f"it has ended: {self.said}"
            assert time.monotonic() < end, f"{pattern!r} is not in {self.said!r}"
            time.sleep(0.05)
        self.said = self.said[found.end() :]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    return made


@pytest.fixture
def following(folder: Path) -> Iterator[Following]:
    one = Following(folder, "--sync", "--index", folder / "index")
    yield one
    one.process.kill()
    one.process.wait()
    one._reader.join()
    assert one.process.stderr
    one.process.stderr.close()


def test_what_changes_in_a_folder_is_read_until_it_is_stopped(
    folder: Path, following: Following
) -> None:
    following.says(r"0 added, 0 revised, 0 unchanged, 0 removed, .* holds 0 articles")
    (folder / "gull.txt").write_text("The gull was seen near the pier on Monday.")
    following.says(r"1 added, 0 revised, 0 unchanged, 0 removed, .* holds 1 articles")
    (folder / "below").mkdir()
    (folder / "below" / "kelp.txt").write_text("The kelp was cut on Tuesday.")
    (folder / "broken.jsonl").write_text("{no json\n")
    following.says(r"broken\.jsonl, line 1: it is not JSON")
    following.says(r"1 added, 0 revised, 1 unchanged, 0 removed, 2 could not")
    (folder / "gull.txt").write_text("The gull was seen near the pier on Friday.")
    following.says(r"0 added, 1 revised, 1 unchanged, 0 removed, 2 could not")
    assert "not JSON" not in following.said, "that has been said"
    (folder / "below" / "kelp.txt").unlink()
    following.says(r"0 added, 0 revised, 1 unchanged, 1 removed, .* holds 1 articles .*\n")
    with Index.open(folder / "index", create=False) as index:
        (hit,) = index.search("the gull")
        assert hit.passage.text == "The gull was seen near the pier on Friday."
    time.sleep(3)  # the index lies in the folder, and writing it is no change
    assert following.said == ""
    following.process.send_signal(signal.SIGINT)
    assert following.process.wait(PATIENCE) == 0
    following._reader.join(PATIENCE)
    assert following.said == f"{folder} is followed no longer\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere"], "nowhere is not there to be followed; make it first"),
        (["https://news.example/a"], "--watch is for files and folders, and https://"),
        ([".", "--dry-run"], "give one of them"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_a_sentence(
    tmp_path: Path, arguments: list[str], reason: str
) -> None:
    ran = subprocess.run(
        [COMMAND, "add", *arguments, "--watch", "--index", "index"],
        cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert ran.returncode == 1
    assert re.fullmatch(r"dateline: [^\n]+\n", ran.stderr)
    assert reason in ran.stderr
    assert list(tmp_path.iterdir()) == []
