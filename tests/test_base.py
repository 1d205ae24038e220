"""What everything stands on: lock files, the setup and its answers to failures, the Makefile."""

from __future__ import annotations

import ast
import errno
import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import browser
import install
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCKS = ["site.txt", "dev.txt", "engines.txt", "bench.txt"]
NOBODY_LISTENS = "http://127.0.0.1:9/"

REQUIREMENT = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
COMMENT = re.compile(r" *#(?!.*(?:://| /)).*")


def lock_lines(name: str) -> list[str]:
    return (ROOT / "requirements" / name).read_text("utf-8").splitlines()


def pins(name: str) -> dict[str, str]:
    found = (REQUIREMENT.fullmatch(line) for line in lock_lines(name))
    return {match["name"]: match["version"] for match in found if match}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# The lock files


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_pins_hashes_and_comments_and_no_host_or_place(name: str) -> None:
    kinds = (REQUIREMENT, HASH, COMMENT)

    assert [line for line in lock_lines(name) if not any(k.fullmatch(line) for k in kinds)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    lines = lock_lines(name)
    without = [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if REQUIREMENT.fullmatch(line) and not HASH.fullmatch(after)
    ]

    assert pins(name)
    assert without == []


def test_tests_run_with_the_versions_that_build_the_site() -> None:
    site, dev = pins("site.txt"), pins("dev.txt")

    assert {name: dev.get(name) for name in site} == site


@pytest.mark.parametrize("name", ["engines.txt", "bench.txt"])
def test_engines_and_peers_stand_beside_what_tests_run_with(name: str) -> None:
    dev, others = pins("dev.txt"), pins(name)

    assert {name: others[name] for name in others.keys() & dev} == {
        name: dev[name] for name in others.keys() & dev
    }


def test_the_lock_files_hold_what_the_project_asks_for(project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    asked = {
        "site.txt": [*project["project"]["dependencies"], *groups["build"]],
        "dev.txt": groups["dev"],
        "engines.txt": groups["engines"],
        "bench.txt": groups["bench"],
    }
    unmet = [
        line
        for name, lines in asked.items()
        for line in lines
        if not is_met(Requirement(line), pins(name))
    ]

    assert unmet == []


def is_met(asked: Requirement, have: dict[str, str]) -> bool:
    version = have.get(asked.name.lower().replace("_", "-"))
    return version is not None and asked.specifier.contains(version)


def test_the_build_backend_is_pinned_and_locked(project: dict[str, Any]) -> None:
    assert project["build-system"]["requires"] == [f"hatchling=={pins('site.txt')['hatchling']}"]


def npm_packages() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    return {name: it for name, it in packages["packages"].items() if name}


def test_every_npm_package_has_its_hash_and_no_address() -> None:
    packages = npm_packages()

    assert all(it["integrity"].startswith("sha512-") for it in packages.values())
    assert [name for name, it in packages.items() if "resolved" in it] == []


def test_the_search_engine_is_locked_for_every_platform() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["optionalDependencies"]
    systems = {"linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "windows-x64"}

    assert {
        name.removeprefix("node_modules/"): it["version"] for name, it in npm_packages().items()
    } == wanted
    assert {f"@pagefind/{system}" for system in systems} <= wanted.keys()
    assert wanted["@pagefind/linux-x64"] == "1.6.0"


def test_what_installs_names_no_address() -> None:
    files = ["Makefile", ".npmrc", ".ci/run", "package.json", "package-lock.json", "pyproject.toml"]
    texts = [*map(ROOT.joinpath, files), *(ROOT / "requirements").glob("*.*")]

    assert [path.name for path in texts if "://" in path.read_text("utf-8")] == []


# The setup: what is done, and what is done again


DONE = {"environment": "E", "site": "S", "package": "P", "search": "N"}


@pytest.mark.parametrize(
    ("done", "wanted", "todo"),
    [
        pytest.param({}, DONE, list(DONE), id="new"),
        pytest.param(DONE, DONE, [], id="complete"),
        pytest.param({"site": "S"}, DONE, list(DONE), id="environment-gone"),
        pytest.param(DONE, DONE | {"environment": "F"}, list(DONE), id="other-python-or-folder"),
        pytest.param(DONE, DONE | {"site": "T"}, list(DONE), id="other-lock-file"),
        pytest.param(DONE, DONE | {"package": "Q"}, ["package"], id="other-pyproject"),
        pytest.param(DONE, DONE | {"search": "M"}, ["search"], id="other-npm-lock"),
        pytest.param(DONE, DONE | {"test": "T"}, ["test"], id="tests-are-added"),
        pytest.param(DONE | {"test": "T"}, DONE, [], id="tests-do-no-harm"),
        pytest.param({"environment": "E"}, DONE, ["site", "package", "search"], id="stopped-early"),
    ],
)
def test_only_what_changed_is_installed_again(
    done: dict[str, str], wanted: dict[str, str], todo: list[str]
) -> None:
    assert install.steps_to_do(done, wanted) == todo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with nothing but lock files; its environment is the one that runs this test."""
    locks = [f"requirements/{name}" for name in LOCKS]
    for name in (*locks, "pyproject.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("", "utf-8")
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


@pytest.fixture
def setup(folder: Path) -> install.Setup:
    setup = install.Setup(folder)
    setup.environment.mkdir()
    setup.write_record({"environment": "E"})
    setup.python = Path(sys.executable)
    return setup


def test_a_step_whose_product_is_gone_is_not_done(setup: install.Setup) -> None:
    setup.write_record({"environment": "E", "site": "S", "search": "N"})

    assert setup.done() == {"environment": "E", "site": "S"}


@pytest.mark.parametrize("record", ["", "{"])
def test_a_record_that_cannot_be_read_means_that_nothing_is_done(
    setup: install.Setup, record: str
) -> None:
    setup.record.write_text(record, "utf-8")

    assert setup.done() == {}


def test_an_environment_that_somebody_else_made_is_not_touched(folder: Path) -> None:
    theirs = folder / ".venv" / "theirs"
    theirs.parent.mkdir()
    theirs.touch()

    with pytest.raises(install.SetupError, match=r"\.venv was made by something else"):
        install.Setup(folder).make_environment()

    assert theirs.exists()


def test_a_discarded_environment_keeps_the_sign_of_who_made_it(setup: install.Setup) -> None:
    (setup.environment / "lib").mkdir()
    (setup.environment / "lib64").symlink_to("lib")

    setup.discard_environment()

    assert list(setup.environment.iterdir()) == [setup.record]
    assert setup.done() == {}


def test_a_second_setup_waits_for_the_first(folder: Path) -> None:
    import fcntl  # noqa: PLC0415  not on Windows

    other = os.open(folder / "requirements", os.O_RDONLY)
    try:
        with install.alone(folder), pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(other)


# The setup: one line for each failure


def test_the_setup_can_be_read_by_an_old_python() -> None:
    source = (ROOT / "requirements" / "install.py").read_text("utf-8")

    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 10, "final", 0))
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")

    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "requirements" / "install.py"), run_name="__main__")

    assert stopped.value.code == (
        "Python 3.11 or newer is needed, and /usr/bin/python3 is 3.8:"
        " install one, or name one that is there (make PYTHON=/path/to/python3)."
    )


def test_the_oldest_python_is_the_one_that_the_project_states(project: dict[str, Any]) -> None:
    major, minor = install.OLDEST_PYTHON

    assert project["project"]["requires-python"] == f">={major}.{minor}"


def test_a_python_without_venv_is_told_what_brings_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    assert install.main(["site"], folder) == 1
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert capsys.readouterr().err == (
        f"{sys.executable} came without venv: install it"
        f" (Debian, Ubuntu: apt install {package}), then run make again.\n"
    )


FULL = "The disk is full: .venv and node_modules take up to 1.3 GB; make room, then run make again."
UNREACHABLE = (
    "The package registry cannot be reached: check the network, and the proxy if there is one,"
    " then run make again."
)


NO_CLICK = "ERROR: No matching distribution found for click==8.5.1"
MISSING = (
    "The package registry has no click==8.5.1 for this Python and machine:"
    " try another Python (make PYTHON=/path/to/python3) or another registry."
)


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", FULL),
        ("npm error code ENOSPC", FULL),
        ("NewConnectionError: [Errno -2] Name or service not known", UNREACHABLE),
        ("GET /x attempt 1 failed with ENOTFOUND", UNREACHABLE),
        (f"WARNING: Retrying: Failed to establish a new connection\n{NO_CLICK}", UNREACHABLE),
        (NO_CLICK, MISSING),
        ("ERROR: something else", None),
    ],
)
def test_the_cause_is_read_from_what_a_tool_said(output: str, line: str | None) -> None:
    assert install.explain(output) == line


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("", "A tool failed and said nothing."),
        ("one\ntwo\n\n", "two"),
        (
            "  OSError: Readme file does not exist: README.md\nhint: See above\n",
            "OSError: Readme file does not exist: README.md",
        ),
    ],
)
def test_of_an_unknown_cause_the_line_that_says_most_is_shown(output: str, line: str) -> None:
    assert install.last_error(output) == line


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), FULL),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "[Errno 30] Read-only file system"),
        (KeyboardInterrupt(), "Interrupted"),
        (install.SetupError("This is why."), "This is why."),
    ],
    ids=["full", "read-only", "interrupted", "known"],
)
def test_a_failure_is_one_line_and_no_traceback(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    line: str,
) -> None:
    def fail(_setup: install.Setup, _level: str) -> None:
        raise error

    monkeypatch.setattr(install.Setup, "run", fail)

    assert install.main(["site"], folder) == 1
    said = capsys.readouterr().err
    assert said.startswith(line)
    assert said.count("\n") == 1


@pytest.fixture
def pip_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine tells pip where packages are, and none is really installed."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "installed"))


@pytest.mark.usefixtures("pip_alone")
def test_no_network_is_one_line_and_changes_nothing(
    setup: install.Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", NOBODY_LISTENS)
    lock(setup, "a" * 64)
    before = setup.record.read_bytes()

    with pytest.raises(install.SetupError) as refused:
        setup.make_site()

    assert str(refused.value) == UNREACHABLE
    assert setup.record.read_bytes() == before


@pytest.mark.usefixtures("pip_alone")
def test_a_package_that_is_not_the_locked_one_is_refused(
    setup: install.Setup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel = make_wheel(tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))

    lock(setup, "a" * 64)
    with pytest.raises(install.SetupError, match="is not the one that the lock file names"):
        setup.make_site()
    assert not (tmp_path / "installed").exists()

    lock(setup, hashlib.sha256(wheel.read_bytes()).hexdigest())
    setup.make_site()
    assert (tmp_path / "installed" / "invented_package.py").exists()
    # Emptied when packages began to change; `run` fills it in again when the step is complete.
    assert setup.done() == {}


def lock(setup: install.Setup, sha256: str) -> None:
    text = f"invented-package==1.0 \\\n    --hash=sha256:{sha256}\n"
    (setup.root / "requirements" / "site.txt").write_text(text, "utf-8")


def make_wheel(folder: Path) -> Path:
    path = folder / "invented_package-1.0-py3-none-any.whl"
    info = "invented_package-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("invented_package.py", "")
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: invented-package\nVersion: 1.0\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


def test_npm_without_network_is_one_line(
    setup: install.Setup, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("npm_config_registry", NOBODY_LISTENS)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")

    with pytest.raises(install.SetupError) as refused:
        setup.make_search()

    assert str(refused.value) == UNREACHABLE


# The browser


def test_a_browser_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/somewhere/else")

    assert browser.find_browser() == Path("/somewhere/else")


@pytest.mark.parametrize(("ci", "installs"), [("true", True), ("", False)])
def test_a_browser_is_installed_only_in_continuous_integration(
    monkeypatch: pytest.MonkeyPatch, ci: str, *, installs: bool
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("subprocess.run", run)

    assert browser.main() == 0
    steps = [
        next(word for word in command if word in {"update", "install"}) for command in commands
    ]
    assert steps == (["update", "install"] if installs else [])


def test_what_was_not_tested_is_said_last(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "def test_one(): pytest.skip('the moon: it is not there')\n"
        "def test_two(): pytest.skip('the moon: it is not there')\n"
        "def test_three(): pass\n",
        "utf-8",
    )
    paths = os.pathsep.join(map(str, map(ROOT.joinpath, ("tests", "tests/bench", "requirements"))))

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "--rootdir", ".", "-c", os.devnull, "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    *_, counts, last = done.stdout.splitlines()
    assert "1 passed, 2 skipped" in counts
    assert last == "Not tested: the moon: it is not there (2 tests)"


# The Makefile


def test_make_alone_lists_every_target_in_a_line() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)[0].split())

    done = subprocess.run(
        [shutil.which("make") or pytest.skip("the Makefile: there is no make"), "-s"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    )

    listed = dict(re.findall(r"^make (\S+) +(.+)$", done.stdout, re.MULTILINE))
    assert listed.keys() == targets - {"setup", "setup-test", "setup-bench"}
    assert {"site", "serve", "test", "check", "bench", "fix"} <= listed.keys()
