"""The command `digest` on a day of one's own, with a client that hardly waits.

    HASTY_TODAY=2031-03-20 python -m hasty fetch daily-papers

For tests that start it as a program, to kill it.
"""

from __future__ import annotations

import os
from datetime import date

from generator.cli import fetch as fetch_command
from generator.cli import job, main
from generator.fetching.manners import Manners, make_agent
from generator.settings import Settings


def hasty(settings: Settings) -> Manners:
    """Manners as they are, but for the time that they take."""
    return Manners(agent=make_agent(settings), pause=0, first_wait=0.001, longest_wait=0.01)


if __name__ == "__main__":
    day = date.fromisoformat(os.environ["HASTY_TODAY"])
    for module in (job, fetch_command):
        module.today = lambda: day  # type: ignore[attr-defined]
    job.manners_for = hasty
    main()
