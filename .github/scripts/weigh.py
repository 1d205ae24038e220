"""What a change does to the site's weight and to the time of a build, as a table in Markdown.

    python weigh.py BASE CHANGE

BASE and CHANGE are folders of the project. They are built in turn, twice, each by its own code with
the Python that runs this script, and the quicker time counts. For information: nothing fails by it,
and times of shared machines vary by a fifth.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A built site: its files and their bytes, its pages, the seconds that its build took."""

    files: int
    size: int
    pages: int
    seconds: float


def compare(base: Path, change: Path, times: int = 2) -> tuple[Site, Site]:
    """Build the sites of two folders in turn, so that both find the machine as warm."""
    seconds = [(build(base), build(change)) for _ in range(times)]
    of_base, of_change = (min(column) for column in zip(*seconds, strict=True))
    return measure(base / "site", of_base), measure(change / "site", of_change)


def build(project: Path) -> float:
    """Build a project's site from nothing; the seconds that it takes."""
    shutil.rmtree(project / "site", ignore_errors=True)
    for made in (project / "build").rglob("*"):
        if made.is_file() and made.name != ".gitignore":  # the one that keeps the folder
            made.unlink()
    command = (sys.executable, "-m", "generator", "build", "--quiet")
    start = time.perf_counter()
    # `-m` takes the package in the folder that it is started in, not the installed one.
    subprocess.run(command, cwd=project, check=True, stdout=sys.stderr, env=os.environ)
    return time.perf_counter() - start


def measure(site: Path, seconds: float) -> Site:
    """Weigh a folder as it lies there; links are not followed."""
    files = [path for path in site.rglob("*") if path.is_file() and not path.is_symlink()]
    return Site(
        files=len(files),
        size=sum(path.stat().st_size for path in files),
        pages=sum(path.suffix == ".html" for path in files),
        seconds=seconds,
    )


def make_table(base: Site, change: Site) -> str:
    """Both sites side by side, and how much there is to more or less."""
    rows = (
        ("Pages", f"{base.pages:,}", f"{change.pages:,}", f"{change.pages - base.pages:+,}"),
        ("Files", f"{base.files:,}", f"{change.files:,}", f"{change.files - base.files:+,}"),
        ("Size", _mib(base.size), _mib(change.size), f"{change.size - base.size:+,} bytes"),
        (
            "Build",
            f"{base.seconds:.1f} s",
            f"{change.seconds:.1f} s",
            f"{change.seconds - base.seconds:+.1f} s",
        ),
    )
    head = ("### Weight and speed", "", "| | base | change | difference |", "|---|---:|---:|---:|")
    return "\n".join((*head, *map(_row, rows), ""))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _mib(size: int) -> str:
    return f"{size / MEBIBYTE:.2f} MiB"


if __name__ == "__main__":
    base_folder, change_folder = (Path(folder).resolve() for folder in sys.argv[1:])
    sys.stdout.write(make_table(*compare(base_folder, change_folder)))
