"""What pages weigh, against `tests/budgets.toml`: `make bench` at 10,000 papers.

`make test` holds the same budgets on the digest that tests build. A weight is told and judged in
words here, as everything is that `make bench` measures.
"""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

BUDGETS = Path(__file__).parents[1] / "budgets.toml"
KIND = re.compile(rb'<div class="page page--([a-z_-]+)"')
CARD = b'class="paper-card"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bytes that a kind of page may weigh: its own, and for each paper that it lists."""

    own: int
    each: int = 0

    def most(self, papers: int) -> int:
        """Bytes that a page may weigh that lists so many papers."""
        return self.own + self.each * papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A page, how many papers it lists, and the bytes of its HTML as hosts send it."""

    address: str
    kind: str
    papers: int
    sent: int


def read_budgets(path: Path = BUDGETS) -> Mapping[str, Budget]:
    """The budgets of pages by their kind."""
    kinds = tomllib.loads(path.read_text("utf-8"))["pages"]
    return {kind: Budget(**budget) for kind, budget in kinds.items()}


def weigh(site: Path) -> Iterator[Weight]:
    """Weigh every page, in the order of addresses; papers of too many authors are left out."""
    crowds = {f"papers/{paper}/index.html" for paper in crowded(site)}
    for path in pages_of(site):
        address = path.relative_to(site).as_posix()
        if address not in crowds:
            yield weigh_page(address, path.read_bytes())


def pages_of(site: Path) -> list[Path]:
    """All pages, in the order of addresses; mails are none."""
    mails = site / "data" / "mail"
    return sorted(path for path in site.rglob("*.html") if not path.is_relative_to(mails))


def crowded(site: Path, most: int = 100) -> Collection[str]:
    """The ids of papers with more authors than the budget of their pages is made for."""
    papers = json.loads((site / "data" / "papers.json").read_bytes())["papers"]
    return {paper["id"] for paper in papers if (paper["n_authors"] or 0) > most}


def weigh_page(address: str, html: bytes) -> Weight:
    """Weigh one page; its kind stands in the page itself."""
    found = KIND.search(html)
    return Weight(
        address=address.removesuffix("index.html"),
        kind=found[1].decode() if found else "",
        papers=html.count(CARD),
        sent=len(gzip.compress(html, compresslevel=6, mtime=0)),
    )


def find_too_heavy(weights: Iterable[Weight], budgets: Mapping[str, Budget]) -> Iterator[str]:
    """Say of each page above its budget by how much it is, and of each kind that has none."""
    for weight in weights:
        budget = budgets.get(weight.kind)
        if budget is None:
            yield f"{weight.address}: no budget for a page of the kind {weight.kind!r}"
        elif weight.sent > budget.most(weight.papers):
            yield (
                f"{weight.address}: {weight.sent:,} bytes, and {budget.most(weight.papers):,}"
                f" are allowed for {weight.kind} with {weight.papers} papers"
            )


def find_heaviest(
    weights: Iterable[Weight], budgets: Mapping[str, Budget]
) -> Iterator[tuple[Weight, float]]:
    """Of each kind the page that uses up most of its budget, and the share that it uses."""
    by_kind = sorted(weights, key=attrgetter("kind", "address"))
    for kind, pages in groupby(by_kind, key=attrgetter("kind")):
        budget = budgets.get(kind, Budget(own=1))
        yield max(
            ((page, page.sent / budget.most(page.papers)) for page in pages),
            key=lambda found: found[1],
        )


def tell(site: Path) -> Iterator[str]:
    """Lines for people: the heaviest page of each kind, and every page above its budget."""
    budgets, weights = read_budgets(), list(weigh(site))
    for page, share in find_heaviest(weights, budgets):
        listed = f", {page.papers} papers" if page.papers else ""
        yield f"{page.kind:<14}{page.sent:>8,} bytes  {share:>4.0%} of its budget  /{page.address}{listed}"
    too_heavy = list(find_too_heavy(weights, budgets))
    yield from too_heavy[:20]
    yield f"{len(weights):,} pages weighed, {len(too_heavy)} above budget."
