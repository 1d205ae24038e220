r"""TeX in titles and abstracts, as the rest of the generator uses it.

`segments` tells mathematics from text and prices, `to_plain` makes plain text of TeX, and `repair`
restores what listings lost.
Each is pure, never raises, and takes time linear in the length of the text.
"""

from __future__ import annotations

from generator.text.pieces import to_plain
from generator.text.repair import repair
from generator.text.segments import Segment, segments

__all__ = ["Segment", "repair", "segments", "to_plain"]
