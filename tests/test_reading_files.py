"""The small files that a reader's browser loads: the newest of a topic, and what came on a day."""

import json
from datetime import date, timedelta
from typing import Any

from builders import CAPTURED, make_digest, make_paper

from generator import addresses
from generator.pages.index import Index
from generator.reading import DAY_PAPERS, TOPIC_PAPERS, make_reading_files
from generator.records import Assignment, Digest, Organisation, Topic

KETTLES = Topic(slug="kettles", name="Kettles", about="Machines that boil", formerly=("pots",))
IN_KETTLES = (Assignment(slug="kettles", origin="rules"),)


def files_of(digest: Digest) -> dict[str, Any]:
    return {file.path: json.loads(file.data) for file in make_reading_files(Index(digest))}


def test_a_paper_says_what_a_card_shows_and_leaves_out_what_is_not_known() -> None:
    whole = make_paper(
        "b",
        title="Boiling & Waiting",
        abstract="",
        published=date(2025, 11, 2),
        organisation=Organisation(slug="tea", name="The Tea Laboratory"),
    )
    bare = make_paper("a", abstract="", added=None)
    day = files_of(make_digest([whole, bare]))[addresses.reading_day(CAPTURED)]

    assert day == {
        "papers": [
            {
                "id": "b",
                "title": "Boiling & Waiting",
                "published": "2025-11-02",
                "added": "2025-11-20",
                "who": "The Tea Laboratory",
            }
        ]
    }


def test_a_paper_without_a_date_says_when_it_was_listed() -> None:
    (paper,) = files_of(make_digest([make_paper(published=None)]))[addresses.reading_day(CAPTURED)][
        "papers"
    ]

    assert "published" not in paper
    assert paper["listed"] == CAPTURED.isoformat()


def test_a_topics_file_has_its_last_added_papers_first_under_each_of_its_names() -> None:
    days = [CAPTURED + timedelta(days=number) for number in range(TOPIC_PAPERS + 5)]
    papers = [
        make_paper(f"p{number}", added=day, published=date(2020, 1, 1), topics=IN_KETTLES)
        for number, day in enumerate(days)
    ]
    files = files_of(make_digest(papers, [KETTLES]))
    topic = files[addresses.reading_topic("kettles")]

    assert (topic["slug"], topic["name"]) == ("kettles", "Kettles")
    assert [paper["added"] for paper in topic["papers"]] == [
        day.isoformat() for day in reversed(days[5:])
    ]
    assert files[addresses.reading_topic("pots")] == topic


def test_a_day_with_very_many_papers_has_a_file_of_bounded_size() -> None:
    papers = [make_paper(f"p{number}") for number in range(DAY_PAPERS + 1)]
    files = files_of(make_digest(papers))

    assert len(files[addresses.reading_day(CAPTURED)]["papers"]) == DAY_PAPERS
