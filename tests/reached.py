"""What a built site leads to: the pages of each paper, and links that nothing answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import lxml.html
from host import ADDRESS


def parse(path: Path) -> Any:  # noqa: ANN401 - lxml's queries give what they find
    """Parse a page."""
    return lxml.html.fromstring(path.read_bytes())


def stands(paper: Mapping[str, Any]) -> bool:
    """Whether a paper of the data is in lists and in the search."""
    return paper["status"] is None or paper["status"]["is"] == "superseded"


def pages_for(paper: Mapping[str, Any]) -> Iterator[str]:
    """The pages that a paper of the data has, and stands on, as paths inside the site."""
    folders = [paper["url"], *(f"editions/{edition}" for edition in paper["editions"])]
    if stands(paper):
        year, *_ = day = (paper["published"] or "undated").split("-")
        folders += [f"topics/{topic['slug']}/{year}" for topic in paper["topics"]]
        folders += ["/".join(("dates", *day[:many])) for many in range(1, len(day) + 1)]
    yield from (f"{folder.rstrip('/')}/index.html" for folder in folders)


def broken_links(site: Path) -> Iterator[tuple[str, str]]:
    """Links inside the site that no file or anchor answers, each with the page that has it."""
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    documents = {name: parse(path) for name, path in pages.items()}
    anchors = {name: set(doc.xpath("//@id")) | {""} for name, doc in documents.items()}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for name, document in documents.items():
        for link in document.xpath("//@href | //@src | //@action"):
            target, anchor = urldefrag(urljoin(ADDRESS + name, link))
            if not target.startswith(ADDRESS):
                continue
            path = unquote(target.removeprefix(ADDRESS).split("?")[0])
            path = path + "index.html" if path == "" or path.endswith("/") else path
            if path not in files or (path in anchors and unquote(anchor) not in anchors[path]):
                yield name, link
