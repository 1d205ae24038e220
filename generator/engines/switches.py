"""What Material puts into every page for parts that this site does without.

Zensical's theme comes from Material, and has the same.
"""

from __future__ import annotations

import re
from typing import Final

_SWITCHES: Final = re.compile(
    r'<(?:input class="md-toggle"|label class="md-overlay")[^>]*>(?:</label>)?'
)
"""Hidden boxes that open drawer and search; HTML does not allow their `autocomplete` either."""


def without_switches(html: str) -> str:
    """Take the boxes out of a page, or of the template of all pages."""
    # Split and not replaced: a pattern that begins with white space tries at every blank.
    *before, last = _SWITCHES.split(html)
    return "".join((*(part.rstrip() for part in before), last))
