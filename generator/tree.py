"""All files of a folder and of those in it, with what the file system tells of each."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

Found = tuple[str, int, int]
"""A file's path below the folder, with slashes; its size in bytes; its time of change in nanoseconds."""


def list_files(folder: Path) -> list[Found]:
    """The files by path; none where there is no folder. A link is a file, whatever it leads to."""
    files: list[Found] = []
    folders = [(str(folder), "")]
    while folders:
        place, within = folders.pop()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, f"{within}{entry.name}/"))
                else:
                    status = entry.stat(follow_symlinks=False)
                    files.append((within + entry.name, status.st_size, status.st_mtime_ns))
    return sorted(files)
