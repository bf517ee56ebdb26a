"""The command line: `dateline`."""

import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from ..index.errors import DatelineError
from .terminal import Terminal

app = typer.Typer(
    name="dateline",
    help="Ask an archive of news articles; every sentence of the answer is a quotation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
)

COMMANDS = {
    "archive_commands": (
        "add", "list", "show", "remove", "backup", "rebuild", "doctor", "stats", "search",
        "samples",
    ),
    "eval_command": ("eval",),
    "question_commands": ("ask", "chat", "user"),
}  # fmt: skip
"""By the module that adds them to `app`."""

_DEFAULT_INDEX = "$DATELINE_INDEX, else a folder of your user data"


def default_index() -> Path:
    """`$DATELINE_INDEX`, or a folder of the user's data directory."""
    from platformdirs import user_data_path

    named = os.environ.get("DATELINE_INDEX")
    return Path(named) if named else user_data_path("dateline") / "index"


IndexOption = Annotated[
    Path,
    typer.Option(
        "--index",
        "-i",
        metavar="DIR",
        help="The folder of the index.",
        default_factory=default_index,
        show_default=_DEFAULT_INDEX,
    ),
]
AfterOption = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only articles published then or later: 2019, 2019-09 …"),
]
BeforeOption = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only articles published then or earlier.")
]
NowOption = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="As things were then: without what was published later, or has no date.",
    ),
]
PublisherOption = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Only articles of this publisher; give it again for more."),
]
RerankerOption = Annotated[
    str,
    typer.Option(
        metavar="MODEL",
        help="What chooses the sentences: bundled, nearest (by vectors, faster), or a "
        "cross-encoder's folder or hub id.",
    ),
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(metavar="P", help="Refuse below this confidence, 0 to 1; fitted unless told."),
]
LlmOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        envvar="DATELINE_LLM",
        help="Have answers worded by a language model, each sentence checked: an address that "
        "speaks the OpenAI protocol (http://localhost:11434/v1; its key is read from "
        "DATELINE_LLM_KEY), or a .gguf file.",
    ),
]
LlmModelOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", envvar="DATELINE_LLM_MODEL", help="The model, as its server calls it."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback()
def _settings(
    context: typer.Context,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    level = logging.INFO if verbose else logging.ERROR if quiet else logging.WARNING
    logging.basicConfig(level=logging.WARNING, format="dateline: %(message)s")
    logging.getLogger("dateline").setLevel(level)
    for parser in ("pypdf", "trafilatura"):  # what is lost is said by the reader that uses them
        logging.getLogger(parser).setLevel(logging.CRITICAL)
    context.obj = Terminal(quiet=quiet)


def _load_commands(arguments: Sequence[str]) -> None:
    """Load what brings the command that is run; all of them take half a second."""
    named = next((one for one in arguments if not one.startswith("-")), "")
    bringing = [module for module, commands in COMMANDS.items() if named in commands]
    for module in bringing or COMMANDS:
        import_module(f".{module}", __package__)


def main() -> None:
    """Run the command line; an error of ours or the system's becomes one sentence and exit 1."""
    _load_commands(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what it cannot write must not end the work
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except DatelineError as error:
        Terminal().complain(error)
        sys.exit(1)
    except OSError as error:  # a disk that is full, a name that is too long
        where = f"{error.filename}: " if error.filename else ""
        Terminal().complain(DatelineError(f"{where}{error.strerror or error}"))
        sys.exit(1)
