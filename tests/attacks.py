"""The corpora of attacks in `data/security`, and those that may lie beside the project."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.text.display import as_text

OURS = Path(__file__).parent / "data/security"
SAMPLE = 300
"""Attacks of every run; a slow run takes all."""

SEED = 20251120


@dataclass(frozen=True, slots=True)
class Attack:
    """One string, and the corpus and number by which it is found again."""

    name: str
    text: str


def read(name: str, folder: Path = OURS) -> Any:  # noqa: ANN401 - JSON
    """A file of a corpus."""
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


@cache
def our_attacks() -> tuple[Attack, ...]:
    """Every text of the corpora that are part of the project, if any of it can be seen."""
    own = read("own_vectors")
    corpora = {
        "own_vectors": [
            *(row["s"] for row in own["titles"]),
            *own["slugs"],
            *(row["repeat"] * row["n"] for row in own["slug_generators"]),
            *own["urls_bad"],
            *(row["p"] for row in own["regex"]),
        ],
        "blns": read("blns"),
        "payloadsallthethings_xss": [row["payload"] for row in read("payloadsallthethings_xss")],
        "dompurify_expect": [row["payload"] for row in read("dompurify_expect")],
    }
    return _name(corpora)


@cache
def shared_attacks(shared: Path) -> tuple[Attack, ...]:
    """Every text of the corpora whose licences keep them apart."""
    folder = shared / "data/security"
    return _name(
        {
            "h5sc": [row["payload"] for row in read("h5sc", folder)],
            "owasp": read("owasp_xss_filter_evasion", folder),
            "commonmark": [row["markdown"] for row in read("commonmark_spec", folder)],
            "confusables": [
                "".join((key, *alike)) for key, alike in read("confusables_ascii", folder).items()
            ],
        }
    )


def _name(corpora: dict[str, list[str]]) -> tuple[Attack, ...]:
    found = (
        Attack(f"{name}-{number}", text)
        for name, texts in corpora.items()
        for number, text in enumerate(texts)
    )
    seen = (attack for attack in found if as_text(attack.text))
    return tuple({attack.text: attack for attack in seen}.values())


def sample(attacks: tuple[Attack, ...], size: int = SAMPLE) -> list[Attack]:
    """The same few in every run."""
    return random.Random(SEED).sample(attacks, min(size, len(attacks)))
