"""`data/status.json`: how fresh the digest is and how much it knows, in one small file.

Monitors ask for it, and the foot of every page. It holds days of the content alone, never one of a
build: how long ago they were is for whoever reads it to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator import addresses
from generator.exports.shapes import Json, an_object, day, make_schema, nullable, text
from generator.records import REFERENCES, Digest, Edition, Paper
from generator.settings import Settings


def status_to_json(digest: Digest) -> Json:
    """The status of a digest; what it has none of is null."""
    edition = digest.editions[-1] if digest.editions else None
    return {
        "schema": addresses.STATUS_SCHEMA.rpartition("/")[2],
        "newest_listing": _newest_listing(digest),
        "newest_edition": edition and _edition(edition),
        "newest_added": _newest_added(digest),
        "counts": {name: number for name, (number, _) in _counts(digest).items()},
    }


def status_schema(settings: Settings) -> Json:
    """The JSON Schema of `status.json`."""
    empty = Digest(papers=(), topics=(), editions=())
    counts = {name: _number(about) for name, (_, about) in _counts(empty).items()}
    return make_schema(
        settings.site_url + addresses.STATUS_SCHEMA,
        f"Status of {settings.site_name}",
        newest_listing=nullable(
            an_object(
                {
                    "day": day("Day of its capture."),
                    "reader": text("The kind of listing, by the name of its reader."),
                    "id": text("Its file's name without a suffix."),
                }
            ),
            "The listing captured last.",
        ),
        newest_edition=nullable(
            an_object(
                {
                    "day": day("Day of its capture."),
                    "id": text("Its name in addresses."),
                    "papers": _number("How many papers it has."),
                    "url": text("Its page, relative to the site's root."),
                }
            ),
            "The edition captured last.",
        ),
        newest_added=nullable(
            an_object(
                {
                    "day": day("The day."),
                    "papers": _number("How many papers came on it."),
                }
            ),
            "The last day on which this digest took papers in.",
        ),
        counts={**an_object(counts), "description": "How much there is of everything."},
    )


def _newest_listing(digest: Digest) -> Json | None:
    """The listing of the latest day; of several, the last by name, so that there is one answer."""
    name = max((name for edition in digest.editions for name in edition.listings), default=None)
    return {"day": name[:10], "reader": name.split(".")[1], "id": name} if name else None


def _edition(edition: Edition) -> Json:
    return {
        "day": edition.captured.isoformat(),
        "id": edition.id,
        "papers": len(edition.papers),
        "url": addresses.edition(edition.id),
    }


def _newest_added(digest: Digest) -> Json | None:
    days = [paper.added for paper in digest.papers if paper.added]
    newest = max(days, default=None)
    return {"day": newest.isoformat(), "papers": days.count(newest)} if newest else None


def _counts(digest: Digest) -> Mapping[str, tuple[int, str]]:
    """Each count by its name, and what is counted."""
    papers = digest.papers
    return {
        "papers": (len(papers), "Papers, all of them."),
        "papers_taken_back": (
            sum(not paper.stands for paper in papers),
            "Papers that were withdrawn or retracted.",
        ),
        "papers_with_date": (sum(p.published is not None for p in papers), "Papers with a date."),
        "papers_with_authors": (
            sum(bool(paper.authors) for paper in papers),
            "Papers whose authors are named.",
        ),
        "papers_with_arxiv": (
            sum(bool(paper.links_of("arxiv")) for paper in papers),
            "Papers with an arXiv id.",
        ),
        "papers_in_topics": (
            sum(bool(paper.topics) for paper in papers),
            "Papers in one topic or several.",
        ),
        "curations": (
            sum(paper.curated for paper in papers),
            "Papers that a curator says something about.",
        ),
        "picks": (sum(paper.pick is not None for paper in papers), "Papers that a curator picked."),
        "notes": (sum(len(paper.notes) for paper in papers), "Notes by curators."),
        "topics": (len(digest.topics), "Topics, those without a paper too."),
        "editions": (len(digest.editions), "Editions."),
        "listings": (sum(len(edition.listings) for edition in digest.editions), "Listings."),
        "references": (
            len({name for paper in papers for name in _references(paper)}),
            "References that a fact of a paper was taken from.",
        ),
    }


def _references(paper: Paper) -> set[str]:
    """The references that facts and links of a paper come from."""
    stated = {name for names in paper.sources.values() for name in names}
    stated |= {link.source for link in paper.links}
    return {name for name in stated if name.startswith(f"{REFERENCES}/")}


def _number(about: str) -> Json:
    return {"type": "integer", "minimum": 0, "description": about}
