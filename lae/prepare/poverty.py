"""Makes a study's data/buildings/fuel_poverty.csv from the Department's workbook of households in fuel poverty."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from lae.buildings.poverty_contract import FuelPoverty
from lae.files import write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.joins import Side, joined
from lae.readers import fuel_poverty
from lae.readers.base import Count, SourceRow
from lae.statistics import STATISTICS
from lae.tables import columns_of, validated

FILE: Final = "fuel_poverty.csv"
SOURCE: Final = "desnz_fuel_poverty_2022"
_MAY_LOSE_SHARE: Final = 0.25
"""A table of the other census's LSOAs lacks about one in twenty of a county's; one that lacks more is of elsewhere."""


@dataclass(frozen=True)
class PovertyTable:
    """The table of data/buildings, the rows read for it, and what was found on the way."""

    table: pd.DataFrame
    count: Count
    findings: tuple[Finding, ...]


def make_poverty(workbook: Path, out: Path, *, lsoas: pd.DataFrame, source_id: str = SOURCE) -> PovertyTable:
    """Write fuel_poverty.csv into `out`; the same workbook gives the same bytes.

    Raises:
        FaultsError: the workbook cannot be used or is not of the study's LSOAs. Nothing is written then.
    """
    found = poverty_table(workbook, lsoas=lsoas, source_id=source_id)
    write_table(found.table, out / FILE, inert=False)
    return found


def poverty_table(workbook: Path, *, lsoas: pd.DataFrame, source_id: str = SOURCE) -> PovertyTable:
    """The contract FuelPoverty of the study's LSOAs, of the newest year the workbook holds.

    LSOAs are matched by code, which is safe across editions: one that was split or merged has a new code. Those the
    workbook lacks have no row and are named in a warning.

    Args:
        workbook: sub-regional fuel poverty, any edition.
        lsoas: with lsoa_code, the study's.
        source_id: of the workbook in sources.csv.

    Raises:
        FaultsError: no figures by LSOA, or more than a quarter of the study's LSOAs are not among them.
    """
    reading = fuel_poverty.read(workbook, SourceRow(source_id))
    raise_errors(reading.findings)
    figures = reading.tables[STATISTICS]
    figures = figures[figures["area_level"].eq("lsoa")]
    if figures.empty:
        fix = "The table of lower layer super output areas is needed; the one of districts is too coarse."
        raise FaultsError([Finding("error", workbook.name, "no_lsoas", "holds no LSOA.", fix=fix)])
    year = int(figures["year"].max())
    wide = figures[figures["year"].eq(year)].pivot(index="area_code", columns="measure", values="value").reset_index()
    ours = pd.DataFrame({"lsoa_code": sorted(lsoas["lsoa_code"])}, dtype="str")
    left = Side("lsoas", ours, ["lsoa_code"], may_lose_share=_MAY_LOSE_SHARE)
    right = Side(workbook.name, wide, ["area_code"], may_lose_share=1.0)
    both = joined(left, right)
    raise_errors(both.findings)
    rows = both.rows.rename(columns={"households": "households_count", "households_fuel_poor": "fuel_poor_count"})
    # Kept out rather than cut down: the reader has already named them.
    beyond = rows["fuel_poor_count"].gt(rows["households_count"])
    table = rows.assign(
        households_count=rows["households_count"].astype("float64").where(rows["households_count"].ne(0)),
        fuel_poor_count=rows["fuel_poor_count"].astype("float64").mask(beyond),
        year=year,
        source_id=pd.Series(source_id, index=rows.index, dtype="str"),
    )[columns_of(FuelPoverty)]
    return PovertyTable(validated(table, FuelPoverty, FILE), reading.count, (*reading.findings, *both.findings))
