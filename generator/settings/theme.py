"""What the theme has of its own that a setting can name: languages."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Final

_LANGUAGES: Final = "partials/languages"


def list_languages(own: Path | None = None) -> tuple[str, ...]:
    """The languages that Material has words for, and those that templates in a folder `own` add.

    It is told none where Material is not installed.
    """
    folders = chain(_templates_of_material(), [own] if own else [])
    found = chain.from_iterable((folder / _LANGUAGES).glob("*.html") for folder in folders)
    return tuple(sorted({path.stem for path in found}))


def _templates_of_material() -> Iterator[Path]:
    spec = find_spec("material")
    for place in (spec and spec.submodule_search_locations) or ():
        yield Path(place) / "templates"
