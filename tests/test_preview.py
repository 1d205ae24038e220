"""The page that shows what a change does."""

from __future__ import annotations

import re
import shutil
from datetime import date
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import make_digest, make_paper, make_settings, write
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import REPOSITORY, SETTINGS
from test_pull_requests import CASES, DATA, apply, commit

from generator.cli import main
from generator.preview import State, compare_states, render_preview, weigh
from generator.preview.compare import MOST
from generator.preview.words import compare_lines, compare_words, visible
from generator.problems import Problem
from generator.records import Assignment, Digest, Note, Paper, Topic
from generator.revisions import Changed, Revision
from generator.since import Compared

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request

TEMPLATES = REPOSITORY / "site_templates"
HERE = Revision(name="main", commit="0" * 40)
NOTHING = Compared(new=(), gone=())
HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\"'&amp;"


def page_of(
    before: Digest,
    after: Digest,
    *,
    files: tuple[Changed, ...] = (),
    findings: Compared = NOTHING,
) -> str:
    states = (State(digest=before, size=10), State(digest=after, size=20))
    comparison = compare_states(*states, files=files, findings=findings)
    weight = weigh(*states, make_settings(), TEMPLATES)
    page = render_preview(comparison, weight, HERE, site_name="A digest", templates=TEMPLATES)
    return page.decode()


BREWING = Topic(slug="brewing", name="Brewing", about="Water and leaves")


def digest_of(*papers: Paper) -> Digest:
    return make_digest(papers, [BREWING])


class Reader(HTMLParser):
    """The elements of a page, and its text outside of styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {' '.join(sorted(name for name, _ in attrs))}".strip())

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def text_of(page: str) -> str:
    return " ".join(" ".join(read(page).texts).split())


def test_a_change_of_nothing_says_so() -> None:
    same = digest_of(make_paper())
    text = text_of(page_of(same, same))

    assert "It brings none." in text
    assert "of which 0 are new, gone or different" in text
    assert "0 bytes → 0 bytes" in text


def test_only_fields_that_differ_are_shown_word_by_word() -> None:
    before = make_paper(title="Kettles that Wait", abstract="They wait for nobody.")
    after = make_paper(title="Kettles that Walk", abstract="They wait for nobody.")
    page = page_of(digest_of(before), digest_of(after))

    assert "<del>Wait</del> <ins>Walk</ins>" in page
    assert "<dt>title</dt>" in page
    assert "<dt>abstract</dt>" not in page


def test_topics_by_rules_and_their_reasons_are_shown() -> None:
    """Readers are not told of them, but a reviewer wants to see them."""
    rules = Assignment(slug="brewing", origin="rules", score=12.0, because=("kettle",))
    page = page_of(digest_of(make_paper()), digest_of(make_paper(topics=(rules,))))

    assert "<ins>brewing — by rules, 12: kettle" in page


def test_papers_that_come_and_go_are_told_with_where_their_address_leads() -> None:
    before = digest_of(make_paper("gone"), make_paper("joined"), make_paper("stays"))
    after = digest_of(make_paper("stays", former_ids=("joined",)), make_paper("new", title="New"))
    text = text_of(page_of(before, after))

    assert "gone — its address would be broken" in text
    assert "joined — its address leads to stays" in text
    assert re.search(r"Papers added New new .* topics none", text)
    assert "papers 3 2 -1" in text


def test_files_outside_the_content_stand_in_front() -> None:
    files = (
        Changed(path=".github/workflows/x.yml", what="added"),
        Changed(path="content/curations/a.yml", what="added", inside="curations/a.yml"),
        Changed(path="content/topics.yml", what="changed", inside="topics.yml"),
    )
    same = digest_of(make_paper())
    text = text_of(page_of(same, same, files=files))
    first, _, rest = text.partition("problems brought")

    assert "Files outside the content: 1" in first
    assert ".github/workflows/x.yml added" in first
    assert "content/topics.yml changed" in first
    assert "content/curations/a.yml" not in first
    assert "content/curations/a.yml added" in rest


def test_of_very_many_papers_the_first_are_shown_and_the_rest_counted() -> None:
    many = digest_of(*(make_paper(f"paper-{n:03}") for n in range(MOST + 30)))
    page = page_of(digest_of(), many)

    assert page.count("<article>") == MOST
    assert "and 30 more papers, not shown" in page


def hostile_page(words: str) -> str:
    note = Note(by="ada", on=date(2025, 11, 20), text=words)
    before = make_paper("one", title="One", abstract="As it was.")
    after = make_paper("one", title=f"One {words}", abstract=f"{words} as it is.", notes=(note,))
    problem = Problem(path=f"content/{words}", rule="odd", message=words, hint=words, line=2)
    return page_of(
        digest_of(before),
        digest_of(after, make_paper("two", title=f"Two {words}", abstract=f"{words} new.")),
        files=(Changed(path=words, what="added"),),
        findings=Compared(new=(problem,), gone=(problem,)),
    )


@settings(max_examples=12)  # each makes two whole pages
@given(st.text(min_size=1) | st.just(HOSTILE))
def test_words_of_strangers_change_no_element_property(words: str) -> None:
    ours = {tag.split()[0] for tag in read(hostile_page("tea")).tags} | {"del", "ins", "span"}
    found = read(hostile_page(words)).tags

    assert {tag.split()[0] for tag in found} <= ours
    assert not [tag for tag in found if " on" in tag or "src" in tag or "style " in tag]


def test_the_page_asks_no_host_and_runs_nothing() -> None:
    page = hostile_page(HOSTILE)
    links = re.findall(
        r"(?:href|src|action|url)\s*[=(]\s*[\"']?([^\"'\s>]+)", page.split("</head>")[0]
    )

    assert links == []
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "<U+202E>" in text_of(page)
    assert re.findall(r'href="([^"#])', page) == []


# Words.


@given(st.text(), st.text())
def test_both_texts_can_be_read_from_a_difference_property(before: str, after: str) -> None:
    pieces = compare_words(before, after)

    if not any(piece.mark == "skipped" for piece in pieces):
        for mark, text in (("old", before), ("new", after)):
            words = " ".join(p.text for p in pieces if p.mark in {"same", mark}).split()
            assert words == visible(text).split()


def test_a_long_stretch_that_stays_is_skipped() -> None:
    middle = " ".join(f"w{n}" for n in range(500))
    texts = [(p.mark, len(p.text.split())) for p in compare_words(f"a {middle} b", f"x {middle} y")]

    assert [mark for mark, _ in texts] == ["old", "new", "same", "skipped", "same", "old", "new"]
    assert sum(words for _, words in texts) < 50


def test_the_longest_texts_are_compared_without_waiting() -> None:
    """Of words that are all alike, a comparison in squares would take minutes."""
    assert compare_words("a b " * 50_000, "b a " * 50_000)


def test_lines_are_compared_whole() -> None:
    pieces = compare_lines("tea — by rules\ncups", "tea — by hand\ncups")

    assert [(p.mark, p.text) for p in pieces] == [
        ("old", "tea — by rules\n"),
        ("new", "tea — by hand\n"),
        ("same", "cups\n"),
    ]


# The command.


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The digest of the pull requests, committed, with the templates of this one."""
    folder = tmp_path / "project"
    shutil.copytree(DATA / "base", folder)
    write(folder / "mkdocs.yml", SETTINGS)
    shutil.copytree(TEMPLATES, folder / "site_templates")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


def preview(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["preview", *arguments])
    return int(ended.value.code or 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_pull_request_has_a_preview(project: Path, case: Path) -> None:
    apply(case, project)
    expected = (case / "expected.txt").read_text("utf-8")
    status = preview("--since", "HEAD")
    page = (project / "preview.html").read_text("utf-8")

    assert expected.endswith(f"status {status}\n")
    assert "<script" not in page
    assert preview("--since", "HEAD", "--out", "again.html") == status
    assert (project / "again.html").read_text("utf-8").count("<article>") == page.count("<article>")


def test_a_preview_needs_a_revision(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.is_dir()
    assert preview("--since", "nowhere") == 2
    assert "git knows no revision 'nowhere'" in capsys.readouterr().err
    assert preview() == 2


def note_request(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def test_in_a_browser_nothing_runs_is_asked_for_or_wider_than_the_page(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "preview.html"
    path.write_text(hostile_page(HOSTILE + "long" * 400), "utf-8")
    for width in (390, 1440):
        page = browser.new_page(viewport={"width": width, "height": 900})
        asked: list[str] = []
        page.on("request", partial(note_request, asked))
        page.on("dialog", lambda dialog: pytest.fail(f"it runs: {dialog.message}"))
        page.goto(path.as_uri())

        assert asked == [path.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("img, script").count() == 0
        page.close()
