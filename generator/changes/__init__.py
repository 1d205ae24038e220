"""Changes since the last publication, as records, and as the file `data/changes.json`."""

from generator.changes.compare import MAX_CHANGES, compare, compare_paper, make_changes
from generator.changes.files import make_changes_files, parse_change
from generator.changes.records import Change, Fact, Kind, Published

__all__ = [
    "MAX_CHANGES",
    "Change",
    "Fact",
    "Kind",
    "Published",
    "compare",
    "compare_paper",
    "make_changes",
    "make_changes_files",
    "parse_change",
]
