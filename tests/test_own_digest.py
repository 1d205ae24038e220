"""The digest that the project holds: what every one must be, whoever's it is.

All other tests run on a digest of their own (`tests/data/digest`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from host import ADDRESS
from projects import clone_as_it_is, run
from reached import broken_links, pages_for, stands

from generator.assemble import assemble
from generator.content.load import load_content
from generator.problems import has_errors
from generator.settings import load_settings


def test_a_test_that_does_not_ask_for_it_cannot_read_it(repository: Path) -> None:
    for read in (
        (repository / "mkdocs.yml").read_bytes,
        (repository / "content/topics.yml").read_bytes,
        lambda: list((repository / "content").iterdir()),
        lambda: list((repository / "content/listings").rglob("*")),
    ):
        with pytest.raises(AssertionError, match="does not ask for `own_digest`"):
            read()


def test_its_settings_are_right(own_digest: Path) -> None:
    assert load_settings(own_digest / "mkdocs.yml", {}).site_url.endswith("/")


def test_its_content_has_no_error(own_digest: Path) -> None:
    problems = assemble(load_content(own_digest / "content")).problems

    assert not has_errors(problems), problems


def test_the_form_for_corrections_names_no_piece_of_a_topic_s_name(
    own_digest: Path, repository: Path
) -> None:
    text = (repository / ".github/ISSUE_TEMPLATE/correct-paper.yml").read_text("utf-8")
    (field,) = (part for part in yaml.safe_load(text)["body"] if part.get("id") == "topics-add")
    topics = load_content(own_digest / "content").topics

    for name in field["attributes"]["placeholder"].split(", "):
        begun = {topic.name for topic in topics if name.lower() in topic.name.lower()}
        assert not begun or name in begun


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = clone_as_it_is(tmp_path_factory.mktemp("own"))
    run("generator", "build", "--quiet", cwd=project, DIGEST_SITE_URL=ADDRESS)
    return project / "site"


@pytest.mark.site
@pytest.mark.usefixtures("own_digest")
def test_its_site_has_a_page_for_each_paper_and_no_link_that_nothing_answers(site: Path) -> None:
    data: dict[str, Any] = json.loads((site / "data/papers.json").read_bytes())
    wanted = {page for paper in data["papers"] for page in pages_for(paper)}

    jsonschema.validate(data, json.loads((site / "data/papers.schema.json").read_bytes()))
    assert wanted
    assert [page for page in sorted(wanted) if not (site / page).is_file()] == []
    assert list(broken_links(site)) == []


@pytest.mark.site
@pytest.mark.usefixtures("own_digest")
def test_its_papers_are_searched(site: Path) -> None:
    found = list((site / "pagefind/fragment").iterdir())
    papers = json.loads((site / "data/papers.json").read_bytes())["papers"]

    assert len(found) == sum(map(stands, papers))
