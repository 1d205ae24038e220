"""What a program takes together with all that it starts: seconds, and the most memory at one time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

PROC = Path("/proc")

BETWEEN = 0.05
"""Seconds between two looks at memory."""

LEFT_OUT = ("pagefind",)
"""How the names of programs begin whose memory is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """One run of a program, with every process that it started.

    `elapsed` is what a clock on the wall says, `busy` what it took of all processors together, and
    `others` what all other programs took of them meanwhile, in seconds. `peak` is in bytes. None
    stands for what nobody measured: to look at memory takes time itself.
    """

    elapsed: float
    busy: float | None = None
    others: float | None = None
    peak: int | None = None


def spend(
    command: Sequence[str], *, cwd: Path, environ: Mapping[str, str], watched: bool = False
) -> Spent:
    """Run a program to its end.

    Raises:
        CalledProcessError: it failed; what it said is in `output`.
    """
    os.sync()  # what was written before is not on this one's account
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        start, all_busy = time.perf_counter(), read_busy()
        with running(command, cwd=cwd, environ=environ, said=said) as process:
            peak = _watch(process.pid) if watched else None
            _, status, used = os.wait4(process.pid, 0)
            elapsed = time.perf_counter() - start
            all_busy = read_busy() - all_busy
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, said.read())
    busy = used.ru_utime + used.ru_stime
    others = max(0.0, all_busy - busy) if all_busy else None
    return Spent(elapsed=elapsed, busy=busy, others=others, peak=peak)


def read_busy(proc: Path = PROC) -> float:
    """Seconds that all processors worked since the system began; 0 where it does not say."""
    try:
        text = (proc / "stat").read_text("utf-8")
    except OSError:
        return 0.0
    user, nice, system, _idle, _waiting, *interrupts = map(int, text.split("\n", 1)[0].split()[1:9])
    return sum((user, nice, system, *interrupts)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(
    command: Sequence[str], *, cwd: Path, environ: Mapping[str, str], said: IO[str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program in a session of its own, which tells what belongs to it; it ends with the block."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _watch(session: int) -> int | None:
    """The most memory until the session's first process has ended; it is left to be waited for."""
    if not (PROC / "self/smaps_rollup").exists():
        return None
    peak = 0
    while os.waitid(os.P_PID, session, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, sum_memory(session))
        time.sleep(BETWEEN)
    return peak


def sum_memory(session: int, proc: Path = PROC, left_out: Collection[str] = LEFT_OUT) -> int:
    """Bytes that the processes of a session hold together.

    A page of memory that several of them share, as forked ones do, counts once: what Linux calls
    proportional set size gives each its share of it.
    """
    total = 0
    for folder in proc.glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            name, its_session = parse_stat((folder / "stat").read_text("utf-8", "replace"))
            if its_session == session and not name.startswith(tuple(left_out)):
                total += parse_memory((folder / "smaps_rollup").read_text("utf-8"))
    return total


def parse_stat(text: str) -> tuple[str, int]:
    """The name and the session of a process; its name may hold anything, parentheses too."""
    before, _, after = text.rpartition(")")
    return before.partition("(")[2], int(after.split()[3])


def parse_memory(text: str) -> int:
    """The proportional set size, in bytes; 0 for a process that has none any more."""
    lines = (line.split() for line in text.splitlines())
    return next((int(words[1]) * 1024 for words in lines if words[:1] == ["Pss:"]), 0)
