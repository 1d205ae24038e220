"""All files of a digest, made by the portions that a build writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.made import NOTHING
from generator.pipeline import divide_all, make_index
from generator.portions import Notes
from generator.records import Digest
from generator.settings import Settings
from generator.sitemap import make_sitemap
from generator.write import File


def make_files(digest: Digest, settings: Settings, templates: Path) -> Iterator[File]:
    """The files of the docs folder, one after the other; at their end all links are checked."""
    notes = Notes()
    index = make_index(digest, settings)
    for portion in divide_all(index, settings, templates, None, NOTHING):
        yield from (file for file in portion.make(notes) if isinstance(file, File))
    yield from make_sitemap(notes.sitemap.entries, settings)
    notes.links.check()
