"""Makes a study's data/buildings from publishers' files: homes by kind, metered energy, fuel poverty."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lae.assumptions import AssumptionRows, Assumptions
from lae.buildings.stock_contract import Shares
from lae.config import read_config
from lae.files import read_table
from lae.findings import Finding, raise_errors
from lae.prepare.building_figures import BuildingFiles
from lae.prepare.buildings import make_buildings
from lae.prepare.metered import MeteredFiles, make_metered
from lae.prepare.poverty import make_poverty
from lae.readers.base import Count
from lae.readers.own import read_boundaries


@dataclass(frozen=True)
class Made:
    """The rows read, file by file, and what was found on the way."""

    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]


def make_study_buildings(
    study: Path, homes: BuildingFiles, energy: MeteredFiles, poverty: Path | None, progress: Callable[[str], None]
) -> Made:
    """Write every table of the study's data/buildings that these files give.

    Args:
        study: the folder with study.toml, its boundaries made and its registers and buildings/shares.csv in place.
        homes: totals of homes.
        energy: what was metered.
        poverty: households in fuel poverty by LSOA; None leaves that criterion unknown.
        progress: called with each step as it begins.

    Raises:
        FaultsError: a file cannot be used, or the study lacks what is needed.
    """
    data = study / read_config(study / "study.toml").data
    places = read_boundaries(data / "boundaries")
    raise_errors(places.findings)
    register, faults = read_table(data / "assumptions.csv", AssumptionRows, table="assumptions.csv")
    shares, more = read_table(data / "buildings" / "shares.csv", Shares, table="buildings/shares.csv")
    raise_errors([*faults, *more])
    out, lsoas = data / "buildings", places.lsoas
    progress("homes by kind")
    kinds = make_buildings(homes, out, lsoas=lsoas, shares=shares, assumptions=Assumptions.from_frame(register))
    progress("metered energy")
    metered = make_metered(energy, out, lsoas=lsoas)
    counts, findings = (*kinds.counts, *metered.counts), (*kinds.findings, *metered.findings)
    if poverty is None:
        return Made(counts, findings)
    progress("fuel poverty")
    poor = make_poverty(poverty, out, lsoas=lsoas)
    return Made((*counts, poor.count), (*findings, *poor.findings))
