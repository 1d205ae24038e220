"""The swap of sites: whatever is interrupted, a whole site stays or comes back."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from generator import swap, write
from generator.problems import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGES = ("index.html", "a/index.html", "b/index.html")


class Killed(BaseException):
    """Stands for a kill: nothing in the code under test may catch it."""


def fill(folder: Path, text: str) -> None:
    for page in PAGES:
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(text)


def make_site(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    swap.mark(folder)
    fill(folder, text)


def whole(folder: Path) -> str | None:
    """The text that all pages of a site share; None when a page is missing or another's."""
    texts = {(folder / page).read_text() for page in PAGES if (folder / page).exists()}
    complete = all((folder / page).exists() for page in PAGES)
    return texts.pop() if complete and len(texts) == 1 else None


def build(site: Path, text: str) -> None:
    fill(swap.prepare(site), text)
    swap.swap_in(site)


def neighbours(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir())


def test_the_first_site_is_put_in_place(tmp_path: Path) -> None:
    build(tmp_path / "deep" / "site", "new")

    assert whole(tmp_path / "deep" / "site") == "new"
    assert neighbours(tmp_path / "deep" / "site") == ["site"]


def test_a_new_site_replaces_the_old_one_and_its_stale_pages(tmp_path: Path) -> None:
    make_site(tmp_path / "site", "old")
    (tmp_path / "site" / "stale.html").touch()

    build(tmp_path / "site", "new")

    assert whole(tmp_path / "site") == "new"
    assert not (tmp_path / "site" / "stale.html").exists()
    assert neighbours(tmp_path / "site") == ["site"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, None),
        ({"site"}, "site"),
        ({"site.new"}, None),
        ({"site", "site.new"}, "site"),
        ({"site.new", "site.old"}, "site.new"),
        ({"site", "site.old"}, "site"),
        ({"site", "site.new", "site.old"}, "site"),
        ({"site.old"}, "site.old"),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_every_state_that_a_kill_can_leave_is_mended(
    tmp_path: Path, before: set[str], after: str | None
) -> None:
    for name in before:
        make_site(tmp_path / name, name)

    swap.mend(tmp_path / "site")

    assert whole(tmp_path / "site") == after
    assert neighbours(tmp_path / "site") == (["site"] if after else [])


def failing_at(
    number: int, error: BaseException, real: Callable[..., object]
) -> Callable[..., object]:
    """A stand-in that fails at its call of that number, before it does anything."""
    calls = itertools.count(1)

    def call(*args: object, **kwargs: object) -> object:
        if next(calls) == number:
            raise error
        return real(*args, **kwargs)

    return call


@contextmanager
def killed_at(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int
) -> Iterator[None]:
    """A kill before a function's call of that number, which must come."""
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing_at(number, Killed(), getattr(owner, name)))
        with pytest.raises(Killed):
            yield


STEPS = [
    *((Path, "rename", number) for number in (1, 2)),
    *((Path, "mkdir", number) for number in (1, 2)),
    *((Path, "unlink", number) for number in (1, 2)),
    (Path, "rmdir", 1),
    *((shutil, "rmtree", number) for number in (1, 2)),
    (swap, "_flush", 1),
    (write, "flush_folder", 1),
    (swap, "mark", 1),
]


@pytest.mark.parametrize(("owner", "name", "number"), STEPS)
def test_a_kill_before_any_step_leaves_a_whole_site_after_mending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int
) -> None:
    make_site(tmp_path / "site", "old")
    with killed_at(monkeypatch, owner, name, number):
        build(tmp_path / "site", "new")

    swap.mend(tmp_path / "site")
    mended = whole(tmp_path / "site")
    build(tmp_path / "site", "newest")

    assert mended in {"old", "new"}
    assert whole(tmp_path / "site") == "newest"
    assert neighbours(tmp_path / "site") == ["site"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_rename_that_fails_leaves_the_old_site_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    make_site(tmp_path / "site", "old")
    monkeypatch.setattr(Path, "rename", failing_at(number, OSError("no space"), Path.rename))

    with pytest.raises(OSError, match="no space"):
        build(tmp_path / "site", "new")

    assert whole(tmp_path / "site") == "old"


@pytest.mark.parametrize("name", ["site", "site.new", "site.old"])
def test_a_folder_of_somebody_elses_is_never_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.txt").write_text("the only copy")

    with pytest.raises(ContentError, match=r"did not write it \[site-folder\]"):
        swap.prepare(tmp_path / "site")

    assert (tmp_path / name / "thesis.txt").read_text() == "the only copy"
    assert neighbours(tmp_path / "site") == [name]


def test_a_file_in_the_sites_place_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("notes")

    with pytest.raises(ContentError):
        swap.prepare(tmp_path / "site")

    assert (tmp_path / "site").read_text() == "notes"


def test_an_empty_folder_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()

    build(tmp_path / "site", "new")

    assert whole(tmp_path / "site") == "new"


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    make_site(tmp_path / "real" / "site", "old")
    (tmp_path / "site").symlink_to(tmp_path / "real" / "site")

    build(tmp_path / "site", "new")

    assert (tmp_path / "site").is_symlink()
    assert whole(tmp_path / "real" / "site") == "new"


def is_free(site: Path) -> bool:
    """Whether another build could start at once."""
    fcntl = pytest.importorskip("fcntl")
    descriptor = os.open(site.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_builds_of_one_site_wait_for_each_other(tmp_path: Path) -> None:
    with swap.alone(tmp_path / "site"):
        during = is_free(tmp_path / "site")

    assert not during
    assert is_free(tmp_path / "site")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such locks")
def test_who_waits_for_another_build_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entered = Event()

    def enter() -> None:
        with swap.alone(tmp_path / "site"):
            entered.set()

    other = Thread(target=enter)
    said = ""
    with swap.alone(tmp_path / "site"):
        other.start()
        while not said:
            said = capsys.readouterr().err
        before = entered.is_set()
    other.join()

    assert said == f"Waiting for another command that works in {tmp_path}\n"
    assert not before
    assert entered.is_set()
    assert not capsys.readouterr().err


def test_what_is_left_and_cannot_be_removed_is_named_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_site(tmp_path / "site", "new")
    make_site(tmp_path / "site.old", "old")

    def refuse(path: str | Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(shutil, "rmtree", refuse)
    monkeypatch.setattr(Path, "unlink", lambda path, **_: refuse(path))
    with pytest.raises(ContentError) as refused:
        swap.mend(tmp_path / "site")

    (problem,) = refused.value.problems
    assert problem.path == str(tmp_path / "site.old")
    assert "Permission denied" in problem.message
    assert whole(tmp_path / "site") == "new"


def test_a_process_that_a_build_left_behind_still_keeps_others_out(tmp_path: Path) -> None:
    waits = [sys.executable, "-c", "input()"]
    with swap.alone(tmp_path / "site"):
        orphan = subprocess.Popen(waits, stdin=subprocess.PIPE, close_fds=False)
    with orphan:
        before = is_free(tmp_path / "site")
        orphan.communicate(b"\n")

    assert not before
    assert is_free(tmp_path / "site")


# Spare folders


def nothing(_path: str, _found: os.stat_result) -> bool:
    return False


def build_with_spare(site: Path, text: str, wanted: frozenset[str] = frozenset({"a", "b"})) -> None:
    fresh = swap.prepare(site)
    swap.take_up(site.parent.parent / "spare", fresh, wanted, nothing)
    fill(fresh, text)
    swap.swap_in(site, site.parent.parent / "spare")


def folders_of(folder: Path) -> dict[str, int]:
    """All folders below one, by the numbers that the disk gives them."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_dir() and not path.is_symlink()
    }


def files_of(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in files}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The second site of two, the folders of the first being kept."""
    make_site(tmp_path / "public" / "site", "first")
    build_with_spare(tmp_path / "public" / "site", "second")
    return tmp_path / "public" / "site"


def test_the_folders_of_the_old_site_are_kept_without_a_file(tmp_path: Path) -> None:
    make_site(tmp_path / "public/site", "first")
    (tmp_path / "public/site/a/index").symlink_to(tmp_path)
    before = folders_of(tmp_path / "public/site")

    build_with_spare(tmp_path / "public/site", "second")

    assert whole(tmp_path / "public/site") == "second"
    assert neighbours(tmp_path / "public/site") == ["site"]
    assert folders_of(tmp_path / "spare") == before
    rest = {path.name for path in (tmp_path / "spare").rglob("*")} - {"a", "b"}
    assert rest == {swap.MARK}
    assert tmp_path.is_dir()


def test_kept_folders_become_those_of_the_next_site(tmp_path: Path, site: Path) -> None:
    kept = folders_of(tmp_path / "spare")

    build_with_spare(site, "third")

    assert folders_of(site) == kept
    assert whole(site) == "third"
    assert (site / swap.MARK).is_file()


def test_folders_that_the_next_site_does_not_want_are_not_in_it(tmp_path: Path, site: Path) -> None:
    (tmp_path / "spare/gone/deep").mkdir(parents=True)
    (tmp_path / "spare/a/deep").mkdir()

    build_with_spare(site, "third")

    assert folders_of(site).keys() == {"a", "b"}


def test_files_of_the_old_site_stay_if_they_have_another_name(tmp_path: Path, site: Path) -> None:
    """As all that two sites share: they take no room."""
    (tmp_path / "shared.html").hardlink_to(site / "a/index.html")

    build_with_spare(site, "third")

    assert files_of(tmp_path / "spare") == {"a/index.html", swap.MARK}
    assert (tmp_path / "spare/a/index.html").samefile(tmp_path / "shared.html")


def test_the_next_site_begins_with_the_files_that_it_wants(tmp_path: Path, site: Path) -> None:
    for name in ("a/x.html", "b/x.html"):
        (tmp_path / "spare" / name).write_text(name)
    size = len("a/x.html")

    fresh = swap.prepare(site)
    kept = swap.take_up(
        tmp_path / "spare",
        fresh,
        {"a", "b"},
        lambda path, found: path == "a/x.html" and found.st_size == size,
    )

    assert kept == {"a/x.html"}
    assert files_of(fresh) == {"a/x.html", swap.MARK}
    assert (fresh / "a/x.html").read_text() == "a/x.html"
    assert files_of(tmp_path / "spare") == {swap.MARK}


def test_a_folder_of_the_root_that_is_not_wanted_stays_for_others(
    tmp_path: Path, site: Path
) -> None:
    (tmp_path / "spare/index").mkdir()
    (tmp_path / "spare/index/x").write_text("mine")

    fresh = swap.prepare(site)
    swap.take_up(tmp_path / "spare", fresh, {"a", "b"}, nothing)

    assert files_of(tmp_path / "spare") == {"index/x", swap.MARK}
    assert not (fresh / "index").exists()


@pytest.mark.parametrize("name", ["x.html", "a/x.html", "a/.digest-site", "a/link"])
def test_files_that_the_next_site_does_not_want_are_not_in_it(
    tmp_path: Path, site: Path, name: str
) -> None:
    place = tmp_path / "spare" / name
    place.symlink_to(tmp_path) if name.endswith("link") else place.write_text("mine")

    fresh = swap.prepare(site)
    kept = swap.take_up(tmp_path / "spare", fresh, {"a", "b"}, nothing)

    assert not kept
    assert sorted(path.name for path in fresh.rglob("*")) == [swap.MARK, "a", "b"]
    assert files_of(tmp_path / "spare") <= {swap.MARK, name}
    assert (tmp_path / "public/site").is_dir()


def test_a_folder_of_somebody_elses_is_neither_used_nor_replaced(tmp_path: Path) -> None:
    (tmp_path / "spare").mkdir()
    (tmp_path / "spare/thesis.txt").write_text("the only copy")
    make_site(tmp_path / "public/site", "first")

    build_with_spare(tmp_path / "public/site", "second")

    assert whole(tmp_path / "public/site") == "second"
    assert neighbours(tmp_path / "public/site") == ["site"]
    assert (tmp_path / "spare/thesis.txt").read_text() == "the only copy"


SPARE_STEPS = [
    *((os, "rename", number) for number in (1, 2, 3, 4)),
    (Path, "unlink", 1),
    (Path, "rmdir", 1),
    *((os, "unlink", number) for number in (1, 2, 3)),
    *((os, "rmdir", number) for number in (1, 2)),
    (swap, "_strip", 1),
]


@pytest.mark.parametrize(("owner", "name", "number"), SPARE_STEPS)
def test_a_kill_while_folders_are_kept_or_used_leaves_a_whole_site_after_mending(
    site: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int
) -> None:
    with killed_at(monkeypatch, owner, name, number):
        build_with_spare(site, "third", frozenset({"a"}))

    swap.mend(site)
    mended = whole(site)
    build_with_spare(site, "newest")

    assert mended in {"second", "third"}
    assert whole(site) == "newest"
    assert neighbours(site) == ["site"]
    assert folders_of(site).keys() == {"a", "b"}


@pytest.mark.parametrize(("name", "number"), [("unlink", 2), ("rename", 5)])
def test_folders_that_cannot_be_kept_are_removed(
    site: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    """As where a file stays, or the place to keep them in is on another disk."""
    with monkeypatch.context() as patch:
        patch.setattr(os, name, failing_at(number, OSError("no"), getattr(os, name)))
        build_with_spare(site, "third")

    assert whole(site) == "third"
    assert neighbours(site) == ["site"]
    assert files_of(site.parent.parent / "spare") <= {swap.MARK}


LOOP = """
import sys
from pathlib import Path
from test_swap import BUILDS, swap
build = BUILDS[sys.argv[2]]
swap._flush = lambda: None
for turn in range(10_000):
    build(Path(sys.argv[1]), str(turn))
    print(turn, flush=True)
"""


BUILDS = {"plain": build, "with spare folders": build_with_spare}


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
@pytest.mark.parametrize("way", BUILDS)
@pytest.mark.parametrize("pause", [0.0, 0.0007, 0.0013, 0.0021, 0.0034, 0.0055])
def test_a_real_kill_at_any_moment_leaves_a_whole_site_after_mending(
    tmp_path: Path, pause: float, way: str
) -> None:
    site = tmp_path / "public" / "site"
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    with subprocess.Popen(
        [sys.executable, "-c", LOOP, str(site), way],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as loop:
        assert loop.stdout is not None
        finished = loop.stdout.readline()  # one swap is done: from now on there is always a site
        time.sleep(pause)
        loop.send_signal(signal.SIGKILL)

    swap.mend(site)

    assert finished == "0\n"
    assert whole(site) is not None
    assert neighbours(site) == ["site"]
