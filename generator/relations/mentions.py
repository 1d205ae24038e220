"""Mentions: which papers name the system of another paper, in the abstract or the title.

A wrong link costs more than a missing one, so every rule takes links away (what a name is
stands in `systems`, and where a text has one in `places`):

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

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from generator.records import Digest, Mention, Paper
from generator.relations.kept_uses import read_uses, write_uses
from generator.relations.stopwords import COMMON
from generator.relations.systems import System, initials, telling_words, words_of
from generator.relations.texts import Texts
from generator.relations.uses import Use, Uses, find_uses, name_of, unpack_system, unpack_use
from generator.text.words import fold

EVIDENCE = 2
"""Telling words that a text shares with the title of a name of ordinary shape; not all are common."""


@dataclass(frozen=True)
class _Owner:
    """A paper, and the system that its title names, packed; all is read where it is asked for."""

    paper: Paper
    packed: str

    @cached_property
    def system(self) -> System:
        """The system."""
        return unpack_system(self.packed)

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


def judge_uses(papers: Sequence[Paper], uses: Uses) -> Mapping[str, tuple[Mention, ...]]:
    """Of the uses of names, given paper by paper, those that mean the paper of the name."""
    owners = _find_owners(papers, uses)
    alike, words = _find_alike(papers, uses, owners)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, others in alike.items():
        owner = owners[name]
        for by in _judge(owner, others, is_word=name in words):
            found[by.paper.id][owner.paper.id] = owner.system.name
    return {
        paper: tuple(Mention(id=other, name=name) for other, name in sorted(mentioned.items()))
        for paper, mentioned in sorted(found.items())
    }


def _find_owners(papers: Sequence[Paper], uses: Uses) -> dict[str, _Owner]:
    """The owner of each name that one title alone claims, by what `pack_key` makes of the name."""
    names = [name_of(system) for system in uses.systems]
    claims = Counter(names)
    return {
        name: _Owner(paper, system)
        for name, paper, system in zip(names, papers, uses.systems, strict=True)
        if name and claims[name] == 1
    }


def _find_alike(
    papers: Sequence[Paper], uses: Uses, owners: Mapping[str, _Owner]
) -> tuple[Mapping[str, Sequence[_By]], AbstractSet[str]]:
    """Of each name that has an owner its uses by others, written alike; and the names that are words."""
    alike: dict[str, list[_By]] = defaultdict(list)
    words = {*uses.all_words()}
    for at, paper in enumerate(papers):
        for packed in uses.of(at):
            name, written, _ = packed.split("\t", 2)
            if written.islower():
                words.add(name)
            owner = owners.get(name)
            if owner and paper is not owner.paper and _is_alike(written, owner.system):
                alike[name].append(_By(paper, uses.system(at), unpack_use(packed)))
    return alike, words


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
        return initials(written) == initials(system.name)
    return _letters(written) == _letters(system.name)


@lru_cache(maxsize=1024)  # the uses of a name come together, and most are written the same
def _letters(text: str) -> str:
    """Without accents and what stands between the parts of a name; capitals stay."""
    return "".join(fold(c).upper() if c.isupper() else fold(c) for c in text if c.isalnum())


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
