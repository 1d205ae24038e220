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
from itertools import islice
from multiprocessing import connection, get_context
from pathlib import Path
from typing import Any, Final, Generic, Self, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")

Tell = Callable[[int, int], None]
"""Told how many items are taken, and how many there are."""


def _tell_nobody(_done: int, _of: int) -> None:
    pass


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
    at_most: int | None = None
    """Items that a worker does before it ends and a new one takes its place; the first ones do less.

    What a worker looks at it also writes to, since Python counts references there, and so it gets a
    copy of more and more of what it shares; a new one starts without.
    """

    def run(self, jobs: int, tell: Tell = _tell_nobody) -> list[Result]:
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
    at_most: int | None = None,
) -> list[Result]:
    """What becomes of each item, some of them worked on at once: small work is not worth a turn.

    `at_most` is that of `Shared`, in turns.
    """
    portions = [items[start : start + at_once] for start in range(0, len(items), at_once)]
    found = Shared(portions, work, lambda some: name(some[0]), at_most).run(jobs)
    return [result for results in found for result in results]


def apart(work: Callable[[], Result], name: str) -> Result:
    """What some work gives, done in a process of its own where one can be forked.

    The memory that it takes, with all that it imports, is given back at its end. It may share out
    work itself.

    Raises:
        WorkerError: the process was killed or ended; `name` says what it was at. What the work
            raises comes as it is.
    """
    if not can_fork():
        return work()
    shared: Shared[Callable[[], Result], Result] = Shared((work,), _call, lambda _work: name)
    try:
        with _Team(shared, 1, _tell_nobody, is_last=False) as team:
            result: Result = team.gather()[0]
    except WorkerError as error:
        raise error.__cause__ or error from None
    return result


def _call(work: Callable[[], Result]) -> Result:
    return work()


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


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process, its place in the team, and how many items it does."""

    number: int
    most: int
    process: Any


class _Team:
    """The workers of one run: started, heard, and ended whatever happens."""

    def __init__(
        self, shared: Shared[Any, Any], jobs: int, tell: Tell, *, is_last: bool = True
    ) -> None:
        """Workers that are the last start no others."""
        self._is_last = is_last
        self._parent = os.getpid()
        self._context = get_context("fork")
        self._shared = shared
        self._tell = tell
        self._next = self._context.Value("q", 0)
        self._at = self._context.RawArray("q", [-1] * jobs)
        self._workers: dict[connection.Connection, _Worker] = {}
        for number in range(jobs):
            self._start(number, 1)

    def _start(self, number: int, most: int) -> None:
        """Start a worker that ends after so many items, where any ends before the last."""
        at_most = self._shared.at_most
        most = len(self._shared.items) if at_most is None else min(most, at_most)
        sys.stdout.flush()
        sys.stderr.flush()
        self._at[number] = -1
        reader, writer = self._context.Pipe(duplex=False)
        readers = (*self._workers, reader)
        process = self._context.Process(
            target=self._work, args=(number, most, writer, readers), daemon=self._is_last
        )
        process.start()
        writer.close()
        self._workers[reader] = _Worker(number, most, process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            worker.process.kill()
            worker.process.join()

    # In a worker.

    def _work(
        self,
        number: int,
        most: int,
        writer: connection.Connection,
        readers: Sequence[connection.Connection],
    ) -> None:
        """Do one item after the other, and send what came of them.

        Nobody but the parent may hold its ends of the pipes: where it was killed, sending fails then,
        and does not wait for ever with all locks that were inherited.
        """
        for reader in readers:
            reader.close()
        gc.freeze()  # what the parent made is not looked at again: that would copy it
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
        with suppress(BrokenPipeError):  # nobody waits for it any more
            writer.send(self._do(number, most))

    def _do(self, number: int, most: int) -> dict[int, Any] | _Failure:
        found: dict[int, Any] = {}
        for at in islice(self._take(), most):
            self._at[number] = at
            try:
                found[at] = self._shared.work(self._shared.items[at])
            except Exception as error:  # noqa: BLE001 - raised in the parent, with the item's name
                return _Failure(self._shared.name(self._shared.items[at]), _sendable(error))
        return found

    def _take(self) -> Iterator[int]:
        """The next item that nobody has taken, until there are none, or nobody waits for them."""
        while os.getppid() == self._parent:
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
        items = len(self._shared.items)
        while self._workers:
            self._tell(min(self._begun(), items), items)
            for reader in connection.wait([*self._workers], timeout=_OFTEN):
                yield self._hear(cast("connection.Connection", reader))
                worker = self._end(cast("connection.Connection", reader))
                if self._begun() < items:
                    self._start(worker.number, 2 * worker.most)

    def _begun(self) -> int:
        """How many items were taken, read without the lock: a worker may be killed while it has that."""
        begun: int = self._next.get_obj().value
        return begun

    def _hear(self, reader: connection.Connection) -> Any:  # noqa: ANN401 - whatever work gives
        try:
            return reader.recv()
        except (EOFError, OSError):  # it may be killed while it sends: then half a message came
            raise WorkerError(self._crash(self._workers[reader])) from None

    def _end(self, reader: connection.Connection) -> _Worker:
        """Wait for the end of a worker that has said all."""
        worker = self._workers.pop(reader)
        worker.process.join()
        reader.close()
        return worker

    def _crash(self, worker: _Worker) -> str:
        worker.process.join()
        at = self._at[worker.number]
        where = self._shared.name(self._shared.items[at]) if at >= 0 else "before its first item"
        return f"{where}: a worker ended by itself (status {worker.process.exitcode})"


def _sendable(error: Exception) -> Exception:
    """The error itself, or its words where it cannot be sent."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, in the same process
    except Exception:  # noqa: BLE001 - whatever pickling may raise
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _error(name: str, error: Exception) -> WorkerError:
    return WorkerError(f"{name}: {type(error).__name__}: {error}")
