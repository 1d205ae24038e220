"""The search index of the preview: made beside it, in a process of its own, and some seconds late."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import Final

from generator.pagefind import FOLDER, Indexing
from generator.pages import Index
from generator.pipeline import read_digest
from generator.problems import ContentError, render_text
from generator.search_documents import make_search_documents
from generator.settings import load_settings
from generator.write import sync

PAUSE: Final = 5.0
"""Seconds without an edit before an index is made: who writes is not to wait for it."""


class SearchIndex:
    """Makes one index after another; the files of the last are there while the next is made."""

    def __init__(
        self, config: Path, content: Path, folder: Path, say: Callable[[str], None]
    ) -> None:
        self._places = (config.resolve(), content.resolve(), folder)
        self._folder = folder
        self._last: Path | None = None
        self._say = say
        self._files: Mapping[str, Path] | None = None
        self._wanted = self._made = 0
        self._ended = False
        self._change = Condition()
        self._process: subprocess.Popen[str] | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def files(self) -> Mapping[str, Path] | None:
        """The files of the index by their names in it."""
        return self._files

    def begin(self) -> None:
        """Make an index of the content as it is now, after a pause."""
        with self._change:
            self._wanted += 1
            self._change.notify_all()
        if not self._thread.is_alive():
            self._thread.start()

    def stop(self) -> None:
        """End what is being made."""
        with self._change:
            self._ended = True
            self._change.notify_all()
            if self._process:
                self._process.terminate()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while self._wait():
            self._made = self._wanted
            folder = self._folder / str(self._made)
            said = self._make(folder)
            if said is None:
                self._files = _list(folder / FOLDER)
                if self._last:
                    shutil.rmtree(self._last, ignore_errors=True)
                self._last = folder
            elif not self._ended:
                self._say(f"The search is as it was: {said}")

    def _wait(self) -> bool:
        """Wait until an index is wanted, and no more edits come; tells whether to go on."""
        with self._change:
            self._change.wait_for(lambda: self._ended or self._wanted != self._made)
            while not self._ended:
                if not self._change.wait(PAUSE):
                    return True
        return False

    def _make(self, folder: Path) -> str | None:
        """Make an index; returns why there is none."""
        command = [sys.executable, "-m", __name__, *map(str, (*self._places, folder))]
        with self._change:
            if self._ended:
                return ""
            self._process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
        said = self._process.communicate()[1].strip()
        return said if self._process.returncode else None


def index_search(config: Path, content: Path, work: Path, site: Path) -> None:
    """Make the search index of a content folder as part of a site; `work` is kept from run to run.

    Raises:
        ContentError: the content has errors, or Pagefind is not there or refused.
    """
    settings = load_settings(config, os.environ)
    digest = read_digest(content).digest
    documents = work / "documents"
    sync(make_search_documents(digest.papers, Index(digest)), documents)
    with Indexing(documents, config.parent, language=settings.language) as indexing:
        indexing.begin()
        indexing.put_into(site)


def main(arguments: Sequence[str]) -> int:
    """Index, and step back for everything else on the machine."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and Pagefind with it
    if hasattr(os, "nice"):
        os.nice(10)
    try:
        index_search(*map(Path, arguments))
    except ContentError as error:
        sys.stderr.write("\n".join(map(render_text, error.problems)))
        return 1
    return 0


def _list(folder: Path) -> Mapping[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
