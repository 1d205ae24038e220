"""Files and pages as MkDocs makes them, at less cost.

Of tens of thousands MkDocs asks each for its paths and addresses one by one, and matches it with
patterns. Where its settings are the usual ones and a name is plain, these follow from the folder:
they are put into MkDocs' own objects beforehand. All else is left to MkDocs. Tests compare both.
"""

from __future__ import annotations

import logging
import os
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from jinja2 import FileSystemLoader
from mkdocs.structure.files import File, Files, InclusionLevel, _file_sort_key, get_files
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_date, is_markdown_file

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

_PLAIN: Final = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.~-]*+(?:/|$))+")
"""A path that stands in an address as it is, of names that are not hidden."""

_SETTINGS: Final = ("exclude_docs", "draft_docs", "not_in_nav")
"""What takes more than the rules of MkDocs to tell which files are in a site."""


def find_files(config: MkDocsConfig) -> Files:
    """What `mkdocs.structure.files.get_files` finds in the docs folder."""
    if os.sep != "/" or config.docs_dir.endswith("/") or any(map(config.get, _SETTINGS)):
        return get_files(config)
    files = list(_walk(config.docs_dir, config.site_dir, as_folders=config.use_directory_urls))
    if len({file.dest_uri for file in files}) < len(files):  # two want the same place
        return get_files(config)
    return Files(files)


def _walk(docs: str, site: str, *, as_folders: bool) -> Iterator[File]:
    """Files in MkDocs' order: those of a folder, the index first, before its folders."""
    for folder, folders, names in os.walk(docs, followlinks=True):
        folders.sort()
        names.sort(key=_file_sort_key)
        within = f"{folder[len(docs) + 1 :]}/" if folder != docs else ""
        left_out = within.startswith((".", "templates/")) or "/." in within
        for name in names:
            file = File.__new__(File)
            file.__dict__ = {
                "src_uri": within + name,
                "src_dir": docs,
                "dest_dir": site,
                "use_directory_urls": as_folders,
                "inclusion": _LEVELS[left_out or name.startswith(".")],
            }
            if _PLAIN.fullmatch(name):
                file.__dict__["dest_uri"] = _find_target(within, name, as_folders=as_folders)
            yield file


_LEVELS: Final = (InclusionLevel.INCLUDED, InclusionLevel.EXCLUDED)


def _find_target(within: str, name: str, *, as_folders: bool) -> str:
    """Where a file goes: its path in the site."""
    if not is_markdown_file(name):
        return within + name
    stem = name.rpartition(".")[0]
    if stem in {"index", "README"}:
        return f"{within}index.html"
    return f"{within}{stem}/index.html" if as_folders else f"{within}{stem}.html"


def find_places(files: Files, config: MkDocsConfig) -> None:
    """Put places and addresses into the files: once plugins cannot change where these go."""
    docs, site = config.docs_dir, config.site_dir
    if os.sep != "/" or docs != os.path.normpath(docs) or site != os.path.normpath(site):
        return
    for file in files:
        uri, target = file.src_uri, file.dest_uri
        ours = file.src_dir == docs and file.dest_dir == site
        if ours and _PLAIN.fullmatch(uri) and _PLAIN.fullmatch(target):
            values = file.__dict__
            values.setdefault("url", _find_url(target, as_folders=file.use_directory_urls))
            values.setdefault("abs_src_path", f"{docs}/{uri}")
            values.setdefault("abs_dest_path", f"{site}/{target}")
            values["is_documentation_page"] = _ANSWERS[is_markdown_file(uri)]


_ANSWERS: Final = (lambda: False, lambda: True)
"""In place of a method that MkDocs asks of each file again and again."""


def _find_url(target: str, *, as_folders: bool) -> str:
    if as_folders and f"/{target}".endswith("/index.html"):
        return target.removesuffix("index.html") or "./"
    return target


class ThemeFiles:
    """In place of an environment, for `Files.add_files_from_theme`: its templates' names.

    Material's folder of icons is hidden and has more than ten thousand, which MkDocs lists and then
    leaves out.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = folders

    def list_templates(self, *, filter_func: Callable[[str], bool]) -> list[str]:
        """What Jinja's own finds, but for hidden files and folders."""
        return sorted(set(filter(filter_func, chain.from_iterable(map(self._find, self._folders)))))

    def _find(self, top: str) -> Iterator[str]:
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if not name.startswith(".")]
            within = folder[len(top) :].strip(os.sep).replace(os.sep, "/")
            for name in names:
                if not name.startswith("."):
                    yield f"{within}/{name}" if within else name


def add_files_from_theme(files: Files, env: Environment, config: MkDocsConfig) -> None:
    """As `Files.add_files_from_theme`."""
    folders = config.theme.dirs
    usual = type(env.loader) is FileSystemLoader and env.loader.searchpath == folders
    source: Any = ThemeFiles(folders) if usual else env
    files.add_files_from_theme(source, config)


def navigate(files: Files, config: MkDocsConfig) -> Navigation:
    """The navigation as `mkdocs.structure.nav.get_navigation` makes it, and a page for each file."""
    log = logging.getLogger("mkdocs.structure.nav")
    if config.nav is not None and not log.isEnabledFor(config.validation.nav.omitted_files):
        _make_pages(files, config)
    return get_navigation(files, config)


def _make_pages(files: Files, config: MkDocsConfig) -> None:
    """Make those pages that the navigation does not name; MkDocs tells of none of them."""
    base = _find_base(config)
    if base is None:
        return
    named = {path.strip("/") for path in _leaves(config.nav)}
    site, path = base, urlsplit(base).path
    day = get_build_date()
    for file in files.documentation_pages():
        # Its address is there already where its name is plain.
        url = file.__dict__.get("url", "./")
        if file.page is None and file.src_uri not in named and url != "./":
            file.page = _make_page(file, site + url if site else None, path + url, day)


def _find_base(config: MkDocsConfig) -> str | None:
    """What comes before the address of a page, "" without a site's; None where it takes more."""
    if config.edit_uri or config.edit_uri_template:
        return None
    base = config.site_url or ""
    if base and not base.endswith("/"):
        base += "/"
    return base if not base or urljoin(base, "a/b.c/") == f"{base}a/b.c/" else None


def _make_page(file: File, canonical: str | None, path: str, day: str) -> Page:
    page = Page.__new__(Page)
    page.__dict__ = {
        "file": file,
        "children": None,
        "previous_page": None,
        "next_page": None,
        "_Page__active": False,
        "update_date": day,
        "canonical_url": canonical,
        "abs_url": path if canonical else None,
        "edit_url": None,
        "markdown": None,
        "_title_from_render": None,
        "content": None,
        "toc": [],
        "meta": {},
    }
    return page


def _leaves(nav: object) -> Iterator[str]:
    """The paths and addresses that a navigation names."""
    if isinstance(nav, str):
        yield posixpath.normpath(nav)
    elif isinstance(nav, Mapping):
        yield from chain.from_iterable(map(_leaves, nav.values()))
    elif isinstance(nav, Sequence):
        yield from chain.from_iterable(map(_leaves, nav))
