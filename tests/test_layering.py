"""Who may import what, and who alone writes files, reads the clock and starts programs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "generator").rglob("*.py"))

LAYERS = (
    {"records", "problems", "ids", "addresses", "write", "workers", "arxiv_categories", "counts"},
    {"web"},
    {"text"},
    {"caches", "configuration", "inputs", "sealed", "tree"},
    {"made"},
    {"dates"},
    {
        "revisions",
        "likeness",
        "slugs",
        "settings",
        "stated",
        "citations",
        "charts",
        "catalogue",
        "letters",
    },
    {"sources", "hosting", "curation_template"},
    {"content"},
    {"merge", "template_faults"},
    {"facts", "checks", "classify", "rules"},
    {"assemble", "authors", "find", "relations", "scoring", "trends"},
    {"importing", "sifting", "exports", "since", "summary", "editing", "recall"},
    {"changes"},
    {"published", "freshness"},
    {"pages", "pictures"},
    {"head"},
    {"links", "feeds", "reading", "render", "sitemap", "llms", "paper_text"},
    {"search_documents", "spelling"},
    {"mail"},
    {"portions"},
    {"pipeline", "preview"},
    {"swap", "built", "weight"},
    {"pagefind"},
    {"engines"},
    {"site", "live"},
    {"fetching"},
    {"mkdocs_hook", "cli"},
    {"__main__"},
)
"""From nouns to commands: each imports layers above it here, never one below or beside it.

A name is a module or a package; inside a package the modules are of one layer.
"""

NOUNS = {"records": set(), "problems": set(), "dates": {"records"}, "ids": set(), "write": set()}
"""What everything stands on, and all that it stands on itself."""

WRITERS = {"write", "swap"}
"""`write` opens files for writing; `swap` marks and renames whole folders of a site."""

CLOCK = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime", "fromtimestamp"}
CLOCK_READERS = {"cli.importing", "cli.signing"}
"""What a person imports or says bears the day; what is built knows none."""
NETWORK = {
    *("socket", "ssl", "socketserver", "http.client", "http.server", "urllib.request", "ftplib"),
    *("smtplib", "imaplib", "asyncio", "requests", "httpx", "httpcore", "urllib3", "aiohttp"),
    *("xmlrpc", "webbrowser"),
}
CALLERS = {"fetching.client", "fetching.connection"}
"""The only two that talk to other machines."""

WAITERS = {"fetching.client": {"time", "random"}}
"""A client waits between its tries, a little by chance; both are given to it in tests."""

OPENERS = {
    *("write_text", "write_bytes", "touch", "NamedTemporaryFile", "TemporaryFile", "mkstemp"),
    *("copyfile", "copy", "copy2", "copytree", "move", "symlink_to", "hardlink_to"),
}


def name_of(path: Path) -> str:
    """A module's name inside the package; the package itself is the empty name."""
    parts = path.relative_to(ROOT / "generator").with_suffix("").parts
    return ".".join(parts).removesuffix("__init__").rstrip(".")


def package_of(module: str) -> str:
    return module.partition(".")[0]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imports_of(path: Path) -> Iterator[str]:
    """All modules that a file imports, wherever in it, `from x import y` as `x` and `x.y`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports_of(path: Path) -> set[str]:
    """The packages and modules of the project that a file imports."""
    modules = {name_of(module) for module in MODULES} - {""}
    inside = (name.removeprefix("generator.") for name in imports_of(path))
    return {package_of(name) for name in inside if name in modules}


def calls_of(path: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call of a file: the node, what it is called on (if it is a name), and its name."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.value
            yield node, on.id if isinstance(on, ast.Name) else "", node.func.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, "", node.func.id


def layer_of(module: str) -> int:
    found = [number for number, layer in enumerate(LAYERS) if package_of(module) in layer]
    assert found, f"{module} has no layer yet: give it one in LAYERS"
    return found[0]


by_name = pytest.mark.parametrize("path", MODULES, ids=lambda path: name_of(path) or "generator")


def test_every_module_has_one_layer() -> None:
    packages = {package_of(name_of(path)) for path in MODULES} - {""}

    assert packages <= set().union(*LAYERS)
    assert sum(map(len, LAYERS)) == len(set().union(*LAYERS))


@by_name
def test_a_module_imports_only_layers_that_come_before_it(path: Path) -> None:
    module = name_of(path)
    if not module:
        assert own_imports_of(path) == set()
        return
    own = package_of(module)
    later = {name for name in own_imports_of(path) - {own} if layer_of(name) >= layer_of(module)}

    assert later == set()


@pytest.mark.parametrize("module", NOUNS)
def test_what_everything_stands_on_stands_on_almost_nothing(module: str) -> None:
    assert own_imports_of(ROOT / f"generator/{module}.py") == NOUNS[module]


def writes(call: ast.Call, on: str, name: str) -> bool:
    """Whether a call opens a file for writing: `open(path, mode)` or `path.open(mode)`."""
    if name == "copy":  # an array or a mapping can be copied too
        return on == "shutil"
    if name != "open" or on == "os":
        return name in OPENERS
    is_method = isinstance(call.func, ast.Attribute)
    return any(map(is_writing, (*call.args[not is_method :], *(k.value for k in call.keywords))))


def is_writing(mode: ast.expr) -> bool:
    text = mode.value if isinstance(mode, ast.Constant) else None
    return isinstance(text, str) and bool(set(text) & set("wax+"))


@by_name
def test_only_the_writer_opens_files_for_writing(path: Path) -> None:
    found = [ast.unparse(call) for call, on, name in calls_of(path) if writes(call, on, name)]

    assert not found or name_of(path) in WRITERS


@by_name
def test_only_commands_that_people_give_read_the_clock(path: Path) -> None:
    found = [
        ast.unparse(call)
        for call, on, name in calls_of(path)
        if name in CLOCK and on in {"datetime", "date", "time"}
    ]

    assert found == (["datetime.now(UTC)"] if name_of(path) in CLOCK_READERS else [])


@by_name
def test_only_the_client_opens_connections(path: Path) -> None:
    found = NETWORK.intersection(imports_of(path))

    assert bool(found) == (name_of(path) in CALLERS)


@by_name
def test_nothing_depends_on_chance_or_on_the_machines_language(path: Path) -> None:
    found = {"random", "secrets", "uuid", "locale", "time"}.intersection(imports_of(path))

    assert found == WAITERS.get(name_of(path), set())


def test_the_rules_see_what_they_forbid(tmp_path: Path) -> None:
    """A rule that can find nothing proves nothing."""
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import socket\nfrom urllib.request import urlopen\nfrom datetime import datetime\n"
        "datetime.now()\nopen('x', 'w')\n"
        "Path('x').open('ab')\nopen('w')\n",
        "utf-8",
    )

    assert NETWORK & set(imports_of(bad)) == {"socket", "urllib.request"}
    assert [name for call, on, name in calls_of(bad) if writes(call, on, name)] == ["open"] * 2
    assert [name for _, on, name in calls_of(bad) if on == "datetime"] == ["now"]
