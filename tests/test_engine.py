"""The engine: pages shared among processes, HTML lifted past Markdown; the same bytes as MkDocs'."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import markdown
import pytest
from builders import files_of, write
from hypothesis import example, given
from hypothesis import strategies as st
from projects import run, smallest

from generator import swap
from generator.engines import front_matter, mkdocs, raw_html
from generator.workers import Shared, WorkerError, can_fork

EXTENSIONS = ["toc", "tables", "fenced_code"]
BLOCK_LEVEL = frozenset(markdown.Markdown().block_level_elements)


def convert(text: str) -> str:
    return markdown.Markdown(extensions=EXTENSIONS).convert(text)


def convert_lifted(text: str) -> str | None:
    lifted = raw_html.lift(text, BLOCK_LEVEL)
    return None if lifted is None else raw_html.put_back(convert(lifted.text), lifted)


# Lifting


PAGE = """\
# Kettles That Wait

<nav class="crumbs" aria-label="a > b"><ol><li><a href="../">Up</a></li></ol></nav>

<div class="abstract">
<p>Of tea.<br>And &#42;cups&#42; too.</p>

<p>More.</p>
</div>


<pre><code>@misc{kettles,

  title = {x},
}
</code></pre>

## Why

Some *words*, and

<p class="last">An <img src="a.png" alt=""> at the end.</p>
"""


def test_a_page_of_headings_words_and_html_comes_out_as_markdown_makes_it() -> None:
    assert convert_lifted(PAGE) == convert(PAGE)


PIECES = (
    *("<p>a</p>", "<div>\n\n<p>b</p>\n\n</div>", "# A heading", "words", "*words*", "<br>", "<hr>"),
    *(
        "<p>a</p> tail",
        "<div>",
        "</div>",
        "<p>",
        "a < b",
        "<span>inline</span>",
        "<!-- c -->",
        "- x",
    ),
    *("```\n<p>\n```", "<p title='a>b'>c</p>", '<p title="a<b">c</p>', "<ul><li>x<li>y</ul>", " "),
    *("<script>1<2</script>", "<svg><title>a</title></svg>", "    code", "<P>X</P>", "<p/>", "\t"),
    *(
        "<details open><summary>a</summary></details>",
        "[x](y.md)",
        "a | b\n--|--\n1 | 2",
        "<a",
        "&amp;",
    ),
)


@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n\n", "\n\n\n"])), max_size=8
    )
)
@example([("<p>a</p>", "\n\n\n"), ("<p>a</p>", "\n")])
def test_what_is_lifted_at_all_comes_out_as_markdown_makes_it(
    pieces: list[tuple[str, str]],
) -> None:
    text = "".join(piece + gap for piece, gap in pieces)

    assert convert_lifted(text) in {None, convert(text)}


@pytest.mark.site
@pytest.mark.parametrize("kind", ["papers", "topics", "dates", "editions", "organisations"])
def test_pages_that_come_by_the_thousand_are_lifted(built_project: Path, kind: str) -> None:
    """With one block of HTML that begins beside another, a build takes half as long again."""
    pages = sorted((built_project / "build/docs" / kind).rglob("*.md"))
    texts = {page: front_matter.read(page.read_text("utf-8")) for page in pages}

    assert pages
    assert not [
        page
        for page, found in texts.items()
        if found is None or raw_html.lift(found[0], BLOCK_LEVEL) is None
    ]


@given(st.text(alphabet="<>/pdiv \n\"'=a!-&;#`[]()", max_size=60))
def test_no_text_is_changed_by_lifting(text: str) -> None:
    assert convert_lifted(text) in {None, convert(text)}


# Workers


def name(item: int) -> str:
    return f"page {item}"


def square(item: int) -> int:
    return item * item


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_results_stand_in_the_order_of_the_items(jobs: int) -> None:
    assert Shared(range(11), square, name).run(jobs) == [item * item for item in range(11)]
    assert Shared([], square, name).run(jobs) == []


def test_an_error_names_its_item() -> None:
    def work(item: int) -> int:
        return 1 // (item - 7)

    with pytest.raises(WorkerError, match=r"^page 7: ZeroDivisionError"):
        Shared(range(11), work, name).run(1)


def test_a_process_with_threads_does_all_alone() -> None:
    """What another thread holds at the moment of a fork, nobody would ever let go of."""
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert not can_fork()
        assert set(Shared(range(4), lambda _: os.getpid(), name).run(2)) == {os.getpid()}
    finally:
        done.set()
        other.join()


FORKED = """
import os, signal, sys
from generator.workers import Shared, WorkerError, apart, can_fork

assert can_fork()
name = "page {}".format

jobs = int(sys.argv[1])

def share(work, at_most=None):
    try:
        return Shared(range(11), work, name, at_most).run(jobs)
    except WorkerError as error:
        return str(error), type(error.__cause__).__name__

def killed(item):
    if item == 6:
        os.kill(os.getpid(), signal.SIGKILL)
    return item

class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(one)

def raises_odd(item):
    raise Odd("a", "b")

print(share(lambda item: item * item) == [item * item for item in range(11)])
print(os.getpid() not in share(lambda item: os.getpid()))
print(len(set(share(lambda item: os.getpid()))) <= jobs)
print(len(set(share(lambda item: os.getpid(), at_most=2))) >= 5)
print(share(lambda item: item * item, at_most=2) == [item * item for item in range(11)])
print(share(lambda item: 1 // (item - 7)))
print(share(killed))
print(share(killed, at_most=1))
print(share(raises_odd)[0].partition(": ")[2])

def share_apart():
    return os.getpid(), set(share(lambda item: os.getpid()))

pid, others = apart(share_apart, "tea")
print(pid not in {os.getpid(), *others} and os.getpid() not in others)
try:
    apart(lambda: os.kill(os.getpid(), signal.SIGKILL), "tea")
except WorkerError as error:
    print(error)
try:
    apart(lambda: {}["milk"], "tea")
except KeyError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
@pytest.mark.parametrize("jobs", ["2", "3"])
def test_forked_workers_give_the_same_and_name_what_they_were_at(jobs: str) -> None:
    """In a process of its own: this one may have threads, and must not be killed."""
    done = subprocess.run(
        [sys.executable, "-c", FORKED, jobs],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.splitlines() == [
        *(["True"] * 5),
        "('page 7: ZeroDivisionError: integer division or modulo by zero', 'ZeroDivisionError')",
        *(["('page 6: a worker ended by itself (status -9)', 'NoneType')"] * 2),
        "RuntimeError: Odd: a",
        "True",
        "tea: a worker ended by itself (status -9)",
        "'milk'",
    ]


# Whole sites


@pytest.mark.site
def test_any_number_of_jobs_makes_the_site_that_mkdocs_makes(
    tmp_path: Path, repository: Path
) -> None:
    data = repository / "tests/data/listings"
    project = smallest(
        tmp_path / "project",
        *(data / f"{name}.txt" for name in ("2031-03-12.daily-papers", "2031-05-20.daily-papers")),
    )
    run("generator", "build", "--quiet", "--jobs", "1", cwd=project)
    alone = files_of(project / "site")
    run("generator", "build", "--quiet", "--jobs", "3", cwd=project)
    shared = files_of(project / "site")
    run("mkdocs", "build", "--strict", "--quiet", cwd=project)

    assert shared == alone
    assert files_of(project / "site") == alone


@pytest.mark.site
def test_plugins_and_hooks_of_others_do_what_they_do_under_mkdocs(
    tmp_path: Path, repository: Path
) -> None:
    """A plugin may gather pages for an index, and a hook may change them otherwise each time."""
    listing = repository / "tests/data/listings/2031-03-12.daily-papers.txt"
    project = smallest(tmp_path / "project", listing)
    settings = (project / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("plugins: []", "plugins: [search]")
    write(project / "mkdocs.yml", settings.replace("mkdocs_hook.py]", "mkdocs_hook.py, mine.py]"))
    for word in (b"Green", b"Black"):
        hook = f"def on_page_content(html, **_):\n    return html + '<p>{word.decode()}'\n"
        write(project / "mine.py", hook)
        run("generator", "build", "--quiet", "--jobs", "2", cwd=project)
        made = files_of(project / "site")
        run("mkdocs", "build", "--strict", "--quiet", cwd=project)

        assert word in made["about/index.html"]
        assert json.loads(made["search/search_index.json"])["docs"]
        assert files_of(project / "site") == made


@pytest.mark.site
def test_a_page_that_cannot_be_built_is_named_and_the_old_site_stays(
    tmp_path: Path, repository: Path
) -> None:
    listing = repository / "tests/data/listings/2031-03-12.daily-papers.txt"
    project = smallest(tmp_path / "project", listing)
    run("generator", "build", "--quiet", cwd=project)
    before = files_of(project / "site")
    template = project / "site_templates/theme/main.html"
    block = "{% block extrahead %}"
    broken_block = block + "{% if kind == 'picks' %}{{ 1 // 0 }}{% endif %}"
    write(template, template.read_text("utf-8").replace(block, broken_block))
    broken = run("generator", "build", "--quiet", "--jobs", "2", cwd=project, status=1)

    assert "(while /picks/ was made)" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert files_of(project / "site") == before


@pytest.mark.parametrize("jobs", ["1", "2", "5"])
@pytest.mark.parametrize("sound", [0, 3])
def test_a_warning_counts_once_whatever_the_number_of_jobs_and_of_pages(
    tmp_path: Path, repository: Path, jobs: str, sound: int
) -> None:
    """One page is built by the process itself, more are by others."""
    write(tmp_path / "mkdocs.yml", "site_name: Tea\ntheme: {name: null, custom_dir: theme}\n")
    write(tmp_path / "theme/main.html", "{{ page.content }}")
    write(tmp_path / "docs/index.md", "# Kettles\n\n[One](one.md), [two](two.md)\n")
    for number in range(sound):
        write(tmp_path / f"docs/page-{number}.md", "# A page\n")
    arguments = ["--config-file", "mkdocs.yml", "--site-dir", "site", "--jobs", jobs]
    engine = [sys.executable, "-m", "generator.engines.mkdocs", *arguments]
    done = subprocess.run(
        engine,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr.count("WARNING") == 2
    assert done.stderr.splitlines()[-1] == "Aborted with 2 warnings in strict mode!"


# What was rendered before


@pytest.mark.site
def test_a_build_on_top_of_another_makes_what_one_from_nothing_makes(
    tmp_path: Path, repository: Path
) -> None:
    """Whatever was edited, added, removed, tampered with or broken in between."""
    data = repository / "tests/data/listings"
    project = smallest(tmp_path / "project", data / "2031-03-12.daily-papers.txt")
    listing = project / "content/listings/2031/2031-05-20.daily-papers.txt"
    theme = project / "site_templates/theme/main.html"
    rendered = project / "build/docs.rendered.json"
    changes: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "a listing comes": lambda: shutil.copyfile(data / listing.name, listing),
        "a page is tampered with": lambda: write(project / "site/index.html", "<p>mine"),
        "a page is tampered with, its size kept": lambda: replace(
            project / "site/about/index.html"
        ),
        "a template changes": lambda: write(theme, theme.read_text("utf-8") + "\n"),
        "the settings change": lambda: rename_site(project),
        "the listing goes": listing.unlink,
        "the cache is damaged": lambda: write(rendered, rendered.read_bytes()[:-9]),
        "the cache is foreign": lambda: write(rendered, '{"pages": [1, 2], "surroundings": 3}'),
        "the cache is gone": rendered.unlink,
        "the site is gone": lambda: shutil.rmtree(project / "site"),
    }
    for change in changes.values():
        change()
        run("generator", "build", "--quiet", cwd=project)
        kept = digests(rendered)
        rendered.unlink()
        run("generator", "build", "--quiet", "--site-dir", "fresh", cwd=project)

        assert files_of(project / "site") == files_of(project / "fresh")
        assert folders_of(project / "site") == folders_of(project / "fresh")
        assert digests(rendered) == kept
        shutil.rmtree(project / "fresh")


@pytest.mark.site
def test_no_page_stays_when_an_option_of_a_function_in_the_settings_changes(
    tmp_path: Path, repository: Path
) -> None:
    """YAML makes an object of it that tells none of its options; keys may be of several types."""
    listing = repository / "tests/data/listings/2031-03-12.daily-papers.txt"
    project = smallest(tmp_path / "project", listing)
    settings = (project / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("extra:\n", "extra:\n  on: true\n  tea: green\n")
    toc = "[toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: upper}}}]"
    settings = settings.replace("markdown_extensions: []", f"markdown_extensions: {toc}")
    write(project / "mkdocs.yml", settings)
    run("generator", "build", "--quiet", cwd=project)
    before = (project / "site/about/index.html").read_bytes()
    write(project / "mkdocs.yml", settings.replace("case: upper", "case: lower"))
    run("generator", "build", "--quiet", cwd=project)
    after = (project / "site/about/index.html").read_bytes()

    assert b'<h1 id="About"' in before
    assert b'<h1 id="about"' in after


def folders_of(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_dir()}


def replace(page: Path) -> None:
    """Change a byte in place: same size, same file."""
    data = page.read_bytes()
    with page.open("r+b") as file:
        file.write(data.replace(b"About", b"Abuot"))


def digests(rendered: Path) -> object:
    """What the cache knows but for the stamps of files, which are others in another folder."""
    pages = json.loads(rendered.read_bytes().partition(b"\n")[2])
    return {page: known[:2] for page, known in pages.items()}


def rename_site(project: Path) -> None:
    settings = project / "mkdocs.yml"
    write(settings, settings.read_text("utf-8").replace("site_name: ", "site_name: Another "))


@pytest.mark.site
def test_only_pages_that_changed_are_rendered_again(tmp_path: Path, repository: Path) -> None:
    """The others are the very files of the last site."""
    listing = repository / "tests/data/listings/2031-03-12.daily-papers.txt"
    project = smallest(tmp_path / "project", listing)
    run("generator", "import", cwd=project)
    run("generator", "build", "--quiet", cwd=project)
    paper = next(
        path.parent.name for path in sorted((project / "site/papers").glob("*/index.html"))
    )
    pages = {path: path.stat().st_ino for path in (project / "site").rglob("index.html")}
    write(
        project / f"content/curations/{paper}.yml",
        "notes:\n  - {by: ada, on: 2031-03-12, text: It waits.}\n",
    )
    run("generator", "build", "--quiet", cwd=project)
    again = {path.parent.name for path, file in pages.items() if path.stat().st_ino != file}

    assert paper in again
    assert len(again) < len(pages) / 2


def numbers_of(folder: Path) -> set[int]:
    """The numbers that the disk gives the files with something in them."""
    files = (path.stat() for path in folder.rglob("*") if path.is_file())
    return {file.st_ino for file in files if file.st_size}


def test_what_is_left_of_an_older_site_goes_where_not_all_of_it_can_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a page would be written over a file that has another name in the old site."""

    def fail(_spare: Path, site_dir: Path, *_: object) -> None:
        write(site_dir / "a/index.html", "half")
        raise OSError("full")

    monkeypatch.setattr(swap, "take_up", fail)
    config = SimpleNamespace(site_dir=str(tmp_path / "site"))
    site = cast("mkdocs.Site", SimpleNamespace(files=(), config=config))

    assert mkdocs.take_up(tmp_path / "spare", site) == frozenset()
    assert files_of(tmp_path / "site") == {}


@pytest.mark.site
def test_a_site_begins_with_what_is_left_of_the_one_before_the_last(
    tmp_path: Path, repository: Path
) -> None:
    """Of that no file takes room meanwhile, and folders that no page needs any more are gone."""
    data = repository / "tests/data/listings"
    listings = [data / f"{name}.daily-papers.txt" for name in ("2031-03-12", "2031-05-20")]
    project = smallest(tmp_path / "project", *listings)
    run("generator", "build", "--quiet", cwd=project)
    first = {path: path.stat().st_ino for path in (project / "site/papers").iterdir()}
    (project / f"content/listings/2031/{listings[1].name}").unlink()
    run("generator", "build", "--quiet", cwd=project)
    used = numbers_of(project / "site") | numbers_of(project / "build/docs")
    kept = numbers_of(project / "build/docs.folders")
    rename_site(project)
    run("generator", "build", "--quiet", cwd=project)
    third = {path: path.stat().st_ino for path in (project / "site/papers").iterdir()}

    assert kept < used
    assert third.keys() < first.keys()
    assert all(first[path] == number for path, number in third.items())
    assert all(any(path.iterdir()) for path in third)
