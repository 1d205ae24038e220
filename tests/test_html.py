"""The HTML of every kind of page before the Nu HTML Checker."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from kinds import pages_by_kind, richest, size
from projects import REPOSITORY, run, smallest
from weights import pages_of

pytestmark = pytest.mark.site

LISTING = Path(__file__).parent / "data/listings/2031-03-12.daily-papers.txt"
KINDS = {path.name.removesuffix(".md.j2") for path in REPOSITORY.glob("site_templates/pages/*.j2")}


@pytest.fixture(scope="module")
def bare_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a digest that says of most things that there are none; one paper has moved."""
    project = smallest(tmp_path_factory.mktemp("bare"), LISTING)
    gone = project / "content/curations/short-but-an-abstract.yml"
    gone.parent.mkdir()
    gone.write_text("same_as: stirring-considered-helpful\n", "utf-8")
    run("generator", "build", cwd=project)
    return project / "site"


def test_the_two_sites_have_every_kind_of_page(built_site: Path, bare_site: Path) -> None:
    found = pages_by_kind(built_site).keys() | pages_by_kind(bare_site).keys()

    assert found == KINDS | {"notfound"}


def test_the_html_of_every_kind_of_page_is_valid(
    built_site: Path, bare_site: Path, java: Path, judges: Path
) -> None:
    """The richest, the longest and the shortest page of each kind, and all of the bare site."""
    pages = set(pages_of(bare_site))
    for paths in pages_by_kind(built_site).values():
        pages |= {richest(paths), max(paths, key=size), min(paths, key=size)}

    assert list(ask_the_checker(java, judges, sorted(pages))) == []


def test_the_checker_sees_a_mistake(tmp_path: Path, java: Path, judges: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text('<!doctype html><html lang="en"><title>A</title><p id="a"><b id="a">', "utf-8")

    found = list(ask_the_checker(java, judges, [page]))

    assert [line for line in found if "Duplicate ID" in line]


def ask_the_checker(java: Path, judges: Path, pages: Iterable[Path]) -> Iterator[str]:
    """What it says, errors and warnings.

    Only one warning is passed over: in a file, which has no origin that `'self'` could mean, it
    takes the site's own scripts and styles for forbidden by the page's policy.
    """
    jar = judges / "node_modules/vnu-jar/build/dist/vnu.jar"
    policy = ("--filterpattern", ".*violates Content Security Policy.*")
    command = (str(java), "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always")
    done = subprocess.run(
        [*command, *policy, *map(str, pages)], capture_output=True, text=True, check=False
    )
    assert done.stderr.startswith("{"), done.stderr
    for found in json.loads(done.stderr)["messages"]:
        yield f"{found['url']}:{found.get('lastLine')}: {found['type']}: {found['message']}"
