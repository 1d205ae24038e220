"""What every test may ask for, and the closing word on what was not tested."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import browser
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterable

REPOSITORY = Path(__file__).parent.parent
NEEDS = {"shared": "shared", "chromium": "browser"}
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


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the project."""
    return REPOSITORY


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
    program = browser.find_browser()
    if program is None:
        pytest.skip(f"the site in a browser: {browser.HOW_TO_GET_ONE}")
    return program


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark the tests that ask for something outside the project."""
    for item in items:
        for fixture in NEEDS.keys() & set(getattr(item, "fixturenames", ())):
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
