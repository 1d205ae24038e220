"""What pages weigh at 10,000 papers, and how fast a phone shows them: a part of `make bench`.

The large site is made of real records that lie beside the project; where they are absent, only the
digest of today is judged. Without a browser nothing is said about speed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import click
import lighthouse
import weights
from corpus import ARXIV, Corpus, write_content
from host import serve
from kinds import addresses_to_visit

from generator.caches import Caches
from generator.pagefind import search_of
from generator.pipeline import write_pages
from generator.settings import load_settings
from generator.site import build_site as site_of_pages

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "mkdocs.yml"
SHARED = ROOT.parent / "shared"
sys.path.append(str(ROOT / "requirements"))

from browser import HOW_TO_GET_ONE, find_browser  # noqa: E402  the line above leads to it

SHOWN = ("home", "topic", "paper")
"""The kinds of pages whose speed is measured."""


@click.command()
@click.option("--papers", default=10_000, show_default=True, help="Papers of the large site.")
@click.option("--runs", default=3, show_default=True, help="Runs of Lighthouse on each page.")
@click.option("--site", type=click.Path(path_type=Path), help="Judge this built site alone.")
def main(*, papers: int, runs: int, site: Path | None) -> None:
    """Weigh the pages of a large site, and measure how fast a phone shows them."""
    with TemporaryDirectory(prefix="digest-bench-") as work:
        for name, built in [("this site", site)] if site else build(Path(work), papers):
            click.echo(f"\nPages of {name}")
            for line in (*weights.tell(built), *tell_speed(built, Path(work), runs)):
                click.echo(line)


def build(work: Path, papers: int) -> Iterator[tuple[str, Path]]:
    """Build the digest of today, and the large one where its records are; with their names."""
    yield "the digest of today", build_site(ROOT / "content", work / "today")
    if not (SHARED / ARXIV).exists():
        click.echo("No large site: the real records in ../shared/data are not here.")
        return
    corpus = Corpus(source=ARXIV, papers=papers)
    found = write_content(corpus, SHARED, ROOT / "content" / "topics.yml", work / "content")
    yield f"a digest of {found:,} papers", build_site(work / "content", work / "large")


def build_site(content: Path, folder: Path) -> Path:
    """Build a site as `digest build` does it, in a new folder."""
    docs, site = folder / "docs", folder / "site"
    folder.mkdir()
    settings = load_settings(CONFIG, {})
    with search_of(docs, CONFIG, settings.language) as search:
        templates = ROOT / "site_templates"
        write_pages(
            settings, content, docs, templates, caches=Caches(docs), begin_search=search.begin
        )
        site_of_pages(CONFIG, site, docs_dir=docs, complete=search.put_into)
    return site


def tell_speed(site: Path, work: Path, runs: int) -> Iterator[str]:
    """A line for each page that Lighthouse judged, or one that says why it judged none."""
    browser = find_browser()
    if browser is None:
        yield f"No speed: {HOW_TO_GET_ONE}."
        return
    host = Path(mkdtemp(dir=work))
    visits = addresses_to_visit(site)
    with serve(site, host) as address:
        yield from lighthouse.tell(browser, [address + visits[kind] for kind in SHOWN], runs)


if __name__ == "__main__":
    main()
