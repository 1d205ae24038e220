"""The search index: runs Pagefind over a built site.

Pagefind comes from npm as a program for each platform: `npm ci` puts it into
`node_modules/@pagefind/<platform>/bin/`, and from there it is started directly, without Node. It
indexes the elements that the theme marks with `data-pagefind-body`: papers, each one result.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from generator.problems import ContentError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER: Final = "pagefind"
"""Where the index lies in the site; the search page's script asks for it there."""

_RULE: Final = "search-index"

_SYSTEMS: Final = {"darwin": "darwin", "linux": "linux", "win32": "windows"}
_MACHINES: Final = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}

_UNUSED: Final = ("pagefind-ui.*", "pagefind-*-ui.*", "pagefind-highlight.js")
"""Ready-made interfaces, 430 KB that no page of ours loads."""


def index_site(site_dir: Path, root: Path, *, language: str) -> None:
    """Write the search index of a built site into its folder `pagefind`.

    The same site gives the same index, byte by byte (Pagefind 1.6; 1.5.2 did not). `root` is the
    project's folder, `language` the one whose word forms the search folds together.

    Raises:
        ContentError: Pagefind is not installed, or it failed.
    """
    program = find_pagefind(root)
    command = [str(program), "--site", str(site_dir), "--output-subdir", FOLDER, "--quiet"]
    # In the site's folder, since Pagefind also reads settings from files where it is started.
    done = subprocess.run(
        [*command, "--force-language", language.partition("-")[0]],
        cwd=site_dir,
        env=_environment(os.environ),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        close_fds=False,  # see swap.alone
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise ContentError([_problem(program, f"failed with status {done.returncode}", said)])
    for pattern in _UNUSED:
        for file in (site_dir / FOLDER).glob(pattern):
            file.unlink()


def find_pagefind(
    root: Path, *, system: str = sys.platform, machine: str = platform.machine()
) -> Path:
    """The program for this computer, in the project's `node_modules`.

    Raises:
        ContentError: it is not there, or Pagefind has none for this kind of computer.
    """
    kind = f"{_SYSTEMS.get(system, system)}-{_MACHINES.get(machine.lower(), machine.lower())}"
    suffix = ".exe" if system == "win32" else ""
    program = root / "node_modules" / "@pagefind" / kind / "bin" / f"pagefind_extended{suffix}"
    if not program.is_file():
        hint = "Run `make site`, which installs it, or `npm ci` in the project's folder."
        raise ContentError([_problem(program, "is not there: no search index without it", hint)])
    return program


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Without `PAGEFIND_…` variables: they would override the arguments."""
    return {name: value for name, value in environ.items() if not name.startswith("PAGEFIND_")}


def _problem(program: Path, message: str, hint: str) -> Problem:
    return Problem(path=str(program), rule=_RULE, message=message, hint=hint)
