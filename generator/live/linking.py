"""Relations are found again only where a paper differs in what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.caches import Caches
from generator.live.keeping import take
from generator.records import Digest, Paper, Related

if TYPE_CHECKING:
    from generator.relations.kept import Kept
    from generator.relations.texts import Texts


class Linker:
    """Adds relations to one digest after another."""

    def __init__(self, caches: Caches) -> None:
        """`caches` are those of `generator.pipeline.add_relations`, which says how the steps go."""
        from generator.relations.mentions import mention  # noqa: PLC0415

        self._related = _Step(_bare, ("related",))
        self._relate = _Relate(caches.related)
        self._mentions = _Step(_speaking, ("mentions", "mentioned_by"))
        self._mention = partial(mention, cache=caches.names)

    def link(self, digest: Digest, jobs: int = 1) -> Digest:
        """The digest with relations; a paper that is as it was is the same object."""
        from generator.relations.texts import Texts  # noqa: PLC0415

        texts = Texts()
        digest = self._related.add(digest, partial(self._relate, texts=texts, jobs=jobs))
        return self._mentions.add(digest, partial(self._mention, texts=texts, jobs=jobs))


class _Relate:
    """Finds related papers as `generator.relations.related.relate` does, with the last state at hand."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._last: Kept | None = None
        self._lists: Mapping[str, tuple[str, tuple[Related, ...]]] = {}

    def __call__(self, digest: Digest, texts: Texts, jobs: int) -> Digest:
        from generator.relations import kept, related  # noqa: PLC0415

        last = self._last or kept.read_kept(self._cache)
        found = related.find(digest.papers, last, texts, jobs)
        if self._last is None and found is not last:  # for builds and the next preview
            kept.write_kept(self._cache, found)
        self._last = found
        before = self._lists
        self._lists = {
            paper: known
            if (known := before.get(paper)) and known[0] == text
            else (text, kept.unpack(text))
            for paper, text in zip(found.ids, found.lists, strict=True)
        }
        papers = (replace(paper, related=self._lists[paper.id][1]) for paper in digest.papers)
        return replace(digest, papers=tuple(papers))


def _bare(paper: Paper) -> Paper:
    """A paper without what no relation is made of."""
    return replace(paper, notes=(), pick=None, links=(), curated=False, sources={})


def _speaking(paper: Paper) -> Paper:
    """The same for mentions, which are of texts and dates alone."""
    return replace(_bare(paper), topics=(), related=())


class _Step:
    """A step that fills some fields of papers; `bare` is a paper with no more than they are made of."""

    def __init__(self, bare: Callable[[Paper], Paper], fields: Sequence[str]) -> None:
        self._bare = bare
        self._fields = fields
        self._last: Mapping[str, tuple[Paper, Paper]] = {}

    def add(self, digest: Digest, make: Callable[[Digest], Digest]) -> Digest:
        """Have the fields filled: as last time, if no paper differs in what they are made of."""
        if len(self._last) == len(digest.papers) and all(map(self._is_alike, digest.papers)):
            papers = tuple(map(self._carry, digest.papers))
        else:
            papers = tuple(map(self._take, make(digest).papers))
        pairs = zip(digest.papers, papers, strict=True)
        self._last = {before.id: (before, after) for before, after in pairs}
        return replace(digest, papers=papers)

    def _is_alike(self, paper: Paper) -> bool:
        known = self._last.get(paper.id)
        return known is not None and (
            known[0] is paper or self._bare(known[0]) == self._bare(paper)
        )

    def _carry(self, paper: Paper) -> Paper:
        before, after = self._last[paper.id]
        if before is paper:
            return after
        return replace(paper, **{field: getattr(after, field) for field in self._fields})

    def _take(self, paper: Paper) -> Paper:
        known = self._last.get(paper.id)
        return take(known[1] if known else None, paper)
