"""Whole projects in temporary folders, as a fresh clone would have them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

REPOSITORY = Path(__file__).parent.parent
DIGEST = REPOSITORY / "tests/data/digest"
"""The digest that tests build, whatever the project's own holds: its content and its settings."""

TOPICS = """\
- slug: brewing
  name: Brewing
  about: Water, leaves and the time between
  rules: {kettle: 3, stirring: 3, cup: 2}
"""


def make_settings_text() -> str:
    """Put the settings of the tests' digest in place of those in `mkdocs.yml`; the rest stays."""
    own = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    ours = (DIGEST / "settings.yml").read_text("utf-8")
    keys = "|".join(re.findall(r"^(\w+):", ours, re.MULTILINE))
    rest = re.sub(rf"^(?:{keys}):.*\n(?:(?!\w).*\n)*", "", f"{own}\n", flags=re.MULTILINE)
    return f"{ours}\n{rest}"


SETTINGS: Final = make_settings_text()
"""The `mkdocs.yml` of every project that tests make."""


def clone(folder: Path, *, backwards: bool = False) -> Path:
    """Copy what a clone of the working tree would hold, with the tests' digest in place of its own.

    The search engine is linked, not copied.
    """
    own = ("content/", "mkdocs.yml")
    files = {name: path for name, path in find_tracked().items() if not name.startswith(own)}
    content = filter(Path.is_file, (DIGEST / "content").rglob("*"))
    files |= {path.relative_to(DIGEST).as_posix(): path for path in content}
    copy(files, folder, backwards=backwards)
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    return folder


def clone_as_it_is(folder: Path) -> Path:
    """Copy what a clone of the working tree would hold, its own content and settings too."""
    copy(find_tracked(), folder)
    return folder


def find_tracked() -> Mapping[str, Path]:
    """The files of the working tree that git does not ignore, but for the tests."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = (name for name in listed.split("\0") if name and not name.startswith("tests/"))
    return {name: REPOSITORY / name for name in names if (REPOSITORY / name).is_file()}


def copy(files: Mapping[str, Path], folder: Path, *, backwards: bool = False) -> None:
    """Copy files to their names in a project, the last first if it is so wanted."""
    for name, path in sorted(files.items(), reverse=backwards):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    (folder / "node_modules").symlink_to(REPOSITORY / "node_modules")


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
