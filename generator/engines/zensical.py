"""The same site by Zensical, which reads `mkdocs.yml` and the pages, but runs no hooks.

Zensical 0.0.73 wants pages and site below the folder of its settings, so it is given a stage: a
folder with the settings, the pages and the theme, in which it works and which is removed. What the
hook does for MkDocs is done around it: Material's switches are taken out of the template in place
of every page, and scripts and styles that no page loads, its search index and its sitemap give way
to ours. Run as a program, which tells what Zensical says in the way of MkDocs' log.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import yaml

from generator.engines.switches import without_switches
from generator.problems import Problem, render_text
from generator.template_faults import make_finding
from generator.write import write_file

STAGE: Final = ".zensical"
"""The stage's name in the folder of the new site: a killed build leaves it where it is removed."""

_CONFIG: Final = "mkdocs.yml"
_TEMPLATE: Final = "base.html"

_UNUSED: Final = ("search.json", "assets/javascripts", "assets/stylesheets/modern")
"""What Zensical adds, and no page of ours loads: 3 MB, and a search index of all texts."""

_REPLACED: Final = ("sitemap.xml",)
"""What Zensical writes over a file of ours."""

_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_REPORT: Final = re.compile(
    r"^(?P<level>Warning|Error): (?P<text>.*)\n[^\n]*\[ (?P<page>[^\n]*):(?P<line>\d+):\d+ \]",
    re.MULTILINE,
)
_IN_TEMPLATE: Final = re.compile(
    r"(?:: )?(?P<what>(?:(?!\(in ).)+) \(in (?P<name>[^():]+):(?P<line>\d+)\)", re.DOTALL
)
_RAISED: Final = re.compile(r"^(?:[\w.]*(?:Error|Exception)): ")


class RefusedError(RuntimeError):
    """Why there is no site."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Build a site; the last line tells why there is none."""
    options = _parse(arguments)
    stage = Stage(options.site_dir / STAGE)
    theme: Path | None = None
    try:
        theme = stage.set(options.config_file, options.docs_dir)
        _run(stage.folder / _CONFIG)
        stage.check(options.docs_dir)
        stage.strike(options.site_dir, options.docs_dir)
    except RefusedError as error:
        if theme and (fault := find_fault(str(error), theme)):
            print(render_text(fault), flush=True)  # noqa: T201 - as the hook does for MkDocs
        else:
            _tell("ERROR", str(error))
        sys.exit(1)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m generator.engines.zensical")
    for name in ("--config-file", "--docs-dir", "--site-dir"):
        parser.add_argument(name, type=Path, required=True)
    return parser.parse_args(arguments)


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder that Zensical works in."""

    folder: Path

    def set(self, config_file: Path, docs_dir: Path) -> Path | None:
        """Put settings, pages and theme where Zensical looks for them; returns the theme's own folder."""
        settings, theme = restage(config_file.read_text("utf-8"))
        write_file(self.folder / _CONFIG, settings.encode(), durable=False)
        _link_all(docs_dir, self.folder / "docs")
        overrides = self.folder / "theme"
        overrides.mkdir()
        source = None if theme is None else config_file.parent / theme
        if source:
            _link_all(source, overrides)
        template = overrides / _TEMPLATE
        base = (template if template.exists() else _installed() / _TEMPLATE).read_text("utf-8")
        write_file(template, without_switches(base).encode(), durable=False)
        return source

    def check(self, docs_dir: Path) -> None:
        """Refuse a site that lacks a page: Zensical does not say what it leaves out."""
        site = self.folder / "site"
        for page in sorted(docs_dir.rglob("*.md")):
            place = page.relative_to(docs_dir)
            made = place.with_suffix("") if place.stem != "index" else place.parent
            if not (site / made / "index.html").is_file():
                raise RefusedError(f"Zensical left out the page '{place.as_posix()}'")

    def strike(self, site_dir: Path, docs_dir: Path) -> None:
        """Hand the site over, without what it has too much, and remove the stage."""
        site = self.folder / "site"
        for name in _UNUSED:
            _remove(site / name)
        for name in _REPLACED:
            if (docs_dir / name).is_file():
                write_file(site / name, (docs_dir / name).read_bytes(), durable=False)
        for path in sorted(site.iterdir()):
            path.rename(site_dir / path.name)
        shutil.rmtree(self.folder)


def restage(text: str) -> tuple[str, str | None]:
    """The text of `mkdocs.yml` for the stage, and where the theme's overrides are now.

    Nothing is constructed: what tags such as `!ENV` mean is Zensical's to say.
    """
    root = yaml.compose(text, yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise RefusedError("mkdocs.yml holds no settings")
    theme = _get(root, "theme")
    if not isinstance(theme, yaml.MappingNode):
        theme = _mapping([("name", theme or _text("material"))])
    overrides = _get(theme, "custom_dir")
    if _get(theme, "variant") is None:
        _set(theme, "variant", _text("classic"))  # the styles that Material has too
    _set(theme, "custom_dir", _text("theme"))
    _set(root, "theme", theme)
    _set(root, "docs_dir", _text("docs"))
    _set(root, "site_dir", _text("site"))
    found = overrides.value if isinstance(overrides, yaml.ScalarNode) else None
    return yaml.serialize(root, allow_unicode=True), found


def _get(mapping: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)


def _set(mapping: yaml.MappingNode, key: str, value: yaml.Node) -> None:
    kept = [(name, old) for name, old in mapping.value if name.value != key]
    mapping.value = [*kept, (_text(key), value)]


def _text(value: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", value)


def _mapping(items: list[tuple[str, yaml.Node]]) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", [(_text(key), node) for key, node in items])


def _installed() -> Path:
    """The templates that Zensical brings."""
    spec = find_spec("zensical")
    places = (spec and spec.submodule_search_locations) or []
    for place in places:
        if (templates := Path(place) / "templates").is_dir():
            return templates
    raise RefusedError("Zensical's templates are not where they were in 0.0.73")


def _link_all(source: Path, target: Path) -> None:
    """Have the files of a folder in another one too, without a copy where the disk allows it."""
    for folder, _, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(Path(folder) / name, place / name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        write_file(target, source.read_bytes(), durable=False)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _run(config_file: Path) -> None:
    """Run Zensical in strict mode, and tell what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "zensical.main", "build", "--strict", "--config-file", config_file],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        close_fds=False,  # as its parent: an orphan keeps other builds out
    )
    said = _COLOURS.sub("", done.stdout)
    for level, text in read_reports(said):
        _tell(level, text)
    if done.returncode != 0:
        raise RefusedError(last_words(said))
    _tell("INFO", said.strip().rpartition("\n")[2])


def read_reports(said: str) -> Iterator[tuple[str, str]]:
    """Findings of Zensical, each with the level of MkDocs' log and its page in quotes."""
    for report in _REPORT.finditer(said):
        where = f"'{report['page']}', line {report['line']}"
        yield report["level"].upper(), f"{where}: {report['text']}"


def last_words(said: str) -> str:
    """What Zensical ended with, without the name of an exception."""
    last = said.strip().rpartition("\n")[2]
    return _RAISED.sub("", last) or "Zensical ended without a word"


def find_fault(said: str, theme: Path) -> Problem | None:
    """The finding, where Zensical's last words lead to a template in this folder.

    MiniJinja tells the way to it, from without: `… (in base.html:219): undefined value (in main.html:5)`.
    """
    places = list(_IN_TEMPLATE.finditer(said))
    if not places or not (theme / places[-1]["name"]).is_file():
        return None
    return make_finding(theme / places[-1]["name"], int(places[-1]["line"]), places[-1]["what"])


def _tell(level: str, text: str) -> None:
    print(f"{level:<7} -  {text}", flush=True)  # noqa: T201 - as MkDocs' log


if __name__ == "__main__":
    main()
