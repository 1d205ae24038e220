"""The live preview: it follows edits of content and templates, one rebuild an edit."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from projects import smallest

pytestmark = pytest.mark.site

LISTING = Path(__file__).parent / "data/listings/2031-03-12.daily-papers.txt"
PAPER = "papers/stirring-considered-helpful/"
PATIENCE = 60.0
"""Seconds until the test gives up: a bound for a hung server, not a measure of speed."""
QUIET = 4.0
"""Seconds in which a second rebuild would have begun: MkDocs waits a quarter of one."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.1)


class Preview:
    """A running `serve`, its log and its address."""

    def __init__(self, project: Path, log: Path, *command: str) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self.project = project
        self.log = log
        where = ("--address" if command[0] == "generator" else "--dev-addr", self.address)
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command, "serve", *where],
                cwd=project,
                env={**os.environ, "PYTHONPATH": str(project)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def builds(self) -> int:
        """Count what follows each build; MkDocs leaves out a line that it has logged before."""
        return len(re.findall(r"Serving on|Reloading browsers", self.log.read_text("utf-8")))

    def get(self, path: str) -> str:
        # MkDocs serves under the path of `site_url`, which is the root here.
        with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=PATIENCE) as page:
            text: str = page.read().decode()
        return text

    def edit(self, change: Callable[[], object], shown: Callable[[], bool], what: str) -> None:
        """Make one change, see it, and see that it was built once."""
        before = self.builds()
        change()
        wait_until(lambda: self.builds() > before, f"{what}: a rebuild")
        assert shown(), what
        time.sleep(QUIET)
        assert self.builds() == before + 1, f"{what}: one rebuild, no second"


@pytest.fixture(params=["generator", "mkdocs"])
def preview(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Preview]:
    project = smallest(tmp_path / "project", LISTING)
    preview = Preview(project, tmp_path / "log", request.param)
    try:
        wait_until(lambda: preview.builds() == 1, "the first build")
        yield preview
    finally:
        preview.process.terminate()
        preview.process.wait(PATIENCE)


def test_edits_of_content_and_templates_are_followed_with_one_rebuild_each(
    preview: Preview,
) -> None:
    curation = preview.project / "content/curations/stirring-considered-helpful.yml"
    template = preview.project / "site_templates/pages/paper.md.j2"
    curation.parent.mkdir()

    assert "Stirring Considered Helpful" in preview.get(PAPER)
    preview.edit(
        lambda: curation.write_text("topics: {add: [brewing]}\n", "utf-8"),
        lambda: "chosen by a curator" in preview.get(PAPER),
        "a new curation",
    )
    preview.edit(
        lambda: template.write_text(
            template.read_text("utf-8").replace("Why this page says so", "Whence we know"), "utf-8"
        ),
        lambda: "Whence we know" in preview.get(PAPER),
        "a changed template",
    )


def test_a_mistake_is_told_and_the_next_good_edit_is_shown(preview: Preview) -> None:
    topics = preview.project / "content/topics.yml"
    good = topics.read_text("utf-8")
    topics.write_text(good.replace("slug:", "slugg:"), "utf-8")
    wait_until(lambda: "[unknown-key]" in preview.log.read_text("utf-8"), "the mistake is told")
    assert "Traceback" not in preview.log.read_text("utf-8")

    before = preview.builds()
    topics.write_text(good.replace("name: Brewing", "name: Tea"), "utf-8")
    wait_until(lambda: preview.builds() > before, "the next build")
    assert "Tea" in preview.get("topics/")
