"""Work shared among forked processes: each takes the next item, and a crash names its item.

A fork shares all that was read before without a copy; nothing is sent to a worker, and only small
results come back.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Any, Final, Generic, Self, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")

Tell = Callable[[int, int], None]
"""Told how many items are taken, and how many there are."""


class WorkerError(RuntimeError):
    """Work that was not done, with the name of the item that it ended at.

    Its cause is what was raised there, if anything was: a worker may also have been killed.
    """


@dataclass(frozen=True, slots=True)
class _Failure:
    """What a worker sends in place of results: the item, and what was raised there."""

    name: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Shared(Generic[Item, Result]):
    """Items, what is done with each, and what an item is called when it goes wrong."""

    items: Sequence[Item]
    work: Callable[[Item], Result]
    name: Callable[[Item], str]

    def run(self, jobs: int, tell: Tell = lambda _done, _of: None) -> list[Result]:
        """Results in the order of the items; the first items are begun first.

        Raises:
            WorkerError: a worker raised, was killed or ended; the others are stopped.
        """
        jobs = min(jobs, len(self.items))
        if jobs <= 1 or not can_fork():
            return [self._one(at, tell) for at in range(len(self.items))]
        with _Team(self, jobs, tell) as team:
            found = team.gather()
        return [found[at] for at in range(len(self.items))]

    def _one(self, at: int, tell: Tell) -> Result:
        tell(at, len(self.items))
        item = self.items[at]
        try:
            return self.work(item)
        except Exception as error:
            raise _error(self.name(item), error) from error


def share_out(
    items: Sequence[Item],
    work: Callable[[Sequence[Item]], list[Result]],
    name: Callable[[Item], str],
    *,
    at_once: int,
    jobs: int,
) -> list[Result]:
    """What becomes of each item, some of them worked on at once: small work is not worth a turn."""
    portions = [items[start : start + at_once] for start in range(0, len(items), at_once)]
    found = Shared(portions, work, lambda some: name(some[0])).run(jobs)
    return [result for results in found for result in results]


def can_fork() -> bool:
    """Whether this process can be forked; if not, it does all alone.

    Not where forks are not known or not safe, and not while it has other threads: what they hold at
    that moment, a lock say, the forked process would wait for without an end.
    """
    return hasattr(os, "fork") and sys.platform != "darwin" and _threads() == 1


def _threads() -> int:
    """The threads of this process, where Linux tells also those that Python does not know of."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return threading.active_count()


def default_jobs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_OFTEN: Final = 0.2
"""Seconds between two words on how far the work is."""


class _Team:
    """The workers of one run: started, heard, and ended whatever happens."""

    def __init__(self, shared: Shared[Any, Any], jobs: int, tell: Tell) -> None:
        context = get_context("fork")
        self._shared = shared
        self._tell = tell
        self._next = context.Value("q", 0)
        self._at = context.RawArray("q", [-1] * jobs)
        self._readers: list[connection.Connection] = []
        self._processes = []
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # what the parent has is not looked at again, or every page would be copied
        for number in range(jobs):
            reader, writer = context.Pipe(duplex=False)
            process = context.Process(target=self._work, args=(number, writer), daemon=True)
            process.start()
            writer.close()
            self._readers.append(reader)
            self._processes.append(process)
        gc.unfreeze()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            if process.is_alive():
                process.kill()
            process.join()

    # In a worker.

    def _work(self, number: int, writer: connection.Connection) -> None:
        """Do one item after the other, and send what came of them."""
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
        found: dict[int, Any] = {}
        for at in self._take():
            self._at[number] = at
            try:
                found[at] = self._shared.work(self._shared.items[at])
            except Exception as error:  # noqa: BLE001 - raised in the parent, with the item's name
                writer.send(_Failure(self._shared.name(self._shared.items[at]), _sendable(error)))
                return
        writer.send(found)

    def _take(self) -> Iterator[int]:
        """The next item that nobody has taken, until there are none."""
        while True:
            with self._next.get_lock():
                at = self._next.value
                self._next.value += 1
            if at >= len(self._shared.items):
                return
            yield at

    # In the parent.

    def gather(self) -> dict[int, Any]:
        """The results by the place of their items; the first that fails ends all."""
        found: dict[int, Any] = {}
        for answer in self._answers():
            if isinstance(answer, _Failure):
                raise _error(answer.name, answer.error) from answer.error
            found |= answer
        return found

    def _answers(self) -> Iterator[Any]:
        waiting = {reader: number for number, reader in enumerate(self._readers)}
        while waiting:
            self._tell(min(self._next.value, len(self._shared.items)), len(self._shared.items))
            for reader in connection.wait([*waiting], timeout=_OFTEN):
                number = waiting.pop(cast("connection.Connection", reader))
                try:
                    yield self._readers[number].recv()
                except EOFError:
                    raise WorkerError(self._crash(number)) from None

    def _crash(self, number: int) -> str:
        self._processes[number].join()
        at = self._at[number]
        where = self._shared.name(self._shared.items[at]) if at >= 0 else "before its first item"
        return f"{where}: a worker ended by itself (status {self._processes[number].exitcode})"


def _sendable(error: Exception) -> Exception:
    """The error itself, or its words where it cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, in the same process
    except Exception:  # noqa: BLE001 - whatever pickling may raise
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _error(name: str, error: Exception) -> WorkerError:
    return WorkerError(f"{name}: {type(error).__name__}: {error}")
