"""Commands killed at any moment: a whole site stays published, and the content can be read."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
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

DIGEST = (sys.executable, "-m", "generator")


def kill_after(command: Sequence[str], cwd: Path, seconds: float, repository: Path) -> bool:
    """Start a command, kill it and all that it started; say whether it had not ended before."""
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(repository), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def moments(duration: float, number: int) -> Iterator[float]:
    """Moments of a run, the same share of it every time."""
    chance = random.Random(SEED)
    return (duration * chance.uniform(0.05, 1.05) for _ in range(number))


def timed(*command: str, cwd: Path) -> float:
    start = time.monotonic()
    run(*command, cwd=cwd)
    return time.monotonic() - start


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


def kill_builds(project: Path, repository: Path, number: int) -> int:
    """Kill builds of two states of the content in turn; returns how many were still at work."""
    old = frozenset(p for p in files_of(project / "site") if p.endswith(".html"))
    extra = project / "content/listings/2031/2031-03-13.daily-papers.txt"
    duration = timed("generator", "build", "--quiet", cwd=project)
    killed = 0
    for at, moment in enumerate(moments(duration, number)):
        if at % 2:
            extra.unlink(missing_ok=True)
        else:
            write(extra, page_text([f"Kettles {at}", "Pots"], header="Mar 13"))
        command = (*DIGEST, "build", "--quiet")
        killed += kill_after(command, project, moment, repository)
        # Between its two renames there is no site for a moment; the next start mends that.
        if not (project / "site").exists():
            swap.mend(project / "site")
        assert is_whole(project / "site", old), (at, moment)
        assert not has_errors(load_content(project / "content").problems)
    run("generator", "build", "--quiet", cwd=project)
    assert not [path for path in files_of(project) if PREFIX in path]
    assert not (project / "site.new").exists()
    assert not (project / "site.old").exists()
    return killed


def test_a_build_that_is_killed_leaves_a_whole_site(project: Path, repository: Path) -> None:
    assert kill_builds(project, repository, FEW) >= FEW / 2


@pytest.mark.slow
def test_many_builds_that_are_killed_leave_a_whole_site(project: Path, repository: Path) -> None:
    assert kill_builds(project, repository, MANY) >= MANY / 2


def kill_imports(folder: Path, repository: Path, number: int) -> int:
    """Kill imports of two pages; returns how many were still at work."""
    pages = [
        write(
            folder / "new" / f"2025-11-{day}.daily-papers.txt",
            page_text([f"Tea {day}", "Pot"], header=f"Nov {day}"),
        )
        for day in (20, 21)
    ]
    command = ("import", *map(str, pages))
    first = make_project(folder / "first")
    shutil.copytree(first, folder / "whole")
    duration = timed("generator", *command, cwd=folder / "whole")
    whole = files_of(folder / "whole/content")
    killed = 0
    for at, moment in enumerate(moments(duration, number)):
        project = folder / str(at)
        shutil.copytree(first, project)
        killed += kill_after((*DIGEST, *command), project, moment, repository)
        found = load_content(project / "content")
        assert {p.rule for p in found.problems} <= {"no-listing", "not-locked"}, (at, moment)
        there = files_of(project / "content")
        assert all(data == whole[path] for path, data in there.items() if PREFIX not in path)
        run("generator", *command, cwd=project)
        assert files_of(project / "content") == whole
    return killed


def test_an_import_that_is_killed_leaves_content_from_which_the_next_goes_on(
    tmp_path: Path, repository: Path
) -> None:
    assert kill_imports(tmp_path, repository, FEW) >= FEW / 2


@pytest.mark.slow
def test_many_imports_that_are_killed_leave_content_from_which_the_next_goes_on(
    tmp_path: Path, repository: Path
) -> None:
    assert kill_imports(tmp_path, repository, MANY) >= MANY / 2


def test_mkdocs_alone_leaves_half_a_site_when_it_is_killed(project: Path, repository: Path) -> None:
    """The control: without the swap the same kills leave pages missing."""
    whole = frozenset(p for p in files_of(project / "site") if p.endswith(".html"))
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    duration = timed("mkdocs", "build", "--quiet", cwd=project)
    broken = 0
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        kill_after(command, project, duration * share, repository)
        broken += not is_whole(project / "site", whole)

    assert broken
