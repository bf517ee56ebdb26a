"""The command line: results on stdout, everything else on stderr, one sentence for an error."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CONTROL, Ran, Run, assert_one_sentence, dump, write

from dateline import __version__
from dateline.ui import cli

# As it is installed


def test_the_installed_command_says_its_version() -> None:
    command = Path(sys.executable).parent / "dateline"
    ran = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"dateline {__version__}\n", "")


def test_the_installed_command_lists_its_commands() -> None:
    command = Path(sys.executable).parent / "dateline"
    ran = subprocess.run(
        [command, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    commands = re.findall(r"^[│ ]+([a-z]+) {2,}[A-Z]", ran.stdout, re.MULTILINE)
    assert set(commands) == {
        *(
            "add",
            "list",
            "show",
            "remove",
            "backup",
            "doctor",
            "rebuild",
            "stats",
            "search",
            "samples",
            "user",
        ),
        *("ask", "chat", "eval"),
    }


COMMANDS = [
    *("add", "list", "show", "remove", "backup", "doctor", "rebuild", "stats", "search", "samples"),
    *("ask", "chat", "eval"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_an_example(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ran = run(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    example = re.search(r"Example: dateline (\w+)", ran.out)
    assert example
    assert example[1] in (command, "add")  # of `samples` it is what to do with them


def test_a_command_that_is_none_is_refused_by_name(run: Run) -> None:
    ran = run("aks")
    assert (ran.code, ran.out) == (2, "")
    assert "No such command 'aks'" in ran.err


# Which index, and how much is said


def test_the_index_is_the_one_that_the_environment_names(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = run("list", "--index", index)
    monkeypatch.setenv("DATELINE_INDEX", str(index))
    assert run("list") == listed
    assert_one_sentence(run("list", "--index", index / "other"), index / "other")


def test_without_a_name_the_index_lies_with_the_data_of_the_user(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    ran = run("list")
    assert_one_sentence(ran, tmp_path, Path("dateline") / "index", "dateline add")
    assert list(tmp_path.iterdir()) == []


def test_quiet_leaves_results_and_errors_alone(run: Run, index: Path, tmp_path: Path) -> None:
    articles = write(tmp_path / "a", {"a.txt": "The café is “open”.".encode("cp1252"), "b.odt": ""})
    folder = tmp_path / "index"
    assert run("--quiet", "add", articles, "--index", folder) == Ran(0, "", "")
    assert [article_id for article_id, _ in dump(folder)] == ["a"]
    assert run("-q", "list", "--index", index) == run("list", "--index", index)
    assert_one_sentence(run("-q", "add", tmp_path / "no", "-i", folder), tmp_path / "no")


def test_verbose_says_what_is_done(
    run: Run, archive: Path, index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "index"
    run("add", archive, "--index", folder)
    (folder / "vectors.faiss").write_bytes(b"damaged")
    ran = run("--verbose", "search", "gull", "--index", folder, "--json")
    assert ran.json["hits"] == run("search", "gull", "--index", index, "--json").json["hits"]
    assert [record.levelname for record in caplog.records if "faiss" in record.message] == ["INFO"]


# What articles hold never reaches the terminal as more than text

HOSTILE = {
    "osc.txt": "\x1b]0;owned\x07Gull \x1b[31mmayor\n\nThe gull \x1b[2Jwas elected mayor of "
    "Alder by forty votes\u202e.\x7f The sea \x9b5mwas calm.\n",
    "wire.jsonl": json.dumps(
        {
            "id": "c1",
            "title": "Kelp\x1b[31m\r\n\tfarm",
            "publisher": "Marsh\x1b]8;;https://evil.example\x07Herald",
            "text": "Kelp \x9b31m grows by half a metre a day \x1b[1A near Skerry.",
        }
    ),
}


def test_control_characters_of_articles_never_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    articles = write(tmp_path / "articles", dict(HOSTILE))
    ran = [run("add", articles, "--index", folder)]
    assert [article_id for article_id, _ in dump(folder)] == ["c1", "osc"]
    ran += [
        run(*arguments, "--index", folder)
        for arguments in (
            ["list"],
            ["show", "osc"],
            ["show", "c1"],
            ["stats"],
            ["search", "gull kelp"],
            ["search", "gull kelp", "--json"],
            ["ask", "By how many votes was the gull elected mayor of Alder?"],
            ["ask", "By how many votes was the gull elected mayor of Alder?", "--json"],
            ["ask", "How much does kelp near Skerry grow in a day?", "--publisher", "\x1b[31mx"],
            ["show", "\x1b[31m"],
        )
    ]
    for one in ran:
        assert not CONTROL.search(one.out + one.err), one
    assert "Gull \\x1b[31mmayor" in ran[1].out
    assert "The gull \\x1b[2Jwas elected" in ran[2].out
    assert "Kelp\\x1b[31m farm" in ran[1].out
    hits = {hit["article_id"]: hit for hit in ran[6].json["hits"]}
    texts = dict(dump(folder))
    for article_id, hit in hits.items():  # JSON escapes them, and they come back as they were
        assert texts[article_id][hit["start"] : hit["end"]] == hit["text"]
    assert "\x1b[2J" in hits["osc"]["text"]
    assert "\x9b31m" in hits["c1"]["text"]


# Bad input: one sentence, and nothing is changed


READING = [
    *(["list"], ["stats"], ["show", "a"], ["remove", "a"], ["backup", "b"]),
    *(["doctor"], ["rebuild", "--embedder", "all-MiniLM-L6-v2"]),
    *(["search", "a"], ["ask", "a?"]),
]


@pytest.mark.parametrize("arguments", READING, ids=lambda arguments: arguments[0])
def test_a_folder_without_an_index_is_named_with_how_to_make_one(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    folder = tmp_path / "nowhere"
    ran = run(*arguments, "--index", folder)
    assert_one_sentence(
        ran, f"there is no index in {folder}", f"dateline add ARTICLES --index {folder}"
    )
    assert not folder.exists()


def test_an_index_that_is_a_file_or_garbage_is_named_and_left_as_it_is(
    run: Run, archive: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    garbage = write(tmp_path / "garbage", {"index.sqlite": "no database, " * 999})
    for folder in (file, garbage, tmp_path / ("x" * 300)):
        for arguments in (["list"], ["ask", "Was the sea calm?"], ["add", archive]):
            assert_one_sentence(run(*arguments, "--index", folder), folder)
    assert file.read_text() == "no folder"
    assert (garbage / "index.sqlite").read_text() == "no database, " * 999


def test_what_the_output_cannot_write_is_escaped(run: Run, index: Path) -> None:
    command = Path(sys.executable).parent / "dateline"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(
        [command, "list", "--index", index],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "kelp\t\\u2014\t\\u2014\tKelp, a short portrait\n" in ran.stdout


def test_each_command_is_brought_by_the_module_that_is_named_for_it() -> None:
    program = """
import json, sys
from dateline.ui.cli import COMMANDS, _load_commands, app
module, = sys.argv[1:]
_load_commands(["--quiet", COMMANDS[module][0], "--help"])
print(json.dumps([c.name or c.callback.__name__ for c in app.registered_commands]))
"""
    for module, commands in cli.COMMANDS.items():
        ran = subprocess.run(
            [sys.executable, "-c", program, module], capture_output=True, text=True, check=True
        )
        assert tuple(json.loads(ran.stdout)) == commands
