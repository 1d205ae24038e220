"""One page by MkDocs' own rules, without what they spend for nothing.

MkDocs makes a Markdown parser for each page and has it walk twice through HTML that it leaves as it
is. Here one parser serves all pages, and that HTML is lifted out first. What comes out is the same,
byte for byte: tests compare whole sites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import markdown
from mkdocs.structure import pages as inside
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc
from mkdocs.utils import meta

from generator.engines import front_matter, heading, raw_html

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


class Converter:
    """A Markdown parser with MkDocs' own extensions, for one page after another."""

    def __init__(self, config: MkDocsConfig, files: Files) -> None:
        self._config = config
        self._files = files
        self._parser = markdown.Markdown(
            extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}
        )
        self._usual = (
            config["markdown_extensions"] == heading.EXTENSIONS and not config["mdx_configs"]
        )
        self._block_level = frozenset(self._parser.block_level_elements)
        self._title = inside._ExtractTitleTreeprocessor()
        self._title._register(self._parser)

    def populate(self, page: Page, source: bytes | None = None) -> None:
        """Read a page and convert it, as `mkdocs.commands.build._populate_page` does.

        A page that is not surely made of a heading and raw HTML goes MkDocs' own way. `source` is
        what its file holds, where that was read already.
        """
        text = page.file.content_string if source is None else decode(source)
        page.markdown, page.meta = front_matter.read(text) or meta.get_data(text)
        lifted = raw_html.lift(page.markdown, self._block_level)
        if lifted is None or "](" in lifted.text:
            page.render(self._config, self._files)
            return
        page.present_anchor_ids = set()
        page.links_to_anchors = {}
        if not (self._usual and _join(page, lifted)):
            self._convert(page, lifted)

    def _convert(self, page: Page, lifted: raw_html.Lifted) -> None:
        self._parser.reset()
        self._title.title = None
        page.content = raw_html.put_back(self._parser.convert(lifted.text), lifted)
        page.toc = get_toc(getattr(self._parser, "toc_tokens", []))
        page._title_from_render = self._title.title


def decode(source: bytes) -> str:
    """What `File.content_string` reads from these bytes."""
    text = source.decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _join(page: Page, lifted: raw_html.Lifted) -> bool:
    """Convert a page of a plain heading and one block of HTML, as most are; whether it is one."""
    first = heading.split(lifted.text)
    if first is None or first.rest.rstrip("\n") != raw_html.mark(0):
        return False
    page.content = f"{first.html}\n{lifted.blocks[0]}"
    anchor = AnchorLink(first.text, first.identifier, 1)
    anchor.active = True  # type: ignore[attr-defined]
    page.toc = TableOfContents([anchor])
    page._title_from_render = first.text
    return True
