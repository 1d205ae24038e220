"""Find the browser that tests drive; in continuous integration on Debian, install it."""

import os
import shutil
import sys
from pathlib import Path

import debian

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


def main() -> int:
    """Make sure of a browser where that is this script's business, else do nothing."""
    if find_browser():
        return 0
    return debian.install_in_ci("chromium", "for the tests in a browser")


if __name__ == "__main__":
    sys.exit(main())
