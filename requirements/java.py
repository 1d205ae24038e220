"""Find the Java that checks the HTML of pages; in continuous integration on Debian, install it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian

HOW_TO_GET_ONE = (
    "no Java was found (Debian: apt-get install default-jre-headless;"
    " macOS: brew install openjdk; elsewhere: JAVA_HOME=/path/to/it)"
)


def find_java() -> Path | None:
    """Look where JAVA_HOME points, else among the commands."""
    home = os.environ.get("JAVA_HOME")
    found = Path(home, "bin", "java") if home else shutil.which("java")
    return Path(found) if found and answers(found) else None


def answers(program: str | Path) -> bool:
    """Whether it runs: macOS has a command of this name that only says that Java is missing."""
    try:
        done = subprocess.run([program, "-version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def main() -> int:
    """Make sure of a Java where that is this script's business, else do nothing."""
    if find_java():
        return 0
    return debian.install_in_ci("default-jre-headless", "to check the HTML of pages")


if __name__ == "__main__":
    sys.exit(main())
