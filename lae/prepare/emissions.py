"""Makes a study's data/pathway/emissions.csv from the Department's emissions by local authority."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from lae.config import read_config
from lae.files import write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.pathway.carbon_contract import Emissions
from lae.readers import ghg
from lae.readers.base import Count, SourceRow
from lae.readers.own import read_boundaries
from lae.statistics import STATISTICS
from lae.tables import columns_of, validated

FILE: Final = "emissions.csv"
SOURCE: Final = "desnz_la_ghg_2023"
_T_PER_KT: Final = 1000.0


@dataclass(frozen=True)
class EmissionsTable:
    """The table of data/pathway, the rows read for it, and what was found on the way."""

    table: pd.DataFrame
    count: Count
    findings: tuple[Finding, ...]


def make_emissions(study: Path, file: Path, *, source_id: str = SOURCE) -> EmissionsTable:
    """Write emissions.csv of the study's districts; the same file gives the same bytes.

    Raises:
        FaultsError: the file cannot be used or lacks a district of the study. Nothing is written then.
    """
    data = study / read_config(study / "study.toml").data
    places = read_boundaries(data / "boundaries")
    raise_errors(places.findings)
    found = emissions_table(file, sorted(places.districts["district_code"]), source_id=source_id)
    write_table(found.table, data / "pathway" / FILE, inert=False)
    return found


def emissions_table(file: Path, districts: list[str], *, source_id: str = SOURCE) -> EmissionsTable:
    """The contract Emissions of `districts`, every year the file holds.

    Raises:
        FaultsError: the file cannot be used or lacks one of the districts.
    """
    reading = ghg.read(file, SourceRow(source_id))
    raise_errors(reading.findings)
    figures = reading.tables[STATISTICS]
    total = figures["measure"].eq("emissions_territorial") & figures["category"].eq("all") & figures["value"].notna()
    rows = figures[total & figures["area_code"].isin(districts)].sort_values(["area_code", "year"], kind="stable")
    if lacking := sorted(set(districts) - set(rows["area_code"])):
        message = f"holds no territorial emissions of {len(lacking)} districts of the study."
        fix = "Give the table of all local authorities, in today's district codes."
        raise FaultsError([Finding("error", file.name, "no_district", message, ids=tuple(lacking), fix=fix)])
    table = rows.rename(columns={"area_code": "district_code"}).assign(emissions_tco2e=rows["value"] * _T_PER_KT)
    clean = validated(table[columns_of(Emissions)].reset_index(drop=True), Emissions, FILE)
    return EmissionsTable(clean, reading.count, reading.findings)
