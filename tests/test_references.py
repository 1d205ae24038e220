"""References: files that make no edition and only add facts to papers that listings have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import assemble_project, files_of, make_project, page_text, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import main
from generator.content.lock import LOCK_NAME
from generator.records import Paper

LISTING = "content/listings/2031/2031-03-12.daily-papers.txt"
REFERENCE = "content/references/2031/2031-03-20.daily-papers-api.json"
LATER = "content/references/2031/2031-04-02.daily-papers-api.json"


def record(title: str, arxiv: str = "none", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"paper": {"id": arxiv, "title": title, "summary": "Of tea.", **more}}


def answer(*records: dict[str, Any]) -> str:
    return json.dumps(records)


def with_reference(folder: Path, *references: tuple[str, str]) -> dict[str, Paper]:
    page = page_text(["Kettles That Wait", "Pots"], header="Mar 12", facts="• 3 authors\n·\nMar 2")
    project = make_project(folder, {LISTING: page, **dict(references)})
    return {paper.id: paper for paper in assemble_project(project).digest.papers}


def problems_of(folder: Path, *references: tuple[str, str]) -> list[str]:
    page = page_text(["Kettles That Wait", "Pots"], header="Mar 12")
    project = make_project(folder, {LISTING: page, **dict(references)})
    return [
        f"{p.severity} {p.rule}"
        for p in assemble_project(project).problems
        if p.rule != "not-locked"
    ]


def test_a_reference_adds_what_the_listing_leaves_out_and_says_where_it_is_from(
    tmp_path: Path,
) -> None:
    told = record(
        "KETTLES that wait",
        "3103.00002",
        publishedAt="2031-03-01T22:00:00Z",
        authors=[{"name": "Ada Lovelace"}, {"name": "Alan Turing"}],
        githubRepo="https://code.example/kettles",
        upvotes=7,
    )
    paper = with_reference(tmp_path, (REFERENCE, answer(told)))["kettles-that-wait"]

    source = "references/2031-03-20.daily-papers-api"
    assert [(link.kind, link.value, link.source) for link in paper.links] == [
        ("arxiv", "3103.00002", source),
        ("code", "https://code.example/kettles", source),
    ]
    assert [author.name for author in paper.authors] == ["Ada Lovelace", "Alan Turing"]
    assert (paper.more.upvotes, paper.sources["upvotes"]) == (7, (source,))
    # An exact time wins over a printed day, as among listings.
    assert (paper.published, paper.sources["published"]) == (date(2031, 3, 1), (source,))


def test_what_the_listing_states_stays(tmp_path: Path) -> None:
    told = record("kettles: that wait!", "3103.00002", authors=[{"name": "Ada Lovelace"}])
    paper = with_reference(tmp_path, (REFERENCE, answer(told)))["kettles-that-wait"]

    assert paper.title == "Kettles That Wait"
    assert paper.abstract.startswith("We present")
    assert paper.n_authors == 3


def test_a_reference_makes_no_paper_and_no_edition(tmp_path: Path) -> None:
    files = (REFERENCE, answer(record("Kettles That", "3103.00002"), record("Cups", "3103.00003")))
    project = make_project(
        tmp_path, {LISTING: page_text(["Kettles That Wait"]), files[0]: files[1]}
    )
    assembled = assemble_project(project)

    assert [paper.id for paper in assembled.digest.papers] == ["kettles-that-wait"]
    assert [edition.id for edition in assembled.digest.editions] == ["2031-03-12"]
    assert not assembled.digest.papers[0].links
    (note,) = (p for p in assembled.problems if p.rule == "unused-reference")
    assert note.message == "2 of its 2 records are of no listed paper"


def test_of_two_ids_for_one_title_none_is_taken(tmp_path: Path) -> None:
    both = answer(
        record("Kettles That Wait", "3103.00002"), record("Kettles that wait", "3103.00003")
    )
    papers = with_reference(tmp_path, (REFERENCE, both))

    assert not papers["kettles-that-wait"].links
    assert problems_of(tmp_path / "again", (REFERENCE, both)).count("warning reference-clash") == 2


def test_what_is_said_of_another_arxiv_id_is_not_taken(tmp_path: Path) -> None:
    first = answer(record("Kettles That Wait", "3103.00002"))
    other = answer(record("Kettles That Wait", "3103.00009", githubRepo="https://code.example/x"))
    make_project(tmp_path, {LISTING: page_text(["Kettles That Wait"])})
    write(tmp_path / "content" / LOCK_NAME, "kettles-that-wait\t2031-03-12\tarxiv:3103.00002\n")
    write(tmp_path / REFERENCE, first)
    write(tmp_path / LATER, other)
    assembled = assemble_project(tmp_path)

    assert [link.value for link in assembled.digest.papers[0].links] == ["3103.00002"]
    (problem,) = (p for p in assembled.problems if p.rule == "reference-clash")
    assert problem.path.endswith("2031-04-02.daily-papers-api.json")


def test_a_reference_ties_a_listing_of_an_id_to_one_of_another_title(tmp_path: Path) -> None:
    """The page lists the paper under a new title, the answer under its old one, with its id."""
    answered = "content/listings/2031/2031-03-14.daily-papers-api.json"
    told = answer(record("Kettles That Wait", "3103.00002"))
    listed = answer(record("Kettles, Patiently", "3103.00002"))
    papers = with_reference(tmp_path, (answered, listed), (REFERENCE, told))

    assert set(papers) == {"kettles-that-wait", "pots"}
    assert papers["kettles-that-wait"].editions == ("2031-03-12", "2031-03-14")


def test_two_registered_papers_are_not_joined_by_a_reference_but_told(tmp_path: Path) -> None:
    make_project(tmp_path, {LISTING: page_text(["Kettles That Wait", "Pots"])})
    write(
        tmp_path / "content" / LOCK_NAME,
        "kettles-that-wait\t2031-03-12\ttitle:kettles that wait\n"
        "pots\t2031-03-12\tarxiv:3103.00002\ttitle:pots\n",
    )
    write(tmp_path / REFERENCE, answer(record("Kettles That Wait", "3103.00002")))
    assembled = assemble_project(tmp_path)

    assert len(assembled.digest.papers) == 2
    (problem,) = (p for p in assembled.problems if p.rule == "reference-twins")
    assert problem.hint is not None
    assert "`same_as: pots`" in problem.hint


def test_a_paper_that_its_source_calls_withdrawn_is_marked_unless_a_curator_says_otherwise(
    tmp_path: Path,
) -> None:
    gone = answer(record("Pots", "3103.00002", withdrawnAt="2031-03-18T01:00:00Z"))
    pots = with_reference(tmp_path / "a", (REFERENCE, gone))["pots"]
    curated = "content/curations/pots.yml"
    judged = "status: {is: superseded, on: 2031-04-01, because: There is a second part.}\n"
    kept = with_reference(tmp_path / "b", (REFERENCE, gone), (curated, judged))["pots"]

    assert pots.status is not None
    assert (pots.status.value, pots.status.on) == ("withdrawn", date(2031, 3, 20))
    assert pots.status.because == "withdrawn on 2031-03-18"
    assert pots.status.source == "references/2031-03-20.daily-papers-api"
    assert not pots.stands
    assert kept.status is not None
    assert kept.status.value == "superseded"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Kettles That Wait", "Pots", "Kettles", "Cups"]),
            st.sampled_from(["none", "3103.00002", "3103.00003"]),
        ),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_references_make_no_paper_whatever_they_say_in_whatever_order(
    tmp_path_factory: pytest.TempPathFactory, told: Sequence[tuple[str, str]], chance: Random
) -> None:
    """Ids are those of the listing, no arXiv id stands at two papers, and order does not matter."""
    shuffled = list(told)
    chance.shuffle(shuffled)
    found = [
        with_reference(
            tmp_path_factory.mktemp("project"),
            (REFERENCE, answer(*(record(title, arxiv) for title, arxiv in records))),
        )
        for records in (told, shuffled)
    ]

    assert [set(papers) for papers in found] == [{"kettles-that-wait", "pots"}] * 2
    ids = [[link.value for paper in papers.values() for link in paper.links] for papers in found]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_importing_a_reference_keeps_it_apart_and_the_register_learns_the_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(tmp_path / "project", {LISTING: page_text(["Kettles That Wait"])})
    monkeypatch.chdir(project)
    told = write(tmp_path / "told.json", answer(record("Kettles that wait", "3103.00002")))
    for arguments in (["import"], ["import", "--reference", "--captured", "2025-12-01", str(told)]):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert not ended.value.code, capsys.readouterr().err

    name = "references/2025/2025-12-01.daily-papers-api.json"
    assert files_of(project / "content")[name] == told.read_bytes()
    register = (project / "content" / LOCK_NAME).read_text("utf-8")
    assert "kettles-that-wait\t2031-03-12\ttitle:kettles that wait\tarxiv:3103.00002\n" in register
    said = capsys.readouterr().err
    assert f"content/{name}: 1 entry, read as answer of /api/daily_papers (as --captured" in said
    assert "changed kettles-that-wait: arxiv\n" in said
    assert said.endswith(
        "references: 1 of 1 paper listed, 1 changed\n"
        "content/papers.lock: 0 lines added, 1 line with new keys, 1 line in all\n"
    )


def snapshot(*records: tuple[str, str]) -> bytes:
    """Records as arXiv's snapshot holds them, one a line."""
    created = [{"version": "v1", "created": "Sat, 1 Mar 2031 22:00:00 GMT"}]
    rest = {"abstract": "Of tea.", "categories": "cs.CL", "authors_parsed": [], "versions": created}
    lines = (json.dumps({"id": arxiv, "title": title, **rest}) for arxiv, title in records)
    return "".join(f"{line}\n" for line in lines).encode()


def test_of_a_large_file_only_the_records_of_listed_papers_are_kept_as_they_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(tmp_path / "project", {LISTING: page_text(["Kettles That Wait"])})
    monkeypatch.chdir(project)
    others = [(f"3103.{number:05}", f"Cups, part {number}") for number in range(10, 3000)]
    wanted = ("3103.00002", "Kettles\n  that wait")
    data = snapshot(*others[:1500], wanted, *others[1500:])
    big = write(tmp_path / "arxiv.jsonl", data)
    with pytest.raises(SystemExit) as ended:
        main(["import", "--reference", "--captured", "2025-12-01", str(big)])

    said = capsys.readouterr().err
    assert not ended.value.code, said
    assert "1 of 2,991 records are of listed papers" in said
    name = "references/2025/2025-12-01.arxiv-snapshot.jsonl"
    assert files_of(project / "content")[name] == snapshot(wanted)
    (paper,) = assemble_project(project).digest.papers
    assert [link.value for link in paper.links] == ["3103.00002"]
    assert paper.more.categories == ("cs.CL",)


def test_a_large_file_without_a_listed_paper_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(tmp_path / "project", {LISTING: page_text(["Kettles That Wait"])})
    monkeypatch.chdir(project)
    before = files_of(project)
    big = write(
        tmp_path / "arxiv.jsonl", snapshot(("3103.00002", "Kettles That"), ("3103.00003", "x"))
    )
    with pytest.raises(SystemExit) as ended:
        main(["import", "--reference", "--captured", "2025-12-01", str(big)])

    assert ended.value.code == 1
    assert "none of 2 records in" in capsys.readouterr().err
    assert files_of(project) == before


def test_show_tells_what_references_say_and_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = record("Kettles That Wait", "3103.00002", upvotes=7, ai_keywords=["tea", "time"])
    page = page_text(["Kettles That Wait"], header="Mar 12")
    monkeypatch.chdir(make_project(tmp_path, {LISTING: page, REFERENCE: answer(told)}))
    with pytest.raises(SystemExit) as ended:
        main(["show", "kettles"])

    assert not ended.value.code
    lines = capsys.readouterr().out.splitlines()
    source = "references/2031-03-20.daily-papers-api"
    assert [line for line in lines if source in line][1:] == [
        f"upvotes: 7  (from {source})",
        f"keywords by a machine: tea, time  (from {source})",
        f"arxiv: 3103.00002  (from {source})",
        f"told of by {source}: no. 1, line 1",
    ]
