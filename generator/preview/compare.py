"""Two states of the content compared: papers, lists, topics and findings.

What happened to a paper is told as `generator.changes` tells it, and on top of that what it leaves
out because readers need not hear of it: topics by rules and editions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import TypeVar

from generator.changes import Change, compare, compare_paper
from generator.changes.records import Json
from generator.exports import paper_to_json
from generator.preview.records import (
    Comparison,
    Count,
    FieldChange,
    Gone,
    NewPaper,
    PaperChange,
    Some,
    State,
)
from generator.preview.wording import LISTS, NAMES, field_text, title_of
from generator.preview.words import compare_lines, compare_words, visible
from generator.problems import Problem
from generator.records import Digest, Topic
from generator.revisions import Changed
from generator.since import Compared
from generator.text.sentences import key_sentence

MOST = 200
"""Papers of each kind, and findings, that a preview shows; the others are counted."""

OF_CONTRIBUTORS = ("listings", "references", "curations")
"""Folders of the content whose files are about single papers or captures."""

Made = TypeVar("Made", PaperChange, NewPaper, Gone, Problem)
Found = TypeVar("Found")


def compare_states(
    before: State,
    after: State,
    *,
    files: Sequence[Changed],
    findings: Compared,
) -> Comparison:
    """Tell what is different; `files` are those of the whole repository that are."""
    old = {paper.id: paper_to_json(paper) for paper in before.digest.papers}
    new = {paper.id: paper_to_json(paper) for paper in after.digest.papers}
    by_kind = compare(old, after.digest, date.min)
    added = [new[change.paper] for change in by_kind if change.kind == "added"]
    gone = [change for change in by_kind if change.kind in {"removed", "merged"}]
    return Comparison(
        outside=tuple(file for file in files if not file.inside),
        shared=tuple(file for file in files if file.inside and _is_shared(file.inside)),
        files=tuple(file for file in files if file.inside),
        added=_first(_new_paper, added),
        changed=_first(lambda change: change, _changed_papers(old, new)),
        gone=_first(_gone, gone),
        lists=tuple(_count_lists(before.digest, after.digest)),
        topics=tuple(_compare_topics(before.digest, after.digest)),
        new_problems=_first(lambda problem: problem, findings.new),
        gone_problems=_first(lambda problem: problem, findings.gone),
    )


def _first(make: Callable[[Found], Made], found: Iterable[Found]) -> Some:
    """Make the first ones, and count the rest."""
    rest = iter(found)
    shown = tuple(map(make, islice(rest, MOST)))
    return Some(shown=shown, more=sum(1 for _ in rest))


def _is_shared(inside: str) -> bool:
    return inside.partition("/")[0] not in OF_CONTRIBUTORS


def _changed_papers(old: Mapping[str, Json], new: Mapping[str, Json]) -> Iterator[PaperChange]:
    for paper, now in new.items():
        if paper in old and old[paper] != now:
            facts = compare_paper(old[paper], now)
            if facts:
                yield PaperChange(
                    id=paper,
                    title=title_of(now["title"], paper),
                    fields=tuple(_field(fact.field, fact.before, fact.after) for fact in facts),
                )


def _field(name: str, before: object, after: object) -> FieldChange:
    compare_texts = compare_lines if name in LISTS else compare_words
    pieces = compare_texts(field_text(name, before), field_text(name, after))
    return FieldChange(name=NAMES.get(name, name), pieces=pieces)


def _new_paper(paper: Json) -> NewPaper:
    return NewPaper(
        id=paper["id"],
        title=title_of(paper["title"], paper["id"]),
        sentence=key_sentence(paper["abstract"], paper["title"]),
        facts=tuple(_card_facts(paper)),
    )


def _card_facts(paper: Json) -> Iterator[tuple[str, str]]:
    values = {**paper, **_link_texts(paper)}
    for name in ("published", "authors", "organisation", "editions", "topics", *_link_texts(paper)):
        text = visible(field_text(name, values[name]))
        if text or name == "topics":
            yield NAMES[name], text or "none"
    for name in ("pick", "notes", "status"):
        if paper[name]:
            yield NAMES[name], visible(field_text(name, paper[name]))


def _link_texts(paper: Json) -> Mapping[str, str]:
    found = {}
    for kind, links in paper["links"].items():
        if links:
            ids = [links["id"]] if isinstance(links, dict) else [link["url"] for link in links]
            found[f"links.{kind}"] = "\n".join(ids)
    return found


def _gone(change: Change) -> Gone:
    successor = next((fact.after for fact in change.what if fact.field == "id"), None)
    title = title_of(change.title, change.paper)
    return Gone(id=change.paper, title=title, successor=successor)


def _count_lists(before: Digest, after: Digest) -> Iterator[Count]:
    """Lists whose number of papers is different, in the order of the digest of now."""
    old, new = _sizes(before), _sizes(after)
    for name in dict.fromkeys(chain(new, old)):
        if old.get(name) != new.get(name):
            yield Count(name=name, before=old.get(name), after=new.get(name))


def _sizes(digest: Digest) -> Mapping[str, int]:
    in_topics = Counter(topic.slug for paper in digest.papers for topic in paper.topics)
    return {
        "papers": len(digest.papers),
        "picks": sum(paper.pick is not None for paper in digest.papers),
        "papers with notes": sum(bool(paper.notes) for paper in digest.papers),
        "papers in no topic": sum(not paper.topics for paper in digest.papers),
        **{f"topic {topic.slug}": in_topics[topic.slug] for topic in digest.topics},
        **{f"edition {edition.id}": len(edition.papers) for edition in digest.editions},
    }


def _compare_topics(before: Digest, after: Digest) -> Iterator[FieldChange]:
    """Topics whose definition is different: their rules move papers by hundreds."""
    old = {topic.slug: _topic_text(topic) for topic in before.topics}
    new = {topic.slug: _topic_text(topic) for topic in after.topics}
    for slug in dict.fromkeys(chain(new, old)):
        if old.get(slug) != new.get(slug):
            pieces = compare_lines(old.get(slug, ""), new.get(slug, ""))
            yield FieldChange(name=slug, pieces=pieces)


def _topic_text(topic: Topic) -> str:
    rules = (f"{phrase}: {weight:g}" for phrase, weight in topic.rules.items())
    former = f"formerly {', '.join(topic.formerly)}" if topic.formerly else ""
    return "\n".join(filter(None, (topic.name, topic.about, former, *rules)))
