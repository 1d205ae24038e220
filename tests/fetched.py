"""A project whose sources stand on loopback, and the command `digest fetch` in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from builders import files_of, make_project
from misbehaving import FakeTime

from generator.cli import fetch as fetch_command
from generator.cli import job, main
from generator.fetching.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended: its exit status, its data, and what it said."""

    status: object
    out: str
    said: str


class Digest:
    """A project and its commands; it is the current folder."""

    def __init__(
        self,
        folder: Path,
        address: str,
        monkeypatch: pytest.MonkeyPatch,
        capture: pytest.CaptureFixture[str],
    ) -> None:
        self.folder = folder
        self.address = address
        self._monkeypatch = monkeypatch
        self._capture = capture

    @property
    def content(self) -> dict[str, bytes]:
        return files_of(self.folder / "content")

    def begin(self, files: Mapping[str, str | bytes]) -> dict[str, bytes]:
        """Have these files alone, all papers of them registered; returns the content."""
        shutil.rmtree(self.folder, ignore_errors=True)
        make_project(self.folder, files)
        self._monkeypatch.chdir(self.folder)
        self.ask_at(self.address)
        if files:
            self.run("import")
        return self.content

    def ask_at(self, address: str) -> None:
        """Set where all sources are."""
        set_sources(self.folder / "mkdocs.yml", address)

    def hurry(self, clock: FakeTime, today: date) -> None:
        """Have waits take no time, on this day."""
        hasty = partial(Client, clock=clock.now, sleep=clock.sleep, chance=lambda: 0.0)
        self._monkeypatch.setattr(job, "Client", hasty)
        for module in (job, fetch_command):
            self._monkeypatch.setattr(module, "today", lambda: today)

    def fetch(self, *arguments: str) -> Ended:
        return self.run("fetch", *arguments)

    def run(self, *arguments: str) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, said = self._capture.readouterr()
        assert "Traceback" not in out + said
        return Ended(status=ended.value.code or 0, out=out, said=said)


def set_sources(settings: Path, address: str, more: str = "") -> None:
    """Write into `mkdocs.yml` where all sources are, and other settings of fetching."""
    bare = re.sub(r"    fetch:\n(      .*\n)*", "", settings.read_text("utf-8"))
    lines = f"    fetch:\n      daily_papers: {address}\n      arxiv: {address}\n{more}"
    settings.write_text(bare.replace("  digest:\n", f"  digest:\n{lines}"), "utf-8")
