"""What changed since a digest was last published: papers added, corrected, merged, withdrawn.

The published state is a `papers.json` as the site has it. It is compared with the digest of today,
paper by paper, and what differs becomes records with stable ids, newest first. Nothing here reads
the clock: a change bears the newest day of the content that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from generator.changes.records import CURATED, FACTS, KINDS, Change, Fact, Json, Kind, Published
from generator.exports import paper_to_json
from generator.records import ADDRESS_KINDS, ID_KINDS, Digest

MAX_CHANGES = 500
"""Most changes that are kept, the newest."""

DRIFTING: Mapping[str, str] = {
    "comments": "grow with each capture",
    "upvotes": "grow with each capture",
    "stars": "grow with each capture",
    "machine_written": "is what a machine wrote of the paper, not the paper",
    "editions": "grow when a listing shows the paper again",
    "listed": "moves when an older listing is imported",
    "published_from": "says where the date comes from, which is compared",
    "topics by rules": "move by hundreds when a rule is edited",
    "related": "move when papers like it are added",
    "mentions": "grow when the paper that is mentioned is added",
    "mentioned_by": "grow with the digest",
    "where a link comes from": "moves when another listing states it too",
    "url": "follows from the id",
}
"""What is not compared, since it changes though nobody changed the paper, and why it does."""


def make_changes(digest: Digest, published: Published) -> tuple[Change, ...]:
    """All changes to tell, newest first: since the last publication, then those told before.

    Building again from the same state gives the same; building from what was just published adds
    nothing. When there are too many, papers added are the first to go: feeds have told of them.
    """
    known = published.changes
    today = max(_day_of(digest), known[0].day if known else date.min)
    fresh = _number(compare(published.papers, digest, today), {change.id for change in known})
    return (*fresh, *known)[:MAX_CHANGES]


def compare(before: Mapping[str, Json], digest: Digest, today: date) -> tuple[Change, ...]:
    """Tell the changes from published papers to a digest, by kind and then by paper.

    A field that the published state does not have yet is not compared.
    """
    after = {paper.id: paper_to_json(paper) for paper in digest.papers}
    moved = {gone: paper.id for paper in digest.papers for gone in paper.former_ids}
    found = [
        *(_change("added", new, today) for paper, new in after.items() if paper not in before),
        *(
            _gone(old, after[moved[paper]] if paper in moved else None, today)
            for paper, old in before.items()
            if paper not in after
        ),
        *(
            change
            for paper, new in after.items()
            if paper in before
            for change in _compare_paper(before[paper], new, today)
        ),
    ]
    return tuple(sorted(found, key=lambda change: (KINDS.index(change.kind), change.paper)))


def compare_paper(before: Json, after: Json) -> tuple[Fact, ...]:
    """All that is different in one paper, what readers are not told included.

    That is topics by rules, with the reasons, and editions: who reviews a change wants to see them.
    """
    whole = {name for name in ("topics", "editions") if name in before}
    return (
        *_differences(_facts(before), _facts(after)),
        *_differences(_curated({**before, "topics": []}), _curated({**after, "topics": []})),
        *(
            Fact(field=name, before=before[name], after=after[name])
            for name in sorted(whole)
            if before[name] != after[name]
        ),
    )


def _compare_paper(before: Json, after: Json, today: date) -> Iterator[Change]:
    facts = tuple(_differences(_facts(before), _facts(after)))
    status = after["status"] and after["status"]["is"]
    if status and status != (before.get("status") or {}).get("is"):
        fact = Fact(field="status", before=before.get("status"), after=after["status"])
        yield _change(status, after, today, (fact,))
        facts = tuple(fact for fact in facts if fact.field != "status")
    if facts:
        yield _change("corrected", after, today, facts)
    if curated := tuple(_differences(_curated(before), _curated(after))):
        yield _change("curated", after, today, curated)


def _facts(paper: Json) -> Json:
    """What is compared: plain fields, and the links of each kind without where they come from."""
    links = paper.get("links", {})
    return {
        **{name: paper[name] for name in FACTS if name in paper},
        **{f"links.{kind}": (links[kind] or {}).get("id") for kind in ID_KINDS if kind in links},
        **{
            f"links.{kind}": [link["url"] for link in links[kind]]
            for kind in ADDRESS_KINDS
            if kind in links
        },
    }


def _curated(paper: Json) -> Json:
    values = {name: paper[name] for name in CURATED if name in paper}
    if "topics" in values:
        own = (topic["slug"] for topic in values["topics"] if topic["from"] == "curation")
        values["topics"] = sorted(own)
    return values


def _differences(before: Json, after: Json) -> Iterator[Fact]:
    for name, value in after.items():
        if name in before and before[name] != value:
            yield Fact(field=name, before=before[name], after=value)


def _gone(old: Json, successor: Json | None, today: date) -> Change:
    """A paper that is not there any more: it joined another, or it is lost."""
    if successor is None:
        return _change("removed", old, today)
    facts = (Fact(field=name, before=old[name], after=successor[name]) for name in ("id", "title"))
    return _change("merged", old, today, tuple(facts))


def _change(kind: Kind, paper: Json, today: date, what: tuple[Fact, ...] = ()) -> Change:
    name = f"{today.isoformat()}/{paper['id']}/{kind}"
    return Change(id=name, day=today, kind=kind, paper=paper["id"], title=paper["title"], what=what)


def _number(changes: Iterable[Change], taken: set[str]) -> Iterator[Change]:
    """Tell apart what happened to a paper twice while the content grew no day older."""
    for change in changes:
        number, name = 1, change.id
        while name in taken:
            number += 1
            name = f"{change.id}-{number}"
        yield replace(change, id=name)


def _day_of(digest: Digest) -> date:
    """The newest day that the digest knows of itself: of a capture, or of a paper's coming."""
    captured = (edition.captured for edition in digest.editions)
    added = (paper.added for paper in digest.papers if paper.added)
    return max((*captured, *added), default=date.min)
