"""What previews of a link show, by Open Graph: https://ogp.me (Twitter reads the same)."""

from __future__ import annotations

from collections.abc import Iterator

from generator.head.tags import meta, open_graph
from generator.pages.views import Page
from generator.pictures import HEIGHT, WIDTH, picture_of
from generator.settings import Settings


def previews(page: Page, settings: Settings) -> Iterator[str]:
    """Title and sentence of a page; no author, whom programs would take for the page's."""
    yield open_graph("type", "article" if page.kind == "paper" else "website")
    yield open_graph("title", page.title)
    yield open_graph("description", page.description)
    yield open_graph("url", settings.site_url + page.address)


def picture_tags(kind: str, settings: Settings) -> str:
    """The site and the picture, the same for all pages of a kind."""
    picture = picture_of(kind)
    facts = {
        "site_name": settings.site_name,
        "locale": _locale(settings.language),
        "image": settings.site_url + picture.address,
        "image:type": "image/png",
        "image:width": str(WIDTH),
        "image:height": str(HEIGHT),
        "image:alt": picture.describe(settings),
    }
    tags = [open_graph(name, value) for name, value in facts.items() if value]
    return "".join((*tags, meta("twitter:card", "summary_large_image")))


def _locale(language: str) -> str:
    """A locale names a territory; a language without one is no locale."""
    parts = language.split("-")
    territory = parts[-1] if len(parts) > 1 else ""
    return f"{parts[0].lower()}_{territory.upper()}" if len(territory) == 2 else ""  # noqa: PLR2004
