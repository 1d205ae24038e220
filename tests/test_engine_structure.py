"""Files, pages and navigation that are made at less cost: the same objects as MkDocs makes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from string import ascii_letters
from typing import Any

import pytest
from builders import write
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from generator.engines import structure

NAMES = (
    *("index.md", "a.md", "b.c.md", "papers/index.md", "papers/x.md", "papers/x/index.md.txt"),
    *("z/README.md", "z/y/README.txt", "index.html.md", "a/b/index.html"),
    *(".hidden.md", ".hidden/a.md", "a/.b/c.md", "a/.md", "...md", "a/..b.md", "-x.md", "~x.md"),
    *("templates/x.md", "templates", "sub/templates/x.md", "templates.md", "é.md", "a b/c d.md"),
    *(
        "a/b%20c.md",
        "A.markdown",
        "x.mkd",
        "noend",
        "a/q?.md",
        "feeds/all.xml",
        "assets/digest.css",
    ),
    *("a/b/c/d/e.md", "b:c.md", "drafts/x.md", "a\\b.md"),
)
ATTRIBUTES = (
    *("src_uri", "dest_uri", "url", "name", "abs_src_path", "abs_dest_path", "inclusion"),
    *("use_directory_urls", "src_dir", "dest_dir"),
)
USUAL: Mapping[str, object] = {
    "site_name": "Tea",
    "site_url": "https://tea.example/digest/",
    "plugins": [],
    "nav": [{"Home": "index.md"}, {"Papers": ["papers/index.md", {"X": "./papers//x.md"}]}],
    "validation": {"nav": {"omitted_files": "ignore"}},
}
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "usual": {},
    "files in place of folders": {"use_directory_urls": False},
    "no address": {"site_url": ""},
    "an address without a slash": {"site_url": "https://tea.example/digest"},
    "an address with a query": {"site_url": "https://tea.example/digest/?a=b"},
    "a link to edit": {"repo_url": "https://git.example/tea", "edit_uri": "edit/main/"},
    "no navigation": {"nav": None},
    "omitted pages are told": {"validation": {"nav": {"omitted_files": "warn"}}},
    "some are left out": {"exclude_docs": "papers/\n!.hidden.md"},
    "drafts": {"draft_docs": "drafts/"},
    "not in the navigation": {"not_in_nav": "/a.md"},
}


def configure(docs: Path, changes: Mapping[str, object]) -> MkDocsConfig:
    config = MkDocsConfig(config_file_path=str(docs.parent / "mkdocs.yml"))
    places = {"docs_dir": str(docs), "site_dir": str(docs.parent / "site")}
    config.load_dict({**USUAL, **places, **changes})
    errors, _ = config.validate()
    assert not errors
    return config


def gather(config: MkDocsConfig) -> tuple[Files, Navigation]:
    files = structure.find_files(config)
    structure.add_files_from_theme(files, config.theme.get_env(), config)
    set_exclusions(files, config)
    structure.find_places(files, config)
    return files, structure.navigate(files, config)


def gather_as_mkdocs(config: MkDocsConfig) -> tuple[Files, Navigation]:
    files = get_files(config)
    files.add_files_from_theme(config.theme.get_env(), config)
    set_exclusions(files, config)
    return files, get_navigation(files, config)


def show_file(file: File) -> tuple[object, ...]:
    return (*(getattr(file, name) for name in ATTRIBUTES), file.is_documentation_page())


def show_page(page: Page | None) -> dict[str, Any] | None:
    """All that a page holds, other pages and files by their paths."""
    if page is None:
        return None
    values = dict(vars(page))
    for name in ("file", "previous_page", "next_page", "parent"):
        other = values.pop(name, None)
        values[name] = getattr(getattr(other, "file", other), "src_uri", repr(other))
    return {**values, "url": page.url, "active": page.active, "home": page.is_homepage}


def show(files: Files, nav: Navigation) -> tuple[object, ...]:
    shown = [(show_file(file), show_page(file.page)) for file in files]
    return shown, str(nav), [page.file.src_uri for page in nav.pages], repr(nav.homepage)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name in NAMES:
        # Names that a folder has already, or that this disk cannot have, are left out.
        if not (tmp_path / "docs" / name).is_dir() and name != "templates":
            write(tmp_path / "docs" / name, "# Tea\n")
    write(tmp_path / "elsewhere/linked.md", "# Cup\n")
    (tmp_path / "docs/link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "docs/broken").symlink_to(tmp_path / "nowhere")
    return tmp_path / "docs"


@pytest.mark.skipif(os.name != "posix", reason="names that Windows cannot have")
@pytest.mark.parametrize("changes", SETTINGS.values(), ids=SETTINGS.keys())
def test_files_pages_and_navigation_are_those_of_mkdocs(
    docs: Path, changes: Mapping[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    ours = show(*gather(configure(docs, changes)))
    said = [record.getMessage() for record in caplog.records]
    caplog.clear()

    assert ours == show(*gather_as_mkdocs(configure(docs, changes)))
    assert said == [record.getMessage() for record in caplog.records]


def test_mkdocs_makes_only_what_takes_more(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the other tests would compare it with itself."""
    made: list[str] = []
    real = Page.__init__

    def note(page: Page, title: str | None, file: File, config: MkDocsConfig) -> None:
        made.append(file.src_uri)
        real(page, title, file, config)

    monkeypatch.setattr(structure, "get_files", None)
    monkeypatch.setattr(Page, "__init__", note)
    gather(configure(docs, {}))
    named = {"index.md", "papers/index.md", "papers/x.md"}
    strange = {name for name in made if not set(name) <= {*ascii_letters, *"0123456789.-_/"}}

    assert strange
    assert {name for name in made if "/." not in f"/{name}"} == named | strange


def test_two_files_for_one_place_are_told_as_mkdocs_does(
    docs: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(docs / "papers/README.md", "# Tea\n")
    ours = show(*gather(configure(docs, {})))

    assert ours == show(*gather_as_mkdocs(configure(docs, {})))
    assert [record.getMessage() for record in caplog.records][:1] == [
        "Excluding 'papers/README.md' from the site because it conflicts with 'papers/index.md'."
    ]


NAME = st.text(alphabet="ab.~-_é %?:\\RM", min_size=1, max_size=5).filter(
    lambda name: name not in {".", ".."}
)


@pytest.mark.skipif(os.name != "posix", reason="names that Windows cannot have")
@given(
    st.lists(NAME, max_size=2),
    NAME,
    st.sampled_from(["", ".md", ".html", ".markdown"]),
    st.booleans(),
)
@example([], "README", ".md", True)
@example(["templates"], "index", ".md", False)
def test_a_file_of_any_name_is_that_of_mkdocs(
    tmp_path_factory: pytest.TempPathFactory,
    folders: list[str],
    name: str,
    end: str,
    as_folders: bool,
) -> None:
    docs = tmp_path_factory.mktemp("names") / "docs"
    write(docs.joinpath(*folders, name + end), "# Tea\n")
    config = configure(docs, {"use_directory_urls": as_folders})

    assert show(*gather(config)) == show(*gather_as_mkdocs(config))


def test_a_plugin_may_say_where_a_file_goes(docs: Path) -> None:
    """Places and addresses are found after it did."""
    config = configure(docs, {})
    files = structure.find_files(config)
    next(file for file in files if file.src_uri == "a.md").dest_uri = "cups/index.html"
    structure.find_places(files, config)
    moved = next(file for file in files if file.src_uri == "a.md")

    assert moved.url == "cups/"
    assert moved.abs_dest_path == str(docs.parent / "site/cups/index.html")


def test_files_of_a_theme_are_found_without_its_hidden_folders(tmp_path: Path) -> None:
    for name in ("a.css", "img/b.svg", ".icons/c.svg", "img/.d/e.svg", "img/.f.svg", "main.html"):
        write(tmp_path / "theme" / name, "")
    write(tmp_path / "other/a.css", "")
    theme = structure.ThemeFiles([str(tmp_path / "theme"), str(tmp_path / "other")])

    found = theme.list_templates(filter_func=lambda name: not name.endswith(".html"))

    assert found == ["a.css", "img/b.svg"]
