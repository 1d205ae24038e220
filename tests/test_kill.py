"""Commands killed at any moment: a whole site stays published, and the content can be read."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import files_of, make_project, page_text, write
from projects import run, smallest

from generator import swap
from generator.content.load import load_content
from generator.problems import has_errors
from generator.write import PREFIX

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes as Linux does"),
    pytest.mark.site,
]

SEED = 20251120
FEW, MANY = 10, 100
"""Kills of each command in every run, and in a slow one."""

BUILD = ("generator", "build", "--quiet")


def start(fatal: int, *command: str, cwd: Path, repository: Path) -> int:
    """Run a command that is killed at an operation, none for 0; returns its status."""
    report = cwd.with_name("operations")
    report.unlink(missing_ok=True)
    return subprocess.run(
        [sys.executable, str(repository / "tests/fatal.py"), str(fatal), str(report), *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(repository), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
    ).returncode


def operations(*command: str, cwd: Path, repository: Path) -> int:
    """Changes of files that a command makes when nobody kills it."""
    assert start(0, *command, cwd=cwd, repository=repository) == 0
    return int(cwd.with_name("operations").read_text())


def places(count: int, number: int) -> Iterator[int]:
    """Operations at which to kill, from the first to nearly the last, the same every time."""
    chance = random.Random(SEED)
    return (1 + int(count * chance.uniform(0, 0.95)) for _ in range(number))


@pytest.fixture
def project(tmp_path: Path, repository: Path) -> Path:
    """A project whose site is built, and to which a listing was added since."""
    data = repository / "tests/data/listings"
    folder = smallest(tmp_path / "project", data / "2031-03-12.daily-papers.txt")
    run("generator", "import", cwd=folder)
    run("generator", "build", "--quiet", cwd=folder)
    return folder


def is_whole(site: Path, pages: frozenset[str]) -> bool:
    """Whether the pages of one build are there, and the search index, which comes last."""
    there = files_of(site).keys()
    return pages <= there and {"pagefind/pagefind.js", "pagefind/order-date.json"} <= there


def kill_builds(project: Path, repository: Path, number: int) -> None:
    """Kill builds of two states of the content in turn."""
    old = frozenset(p for p in files_of(project / "site") if p.endswith(".html"))
    extra = project / "content/listings/2031/2031-03-13.daily-papers.txt"
    count = operations(*BUILD, cwd=project, repository=repository)
    for at, place in enumerate(places(count, number)):
        if at % 2:
            extra.unlink(missing_ok=True)
        else:
            write(extra, page_text([f"Kettles {at}", "Pots"], header="Mar 13"))
        assert start(place, *BUILD, cwd=project, repository=repository) == -signal.SIGKILL
        # Between its two renames there is no site for a moment; the next start mends that.
        if not (project / "site").exists():
            swap.mend(project / "site")
        assert is_whole(project / "site", old), (at, place)
        assert not has_errors(load_content(project / "content").problems)
    run(*BUILD, cwd=project)
    assert not [path for path in files_of(project) if PREFIX in path]
    assert not (project / "site.new").exists()
    assert not (project / "site.old").exists()


def test_a_build_that_is_killed_leaves_a_whole_site(project: Path, repository: Path) -> None:
    kill_builds(project, repository, FEW)


@pytest.mark.slow
def test_many_builds_that_are_killed_leave_a_whole_site(project: Path, repository: Path) -> None:
    kill_builds(project, repository, MANY)


def kill_imports(folder: Path, repository: Path, number: int) -> None:
    """Kill imports of two pages."""
    pages = [
        write(
            folder / "new" / f"2025-11-{day}.daily-papers.txt",
            page_text([f"Tea {day}", "Pot"], header=f"Nov {day}"),
        )
        for day in (20, 21)
    ]
    command = ("generator", "import", *map(str, pages))
    first = make_project(folder / "first")
    shutil.copytree(first, folder / "whole")
    count = operations(*command, cwd=folder / "whole", repository=repository)
    whole = files_of(folder / "whole/content")
    for at, place in enumerate(places(count, number)):
        project = folder / str(at)
        shutil.copytree(first, project)
        assert start(place, *command, cwd=project, repository=repository) == -signal.SIGKILL
        found = load_content(project / "content")
        assert {p.rule for p in found.problems} <= {"no-listing", "not-locked"}, (at, place)
        there = files_of(project / "content")
        assert all(data == whole[path] for path, data in there.items() if PREFIX not in path)
        run(*command, cwd=project)
        assert files_of(project / "content") == whole


def test_an_import_that_is_killed_leaves_content_from_which_the_next_goes_on(
    tmp_path: Path, repository: Path
) -> None:
    kill_imports(tmp_path, repository, FEW)


@pytest.mark.slow
def test_many_imports_that_are_killed_leave_content_from_which_the_next_goes_on(
    tmp_path: Path, repository: Path
) -> None:
    kill_imports(tmp_path, repository, MANY)


def test_mkdocs_alone_leaves_half_a_site_when_it_is_killed(project: Path, repository: Path) -> None:
    """The control: without the swap the same kills leave pages missing."""
    whole = frozenset(p for p in files_of(project / "site") if p.endswith(".html"))
    command = ("mkdocs", "build", "--quiet")
    count = operations(*command, cwd=project, repository=repository)
    broken = 0
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        start(int(count * share), *command, cwd=project, repository=repository)
        broken += not is_whole(project / "site", whole)

    assert broken
