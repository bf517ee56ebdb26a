"""What a run ran on: versions, code, machine, memory."""

import hashlib
import os
import platform
import sys
from importlib.metadata import version
from importlib.resources import files

_LIBRARIES = (
    "faiss-cpu", "ir-measures", "sentence-transformers", "sentencex", "tantivy", "tiktoken",
    "torch",
)  # fmt: skip
# They read what a run has made: a change to them leaves it as it is.
_AFTERWARDS = {"compare.py", "drawing.py", "plots.py", "report.py", "results.py", "summary.py"}


def versions() -> dict[str, str]:
    """The versions of Dateline, Python and the libraries that matter, and the code by its hash.

    `code_sha256` is of the code and data that index, answer and judge: runs with the same one ran
    the same.
    """
    return {
        "dateline": version("dateline"),
        "code_sha256": _code(),
        "python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
    }


def machine() -> str:
    """The system, the processor's kind, and how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    return f"{platform.system()} {platform.machine()}, {cores} cores"


def peak_memory() -> float | None:
    """The most memory this process has held, in MB (10⁶ bytes); None where nobody tells."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return None
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


def _code() -> str:
    digest = hashlib.sha256()
    for room in ("index", "rag", "eval"):
        sources = (
            one for one in files(f"dateline.{room}").iterdir() if one.name not in _AFTERWARDS
        )
        for file in sorted(sources, key=lambda one: one.name):
            if file.name.endswith((".py", ".json", ".txt")):
                digest.update(file.read_bytes())
    return digest.hexdigest()
