"""The forms that citations are given in, of one paper and of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from generator.citations.bibtex import to_bibtex
from generator.citations.csl import to_csl
from generator.citations.record import Citation
from generator.citations.ris import to_ris
from generator.made import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: what people call it, and how one text of many entries is made."""

    name: str
    suffix: str
    media_type: str
    to_entry: Callable[[Citation], str]
    start: str = ""
    between: str = ""
    end: str = ""

    @property
    def rows(self) -> Rows:
        """The file of these entries, by its bytes."""
        return Rows(self.start.encode(), self.between.encode(), self.end.encode())

    def join(self, entries: Iterable[str]) -> str:
        """The text of a file with these entries."""
        return self.rows.join([entry.encode() for entry in entries]).decode()


BIBTEX = Form(
    name="BibTeX",
    suffix="bib",
    media_type="application/x-bibtex",
    to_entry=to_bibtex,
    between="\n",
)
RIS = Form(
    name="RIS",
    suffix="ris",
    media_type="application/x-research-info-systems",
    to_entry=to_ris,
    between="\r\n",
)
CSL_JSON = Form(
    name="CSL-JSON",
    suffix="csl.json",
    media_type="application/vnd.citationstyles.csl+json",
    to_entry=to_csl,
    start="[\n",
    between=",\n",
    end="\n]\n",
)

FORMS = (BIBTEX, RIS, CSL_JSON)
