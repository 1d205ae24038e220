"""`mkdocs build` with its pages shared among the cores; what comes out is the same, byte for byte.

The steps are those of `mkdocs.commands.build.build` of MkDocs 1.6.1, which is pinned, and they call
its inner functions; only the two loops over pages are one here, and shared. Run as a program, since
MkDocs keeps much for itself while it works.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs import utils
from mkdocs.__main__ import _enable_warnings
from mkdocs.commands import build as inside
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from generator.engines.pages import Converter
from generator.workers import Shared, WorkerError, default_jobs

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
    config = load_config(config_file=options.config_file, site_dir=options.site_dir, strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config, options.jobs or default_jobs())
    except Abort as error:
        sys.exit(_say(str(error)))
    finally:
        config.plugins.on_shutdown()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m generator.engines.mkdocs", description=__doc__)
    parser.add_argument("--config-file", required=True)
    parser.add_argument("--site-dir", required=True)
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0 for one a core")
    return parser.parse_args(arguments)


def _say(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201 - as MkDocs ends
    return 1


def build(config: MkDocsConfig, jobs: int) -> None:
    """Build all pages in strict mode; raises `Abort` when anything is wrong."""
    warnings = utils.CountHandler()
    warnings.setLevel(logging.WARNING)
    _LOG.addHandler(warnings)
    try:
        told = _build(config, jobs)
    except WorkerError as error:
        _LOG.error("Error building page %s", error)
        raise Abort("Aborted: a page could not be built") from error
    except Exception as error:
        config.plugins.on_build_error(error=error)
        raise
    finally:
        _LOG.removeHandler(warnings)
    if counts := [*warnings.get_counts(), *([("Warning", told)] if told else [])]:
        said = ", ".join(f"{number} {level.lower()}s" for level, number in counts)
        raise Abort(f"Aborted with {said} in strict mode!")


def _build(config: MkDocsConfig, jobs: int) -> int:
    """Take the steps; returns how many warnings other processes told of."""
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    _LOG.info("Building documentation to directory: %s", config.site_dir)
    utils.clean_directory(config.site_dir)
    site = _gather(config)
    site.files.copy_static_files()
    for template in config.theme.static_templates:
        inside._build_theme_template(template, site.env, site.files, config, site.nav)
    for template in config.extra_templates:
        inside._build_extra_template(template, site.files, config, site.nav)
    told = sum(Shared(site.pages, site.build_page, _name).run(jobs))
    config.plugins.on_post_build(config=config)
    return told if jobs > 1 else 0


def _gather(config: MkDocsConfig) -> Site:
    """All that is known before a page is read: files, templates, navigation."""
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    documents = files.documentation_pages()
    pages = [file.page or Page(None, file, config) for file in documents]
    env = config.plugins.on_env(env, config=config, files=files)
    converter = Converter(config, files)
    return Site(config, files, nav, env, documents, pages, converter)


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

    def build_page(self, page: Page) -> int:
        """Read, convert and write a page; returns how many warnings that gave."""
        warnings = utils.CountHandler()
        warnings.setLevel(logging.WARNING)
        _LOG.addHandler(warnings)
        try:
            self.converter.populate(page)
            inside._build_page(page, self.config, self.documents, self.nav, self.env)
        finally:
            _LOG.removeHandler(warnings)
        # It is not needed any more, and there are tens of thousands.
        page.markdown = page.content = None
        page.meta = {}
        return sum(number for _, number in warnings.get_counts())


def _name(page: Page) -> str:
    return f"'{page.file.src_uri}'"


if __name__ == "__main__":
    main()
