"""One project, and how the digest and each of its peers is run on the same pages of it."""

from __future__ import annotations

import compileall
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import hugo_pages
from corpus import Corpus, write_content
from processes import Spent, spend

from generator.content.load import load_content
from generator.site import BUILD, DOCS
from generator.slugs import make_slug

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CLONED = ("mkdocs.yml", "package.json", "package-lock.json", "generator", "site_templates")

NEW = 50
"""Papers of a listing that comes later."""

DAYS = 2
"""Listings that come later, a day each."""

CURATION = """\
notes:
  - by: ada
    on: 2025-01-01
    text: The word of this note is {word}.
"""
"""What is said of one paper; its word changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A project of its own, with a copy of the generator: nobody's edits reach it meanwhile."""

    folder: Path
    papers: int
    later: Sequence[Path]
    """The listings that come later, outside the project."""
    curated: str
    """The id of a paper with a curation."""

    @property
    def project(self) -> Path:
        """What a clone of a digest holds."""
        return self.folder / "project"

    @property
    def pages(self) -> Path:
        """The Markdown pages alone, for MkDocs."""
        return self.folder / "pages"

    @property
    def hugo(self) -> Path:
        """The same pages, for Hugo."""
        return self.folder / "hugo"

    @property
    def site(self) -> Path:
        """Where a peer puts its site."""
        return self.folder / "site"

    def place_of(self, later: Path) -> Path:
        """Where a listing that comes later goes."""
        return self.project / "content/listings" / later.name[:4] / later.name

    @property
    def curation(self) -> Path:
        """The file whose word is changed."""
        return self.project / "content/curations" / f"{self.curated}.yml"

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which the copied generator runs."""
        return {**os.environ, "PYTHONPATH": str(self.project), "NO_MKDOCS_2_WARNING": "1"}


def make_bench(corpus: Corpus, folder: Path) -> Bench:
    """Make a project of a corpus, without its newest papers, which come later."""
    project = folder / "project"
    project.mkdir(parents=True)
    clone(project)
    write_content(corpus, SHARED, ROOT / "content/topics.yml", project / "content")
    later = hold_back(project / "content/listings", folder, NEW, DAYS)
    entries = [
        entry for each in load_content(project / "content").listings for entry in each.entries
    ]
    bench = Bench(
        folder=folder,
        papers=len(entries),
        later=later,
        curated=make_slug(entries[len(entries) // 2].title),
    )
    bench.curation.parent.mkdir()
    bench.curation.write_text(CURATION.format(word="kettle"), "utf-8")
    return bench


def clone(project: Path) -> None:
    """Copy what a digest is built with; the search engine is linked."""
    leave_out = shutil.ignore_patterns("__pycache__")
    for name in CLONED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, project / name, ignore=leave_out)
        else:
            shutil.copyfile(ROOT / name, project / name)
    (project / "node_modules").symlink_to(ROOT / "node_modules")
    compileall.compile_dir(project / "generator", quiet=2)


def hold_back(listings: Path, folder: Path, papers: int, days: int) -> Sequence[Path]:
    """Take the newest papers out of the listings, into new ones of the days after the newest."""
    paths = sorted(listings.rglob("*.jsonl"))
    lines = [path.read_text("utf-8").splitlines() for path in paths]
    kept, held = split_newest(lines, papers * days)
    for path, left in zip(paths, kept, strict=True):
        if left:
            write_lines(path, left)
        else:
            path.unlink()
    later: list[Path] = []
    for start in range(0, len(held), papers):
        later.append(folder / next_day(later[-1].name if later else paths[-1].name))
        write_lines(later[-1], held[start : start + papers])
    return later


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of lines."""
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def split_newest(
    listings: Sequence[Sequence[str]], papers: int
) -> tuple[list[Sequence[str]], list[str]]:
    """The listings, the oldest first, without their last lines; and those."""
    kept: list[Sequence[str]] = []
    held: list[str] = []
    for lines in reversed(listings):
        rest = max(0, len(lines) - (papers - len(held)))
        kept.insert(0, lines[:rest])
        held = [*lines[rest:], *held]
    return kept, held


def next_day(name: str) -> str:
    """The name of a listing of the same kind, a day later."""
    day, dot, kind = name.partition(".")
    return f"{date.fromisoformat(day) + timedelta(days=1)}{dot}{kind}"


def clear(bench: Bench) -> None:
    """Leave nothing that a build could use again."""
    for later in bench.later:
        bench.place_of(later).unlink(missing_ok=True)
    for folder in (bench.project / "build", bench.project / "site"):
        put_away(folder)


def put_away(folder: Path) -> None:
    """Have a folder out of the way; it goes with all else at the end.

    Some file systems make folders ten times as slowly for minutes after thousands were removed, which
    would be on the account of whoever comes next.
    """
    if folder.is_dir():
        folder.rename(tempfile.mkdtemp(dir=folder.parent, prefix="away-"))


def build(bench: Bench, *, watched: bool = False) -> Spent:
    """Run `digest build` on what is there."""
    command = (sys.executable, "-m", "generator", "build", "--quiet")
    return spend(command, cwd=bench.project, environ=bench.environ, watched=watched)


def run_hugo(bench: Bench, *, watched: bool = False) -> Spent:
    """Run Hugo from nothing; a page that it left out makes the comparison void."""
    program = hugo_pages.find_hugo()
    if program is None:
        raise FileNotFoundError("Hugo is not here: `make setup-bench` installs it")
    put_away(bench.site)
    command = hugo_pages.command(program, bench.hugo, bench.site)
    spent = spend(command, cwd=bench.hugo, environ=os.environ, watched=watched)
    require_pages("Hugo", bench, count(bench.site, "*.html"))
    return spent


def run_mkdocs(bench: Bench, *, watched: bool = False) -> Spent:
    """Run plain MkDocs from nothing; as it is under `digest build`, the hook makes neither pages nor index."""
    put_away(bench.site)
    config = ("--config-file", str(bench.project / "mkdocs.yml"), "--site-dir", str(bench.site))
    spent = spend(
        (sys.executable, "-m", "mkdocs", "build", "--quiet", *config),
        cwd=bench.project,
        environ={**bench.environ, BUILD: "1", DOCS: str(bench.pages)},
        watched=watched,
    )
    require_pages("MkDocs", bench, count(bench.site, "*.html") - 1)  # 404.html
    return spent


def require_pages(name: str, bench: Bench, made: int) -> None:
    """Refuse to compare what did not make all the pages."""
    wanted = count(bench.pages, "*.md")
    if made != wanted:
        raise ValueError(f"void: {name} made {made:,} pages of {wanted:,}")


def count(folder: Path, pattern: str) -> int:
    """How many files there are below a folder."""
    return sum(1 for _ in folder.rglob(pattern))


def give_pages(bench: Bench) -> int:
    """Copy the pages that were just made, for the peers, unless they have them; returns how many."""
    docs = bench.project / "build/docs"
    if not bench.pages.exists():
        for path in docs.rglob("*.md"):
            target = bench.pages / path.relative_to(docs)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        hugo_pages.write_project(bench.pages, bench.hugo)
    return count(bench.pages, "*.md")
