"""Install a package of Debian, in continuous integration alone.

Anywhere else nothing is installed outside this folder: a person decides what comes onto a machine.
"""

import os
import shutil
import subprocess
import sys


def install_in_ci(package: str, purpose: str) -> int:
    """Install a package and return 0, or the status of the step that failed; elsewhere only 0."""
    if os.environ.get("CI") != "true" or not shutil.which("apt-get"):
        return 0
    say(f"Installing Debian's {package}, {purpose}")
    status = install(package)
    if status:
        say(f"Debian's {package} could not be installed: see the lines above.")
    return status


def install(package: str) -> int:
    """Install a package and return 0, or the status of the step that failed."""
    sudo = [] if os.getuid() == 0 else ["sudo", "--non-interactive"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]
    for step in (["update"], ["install", "--no-install-recommends", package]):
        done = subprocess.run([*sudo, *quiet, *step], stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            return done.returncode
    return 0


def say(line: str) -> None:
    """Tell a person what happens, before it does."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
