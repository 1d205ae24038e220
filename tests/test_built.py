"""A build of what was built already: told at once, and never wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import files_of, write
from projects import run, smallest

from generator.built import Built, digest_files, digest_site, read_built, write_built
from generator.cli import main
from generator.inputs import digest_inputs
from generator.problems import Problem, Severity
from generator.sealed import seal
from generator.tree import list_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "content/a.txt", "a")
    write(tmp_path / "content/b/c.txt", "c")
    write(tmp_path / "mkdocs.yml", "x")
    return tmp_path


CHANGES: dict[str, Callable[[Path], object]] = {
    "a byte": lambda folder: write(folder / "content/a.txt", "b"),
    "a new file": lambda folder: write(folder / "content/b/d.txt", ""),
    "a file that goes": lambda folder: (folder / "content/a.txt").unlink(),
    "another name": lambda folder: (folder / "content/a.txt").rename(folder / "content/aa.txt"),
    "the settings": lambda folder: write(folder / "mkdocs.yml", "y"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_what_goes_in_is_seen(folder: Path, change: str) -> None:
    places = (folder / "content", folder / "mkdocs.yml")
    before = digest_inputs(places, ["mkdocs"])
    again = digest_inputs(places, ["mkdocs"])
    CHANGES[change](folder)

    assert before == again
    assert digest_inputs(places, ["mkdocs"]) != before
    assert digest_inputs(places, ["zensical"]) != digest_inputs(places, ["mkdocs"])


def test_a_word_may_be_the_name_of_a_folder_in_any_bytes() -> None:
    assert digest_inputs([], [os.fsdecode(b"tea\xff")]) != digest_inputs([], ["tea"])


def test_what_python_keeps_for_itself_is_no_input(folder: Path) -> None:
    before = digest_inputs([folder / "content"], [])
    write(folder / "content/__pycache__/a.pyc", "x")

    assert digest_inputs([folder / "content"], []) == before


def test_a_site_that_was_touched_is_another(folder: Path) -> None:
    before = digest_site(folder)
    write(folder / "content/a.txt", "b")

    assert digest_site(folder) != before
    assert digest_site(folder / "nowhere") != before
    assert digest_site(folder) == digest_files(list_files(folder))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"inputs": 1}', b"\xff", b'{"problems": 3}'])
def test_a_state_that_is_damaged_or_foreign_is_none(tmp_path: Path, data: bytes) -> None:
    for file in (data, seal(data, "1")):
        write(tmp_path / "built.json", file)
        assert read_built(tmp_path / "built.json", "1") is None
    assert read_built(tmp_path / "nowhere.json", "1") is None


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    problem = Problem(path="a", rule="b", message="c", severity=Severity.WARNING, line=3, hint="d")
    built = Built(site="2", problems=(problem,), said="372 papers")
    write_built(tmp_path / "built.json", "1", built)

    assert read_built(tmp_path / "built.json", "1") == built
    assert read_built(tmp_path / "built.json", "other inputs") is None


def test_what_makes_pages_is_not_imported_to_see_that_nothing_changed() -> None:
    """It would take half of the time."""
    script = """
import sys
import generator.cli.build
print([name for name in sys.modules if name.startswith(("generator.pipeline", "numpy", "jinja2"))])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "[]\n"


@pytest.mark.site
def test_building_again_says_that_nothing_changed_and_touches_nothing(
    tmp_path: Path, repository: Path
) -> None:
    listing = repository / "tests/data/listings/2031-03-12.daily-papers.txt"
    project = smallest(tmp_path / "project", listing)
    first = run("generator", "build", cwd=project).stderr
    made = {path: path.stat().st_ino for path in (project / "site").rglob("*")}
    second = run("generator", "build", cwd=project).stderr

    assert second.splitlines()[-1] == first.splitlines()[-1]
    assert "Nothing has changed since" in second
    assert {path: path.stat().st_ino for path in (project / "site").rglob("*")} == made

    write(project / "site/index.html", "<p>mine")
    third = run("generator", "build", cwd=project).stderr

    assert "Nothing has changed since" not in third
    assert b"<p>mine" not in files_of(project / "site")["index.html"]


@pytest.mark.parametrize("name", ["docs", "docs.folders", "docs.search"])
def test_a_site_takes_the_place_of_no_pages_and_of_no_cache(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project = smallest(
        tmp_path, Path(__file__).parent / "data/listings/2031-03-12.daily-papers.txt"
    )
    config, site = str(project / "mkdocs.yml"), str(project / "build" / name)
    with pytest.raises(SystemExit) as ended:
        main(["build", "--config", config, "--site-dir", site])

    assert ended.value.code == 2
    assert "is where builds keep their own files" in capsys.readouterr().err
