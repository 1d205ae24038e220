"""The built site before linkinator, a crawler of others': every link and fragment leads somewhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from builders import write
from host import serve

pytestmark = pytest.mark.site


def crawl(judges: Path, address: str) -> tuple[int, list[str]]:
    """How many links a crawl of one site finds, and which of them are broken."""
    done = subprocess.run(
        [
            *(judges / "node_modules/.bin/linkinator", address, "--recurse", "--check-fragments"),
            *("--format", "json", "--skip", f"^(?!{address})", "--timeout", "60000"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    links = json.loads(done.stdout)["links"]
    broken = [f"{one['url']} on {one['parent']}" for one in links if one["state"] == "BROKEN"]
    return len([one for one in links if one["state"] != "SKIPPED"]), broken


def test_every_link_of_the_digest_leads_somewhere(
    judges: Path, served: str, built_site: Path
) -> None:
    pages = sum(1 for _ in built_site.rglob("index.html"))
    links, broken = crawl(judges, served)

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
        _, broken = crawl(judges, address)

    assert {link.partition(" on ")[0] for link in broken} == {
        f"{address}gone/",
        f"{address}there.html#gone",
    }
