"""The evidence as one workbook: a cover, contents, notes, and one table a sheet for the tables people read."""

from lae.evidence.workbook.write import FILE, write_workbook

__all__ = ["FILE", "write_workbook"]
