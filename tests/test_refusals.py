"""What an import refuses: pages and answers that are empty, cut off, or an error in disguise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders import TODAY, answer_text, files_of, make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st
from projects import DIGEST

from generator.cli import main
from generator.content.load import load_content
from generator.importing import Candidate, make_plan
from generator.problems import ContentError, render_text
from generator.sources import READERS, recognise

DATA = Path(__file__).parent / "data"
REFUSED = sorted(path for path in (DATA / "refused").iterdir() if path.suffix != ".expected")
LISTINGS = sorted(path for path in (DATA / "listings").iterdir() if path.suffix != ".expected")
WHOLE = sorted((DIGEST / "content/listings").rglob("*.*"))

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`digest import` in a project without listings: files in; status and what it says out."""
    make_project(tmp_path)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["import", *map(str, arguments)])
        return int(ended.value.code or 0), capsys.readouterr().err

    return call


@pytest.mark.parametrize("sample", REFUSED, ids=lambda path: path.name)
def test_a_bad_capture_is_refused_with_the_reason_and_the_way_out(
    run: Run, tmp_path: Path, sample: Path
) -> None:
    before = files_of(tmp_path / "content")
    page = write(tmp_path / sample.name, sample.read_bytes())
    status, said = run(page.name, "--captured", "2025-11-20")

    assert status == 1
    assert said == sample.with_name(f"{sample.name}.expected").read_text("utf-8")
    assert files_of(tmp_path / "content") == before


@pytest.mark.parametrize("path", [*LISTINGS, *WHOLE], ids=lambda path: path.name)
def test_a_whole_page_is_not_taken_for_a_cut_one(path: Path) -> None:
    data = path.read_bytes()
    for page in (data, data.rstrip(), data + b"\n\n"):
        assert READERS[recognise(page, path.name)](page, path.name).cut is None


@pytest.mark.shared
def test_a_whole_real_page_is_not_taken_for_a_cut_one(shared: Path) -> None:
    paths = [*(shared / "listings").iterdir(), *(shared / "data/page_dumps").iterdir()]
    for path in sorted(paths):
        assert READERS["daily-papers"](path.read_bytes(), path.name).cut is None, path.name


LAST = "We pour tea and then we wait for it to cool while nobody looks at the cup"


@given(st.integers(1, len(LAST)))
def test_a_page_that_stops_inside_its_last_abstract_is_told(length: int) -> None:
    text = page_text(["Tea", "Coffee"]).rstrip() + "\n\nCocoa\n\n" + LAST[:length]
    page = READERS["daily-papers"](text.encode(), "page.txt")

    assert page.cut or page.problems


@pytest.mark.parametrize(
    "end", ["cold.", "cold!", "cold?”", "(cold)", "at https://tea.example/x", "at tea.example"]
)
def test_an_abstract_may_end_with_a_sentence_or_an_address(end: str) -> None:
    text = page_text(["Tea"]).rstrip() + f"\n\nCocoa\n\n{LAST} {end}"

    assert READERS["daily-papers"](text.encode(), "page.txt").cut is None


@pytest.mark.parametrize("name", ["cut-in-an-abstract", "cut-after-a-title", "cut-before-the-dot"])
def test_a_page_that_is_whole_all_the_same_can_be_imported(
    run: Run, tmp_path: Path, name: str
) -> None:
    page = write(tmp_path / "page.txt", (DATA / f"refused/{name}.txt").read_bytes())

    assert run(page, "--captured", "2025-05-20", "--whole")[0] == 0


def test_a_page_that_seems_cut_off_stops_no_build(run: Run, tmp_path: Path) -> None:
    page = write(tmp_path / "page.txt", (DATA / "refused/cut-in-an-abstract.txt").read_bytes())
    run(page, "--captured", "2025-05-20", "--whole")

    assert load_content(tmp_path / "content").problems == ()


# Repeats


def plan(folder: Path, *pages: tuple[str, str]) -> list[str]:
    """Import pages of named days together; what is said against them."""
    candidates = [Candidate(path=name, file_name=name, data=text.encode()) for name, text in pages]
    try:
        make_plan(load_content(folder / "content"), candidates, TODAY)
    except ContentError as error:
        return [render_text(problem) for problem in error.problems]
    return []


def test_a_repeat_with_other_counts_is_refused(tmp_path: Path) -> None:
    make_project(tmp_path)
    pages = [
        (
            f"2025-11-{day}.daily-papers.txt",
            page_text(["Tea", "Milk"], facts=f"• 3 authors\n·\nNov 2 {day}"),
        )
        for day in (19, 20)
    ]
    (said,) = plan(tmp_path, *pages)

    assert "[repeated-listing]" in said
    assert "a repeat of another day is no new edition; capture the page again" in said


def test_a_repeat_in_another_order_is_refused(tmp_path: Path) -> None:
    make_project(tmp_path)
    (said,) = plan(
        tmp_path,
        ("2025-11-19.daily-papers.txt", page_text(["Tea", "Milk"])),
        ("2025-11-20.daily-papers.txt", page_text(["Milk", "Tea"])),
    )

    assert "it has the same papers in another order as" in said


def test_a_second_capture_of_a_day_in_another_order_is_welcome(tmp_path: Path) -> None:
    make_project(tmp_path)

    assert not plan(
        tmp_path,
        ("2025-11-20.daily-papers.txt", page_text(["Tea", "Milk"])),
        ("2025-11-20.daily-papers.evening.txt", page_text(["Milk", "Tea"])),
    )


def test_a_day_that_shares_most_papers_with_another_is_no_repeat(tmp_path: Path) -> None:
    make_project(tmp_path)

    assert not plan(
        tmp_path,
        ("2025-11-19.daily-papers-api.json", answer_text([("Tea", None), ("Milk", None)])),
        ("2025-11-20.daily-papers-api.json", answer_text([("Tea", None), ("Cocoa", None)])),
    )
