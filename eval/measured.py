"""What benchmarks measure of a call and of a process: seconds and memory."""

import time
from collections.abc import Callable
from pathlib import Path


def seconds(done: Callable[..., object], *given: object, **named: object) -> float:
    """The seconds that a call takes."""
    started = time.perf_counter()
    done(*given, **named)
    return time.perf_counter() - started


def most_memory() -> float:
    """The most that this process has held, in MiB: what `getrusage` tells is its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024
