"""All files of a folder."""

from __future__ import annotations

import os
from pathlib import Path

from builders import write

from generator.tree import list_files


def test_files_of_all_folders_are_listed_by_path(tmp_path: Path) -> None:
    for name, text in (("b/c/d.txt", "four"), ("a.txt", "one"), ("b/a.txt", ""), (".mark", "x")):
        write(tmp_path / name, text)
        os.utime(tmp_path / name, ns=(1, len(text)))

    assert list_files(tmp_path) == [
        (".mark", 1, 1),
        ("a.txt", 3, 3),
        ("b/a.txt", 0, 0),
        ("b/c/d.txt", 4, 4),
    ]


def test_a_link_is_a_file_and_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "a/b.txt", "b")
    (tmp_path / "link").symlink_to(tmp_path / "a")

    assert [name for name, *_ in list_files(tmp_path)] == ["a/b.txt", "link"]


def test_where_there_is_no_folder_there_are_no_files(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "a")

    assert list_files(tmp_path / "nowhere") == []
    assert list_files(tmp_path / "a.txt") == []
