"""Importing: a listing gets its right name, the register learns its papers, or nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
from builders import ABSTRACT, TODAY, answer_text, files_of, make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import importing, main
from generator.content.load import load_content
from generator.content.lock import LOCK_NAME, parse_lock, render_lock
from generator.importing import Candidate, Plan, make_plan

Digest = Callable[..., tuple[int, str, str]]


class FrozenClock(datetime):
    """A clock that stands at noon of `TODAY`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> FrozenClock:
        return cls(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=tz or UTC)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without listings, as the current folder, on `TODAY`."""
    folder = make_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(importing, "datetime", FrozenClock)
    return folder


@pytest.fixture
def digest(project: Path, capsys: pytest.CaptureFixture[str]) -> Digest:
    """The command in that project: arguments in; status, stdout and stderr out."""
    assert project.is_dir()

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


def listings(project: Path) -> list[str]:
    return [path for path in files_of(project / "content") if path.startswith("listings/")]


def lock_ids(project: Path) -> list[str]:
    lines, problems = parse_lock((project / "content" / LOCK_NAME).read_text("utf-8"), LOCK_NAME)
    assert not problems
    return [line.id for line in lines]


# What an import does


def test_a_listing_gets_its_right_name_and_its_papers_their_ids(
    project: Path, digest: Digest
) -> None:
    page = write(
        project / "page.txt", page_text(["Tea", "Coffee"], facts="• 3 authors\n·\nDec 3, 2024")
    )
    status, out, err = digest("import", page)

    assert (status, out) == (0, "")
    assert listings(project) == ["listings/2025/2025-11-20.daily-papers.txt"]
    assert lock_ids(project) == ["tea", "coffee"]
    assert "page.txt → content/listings/2025/2025-11-20.daily-papers.txt: 2 entries" in err
    assert "its papers state years up to 2024" in err
    assert "2 new papers" in err


@pytest.mark.parametrize("ends", [b"\r\n", b"\n", b"\r"])
def test_a_listing_is_kept_byte_for_byte(project: Path, digest: Digest, ends: bytes) -> None:
    data = b"\xef\xbb\xbf" + page_text(["Tea", "Coffee"]).encode().replace(b"\n", ends).rstrip()
    digest("import", write(project / "2025-11-20.daily-papers.txt", data))

    assert files_of(project / "content")["listings/2025/2025-11-20.daily-papers.txt"] == data
    assert lock_ids(project) == ["tea", "coffee"]


def test_a_second_import_of_the_same_changes_nothing(project: Path, digest: Digest) -> None:
    morning = write(project / "a.txt", page_text(["Tea"]))
    evening = write(project / "b.txt", page_text(["Tea", "Coffee"]))
    for page in (morning, evening):
        digest("import", page, "--captured", "2025-11-20")
    before = files_of(project)

    for page in (morning, evening):
        status, _, err = digest("import", page, "--captured", "2025-11-20")
        assert status == 0
        assert "is already there as content/listings/2025/2025-11-20.daily-papers" in err
        assert "0 new papers" in err
    assert files_of(project) == before


def test_files_that_an_import_leaves_as_they_are_are_not_touched(
    project: Path, digest: Digest
) -> None:
    page = write(project / "a.txt", page_text(["Tea"]))
    digest("import", page, "--captured", "2025-11-20")
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    digest("import", page, "--captured", "2025-11-20")

    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before


def test_several_listings_of_one_day_get_labels(project: Path, digest: Digest) -> None:
    pages = [write(project / f"{n}.txt", page_text([f"Tea {n}"])) for n in (1, 2, 3)]
    status, _, _ = digest("import", *pages, "--captured", "2025-11-20")

    assert status == 0
    assert listings(project) == [
        f"listings/2025/2025-11-20.daily-papers{label}.txt" for label in (".2", ".3", "")
    ]


def test_the_longest_label_can_be_numbered(project: Path, digest: Digest) -> None:
    for n in (1, 2):
        page = write(project / f"{n}.txt", page_text([f"Tea {n}"]))
        digest("import", page, "--captured", "2025-11-20", "--label", "x" * 40)

    assert lock_ids(project) == ["tea-1", "tea-2"]
    assert digest("check")[0] == 0


def test_two_readers_of_one_day_share_an_edition(project: Path, digest: Digest) -> None:
    page = write(project / "a.txt", page_text(["Tea", "Coffee"]))
    answer = write(
        project / "a.json", answer_text([("Coffee", "2511.00001"), ("Milk", "2511.00002")])
    )
    digest("import", page, answer, "--captured", "2025-11-20")
    data = json.loads(digest_papers(project, digest))

    assert [(paper["id"], paper["editions"]) for paper in data["papers"]] == [
        ("coffee", ["2025-11-20"]),
        ("milk", ["2025-11-20"]),
        ("tea", ["2025-11-20"]),
    ]


def test_the_same_papers_by_another_reader_are_no_repetition(project: Path, digest: Digest) -> None:
    page = write(project / "a.txt", page_text(["Tea"]))
    answer = write(project / "a.json", answer_text([("Tea", "2511.00001")]))
    for _ in range(2):
        status, _, err = digest("import", page, answer, "--captured", "2025-11-20")
        assert status == 0, err
    assert lock_ids(project) == ["tea"]
    assert "repeated" not in digest("check")[2]


def digest_papers(project: Path, digest: Digest) -> str:
    templates = Path(__file__).parent.parent / "site_templates"
    if not (project / "site_templates").exists():
        (project / "site_templates").symlink_to(templates)
    assert digest("pages")[0] == 0
    return (project / "build/docs/data/papers.json").read_text("utf-8")


def test_an_import_says_what_is_new_merged_and_changed(project: Path, digest: Digest) -> None:
    digest("import", write(project / "a.txt", page_text(["Tea"])), "--captured", "2025-11-19")
    page = page_text(["Tea", "Coffee"], facts="• 3 authors\n·\nNov 2 7")
    _, _, err = digest("import", write(project / "b.txt", page), "--captured", "2025-11-20")

    assert "changed tea: published, n_authors, comments" in err
    assert "1 new paper, 1 known before, 1 changed" in err


def test_a_paper_that_a_file_lists_twice_was_not_known_before(
    project: Path, digest: Digest
) -> None:
    page = write(project / "a.txt", page_text(["Tea", "Coffee", "TEA"]))
    _, _, err = digest("import", page, "--captured", "2025-11-20")

    assert (
        "2 new papers, 0 known before, 1 entry of a paper listed above, 0 changed"
        in err.splitlines()
    )


def test_without_files_the_register_learns_what_the_content_has(
    project: Path, digest: Digest
) -> None:
    write(project / "content/listings/2025/2025-11-20.daily-papers.txt", page_text(["Tea"]))
    status, out, err = digest("import")

    assert (status, out) == (0, "")
    assert lock_ids(project) == ["tea"]
    assert err.splitlines() == [
        "1 paper in the content, 1 of them new to the register",
        "content/papers.lock: 1 line added, 1 line in all",
    ]


def test_without_files_an_import_counts_what_the_register_learns(
    project: Path, digest: Digest
) -> None:
    """A paper that is new, one that has an arXiv id at last, and one that is as it was."""
    digest(
        "import", write(project / "a.txt", page_text(["Tea", "Milk"])), "--captured", "2025-11-19"
    )
    answer = answer_text([("Coffee", "2511.00001"), ("Tea", "2511.00002")])
    write(project / "content/listings/2025/2025-11-20.daily-papers-api.json", answer)
    said = [digest("import")[2].splitlines() for _ in range(2)]

    assert lock_ids(project) == ["tea", "milk", "coffee"]
    assert said == [
        [
            "3 papers in the content, 1 of them new to the register",
            "content/papers.lock: 1 line added, 1 line with new keys, 3 lines in all",
        ],
        [
            "3 papers in the content, 0 of them new to the register",
            "content/papers.lock: 0 lines added, 3 lines in all",
        ],
    ]


def test_an_import_counts_also_lines_of_papers_that_the_content_had_before(
    project: Path, digest: Digest
) -> None:
    write(project / "content/listings/2025/2025-11-19.daily-papers.txt", page_text(["Milk"]))
    page = write(project / "a.txt", page_text(["Tea"]))
    _, _, err = digest("import", page, "--captured", "2025-11-20")

    assert err.splitlines()[-2:] == [
        "1 new paper, 0 known before, 0 changed",
        "content/papers.lock: 2 lines added, 2 lines in all",
    ]


def test_content_in_another_folder_is_named_as_it_lies(
    project: Path, digest: Digest, tmp_path: Path
) -> None:
    other = make_project(tmp_path / "other") / "content"
    page = write(project / "a.txt", page_text(["Tea"], header="Nov 19"))
    status, _, err = digest("import", page, "--captured", "2025-11-20", "--content", other)

    assert status == 0
    assert f"{other}/listings/2025/2025-11-20.daily-papers.txt:0:0: warning" in err
    assert listings(project) == []


# Which day it was


def test_where_errors_stop_an_import_what_is_shown_is_summed_up(
    project: Path, digest: Digest
) -> None:
    write(project / "content/topics.yml", "")
    page = write(project / "2025-11-18.daily-papers.txt", page_text(["Tea"], header="Nov 17"))
    status, _, err = digest("import", page)

    assert status == 1
    assert err.count("error:") == 1
    assert "warning:" not in err
    assert err.endswith("\n1 error\n")


def test_the_name_of_a_file_says_its_day_and_label(project: Path, digest: Digest) -> None:
    digest("import", write(project / "2025-11-18.daily-papers.best.txt", page_text(["Tea"])))

    assert listings(project) == ["listings/2025/2025-11-18.daily-papers.best.txt"]


def test_a_page_whose_year_stays_open_wants_to_be_told(project: Path, digest: Digest) -> None:
    status, _, err = digest("import", write(project / "page.txt", page_text(["Tea"])))

    assert status == 1
    assert "2023-11-20, 2024-11-20, 2025-11-20" in err
    assert "--captured" in err
    assert listings(project) == []


def test_what_other_listings_know_of_its_papers_tells_a_pages_year(
    project: Path, digest: Digest
) -> None:
    record = {"id": "2411.1", "title": "Tea", "summary": ABSTRACT}
    answer = json.dumps([{"paper": {**record, "publishedAt": "2024-11-10T01:00:00.000Z"}}])
    digest("import", write(project / "a.json", answer), "--captured", "2025-01-05")
    page = page_text(["Tea"], facts="• 3 authors\n·\nNov 9")
    status, _, err = digest("import", write(project / "page.txt", page))

    assert status == 0, err
    assert "2024-11-20.daily-papers.txt" in err
    assert "other listings date a paper of it 2024-11-10" in err


def test_an_answer_that_states_its_day_needs_no_other(project: Path, digest: Digest) -> None:
    paper = {"title": "Tea", "summary": "s", "submittedOnDailyAt": "2025-11-18T03:00:00.000Z"}
    digest("import", write(project / "a.json", json.dumps([{"paper": paper}])))

    assert listings(project) == ["listings/2025/2025-11-18.daily-papers-api.json"]


def test_an_answer_without_a_day_wants_to_be_told(project: Path, digest: Digest) -> None:
    status, _, err = digest("import", write(project / "a.json", answer_text([("Tea", None)])))

    assert status == 1
    assert "nothing in the file says on which day it was captured" in err


@pytest.mark.parametrize("arguments", [["--captured", "2205-11-20"], []])
def test_nothing_was_captured_tomorrow(project: Path, digest: Digest, arguments: list[str]) -> None:
    """A slip in the year would put every later paper's `added` there too."""
    page = write(project / "2205-11-20.daily-papers.txt", page_text(["Tea"]))
    status, _, err = digest("import", page, *arguments)

    assert status == 1
    assert "2205-11-20 is still to come (today is 2025-11-30)" in err
    assert listings(project) == []


def test_a_day_on_the_other_side_of_the_date_line_is_no_future(
    project: Path, digest: Digest
) -> None:
    page = write(project / "a.txt", page_text(["Tea"], header="Dec 1"))

    assert digest("import", page, "--captured", "2025-12-01")[0] == 0


def test_a_page_that_contradicts_the_day_it_is_given_is_imported_with_a_warning(
    project: Path, digest: Digest
) -> None:
    page = write(project / "a.txt", page_text(["Tea"], header="Nov 19"))
    status, _, err = digest("import", page, "--captured", "2025-11-20")

    assert status == 0
    assert "warning: the page says Nov 19, its name 2025-11-20 [page-date]" in err


# When nothing is written


def test_one_bad_file_of_several_stops_them_all_with_every_reason(
    project: Path, digest: Digest
) -> None:
    before = files_of(project / "content")
    good = write(project / "2025-11-20.daily-papers.txt", page_text(["Tea"]))
    bad = write(project / "2025-11-19.daily-papers.txt", "<html>")
    worse = write(project / "2025-11-18.daily-papers.txt", b"\xff")
    status, out, err = digest("import", good, bad, worse)

    assert (status, out) == (1, "")
    assert "2025-11-19.daily-papers.txt:1:1: error" in err
    assert "2025-11-18.daily-papers.txt:1:1: error" in err
    assert files_of(project / "content") == before


def test_an_entry_that_cannot_be_read_is_an_error_at_import_unless_the_rest_is_wanted(
    project: Path, digest: Digest
) -> None:
    records = [{"paper": {"title": "Tea", "summary": "s"}}, {"paper": {"summary": "no title"}}]
    answer = write(project / "2025-11-20.daily-papers-api.json", json.dumps(records))
    status, _, err = digest("import", answer)

    assert status == 1
    assert "error: the record has no `paper.title` [unreadable-entry]" in err
    assert "--partly takes all other entries" in err
    assert listings(project) == []

    status, _, err = digest("import", answer, "--partly")
    assert status == 0
    assert "warning: the record has no `paper.title` [unreadable-entry]" in err
    assert listings(project) == ["listings/2025/2025-11-20.daily-papers-api.json"]
    assert lock_ids(project) == ["tea"]


def test_a_slip_in_a_bibliography_is_told_at_import_with_its_place_and_the_way_out(
    project: Path, digest: Digest
) -> None:
    """Else the year would be a part of the title, and nobody would see it."""
    broken = "@misc{a,\n  title = {A kettle}\n  year = 2020\n}\n"
    export = write(project / "export.bib", f"{broken}@misc{{b, title = {{A pot}}}}\n")
    status, _, err = digest("import", export, "--captured", "2025-11-20")

    assert status == 1
    assert err.startswith(
        "export.bib:3:1: error: the entry 'a' cannot be read: after the value of `title` a comma was "
        "expected, but here stands 'year = 2020' [unreadable-entry]\n"
        "    write `,` after the value, or the brace or quote that is missing in it; "
        "--partly takes all other entries\n"
    )

    status, _, err = digest("import", export, "--captured", "2025-11-20", "--partly")

    assert status == 0
    assert lock_ids(project) == ["a-pot"]
    assert "bibtex.bib:3:1: warning: the entry 'a' cannot be read" in err


def test_content_with_an_error_takes_no_listing(project: Path, digest: Digest) -> None:
    write(project / "content/curations/nobody.yml", "pick: {by: ada, on: 2025-11-21}\n")
    page = write(project / "2025-11-20.daily-papers.txt", page_text(["Tea"]))
    status, _, err = digest("import", page)

    assert status == 1
    assert "content/curations/nobody.yml:1:1: error" in err
    assert listings(project) == []


def test_the_listing_of_another_day_again_is_refused(project: Path, digest: Digest) -> None:
    page = write(project / "a.txt", page_text(["Tea"]))
    digest("import", page, "--captured", "2025-11-20")
    status, _, err = digest("import", page, "--captured", "2025-11-21")

    assert status == 1
    assert "the same papers in the same order as" in err


def test_an_answer_with_half_a_character_is_kept_or_refused_and_no_traceback(
    project: Path, digest: Digest
) -> None:
    """JSON can spell half of a surrogate pair, which UTF-8 cannot."""
    answer = '[{"paper": {"title": "\\ud83c", "summary": "\\udf75"}}]'
    page = write(project / "2025-11-20.daily-papers-api.json", answer)
    status, _, _ = digest("import", page)

    assert status == 0
    assert len(lock_ids(project)) == 1
    assert json.loads(digest("parse", page)[1])["title"] == "\ud83c"
    assert json.loads(digest_papers(project, digest))["papers"][0]["title"] == "\ud83c"
    assert digest("show", lock_ids(project)[0])[0] == 0


def test_a_listings_script_address_reaches_no_page(project: Path, digest: Digest) -> None:
    paper = {"title": "Tea", "summary": "s", "projectPage": "javascript:alert(1)"}
    answer = write(project / "2025-11-20.daily-papers-api.json", json.dumps([{"paper": paper}]))
    status, _, err = digest("import", answer)

    assert status == 0
    assert "the project link 'javascript:alert(1)' is left out" in err
    assert "javascript:" not in digest_papers(project, digest)
    assert "javascript:" not in (project / "build/docs/papers/tea/index.md").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_named_and_the_register_stays(
    project: Path, digest: Digest
) -> None:
    write(project / "content/listings/2024", "a file where a folder should be")
    listed = files_of(project / "content")
    page = write(project / "2024-11-20.daily-papers.txt", page_text(["Tea"]))
    status, _, err = digest("import", page)

    assert status == 1
    assert "content/listings/2024" in err
    assert files_of(project / "content") == listed


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "nowhere.txt"],
        ["import", "mkdocs.yml", "--captured", "20 November"],
        ["import", "mkdocs.yml", "--label", "Not A Label"],
        ["import", "mkdocs.yml", "--reader", "none"],
        ["import", "--config", "other/mkdocs.yml"],
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_use_ends_with_status_2(digest: Digest, arguments: list[str]) -> None:
    assert digest(*arguments)[0] == 2


# The plan, without files


titles = st.lists(
    st.text(max_size=30).filter(lambda title: bool(title.split())), min_size=1, max_size=4
)


def plan_of(folder: Path, pages: list[list[str]]) -> Plan:
    candidates = [
        Candidate(
            path=f"{day}.json",
            file_name=f"2025-11-{day:02}.daily-papers-api.json",
            data=answer_text([(title, None) for title in page]).encode(),
        )
        for day, page in enumerate(pages, start=1)
    ]
    return make_plan(load_content(folder / "content"), candidates, TODAY)


@given(st.lists(titles, min_size=1, max_size=3, unique_by=lambda page: page[0].split()[0]))
def test_any_titles_can_be_imported_and_the_register_holds_each_paper(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[str]]
) -> None:
    plan = plan_of(make_project(tmp_path_factory.getbasetemp() / "empty"), pages)
    lines, problems = parse_lock(render_lock(plan.register).encode().decode(), LOCK_NAME)

    assert not problems
    assert {line.id for line in lines} == {paper.id for paper in plan.after.digest.papers}
