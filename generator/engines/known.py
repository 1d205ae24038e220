"""The engines that make a site of written pages: how each is run, and how it is got.

None is imported here. Each runs as a process of its own, tells what it does as MkDocs' log does
(`INFO    -  …`), and ends with another status than 0 when it warns or fails. The pages are the
same for all; MkDocs is what the digest is made for, and the others are a way on should it stop.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.problems import ContentError, Problem

LOCK: Final = "requirements/engines.txt"
"""The lock file that installs the optional engines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One engine."""

    name: str
    """What `--engine` calls it."""

    title: str
    """What people call it."""

    module: str
    """What Python must be able to import."""

    arguments: tuple[str, ...]
    """Of Python; `{config}`, `{docs}`, `{site}` and `{jobs}` stand for what a build is given."""

    differs: str = ""
    """What a person should know who builds with it in MkDocs' place; `README.md` says more."""

    @property
    def rule(self) -> str:
        """The rule of what it finds."""
        return "mkdocs" if self.name == "mkdocs" else "engine"

    def command(self, *, config: Path, docs: Path, site: Path, jobs: int) -> list[str]:
        """The command that makes a site, in strict mode, in a folder that it may empty."""
        places = {"config": config.resolve(), "docs": docs.resolve(), "site": site.resolve()}
        return [sys.executable, *(part.format(**places, jobs=jobs) for part in self.arguments)]

    def require(self, config: Path) -> None:
        """Raise `ContentError` where the engine is not installed, with the way to get it."""
        if find_spec(self.module) is None:
            install = f"pip install --require-hashes -r {LOCK}"
            raise ContentError(
                [
                    Problem(
                        path=str(config),
                        rule="engine",
                        message=f"{self.title} is not installed, which --engine {self.name} runs",
                        hint=f"Install it with `{sys.executable} -m {install}`, or build without --engine.",
                    )
                ]
            )


_OPTIONS: Final = ("--config-file", "{config}", "--site-dir", "{site}")

MKDOCS: Final = Engine(
    name="mkdocs",
    title="MkDocs",
    module="mkdocs",
    arguments=(
        *("-m", "generator.engines.mkdocs", *_OPTIONS),
        *("--docs-dir", "{docs}", "--jobs", "{jobs}"),
    ),
)

PROPERDOCS: Final = Engine(
    name="properdocs",
    title="ProperDocs",
    module="properdocs",
    arguments=("-m", "properdocs", "build", "--strict", *_OPTIONS),
    differs="ProperDocs renders all pages in one process: --jobs is without effect on them.",
)

ZENSICAL: Final = Engine(
    name="zensical",
    title="Zensical",
    module="zensical",
    arguments=("-m", "generator.engines.zensical", *_OPTIONS, "--docs-dir", "{docs}"),
    differs="Zensical brings its own theme in place of Material, and runs no hooks or MkDocs plugins.",
)

ENGINES: Final[Mapping[str, Engine]] = MappingProxyType(
    {engine.name: engine for engine in (MKDOCS, PROPERDOCS, ZENSICAL)}
)
"""By what `--engine` takes, the default first."""
