"""The search index: runs Pagefind over a built site.

Pagefind comes from npm as a program for each platform: `npm ci` puts it into
`node_modules/@pagefind/<platform>/bin/`, and from there it is started directly, without Node. It
indexes the elements that the theme marks with `data-pagefind-body`: papers, each one result.

How papers are sorted is written beside its index, a file for each way, and not by Pagefind: it
would put that into the one file that every search loads first, an eighth of all that a first
search loads among ten thousand papers; and it leaves out papers that lack the value.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import sys
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from generator.problems import ContentError, Problem
from generator.write import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER: Final = "pagefind"
"""Where the index lies in the site; the search page's script asks for it there."""

SORTS: Final = ("date", "comments")
"""Facts by which a search may sort, the greatest first; `order-<fact>.json` holds the order."""

_RULE: Final = "search-index"

_SYSTEMS: Final = {"darwin": "darwin", "linux": "linux", "win32": "windows"}
_MACHINES: Final = {"x86_64": "x64", "amd64": "x64", "arm64": "arm64", "aarch64": "arm64"}

_UNUSED: Final = ("pagefind-ui.*", "pagefind-*-ui.*", "pagefind-highlight.js")
"""Ready-made interfaces, 430 KB that no page of ours loads."""

_SEGMENTED: Final = ("ja", "th", "zh")
"""Languages without spaces between words: Pagefind has to know them to find any word."""

_SIGNATURE: Final = b"pagefind_dcd"
"""Stands before what each file of the index holds."""


def index_site(site_dir: Path, root: Path, *, language: str) -> None:
    """Write the search index of a built site into its folder `pagefind`.

    The same site gives the same index, byte by byte (Pagefind 1.6; 1.5.2 did not). `root` is the
    project's folder, `language` the site's.

    Raises:
        ContentError: Pagefind is not installed, or it failed.
    """
    _run(find_pagefind(root), site_dir, _index_language(language))
    for pattern in _UNUSED:
        for file in (site_dir / FOLDER).glob(pattern):
            file.unlink()
    _write_orders(site_dir / FOLDER)


def _index_language(language: str) -> str:
    """What Pagefind is told: for most languages, to keep words as they are written.

    It would keep stems, `diffus` for `diffusion`, and then does not find the word by a beginning
    that is longer than its stem, as `diffusi`; so beginnings of words need whole words.
    """
    code = language.partition("-")[0]
    return code if code in _SEGMENTED else "unknown"


def _run(program: Path, site_dir: Path, language: str) -> None:
    command = [str(program), "--site", str(site_dir), "--output-subdir", FOLDER, "--quiet"]
    # In the site's folder, since Pagefind also reads settings from files where it is started.
    done = subprocess.run(
        [*command, "--force-language", language],
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


def _write_orders(folder: Path) -> None:
    """Write the ids by which Pagefind gives its results, in each order; ties stand by address."""
    paths = (folder / "fragment").glob("*.pf_fragment")
    found = [(path.stem, _read_fragment(path)) for path in paths]
    for sort in SORTS:
        rows = [
            (_weigh(page["meta"][sort]), page["url"], name)
            for name, page in found
            if sort in page["meta"]
        ]
        rows.sort(key=itemgetter(1))
        rows.sort(key=itemgetter(0), reverse=True)
        text = json.dumps([name for *_, name in rows], separators=(",", ":"))
        write_file(folder / f"order-{sort}.json", text.encode(), durable=False)


def _read_fragment(path: Path) -> Any:  # noqa: ANN401  # JSON
    """What a result loads: the text and facts of one paper."""
    return json.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))


def _weigh(fact: str) -> tuple[int, str]:
    """Numbers compare as numbers, and ISO dates as they are written."""
    return (int(fact), "") if fact.isdecimal() else (0, fact)


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
