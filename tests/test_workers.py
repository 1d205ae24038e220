"""Work that processes share: what is told of a crash, and what is left of a killed parent."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows forks no process")

ORPHANS = """
import os, sys, time
from pathlib import Path
from generator.workers import Shared

def work(item):
    Path(sys.argv[1], f"begun-{os.getpid()}").touch()
    while os.getppid() == parent:
        time.sleep(0.01)
    return bytes(10_000_000)  # more than fits into a pipe

parent = os.getpid()
Shared(range(2), work, str).run(2)
"""


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
def test_workers_end_when_who_waits_for_them_is_killed(tmp_path: Path) -> None:
    """Else they would hold the locks that they inherited, and the next build would wait for ever."""
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS, str(tmp_path)])
    wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
    workers = [int(path.name.partition("-")[2]) for path in tmp_path.iterdir()]
    parent.kill()
    parent.wait()

    wait_for(lambda: not any(map(is_running, workers)))


CRASH = """
import os, signal
from generator.workers import Shared, WorkerError

def work(item):
    if item == "steam":
        os.kill(os.getpid(), signal.SIGKILL)
    return item

try:
    Shared(("tea", "milk", "steam", "cups"), work, str, at_most=1).run(2)
except WorkerError as error:
    print(error)
"""


def test_a_worker_that_is_killed_is_told_with_its_item() -> None:
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=True)

    assert done.stdout == "steam: a worker ended by itself (status -9)\n"


KILLED = {
    "while it sends": """
def half(self, data, write=None):
    os.write(self.fileno(), bytes(data[:1000]))
    if len(data) > 1000:
        os.kill(os.getpid(), signal.SIGKILL)

connection.Connection._send = half
""",
    "while it takes an item": """
def take(team):
    team._next.get_lock().acquire()
    time.sleep(1)  # till who waits asks how far the work is
    os.kill(os.getpid(), signal.SIGKILL)

workers._Team._take = take
""",
}


@pytest.mark.parametrize("when", KILLED)
def test_a_worker_can_be_killed_at_any_time(when: str) -> None:
    """As when memory is short, which it is most where results are sent."""
    begin = "import os, signal, time\nfrom multiprocessing import connection\nfrom generator import workers\n"
    end = """
try:
    workers.Shared(range(2), lambda item: bytes(1_000_000), str).run(2)
except workers.WorkerError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", begin + KILLED[when] + end],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.endswith(": a worker ended by itself (status -9)\n")
