"""Pages from frames: what a frame makes is what Jinja makes, whatever a template looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import url_filter

from generator.engines.frames import Frames

HONEST = (
    "<title>{{ page.title | string | striptags | e }}</title>",
    "{{ page.content }}",
    "{% set m = page.meta if page %}{% if m and m.head %}{{ m.head }}{% endif %}{{ m.kind }}",
    "{{ 'assets/a.css' | url }} {{ nav.homepage.url | url }} {{ base_url }}",
    """{% for item in nav.items %}{{ item.url | url }}{{ item.active }}{{ page.url == item.url }}
    {{ page.url[:item.url | length] == item.url }}{% endfor %}""",
    "{{ (page.meta.canonical or page.canonical_url) | e }}",
    "{% if page.toc | first is defined %}{% set a = page.toc | first %}{{ a.url | url }}{% endif %}",
    "{% if page.meta.newest %}{{ page.meta.newest }}{% endif %}{{ config.site_name }}",
    "{{ page.url in ('a', 'b') }}",
    "{{ page.meta.missing | d('none') }}{{ 'tea/pot/' | url }}{{ '../x' | url }}{{ '/x' | url }}",
)
CURIOUS = (
    "{{ page.title | length }}",
    "{{ page.title[:2] }}",
    "{% if 'a' in page.content %}a{% endif %}",
    "{{ page.title == 'Tea' }}",
    "{{ page.title ~ '!' }}",
    "{{ '%s' | format(page.title) }}",
    "{{ page.title | upper }}",
    "{{ page.url }}",
    "{{ page.url[2:] }}",
    "{{ page.url | length }}",
    "{{ page.file.src_uri }}",
    "{{ page.update_date }}",
    "{{ page.meta.head is string }}",
    "{% for a in page.toc %}{{ a.url }}{% endfor %}",
    "{{ (page.toc | first).title }}",
    "{{ pages | length }}",
    "{% set x %}{{ page.title }}{% endset %}{{ x | length }}",
    "{% for c in page.title %}{{ c }}.{% endfor %}",
    "{{ page.meta }}",
    "{{ page.is_homepage }}",
)
NAMES = (
    "index.md",
    "tea/index.md",
    *(f"tea/{name}.md" for name in ("pot", "cup", "poto", "a", "b", "c")),
)


@dataclass(frozen=True)
class Site:
    config: MkDocsConfig
    files: Files
    frames: Frames
    env: jinja2.Environment

    def pages(self) -> Iterator[Page]:
        for file in self.files:
            page = file.page
            assert page is not None
            yield page

    def render(self, page: Page) -> str:
        template = self.env.get_template("main.html")
        return template.render(get_context(self.frames.nav, self.files, self.config, page))


def make_site(template: str) -> Site:
    config = MkDocsConfig()
    nav = [{"Home": "index.md"}, {"Tea": "tea/index.md"}]
    here = {"docs_dir": str(Path(__file__).parent), "site_url": "https://x.example/"}
    config.load_dict({"site_name": "T", **here, "plugins": [], "nav": nav})
    assert config.validate() == ([], [])
    unlisted = InclusionLevel.NOT_IN_NAV
    files = Files([File(name, None, "site", True, inclusion=unlisted) for name in NAMES])
    env = jinja2.Environment(loader=jinja2.DictLoader({"main.html": template}))  # noqa: S701 - as MkDocs'
    env.filters["url"] = url_filter
    return Site(config, files, Frames(config, get_navigation(files, config), env), env)


def fill_in(page: Page, title: str, text: str) -> None:
    page.markdown = ""
    page.meta = {"kind": "paper", "head": f"<b>{text}", "title": title or "-"}
    page.content = text
    page.toc = TableOfContents([AnchorLink("Tea", f"a{len(text)}", 1)])


def from_frames(site: Site, texts: Iterable[tuple[str, str]]) -> list[str]:
    """All pages, compared with Jinja's; returns what was made from a frame."""
    made = []
    for page, (title, text) in zip(site.pages(), texts, strict=False):
        fill_in(page, title, text)
        output = site.frames.fill(page)
        if output is None:
            site.frames.learn(page, site.render(page).encode())
        else:
            assert output == site.render(page)
            made.append(page.url)
    return made


TEXTS = st.lists(
    st.tuples(
        st.text(alphabet="a<b>&amp;\ue0000é ", max_size=8),
        st.text(alphabet="a<\ue0010", max_size=8),
    ),
    min_size=len(NAMES),
    max_size=len(NAMES),
)
DIFFERENT = [("x" * at + "<i>&lt;", "y" * (at + 1)) for at in range(len(NAMES))]


@given(st.lists(st.sampled_from(HONEST + CURIOUS), min_size=1, max_size=4), TEXTS)
def test_what_a_frame_makes_is_what_jinja_makes(
    parts: list[str], texts: list[tuple[str, str]]
) -> None:
    from_frames(make_site("\n".join(parts)), texts)


@pytest.mark.parametrize("part", HONEST)
def test_a_template_that_prints_what_differs_gets_a_frame(part: str) -> None:
    assert from_frames(make_site(part), DIFFERENT)[-1:] == ["tea/c/"]


@pytest.mark.parametrize("part", CURIOUS)
def test_a_template_that_looks_closer_gets_none(part: str) -> None:
    assert from_frames(make_site(part), DIFFERENT) == []


def test_a_page_that_the_template_leads_to_is_rendered_by_itself() -> None:
    """Its relative addresses differ from those of its neighbours."""
    site = make_site("{{ 'tea/c/' | url }} {{ page.title }}")

    assert from_frames(site, DIFFERENT) == ["tea/a/", "tea/b/"]


def test_a_frame_that_once_differs_is_given_up() -> None:
    """A template that decides by text that it caught is noticed on the pages that are compared."""
    site = make_site(
        "{% set x %}{{ page.title }}{% endset %}{{ 'long' if 'xxxx' in x else 'short' }}"
    )

    assert from_frames(site, DIFFERENT) == []
