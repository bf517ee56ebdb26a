"""A conversation over standard input, and on a terminal."""

import io
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from dateline import Answer, Chatbot, Index
from dateline.ui.conversation import converse, is_conversing

WHERE = "Where did Macron receive Putin in August 2019?"
WHEN = "And on what day was that?"
Heard = list[tuple[str, list[list[str]]]]


@pytest.fixture
def talk(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[bytes], tuple[Heard, list[Answer | str]]]:
    """Hold a conversation over these bytes: what was asked with which history, what was said."""

    def talk(lines: bytes) -> tuple[Heard, list[Answer | str]]:
        heard: Heard = []
        said: list[Answer | str] = []

        def ask(question: str, *, history: Sequence[Sequence[str]]) -> Answer:
            heard.append((question, [list(pair) for pair in history]))
            return chatbot.ask(question, history=history)

        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
        converse(ask, show=said.append, complain=lambda error: said.append(str(error)))
        return heard, said

    return talk


def test_each_line_is_asked_with_the_answers_before_it(
    talk: Callable[[bytes], tuple[Heard, list[Answer | str]]],
) -> None:
    heard, said = talk(f"\ufeff{WHERE}\r\n\n   \n  {WHEN}  \n".encode())
    first, second = said
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert heard == [(WHERE, []), (WHEN, [[WHERE, first.text]])]
    assert first.standalone_question is None
    assert second.standalone_question is not None
    assert "on 19 August" in second.text


@pytest.mark.parametrize("end", ["exit", "quit", " EXIT "])
def test_a_word_ends_it(
    talk: Callable[[bytes], tuple[Heard, list[Answer | str]]], end: str
) -> None:
    heard, _ = talk(f"hello\n{end}\n{WHERE}\n".encode())
    assert [question for question, _ in heard] == ["hello"]


def test_what_makes_no_sense_is_said_and_is_no_part_of_the_history(
    talk: Callable[[bytes], tuple[Heard, list[Answer | str]]],
) -> None:
    heard, said = talk(b"x" * 3000 + b"\nthanks!\n\xff\xfe who won the 2018 World Cup?")
    assert [history for _, history in heard] == [[], [], []]
    assert said[0] == ("the question has 3,000 characters and at most 2,000 are read; shorten it")
    assert isinstance(said[1], Answer)
    assert said[1].reply == "thanks"
    assert isinstance(said[2], Answer)
    assert said[2].question.startswith("�� who won")


def test_no_input_at_all_is_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert not is_conversing()
    asked: list[str] = []
    converse(asked.append, show=asked.append, complain=asked.append)  # type: ignore[arg-type]
    assert asked == []


def test_ctrl_c_ends_it_also_while_an_answer_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(question: str, *, history: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.StringIO("Why?\nWhen?\n"))
    said: list[object] = []
    converse(interrupted, show=said.append, complain=said.append)
    assert said == []
    assert capsys.readouterr() == ("", "")


def test_other_errors_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: str, *, history: object) -> Answer:
        raise OSError("the disk is gone")

    monkeypatch.setattr(sys, "stdin", io.StringIO("Why?\n"))
    said: list[object] = []
    with pytest.raises(OSError, match="the disk is gone"):
        converse(broken, show=said.append, complain=said.append)


class Terminal:
    """The command on a terminal of its own, 60 columns wide."""

    def __init__(self, *command: object) -> None:
        import pty
        import termios

        self.file, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 60))
        unset = ("COLUMNS", "LINES", "NO_COLOR")
        known = {name: value for name, value in os.environ.items() if name not in unset}
        self.process = subprocess.Popen(
            [str(one) for one in command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**known, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
            # Whoever runs the tests in the background may have them ignore it, which is inherited.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(theirs)

    def shown(self, end: str | None = None) -> str:
        """What it shows up to this, else until it ends."""
        read = b""
        give_up = time.monotonic() + 120
        while end is None or not read.endswith(end.encode()):
            assert time.monotonic() < give_up, read
            if select.select([self.file], [], [], 1)[0]:
                try:
                    read += os.read(self.file, 1)
                except OSError:  # it has ended
                    break
        return read.decode().replace("\r\n", "\n")

    def type(self, keys: str) -> None:
        os.write(self.file, keys.encode())


@pytest.fixture
def terminal(sample_index: Index) -> Iterator[Terminal]:
    if sys.platform == "win32":
        pytest.skip("Windows has no such terminals")
    command = Path(sys.executable).parent / "dateline"
    opened = Terminal(command, "ask", "--index", sample_index.folder)
    yield opened
    opened.process.kill()
    opened.process.wait()
    os.close(opened.file)


def test_a_terminal_has_a_prompt_bold_short_answers_and_wrapped_quotations(
    terminal: Terminal,
) -> None:
    assert terminal.shown("\n> ") == "ask the archive; exit or Ctrl-D ends it\n> "
    terminal.type("\n")
    assert terminal.shown("> ") == "\n> "
    terminal.type("How many prisoners did Russia and Ukraine exchange in September 2019?\n")
    shown = terminal.shown("\n> ")
    assert re.search(r"\x1b\[1m(35|70)\x1b\[0m", shown), shown
    assert "Preferred: September 2019" in shown
    lines = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown).splitlines()
    assert max(len(line) for line in lines if line.startswith("    ")) <= 60
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.shown().endswith("\n")
    assert terminal.process.wait() == 0


def test_the_end_of_input_ends_it_on_a_line_of_its_own(terminal: Terminal) -> None:
    terminal.shown("\n> ")
    terminal.type("\x04")
    assert terminal.shown().endswith("\n")
    assert terminal.process.wait() == 0
