"""Find the browser that tests drive; in continuous integration on Debian, install it.

Anywhere else nothing is installed outside this folder: a person decides what comes onto a machine.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""What Chromium and its siblings are called as commands."""

MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""Where they are on macOS, which has no command for them."""

HOW_TO_GET_ONE = (
    "no Chromium or Chrome was found (Debian: apt-get install chromium;"
    " macOS: brew install --cask chromium; elsewhere: CHROMIUM=/path/to/it)"
)


def find_browser() -> Path | None:
    """Look where CHROMIUM points, else among the commands, else where macOS keeps programs."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    found = (shutil.which(name) for name in (*NAMES, *MAC))
    return next((Path(path) for path in found if path), None)


def install_browser() -> int:
    """Install Debian's package and return 0, or the status of the step that failed."""
    sudo = [] if os.getuid() == 0 else ["sudo", "--non-interactive"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]
    for step in (["update"], ["install", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*sudo, *quiet, *step], stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return done.returncode
    return 0


def main() -> int:
    """Make sure of a browser where that is this script's business, else do nothing."""
    if find_browser() or os.environ.get("CI") != "true" or not shutil.which("apt-get"):
        return 0
    sys.stderr.write("Installing Debian's chromium, for the tests in a browser\n")
    sys.stderr.flush()
    status = install_browser()
    if status:
        sys.stderr.write("Debian's chromium could not be installed: see the lines above.\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
