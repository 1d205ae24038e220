"""Citations: one record of what is known of a paper for citing it, and the forms it is given in.

BibTeX, RIS and CSL-JSON of one paper and of lists, a line of plain text, and COinS for lists. A
paper's key is its id in all of them: ids are unique and never change, while a key made of name and
year (`lovelace2024attention`) would change when a date or the first author is corrected, and would
need a suffix that depends on which other papers there are. What is not known is left out.
"""

from generator.citations.coins import to_coins
from generator.citations.files import make_citation_files
from generator.citations.forms import FORMS, Form
from generator.citations.line import to_line
from generator.citations.record import Citation, cite

__all__ = ["FORMS", "Citation", "Form", "cite", "make_citation_files", "to_coins", "to_line"]
