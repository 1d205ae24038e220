"""The tables of `tests/data/text/`: one case a line, columns between tabs."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "data/text"


def rows(name: str) -> list[list[str]]:
    """The rows of a table, without comments and empty lines."""
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def hostile_texts(shared: Path) -> list[str]:
    """Every string of the corpora of attacks that lie beside the project."""
    import json  # noqa: PLC0415 - only for tests with the shared folder

    def strings(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            value = list(value.values())
        return [text for item in value for text in strings(item)] if isinstance(value, list) else []

    files = sorted((shared / "data/security").glob("*.json"))
    return [text for file in files for text in strings(json.loads(file.read_text("utf-8")))]
