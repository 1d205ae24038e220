"""Files of citations: one a list and form, of the digest, each topic, each edition and the picks.

None for single papers, which would be three files for each: their pages hold all three forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator import addresses
from generator.citations.forms import FORMS
from generator.citations.record import Citation
from generator.records import Digest
from generator.write import File


def make_citation_files(digest: Digest, citations: Mapping[str, Citation]) -> Iterator[File]:
    """The files of all lists; `citations` has one for each paper of the digest, by id.

    Papers stand in the order of ids, in editions in that of the listing. An empty list has its
    files too, for its address is promised.
    """
    lists = dict(_lists(digest))
    for form in FORMS:
        # Each paper's text is made once a form, and one form is held at a time.
        entries = {paper: form.to_entry(citation) for paper, citation in citations.items()}
        for stem, papers in lists.items():
            text = form.join(entries[paper] for paper in papers)
            yield File(addresses.citations(stem, form.suffix), text.encode())


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
