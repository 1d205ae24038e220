"""Run one of Python's programs and kill it, and all that it started, at a file operation.

    python tests/fatal.py NUMBER REPORT MODULE ARGUMENT…

Changes of files and starts of programs are counted; the one with the given number kills, none does
for 0. A run that ends by itself writes its count to REPORT. Operations, not seconds: a slow
machine is killed at the same places as a fast one.
"""

import os
import runpy
import signal
import sys
import threading
from pathlib import Path

CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.symlink"})
INTO_IT = 0.05
"""Seconds for which a started program is left to work before both are killed."""


def is_change(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    return event in CHANGES or event == "subprocess.Popen"


def kill() -> None:
    os.killpg(0, signal.SIGKILL)


def watch(fatal: int) -> list[str]:
    """Count operations from now on; the list grows by one name each."""
    seen: list[str] = []

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if not is_change(event, arguments):
            return
        seen.append(event)
        if len(seen) != fatal:
            return
        if event == "subprocess.Popen":
            threading.Timer(INTO_IT, kill).start()
        else:
            kill()

    sys.addaudithook(note)
    return seen


def main() -> None:
    fatal, report, module = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    sys.argv[:] = sys.argv[3:]
    seen = watch(fatal)
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        report.write_text(str(len(seen)), "utf-8")


if __name__ == "__main__":
    main()
