"""Front page, topic and paper before Lighthouse, as on a phone.

Speed is measured in `make bench`: no test depends on how busy a machine is.
"""

from __future__ import annotations

from pathlib import Path

from kinds import addresses_to_visit
from lighthouse import ask


def test_lighthouse_gives_full_marks(
    served: str, built_site: Path, chromium: Path, judges: Path
) -> None:
    visits = addresses_to_visit(built_site)
    pages = [served + visits[kind] for kind in ("home", "topic", "paper")]

    found = ask(judges, chromium, ("accessibility", "best-practices", "seo"), pages)

    assert [page.address for page in found] == pages
    for page in found:
        assert set(page.scores.values()) == {100}, page
        assert len(page.scores) == 3, page
