"""What a change weighs: bytes of content, number of pages, bytes of the pages that it touches.

Pages are values before they are rendered, so those that stay as they are need not be: they give the
same bytes. Related papers are not looked for here; lists of them may move on top of what is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.pages import Index, Page, make_pages
from generator.preview.records import State, Weight
from generator.records import Digest
from generator.render import Renderer, make_environment
from generator.settings import Settings

MAX_PAPERS = 3_000
"""Papers of a digest whose pages are compared; beyond, that takes longer than a reviewer waits."""

MAX_RENDERED = 200
"""Pages of each state that are rendered; the bytes of more are estimated by these."""


def weigh(before: State, after: State, settings: Settings, templates: Path) -> Weight:
    """Weigh both states."""
    sizes = Weight(content_before=before.size, content_after=after.size)
    if max(len(before.digest.papers), len(after.digest.papers)) > MAX_PAPERS:
        return sizes
    old, new = _pages(before.digest, settings), _pages(after.digest, settings)
    left = [page for at, page in old.items() if new.get(at) != page]
    come = [page for at, page in new.items() if old.get(at) != page]
    return Weight(
        content_before=before.size,
        content_after=after.size,
        pages=(len(old), len(new)),
        touched=len({page.address for page in (*left, *come)}),
        bytes_before=_render(left, before.digest, settings, templates),
        bytes_after=_render(come, after.digest, settings, templates),
        is_estimate=max(len(left), len(come)) > MAX_RENDERED,
    )


def _pages(digest: Digest, settings: Settings) -> Mapping[str, Page]:
    if not digest.papers and not digest.topics:  # there was no content yet
        return {}
    index = Index(digest, settings.site_url)
    return {page.address: page for page in make_pages(index, settings)}


def _render(pages: Sequence[Page], digest: Digest, settings: Settings, templates: Path) -> int:
    """Bytes of the pages, by a sample over all of them if they are too many."""
    if not pages:
        return 0
    index = Index(digest, settings.site_url)
    renderer = Renderer(make_environment(templates), settings, index)
    sample = pages[:: -(-len(pages) // MAX_RENDERED)]
    return sum(len(renderer.render(page).data) for page in sample) * len(pages) // len(sample)
