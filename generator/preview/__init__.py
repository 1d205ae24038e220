"""What a change of the content does, as one page for the person who judges it.

Two digests go in, of before and of now; `compare_states` tells what is different, `weigh` what it
weighs, `render_preview` makes one HTML page of both that asks no host for anything.
"""

from generator.preview.compare import compare_states
from generator.preview.records import Comparison, Count, NewPaper, PaperChange, State, Weight
from generator.preview.render import render_preview
from generator.preview.weight import weigh

__all__ = [
    "Comparison",
    "Count",
    "NewPaper",
    "PaperChange",
    "State",
    "Weight",
    "compare_states",
    "render_preview",
    "weigh",
]
