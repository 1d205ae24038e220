"""What a stage took: its time, what it made, and the most memory that its process ever held."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time

STATUS = Path("/proc/self/status")


@dataclass(slots=True)
class Part:
    """A part of a stage: the stage itself says how many it made.

    `busy` is what it took of a processor, in seconds, its child processes included; `elapsed` is
    what a clock on the wall says, waiting for the disk and for other programs included.
    """

    name: str
    busy: float = 0.0
    elapsed: float = 0.0
    made: int = 0


@dataclass(slots=True)
class Clock:
    """Times the parts of a stage; what is between them (making their input) is not counted."""

    parts: list[Part] = field(default_factory=list)

    @contextmanager
    def time(self, name: str) -> Iterator[Part]:
        """Time the block as a part of this name."""
        part = Part(name)
        gc.disable()  # as builds do
        elapsed, busy = perf_counter(), _read_busy()
        yield part
        part.busy, part.elapsed = _read_busy() - busy, perf_counter() - elapsed
        gc.enable()
        self.parts.append(part)


def _read_busy() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a stage in a process of its own; `peak` is in bytes."""

    parts: tuple[Part, ...]
    peak: int


def run_fresh(script: Path, *arguments: object) -> Run:
    """Run a stage in a new process, so that no cache or memory is there before it.

    Raises:
        CalledProcessError: the stage crashed; its traceback stands on stderr.
    """
    command = [sys.executable, str(script), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found = json.loads(done.stdout)
    return Run(parts=tuple(Part(**part) for part in found["parts"]), peak=found["peak"])


def print_run(clock: Clock) -> None:
    """Hand what was measured to the process that asked for it."""
    run = Run(parts=tuple(clock.parts), peak=read_peak())
    sys.stdout.write(json.dumps(asdict(run)))


def read_peak() -> int:
    """The most bytes that this process ever held.

    Linux lets `ru_maxrss` begin at the size of the parent, so its own count for the program that
    runs now comes first. Elsewhere `ru_maxrss` is in KiB, and in bytes on macOS.
    """
    if STATUS.exists():
        lines = STATUS.read_text("utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
