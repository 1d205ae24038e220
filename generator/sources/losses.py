"""What a source states and an entry has no place for: counted by field, told once a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.problems import Problem, Severity


class Losses:
    """Collects what is not kept while a file is read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._fields: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._single: list[Problem] = []

    def field(self, name: str) -> None:
        """Count a field of a record that no entry has a place for."""
        self._fields[name] += 1

    def say(self, line: int, message: str) -> None:
        """Tell what one record loses, such as "the year 1988 is no whole date"."""
        self._single.append(self._note(line, message))

    def kind(self, sentence: str) -> None:
        """Count a record that loses what many do; `{records}` in the sentence is their number."""
        self._kinds[sentence] += 1

    def told(self) -> tuple[Problem, ...]:
        """Notes: single ones in their order, then one a kind and one a field, most frequent first."""
        return (*self._single, *self._by_kind(), *self._by_field())

    def _by_kind(self) -> Iterator[Problem]:
        for sentence, records in _most_frequent(self._kinds):
            yield self._note(0, sentence.replace("{records}", records))

    def _by_field(self) -> Iterator[Problem]:
        for name, records in _most_frequent(self._fields):
            yield self._note(0, f"`{name}` of {records} is not kept: no entry has a place for it")

    def _note(self, line: int, message: str) -> Problem:
        return Problem(
            path=self._path,
            line=line,
            column=1 if line else 0,
            rule="not-kept",
            severity=Severity.NOTE,
            message=message,
        )


def _most_frequent(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    for name, count in sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])):
        yield name, "1 record" if count == 1 else f"{count:,} records"
