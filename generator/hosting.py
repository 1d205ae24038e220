"""Addresses of the hosting site: where a file is edited, a form filled in, a change followed.

Each site has its own; no other module spells one out. GitHub fills in the text of a new file and
the fields of a form from the address. GitLab fills in a file's name, and an issue's title and text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from generator.settings import Host, Settings
from generator.web import host_of

MAX_ADDRESS: Final = 2_000
"""Characters of an address: longer ones are refused on the way by some servers and programs."""

CONTENT_FOLDER: Final = "content"
TOPICS_FILE: Final = f"{CONTENT_FOLDER}/topics.yml"
CURATIONS_FOLDER: Final = f"{CONTENT_FOLDER}/curations"

CORRECT: Final = "correct-paper.yml"
SUGGEST: Final = "suggest-paper.yml"
PROPOSE: Final = "propose-topic.yml"
LISTING: Final = "suggest-listing.yml"

TITLES: Final = {
    CORRECT: "Correct a paper",
    SUGGEST: "Suggest a paper",
    PROPOSE: "Propose a topic",
    LISTING: "Suggest a listing",
}
"""The forms, by the names of their files, and what each is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """A repository on a hosting site; `repository` is its address without a `/` at its end."""

    repository: str
    branch: str
    host: Host

    @property
    def changes(self) -> str:
        """Where every proposed change is listed with its state."""
        return f"{self._pages}/{'pulls' if self.host == 'github' else 'merge_requests'}"

    def edit(self, path: str) -> str:
        """The editor on a file that is there."""
        return f"{self._pages}/edit/{quote(self.branch)}/{quote(path)}"

    def file(self, path: str) -> str:
        """A file to be read."""
        return f"{self._pages}/blob/{quote(self.branch)}/{quote(path)}"

    def new(self, path: str, text: str = "") -> str:
        """The editor on a file that is not there yet, with `text` in it where the site can do so.

        An address that would become longer than `MAX_ADDRESS` goes without the text.
        """
        if self.host == "gitlab":
            folder, _, name = path.rpartition("/")
            query = _query(file_name=name)
            return f"{self._pages}/new/{quote(self.branch)}/{quote(folder)}?{query}"
        address = f"{self._pages}/new/{quote(self.branch)}?{_query(filename=path)}"
        filled = f"{address}&{_query(value=text)}" if text else address
        return filled if len(filled) <= MAX_ADDRESS else address

    def form(self, form: str, **fields: str) -> str:
        """A form for people who write no YAML; `fields` are filled in, by their ids.

        An address that would become longer than `MAX_ADDRESS` goes without the fields.
        """
        if self.host == "github":
            query = {"template": form, **fields}
        else:
            query = {"issue[title]": TITLES[form]}
            if text := "\n".join(f"{name}: {value}" for name, value in fields.items()):
                query["issue[description]"] = text
        address = f"{self._pages}/issues/new?{_query(**query)}"
        return address if len(address) <= MAX_ADDRESS or not fields else self.form(form)

    @property
    def _pages(self) -> str:
        return self.repository if self.host == "github" else f"{self.repository}/-"


def find_hosting(settings: Settings) -> Hosting | None:
    """The hosting of a digest; none where its settings name no repository."""
    if settings.repository is None:
        return None
    host = settings.host or guess_host(settings.repository)
    return Hosting(repository=settings.repository, branch=settings.branch, host=host)


def guess_host(repository: str) -> Host:
    """The hosting site by the name of its server: GitLab where that says so, else GitHub."""
    return "gitlab" if "gitlab" in host_of(repository) else "github"


def _query(**values: str) -> str:
    return urlencode(values, quote_via=quote, safe="/", errors="replace")
