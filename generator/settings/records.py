"""The settings as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Host = Literal["github", "gitlab"]
"""The hosting sites whose addresses are known."""

HOSTS: Final[Mapping[str, Host]] = MappingProxyType({"github": "github", "gitlab": "gitlab"})
"""Each by its name in the settings."""

PUBLISHED: Final = "DIGEST_PUBLISHED"
"""Names the published state in the environment: for `mkdocs build`, which takes no such option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The service that mails editions to subscribers; signing up is by `link` or by `form`."""

    provider: str
    """What the service is called: readers are told who gets their address."""

    privacy: str
    """Address of the service's privacy notice."""

    link: str | None = None
    """Address of the service's own page for signing up."""

    form: str | None = None
    """Where a form of ours sends a reader's address; no other host may be sent one."""

    field: str = "email"
    """What the service calls the form's one field."""

    sender: str | None = None
    """The address that mails come from; `from` in the file."""

    unsubscribe: str | None = None
    """What the service replaces by a reader's way out, such as `{{ unsubscribe_url }}`."""

    postal: str | None = None
    """The sender's postal address, which many countries ask for, or the service's word for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Where `digest fetch` asks, how often, and what the schedule does with the answers."""

    contact: str | None = None
    """Whom a source can write to; it is part of the user agent."""

    daily_papers: str = "https://huggingface.co"
    """The site of Daily Papers, without a `/` at its end; another stands in as a mirror."""

    arxiv: str = "https://export.arxiv.org"
    """arXiv's host for programs."""

    pause: float = 3.0
    """Seconds between two requests: arXiv asks for three. Only a mirror of one's own allows less."""

    since: str | None = None
    """The first day that is fetched when days are missed; without it, the newest listing's."""

    commit: str = "pull-request"
    """What the schedule does: `pull-request` opens one, `main` commits by itself."""


NO_FETCH: Final = FetchSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a digest is called, where it lives and where its source is."""

    site_name: str
    """The digest's name: in every page's title, in feeds and in data."""

    site_description: str
    """One sentence on what the digest is: front page, feeds and link previews."""

    site_url: str
    """Where the site is published, with a `/` at its end; it may have a path of its own."""

    tag: str
    """Authority and date of the ids of feed items (RFC 4151): `digest.example,2025`.

    Never changes once a feed is published, not even when the site moves: readers of feeds would
    show every paper again.
    """

    repository: str | None = None
    """Address of the repository, without a `/` at its end; pages link to it for corrections."""

    branch: str = "main"
    """The repository's branch that is published."""

    host: Host | None = None
    """Whose addresses the repository's site has; where it is not said, its address decides."""

    language: str = "en"
    """The language of pages and feeds, as BCP 47 writes it: the theme's, said once for both.

    `extra.digest.language` may say more of it than the theme has, `en-GB` for `en`, for feeds and data.
    """

    citation_tags: bool = True
    """Whether pages of papers carry the `citation_*` tags that reference managers read.

    Without them no program can take the page for a publisher's, as Google Scholar might.
    """

    machine_text: bool = False
    """Whether keywords and summaries that a machine wrote are shown, labelled as such."""

    limit_mb: int = 1_000
    """What the host takes, in millions of bytes: GitHub Pages takes 1 GB. A build warns before it."""

    fetch: FetchSettings = NO_FETCH
    """How new listings are fetched."""

    mail: MailSettings | None = None
    """Who sends editions by mail; without it, pages say how to have them mailed from a feed."""
