"""The stages that are measured, each a function; run as a program, this measures one of them.

A stage makes its input first, untimed, by the stages before it. What it writes goes below `work`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import curated
import imports
import related
from measure import Clock, print_run

from generator import pagefind
from generator.assemble import assemble
from generator.caches import Caches
from generator.checks import check_near_titles
from generator.citations.files import make_citation_files
from generator.classify import classify, compile_rules
from generator.content.load import Content, load_content
from generator.exports import make_exports
from generator.facts import make_paper
from generator.feeds import make_feeds
from generator.links import Links
from generator.mail import make_letters, make_mail
from generator.merge import Merged, merge
from generator.pages import Index, Page, make_pages
from generator.pipeline import write_pages
from generator.records import Digest, Paper
from generator.render import Renderer, make_environment
from generator.settings import Settings, load_settings
from generator.site import render as run_mkdocs
from generator.text.sentences import key_sentence
from generator.write import File, Kept, sync

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "mkdocs.yml"
TEMPLATES = ROOT / "site_templates"

Stage = Callable[[Path, Path, Clock], None]
"""Takes the content folder, a work folder and the clock."""


def read_and_merge(content: Path, _work: Path, clock: Clock) -> None:
    """Listings become papers with their facts."""
    with clock.time("read and merge") as part:
        read = load_content(content)
        papers = _make_papers(_merge(read))
    part.made = len(papers)


def choose_topics(content: Path, _work: Path, clock: Clock) -> None:
    """Each paper gets its topics and the sentence that says what it does."""
    read = load_content(content)
    papers = _make_papers(_merge(read))
    with clock.time("topics") as part:
        rules = compile_rules(read.topics)
        for paper in papers:
            classify(rules, paper.title, paper.abstract)
    part.made = len(papers)
    with clock.time("sentence choice") as part:
        for paper in papers:
            key_sentence(paper.abstract, paper.title)
    part.made = len(papers)


def find_near_titles(content: Path, _work: Path, clock: Clock) -> None:
    """Titles that are nearly equal are found."""
    read = load_content(content)
    merged = _merge(read)
    with clock.time("near-equal titles") as part:
        list(check_near_titles(read, merged))
    part.made = len(merged.works)


def check(content: Path, _work: Path, clock: Clock) -> None:
    """What `digest check` does."""
    with clock.time("check, all of it") as part:
        assembled = assemble(load_content(content))
    part.made = len(assembled.digest.papers)


def make_and_write(content: Path, work: Path, clock: Clock) -> None:
    """Pages, one step after the other; the generator itself holds only one rendered page."""
    digest, settings = _digest(content), _settings()
    with clock.time("pages: make") as part:
        index = Index(digest)
        pages = list(make_pages(index, settings))
    part.made = len(pages)
    with clock.time("pages: note links") as part:
        links = Links()
        for page in pages:
            links.note_page(page)
    part.made = len(pages)
    with clock.time("pages: render") as part:
        files = _render(pages, index)
    part.made = len(files)
    with clock.time("pages: write") as part:
        sync(files, work)
    part.made = len(files)


def write_again(content: Path, work: Path, clock: Clock) -> None:
    """Pages that are there already, unchanged."""
    index = Index(_digest(content))
    files = _render(list(make_pages(index, _settings())), index)
    sync(files, work)
    with clock.time("pages: unchanged again") as part:
        synced = sync(files, work)
    part.made = synced.unchanged


def export(content: Path, _work: Path, clock: Clock) -> None:
    """What subscribers and programs get; cards and citations are made for pages anyway."""
    digest, settings = _digest(content), _settings()
    index = Index(digest, settings.site_url)
    _ = index.cards, index.citations
    environment = make_environment(TEMPLATES)
    outputs: Mapping[str, Callable[[], Iterable[File | Kept]]] = {
        "feeds": lambda: make_feeds(index, settings),
        "mails": lambda: (
            file
            for letter in make_letters(index, settings)
            for file in make_mail(letter, settings, environment)
        ),
        "citations": lambda: make_citation_files(digest, index.citations),
        "data": lambda: make_exports(digest, settings),
    }
    for name, make in outputs.items():
        with clock.time(name) as part:
            sizes = {file.path: len(file.data) for file in make() if isinstance(file, File)}
        part.made = len(digest.papers)
        largest = max(sizes, key=lambda path: sizes[path])
        sys.stderr.write(
            f"{content.name}: {len(sizes):,} files of {name}, {sum(sizes.values()) / 1e6:,.1f} MB; "
            f"the largest is {largest}, {sizes[largest]:,} bytes\n"
        )


def generate(content: Path, work: Path, clock: Clock) -> None:
    """What `digest pages` does, from content to files."""
    settings = _settings()
    with clock.time("the whole generator") as part:
        written = write_pages(settings, content, work, TEMPLATES)
    part.made = written.synced.written


def build_site(content: Path, work: Path, clock: Clock) -> None:
    """What MkDocs and Pagefind take for pages that are written."""
    docs, site, settings = work / "docs", work / "site", _settings()
    search = pagefind.search_of(docs, CONFIG, settings.language)
    write_pages(
        settings,
        content,
        docs,
        TEMPLATES,
        caches=Caches(docs),
        begin_search=lambda _documents: None,
    )
    pages = sum(1 for _ in docs.rglob("*.md"))
    site.mkdir()
    with clock.time("MkDocs") as part:
        run_mkdocs(CONFIG, site, docs_dir=docs, environ=os.environ, tell=lambda _line: None)
    part.made = pages
    with clock.time("Pagefind") as part, search:
        search.begin()
        search.put_into(site)
    part.made = pages


def _merge(read: Content) -> Merged:
    entries = chain.from_iterable(listing.entries for listing in read.listings)
    return merge(entries, read.register, {})


def _make_papers(merged: Merged) -> list[Paper]:
    return [make_paper(work, None) for work in merged.works]


def _digest(content: Path) -> Digest:
    return assemble(load_content(content)).digest


@cache
def _settings() -> Settings:
    return load_settings(CONFIG, {})


def _render(pages: list[Page], index: Index) -> list[File]:
    return list(map(Renderer(make_environment(TEMPLATES), _settings(), index).render, pages))


STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        **curated.STAGES,
        **imports.STAGES,
        **related.STAGES,
        **{
            stage.__name__: stage
            for stage in (
                read_and_merge,
                choose_topics,
                find_near_titles,
                check,
                make_and_write,
                write_again,
                export,
                generate,
                build_site,
            )
        },
    }
)
"""All stages by name."""

if __name__ == "__main__":
    stage, content, work = sys.argv[1:]
    clock = Clock()
    STAGES[stage](Path(content), Path(work), clock)
    print_run(clock)
