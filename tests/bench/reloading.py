"""How long a person waits under `digest serve`: from saving a file until the browser shows it.

What a browser does is done without one: it asks for the signal that MkDocs' script in each page
asks for, and when that comes, it loads the page again.
"""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from urllib.request import urlopen

from processes import running

PATIENCE = 1_800.0
"""Seconds that a first build, or an edit, may take before it counts as lost."""

ANSWER = 90.0
"""Seconds to wait for one answer: MkDocs lets a request for the signal wait a minute."""

PAUSE = 0.05
"""Seconds between two questions, where the server does not hold the first one back."""

AT_REST = 3.0
"""Seconds before an edit, so that what the one before started is over."""

LAST_WORDS = 2_000
"""Characters of what a failed server said that are told."""

SCRIPT = re.compile(r"\blivereload[(/](\d+)[,/] *(\d+)")
"""The call in each page of a preview: the site's state that it shows, and the page's number."""


def measure_reloads(
    command: Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    page: str,
    edits: Sequence[tuple[Callable[[], object], str]],
) -> tuple[float, list[float]]:
    """Seconds until a server shows the page `page` first, and after each edit until it shows its word.

    Raises:
        TimeoutError: it did not show the page, or a word, within `PATIENCE`.
        ChildProcessError: it ended by itself; with what it said last.
    """
    port = find_port()
    address = f"127.0.0.1:{port}"
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        command = [*command, "--address", address]
        with running(command, cwd=cwd, environ=environ, said=said) as process:
            try:
                start = time.perf_counter()
                _load_until(process, f"http://{address}{page}", "")
                first = time.perf_counter() - start
                waited = [
                    _time_edit(process, f"http://{address}{page}", edit, word)
                    for edit, word in edits
                ]
            except ChildProcessError as error:
                said.seek(0)
                raise ChildProcessError(f"{error}: {said.read()[-LAST_WORDS:]}") from None
            _stop(process)
    return first, waited


def _time_edit(
    process: subprocess.Popen[bytes], page: str, edit: Callable[[], object], word: str
) -> float:
    shown = _load_until(process, page, "")
    time.sleep(AT_REST)
    start = time.perf_counter()
    edit()
    _await_signal(page, shown)
    _load_until(process, page, word)
    return time.perf_counter() - start


def _load_until(process: subprocess.Popen[bytes], page: str, word: str) -> str:
    """Load a page, again after each signal, until it shows a word."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ChildProcessError(f"the preview ended with status {process.returncode}")
        shown = _load(page)
        if shown and word in shown:
            return shown
        _await_signal(page, shown)
    raise TimeoutError(f"{page} does not show {word!r} after {PATIENCE:,.0f} s")


def _await_signal(page: str, shown: str) -> None:
    """Wait until there may be something new to see, as the script in the page does."""
    call = SCRIPT.search(shown)
    root = "/".join(page.split("/")[:3])
    if call is None or not _load(f"{root}/livereload/{call[1]}/{call[2]}"):
        time.sleep(PAUSE)


def _load(address: str) -> str:
    """What an address answers; nothing where nobody answers, or with an error."""
    try:
        with urlopen(address, timeout=ANSWER) as answer:  # noqa: S310  # on loopback
            body: bytes = answer.read()
    except (OSError, http.client.HTTPException):
        return ""
    return body.decode("utf-8", "replace")


def find_port() -> int:
    """A port on loopback that is free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it as a person does; what does not end by that is ended by `running`."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        return
