"""The live preview: it follows edits, one turn an edit, and shows what a build would make."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders import write
from projects import run, smallest

from generator.cli import main

pytestmark = pytest.mark.site

LISTINGS = Path(__file__).parent / "data/listings"
LISTING = LISTINGS / "2031-03-12.daily-papers.txt"
PAPER = "papers/stirring-considered-helpful/"
CURATION = "content/curations/stirring-considered-helpful.yml"
PATIENCE = 60.0
"""Seconds until the test gives up: a bound for a hung server, not a measure of speed."""
QUIET = 2.0
"""Seconds in which a second turn would have begun: files are looked at five times a second."""
WITHDRAWN = "status: {is: withdrawn, on: 2031-07-01, because: it leaks}\n"
SCRIPT = re.compile(r'<script src="/livereload/(\d+)/(\d+)\.js"></script>')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.1)


def _hear_interrupts() -> None:
    """Also where these tests run in the background, in which a shell has its commands ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Preview:
    """A running `serve`, its log and its address."""

    def __init__(self, project: Path, log: Path, *command: str, temporary: Path) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        self.project = project
        self.log = log
        temporary.mkdir()
        where = ("--address" if command[0] == "generator" else "--dev-addr", self.address)
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command, "serve", *where],
                cwd=project,
                env={**os.environ, "PYTHONPATH": str(project), "TMPDIR": str(temporary)},
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_hear_interrupts,  # noqa: PLW1509 - there are no threads here
            )

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def turns(self) -> int:
        """Count what is said of the first state and of each edit, by us or by MkDocs."""
        return len(re.findall(r"Serving on|Reloading browsers| changed: \d", self.said()))

    def ask(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body of an answer; the path goes as it is."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        with connection.getresponse() as answer:
            return answer.status, answer.getheader("Content-Type", ""), answer.read()

    def get(self, path: str) -> str:
        # It is served under the path of `site_url`, which is the root here.
        return self.ask(f"/{path}")[2].decode()

    def edit(self, change: Callable[[], object], shown: Callable[[], bool], what: str) -> None:
        """Make one change, see it, and see that there was one turn for it."""
        before = self.turns()
        change()
        wait_until(lambda: self.turns() > before, f"{what}: a turn")
        assert shown(), what
        time.sleep(QUIET)
        assert self.turns() == before + 1, f"{what}: one turn, no second"

    def edit_seen(self, change: Callable[[], object], path: str, shown: str) -> None:
        """Make one change as a person who looks at a page: its script hears of it."""
        page = self.get(path)
        assert shown not in page
        script = SCRIPT.search(page)
        assert script
        change()
        signalled = int(self.get(f"livereload/{script[1]}/{script[2]}"))
        assert signalled > int(script[1])
        assert shown in self.get(path)

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def start(tmp_path: Path, project: Path, *command: str) -> Iterator[Preview]:
    preview = Preview(project, tmp_path / "log", *command, temporary=tmp_path / "temporary")
    try:
        wait_until(lambda: preview.turns() == 1 or preview.process.poll() is not None, "a start")
        assert preview.turns() == 1, preview.said()
        yield preview
    finally:
        preview.end()


@pytest.fixture(params=["generator", "mkdocs"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Preview]:
    """The preview of the command, and MkDocs' own."""
    yield from start(tmp_path, smallest(tmp_path / "project", LISTING), request.param)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    yield from start(tmp_path, smallest(tmp_path / "project", LISTING), "generator")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_edits_of_content_and_templates_are_followed_with_one_turn_each(either: Preview) -> None:
    curation = either.project / CURATION
    template = either.project / "site_templates/pages/paper.md.j2"
    curation.parent.mkdir()

    assert "Stirring Considered Helpful" in either.get(PAPER)
    either.edit(
        lambda: curation.write_text("topics: {add: [brewing]}\n", "utf-8"),
        lambda: "chosen by a curator" in either.get(PAPER),
        "a new curation",
    )
    either.edit(
        lambda: replace(template, "Why this page says so", "Whence we know"),
        lambda: "Whence we know" in either.get(PAPER),
        "a changed template",
    )


def test_a_mistake_is_told_and_the_next_good_edit_is_shown(either: Preview) -> None:
    topics = either.project / "content/topics.yml"
    good = topics.read_text("utf-8")
    topics.write_text(good.replace("slug:", "slugg:"), "utf-8")
    wait_until(lambda: "[unknown-key]" in either.said(), "the mistake is told")
    assert "Traceback" not in either.said()

    before = either.turns()
    topics.write_text(good.replace("name: Brewing", "name: Tea"), "utf-8")
    wait_until(lambda: either.turns() > before, "the next turn")
    assert "Tea" in either.get("topics/")


def test_what_is_served_is_what_a_build_makes_but_for_one_script(tmp_path: Path) -> None:
    project = smallest(tmp_path / "project", *sorted(LISTINGS.glob("*.txt")))
    titles = fill(project)
    run("generator", "build", "--quiet", cwd=project)
    site = project / "site"
    files = sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    )
    assert {"404.html", "sitemap.xml", "data/papers.json", *titles} <= set(files)

    with contextmanager(start)(tmp_path, project, "generator") as preview:
        wait_until(lambda: preview.ask("/pagefind/pagefind.js")[0] == 200, "there is a search")
        for file in files:
            status, kind, data = preview.ask(f"/{file.removesuffix('index.html')}")
            if kind == "text/html" and not file.startswith("pagefind/"):
                text, scripts = SCRIPT.subn("", data.decode())
                assert scripts == 1, file
                data = text.encode()
            assert (file, status) == (file, 200)
            assert data == (site / file).read_bytes(), file
        status, _, data = preview.ask("/papers/never-was/")
        assert status == 404
        assert SCRIPT.sub("", data.decode()) == (site / "404.html").read_text("utf-8")
        assert preview.ask("/papers/never-was/index.md.txt")[0] == 404
        assert preview.ask("/topics")[0] == 302
        assert "Traceback" not in preview.said()


def fill(project: Path) -> set[str]:
    """Say something of each kind about papers; returns pages that are there for it."""
    folder = project / "content/curations"
    write(
        folder / "stirring-considered-helpful.yml",
        "topics: {add: [brewing]}\n"
        "pick: {by: ada, on: 2031-03-13}\n"
        "notes:\n- {by: ada, on: 2031-03-13, text: 'A *good* one](x) <b> for kettles.'}\n"
        "links: {code: ['https://code.example/stir']}\n",
    )
    write(folder / "short-but-an-abstract.yml", WITHDRAWN)
    write(folder / "one-author-one-pot.yml", "same_as: on-the-number-of-teapots\n")
    replace(
        project / "content/topics.yml", "  name: Brewing\n", "  name: Brewing\n  formerly: [tea]\n"
    )
    return {"papers/one-author-one-pot/index.html", "topics/tea/index.html", "picks/index.html"}


def test_whatever_is_edited_is_heard_of_and_seen_in_the_next_answer(preview: Preview) -> None:
    project = preview.project
    see = preview.edit_seen

    see(
        lambda: write(
            project / CURATION, "notes:\n  - {by: ada, on: 2031-03-13, text: A word on it.}\n"
        ),
        PAPER,
        "A word on it.",
    )
    see(lambda: replace(project / CURATION, "A word", "Another word"), PAPER, "Another word on it.")
    listing = next((project / "content/listings").rglob("*.txt"))
    see(
        lambda: replace(listing, "the spoon matters", "the ladle matters"),
        PAPER,
        "the ladle matters",
    )
    see(
        lambda: replace(project / "content/topics.yml", "name: Brewing", "name: Tea"),
        "topics/brewing/",
        "Tea",
    )
    see(
        lambda: replace(project / "site_templates/theme/main.html", "· {{", "of {{"),
        "topics/",
        " of Kettle Digest</title>",
    )
    see(
        lambda: replace(project / "mkdocs.yml", "name: Kettle Digest", "name: Tea Digest"),
        "topics/",
        "of Tea Digest</title>",
    )
    assert "Tea Digest" in preview.get("feeds/papers.xml")
    (project / CURATION).unlink()
    wait_until(lambda: "Another word" not in preview.get(PAPER), "a curation has gone")
    assert "Traceback" not in preview.said()


def test_while_content_is_broken_the_last_good_state_is_shown(preview: Preview) -> None:
    curation = preview.project / CURATION
    good = "notes:\n  - {by: ada, on: 2031-03-13, text: A word on it.}\n"
    preview.edit_seen(lambda: write(curation, good), PAPER, "A word on it.")
    before = preview.turns()
    write(curation, good.replace("notes", "nots"))
    wait_until(lambda: "the last good state is shown" in preview.said(), "it is told")

    assert f"{CURATION}:1:1: error:" in preview.said()
    assert "A word on it." in preview.get(PAPER)
    assert preview.turns() == before
    preview.edit_seen(lambda: write(curation, good.replace("A", "The")), PAPER, "The word on it.")


def test_while_the_settings_are_broken_the_last_good_state_is_shown(preview: Preview) -> None:
    settings = preview.project / "mkdocs.yml"
    good = settings.read_text("utf-8")
    write(settings, good.replace("plugins: []", "plugins: [no-such-plugin]"))
    wait_until(lambda: "the last good state is shown" in preview.said(), "it is told")

    assert "Stirring Considered Helpful" in preview.get(PAPER)
    preview.edit_seen(
        lambda: write(settings, good.replace("name: Kettle", "name: Tea")), PAPER, "Tea Digest"
    )
    assert "Traceback" not in preview.said()


def test_a_page_that_cannot_be_made_says_so_until_it_can(preview: Preview) -> None:
    template = preview.project / "site_templates/pages/paper.md.j2"
    good = template.read_text("utf-8")
    preview.edit_seen(
        lambda: replace(template, "Why this page says so", "{{ nothing_that_is_known }}"),
        PAPER,
        "&#x27;nothing_that_is_known&#x27; is undefined",
    )
    status, _, page = preview.ask(f"/{PAPER}")
    assert status == 500
    assert f"<h1>/{PAPER} cannot be made</h1>" in page.decode()
    where = re.search(r"<pre>(site_templates/pages/paper\.md\.j2:[1-9][0-9]*:0: )", page.decode())
    assert where
    assert preview.said().count(where[1]) == 1
    assert preview.ask("/topics/")[0] == 200

    preview.edit_seen(lambda: write(template, good), PAPER, "Why this page says so")
    assert "Traceback" not in preview.said()


def test_a_theme_that_fails_is_told_on_its_pages_until_it_is_mended(preview: Preview) -> None:
    footer = preview.project / "site_templates/theme/partials/footer.html"
    good = footer.read_text("utf-8")
    where = "site_templates/theme/partials/footer.html:1:0: error: "
    preview.edit_seen(lambda: write(footer, "{{ 1 / 0 }}"), PAPER, f"<pre>{where}ZeroDivision")
    assert where in preview.said()
    preview.edit_seen(lambda: write(footer, "{% if %}"), PAPER, f"<pre>{where}Expected an")

    preview.edit_seen(lambda: write(footer, good), PAPER, "Why this page says so")
    assert "Traceback" not in preview.said()


@pytest.mark.parametrize("escaped", ["", "papers/", "assets/", "pagefind/", "livereload/", "/"])
def test_no_path_leads_to_a_file_that_the_site_does_not_have(
    preview: Preview, escaped: str
) -> None:
    """One after the other, and none is looked for on the disk."""
    secret = preview.project / "secret.txt"
    secret.write_text("kettle-secret", "utf-8")
    up = ("..", "%2e%2e", "..%2f..", "%2e%2e%5c..", ".", "")
    paths = [f"/{escaped}{'/'.join([step] * deep)}" for step in up for deep in (1, 2, 3, 9)]
    targets = ("secret.txt", "mkdocs.yml", "etc/passwd", "%00", "content/topics.yml")

    for path in [f"{path}/{target}" for path in paths for target in targets]:
        status, _, data = preview.ask(path)
        assert status in {404, 503}, path  # the search may not be ready
        assert b"kettle-secret" not in data
    status, _, data = preview.ask(f"/{secret.as_posix()}")
    assert (status, b"kettle-secret" in data) == (404, False)
    assert "Traceback" not in preview.said()


def test_an_address_that_is_taken_is_told_before_anything_is_read(preview: Preview) -> None:
    done = run("generator", "serve", "--address", preview.address, cwd=preview.project, status=1)

    assert done.stderr == (
        f"digest: {preview.address}: Address already in use; --address names another place\n"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_leaves_nothing_behind(
    preview: Preview, number: int, tmp_path: Path
) -> None:
    assert any((tmp_path / "temporary").iterdir())

    assert preview.end(number) == 0
    assert not list((tmp_path / "temporary").iterdir())
    assert "Traceback" not in preview.said()


def test_bad_content_from_the_start_is_told_and_nothing_is_served(tmp_path: Path) -> None:
    project = smallest(tmp_path / "project", LISTING)
    replace(project / "content/topics.yml", "slug:", "slugg:")

    done = run("generator", "serve", "--address", f"127.0.0.1:{free_port()}", cwd=project, status=1)

    assert "[unknown-key]" in done.stderr
    assert "Serving" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["127.0.0.1:99999", "tea", ":8000", "127.0.0.1:", "tea:x"])
def test_an_address_that_is_none_is_wrong_use(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--address", address])

    assert ended.value.code == 2
    assert f"{address!r} is no place to serve" in capsys.readouterr().err
