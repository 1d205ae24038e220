"""Addresses of the hosting site, and the template that a new curation starts from."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from builders import make_digest, make_paper, make_settings
from hypothesis import given
from hypothesis import strategies as st

from generator.content.curations import parse_curation
from generator.content.yaml import load
from generator.curation_template import make_template
from generator.hosting import (
    CORRECT,
    MAX_ADDRESS,
    PROPOSE,
    SUGGEST,
    TITLES,
    Hosting,
    find_hosting,
    guess_host,
)
from generator.pages import Index, make_pages
from generator.pages.improve import improve_paper
from generator.pages.views import Page
from generator.problems import ContentError
from generator.records import Assignment, Topic
from generator.settings import Settings, parse_settings

REPOSITORY = "https://github.com/ada/digest"
GITHUB = Hosting(repository=REPOSITORY, branch="main", host="github")
GITLAB = Hosting(repository="https://gitlab.example/a/b/digest", branch="main", host="gitlab")
HELP = "https://digest.example/kettles/contribute/"
KETTLES = Topic(slug="kettles", name="Kettles", about="Machines that boil water")


def make_hosted(**changes: str) -> Settings:
    return replace(make_settings(), repository=REPOSITORY, **changes)  # type: ignore[arg-type]


# Addresses


def test_every_address_of_github() -> None:
    assert GITHUB.edit("content/topics.yml") == f"{REPOSITORY}/edit/main/content/topics.yml"
    assert GITHUB.file("README.md") == f"{REPOSITORY}/blob/main/README.md"
    assert GITHUB.changes == f"{REPOSITORY}/pulls"
    assert GITHUB.new("content/curations/x.yml") == (
        f"{REPOSITORY}/new/main?filename=content/curations/x.yml"
    )
    assert GITHUB.new("x.yml", "a: 1 & 2\n# b\n") == (
        f"{REPOSITORY}/new/main?filename=x.yml&value=a%3A%201%20%26%202%0A%23%20b%0A"
    )
    assert GITHUB.form(SUGGEST) == f"{REPOSITORY}/issues/new?template=suggest-paper.yml"
    assert GITHUB.form(CORRECT, paper="x") == (
        f"{REPOSITORY}/issues/new?template=correct-paper.yml&paper=x"
    )


def test_every_address_of_gitlab() -> None:
    pages = "https://gitlab.example/a/b/digest/-"

    assert GITLAB.edit("content/topics.yml") == f"{pages}/edit/main/content/topics.yml"
    assert GITLAB.file("README.md") == f"{pages}/blob/main/README.md"
    assert GITLAB.changes == f"{pages}/merge_requests"
    # It fills in a file's name alone.
    assert GITLAB.new("content/curations/x.yml", "text") == (
        f"{pages}/new/main/content/curations?file_name=x.yml"
    )
    assert parse_qs(urlsplit(GITLAB.form(CORRECT, paper="x")).query) == {
        "issue[title]": ["Correct a paper"],
        "issue[description]": ["paper: x"],
    }


def test_a_text_that_makes_an_address_too_long_is_left_out() -> None:
    longest = MAX_ADDRESS - len(f"{GITHUB.new('x.yml')}&value=")

    assert len(GITHUB.new("x.yml", "a" * longest)) == MAX_ADDRESS
    assert GITHUB.new("x.yml", "a" * (longest + 1)) == GITHUB.new("x.yml")


@pytest.mark.parametrize("hosting", [GITHUB, GITLAB], ids=lambda hosting: hosting.host)
def test_a_field_that_makes_an_address_too_long_is_left_out(hosting: Hosting) -> None:
    assert hosting.form(PROPOSE, name="🫖" * 500) == hosting.form(PROPOSE)


@pytest.mark.parametrize(
    ("repository", "host"),
    [
        ("https://github.com/ada/gitlab", "github"),
        ("https://gitlab.com/ada/digest", "gitlab"),
        ("https://gitlab.example.org/ada/digest", "gitlab"),
        ("https://code.example/ada/digest", "github"),
    ],
)
def test_the_server_of_the_repository_tells_the_host(repository: str, host: str) -> None:
    assert guess_host(repository) == host


def test_the_setting_wins_over_the_address() -> None:
    hosting = find_hosting(make_hosted(host="gitlab"))

    assert hosting == Hosting(repository=REPOSITORY, branch="main", host="gitlab")
    assert find_hosting(make_settings()) is None


def test_the_setting_is_one_of_the_hosts_that_are_known() -> None:
    text = (
        "site_name: A\nsite_description: B\nsite_url: https://x.example/\n"
        "extra:\n  digest:\n    tag: x.example,2031\n    host: {}\n"
    )

    assert parse_settings(text.format("GitLab"), {}).host == "gitlab"
    with pytest.raises(ContentError) as caught:
        parse_settings(text.format("codehub"), {})
    assert [(p.message, p.hint) for p in caught.value.problems] == [
        ("extra.digest.host is 'codehub'", "Set it to github or gitlab.")
    ]


# The template


def uncomment(template: str) -> str:
    """Take away the first `#` of what is not explained, as a person would."""
    lines = template.splitlines(keepends=True)
    return "".join(line[1:] for line in lines if not line.startswith("##"))


def test_the_template_names_the_paper_its_topics_and_where_help_is() -> None:
    topics = (
        Assignment(slug="kettles", origin="rules", score=9.0),
        Assignment(slug="mail", origin="rules", score=3.0),
    )

    assert make_template(make_paper(topics=topics), HELP).splitlines()[:4] == [
        "## Kettles that Wait",
        "## Topics now: kettles, mail",
        "## How: https://digest.example/kettles/contribute/",
        "## Take the # off what you need, fill it in, delete the rest.",
    ]
    assert "## Topics now: none\n" in make_template(make_paper(), HELP)


def test_the_template_says_nothing_until_something_is_uncommented() -> None:
    _, problems = parse_curation(make_template(make_paper(), HELP).encode(), "x.yml")

    assert [problem.rule for problem in problems] == ["empty-file"]


def test_what_is_uncommented_and_not_filled_in_is_refused() -> None:
    text = uncomment(make_template(make_paper(), HELP))
    _, problems = parse_curation(text.encode(), "kettles-that-wait.yml")

    assert sorted(problem.rule for problem in problems) == [
        *["bad-date"] * 4,
        *["bad-handle"] * 2,
        *["bad-link"] * 3,
        *["empty-text"] * 4,
    ]


def test_the_template_filled_in_is_a_curation() -> None:
    text = uncomment(make_template(make_paper(), HELP))
    for before, after in (
        ("YOUR_HANDLE", "ada"),
        ("YYYY-MM-DD", "2031-03-12"),
        ('arxiv: ""', 'arxiv: "2504.13143"'),
        ('[""]', "[https://kettle.example/]"),
        ('""', '"It whistles."'),
    ):
        text = text.replace(before, after)
    file, problems = parse_curation(text.encode(), "kettles-that-wait.yml")

    assert problems == ()
    assert file
    assert {link.kind for link in file.curation.links} == {"arxiv", "code", "project"}
    assert [note.text for note in file.curation.notes] == ["It whistles."]
    assert file.curation.pick
    assert file.curation.status


HOSTILE = (
    "A\nsame_as: x",
    "A\r\nsame_as: x",
    "A\x85same_as: x",
    "A\u2028same_as: x\u2029y: 1",
    "A\x0bsame_as: x\x0c",
    "---\nsame_as: x\n...",
    "%YAML 1.1",
    "A\x00B\ufeff\ud800",
    "\u202eevil: 1",
    "🫖" * 4_000,
    "%0Asame_as: x&value=y#z",
    "'\"><script>alert(1)</script>",
)


def is_all_comments(text: str) -> bool:
    """Whether a YAML reader of this project and another find nothing in the text."""
    document, problems = load(text.encode(), "x.yml")
    return not problems and (document is None or not document.data) and yaml.safe_load(text) is None


def get_value(address: str) -> str:
    """The text that the hosting site finds in an address."""
    (value,) = parse_qs(urlsplit(address).query, strict_parsing=True)["value"]
    return value


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_in_its_comment(title: str) -> None:
    paper = make_paper(title=title)
    editor = improve_paper(paper, make_hosted())[0].href

    assert len(editor) <= MAX_ADDRESS
    assert set(parse_qs(urlsplit(editor).query)) == {"filename", "value"}
    assert urlsplit(editor).fragment == ""
    assert get_value(editor) == make_template(paper, HELP)
    assert is_all_comments(get_value(editor))


@given(title=st.text(max_size=400))
def test_any_title_stays_in_its_comment_and_the_address_short(title: str) -> None:
    text = make_template(make_paper(title=title), HELP)

    assert is_all_comments(text)
    assert len(text.splitlines()) == len(make_template(make_paper(), HELP).splitlines())
    assert "&value=" in GITHUB.new(f"content/curations/{'a' * 80}.yml", text)


def test_the_longest_template_fits_into_an_address() -> None:
    topics = tuple(
        Assignment(slug=letter * 60, origin="rules", score=9.0) for letter in ("a", "b", "c")
    )
    paper = make_paper("k" * 80, title="漢" * 4_000, topics=topics)

    editor = improve_paper(paper, make_hosted())[0].href

    assert len(editor) <= MAX_ADDRESS
    assert get_value(editor).startswith(f"## {'漢' * 66}…\n## Topics now: {'a' * 60}, ")


# Ways in


def ways_in(settings: Settings) -> dict[str, Page]:
    """One page of each kind."""
    topics = (Assignment(slug="kettles", origin="rules", score=9.0),)
    digest = make_digest([make_paper(topics=topics)], (KETTLES,))
    index = Index(digest, settings.site_url)
    return {page.kind: page for page in make_pages(index, settings)}


def test_every_kind_of_list_has_its_own_way_in() -> None:
    pages = ways_in(make_hosted())
    forms = {
        kind: [unquote(re.sub(r".*\?template=", "", way.href)) for way in page.ways_in]
        for kind, page in pages.items()
    }
    edit = f"{REPOSITORY}/edit/main/content/topics.yml"

    assert forms["topic"] == [f"{PROPOSE}&name=Kettles", SUGGEST, edit]
    assert forms["topics"] == [PROPOSE, edit]
    assert forms["topic_year"] == [f"{PROPOSE}&name=Kettles", SUGGEST, edit]
    assert forms["edition"] == [SUGGEST, CORRECT]
    assert forms["editions"] == ["suggest-listing.yml"]
    assert forms["dates"] == [SUGGEST, CORRECT]
    assert forms["organisations"] == [SUGGEST, CORRECT]
    assert [kind for kind, found in forms.items() if not found] == [
        *("home", "search", "saved", "about", "trends", "subscribe", "contribute", "data")
    ]


def test_a_paper_leads_to_its_file_or_to_a_template_of_it() -> None:
    new, report = improve_paper(make_paper(), make_hosted())
    edit, _ = improve_paper(make_paper(curated=True), make_hosted(branch="trunk"))

    assert new.text == "Improve this page"
    assert new.href.startswith(
        f"{REPOSITORY}/new/main?filename=content/curations/kettles-that-wait.yml&value=%23%23"
    )
    assert report.href == (
        f"{REPOSITORY}/issues/new?template=correct-paper.yml&paper=kettles-that-wait"
    )
    assert edit.href == f"{REPOSITORY}/edit/trunk/content/curations/kettles-that-wait.yml"


def test_without_a_repository_no_page_has_a_way_in() -> None:
    assert not any(page.ways_in for page in ways_in(make_settings()).values())


@pytest.mark.parametrize("form", TITLES)
def test_every_form_is_there_with_the_fields_that_are_filled_in(
    repository: Path, form: str
) -> None:
    text = repository.joinpath(".github/ISSUE_TEMPLATE", form).read_text("utf-8")
    ids = {part.get("id") for part in yaml.safe_load(text)["body"]}

    assert {CORRECT: {"paper"}, PROPOSE: {"name"}}.get(form, set()) <= ids
