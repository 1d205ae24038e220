"""What a search costs on 10,000 real papers: bytes that a reader's browser loads, and indexing.

Each query of `queries.txt` is the first of a fresh browser, and the next one follows it. What is
counted is every file asked for since the first keystroke, as hosts send it: compressed, where it
is not already. Medians are told and judged in words, never by an exit status.

    python tests/bench/search.py            makes the digest and its site first, which takes minutes
    python tests/bench/search.py SITE       measures a built site
"""

from __future__ import annotations

import json
import lzma
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import unquote, urlsplit

import click
from corpus import API, ARXIV, Record, day_of, to_api, write_listing
from host import COMPRESSED, SUB_PATH, compress, serve
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sites import build_site

from generator import pagefind

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "requirements"))

from browser import find_browser  # noqa: E402  the line above leads to it

SHARED = ROOT.parent / "shared"
QUERIES = Path(__file__).with_name("queries.txt")
PAPERS = 10_000

FIRST = 300_000
"""Bytes that a first search may load, with engine, topics and years."""

FOLLOWING = 100_000
"""Bytes that a search after it may load."""

INDEXING = 3.0
"""Milliseconds that indexing may take for each page of a paper."""

BUSY = 120_000
"""Milliseconds to wait for an answer; a bench may run on a busy machine."""

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one query made a fresh browser load, and the one that followed it there, in bytes."""

    query: str
    first: int
    following: int
    papers: str


def tell(program: Path, site: Path, address: str) -> Iterator[str]:
    """The figures of a built site that is served at an address, in lines."""
    queries = QUERIES.read_text("utf-8").splitlines()
    yield from tell_indexing(site)
    loaded = list(measure(program, site, address, queries))
    for query in loaded:
        yield f"  {query.first:>9,} {query.following:>9,}  {query.query}: {query.papers}"
    yield judge("first query", [query.first for query in loaded], FIRST)
    yield judge("following query", [query.following for query in loaded], FOLLOWING)


def judge(what: str, loaded: Sequence[int], most: int) -> str:
    """How the median stands to its limit."""
    middle = median(loaded)
    verdict = "met" if middle <= most else "missed"
    over = sum(bytes_ > most for bytes_ in loaded)
    return (
        f"Search, {what}: {middle:,.0f} bytes in the median of {len(loaded)} "
        f"(limit {most:,}: {verdict}; {over} above, the most {max(loaded):,})."
    )


def _documents_of(site: Path) -> Path:
    """What the index of a site was made of: beside it, or where `digest build` keeps it."""
    beside = site.with_name("docs.search")
    return beside if beside.is_dir() else site.parent / "build" / beside.name


def tell_indexing(site: Path) -> Iterator[str]:
    """How long indexing takes, and whether a second time gives the same bytes."""
    before = read_tree(site / pagefind.FOLDER)
    with TemporaryDirectory() as work:
        docs, again = Path(work) / "docs", Path(work) / "again"
        search = pagefind.search_of(docs, ROOT / "mkdocs.yml", "en")
        shutil.copytree(_documents_of(site), search.documents)
        start, cpu = perf_counter(), cpu_of_children()
        with search:
            search.begin()
            search.put_into(again)
        seconds, cpu = perf_counter() - start, cpu_of_children() - cpu
        after = read_tree(again / pagefind.FOLDER)
    papers = sum(name.startswith("fragment/") for name in after)
    each = seconds / papers * 1000
    yield (
        f"Search, indexing: {each:.1f} ms a paper of {papers:,} "
        f"(limit {INDEXING}: {'met' if each <= INDEXING else 'missed'}; "
        f"{cpu / papers * 1000:.1f} ms of processor in Pagefind)."
    )
    if before:
        yield f"Search, two indexings: {'the same' if before == after else 'other'} bytes."


def cpu_of_children() -> float:
    """Seconds of processor that finished programs took."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_tree(folder: Path) -> Mapping[str, bytes]:
    """Every file below a folder with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def measure(program: Path, site: Path, address: str, queries: Sequence[str]) -> Iterator[Loaded]:
    """Every query in a fresh browser, and the next of the list after it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        for query, after in zip(queries, [*queries[1:], queries[0]], strict=True):
            yield measure_one(browser, site, address, query, after)
        browser.close()


def measure_one(browser: Browser, site: Path, address: str, query: str, after: str) -> Loaded:
    """One query as the first of a browser, and another after it."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.goto(f"{address}search/")
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    papers = ask(page, query)
    first = sum_sent(site, asked)
    asked.clear()
    ask(page, after)
    context.close()
    return Loaded(query=query, first=first, following=sum_sent(site, asked), papers=papers)


def ask(page: Page, query: str) -> str:
    """Type a query, and wait for its papers; gives what the page says of them."""
    page.locator("#search-input").fill(query)
    status = page.locator("#search-status")
    expect(status).to_contain_text(f"for “{query}”", timeout=BUSY)
    page.wait_for_load_state("networkidle")
    return status.inner_text()


def sum_sent(site: Path, addresses: Iterable[str]) -> int:
    """Bytes of the bodies, each file once: a browser keeps what it has."""
    paths = {unquote(urlsplit(address).path).partition(f"/{SUB_PATH}/")[2] for address in addresses}
    return sum(sent(site / path) for path in sorted(paths))


def sent(path: Path) -> int:
    """Bytes of a file as hosts send it."""
    data = path.read_bytes()
    return len(compress(data) if path.suffix in COMPRESSED else data)


def write_content(content: Path) -> None:
    """All records of the API, and of arXiv as many as are missing; no paper twice."""
    content.mkdir(parents=True)
    shutil.copy(ROOT / "content" / "topics.yml", content)
    records = sorted(islice(different(read_records()), PAPERS), key=day_of)
    for day, listed in groupby(records, key=day_of):
        path = content / "listings" / day[:4] / f"{day}.daily-papers-api.jsonl"
        write_listing(path, map(to_api, listed))


def read_records() -> Iterator[Record]:
    """The records of both sources."""
    for source in (API, ARXIV):
        with lzma.open(SHARED / source, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def different(records: Iterable[Record]) -> Iterator[Record]:
    """Records whose papers were not met before."""
    met: set[str] = set()
    for record in records:
        if (arxiv := to_api(record)["paper"]["id"]) not in met:
            met.add(arxiv)
            yield record


@click.command(help=__doc__)
@click.argument("site", type=click.Path(exists=True, path_type=Path), required=False)
def main(site: Path | None) -> None:
    """Measure the search of a site, or of one that is made for it."""
    program = find_browser()
    if program is None or not (site or (SHARED / "data").is_dir()):
        click.echo("Nothing to measure: there is no browser, or no real records in ../shared.")
        return
    with TemporaryDirectory(prefix="digest-bench-") as work:
        if site is None:
            write_content(Path(work) / "content")
            site = build_site(Path(work) / "content", Path(work) / "built")
        (host := Path(work) / "host").mkdir()
        with serve(site.resolve(), host) as address:
            for line in tell(program, site, address):
                click.echo(line)


if __name__ == "__main__":
    main()
