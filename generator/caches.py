"""What builds keep for the next one, beside the docs folder: any of it can be deleted at any time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class _Place:
    """A place beside the docs folder, by what follows on that folder's name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, caches: Caches, _owner: object) -> Path:
        return caches.docs.with_name(f"{caches.docs.name}.{self._name}")


@dataclass(frozen=True, slots=True)
class Caches:
    """The places beside a docs folder. What is in them tells itself whether it may be used."""

    docs: Path

    answers = _Place("answers.json")
    """Topics and sentences, by the texts that they come of."""

    related = _Place("related.npz")
    """Related papers, and what they were found of."""

    names = _Place("related.names.npz")
    """The names of systems that texts have."""

    made = _Place("made.json")
    """Of what pages and files were made."""

    documents = _Place("search")
    """The folder of what is searched of each paper; its index lies beside it."""

    documents_made = _Place("search.made.json")
    """Of what those documents were made."""

    rendered = _Place("rendered.json")
    """Pages of the site, by digests of their sources."""

    spare = _Place("folders")
    """The folder of what the site shares with the one before it."""

    built = _Place("built.json")
    """What went into the site, and what came out."""

    def unlink(self) -> None:
        """Take away links that stand in the place of caches: what they lead to is none of ours.

        Who writes begins with this.
        """
        for place in self.docs.parent.glob(f"{self.docs.name}.*"):
            if place.is_symlink():
                place.unlink()
