"""Findings that a change brought, revisions of git, and the forms that findings are told in."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import make_project, page_text, write
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.checks import check_common_phrases
from generator.cli import main
from generator.content.load import load_content
from generator.merge import merge
from generator.problems import Problem, Severity, render_github, render_text
from generator.revisions import RevisionError, changed_files, copy_at, find_revision
from generator.since import Findings, compare_findings, key_findings
from generator.summary import MOST, render_markdown

WORDS = st.text() | st.text(alphabet="%\r\n:,@#<>&`|[]()*_!-=.\\\u202e\x1b\ud800wW")
LISTING = "content/listings/2025/2025-11-20.daily-papers.txt"
KETTLES = "content/curations/kettles.yml"

Check = Callable[..., tuple[int, str]]


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@digest.example")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "a change")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two papers with a misspelt topic, committed on the branch `main`."""
    files: dict[str, str | bytes] = {
        LISTING: page_text(["Kettles", "Cups of Tea"]),
        KETTLES: "topics: {add: [ketles]}\n",
    }
    folder = make_project(tmp_path / "project", files)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def check(project: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """`digest check` in the project: its status and all that it prints."""
    assert project.is_dir()

    def call(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(["check", *arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return call


def test_what_was_wrong_before_is_not_told_of_a_change(check: Check) -> None:
    assert check()[0] == 1
    assert check("--since", "HEAD") == (0, "nothing that is new since HEAD\n")


def test_a_finding_whose_line_moved_is_not_new(check: Check, project: Path) -> None:
    write(project / KETTLES, "# Above it, words.\n\ntopics: {add: [ketles]}\n")

    assert check("--since", "main") == (0, "nothing that is new since main\n")


def test_a_mistake_that_a_change_repeats_is_told_once(check: Check, project: Path) -> None:
    write(project / "content/curations/cups-of-tea.yml", "topics: {add: [ketles]}\n")
    status, said = check("--since", "HEAD")

    assert status == 1
    assert said.count("unknown-topic") == 1
    assert "cups-of-tea.yml:1:16" in said


def test_what_others_did_on_the_branch_meanwhile_is_no_change(check: Check, project: Path) -> None:
    """On `main` the mistake is mended; the work that began before did not bring it."""
    git(project, "checkout", "--quiet", "-b", "work")
    write(project / "content/curations/cups-of-tea.yml", "topics: {add: [kettles]}\n")
    commit(project)
    git(project, "checkout", "--quiet", "main")
    write(project / KETTLES, "topics: {add: [kettles]}\n")
    commit(project)
    git(project, "checkout", "--quiet", "work")

    assert check("--since", "main") == (0, "nothing that is new since main\n")


def test_paths_and_a_revision_both_choose(check: Check, project: Path) -> None:
    write(project / "content/curations/cups-of-tea.yml", "nots: []\n")

    assert check("--since", "HEAD", KETTLES)[0] == 0
    assert check("--since", "HEAD", "content/curations/cups-of-tea.yml")[0] == 1


def test_a_mistake_in_the_settings_is_told_of_the_change_that_brought_it(
    check: Check, project: Path
) -> None:
    settings = (project / "mkdocs.yml").read_text("utf-8")
    write(project / "mkdocs.yml", settings.replace("branch: main", "branch: ':'"))
    status, said = check("--since", "HEAD")
    commit(project)
    write(project / "mkdocs.yml", "# Above it, words.\n" + (project / "mkdocs.yml").read_text())

    assert (status, check("--since", "HEAD")[0], check("mkdocs.yml")[0]) == (1, 0, 1)
    assert said.startswith("mkdocs.yml:12:13: error: extra.digest.branch is ':' [settings]\n")
    (project / "mkdocs.yml").rename(project / "digest.yml")
    assert "digest.yml:13:13" in check("--since", "HEAD", "--config", "digest.yml")[1]


@pytest.mark.parametrize(
    "name", ["nowhere", "--output=x", "HEAD:content", "", "a..b", "-h", "@{9}"]
)
def test_a_revision_that_is_none_is_one_clear_error(check: Check, name: str) -> None:
    status, said = check(f"--since={name}") if name else check("--since=  ")

    assert status == 2
    assert said.count("Error: ") == 1
    assert "git knows no revision" in said


def test_without_a_repository_or_git_there_is_one_clear_error(
    check: Check, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rename(project / "no-git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert "is in no git repository" in check("--since", "HEAD")[1]
    monkeypatch.setenv("PATH", "")
    assert "`git` is not installed" in check("--since", "HEAD")[1]


def test_before_there_was_content_everything_is_new(tmp_path: Path) -> None:
    write(tmp_path / "README.md", "A digest to be.\n")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    make_project(tmp_path, {LISTING: page_text(["Kettles"])})

    with copy_at(tmp_path / "content", find_revision(tmp_path, "HEAD")) as old:
        assert not old.exists() or not list(old.rglob("*.txt"))


def test_files_come_as_they_are_stored_and_links_are_left_out(project: Path) -> None:
    odd = {"content/curations/ä b\n.yml": b"a: \xff\r\n", "content/curations/empty.yml": b""}
    for name, data in odd.items():
        write(project / name, data)
    (project / "content/curations/link.yml").symlink_to("/etc/passwd")
    write(project / ".gitattributes", "* export-ignore\n")
    commit(project)
    with copy_at(project / "content", find_revision(project, "HEAD")) as old:
        for name, data in odd.items():
            assert (old.parent / name).read_bytes() == data
        assert not (old / "curations/link.yml").is_symlink()
        assert (old.parent / KETTLES).is_file()


def test_changed_files_are_told_from_all_of_the_repository(project: Path) -> None:
    write(project / "Makefile", "all:\n")
    write(project / KETTLES, "pick: {by: ada, on: 2025-11-20}\n")
    (project / LISTING).unlink()
    (project / "content/topics.yml").unlink()
    (project / "content/topics.yml").symlink_to("../Makefile")
    found = changed_files(project / "content", find_revision(project, "HEAD"))

    assert [(file.path, file.what, file.inside) for file in found] == [
        ("Makefile", "added", None),
        (KETTLES, "changed", "curations/kettles.yml"),
        (LISTING, "deleted", LISTING.removeprefix("content/")),
        ("content/topics.yml", "made another kind of file", "topics.yml"),
    ]


def test_a_folder_that_is_in_no_repository_has_no_revision(tmp_path: Path) -> None:
    with pytest.raises(RevisionError):
        find_revision(tmp_path, "HEAD")


def problem(message: str = "odd", *, path: str = "a.yml", line: int = 0) -> Problem:
    return Problem(path=path, rule="odd", message=message, line=line)


def keyed(*problems: Problem) -> Findings:
    return key_findings(problems, Path("content"))


def test_new_and_gone_are_told_apart() -> None:
    found = compare_findings(keyed(problem("a"), problem("b")), keyed(problem("b"), problem("c")))

    assert [p.message for p in found.new] == ["c"]
    assert [p.message for p in found.gone] == ["a"]


def test_a_line_that_a_message_names_may_move() -> None:
    before, after = problem("stands on line 9 too"), problem("stands on line 12 too")

    assert compare_findings(keyed(before), keyed(after)).new == ()


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_what_stays_and_what_comes_is_all_there_is_property(old: list[str], new: list[str]) -> None:
    found = compare_findings(keyed(*map(problem, old)), keyed(*map(problem, new)))

    assert len(old) + len(found.new) == len(new) + len(found.gone)
    assert compare_findings(keyed(*map(problem, new)), keyed(*map(problem, new))).new == ()


# The forms.


@given(WORDS, WORDS, WORDS)
def test_a_command_for_the_hosting_site_is_one_line_property(
    path: str, message: str, hint: str
) -> None:
    found = Problem(path=path, rule="odd", message=message, hint=hint, line=3, column=4)
    command = render_github(found)
    head, _, text = command.removeprefix("::error ").partition("::")

    assert len(command.splitlines()) <= 1
    assert command.isprintable()
    assert [part.partition("=")[0] for part in head.split(",")] == ["file", "line", "col", "title"]
    assert not {"\n", "\r"} & set(text)


@given(WORDS, WORDS, WORDS)
def test_text_is_one_line_and_one_for_the_hint_property(path: str, message: str, hint: str) -> None:
    found = Problem(path=path, rule="odd", message=message, hint=hint)

    assert len(render_text(found).split("\n")) == (2 if hint else 1)
    assert render_text(found).replace("\n", "").isprintable()


class _Tags(HTMLParser):
    """All that a page holds beside text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([tag, *(f"{name}={value}" for name, value in attrs)]))


@given(WORDS, WORDS, WORDS)
def test_a_summary_holds_words_as_text_alone_property(path: str, message: str, hint: str) -> None:
    found = Problem(path=path, rule="odd", message=message, hint=hint, line=3)
    page = _Tags()
    page.feed(MarkdownIt("gfm-like", {"linkify": False}).render(render_markdown([found])))
    plain = _Tags()
    usual = Problem(path="a", rule="odd", message="b", hint="c", line=3)
    plain.feed(MarkdownIt("gfm-like", {"linkify": False}).render(render_markdown([usual])))

    assert page.found == plain.found


def test_a_summary_notifies_nobody() -> None:
    text = render_markdown([problem("by @everyone, see #1, GH-1 and www.evil.example")])

    for active in ("@e", "&#64;e", "#1", "&#35;1", "GH-1", "www.evil"):
        assert active not in text


def test_a_summary_of_nothing_says_so() -> None:
    assert "No problems." in render_markdown([])
    assert "No problems that this change brings." in render_markdown([], "main")


def test_a_summary_shows_the_first_hundred_and_counts_the_rest() -> None:
    text = render_markdown(problem(f"odd {n}") for n in range(MOST + 7))

    assert text.count("<code>odd</code>") == MOST
    assert "and 7 more" in text
    assert "**107 errors**" in text


# What everything of a digest has.


@pytest.mark.parametrize(("papers", "found"), [(30, ["the", "we"]), (5, [])])
def test_a_word_that_most_papers_have_tells_none_apart(
    tmp_path: Path, papers: int, found: list[str]
) -> None:
    titles = [f"The Cup of {chr(97 + n % 26)}{n} where We Wait" for n in range(papers)]
    topics = "- {slug: all, name: All, about: All, rules: {the: 9, we: 3, saucer: 2, cup tea: 3}}\n"
    files: dict[str, str | bytes] = {LISTING: page_text(titles), "content/topics.yml": topics}
    content = load_content(make_project(tmp_path, files) / "content")
    entries = [entry for listing in content.listings for entry in listing.entries]
    problems = list(check_common_phrases(content, merge(entries, (), {})))

    assert [p.message.split("'")[1] for p in problems] == found
    assert all(p.severity is Severity.WARNING for p in problems)
