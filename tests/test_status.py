"""`status.json`: the newest listing, edition and day of additions, and what there is of everything."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders import CAPTURED, bytes_of, make_digest, make_paper, make_settings

from generator.exports import make_exports
from generator.pages import Index, make_pages
from generator.pages.foot import tells_newest
from generator.pages.views import Page
from generator.records import (
    CURATION,
    Appearance,
    Author,
    Digest,
    Link,
    Note,
    Paper,
    Pick,
    Status,
    Topic,
)
from generator.render import Renderer, make_environment

NOTE = Note(by="ada", on=CAPTURED, text="It boils.")


def export(digest: Digest) -> tuple[dict[str, Any], dict[str, Any]]:
    files = bytes_of(make_exports(digest, make_settings()))
    return json.loads(files["data/status.json"]), json.loads(files["data/status.schema.json"])


def validate(data: object, schema: dict[str, Any]) -> None:
    cls = jsonschema.Draft202012Validator
    cls.check_schema(schema)
    cls(schema, format_checker=cls.FORMAT_CHECKER).validate(data)


def make_listed(paper_id: str, captured: date, **changes: object) -> Paper:
    seen = Appearance(
        listing=f"{captured}.daily-papers", edition=captured.isoformat(), position=1, line=1
    )
    values = {"appearances": (seen,), "listed": captured, "added": captured, **changes}
    return make_paper(paper_id, **values)


def test_the_newest_of_everything_stands_in_it() -> None:
    older, newer = date(2031, 3, 10), date(2031, 3, 12)
    status, schema = export(
        make_digest(
            [make_listed("tea", older), make_listed("cup", newer), make_listed("pot", newer)]
        )
    )

    validate(status, schema)
    assert status["schema"] == "status.schema.json"
    assert status["newest_listing"] == {
        "day": "2031-03-12",
        "reader": "daily-papers",
        "id": "2031-03-12.daily-papers",
    }
    assert status["newest_edition"] == {
        "day": "2031-03-12",
        "id": "2031-03-12",
        "papers": 2,
        "url": "editions/2031-03-12/",
    }
    assert status["newest_added"] == {"day": "2031-03-12", "papers": 2}


def test_an_older_listing_that_is_imported_later_is_not_the_newest() -> None:
    """Its papers are added on the newest day all the same: the register grows at its end."""
    digest = make_digest(
        [make_listed("tea", date(2031, 3, 12)), make_listed("cup", date(2030, 1, 1))]
    )
    late = replace(digest.papers[0], added=date(2031, 3, 13))
    status, _ = export(replace(digest, papers=(late, *digest.papers[1:])))

    assert status["newest_listing"]["day"] == "2031-03-12"
    assert status["newest_added"] == {"day": "2031-03-13", "papers": 1}


def test_of_two_listings_of_one_day_the_last_by_name_stands_for_both() -> None:
    digest = make_digest([make_paper()])
    edition = replace(
        digest.editions[0],
        listings=("2025-11-20.daily-papers-api.more", "2025-11-20.daily-papers"),
    )
    status, _ = export(replace(digest, editions=(edition,)))

    assert status["newest_listing"] == {
        "day": "2025-11-20",
        "reader": "daily-papers-api",
        "id": "2025-11-20.daily-papers-api.more",
    }
    assert status["counts"]["listings"] == 2


def test_what_is_there_is_counted() -> None:
    arxiv = Link(kind="arxiv", value="2501.00001", source="references/2026-01-01.arxiv-api")
    status, schema = export(
        make_digest(
            [
                make_paper(
                    "tea",
                    published=CAPTURED,
                    authors=(Author(name="Ada Lovelace"),),
                    links=(arxiv,),
                    sources={
                        "authors": ("references/2026-01-01.arxiv-api",),
                        "published": ("2025-11-20.daily-papers", "references/2026-02-02.arxiv-oai"),
                    },
                ),
                make_paper(
                    "cup",
                    curated=True,
                    pick=Pick(by="ada", on=CAPTURED),
                    notes=(NOTE, NOTE),
                    links=(replace(arxiv, source=CURATION),),
                ),
                make_paper(
                    "pot",
                    curated=True,
                    status=Status(value="retracted", on=CAPTURED, because="It leaks."),
                ),
            ],
            [Topic(slug="kettles", name="Kettles", about="")],
        )
    )

    validate(status, schema)
    assert status["counts"] == {
        "papers": 3,
        "papers_taken_back": 1,
        "papers_with_date": 1,
        "papers_with_authors": 1,
        "papers_with_arxiv": 2,
        "papers_in_topics": 0,
        "curations": 2,
        "picks": 1,
        "notes": 2,
        "topics": 1,
        "editions": 1,
        "listings": 1,
        "references": 2,
    }


def test_an_empty_digest_has_a_status_too() -> None:
    status, schema = export(make_digest([]))

    validate(status, schema)
    assert [status[name] for name in status if name.startswith("newest")] == [None] * 3
    assert set(status["counts"].values()) == {0}


# The foot of pages


@pytest.mark.parametrize(
    ("kind", "address", "tells"),
    [
        ("home", "", True),
        ("topic", "topics/kettles/", True),
        ("topic", "topics/kettles/page/2/", False),
        ("day", "dates/2031/03/12/", False),
        ("edition", "editions/2031-03-12/", False),
        ("author", "authors/ada-lovelace/", False),
        ("editions", "editions/", True),
        ("organisation", "organisations/tea/page/10/", False),
        ("paper", "papers/page-2/", False),
        ("saved", "saved/", False),
    ],
)
def test_lists_state_the_newest_listing_and_what_must_not_change_does_not(
    kind: str, address: str, *, tells: bool
) -> None:
    page = Page(address=address, kind=kind, title="", description="")

    assert tells_newest(page) is tells


def test_one_more_listing_changes_the_foot_of_lists_and_of_no_paper(repository: Path) -> None:
    settings = make_settings()
    environment = make_environment(repository / "site_templates")

    def render(*papers: Paper) -> dict[str, bytes]:
        index = Index(make_digest(papers), settings.site_url)
        renderer = Renderer(environment, settings, index)
        pages = make_pages(index, settings)
        return {page.address: renderer.render(page).data for page in pages}

    older = make_listed("tea", date(2031, 3, 10), published=date(2031, 3, 9))
    newer = make_listed("cup", date(2031, 3, 12), title="Cups", abstract="Of another matter.")
    before, after = render(older), render(older, newer)

    assert before["papers/tea/"] == after["papers/tea/"]
    assert before["saved/"] == after["saved/"]
    assert before["dates/2031/03/09/"] == after["dates/2031/03/09/"]
    for address in ("", "topics/", "editions/", "dates/"):
        assert b'\nnewest: "10 March 2031"\n' in before[address]
        assert b'\nnewest: "12 March 2031"\n' in after[address]
    assert not any(b"\nnewest: " in data for data in render().values())
