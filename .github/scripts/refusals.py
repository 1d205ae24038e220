"""Make the text of one issue out of the reports of what was refused.

    python refusals.py FOLDER --run https://code.example/digest/actions/runs/1 > issue.md

Reports are the files `*.md` of the folder, in the order of their names; without any that says
something, nothing is printed. They quote what strangers sent: nobody is called by name through
them, and an issue holds only so much.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

MAX_ISSUE: Final = 60_000
"""Characters; the hosting site takes 65,536."""

CALL: Final = re.compile(r"@(?=[A-Za-z0-9])")
"""What the hosting site may take for a person or a team, who would get mail."""

CALLED: Final = "@<!-- -->"
"""The same for readers, and no call."""


def make_issue(reports: Sequence[str], run: str) -> str:
    """The reports one after the other, and what happens next; empty where none says anything."""
    said = [report.strip() for report in reports if report.strip()]
    if not said:
        return ""
    end = (
        "\n\n---\n\nWhat could be read was taken, and the site stays as it was in all else. The next "
        "run asks again for whatever is missing, and closes this issue when it gets it. "
        f"[This run]({run})\n"
    )
    text = CALL.sub(CALLED, "\n\n".join(said))
    room = MAX_ISSUE - len(end)
    if len(text) > room:
        cut = "\n\nThere is more; the run has all of it."
        text = text[: room - len(cut)].rpartition("\n")[0] + cut
    return text + end


def main() -> None:
    """Read the reports and print the text."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--run", required=True, help="the address of this run")
    options = parser.parse_args()
    reports = [path.read_text("utf-8", "replace") for path in sorted(options.folder.glob("*.md"))]
    sys.stdout.write(make_issue(reports, options.run))


if __name__ == "__main__":
    main()
