"""What papers speak of: the phrases of their titles and abstracts, and what each counts.

A phrase counts 2 in the title, and once or twice in the abstract, as often as it stands there. A
topic of the paper counts as if it were a word.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from generator.records import Paper
from generator.relations.characters import Flags, Ints, read_codes, spread
from generator.relations.phrases import Phrases, Vocabulary, read_phrases, renumber
from generator.workers import Shared

IN_TITLE: Final = 2
"""What a phrase in the title counts."""

IN_ABSTRACT: Final = 2
"""What a phrase in the abstract counts at most."""

IN_TOPIC: Final = 2
"""What a topic of the paper counts."""

IN_TURN: Final = 1024
"""Papers that one turn of a process listens to."""

FAR: Final = (1 << 16) - 1
"""A phrase that stands so far in a text, in characters, is counted and never shown."""

AT_ONCE: Final = 128
"""Papers read at a time; it bounds memory."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phrases of all papers, one paper after the other.

    Those of paper `n` stand from `starts[n]` to `starts[n + 1]`: the number of the phrase in
    `phrases`, what it counts, and from where to where the text of the paper has it; of a topic, from
    0 to 0, as of a phrase that ends behind `FAR`. `phrases` is sorted and holds for each phrase the numbers of its words.
    """

    phrases: Ints
    starts: Ints
    keys: Ints
    counts: Ints
    places: Ints

    def take(self, papers: Ints) -> Spoken:
        """Some papers, in that order, of the same phrases."""
        at = self.at(papers)
        starts = np.concatenate(([0], np.cumsum(self.lengths[papers])))
        return Spoken(self.phrases, starts, self.keys[at], self.counts[at], self.places[at])

    @property
    def lengths(self) -> Ints:
        """How many phrases each paper has."""
        return np.diff(self.starts)

    def at(self, papers: Ints) -> Ints:
        """Where the phrases of some papers stand, one paper after the other."""
        return spread(self.starts[papers], self.lengths[papers])


def chosen_starts(at: Ints, starts: Ints) -> Ints:
    """Where the phrases of each paper begin among those that stand `at` these places."""
    return np.searchsorted(at, starts).astype(np.int32)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a process has heard: some papers, and the words that it numbered for them, from `first` on."""

    process: int
    first: int
    words: Sequence[str]
    kinds: bytes
    spoken: Spoken


def listen(
    papers: Sequence[Paper], texts: Sequence[bytes], vocabulary: Vocabulary, jobs: int = 1
) -> Spoken:
    """Find the phrases of papers, whose texts are given as UTF-8: there are many."""

    def hear(some: range) -> _Heard:
        first = len(vocabulary.words)
        parts = [
            _listen(papers[at:end], texts[at:end], vocabulary)
            for at in range(some.start, some.stop, AT_ONCE)
            for end in (min(at + AT_ONCE, some.stop),)
        ]
        words, kinds = vocabulary.since(first)
        return _Heard(os.getpid(), first, words, kinds, join(parts))

    turns = [range(at, min(at + IN_TURN, len(papers))) for at in range(0, len(papers), IN_TURN)]
    heard = Shared(turns, hear, lambda some: papers[some.start].id).run(jobs)
    return join(_translate(heard, vocabulary))


def _translate(heard: Sequence[_Heard], vocabulary: Vocabulary) -> list[Spoken]:
    """The same, with the numbers that words have here: each process gave its own to new ones."""
    known = min((part.first for part in heard), default=0)
    numbers = {part.process: np.arange(known) for part in heard}
    for part in sorted(heard, key=lambda part: part.first):
        new = np.array(vocabulary.adopt(part.words, part.kinds), np.int64)
        numbers[part.process] = np.concatenate((numbers[part.process], new))
    return [
        replace(part.spoken, phrases=renumber(part.spoken.phrases, numbers[part.process]))
        for part in heard
    ]


def join(parts: Sequence[Spoken]) -> Spoken:
    """Papers one after the other whose phrases were found by and by, of one vocabulary."""
    phrases = np.sort(_chain([part.phrases for part in parts], np.int64))
    phrases = phrases[_differ(phrases)]  # np.unique takes longer
    lengths = _chain([part.lengths for part in parts], np.int64)
    keys = [np.searchsorted(phrases, part.phrases).astype(np.int32)[part.keys] for part in parts]
    return Spoken(
        phrases=phrases,
        starts=np.concatenate(([0], np.cumsum(lengths))),
        keys=_chain(keys, np.int32),
        counts=_chain([part.counts for part in parts], np.int8),
        places=_chain([part.places.reshape(-1) for part in parts], np.uint16).reshape(-1, 2),
    )


def _chain(parts: Sequence[Ints], kind: type[np.integer[Any]]) -> Ints:
    return np.concatenate(parts, dtype=kind) if parts else np.zeros(0, kind)


def _listen(papers: Sequence[Paper], encoded: Sequence[bytes], vocabulary: Vocabulary) -> Spoken:
    """Find the phrases of a few papers."""
    texts = [text.decode() for text in encoded]
    whole = "\n".join(texts)
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    ends_of_titles = begins[:-1] + [text.index("\n") for text in texts]
    found = _sort(read_phrases(whole, vocabulary), begins)
    owners = np.searchsorted(begins, found.starts, side="right") - 1
    firsts = np.flatnonzero(_differ(owners) | _differ(found.keys))
    in_title = found.starts < ends_of_titles[owners]
    chosen = _choose(whole, found.starts, firsts)
    topics = [(n, topic.slug) for n, paper in enumerate(papers) for topic in paper.topics]
    of_topics = np.array([vocabulary.add(f"/{slug}") for _, slug in topics], np.int64)
    rows = np.concatenate((owners[firsts], np.array([n for n, _ in topics], np.int64)))
    order = np.argsort(rows, kind="stable")
    phrases, keys = np.unique(np.concatenate((found.keys[firsts], of_topics)), return_inverse=True)
    places = np.stack((found.starts, found.ends), axis=1)[chosen] - begins[owners[firsts], None]
    places[places[:, 1] > FAR] = 0
    counts = np.concatenate((_count(in_title, firsts), np.full(len(topics), IN_TOPIC)))
    return Spoken(
        phrases=phrases,
        starts=np.searchsorted(rows[order], np.arange(len(papers) + 1)),
        keys=keys[order].astype(np.int32),
        counts=counts[order].astype(np.int8),
        places=np.concatenate((places, np.zeros((len(topics), 2))))[order].astype(np.uint16),
    )


def _sort(found: Phrases, begins: Ints) -> Phrases:
    """By paper, then by phrase; equal ones stay in the order of their places."""
    order = np.argsort(found.keys, kind="stable")
    owners = np.searchsorted(begins, found.starts[order], side="right").astype(np.int16)
    order = order[np.argsort(owners, kind="stable")]
    return Phrases(found.keys[order], found.starts[order], found.ends[order])


def _differ(values: Ints) -> Flags:
    """Whether each value differs from the one before."""
    differs = np.ones(len(values), np.bool_)
    differs[1:] = values[1:] != values[:-1]
    return differs


def _count(in_title: Flags, firsts: Ints) -> Ints:
    """What each phrase counts; its occurrences begin at its `firsts`."""
    if not len(firsts):
        return np.zeros(0, np.int64)
    titles: Ints = np.add.reduceat(in_title, firsts, dtype=np.int64)
    all_of_it = np.diff(firsts, append=len(in_title))
    counts: Ints = IN_TITLE * (titles > 0) + np.minimum(IN_ABSTRACT, all_of_it - titles)
    return counts


def _choose(text: str, starts: Ints, firsts: Ints) -> Ints:
    """The occurrence of each phrase that is shown: if possible without a capital in front."""
    initials = read_codes(text)[starts]
    is_lower, is_upper = ((initials >= ord(a)) & (initials <= ord(z)) for a, z in ("az", "AZ"))
    for at in np.flatnonzero(initials > ord("z")).tolist():
        initial = chr(initials[at])
        is_lower[at], is_upper[at] = initial.islower(), initial.isupper()
    if not len(firsts):
        return firsts
    none = len(starts)
    lower = np.minimum.reduceat(np.where(is_lower, np.arange(none), none), firsts)
    return np.where(is_upper[firsts] & (lower < none), lower, firsts)
