"""A run of `digest fetch`: asks, and keeps what is good, one portion after the other.

A run goes on where one was broken off: what was kept stands in the content, and is not asked for
again. What is refused changes nothing, and the rest is kept all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from generator.fetching.answers import Answer, Known
from generator.fetching.faults import FetchError
from generator.fetching.keep import KeptFile, keep
from generator.fetching.memory import Memory, remember
from generator.importing import Candidate
from generator.problems import Problem
from generator.settings import FetchSettings

PORTION: Final = 10
"""Answers that are kept together: a run that is killed asks for at most these again."""

PATIENCE: Final = 3
"""Requests in a row that may fail before a source is left alone until the next run."""

Params = Mapping[str, str | int]


class Get(Protocol):
    """Asks for an address, as `Client.get` does."""

    def __call__(self, url: str, params: Params, *, known: Known | None = None) -> Answer:
        """The answer; raises `FetchError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something that was asked for and not taken: what, and every reason."""

    what: str
    problems: tuple[Problem, ...]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run did, in the order in which it did it.

    `left` names what there was nothing to take of, with the reason. `unasked` counts what was not
    asked for since the source did not answer; `wait` are the seconds for which it asked to be left
    alone. `new` counts papers that no listing had before.
    """

    kept: list[KeptFile] = field(default_factory=list)
    new: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unasked: int = 0
    wait: float | None = None

    @property
    def is_good(self) -> bool:
        """Whether all that was wanted was answered, and nothing refused."""
        return not self.refused and not self.unasked


@dataclass(slots=True, kw_only=True)
class Run:
    """One run: whom to ask, where to keep, and what came of it so far.

    `advance` hears what is being asked for, how many are done, and how many there are; `save` gets
    what is remembered of sources, after the answers themselves are kept. `asking` names what was
    asked for last. Who takes steps with it ends with `flush`, whatever happens.
    """

    get: Get
    content: Path
    settings: FetchSettings
    today: date
    memory: Memory = field(default_factory=Memory)
    advance: Callable[[str, int, int], None] = lambda _what, _done, _of: None
    save: Callable[[Memory], None] = lambda _memory: None
    outcome: Outcome = field(default_factory=Outcome)
    asking: str = ""
    _asked: int = 0
    _failed: int = 0
    _waiting: list[tuple[Candidate, tuple[Answer, ...]]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether the source has failed so often, or asked for so long a wait, that we stop."""
        return self._failed >= PATIENCE

    def ask(self, what: str, url: str, params: Params, known: Known | None = None) -> Answer | None:
        """The answer, or nothing where there is none; then it is noted why.

        Before every tenth, what waits is kept.
        """
        if self._asked % PORTION == 0:
            self.flush()
        self._asked += 1
        self.asking = what
        try:
            answer = self.get(url, params, known=known)
        except FetchError as error:
            self.refuse(what, error.problems)
            self.outcome.wait = error.wait
            self._failed = PATIENCE if error.wait else self._failed + 1
            return None
        self._failed = 0
        return answer

    def refuse(self, what: str, problems: Iterable[Problem]) -> None:
        """Note that something is not taken; its answers are forgotten, so that they come again."""
        self.outcome.refused.append(Refusal(what=what, problems=tuple(problems)))

    def leave(self, what: str, reason: str, *answers: Answer) -> None:
        """Note that there was nothing to take, and remember the answers that said so."""
        self.outcome.left.append((what, reason))
        self._remember(answers)

    def put(self, candidate: Candidate, *answers: Answer) -> None:
        """Keep an answer with the next portion, and then remember that it is there."""
        self._waiting.append((candidate, answers))

    def flush(self) -> None:
        """Keep what waits, then remember what was asked; what would break the content is refused."""
        if self._waiting:
            kept = keep(self.content, [one for one, _ in self._waiting], self.today)
            waiting, self._waiting = self._waiting, []
            self.outcome.kept += kept.files
            self.outcome.new += kept.new
            for candidate, path in kept.present:
                self.outcome.left.append((candidate.path, f"nothing new: it is there as {path}"))
            for candidate, problems in kept.refused:
                self.refuse(candidate.path, problems)
            refused = [candidate for candidate, _ in kept.refused]
            for candidate, answers in waiting:
                if all(candidate is not other for other in refused):
                    self._remember(answers)
        self.save(self.memory)

    def _remember(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.memory = remember(self.memory, answer, self.today)
