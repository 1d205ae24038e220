"""The built site before linkinator, a crawler of others': every link and fragment leads somewhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from builders import write
from host import serve
from projects import run, smallest

pytestmark = pytest.mark.site


def crawl(judges: Path, address: str, out: Path) -> tuple[int, list[str]]:
    """How many links a crawl of one site finds, and which of them are broken.

    Its answer goes into a file: it ends before all of it has gone through a pipe.
    """
    with out.open("wb") as answer:
        subprocess.run(
            [
                *(judges / "node_modules/.bin/linkinator", address, "--recurse"),
                *("--check-fragments", "--format", "json", "--skip", f"^(?!{address})"),
                # A hundred connections at once, its default, are too many for a small server.
                *("--timeout", "60000", "--concurrency", "8"),
            ],
            stdout=answer,
            check=False,
        )
    links = json.loads(out.read_bytes())["links"]
    broken = [f"{one['url']} on {one['parent']}" for one in links if one["state"] == "BROKEN"]
    return len([one for one in links if one["state"] != "SKIPPED"]), broken


def test_every_link_of_a_small_digest_leads_somewhere(
    judges: Path, tmp_path: Path, repository: Path
) -> None:
    """Every kind of page, each a few times; the links of the whole digest are checked by our own."""
    data = repository / "tests/data/listings"
    project = smallest(tmp_path / "project", *sorted(data.glob("*.txt")))
    run("generator", "build", "--quiet", cwd=project)
    pages = sum(1 for _ in (project / "site").rglob("index.html"))
    (tmp_path / "host").mkdir()
    with serve(project / "site", tmp_path / "host") as address:
        links, broken = crawl(judges, address, tmp_path / "links.json")

    assert not broken
    assert links > pages


def test_the_crawler_finds_a_page_and_a_fragment_that_are_not_there(
    judges: Path, tmp_path: Path
) -> None:
    """The control: a judge that finds nothing here is none."""
    write(
        tmp_path / "site/index.html",
        '<!doctype html><title>x</title><a href="gone/">a</a> <a href="there.html#gone">b</a>',
    )
    write(tmp_path / "site/there.html", "<!doctype html><title>x</title><h2 id=here>x</h2>")
    (tmp_path / "host").mkdir()
    with serve(tmp_path / "site", tmp_path / "host") as address:
        _, broken = crawl(judges, address, tmp_path / "links.json")

    assert {link.partition(" on ")[0] for link in broken} == {
        f"{address}gone/",
        f"{address}there.html#gone",
    }
