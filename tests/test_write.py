"""Writing: whole files or none, nothing touched without need, nothing removed but our own."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import files_of, write
from hypothesis import given
from hypothesis import strategies as st

from generator.write import MANIFEST, PREFIX, File, Synced, editing, sync, write_file


def content_of(folder: Path) -> dict[str, bytes]:
    return {path: data for path, data in files_of(folder).items() if path != MANIFEST}


def test_a_file_is_written_with_its_folders_and_once(tmp_path: Path) -> None:
    path = tmp_path / "a/b/c.txt"

    assert write_file(path, b"tea")
    first = path.stat()
    assert not write_file(path, b"tea")
    now = path.stat()  # reading it may have changed the time of its last reading
    assert (now.st_ino, now.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)
    assert write_file(path, b"Tea")
    assert path.read_bytes() == b"Tea"


def test_a_new_file_gets_the_mode_that_the_mask_leaves_and_an_old_one_keeps_its_own(
    tmp_path: Path,
) -> None:
    plain = write(tmp_path / "plain", b"")
    write_file(tmp_path / "new", b"tea")
    plain.chmod(0o640)
    write_file(plain, b"tea")

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o644 & ~os.umask(os.umask(0o022))
    assert plain.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    path = write(tmp_path / "file", b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if fails == "fsync" else Path, fails, fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, b"new")

    assert files_of(tmp_path) == {"file": b"old"}


def test_a_file_that_cannot_be_written_is_named_and_not_the_one_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / f"{PREFIX}x1"))

    monkeypatch.setattr("generator.write.NamedTemporaryFile", refuse)

    with pytest.raises(PermissionError) as raised:
        write_file(tmp_path / "tea.yml", b"tea")
    assert raised.value.filename == str(tmp_path / "tea.yml")


def test_a_sync_makes_the_folder_hold_the_files_and_counts(tmp_path: Path) -> None:
    first = sync([File("a.md", b"a"), File("b/c.md", b"c"), File("b/d.md", b"d")], tmp_path)
    second = sync([File("a.md", b"a"), File("b/c.md", b"C")], tmp_path)

    assert first == Synced(written=3, unchanged=0, removed=0)
    assert second == Synced(written=1, unchanged=1, removed=1)
    assert content_of(tmp_path) == {"a.md": b"a", "b/c.md": b"C"}


def test_a_sync_of_the_same_touches_no_file(tmp_path: Path) -> None:
    files = [File("a.md", b"a"), File("b/c.md", b"c")]
    sync(files, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    sync(reversed(files), tmp_path)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_sync_removes_no_file_that_it_did_not_write(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", b"*")
    write(tmp_path / "papers/mine.md", b"mine")
    sync([File("papers/a/index.md", b"a")], tmp_path)
    sync([], tmp_path)

    assert content_of(tmp_path) == {".gitignore": b"*", "papers/mine.md": b"mine"}
    assert not (tmp_path / "papers/a").exists()


def test_a_file_that_somebody_removed_or_changed_comes_back(tmp_path: Path) -> None:
    files = [File("a.md", b"a"), File("b.md", b"b")]
    sync(files, tmp_path)
    (tmp_path / "a.md").unlink()
    write(tmp_path / "b.md", b"edited")

    assert sync(files, tmp_path).written == 2
    assert content_of(tmp_path) == {"a.md": b"a", "b.md": b"b"}


def test_an_interrupted_sync_leaves_a_folder_from_which_the_next_goes_on(tmp_path: Path) -> None:
    sync([File("old.md", b"old"), File("kept.md", b"kept")], tmp_path)

    def interrupted() -> Iterator[File]:
        yield File("new.md", b"new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(interrupted(), tmp_path)
    assert content_of(tmp_path) == {"old.md": b"old", "kept.md": b"kept", "new.md": b"new"}

    assert sync([File("kept.md", b"kept")], tmp_path).removed == 2
    assert content_of(tmp_path) == {"kept.md": b"kept"}


@pytest.mark.parametrize("path", ["../a", "a/../../b", "/etc/a", "", "."])
def test_no_path_leaves_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="would leave"):
        sync([File(path, b"")], tmp_path / "out")


@pytest.mark.parametrize("line", [b"../outside.txt", b"/outside.txt", b"", b".", b"\xff\xfe"])
def test_a_list_of_files_that_was_tampered_with_removes_nothing_outside(
    tmp_path: Path, line: bytes
) -> None:
    outside = write(tmp_path / "outside.txt", b"mine")
    write(tmp_path / "out" / MANIFEST, line + b"\n")
    sync([File("a.md", b"a")], tmp_path / "out")

    assert outside.read_bytes() == b"mine"
    assert content_of(tmp_path / "out") == {"a.md": b"a"}


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    write(tmp_path / "out", b"a file where a folder should be")

    with pytest.raises(OSError, match="out"):
        sync([File("a.md", b"a")], tmp_path / "out")
    assert files_of(tmp_path) == {"out": b"a file where a folder should be"}


paths = st.from_regex(r"\A[a-d]/[a-d]{1,2}/index\.md\Z")
trees = st.dictionaries(paths, st.binary(max_size=3), max_size=6)


@given(st.lists(trees, max_size=4))
def test_after_any_syncs_the_folder_holds_the_files_of_the_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    for files in steps:
        sync([File(path, data) for path, data in files.items()], folder)

        assert content_of(folder) == files
        assert not [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / f"{PREFIX}123", b"half")
    write(tmp_path / f"sub/{PREFIX}x", b"somebody's, below a folder of theirs")
    write(tmp_path / ".new-idea.txt", b"mine")
    sync([File("a.md", b"a")], tmp_path)

    assert set(content_of(tmp_path)) == {"a.md", f"sub/{PREFIX}x", ".new-idea.txt"}


def test_editing_content_begins_without_what_a_killed_command_left(tmp_path: Path) -> None:
    write(tmp_path / f"listings/2025/{PREFIX}1", b"half")
    with editing(tmp_path):
        assert not files_of(tmp_path)


def test_editing_makes_no_folder_that_is_not_there(tmp_path: Path) -> None:
    with editing(tmp_path / "content"):
        assert not (tmp_path / "content").exists()


@pytest.mark.parametrize("manifest", [b"", b"papers/mine.txt\n"])
def test_no_link_leads_a_sync_out_of_its_folder(tmp_path: Path, manifest: bytes) -> None:
    """Somebody's pull request could bring the link, and the list of files to remove."""
    write(tmp_path / "home/mine.txt", b"mine")
    write(tmp_path / "out" / MANIFEST, manifest)
    (tmp_path / "out/papers").symlink_to(tmp_path / "home")

    with pytest.raises(OSError, match="a link stands where a folder"):
        sync([File("papers/a/index.md", b"a")], tmp_path / "out")
    if manifest:
        with pytest.raises(OSError, match="a link stands where a folder"):
            sync([], tmp_path / "out")

    assert files_of(tmp_path / "home") == {"mine.txt": b"mine"}


def test_a_link_in_a_files_place_is_replaced_and_not_followed(tmp_path: Path) -> None:
    mine = write(tmp_path / "mine.txt", b"a")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.md").symlink_to(mine)
    for text in (b"a", b"b"):
        sync([File("a.md", text)], tmp_path / "out")

    assert mine.read_bytes() == b"a"
    assert not (tmp_path / "out/a.md").is_symlink()
