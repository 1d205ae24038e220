"""What was found out about texts, kept from one build to the next: the same text has the same answer.

What topics a paper is in and which sentence says what it does are each computed of its title and
abstract alone, and take longer than all else that is computed of it. The state is a cache: it can be
deleted at any time, and one that is damaged, foreign or of other code or rules is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from generator.assemble import Steps, find_topics
from generator.classify import compile_rules
from generator.inputs import digest_program
from generator.records import Assignment, Paper, Topic
from generator.sealed import read_sealed, write_sealed
from generator.text.sentences import key_sentence
from generator.workers import share_out
from generator.write import digest_bytes

Known = dict[str, Any]
"""Answers as JSON, by digests of the texts that they are about."""

_AT_ONCE: Final = 200
"""Papers whose sentences are chosen together."""


class Answers:
    """Questions about texts and their answers; what is asked for is kept, and nothing else."""

    def __init__(self, path: Path | None = None) -> None:
        """`path` is the cache's file; without one, all is found out anew."""
        self._path = path
        self._code = digest_program() if path else ""
        self._last: Mapping[str, Known] = (path and read_sealed(path, self._code)) or {}
        self._asked: dict[str, Known] = {}

    def find(
        self,
        question: str,
        papers: Sequence[Paper],
        answer: Callable[[Sequence[Paper]], Iterable[Any]],
    ) -> list[Any]:
        """The answer for each paper; `answer` is asked for those that are not known, in their order.

        An answer is a value of JSON, and depends on the question, the title and the abstract alone.
        """
        known = self._last.get(question, {})
        keys = [_key(paper) for paper in papers]
        new = {key: one for key, one in zip(keys, papers, strict=True) if key not in known}
        found = dict(zip(new, answer(list(new.values())), strict=True))
        asked = {key: found[key] if key in found else known[key] for key in keys}
        self._asked.setdefault(question, {}).update(asked)
        return [asked[key] for key in keys]

    def write(self) -> None:
        """Keep what was asked for, whole or not at all."""
        if self._path and self._asked != self._last:
            write_sealed(self._path, self._code, self._asked)


def _key(paper: Paper) -> str:
    """Titles hold no line's end that an abstract could begin with: its length parts the two."""
    text = f"{len(paper.title)} {paper.title}{paper.abstract}"
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


class Recalling(Steps):
    """Assembly that takes the topics of a text that is as it was from what was known."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def find_topics(
        self, papers: Sequence[Paper], topics: Sequence[Topic], jobs: int
    ) -> Sequence[tuple[Assignment, ...]]:
        """The rules are part of the question: with others, all is asked anew."""

        def answer(some: Sequence[Paper]) -> Iterable[list[Any]]:
            rules = compile_rules(topics)
            return ([_row(one) for one in found] for found in find_topics(some, rules, jobs))

        rules = digest_bytes(repr([(topic.slug, topic.rules) for topic in topics]).encode())
        found = self._answers.find(f"topics {rules}", papers, answer)
        return [tuple(_assignment(*row) for row in rows) for rows in found]


def _row(one: Assignment) -> tuple[str, float | None, Sequence[str]]:
    return one.slug, one.score, one.because


def _assignment(slug: str, score: float | None, because: Sequence[str]) -> Assignment:
    return Assignment(slug=slug, origin="rules", score=score, because=tuple(because))


def find_sentences(
    papers: Sequence[Paper], answers: Answers, jobs: int
) -> Mapping[str, str | None]:
    """The sentence of each paper's abstract that says what it does, by id."""

    def answer(some: Sequence[Paper]) -> list[str | None]:
        return share_out(some, _choose, attrgetter("id"), at_once=_AT_ONCE, jobs=jobs)

    found = answers.find("sentence", papers, answer)
    return {paper.id: sentence for paper, sentence in zip(papers, found, strict=True)}


def _choose(papers: Sequence[Paper]) -> list[str | None]:
    return [key_sentence(paper.abstract, paper.title) for paper in papers]
