"""Work shared among forked processes: each takes every n-th item, and a crash names its item.

A fork shares all that was read before without a copy; nothing is sent to a worker, and only small
results come back.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.sharedctypes import RawArray
from typing import Any, Generic, Self, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerError(RuntimeError):
    """A worker ended before its work was done, with the name of the item that it was at."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """What a worker sends in place of results: the item, and what was raised there."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Shared(Generic[Item, Result]):
    """Items, what is done with each, and what an item is called when it goes wrong."""

    items: Sequence[Item]
    work: Callable[[Item], Result]
    name: Callable[[Item], str]

    def run(self, jobs: int) -> list[Result]:
        """Results in the order of the items.

        Raises:
            WorkerError: a worker raised, was killed or ended; the others are stopped.
        """
        jobs = min(jobs, len(self.items))
        if jobs <= 1 or not can_fork():
            return [self._one(item) for item in self.items]
        with _Team(self, jobs) as team:
            parts = team.gather()
        results: list[Any] = [None] * len(self.items)
        for first, part in enumerate(parts):
            results[first::jobs] = part
        return results

    def _one(self, item: Item) -> Result:
        try:
            return self.work(item)
        except Exception as error:
            raise WorkerError(_sentence(self.name(item), error)) from error


def can_fork() -> bool:
    """Whether processes can be forked here; elsewhere one process does all."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def default_jobs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Team:
    """The workers of one run: started, heard, and ended whatever happens."""

    def __init__(self, shared: Shared[Any, Any], jobs: int) -> None:
        context = get_context("fork")
        self._shared = shared
        self._at = RawArray("q", [-1] * jobs)
        sys.stdout.flush()
        sys.stderr.flush()
        self._readers: list[connection.Connection] = []
        self._processes = []
        for first in range(jobs):
            reader, writer = context.Pipe(duplex=False)
            process = context.Process(target=self._work, args=(first, jobs, writer), daemon=True)
            process.start()
            writer.close()
            self._readers.append(reader)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            if process.is_alive():
                process.kill()
            process.join()

    def _work(self, first: int, jobs: int, writer: connection.Connection) -> None:
        """In the worker: do every n-th item, and send what came of them."""
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
        results: list[Any] = []
        shared = self._shared
        for number in range(first, len(shared.items), jobs):
            self._at[first] = number
            try:
                results.append(shared.work(shared.items[number]))
            except Exception as error:  # noqa: BLE001 - told in the parent, with the item's name
                writer.send(_Failure(shared.name(shared.items[number]), _words(error)))
                return
        writer.send(results)

    def gather(self) -> list[list[Any]]:
        """The results of each worker; the first that fails ends all."""
        parts: list[list[Any]] = [[] for _ in self._processes]
        for number, answer in self._answers():
            if isinstance(answer, _Failure):
                raise WorkerError(f"{answer.name}: {answer.message}")
            parts[number] = answer
        return parts

    def _answers(self) -> Iterator[tuple[int, Any]]:
        waiting: dict[object, int] = {reader: at for at, reader in enumerate(self._readers)}
        while waiting:
            for reader in connection.wait(self._readers):
                number = waiting.pop(reader)
                self._readers.remove(cast("connection.Connection", reader))
                try:
                    yield number, cast("connection.Connection", reader).recv()
                except EOFError:
                    raise WorkerError(self._crash(number)) from None

    def _crash(self, number: int) -> str:
        self._processes[number].join()
        at = self._at[number]
        where = self._shared.name(self._shared.items[at]) if at >= 0 else "before its first item"
        return f"{where}: a worker ended by itself (status {self._processes[number].exitcode})"


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _sentence(name: str, error: BaseException) -> str:
    return f"{name}: {_words(error)}"
