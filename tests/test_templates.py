"""Templates that somebody edits: what is wrong with them is said with its place, and never a traceback."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from builders import make_digest, make_settings, write
from hypothesis import given
from hypothesis import strategies as st
from projects import run, smallest

from generator.engines.known import MKDOCS, PROPERDOCS, ZENSICAL, Engine
from generator.engines.zensical import find_fault
from generator.pages import Index
from generator.pages.views import Page
from generator.problems import ContentError, Problem, Severity, read_text, render_text
from generator.render import Renderer, make_environment
from generator.template_faults import telling_faults

LISTING = Path(__file__).parent / "data/listings/2031-03-12.daily-papers.txt"
HINT = "    Mend it, or take back what was changed there.\n"


def make_renderer(templates: Path) -> Renderer:
    return Renderer(make_environment(templates), make_settings(), Index(make_digest(())))


def test_all_templates_that_cannot_be_read_are_told_with_their_lines(tmp_path: Path) -> None:
    write(tmp_path / "pages/about.md.j2", "One line\n{% if %}\n")
    write(tmp_path / "pages/home.md.j2", "{{ tea }}")
    write(tmp_path / "mail/edition.txt.j2", "{{ 1 | steep }}")
    write(tmp_path / "preview.html.j2", "{{ 1 | visible }}")
    write(tmp_path / "parts/card.html.j2", b"caf\xe9")

    with pytest.raises(ContentError) as refused:
        make_renderer(tmp_path).prepare()
    found = [(one.path, one.line, one.rule) for one in refused.value.problems]
    assert found == [
        (str(tmp_path / "mail/edition.txt.j2"), 1, "template"),
        (str(tmp_path / "pages/about.md.j2"), 2, "template"),
        (str(tmp_path / "parts/card.html.j2"), 0, "template"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n{{ tea }}", "about.md.j2:2:0: error: 'tea' is undefined"),
        ("{{ 1 / 0 }}", "about.md.j2:1:0: error: ZeroDivisionError: division by zero"),
        (
            "{% include 'nothing.j2' %}",
            "about.md.j2:1:0: error: there is no template 'nothing.j2'",
        ),
        ("{% include 'bytes.j2' %}", "bytes.j2:0:0: error: is no UTF-8: the byte at 3 is none"),
        ("{% include 'syntax.j2' %}", "syntax.j2:2:0: error: Expected an expression"),
        ("{% include 'deep.j2' %}", "deep.j2:3:0: error: 'tea' is undefined"),
        ("{{ 1 | link('') }}", "about.md.j2:1:0: error: AttributeError: 'int' object has no"),
        ("{% if page %}{{ 1 | steep }}{% endif %}", "about.md.j2:1:0: error: No filter named"),
        ("{% include 'self.j2' %}", "self.j2:1:0: error: RecursionError: maximum"),
        (None, "about.md.j2:0:0: error: there is no template 'pages/about.md.j2'"),
    ],
)
def test_a_template_that_fails_is_told_with_its_line_and_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    templates = tmp_path / "site_templates"
    write(templates / "bytes.j2", b"caf\xe9")
    write(templates / "syntax.j2", "\n{% if %}")
    write(templates / "deep.j2", "{% macro cup() %}\n\n{{ tea }}{% endmacro %}{{ cup() }}")
    write(templates / "self.j2", "{% include 'self.j2' %}")
    if text is not None:
        write(templates / "pages/about.md.j2", text)
    page = Page(kind="about", title="About", address="about/", description="What it is.")

    with pytest.raises(ContentError) as refused:
        make_renderer(templates).render(page)
    folder = "pages/" if told.startswith("about") else ""
    assert str(refused.value).startswith(f"site_templates/{folder}{told}")
    assert str(refused.value).endswith(" (while /about/ was made) [template]\n" + HINT.rstrip("\n"))


def test_what_came_of_no_template_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError), telling_faults("/"):
        raise ZeroDivisionError
    known = ContentError([Problem(path="a", rule="odd", message="b")])
    with pytest.raises(ContentError) as raised, telling_faults("/"):
        raise known
    assert raised.value is known


def test_findings_are_sent_between_processes_whole() -> None:
    error = ContentError([Problem(path="a", rule="odd", message="b", line=3, hint="c")])

    sent = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert sent.problems == error.problems


LINE = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" :[]"), min_size=1
).filter(str.strip)


@given(
    LINE.filter(lambda path: ":" not in path),
    LINE,
    st.none() | LINE,
    st.sampled_from(Severity),
    st.integers(0, 999),
)
def test_findings_that_were_written_are_read_again_property(
    path: str, message: str, hint: str | None, severity: Severity, line: int
) -> None:
    found = Problem(
        path=path,
        rule="some-rule",
        message=message,
        line=line,
        severity=severity,
        hint=hint,
    )
    other = Problem(path="b.html", rule="odd", message="c")
    text = f"INFO\n{render_text(found)}\nand\n{render_text(other)}"

    assert list(read_text(text)) == [found, other]


def test_zensicals_last_words_lead_to_a_template_of_the_theme(tmp_path: Path) -> None:
    footer = write(tmp_path / "partials/footer.html", "")
    said = (
        'could not render include: error in "partials/footer.html" (in base.html:219): '
        "undefined value (in partials/footer.html:19)"
    )
    plain = "syntax error: unexpected end of block (in partials/footer.html:7)"

    for words, line, message in (
        (said, 19, "undefined value"),
        (plain, 7, "syntax error: unexpected end of block"),
    ):
        fault = find_fault(words, tmp_path)
        assert fault is not None
        assert (fault.path, fault.line, fault.message) == (footer.as_posix(), line, message)
    assert find_fault("could not read (in base.html:219)", tmp_path) is None
    assert find_fault("Zensical ended without a word", tmp_path) is None


# The commands.


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return smallest(tmp_path_factory.mktemp("templates") / "project", LISTING)


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """A project of some papers, to be broken."""
    return shutil.copytree(small, tmp_path / "project", symlinks=True)


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    write(path, text.replace(old, new, 1))


def fail(project: Path, *command: str) -> str:
    return run(*command, cwd=project, status=1).stderr


@pytest.mark.site
@pytest.mark.parametrize("command", [("pages",), ("build", "--quiet"), ("build", "--jobs", "1")])
def test_all_templates_that_fail_are_told_at_once(project: Path, command: tuple[str, ...]) -> None:
    """In processes that share the work, and in one."""
    spoil(project / "site_templates/pages/about.md.j2", "{%", "{{ tea }}{%")
    spoil(project / "site_templates/pages/paper.md.j2", "{%", "{{ tea }}{%")
    write(project / "site_templates/mail/edition.txt.j2", "\n{{ 1 / 0 }}")
    said = fail(project, "generator", *command)

    told = [(one.path, one.rule, one.message.partition(" (")[0]) for one in read_text(said)]
    assert told == [
        (
            "site_templates/mail/edition.txt.j2",
            "template",
            "ZeroDivisionError: division by zero",
        ),
        ("site_templates/pages/about.md.j2", "template", "'tea' is undefined"),
        ("site_templates/pages/paper.md.j2", "template", "'tea' is undefined"),
    ]
    assert "Traceback" not in said


FOOTER = "site_templates/theme/partials/footer.html"


def by_engine(engine: Engine, *options: str) -> tuple[str, ...]:
    return ("generator", "build", "--quiet", "--engine", engine.name, *options)


@pytest.mark.site
@pytest.mark.parametrize(
    ("engine", "command"),
    [
        (MKDOCS, by_engine(MKDOCS, "--jobs", "1")),
        (MKDOCS, by_engine(MKDOCS, "--jobs", "2")),
        (MKDOCS, ("mkdocs", "build")),
        (PROPERDOCS, by_engine(PROPERDOCS)),
        (ZENSICAL, by_engine(ZENSICAL)),
    ],
    ids=["mkdocs-alone", "mkdocs-shared", "mkdocs-itself", "properdocs", "zensical"],
)
def test_a_template_of_the_theme_that_fails_is_told_by_every_engine(
    project: Path, engine: Engine, command: tuple[str, ...]
) -> None:
    if find_spec(engine.module) is None:
        pytest.skip(f"{engine.title} is not installed")
    footer = (project / FOOTER).read_text("utf-8")
    write(
        project / FOOTER,
        "\n{% if page and page.url == 'about/' %}{{ tea.x }}{% endif %}" + footer,
    )
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr

    (fault,) = (one for one in read_text(said) if one.severity is Severity.ERROR)
    assert done.returncode == 1
    assert (fault.path, fault.line, fault.rule) == (FOOTER, 2, "template")
    if engine is not ZENSICAL:  # it does not say what is undefined, nor of which page it was
        assert fault.message == "'tea' is undefined (while /about/ was made)"
    assert HINT in said
    assert "Traceback" not in said


@pytest.mark.site
@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda path: write(path, "a\n{% if %}"), f"{FOOTER}:2:0: error: Expected an expression"),
        (lambda path: write(path, b"caf\xe9"), f"{FOOTER}:0:0: error: is no UTF-8: the byte at 3"),
        (
            lambda path: write(path, "{% include 'x.html' %}"),
            f"{FOOTER}:1:0: error: there is no template 'x.html' (while /404.html was made)",
        ),
    ],
)
def test_a_template_of_the_theme_that_cannot_be_read_is_told_in_the_same_way(
    project: Path, break_it: Callable[[Path], Path], told: str
) -> None:
    break_it(project / FOOTER)
    said = fail(project, "generator", "build", "--quiet")

    assert told in said
    assert said.endswith(f"{HINT}1 error\n")
    assert "Traceback" not in said
