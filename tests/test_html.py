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

from generator.authors import MIN_PAPERS

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


@pytest.fixture(scope="module")
def told_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a digest whose sources tell all that any tells, machines' words included."""
    folder = tmp_path_factory.mktemp("told")
    records = [
        {
            "paper": {
                "id": f"3106.0000{at}",
                "title": f"Kettle Number {at}",
                "summary": "We present a kettle.",
                "authors": [{"name": "Ada Lovelace"}, {"name": "李明"}],
                "upvotes": 7,
                "githubRepo": "tea/kettle",
                "githubStars": 1_234,
                "ai_summary": "A kettle & a <cup>.",
                "ai_keywords": ["kettles", "cups"],
            }
        }
        for at in range(1, 1 + MIN_PAPERS)
    ]
    listing = folder / "2031-06-03.daily-papers-api.json"
    listing.write_text(json.dumps(records), "utf-8")
    project = smallest(folder / "project", listing)
    reference = project / "content/references/2031/2031-06-04.arxiv-api.xml"
    reference.parent.mkdir(parents=True)
    reference.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title><entry>'
        "<id>http://arxiv.org/abs/3106.00001v1</id><title>Kettle Number 1</title>"
        '<summary>Tea.</summary><category term="cs.CL"/><category term="tea.POT"/></entry></feed>',
        "utf-8",
    )
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("  digest:\n", "  digest:\n    machine_text: true\n"), "utf-8")
    run("generator", "build", cwd=project)
    return project / "site"


def test_the_sites_have_every_kind_of_page(
    built_site: Path, bare_site: Path, told_site: Path
) -> None:
    found = set().union(*map(pages_by_kind, (built_site, bare_site, told_site)))

    assert found == KINDS | {"notfound"}


def test_the_page_of_a_paper_can_tell_all_that_sources_tell(told_site: Path) -> None:
    page = (told_site / "papers/kettle-number-1/index.html").read_text("utf-8")

    for what in ("machine", "stars", "categories", "authors"):
        assert f'class="{what}"' in page


def test_the_html_of_every_kind_of_page_is_valid(
    built_site: Path, bare_site: Path, told_site: Path, java: Path, judges: Path
) -> None:
    """The richest, the longest and the shortest page of each kind, and all of the small sites."""
    pages = {*pages_of(bare_site), *pages_of(told_site)}
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
