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

Each text is read once, in time linear in its length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.classify import fold_words
from generator.records import Digest, Mention, Paper
from generator.relations.stopwords import COMMON
from generator.relations.systems import (
    Key,
    Names,
    Place,
    System,
    find_names,
    make_names,
    parse_system,
    plain,
    words_of,
)
from generator.text.words import fold

EVIDENCE = 2
"""Telling words that a text shares with the title of a name of ordinary shape; not all are common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A paper's use of a name.

    `explained` are the last two words that it stands for, if it stands in brackets behind them;
    `is_plain` says that it stands by itself inside a sentence.
    """

    paper: Paper
    key: Key
    written: str
    is_claim: bool
    is_plain: bool
    explained: frozenset[str]


def mention(digest: Digest) -> Digest:
    """The digest, each paper with the papers that it mentions and that mention it."""
    mentions = find_mentions(digest.papers)
    mentioned_by: dict[str, list[Mention]] = defaultdict(list)
    for paper, named in mentions.items():
        for other in named:
            mentioned_by[other.id].append(Mention(id=paper, name=other.name))
    papers = (
        replace(
            paper,
            mentions=mentions.get(paper.id, ()),
            mentioned_by=tuple(mentioned_by.get(paper.id, ())),
        )
        for paper in digest.papers
    )
    return replace(digest, papers=tuple(papers))


def find_mentions(papers: Sequence[Paper]) -> Mapping[str, tuple[Mention, ...]]:
    """The papers that each paper mentions, and under which name; all in the order of ids."""
    owners: dict[Key, list[System]] = defaultdict(list)
    for system in filter(None, map(parse_system, papers)):
        owners[system.key].append(system)
    uses: dict[Key, list[Use]] = defaultdict(list)
    names = make_names(owners.keys())
    for paper in papers:
        for use in _find_uses(names, paper):
            uses[use.key].append(use)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, (owner, *others) in owners.items():
        for use in () if others else _judge(owner, uses[key]):
            found[use.paper.id].setdefault(owner.paper.id, owner.name)
    return {
        paper: tuple(Mention(id=other, name=name) for other, name in sorted(named.items()))
        for paper, named in sorted(found.items())
    }


def _find_uses(names: Names, paper: Paper) -> Iterator[Use]:
    title, abstract = plain(paper.title), plain(paper.abstract)
    for place in find_names(names, title):
        yield _make_use(paper, title, place, is_title=True)
    for place in find_names(names, abstract):
        yield _make_use(paper, abstract, place, is_title=False)


def _make_use(paper: Paper, text: str, place: Place, *, is_title: bool) -> Use:
    """Read what stands around a name; in a title, where all is in capitals, it says nothing."""
    before, behind = text[max(0, place.start - 80) : place.start], text[place.end : place.end + 2]
    is_bracketed = before.endswith("(") and behind.startswith(")") and not is_title
    return Use(
        paper=paper,
        key=place.key,
        written=text[place.start : place.end],
        is_claim=bool(_CLAIM.search(before)) and not is_title,
        is_plain=bool(_INSIDE.search(before)) and not _GOES_ON.match(behind) and not is_title,
        explained=frozenset(fold_words(before)[-2:] if is_bracketed else ()),
    )


_CLAIM = re.compile(
    r"""\b(?:(?:we|paper|work|report)\s(?:\w+ly\s|then\s|also\s)?(?:build|call|construct|contribute|
            create|design|develop|dub|introduce|name|open-source|present|propose|release|term)s?
          |called|coined|dubbed|introducing|named|namely|termed)
        \s(?:(?:an?|the|our|it|this|as|new|novel|benchmark|dataset|framework|method|model|approach|
            system|\w+ly)\s)*["'\u201c]?$""",
    re.IGNORECASE | re.VERBOSE,
)
_INSIDE = re.compile(r"(?:(?<![^\s(])[^\W\dA-Z_][\w\-']*\s|[,;)]\s)[(\"'\u201c]?$|[(/]$")
_GOES_ON = re.compile(r"\s[A-Z]")


def _judge(owner: System, uses: Sequence[Use]) -> Iterator[Use]:
    """The uses of a name that mean the paper which owns it."""
    others = [use for use in uses if use.paper.id != owner.paper.id and _is_alike(use, owner)]
    if any(_claims(use, owner) for use in others):
        return
    has_version = owner.has_number and owner.is_distinct
    if not has_version and any(_is_older(use.paper, owner.paper) for use in others):
        return
    is_word = owner.name.isupper() or any(use.written.islower() for use in uses)
    for use in others:
        if _is_older(use.paper, owner.paper):
            continue
        if owner.is_distinct or _is_evident(use, owner, is_word=is_word):
            yield use


def _is_alike(use: Use, owner: System) -> bool:
    if owner.has_number:
        return _initials(use.written) == _initials(owner.name)
    return _letters(use.written) == _letters(owner.name)


def _initials(text: str) -> list[bool]:
    """Of each run of letters, whether it begins with a capital."""
    return [run[0].isupper() for run in _LETTERS.findall(text)]


def _letters(text: str) -> str:
    """Without accents and what stands between the parts of a name; capitals stay."""
    return "".join(fold(c).upper() if c.isupper() else fold(c) for c in text if c.isalnum())


_LETTERS = re.compile(r"[^\W\d_]+")


def _claims(use: Use, owner: System) -> bool:
    """Whether a paper says that the name is its own.

    A title that begins with the name belongs to the same family; such a paper speaks of the first.
    """
    own = parse_system(use.paper)
    if own and own.key[: len(owner.key)] == owner.key:
        return False
    is_explained_otherwise = not owner.has_number and not words_of(owner.paper) >= use.explained
    return use.is_claim or is_explained_otherwise


def _is_older(paper: Paper, other: Paper) -> bool:
    return bool(paper.published and other.published and paper.published < other.published)


def _is_evident(use: Use, owner: System, *, is_word: bool) -> bool:
    shared = owner.telling & words_of(use.paper) if use.is_plain else frozenset()
    return bool(shared - COMMON) and len(shared) >= EVIDENCE if is_word else bool(shared)
