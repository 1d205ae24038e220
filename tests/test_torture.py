"""Every file operation fails once: content and site stay whole, and the next run mends the rest."""

from __future__ import annotations

import errno
import io
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from builders import files_of, make_project, page_text, write
from torture import torture

from generator import site, swap
from generator.cli import main
from generator.write import MANIFEST, PREFIX, File, sync, write_together

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names open files by /proc")

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
SEED = 20251120
SOME = 12
"""Operations of a build that fail in every run; a slow run fails all."""

Step = Callable[[], object]
OLD = {"a.md": b"a", "b/c.md": b"c", "b/gone.md": b"gone"}
NEW = {"a.md": b"A" * 9_000, "b/c.md": b"c", "d/e/f.md": b"f"}


def numbers(run: Callable[[int, int], int]) -> Iterator[tuple[int, int]]:
    """Every operation with every error; `run` says how many there were."""
    for error in ERRORS:
        number = 1
        while number <= run(number, error):
            yield number, error
            number += 1


def left_over(folder: Path) -> list[str]:
    return [path for path in files_of(folder) if PREFIX in path]


def test_a_sync_whose_operations_fail_leaves_whole_files_and_goes_on_next_time(
    tmp_path: Path,
) -> None:
    def run(number: int, error: int) -> int:
        folder = tmp_path / f"{number}-{error}"
        sync([File(*row) for row in OLD.items()], folder)
        with torture(folder, number, error) as counted:
            failed = fails(lambda: sync([File(*row) for row in NEW.items()], folder))
        for path, data in files_of(folder).items():
            whole = path == MANIFEST or PREFIX in path or data in {OLD.get(path), NEW.get(path)}
            assert whole, (counted.failed, path)
        done = files_of(folder)
        assert failed or {path: done.get(path) for path in NEW} == NEW, counted.failed
        sync([File(*row) for row in NEW.items()], folder)
        assert {p: d for p, d in files_of(folder).items() if p != MANIFEST} == NEW, counted.failed
        return counted.count

    assert len(list(numbers(run))) > 3 * 10


def fails(step: Step) -> bool:
    """Whether it ends in an error of the disk; any other is a fault."""
    try:
        step()
    except OSError:
        return True
    return False


def test_files_that_belong_together_are_written_all_or_none(tmp_path: Path) -> None:
    def run(number: int, error: int) -> int:
        folder = tmp_path / f"{number}-{error}"
        write(folder / "register", b"old")
        before = tree_of(folder)
        files = [(folder / "x/y/1", b"1"), (folder / "x/2", b"2"), (folder / "register", b"new")]
        with torture(folder, number, error) as counted:
            failed = fails(lambda: write_together(files))
        assert not failed or tree_of(folder) == before, counted.failed
        assert failed or all(path.read_bytes() == data for path, data in files)
        return counted.count

    assert len(list(numbers(run))) > 3 * 10


def tree_of(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


# Commands


def run_digest(*arguments: str | Path) -> tuple[int, str]:
    """A command's status and what it says; anything but its own end is a fault."""
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        try:
            main(list(map(str, arguments)))
        except SystemExit as ended:
            return int(ended.code or 0), said.getvalue()
    raise AssertionError("a command ends by saying its status")


def test_an_import_whose_operations_fail_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading the content may fail too; and what fails after the end is said and does no harm."""
    pages = [
        write(
            tmp_path / "new" / f"2025-11-{day}.daily-papers.txt", page_text([f"Tea {day}", "Pot"])
        )
        for day in (20, 21)
    ]

    def run(number: int, error: int) -> int:
        project = make_project(tmp_path / f"{number}-{error}")
        write(project / "content/listings/2025/2025-11-19.daily-papers.txt", page_text(["Milk"]))
        monkeypatch.chdir(project)
        assert run_digest("import")[0] == 0
        before = tree_of(project / "content")
        with torture(project / "content", number, error) as counted:
            status, said = run_digest("import", *pages)
        after = tree_of(project / "content")
        assert "Traceback" not in said
        assert (after == before) if status else (len(after) == len(before) + 2), counted.failed
        assert run_digest("import", *pages)[0] == 0
        assert len(tree_of(project / "content")) == len(before) + 2, counted.failed
        assert not left_over(project)
        return counted.count

    assert len(list(numbers(run))) > 3 * 15


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path) -> Path:
    """A project with one listing and a site; MkDocs and Pagefind are stood in for."""
    project = make_project(tmp_path / "project")
    (project / "site_templates").symlink_to(repository / "site_templates")
    write(project / "content/listings/2025/2025-11-19.daily-papers.txt", page_text(["Milk"]))
    monkeypatch.chdir(project)

    def render(_config: Path, fresh: Path, *, docs_dir: Path, **_rest: object) -> tuple[()]:
        write(fresh / "index.html", (docs_dir / "index.md").read_bytes())
        write(fresh / "papers/index.html", b"papers")
        return ()

    monkeypatch.setattr(site, "render", render)
    monkeypatch.setattr("generator.pagefind.find_pagefind", lambda _root: Path())
    monkeypatch.setattr("generator.pagefind.Indexing.begin", lambda *_: None)
    # Waiting for the disk cannot fail, and takes long.
    monkeypatch.setattr(swap, "_flush", lambda: None)
    assert run_digest("import")[0] == 0
    assert run_digest("build", "--quiet", "--jobs", "1")[0] == 0
    write(project / "content/listings/2025/2025-11-20.daily-papers.txt", page_text(["Tea", "Pot"]))
    shutil.copytree(project, tmp_path / "kept", symlinks=True)
    return project


@contextmanager
def as_kept(project: Path) -> Iterator[None]:
    """The project as it was made, whatever was done to it before."""
    for name in ("build", "site", "site.new", "site.old", "content"):
        shutil.rmtree(project / name, ignore_errors=True)
        kept = project.with_name("kept") / name
        if kept.exists():
            shutil.copytree(kept, project / name, symlinks=True)
    yield


def is_whole(folder: Path) -> bool:
    return {"index.html", "papers/index.html", swap.MARK} <= files_of(folder).keys()


def try_build(project: Path, number: int, error: int) -> int:
    """A build with one failing operation; says how many there were."""
    old, content = files_of(project / "site"), files_of(project / "content")
    with torture(project, number, error) as counted:
        status, said = run_digest("build", "--quiet", "--jobs", "1")
    assert "Traceback" not in said
    assert files_of(project / "content") == content, counted.failed
    assert is_whole(project / "site"), counted.failed
    changed = files_of(project / "site") != old
    # 0 and the old site, or not 0 and a new one, would each be a lie.
    assert changed is (status == 0), (counted.failed, status, said)
    assert run_digest("build", "--quiet", "--jobs", "1")[0] == 0, counted.failed
    assert not left_over(project), counted.failed
    assert sorted(path.name for path in project.glob("site*") if path.is_dir()) == [
        "site",
        "site_templates",
    ]
    return counted.count


@pytest.mark.site
def test_a_build_whose_operations_fail_leaves_the_last_good_site(project: Path) -> None:
    with as_kept(project):
        operations = try_build(project, 0, errno.EIO)
    chosen = random.Random(SEED).sample(range(1, operations + 1), min(SOME, operations))
    last = range(operations - 14, operations + 1)  # the swap
    for at, number in enumerate(sorted({*chosen, *last})):
        with as_kept(project):
            try_build(project, number, ERRORS[at % len(ERRORS)])

    assert operations > 100


@pytest.mark.slow
def test_a_build_of_which_any_operation_fails_leaves_the_last_good_site(project: Path) -> None:
    with as_kept(project):
        operations = try_build(project, 0, errno.EIO)
    for number in range(1, operations + 1):
        with as_kept(project):
            try_build(project, number, ERRORS[number % len(ERRORS)])


def test_the_check_sees_what_it_should(tmp_path: Path) -> None:
    """The control: writing in place leaves half a file when its write fails."""
    path = write(tmp_path / "file", b"old")
    with torture(tmp_path, 2, errno.ENOSPC) as counted:
        assert fails(lambda: path.write_bytes(b"newer text"))

    assert counted.failed.startswith("write ")
    assert path.read_bytes() not in {b"old", b"newer text"}
