"""Whole projects in temporary folders, as a fresh clone would have them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
TOPICS = """\
- slug: brewing
  name: Brewing
  about: Water, leaves and the time between
  rules: {kettle: 3, stirring: 3, cup: 2}
"""


def clone(folder: Path, *, backwards: bool = False) -> Path:
    """Copy what a clone of the working tree would hold; the search engine is linked, not copied."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in sorted(filter(None, listed.split("\0")), reverse=backwards):
        if (REPOSITORY / name).is_file() and not name.startswith("tests/"):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(REPOSITORY / name, target)
    (folder / "node_modules").symlink_to(REPOSITORY / "node_modules")
    return folder


def smallest(folder: Path, *listings: Path) -> Path:
    """A project with topics and the given listings alone."""
    clone(folder)
    shutil.rmtree(folder / "content")
    for listing in listings:
        year = folder / "content/listings" / listing.name[:4]
        year.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(listing, year / listing.name)
    (folder / "content/topics.yml").write_text(TOPICS, "utf-8")
    return folder


def run(
    *command: str, cwd: Path, status: int = 0, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run one of Python's programs in a project, and expect its status."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done


def tree(folder: Path) -> Mapping[str, bytes]:
    """All files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
