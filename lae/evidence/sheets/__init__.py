"""One page about one thing: a substation to talk over with its operator, a district's plan on a page."""

from lae.evidence.sheets.district import write_districts
from lae.evidence.sheets.operator import write_operator_sheets

__all__ = ["write_districts", "write_operator_sheets"]
