"""What MkDocs' settings come of: their file, those that it inherits, and the environment.

Found by the look of the text, without MkDocs, which takes longer to read them than a build that has
nothing to do. What is found too much only makes a build that was not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

_INHERIT: Final = re.compile(r"^INHERIT:[ \t]*['\"]?([^'\"#\n]+)", re.MULTILINE)
_THEME: Final = re.compile(r"^[ \t]+custom_dir:[ \t]*['\"]?([^'\"#\n]+)", re.MULTILINE)
_HOOK: Final = re.compile(r"(?:^[ \t]*-|[\[,:])[ \t]*['\"]?([^'\"\[\],:#\n]+\.py)\b", re.MULTILINE)
_NAME: Final = re.compile(r"[A-Za-z_]\w*")


def find_files(config: Path) -> Iterator[Path]:
    """The file, those that it inherits, and the hooks and folders of themes that they name.

    Some may not be there.
    """
    left, seen = [config], set[Path]()
    while left:
        path = left.pop()
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        yield path
        text = _read(path)
        left += [path.parent / found[1].strip() for found in _INHERIT.finditer(text)]
        named = (*_THEME.finditer(text), *_HOOK.finditer(text))
        yield from (path.parent / found[1].strip() for found in named)


def find_variables(files: Iterable[Path], environ: Mapping[str, str]) -> Iterator[str]:
    """The variables of the environment that such files may ask for by `!ENV`, with their values."""
    # The names in a hook are of everything, `_` too, which a shell sets anew for each command.
    text = "\n".join(_read(file) for file in files if file.suffix != ".py")
    names = sorted(set(_NAME.findall(text))) if "!ENV" in text else ()
    yield from (f"{name}={environ[name]}" for name in names if name in environ)


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""
