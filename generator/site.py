"""From written pages to a published site: an engine beside the old site, then the swap.

The engine runs in a process of its own: nothing here depends on its insides (`generator.engines`
does), its memory is given back, and its settings of Python do not leak into ours.
"""

from __future__ import annotations

import os
import re
import subprocess
from itertools import chain
from typing import TYPE_CHECKING, Final

from generator import swap
from generator.caches import Caches
from generator.engines.known import MKDOCS, Engine
from generator.engines.rendered import LAST_SITE, RENDERED, SPARE
from generator.problems import ContentError, Problem, Severity, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

BUILD: Final = "DIGEST_BUILD"
"""Set in the environment of an engine that `build_site` started: pages and index are its own."""

CONTENT: Final = "DIGEST_CONTENT"
"""Where the hook reads content, when it is not the folder `content` beside `mkdocs.yml`."""

DOCS: Final = "DIGEST_DOCS_DIR"
"""Where the pages lie, when it is not `build/docs`; `mkdocs.yml` reads it as `docs_dir`."""


def build_site(
    config_file: Path,
    site_dir: Path,
    *,
    docs_dir: Path,
    complete: Callable[[Path, Path | None], None] = lambda _site, _last: None,
    environ: Mapping[str, str] = os.environ,
    tell: Callable[[str], None] = lambda _line: None,
    jobs: int = 0,
    engine: Engine = MKDOCS,
) -> tuple[Problem, ...]:
    """Make a site of the pages in `docs_dir` and swap it in when it is complete.

    Every warning of the engine stops the build (its strict mode), and the last good site stays.
    `tell` gets a line for each step, for a terminal. Pages are shared among `jobs` processes, 0 for
    one a core. `complete` adds to the new site what no engine makes, the search index; it also gets
    what is left of an older site. What is returned stops nothing.

    Raises:
        ContentError: the engine is not there; it or `complete` refused; or `site_dir` is not ours to replace.
        OSError: folders cannot be made or renamed.
    """
    engine.require(config_file)
    caches = Caches(docs_dir.resolve())
    spare = caches.spare if engine is MKDOCS else None
    with swap.alone(site_dir):
        fresh = swap.prepare(site_dir)
        try:
            problems = render(
                config_file,
                fresh,
                docs_dir=docs_dir,
                environ={
                    **environ,
                    LAST_SITE: str(site_dir.resolve()),
                    RENDERED: str(caches.rendered),
                    SPARE: str(spare or ""),
                },
                tell=tell,
                jobs=jobs,
                engine=engine,
            )
            tell("Adding the search index")
            complete(fresh, spare if spare and swap.is_ours(spare) else None)
        except BaseException:
            swap.discard(fresh)
            raise
        tell(f"Putting the new site in place: {site_dir}")
        swap.swap_in(site_dir, spare)
    return problems


def mend_site(site_dir: Path) -> None:
    """Set right what a killed build left, even where there is nothing to build.

    Raises:
        ContentError: a folder in the way was not written by this project.
    """
    if site_dir.parent.is_dir():
        with swap.alone(site_dir):
            swap.mend(site_dir)


def render(
    config_file: Path,
    site_dir: Path,
    *,
    docs_dir: Path,
    environ: Mapping[str, str],
    tell: Callable[[str], None],
    jobs: int = 0,
    engine: Engine = MKDOCS,
) -> tuple[Problem, ...]:
    """Run an engine in strict mode over the pages, into a folder that it may empty.

    What comes out of MkDocs is what `mkdocs build --strict` makes, byte for byte.

    Raises:
        ContentError: the engine warned or failed, with everything that it said.
    """
    process = subprocess.Popen(
        engine.command(config=config_file, docs=docs_dir, site=site_dir, jobs=jobs),
        env={**environ, **_QUIET, BUILD: "1", DOCS: str(docs_dir.resolve())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # see swap.alone
    )
    with process:
        assert process.stdout is not None  # noqa: S101  # it is a pipe
        messages = list(_told(read_messages(process.stdout), tell))
    problems = tuple(to_problems(messages, str(config_file), engine))
    if process.returncode != 0:
        told = any(problem.rule == "template" for problem in problems)
        last = () if told else (_refusal(str(config_file), messages, engine),)
        raise ContentError((*problems, *last))
    return problems


_QUIET: Final = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
"""Without Material's notice of its end of life, which CONTRIBUTING.md tells once."""

_PREFIX: Final = re.compile(r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL) +-  (?P<text>.*)")
_LEVELS: Final = {
    "WARNING": Severity.WARNING,
    "ERROR": Severity.ERROR,
    "CRITICAL": Severity.ERROR,
}
_PAGE: Final = re.compile(r"'(?P<page>[^'\n]+\.md)'")
_PAGE_FAILED: Final = "Error building page '"
_LAST_WORDS: Final = re.compile(r"\s*^Aborted with .*", re.MULTILINE | re.DOTALL)

Message = tuple[str, str]
"""A level's name, empty for text outside the log (as a traceback), and the text."""


def read_messages(lines: Iterable[str]) -> Iterator[Message]:
    """The messages of a log as MkDocs writes it, each with the lines that continue it."""
    level, text = "", ""
    for line in lines:
        start = _PREFIX.match(line)
        if start is None:
            text += line
            continue
        yield level, text.strip()
        level, text = start["level"], start["text"] + "\n"
    yield level, text.strip()


def to_problems(
    messages: Iterable[Message], config_file: str, engine: Engine = MKDOCS
) -> Iterator[Problem]:
    """What an engine complained of, in our words: the page that it names is the finding's place.

    Where the hook told of a template, that says more than the engine's own word on the page.
    """
    messages = tuple(messages)
    told = tuple(chain.from_iterable(read_text(text) for _, text in messages))
    yield from told
    for level, text in messages:
        if level in _LEVELS and not (told and text.startswith(_PAGE_FAILED)):
            page = _PAGE.search(text)
            path = page["page"] if page else config_file
            what = _LAST_WORDS.sub("", text)
            yield Problem(path=path, rule=engine.rule, message=what, severity=_LEVELS[level])


def _told(messages: Iterable[Message], tell: Callable[[str], None]) -> Iterator[Message]:
    for level, text in messages:
        if level == "INFO":
            tell(text)
        yield level, text


def _refusal(config_file: str, messages: list[Message], engine: Engine) -> Problem:
    """What ends the list of findings; an engine's last line tells even of a crash."""
    last = messages[-1][1].rpartition("\n")[2]
    return Problem(
        path=config_file,
        rule=engine.rule,
        message=f"{engine.title} refused the pages: {last}",
        hint="Its warnings count as errors here. The last good site is still in place.",
    )
