"""What the tests of the command line share: its articles, an index of them, and how it is run."""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dateline import Index, read_articles
from dateline.index.embedder import Embedder, load_embedder
from dateline.ui.cli import main

ARTICLES = {
    "ferry.md": """---
title: The ferry Petrel sails on 2 May
publisher: Tidewater Post
date: 2021-03-14
url: https://tidewater.example/petrel
---

The ferry Petrel will carry its first passengers from Alder to Skerry on 2 May, the Alder Line \
said on Sunday. A ticket will cost four crowns.
""",
    "lighthouse.txt": """Skerry lighthouse burns again

14 June 2020

The lighthouse on Skerry Point burns again after eleven years of repairs. Its lamp was lit on \
Sunday by the ferryman's daughter, whose grandfather was its last keeper.

Share this article
""",
    "bakery.html": """<html lang="en"><head><title>Bakery in Quay Lane reopens</title>
<meta property="og:site_name" content="Marsh Herald">
<meta property="article:published_time" content="2020-05-06"></head><body><nav>Home</nav><article>
<p>The bakery in Quay Lane opened its doors again on Tuesday, eleven months after the flood.</p>
<p>The baker said that he had saved the sourdough by carrying it to the roof.</p>
</article></body></html>
""",
    "wire.jsonl": '{"id": "gull-1", "title": "A gull is elected mayor of Alder", "text": '
    '"\N{BIRD} A gull was elected mayor of Alder by forty votes to three. The harbour '
    'master will sign its papers.", "publisher": "Marsh Herald", "published": "2019-11"}\n',
    "kelp.txt": """Kelp, a short portrait

Kelp grows by half a metre a day in the cold water around Skerry. Divers cut it with knives that \
they call moons.
""",
}
IDS = ["bakery", "ferry", "gull-1", "kelp", "lighthouse"]
ANSWERED = "How many votes was the gull elected mayor of Alder by?"
UNANSWERED = "Which team won the 1998 World Cup final in Saint-Denis?"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


class Ran(NamedTuple):
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@cache
def load_once(name: str) -> Embedder:
    return load_embedder(name)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run `dateline` with arguments, in this process, loading the real model once for all."""
    monkeypatch.setattr("dateline.index.index.load_embedder", load_once)
    monkeypatch.delenv("DATELINE_INDEX", raising=False)
    log = logging.getLogger("dateline")
    level = log.level

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Ran(code, *capsys.readouterr())

    yield run
    log.setLevel(level)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("archive"), dict(ARTICLES))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, archive: Path, embedder: Embedder) -> Path:
    """An index of the five articles. No test changes it."""
    folder = tmp_path_factory.mktemp("cli") / "index"
    with Index.open(folder, embedder=embedder) as opened:
        opened.add(read_articles([archive]))
    return folder


def assert_one_sentence(ran: Ran, *pieces: object, code: int = 1) -> None:
    """An error is one line on stderr that names what and where, and nothing on stdout."""
    assert (ran.code, ran.out) == (code, "")
    assert re.fullmatch(r"dateline: [^\n]+\n", ran.err), ran.err
    for piece in pieces:
        assert str(piece) in ran.err


def dump(index: Path) -> list[tuple[str, str]]:
    with Index.open(index, create=False) as opened:
        return [(article.id, article.text) for article in opened.articles()]
