"""Mentions: which papers name the system of another paper, in the abstract or the title.

A wrong link costs more than a missing one, so every rule takes links away (what a name is, and
where a text has one, stands in `systems`):

1. A name is meant only where it is written alike: `ReAct` is not `react`. With a number it is enough
   that the same parts begin with a capital: `Deepseek-R1` is `DeepSeek-R1`.
2. A name that several papers claim is nobody's. A paper claims what its title names, what its
   abstract says that it calls or introduces, and a short form in brackets that it explains in other
   words than the paper of the name.
3. A name that an older paper has is nobody's either, unless its number says which version it is. No
   paper mentions a younger one.
4. A name of ordinary shape (`SELF`, `Orca`, `Safe Unlearning`) is meant only inside a sentence and by
   itself, in a text that has `EVIDENCE` telling words of the title which gives the name; one is
   enough for a name like `Orca` as long as no text has it as a word (`orca`).

Each text is read once, in time linear in its length; where names stand is kept (`uses`), and only texts
that are new, or may have a name that came or went, are read the next time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from generator.records import Digest, Mention, Paper
from generator.relations.kept_uses import read_uses, write_uses
from generator.relations.stopwords import COMMON
from generator.relations.systems import Key, System, telling_words, words_of
from generator.relations.texts import Texts
from generator.relations.uses import Use, Uses, find_uses, pack_key, unpack_use
from generator.text.words import fold

EVIDENCE = 2
"""Telling words that a text shares with the title of a name of ordinary shape; not all are common."""


@dataclass(frozen=True)
class _Owner:
    """A paper, and the system that its title names; its words are read where they are asked for."""

    paper: Paper
    system: System

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that say what the system is."""
        return telling_words(self.paper)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the paper."""
        return words_of(self.paper)


def mention(
    digest: Digest, cache: Path | None = None, texts: Texts | None = None, jobs: int = 1
) -> Digest:
    """The digest, each paper with the papers that it mentions and that mention it.

    `cache` is a file that keeps which names each text has; it may be deleted, and one that is
    damaged or foreign is not used. `texts` are plain texts that may have been read already.
    """
    last = read_uses(cache) if cache else None
    uses = find_uses(digest.papers, last, texts, jobs)
    if cache and uses is not last:
        write_uses(cache, uses)
    mentions = judge_uses(digest.papers, uses)
    mentioned_by: dict[str, list[Mention]] = defaultdict(list)
    for paper, named in mentions.items():
        for other in named:
            mentioned_by[other.id].append(Mention(id=paper, name=other.name))
    papers = (
        _link(paper, mentions.get(paper.id, ()), tuple(mentioned_by.get(paper.id, ())))
        for paper in digest.papers
    )
    return replace(digest, papers=tuple(papers))


def _link(paper: Paper, mentions: tuple[Mention, ...], mentioned_by: tuple[Mention, ...]) -> Paper:
    if (paper.mentions, paper.mentioned_by) == (mentions, mentioned_by):
        return paper
    return replace(paper, mentions=mentions, mentioned_by=mentioned_by)


def find_mentions(papers: Sequence[Paper]) -> Mapping[str, tuple[Mention, ...]]:
    """The papers that each paper mentions, and under which name; all in the order of ids."""
    return judge_uses(papers, find_uses(papers))


def judge_uses(papers: Sequence[Paper], uses: Uses) -> Mapping[str, tuple[Mention, ...]]:
    """Of the uses of names, given paper by paper, those that mean the paper of the name."""
    named = [uses.system(at) for at in range(len(papers))]
    owners: dict[Key, list[_Owner]] = defaultdict(list)
    for paper, system in zip(papers, named, strict=True):
        if system:
            owners[system.key].append(_Owner(paper, system))
    by_key: dict[str, list[_Written]] = defaultdict(list)
    for at in range(len(papers)):
        for name, written, packed in uses.of(at):
            by_key[name].append((at, written, packed))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, (owner, *others) in owners.items():
        if others:
            continue
        found_here = by_key.get(pack_key(key), [])
        alike = [
            _By(papers[at], named[at], unpack_use(packed))
            for at, written, packed in found_here
            if papers[at].id != owner.paper.id and _is_alike(written, owner.system)
        ]
        is_word = any(written.islower() for _, written, _ in found_here)
        for by in _judge(owner, alike, is_word=is_word):
            found[by.paper.id].setdefault(owner.paper.id, owner.system.name)
    return {
        paper: tuple(Mention(id=other, name=name) for other, name in sorted(mentioned.items()))
        for paper, mentioned in sorted(found.items())
    }


_Written = tuple[int, str, str]
"""Which paper uses a name, how it writes it, and the use, packed."""


class _By(NamedTuple):
    """A use of a name, the paper that uses it, and the system which that paper names itself."""

    paper: Paper
    own: System | None
    use: Use


def _judge(owner: _Owner, others: Sequence[_By], *, is_word: bool) -> Iterator[_By]:
    """Of the uses of a name by others, written alike, those that mean the paper which owns it.

    `is_word` says that some text has the name as a word.
    """
    system = owner.system
    if any(_claims(by, owner) for by in others):
        return
    has_version = system.has_number and system.is_distinct
    if not has_version and any(_is_older(by.paper, owner.paper) for by in others):
        return
    is_word = is_word or system.name.isupper()
    for by in others:
        if _is_older(by.paper, owner.paper):
            continue
        if system.is_distinct or _is_evident(by, owner, is_word=is_word):
            yield by


def _is_alike(written: str, system: System) -> bool:
    if system.has_number:
        return _initials(written) == _initials(system.name)
    return _letters(written) == _letters(system.name)


def _initials(text: str) -> list[bool]:
    """Of each run of letters, whether it begins with a capital."""
    return [run[0].isupper() for run in _LETTERS.findall(text)]


@lru_cache(maxsize=1024)  # the uses of a name come together, and most are written the same
def _letters(text: str) -> str:
    """Without accents and what stands between the parts of a name; capitals stay."""
    return "".join(fold(c).upper() if c.isupper() else fold(c) for c in text if c.isalnum())


_LETTERS = re.compile(r"[^\W\d_]+")


def _claims(by: _By, owner: _Owner) -> bool:
    """Whether a paper says that the name is its own.

    A title that begins with the name belongs to the same family; such a paper speaks of the first.
    """
    key, use = owner.system.key, by.use
    if by.own and by.own.key[: len(key)] == key:
        return False
    is_explained = bool(use.explained) and not owner.system.has_number
    return use.is_claim or (is_explained and not owner.words >= use.explained)


def _is_older(paper: Paper, other: Paper) -> bool:
    return bool(paper.published and other.published and paper.published < other.published)


def _is_evident(by: _By, owner: _Owner, *, is_word: bool) -> bool:
    if not by.use.is_plain:
        return False
    shared = owner.telling & words_of(by.paper)
    return bool(shared - COMMON) and len(shared) >= EVIDENCE if is_word else bool(shared)
