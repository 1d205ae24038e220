"""The files of a mail: its HTML and text parts from templates, and the whole message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jinja2 import Environment, Template

from generator import addresses
from generator.mail.letter import Letter, make_letter
from generator.mail.message import to_message
from generator.mail.wrapping import to_html, to_lines
from generator.pages.index import Index
from generator.problems import ContentError, Problem
from generator.settings import Settings
from generator.template_faults import telling_faults
from generator.write import File

MAX_BYTES = 90_000
"""Of the HTML: Gmail cuts a mail off at some 102 KB, and services add to it what counts opens."""


def make_letters(index: Index, settings: Settings) -> Iterator[Letter]:
    """What the mail of each edition says, oldest first; `make_mail` needs nothing else of the digest."""
    return (make_letter(edition, index, settings) for edition in index.digest.editions)


def make_mail(whole: Letter, settings: Settings, environment: Environment) -> Iterator[File]:
    """The three files of one mail: `.html`, `.txt` and `.eml`.

    Raises:
        ContentError: it is too large before it has one paper, since only settings are that long;
            or a template failed.
    """
    with telling_faults(f"/{addresses.mail(whole.edition, 'html')}"):
        letter, html = _fit(whole, environment.get_template("mail/edition.html.j2"), settings)
    with telling_faults(f"/{addresses.mail(whole.edition, 'txt')}"):
        text = _render(environment.get_template("mail/edition.txt.j2"), letter, settings)
    message = to_message(letter, html=html, text=text, settings=settings)
    for form, data in (("html", html.encode()), ("txt", text.encode()), ("eml", message)):
        yield File(addresses.mail(letter.edition, form), data)


def _fit(letter: Letter, template: Template, settings: Settings) -> tuple[Letter, str]:
    """The letter with as many of its papers as its HTML has room for."""
    html = _render(template, letter, settings)
    while len(html.encode()) > MAX_BYTES:
        if not letter.rows:
            raise ContentError([_too_large(letter, len(html.encode()))])
        letter = replace(letter, rows=letter.rows[:-1])
        html = _render(template, letter, settings)
    return letter, html


def _render(template: Template, letter: Letter, settings: Settings) -> str:
    return template.render(letter=letter, settings=settings, text=to_html, lines=to_lines)


def _too_large(letter: Letter, size: int) -> Problem:
    return Problem(
        path="mkdocs.yml",
        rule="settings",
        message=f"the mail of edition {letter.edition} has {size:,} bytes without any paper; "
        f"{MAX_BYTES:,} are allowed",
        hint="Shorten site_name, site_description and what extra.digest.mail says.",
    )
