"""Finding a paper by what a person types, and the commands that show and parse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import answer_text, make_paper, make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.find import find_papers, guess_papers
from generator.records import Link

KETTLES = make_paper(
    "kettles-that-wait",
    title="Kettles that Wait",
    former_ids=("waiting-kettles",),
    links=(Link(kind="arxiv", value="2501.00001", source="x"),),
)
GODEL = make_paper("godel-kettles", title='G\\"odel Kettles: a Proof')
OLD = make_paper(
    "old-tea", title="Old Tea", links=(Link(kind="arxiv", value="hep-th/9901001", source="x"),)
)
PAPERS = (GODEL, KETTLES, OLD)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("kettles-that-wait", [KETTLES]),
        (" kettles-that-wait ", [KETTLES]),
        ("waiting-kettles", [KETTLES]),
        ("https://digest.example/kettles/papers/kettles-that-wait/?q=1#top", [KETTLES]),
        ("papers/waiting-kettles/", [KETTLES]),
        ("content/curations/kettles-that-wait.yml", [KETTLES]),
        ("2501.00001v2", [KETTLES]),
        ("https://arxiv.org/abs/2501.00001", [KETTLES]),
        ("hep-th/9901001", [OLD]),
        ("Gödel kettles — a proof", [GODEL]),
        ("wait kettles", [KETTLES]),
        ("kett", [GODEL, KETTLES]),
        ("KETTLES", [GODEL, KETTLES]),
        ("spoons", []),
        ("", []),
        ("!!!", []),
        ("/", []),
        ("https://[", []),
        ("2501.00002", []),
    ],
)
def test_a_paper_is_found_by_what_people_type(wanted: str, found: list[object]) -> None:
    assert list(find_papers(wanted, PAPERS)) == found


@given(st.text(max_size=60))
def test_nothing_that_is_typed_makes_the_search_fail(wanted: str) -> None:
    assert all(paper in PAPERS for paper in find_papers(wanted, PAPERS))


@given(st.text(min_size=1, max_size=60))
def test_a_paper_is_found_by_its_whole_title(title: str) -> None:
    paper = make_paper("some-id", title=title)

    assert find_papers(title, [paper, make_paper("other-id", title="Spoons, Forks and Lids")])


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("ketles that wait", [KETTLES]),
        ("kettels", [GODEL, KETTLES]),
        ("https://digest.example/papers/ketles-that-wait/", [KETTLES]),
        ("old tea and spoons of silver", []),
        ("2501.00002", []),
        ("", []),
    ],
)
def test_where_no_paper_fits_those_with_most_of_the_words_are_near(
    wanted: str, near: list[object]
) -> None:
    assert list(guess_papers(wanted, PAPERS)) == near


@given(st.text(max_size=200))
def test_nothing_that_is_typed_makes_a_guess_fail(wanted: str) -> None:
    assert all(paper in PAPERS for paper in guess_papers(wanted, PAPERS))


# The commands


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = page_text(["Kettles that Wait", "Kettles"], facts="• 3 authors\n·\nSep 8 4")
    folder = make_project(
        tmp_path / "project",
        {
            "content/listings/2025/2025-11-20.daily-papers.txt": page,
            "content/curations/kettles.yml": "pick: {by: ada, on: 2025-11-21}\n",
            "content/curations/old-kettles.yml": "same_as: kettles\n",
        },
    )
    monkeypatch.chdir(folder)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.mark.usefixtures("project")
def test_show_tells_all_that_is_known_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "show", "old-kettles")

    assert (status, err) == (0, "")
    assert out.splitlines()[:8] == [
        "Kettles  (from 2025-11-20.daily-papers)",
        "id: kettles (was old-kettles)",
        "published: 2025-09-08, year-from-capture  (from 2025-11-20.daily-papers)",
        "listed: 2025-11-20",
        "added: 2025-11-20",
        "authors: 3  (from 2025-11-20.daily-papers)",
        "comments: 4  (from 2025-11-20.daily-papers)",
        out.splitlines()[7],
    ]
    assert "because of kettle" in out.splitlines()[7]
    assert "in 2025-11-20.daily-papers: no. 2, line 15" in out
    assert "keys: not in papers.lock yet" in out
    assert "picked by ada on 2025-11-21" in out
    assert "key sentence: " in out


def test_show_tells_what_speaks_for_the_key_sentence(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "Tea is old. We propose FastThing, a novel cache. It is here."
    curation = f"correct: {{abstract: '{told}'}}\n"
    (project / "content/curations/kettles-that-wait.yml").write_text(curation, "utf-8")
    _, out, _ = run(capsys, "show", "kettles-that-wait")

    assert (
        "key sentence: We propose FastThing, a novel cache."
        "  (because of makes something, introduces a name, new)"
    ) in out.splitlines()


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("wanted", "says"), [("spoons", "no paper fits 'spoons'"), ("kett", "2 papers fit 'kett'")]
)
def test_show_says_what_it_found_instead(
    capsys: pytest.CaptureFixture[str], wanted: str, says: str
) -> None:
    status, out, err = run(capsys, "show", wanted)

    assert (status, out) == (1, "")
    assert says in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "kettles"),
        ("curate", "kettles", "--pick", "--by", "ada"),
        ("new", "paper", "--title", "T", "--abstract-file", "mkdocs.yml", "--link", "arxiv=2501.1"),
        ("score", "mkdocs.yml"),
        ("preview", "--since", "HEAD"),
    ],
)
def test_a_content_folder_that_is_not_there_has_no_papers_to_ask_for(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, out, err = run(capsys, *arguments, "--content", "nowhere")

    assert (status, out) == (2, "")
    assert "the content folder nowhere is not there; name it by --content" in err
    assert not (project / "nowhere").exists()


def test_parse_prints_one_json_object_an_entry(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (page,) = project.glob("content/listings/*/*")
    status, out, err = run(capsys, "parse", page)
    entries = [json.loads(line) for line in out.splitlines()]

    assert (status, err) == (0, "")
    assert [(entry["title"], entry["position"], entry["line"]) for entry in entries] == [
        ("Kettles that Wait", 1, 7),
        ("Kettles", 2, 15),
    ]
    assert {entry["listing"] for entry in entries} == {"2025-11-20.daily-papers"}
    assert {entry["published"] for entry in entries} == {"2025-09-08"}


def test_parse_knows_no_year_without_the_day_of_the_capture(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = write(project / "page.txt", page_text(["Tea"], facts="• 3 authors\n·\nSep 8"))
    first, second = (
        json.loads(run(capsys, "parse", page, *more)[1])
        for more in ([], ["--captured", "2024-11-20"])
    )

    assert (first["published"], first["published_from"], first["listing"]) == (
        None,
        None,
        "page.txt",
    )
    assert (second["published"], second["published_from"]) == ("2024-09-08", "year-from-capture")


def test_parse_invents_no_day_for_where_links_come_from(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = write(project / "answer.json", answer_text([("Tea", "2511.00001")]))
    entry = json.loads(run(capsys, "parse", answer)[1])

    assert entry["links"]["arxiv"] == {"id": "2511.00001", "from": "answer.json"}


@pytest.mark.parametrize("name", ["9999-12-31.daily-papers.txt", "2025-11-20.somebody.txt"])
def test_parse_reads_a_file_of_any_name(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    page = write(project / name, page_text(["Tea"], facts="• 3 authors\n·\nDec 31"))
    status, out, _ = run(capsys, "parse", page)

    assert status == 0
    assert json.loads(out)["title"] == "Tea"


def test_parse_reports_a_file_that_is_no_listing_and_goes_on(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(project / "bad.txt", "Hello.\n")
    good = write(project / "good.txt", page_text(["Tea"]))
    status, out, err = run(capsys, "parse", bad, good)

    assert status == 1
    assert json.loads(out)["title"] == "Tea"
    assert "bad.txt:1:1: error" in err
