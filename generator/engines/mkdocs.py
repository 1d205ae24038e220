"""`mkdocs build` with its pages shared among the cores; what comes out is the same, byte for byte.

The steps are those of `mkdocs.commands.build.build` of MkDocs 1.6.1, which is pinned, and they call
its inner functions; only the two loops over pages are one here, and shared. Run as a program, since
MkDocs keeps much for itself while it works.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import posixpath
import stat
import sys
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from mkdocs import utils
from mkdocs.__main__ import _enable_warnings
from mkdocs.commands import build as inside
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import set_exclusions
from mkdocs.structure.pages import Page

from generator import swap
from generator.configuration import find_files, find_variables
from generator.engines import structure
from generator.engines.frames import Frames, encode
from generator.engines.pages import Converter
from generator.engines.rendered import (
    LAST_SITE,
    RENDERED,
    SPARE,
    Known,
    Rendered,
    read_rendered,
    stamp_html,
    stamp_source,
    write_rendered,
)
from generator.inputs import digest_inputs
from generator.problems import ContentError
from generator.template_faults import telling_faults
from generator.workers import Shared, WorkerError, default_jobs, share_out
from generator.write import digest_bytes, name_again

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

_LOG = logging.getLogger("mkdocs")


def main(arguments: Sequence[str] | None = None) -> None:
    """Build a site; the last line of the log tells why there is none."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)-7s -  %(message)s")
    _enable_warnings()  # type: ignore[no-untyped-call]
    config = load_config(
        config_file=options.config_file,
        docs_dir=options.docs_dir,
        site_dir=options.site_dir,
        strict=True,
    )
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config, options.jobs or default_jobs(), Last.known(os.environ))
    except Abort as error:
        sys.exit(_say(str(error)))
    finally:
        config.plugins.on_shutdown()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m generator.engines.mkdocs", description=__doc__)
    parser.add_argument("--config-file", required=True)
    parser.add_argument("--site-dir", required=True)
    parser.add_argument("--docs-dir", help="the pages; without it, those of the settings")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 for one a core")
    return parser.parse_args(arguments)


@dataclass(frozen=True, slots=True)
class Last:
    """The site that was built last and the file that tells of its pages, if there are any."""

    site: Path | None = None
    cache: Path | None = None
    spare: Path | None = None
    """What is left of an older site, with which the new one may begin."""

    @classmethod
    def known(cls, environ: Mapping[str, str]) -> Self:
        """What `build_site` says; who starts an engine alone builds from nothing."""
        places = (environ.get(name) for name in (LAST_SITE, RENDERED, SPARE))
        return cls(*(Path(place) if place else None for place in places))


def _say(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201 - as MkDocs ends
    return 1


def build(config: MkDocsConfig, jobs: int, last: Last) -> None:
    """Build all pages in strict mode; raises `Abort` when anything is wrong."""
    if others := _find_others(config):
        _LOG.info("MkDocs builds all pages alone, since %s may do anything", " and ".join(others))
        inside.build(config)
        return
    try:
        counts, rendered = _build(config, jobs, last)
    except WorkerError as error:
        if isinstance(error.__cause__, ContentError):
            raise Abort(str(error.__cause__)) from error
        _LOG.error("Error building page %s", error)
        raise Abort("Aborted: a page could not be built") from error
    except Exception as error:
        config.plugins.on_build_error(error=error)
        raise
    if counts:
        said = ", ".join(
            f"{number} {logging.getLevelName(level).lower()}s"
            for level, number in sorted(counts.items(), reverse=True)
        )
        raise Abort(f"Aborted with {said} in strict mode!")
    if last.cache:
        write_rendered(last.cache, rendered)


def _find_others(config: MkDocsConfig) -> list[str]:
    """Plugins and hooks that are not the project's own.

    What they do to pages depends on more than is known here, and what they learn of pages, as for an
    index, they would learn in a process that ends.
    """
    own = ("generator", "mkdocs_hook.py")
    return [
        name
        for name, plugin in config.plugins.items()
        if Path(getattr(plugin, "__file__", None) or name).parts[-2:] != own
    ]


@contextmanager
def _counting() -> Iterator[Counter[int]]:
    """Count by level what is logged meanwhile in this process, warnings and worse."""
    handler = utils.CountHandler()
    handler.setLevel(logging.WARNING)
    counts: Counter[int] = Counter()
    _LOG.addHandler(handler)
    try:
        yield counts
    finally:
        _LOG.removeHandler(handler)
        counts.update(handler.counts)


def _build(config: MkDocsConfig, jobs: int, last: Last) -> tuple[Counter[int], Rendered]:
    """Take the steps; returns how many warnings there were, by level, and what was rendered."""
    with _counting() as counts:
        config = config.plugins.on_config(config)
        site, known, left = _prepare(config, jobs, last)
    # Each page counts its own, in whatever process it is built.
    built = Shared(left, site.build_page, _name).run(jobs)
    for page in built:
        counts.update(page.warnings)
    with _counting() as later:
        config.plugins.on_post_build(config=config)
    known |= {page.source: page.known for page in built}
    return counts + later, Rendered(site.rendered.surroundings, known)


def _prepare(
    config: MkDocsConfig, jobs: int, last: Last
) -> tuple[Site, dict[str, Known], Sequence[Page]]:
    """Take all steps before the pages; returns also what is known of some, and those to build."""
    config.plugins.on_pre_build(config=config)
    _LOG.info("Building documentation to directory: %s", config.site_dir)
    utils.clean_directory(config.site_dir)
    gc.disable()  # tens of thousands of objects come, and none goes
    site = _gather(config, last)
    gc.freeze()  # they are not looked at again
    gc.enable()
    stands = take_up(last.spare, site) if last.spare else frozenset()
    _place_static_files(site.files, stands, config, jobs)
    for template in config.theme.static_templates:
        inside._build_theme_template(template, site.env, site.files, config, site.nav)
    for template in config.extra_templates:
        inside._build_extra_template(template, site.files, config, site.nav)
    if not site.rendered.pages:  # for a few pages it is not worth it
        site.frames.compile()
    return site, *_take_over(site, stands, jobs)


def _take_over(
    site: Site, stands: Container[str], jobs: int
) -> tuple[dict[str, Known], Sequence[Page]]:
    """Take over what surely is the same; returns what is known of it, and the pages that are left."""
    before = site.rendered.pages
    same = [page for page in site.pages if page.file.dest_uri in stands]
    some = [
        page
        for page in site.pages
        if site.last_site and page.file.src_uri in before and page.file.dest_uri not in stands
    ]
    taken = share_out(some, site.take_pages, _name, at_once=500, jobs=jobs)
    same += [page for page, done in zip(some, taken, strict=True) if done]
    known = {page.file.src_uri: before[page.file.src_uri] for page in same}
    return known, [page for page in site.pages if page.file.src_uri not in known]


def take_up(spare: Path, site: Site) -> frozenset[str]:
    """Begin with what is left of an older site: folders, and files that are the wanted ones.

    Returns the places of these files in the site.
    """
    files = {file.dest_uri: file for file in site.files if not file.inclusion.is_excluded()}  # type: ignore[no-untyped-call]
    folders = {""}
    for place in files:
        folder = posixpath.dirname(place)
        while folder not in folders:
            folders.add(folder)
            folder = posixpath.dirname(folder)

    def is_wanted(place: str, found: os.stat_result) -> bool:
        return place in files and site.is_made_of(files[place], found)

    try:
        return swap.take_up(spare, Path(site.config.site_dir), folders, is_wanted)
    except OSError:  # then all is made as it is needed
        utils.clean_directory(site.config.site_dir)
        return frozenset()


def _place_static_files(
    files: Files, stands: Container[str], config: MkDocsConfig, jobs: int
) -> None:
    """Put what is no page into the site: files of the docs folder by a second name, not a copy."""
    within = {config.docs_dir: True}

    def is_ours(folder: str) -> bool:
        """Whether a folder is in the docs folder, and not behind a link."""
        if folder not in within:
            parent = os.path.dirname(folder)  # noqa: PTH120 - of ten thousand paths
            within[folder] = parent != folder and not os.path.islink(folder) and is_ours(parent)  # noqa: PTH114
        return within[folder]

    def place(some: Sequence[File]) -> list[None]:
        for file in some:
            source = file.abs_src_path
            if source and is_ours(os.path.dirname(source)) and not os.path.islink(source):  # noqa: PTH114, PTH120
                _name_again(source, file.abs_dest_path)
            else:
                file.copy_file()
        return []

    static = [
        file
        for file in files
        if not file.is_documentation_page()
        and not file.inclusion.is_excluded()  # type: ignore[no-untyped-call]
        and file.dest_uri not in stands
    ]
    share_out(static, place, lambda file: f"'{file.src_uri}'", at_once=500, jobs=jobs)


def _name_again(path: str, name: str) -> None:
    """`name_again` at less cost where all goes well, as for nearly all of ten thousand files."""
    try:
        _link(path, name)
    except OSError:
        name_again(Path(path), Path(name))


def _link(path: str, name: str) -> None:
    """Give a file a second name, in a folder that is made if need be."""
    try:
        os.link(path, name)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(name), exist_ok=True)  # noqa: PTH103, PTH120 - of ten thousand
        os.link(path, name)


def _gather(config: MkDocsConfig, last: Last) -> Site:
    """All that is known before a page is read: files, templates, navigation."""
    files = structure.find_files(config)
    env = config.theme.get_env()
    structure.add_files_from_theme(files, env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    structure.find_places(files, config)
    nav = config.plugins.on_nav(structure.navigate(files, config), config=config, files=files)
    documents = files.documentation_pages()
    pages = [file.page or Page(None, file, config) for file in documents]
    env = config.plugins.on_env(env, config=config, files=files)
    converter = Converter(config, files)
    rendered = _read_cache(config, last)
    frames = Frames(config, nav, env)
    return Site(config, files, nav, env, documents, pages, converter, frames, last.site, rendered)


def _read_cache(config: MkDocsConfig, last: Last) -> Rendered:
    if not last.cache:
        return Rendered("", {})
    # Their text says all of them; of what it was read as, an option of a function would be lost.
    files = tuple(find_files(Path(config.config_file_path)))
    ours = Path(__file__).parent
    theme = config.theme.custom_dir
    places = [*files, ours, ours.parent / "mkdocs_hook.py", *([Path(theme)] if theme else [])]
    return read_rendered(last.cache, digest_inputs(places, find_variables(files, os.environ)))


@dataclass(frozen=True, slots=True)
class Built:
    """A page that stands in the site: its source's path, what is known of it, its warnings by level."""

    source: str
    known: Known
    warnings: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Site:
    """What every page is built from."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    documents: Sequence[File]
    pages: Sequence[Page]
    converter: Converter
    frames: Frames
    last_site: Path | None
    rendered: Rendered

    def take_pages(self, some: Sequence[Page]) -> list[bool]:
        """For each page whether it was taken over: where stamps alone tell that it is the same."""
        return [self._take_surely(page.file) for page in some]

    def _take_surely(self, file: File) -> bool:
        known = self.rendered.pages[file.src_uri]
        path, last = file.abs_src_path, self._find_last(file)
        if path is None or last is None:
            return False
        old, html = last
        try:
            same = self._is_page_of(known, path, html)
            if same:
                _link(old, file.abs_dest_path)
        except OSError:  # another disk, say: there is a longer way
            return False
        return same

    def is_made_of(self, file: File, found: os.stat_result) -> bool:
        """Whether what stands in the place of a file surely is that file, or the page made of it."""
        path = file.abs_src_path
        if path is None or not stat.S_ISREG(found.st_mode):
            return False
        known = self.rendered.pages.get(file.src_uri)
        try:
            if known:
                return self._is_page_of(known, path, found)
            return os.path.samestat(os.stat(path), found)  # noqa: PTH116
        except OSError:
            return False

    def _is_page_of(self, known: Known, path: str, html: os.stat_result) -> bool:
        """Whether stamps tell that a source is the known one, and so is the page."""
        return self.rendered.trusts(known.html_stamp, html, source=False) and self.rendered.trusts(
            known.source_stamp,
            os.stat(path),  # noqa: PTH116
            source=True,
        )

    def build_page(self, page: Page) -> Built:
        """Put a page into the site: the one of the last site, or else a new one."""
        file = page.file
        known = self.rendered.pages.get(file.src_uri)
        path = file.abs_src_path  # none where a plugin made the file
        found = os.stat(path) if path else None  # noqa: PTH116 - of ten thousand paths
        source = None
        if not (known and found and self.rendered.trusts(known.source_stamp, found, source=True)):
            source = file.content_bytes
            known = known if known and known.source == digest_bytes(source) else None
        warnings: Counter[int] = Counter()
        if known and self._take(file, known):
            made = known.html
        else:
            source = file.content_bytes if source is None else source
            with _counting() as warnings:
                html = self._render(page, source)
            made = digest_bytes(html)
        new = Known(
            known.source if known else digest_bytes(source or b""),
            made,
            stamp_source(found) if found else (),
            stamp_html(os.stat(file.abs_dest_path)),  # noqa: PTH116
        )
        return Built(file.src_uri, new, warnings)

    def _take(self, file: File, known: Known) -> bool:
        """Give the page of the last site a second name, if it has the bytes that are wanted.

        No file of a site is ever written in place.
        """
        last = self._find_last(file)
        if last is None:
            return False
        old, found = last
        try:
            trusted = self.rendered.trusts(known.html_stamp, found, source=False)
            if not trusted and digest_bytes(Path(old).read_bytes()) != known.html:
                return False
        except OSError:
            return False
        _name_again(old, file.abs_dest_path)
        return True

    def _find_last(self, file: File) -> tuple[str, os.stat_result] | None:
        """The page of the last site, and what the disk tells of it, if a file stands there."""
        if not self.last_site:
            return None
        old = f"{self.last_site}{os.sep}{file.dest_path}"
        with suppress(OSError):
            found = os.lstat(old)
            if stat.S_ISREG(found.st_mode):
                return old, found
        return None

    def _render(self, page: Page, source: bytes) -> bytes:
        """Convert and write a page; returns its bytes."""
        if any(self.config.plugins.events[event] for event in _EVENTS):
            inside._populate_page(page, self.config, self.files)
        else:
            self.converter.populate(page, source)
        with telling_faults(f"/{page.url}"):
            html = self._write(page)
        # It is not needed any more, and there are tens of thousands.
        page.markdown = page.content = None
        page.meta = {}
        page.toc = ()  # type: ignore[assignment]
        return html

    def _write(self, page: Page) -> bytes:
        """Write a page, from a frame if there is one, or else as MkDocs does; returns its bytes."""
        place = page.file.abs_dest_path
        if output := self.frames.fill(page):
            html = encode(self.config, page, output)
            utils.write_file(html, place)
        else:
            inside._build_page(page, self.config, self.documents, self.nav, self.env)
            html = Path(place).read_bytes()
            self.frames.learn(page, html)
        return html


_EVENTS: Final = ("pre_page", "page_read_source", "page_markdown", "page_content")
"""What a plugin may do while a page is read and converted: then MkDocs does it."""


def _name(page: Page) -> str:
    return f"'{page.file.src_uri}'"


if __name__ == "__main__":
    main()
