"""What every test may ask for, and the closing word on what was not tested."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import HOW_TO_GET_ONE as HOW_TO_GET_A_BROWSER
from browser import find_browser
from host import ADDRESS, serve
from hypothesis import HealthCheck, settings
from java import HOW_TO_GET_ONE as HOW_TO_GET_A_JAVA
from java import find_java
from misbehaving import FakeTime, Source, misbehave
from playwright.sync_api import expect, sync_playwright
from projects import REPOSITORY, clone, run

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from playwright.sync_api import Browser

NEEDS = {"shared": "shared", "chromium": "browser", "built_project": "site"}
"""Fixtures that lean on something outside the project, and the marker of tests that ask for one."""

# The same examples in every run, and none judged by how long it took.
settings.register_profile(
    "same-everywhere",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# Random ones, for whoever goes looking: HYPOTHESIS_PROFILE=search make test ARGS="-k property"
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same-everywhere"))

# How long a test waits for a page before it gives up: a bound for what never comes, not a measure.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the project."""
    return REPOSITORY


OWN = (os.path.join(REPOSITORY, "content", ""), str(REPOSITORY / "mkdocs.yml"))  # noqa: PTH118
_may_read_own = False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    """Let nothing but a test that asks for `own_digest` read the digest that the project holds.

    Whoever forks the project puts a digest of their own there: what is expected of the first one
    would fail for them. `tests/data/digest` is for that.
    """
    if event not in {"open", "os.listdir", "os.scandir"} or _may_read_own:
        return
    path = arguments[0]
    if isinstance(path, str) and ("content" in path or path.endswith("mkdocs.yml")):
        # A folder that is opened by its name alone may be anywhere: what removes trees does it so.
        whole = os.path.abspath(path) + ("" if event == "open" else os.sep)  # noqa: PTH100
        assert not whole.startswith(OWN), f"{path} is read; the test does not ask for `own_digest`"


sys.addaudithook(_guard)


@pytest.fixture(scope="session")
def own_digest() -> Path:
    """The project with the digest that it holds, of which only what holds of any is expected."""
    return REPOSITORY


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test read what it asks for."""
    global _may_read_own  # noqa: PLW0603 - an audit hook cannot be taken away
    _may_read_own = "own_digest" in getattr(item, "fixturenames", ())
    try:
        return (yield)
    finally:
        _may_read_own = False


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records that lies beside the project, and is no part of it."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("real records: there is no folder ../shared beside the project")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The program of a browser that is already on this machine."""
    program = find_browser()
    if program is None:
        pytest.skip(f"the site in a browser: {HOW_TO_GET_A_BROWSER}")
    return program


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A browser that asks for nothing but what it is told to.

    For one file of tests: two of Playwright's drivers cannot live at once.
    """
    quiet = ("background-networking", "component-update", "sync", "quic", "gpu")
    arguments = ["--no-sandbox", *(f"--disable-{name}" for name in quiet)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def java() -> Path:
    """The program of a Java that is already on this machine."""
    program = find_java()
    if program is None:
        pytest.skip(f"the HTML of pages: {HOW_TO_GET_A_JAVA}")
    return program


@pytest.fixture(scope="session")
def judges() -> Path:
    """The folder of the programs from npm that judge pages."""
    folder = REPOSITORY / "tests" / "tools"
    if not (folder / "node_modules").is_dir():
        pytest.skip("pages before their judges: they are not installed (make setup-test)")
    return folder


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests' digest as a fresh clone with its site built; all workers share one, to read only."""
    import fcntl  # noqa: PLC0415  not on Windows

    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = root / "built", root / "built.done"
    with (root / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a worker whose build failed
            run("generator", "build", cwd=clone(folder), DIGEST_SITE_URL=ADDRESS)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def built_site(built_project: Path) -> Path:
    """The site of the tests' digest, to be read only."""
    return built_project / "site"


@pytest.fixture(scope="session")
def served(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of that site on loopback, under a sub-path as many hosts do it."""
    with serve(built_site, tmp_path_factory.mktemp("host")) as address:
        yield address


@pytest.fixture
def fake_time() -> FakeTime:
    """A clock that goes on only when somebody sleeps by it."""
    return FakeTime()


@pytest.fixture
def source(fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    """A source on loopback that misbehaves as it is told to; its records have that clock's times."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with misbehave(fake_time.now) as source:
        yield source


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark the tests that ask for something outside the project."""
    for item in items:
        for fixture in sorted(NEEDS.keys() & set(getattr(item, "fixturenames", ()))):
            item.add_marker(NEEDS[fixture])


_not_tested: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep why a test was skipped."""
    if report.skipped and isinstance(report.longrepr, tuple):
        _not_tested[report.longrepr[2].removeprefix("Skipped: ")] += 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say last, below the line that counts the tests, what was not tested and why."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        for reason, tests in sorted(_not_tested.items()):
            terminal.write_line(f"Not tested: {reason} ({tests} test{'s' if tests > 1 else ''})")
