"""A mail as a message that a program opens: both parts, and headers that do not change."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from generator.mail.letter import Letter
from generator.settings import Settings
from generator.text.escape import clean


def to_message(letter: Letter, *, html: str, text: str, settings: Settings) -> bytes:
    """The message of a letter as RFC 5322 wants it, text first; nobody is addressed.

    Its id and boundary are made from the edition's id, so the same edition gives the same bytes.
    Who sends it to whom, and the headers for leaving a list (RFC 8058), are the service's.
    """
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(letter, settings):
        message[name] = value
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(_boundary(message["Message-ID"]))
    return message.as_bytes()


def _headers(letter: Letter, settings: Settings) -> tuple[tuple[str, str | Address], ...]:
    authority, _, since = settings.tag.partition(",")
    owner, _, host = authority.rpartition("@")
    place = ".".join(filter(None, (quote(owner, safe="+"), since)))
    return (
        ("Date", format_datetime(letter.when)),
        _sender(settings),
        ("Subject", letter.subject),
        ("Message-ID", f"<{letter.edition}.editions.{place}@{host}>"),
        ("List-Id", f"<editions.{place}.{host}>"),
    )


def _sender(settings: Settings) -> tuple[str, str | Address]:
    """Who sends it; a message of nobody's is a draft, and says so.

    With `X-Unsent`, Outlook and others open the file for sending: without it they show a mail that
    somebody seems to have sent.
    """
    sender = settings.mail.sender if settings.mail else None
    if sender is None:
        return ("X-Unsent", "1")
    return ("From", Address(clean(settings.site_name), addr_spec=sender))


def _boundary(message_id: str) -> str:
    """A line that no part has: in quoted-printable, `=` is never followed by `_`."""
    return f"=_{sha256(message_id.encode()).hexdigest()[:32]}"
