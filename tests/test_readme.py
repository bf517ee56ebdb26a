"""What the README says is so."""

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def test_the_python_snippet_runs_and_its_citation_holds(tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "Berlin summit agrees road map 0 77" in done.stdout
    assert "The four leaders met in Berlin on 19 October 2016. [1]" in done.stdout


def test_every_command_it_names_exists() -> None:
    from dateline.ui import archive_commands, eval_command, question_commands  # noqa: F401
    from dateline.ui.cli import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    named = set(re.findall(r"dateline (add|[a-z]+)(?= |\")", README.read_text()))
    assert named - {"import"} <= known
