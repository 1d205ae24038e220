"""Files of citations: one a list and form, of the digest, each topic, each edition and the picks.

None for single papers, which would be three files for each: their pages hold all three forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from generator import addresses
from generator.citations.forms import FORMS, Form
from generator.citations.record import Citation
from generator.made import Bytes, Joined, Making
from generator.records import Digest
from generator.write import File, Kept


def make_citation_files(
    digest: Digest, citations: Mapping[str, Citation], making: Making | None = None
) -> Iterator[File | Kept]:
    """The files of all lists; `citations` has one for each paper of the digest, by id.

    Papers stand in the order of ids, in editions in that of the listing. An empty list has its
    files too, for its address is promised. A citation is made of its paper and the settings alone.
    """
    making = making or Making()
    keys = {paper.id: making.keys.facts(paper) for paper in digest.papers}
    lists = dict(_lists(digest))
    for form in FORMS:  # one form is held at a time
        entries = _Entries(form, citations, keys, making)
        for stem, papers in lists.items():
            yield from entries.make(addresses.citations(stem, form.suffix), papers)


class _Entries:
    """The citations of all papers in one form; each is made once."""

    def __init__(
        self, form: Form, citations: Mapping[str, Citation], keys: Mapping[str, str], making: Making
    ) -> None:
        self.form = form
        self.citations = citations
        self.keys = keys
        self.making = making
        self.all = addresses.citations(addresses.ALL_CITATIONS, form.suffix)

    def make(self, path: str, papers: Sequence[str]) -> Iterator[File | Kept]:
        """The file of a list."""
        key = self.making.keys.of([self.keys[paper] for paper in papers])
        if path == self.all:
            yield from self.making.unit(path, key, self._make_all, self._note)
        else:
            yield from self.making.unit(path, key, partial(self._make, path, papers))

    def _make_all(self) -> Iterator[File]:
        yield File(self.all, self._joined.data)

    def _note(self) -> str:
        return self._joined.note()

    def _make(self, path: str, papers: Iterable[str]) -> Iterator[File]:
        yield File(path, self.form.rows.join(self._entries[paper] for paper in papers))

    @cached_property
    def _joined(self) -> Joined:
        makers = ((key, partial(self._encode, paper)) for paper, key in self.keys.items())
        return self.making.join(self.all, self.form.rows, makers)

    @cached_property
    def _entries(self) -> Mapping[str, Bytes]:
        return {paper: row for paper, (_, row) in zip(self.keys, self._joined.rows(), strict=True)}

    def _encode(self, paper: str) -> bytes:
        return self.form.to_entry(self.citations[paper]).encode()


def _lists(digest: Digest) -> Iterator[tuple[str, Sequence[str]]]:
    """The stem of each list's files, and the ids of its papers; topics under all their names."""
    standing = [paper for paper in digest.papers if paper.stands]
    yield addresses.ALL_CITATIONS, [paper.id for paper in digest.papers]
    yield addresses.PICKS_CITATIONS, [paper.id for paper in standing if paper.pick]
    by_topic: dict[str, list[str]] = {topic.slug: [] for topic in digest.topics}
    for paper in standing:
        for assignment in paper.topics:
            by_topic[assignment.slug].append(paper.id)
    for topic in digest.topics:
        for slug in (topic.slug, *topic.formerly):
            yield addresses.topic_citations(slug), by_topic[topic.slug]
    for edition in digest.editions:
        yield addresses.edition_citations(edition.id), edition.papers
