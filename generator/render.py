"""Rendering: page values become the Markdown files that MkDocs reads.

Templates stand in `site_templates/pages`, one a kind of page. They escape by construction: what
is not `Markup` is escaped for HTML, and headings go through the filter `md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from generator import addresses
from generator.dates import long_date
from generator.head import HeadMaker
from generator.pages.foot import tells_newest
from generator.pages.index import Index
from generator.pages.views import Card, Page, Redirect, Ref
from generator.problems import ContentError, Problem
from generator.settings import Settings
from generator.template_faults import telling_faults
from generator.text.escape import encode_html, front_matter, front_matter_html, markdown
from generator.text.sentences import end_sentence
from generator.write import File

_NOT_TEXT = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})
"""Control characters: Python-Markdown marks its own places with two of them."""

_ROOT = "\0"
"""Holds the place of the way to the root in a card; no text that is shown has this character."""


class Renderer:
    """Renders the pages of one site; keeps what many pages share."""

    def __init__(self, environment: Environment, settings: Settings, index: Index) -> None:
        self.settings = settings
        self.index = index
        self.heads = HeadMaker(settings, index)
        self.environment = environment
        self._cards: dict[tuple[str, int], str] = {}

    def prepare(self) -> None:
        """Compile all templates now: processes that are forked then have them.

        Raises:
            ContentError: some cannot be read; one finding each.
        """
        names = self.environment.list_templates(filter_func=_is_ours)
        if problems := [one for name in names for one in _find_unreadable(self.environment, name)]:
            raise ContentError(problems)

    def render(self, page: Page) -> File:
        """One page as a Markdown file.

        Raises:
            ContentError: a template failed.
        """
        root = addresses.root_from(page.address)
        with telling_faults(f"/{page.address}"):
            body = self.environment.get_template(f"pages/{page.kind}.md.j2").render(
                page=page, root=root, settings=self.settings, card_html=self._card, **page.context
            )
        text = f"{self._front_matter(page)}{body}"
        # In UTF-8 these bytes stand for control characters alone; no way to drop them is faster.
        data = text.encode("utf-8", "replace").translate(None, _NOT_TEXT)
        return File(addresses.source_path(page.address), data)

    def newest(self, page: Page) -> str | None:
        """The day of the newest listing, where the page tells it: of the index, all that a page takes."""
        newest = self.index.newest_edition
        return long_date(newest.captured) if newest and tells_newest(page) else None

    def render_redirect(self, redirect: Redirect) -> File:
        """A page that leads on at once, with a plain link where that is not followed.

        Raises:
            ContentError: a template failed.
        """
        root = addresses.root_from(redirect.address)
        with telling_faults(f"/{redirect.address}"):
            body = self.environment.get_template("pages/redirect.md.j2").render(
                target=redirect.target, root=root, settings=self.settings
            )
        canonical = self.settings.site_url + redirect.target.address
        head = Markup(
            '<meta http-equiv="refresh" content="0; url={}"><meta name="robots" content="noindex">'
        ).format(root + redirect.target.address)
        lines = ("---", "kind: redirect", f"canonical: {front_matter(canonical)}")
        text = "\n".join((*lines, f"head: {front_matter(head)}", "---", "", body))
        return File(addresses.source_path(redirect.address), text.encode("utf-8", "replace"))

    def _front_matter(self, page: Page) -> str:
        """Fixed keys alone; what comes from content stands in `head`, escaped as HTML."""
        lines = ["---", f"kind: {page.kind}"]
        if page.updated:
            lines.append(f"updated: {page.updated.isoformat()}")
        if newest := self.newest(page):
            lines.append(f"newest: {front_matter(newest)}")
        lines += [f"head: {front_matter_html(self.heads.make(page))}", "---", "", ""]
        return "\n".join(lines)

    def _card(self, card: Card, root: str, level: int = 3) -> Markup:
        """A paper in a list: rendered once, and then only the way to the root differs."""
        key = (card.id, level)
        if key not in self._cards:
            template = self.environment.get_template("parts/card.html.j2")
            self._cards[key] = template.render(card=card, root=_ROOT, level=level)
        return Markup(self._cards[key].replace(_ROOT, root))  # noqa: S704 - rendered with escaping


def _is_ours(template: str) -> bool:
    """Whether a template makes a page or a mail; others speak of what this environment does not know."""
    return template.startswith(("pages/", "parts/", "mail/"))


def _find_unreadable(environment: Environment, name: str) -> Iterable[Problem]:
    """Read a template; what is wrong with it, if it cannot be read."""
    try:
        with telling_faults():
            environment.get_template(name)
    except ContentError as error:
        return error.problems
    return ()


def make_environment(templates: Path) -> Environment:
    """A Jinja environment that escapes everything and knows no undefined name."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a renderer lives for one build; else each page asks for each file
        cache_size=-1,  # all of the few that there are
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = _markdown
    environment.filters["long_date"] = long_date
    environment.filters["sentence"] = end_sentence
    environment.filters["href"] = _href
    # Filters, not macros: a page asks hundreds of times, and macros take ten times as long.
    environment.filters |= {"link": _link, "counted": _counted}
    environment.filters |= {"maybe": _maybe, "listed": _listed, "days": _days}
    environment.globals["date"] = date
    return environment


def _markdown(text: str) -> Markup:
    """Text for a Markdown heading or paragraph."""
    return Markup(markdown(text))  # noqa: S704 - escaped for Markdown and HTML


def _link(ref: Ref, root: str) -> Markup:
    """A link to a page of the site; on a page with hundreds of them, `Markup.format` is slow."""
    return Markup(_anchor(ref, root))  # noqa: S704 - escaped


def _anchor(ref: Ref, root: str) -> str:
    return f'<a href="{encode_html(_href(ref, root))}">{encode_html(ref.text)}</a>'


def _counted(ref: Ref, root: str) -> Markup:
    """A link, and behind it how many papers its page has."""
    return _link(ref, root) + _COUNT.format(f"{ref.count:,}")


def _maybe(value: Ref | str, root: str) -> Markup:
    """A link where there is a page, else the bare text."""
    return Markup(_shown(value, root))  # noqa: S704 - escaped


def _listed(values: Iterable[Ref | str], root: str, between: str = ", ") -> Markup:
    """The same of several."""
    return Markup(between.join([_shown(value, root) for value in values]))  # noqa: S704 - escaped


def _days(values: Iterable[Ref | str], root: str) -> Markup:
    """The same where links are to editions, whose names are days and stay on one line."""
    shown = [
        f'<span class="day">{_anchor(value, root)}</span>'
        if isinstance(value, Ref)
        else escape(value)
        for value in values
    ]
    return Markup(", ".join(shown))  # noqa: S704 - escaped


def _shown(value: Ref | str, root: str) -> str:
    return _anchor(value, root) if isinstance(value, Ref) else str(escape(value))


_COUNT = Markup(' <span class="count">{}</span>')


def _href(ref: Ref, root: str) -> str:
    """The way from a page to a page: relative, so that the site works under any path."""
    return f"{root}{ref.address}" or "./"
