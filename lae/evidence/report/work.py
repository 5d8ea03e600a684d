"""A section for each workstream whose tables the edition holds."""

from collections.abc import Iterator

from lae.evidence import shell
from lae.evidence.report.carbon import carbon
from lae.evidence.report.charging import charging
from lae.evidence.report.homes import homes
from lae.evidence.report.land import land
from lae.evidence.report.model import Model
from lae.evidence.report.network import network
from lae.evidence.report.plan import indicators, projects


def sections(model: Model) -> Iterator[shell.Section]:
    """The workstreams in the order of the headline findings."""
    if "headline" in model.tables:
        yield shell.Section("network", "The network", network(model), page=True)
        yield shell.Section("homes", "Homes", homes(model), page=True)
        yield shell.Section("charging", "Charging", charging(model), page=True)
    yield shell.Section("land", "Land", land(model), page=True)
    if "budgets" in model.tables:
        yield shell.Section("carbon", "Carbon and money", carbon(model), page=True)
    if "projects" in model.tables:
        yield shell.Section("projects", "Projects and funding", projects(model), page=True)
    if "kpis" in model.tables:
        yield shell.Section("indicators", "Indicators", indicators(model), page=True)
