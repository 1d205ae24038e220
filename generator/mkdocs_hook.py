"""What MkDocs calls: it makes `mkdocs build` and `serve` work alone.

MkDocs loads this file by its path and calls the functions by their names. Before a build it has
the pages written into `docs_dir`, after it the search index; under `digest build`, which does both
itself, only the dates of pages are left to do.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING

from mkdocs.exceptions import Abort
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # a fresh clone: `mkdocs` is installed, this package perhaps not
    sys.path.append(str(ROOT))

from generator import swap  # noqa: E402
from generator.engines.switches import without_switches  # noqa: E402
from generator.problems import ContentError, Severity, render_text, sort_problems  # noqa: E402
from generator.site import BUILD, CONTENT  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files

    from generator.changes import Published
    from generator.pagefind import Indexing

_PREVIEW = "DIGEST_PREVIEW"


def on_startup(*, command: str, dirty: bool) -> None:
    """Remember that this is a live preview: MkDocs loads this file anew for every build."""
    del dirty
    if command == "serve":
        os.environ[_PREVIEW] = "1"


def on_pre_build(config: MkDocsConfig) -> None:
    """Write the pages before MkDocs looks for them."""
    if BUILD in os.environ:
        return
    # Not needed, nor paid for, under `digest build`, as all that is imported within a function here.
    from generator.caches import Caches  # noqa: PLC0415
    from generator.pipeline import write_pages  # noqa: PLC0415
    from generator.settings import load_settings  # noqa: PLC0415

    caches = Caches(Path(config.docs_dir))
    caches.unlink()
    with _refusing():
        settings = load_settings(Path(config.config_file_path), os.environ)
        done = write_pages(
            settings,
            _content(config),
            Path(config.docs_dir),
            _templates(config),
            published=_published(),
            caches=caches,
            begin_search=lambda _documents: None,  # when the site is there
        )
    found = (problem for problem in done.problems if problem.severity > Severity.NOTE)
    for problem in sort_problems(found):
        # Not through MkDocs' log: strict mode counts warnings there, and these stop no build.
        print(render_text(problem), file=sys.stderr)  # noqa: T201


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave out Material's scripts: no page loads them, and they weigh more than 300 papers."""
    del config
    for file in list(files):
        if file.src_uri.startswith("assets/javascripts/"):
            files.remove(file)
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Give each page the date of its content, where MkDocs gives it today's."""
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    dates = {page.url: str(page.meta.get("updated") or "") for page in pages}
    newest = max(dates.values(), default="")
    for page in pages:
        page.update_date = dates[page.url] or newest or "1970-01-01"
    env.globals["live_preview"] = _PREVIEW in os.environ
    _claim(Path(config.site_dir))
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Take out what Material puts into every page for the parts that this site does without."""
    del page, config
    return without_switches(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for the 404 page."""
    del template_name, config
    return without_switches(output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Index the papers: about a millisecond each, so that search works under `serve` too."""
    if BUILD in os.environ:
        return
    with _refusing(), _search(config) as search:
        search.begin()
        search.put_into(Path(config.site_dir))


def on_build_error(error: Exception) -> None:
    """Tell where a template of the theme failed, in place of a traceback."""
    from generator.template_faults import find_fault  # noqa: PLC0415

    if fault := find_fault(error, _find_page(error)):
        raise Abort(render_text(fault)) from error


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]
) -> LiveReloadServer:
    """Follow what pages are made from, and not the pages: writing them would start a build again."""
    del builder
    server.unwatch(config.docs_dir)
    server.watch(str(_content(config)))
    server.watch(str(_templates(config)))
    return server


def _find_page(error: Exception) -> str | None:
    """What was built: MkDocs' functions for a page and for a template of the theme know it, errors do not."""
    for frame, _ in walk_tb(error.__traceback__):
        page, template = (frame.f_locals.get(name) for name in ("page", "template_name"))
        if isinstance(page, Page):
            return f"/{page.url}"
        if isinstance(template, str):
            return f"/{template}"
    return None


def _content(config: MkDocsConfig) -> Path:
    return Path(os.environ.get(CONTENT) or Path(config.config_file_path).parent / "content")


def _search(config: MkDocsConfig) -> Indexing:
    from generator.pagefind import search_of  # noqa: PLC0415
    from generator.settings import load_settings  # noqa: PLC0415

    file = Path(config.config_file_path)
    return search_of(Path(config.docs_dir), file, load_settings(file, os.environ).language)


def _published() -> Published | None:
    from generator.published import read_published  # noqa: PLC0415
    from generator.settings import PUBLISHED  # noqa: PLC0415

    place = os.environ.get(PUBLISHED)
    return read_published(Path(place)) if place else None


def _templates(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent / "site_templates"


def _claim(site_dir: Path) -> None:
    """Mark the site as ours, for a later `digest build`: by now MkDocs has emptied the folder."""
    site_dir.mkdir(parents=True, exist_ok=True)
    swap.mark(site_dir)


@contextmanager
def _refusing() -> Iterator[None]:
    """Stop the build with the findings alone: MkDocs shows this exception without a traceback."""
    try:
        yield
    except ContentError as error:
        found = sort_problems(error.problems)
        raise Abort("\n".join(map(render_text, found))) from error
