"""report.html: method, headline findings, a section a workstream, assumptions, sources, gaps and reconciliation."""

from lae.evidence.report.write import FILE, write_report

__all__ = ["FILE", "write_report"]
