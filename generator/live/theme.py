"""MkDocs' part of a page: from Markdown to the HTML of the theme, one page when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from mkdocs.commands import build as inside
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from generator.engines.pages import Converter
from generator.template_faults import telling_faults


class Theme:
    """What is around every page: settings, templates, navigation, and files of the theme.

    MkDocs writes what it makes; it does so in `folder`, from where it is taken at once.
    """

    def __init__(self, config: Path, docs: Path, folder: Path, address: str | None) -> None:
        """`docs` must be there, though nothing is read from it; `address` wins over the settings.

        Raises:
            mkdocs.exceptions.MkDocsException: the settings are wrong.
        """
        where: dict[str, Any] = {"dev_addr": address} if address else {}
        docs.mkdir(parents=True, exist_ok=True)
        settings = load_config(
            config_file=str(config),
            docs_dir=str(docs.resolve()),
            site_dir=str(folder),
            strict=True,
            **where,
        )
        settings.plugins.on_startup(command="build", dirty=False)
        self._config = settings.plugins.on_config(settings)
        self._lock = Lock()
        self._gather()

    def _gather(self) -> None:
        """The steps of MkDocs' build before pages are read, of the pages in the navigation alone."""
        config = self._config
        files = Files([self._file(path) for path in _paths(config.nav)])
        env = config.theme.get_env()
        files.add_files_from_theme(env, config)
        files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        self._files = files
        self._nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        self._env = config.plugins.on_env(env, config=config, files=files)
        self._converter = Converter(config, files)

    def _file(self, path: str) -> File:
        config = self._config
        file = File(path, config.docs_dir, config.site_dir, config.use_directory_urls)
        file.content_bytes = b""
        return file

    @property
    def address(self) -> tuple[str, int]:
        """Where to serve: host and port."""
        return self._config.dev_addr.host, self._config.dev_addr.port

    @property
    def mount(self) -> str:
        """The path of the site on its host."""
        return urlsplit(self._config.site_url or "/").path or "/"

    @property
    def places(self) -> tuple[Path, ...]:
        """The folders, besides the project's own, whose edits change pages."""
        custom = self._config.theme.custom_dir
        return tuple(map(Path, (*self._config.watch, *([custom] if custom else []))))

    def make_page(self, path: str, markdown: bytes) -> bytes:
        """The HTML of a page whose Markdown would stand at a path of the docs folder.

        Raises:
            ContentError: a template failed.
        """
        with self._lock:
            file = self._files.get_file_from_path(path) or self._file(path)
            file.content_bytes = markdown
            page = file.page or Page(None, file, self._config)
            self._converter.populate(page)
            with telling_faults(f"/{page.url}"):
                inside._build_page(page, self._config, [], self._nav, self._env)
            return _take(Path(file.abs_dest_path))

    def find_file(self, path: str) -> bytes | None:
        """A file of the theme, if the site has one at this path."""
        if path in self._config.theme.static_templates:
            return self._make_template(path)
        file = self._files.get_file_from_path(path)
        if file is None or file.is_documentation_page() or file.abs_src_path is None:
            return None
        return Path(file.abs_src_path).read_bytes()

    def _make_template(self, name: str) -> bytes | None:
        with self._lock:
            with telling_faults(f"/{name}"):
                inside._build_theme_template(name, self._env, self._files, self._config, self._nav)
            made = Path(self._config.site_dir, name)
            return _take(made) if made.is_file() else None


def _paths(nav: object) -> Iterator[str]:
    """The pages that the navigation names, whatever it nests them in."""
    if isinstance(nav, str):
        if nav.endswith(".md"):
            yield os.path.normpath(nav).replace(os.sep, "/")
    elif isinstance(nav, dict):
        yield from _each(nav.values())
    elif isinstance(nav, list):
        yield from _each(nav)


def _each(parts: Iterable[object]) -> Iterator[str]:
    for part in parts:
        yield from _paths(part)


def _take(path: Path) -> bytes:
    data = path.read_bytes()
    path.unlink()
    return data
