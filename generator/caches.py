"""What builds keep for the next one, beside the docs folder: any of it can be deleted at any time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Caches:
    """The places beside a docs folder. What is in them tells itself whether it may be used."""

    docs: Path

    @property
    def answers(self) -> Path:
        """Topics and sentences, by the texts that they come of."""
        return self._beside("answers.json")

    @property
    def related(self) -> Path:
        """Related papers, and what they were found of."""
        return self._beside("related.npz")

    @property
    def names(self) -> Path:
        """The names of systems that texts have."""
        return self._beside("related.names.npz")

    @property
    def made(self) -> Path:
        """Of what pages and files were made."""
        return self._beside("made.json")

    @property
    def documents(self) -> Path:
        """The folder of what is searched of each paper; its index lies beside it."""
        return self._beside("search")

    @property
    def documents_made(self) -> Path:
        """Of what those documents were made."""
        return self._beside("search.made.json")

    @property
    def rendered(self) -> Path:
        """Pages of the site, by digests of their sources."""
        return self._beside("rendered.json")

    @property
    def spare(self) -> Path:
        """The folder of what the site shares with the one before it."""
        return self._beside("folders")

    @property
    def built(self) -> Path:
        """What went into the site, and what came out."""
        return self._beside("built.json")

    def unlink(self) -> None:
        """Take away links that stand in the place of caches: what they lead to is none of ours."""
        for place in self.docs.parent.glob(f"{self.docs.name}.*"):
            if place.is_symlink():
                place.unlink()

    def _beside(self, name: str) -> Path:
        return self.docs.with_name(f"{self.docs.name}.{name}")
