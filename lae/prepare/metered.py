"""Makes a study's data/buildings/metered_energy.csv: what homes and others were recorded to buy, area by area.

The published figures are re-stated in kWh and our carriers, none scaled or moved to another year. All but homes are
industry and commerce: of gas and electricity that is every other meter; of petroleum and solid fuels the publisher
counts public bodies, farms and transport apart, and the rows say so in `basis`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from lae.boundaries import nearest
from lae.buildings.demand_contract import MeteredEnergy
from lae.buildings.non_domestic_contract import INDUSTRY_AND_COMMERCE_ONLY, WITHOUT_HALF_HOURLY, MsoaOfLsoa
from lae.files import write_table
from lae.findings import FaultsError, Finding, raise_errors
from lae.prepare.building_figures import METERS, MSOAS
from lae.readers import la_statistics, ons_boundaries, subnational_energy
from lae.readers.base import Count, Reading, SourceRow
from lae.readers.ons_boundaries import AREAS
from lae.statistics import STATISTICS, levels_of
from lae.tables import columns_of, key_of, validated

FILE: Final = "metered_energy.csv"
MSOA_FILE: Final = "msoas.csv"
HOMES: Final = "desnz_domestic_energy_2023"
WORKS: Final = "desnz_industrial_commercial_2023"
WORKS_METERS: Final = "desnz_msoa_electricity_non_domestic_2019"
_SOLID: Final = ("coal", "manufactured fuels", "bioenergy and wastes")
_SUMMED: Final = "coal_manufactured_fuels_bioenergy_summed"
_GROUPS: Final = {
    "electricity": ("electricity",),
    "gas": ("gas",),
    "petroleum": ("petroleum products",),
    "solid_fuel": _SOLID,
}
"""The publisher's fuels that are one of our carriers."""
_KWH_IN_MWH: Final = 1_000.0
_NAME_END: Final = r"[A-Z]+$"
"""What an LSOA's name adds to its MSOA's: "Cherwell 008A"."""


@dataclass(frozen=True)
class MeteredFiles:
    """Where the publishers' files are: final energy by district, and of MSOAs their electricity and their shapes."""

    domestic: Path
    industrial_commercial: Path
    msoa_domestic: Path | None = None
    msoa_non_domestic: Path | None = None
    msoas: Path | None = None


@dataclass(frozen=True)
class MeteredTables:
    """The tables of data/buildings, the rows read for them, and what was found on the way."""

    metered: pd.DataFrame
    msoas: pd.DataFrame
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]


def make_metered(files: MeteredFiles, out: Path, *, lsoas: gpd.GeoDataFrame) -> MeteredTables:
    """Write metered_energy.csv and, where MSOAs are known, msoas.csv into `out`; the same files give the same bytes.

    Raises:
        FaultsError: a file cannot be used or knows none of the study's areas. Nothing is written then.
    """
    tables = metered_tables(files, lsoas=lsoas)
    write_table(tables.metered, out / FILE, inert=False)
    if len(tables.msoas):
        write_table(tables.msoas, out / MSOA_FILE, inert=False)
    return tables


def metered_tables(files: MeteredFiles, *, lsoas: gpd.GeoDataFrame) -> MeteredTables:
    """The record of the study's districts and MSOAs, checked; raises `FaultsError` like `make_metered`.

    Args:
        files: the publishers'.
        lsoas: contract Lsoas, of the edition of the MSOAs (2011).
    """
    record = _Record()
    districts = sorted(lsoas["district_code"].unique())
    parts = [
        _by_district(record, files.domestic, HOMES, "energy_domestic", districts),
        _by_district(record, files.industrial_commercial, WORKS, "energy_industrial_commercial", districts),
    ]
    msoas = _msoas(record, files.msoas, lsoas)
    for path, users, source in (
        (files.msoa_domestic, "domestic", METERS),
        (files.msoa_non_domestic, "non_domestic", WORKS_METERS),
    ):
        if path is not None and len(msoas):
            parts.append(_by_msoa(record, path, source, users, sorted(set(msoas["msoa_code"])), districts))
    table = pd.concat(parts, ignore_index=True)[columns_of(MeteredEnergy)].sort_values(
        key_of(MeteredEnergy), kind="stable", ignore_index=True
    )
    return MeteredTables(validated(table, MeteredEnergy, FILE), msoas, tuple(record.counts), tuple(record.findings))


class _Record:
    """Readings, with every row counted and every finding kept."""

    def __init__(self) -> None:
        self.counts: list[Count] = []
        self.findings: list[Finding] = []

    def sound(self, reading: Reading) -> Reading:
        """The reading, or `FaultsError` where it holds an error."""
        raise_errors(reading.findings)
        self.counts.append(reading.count)
        self.findings += reading.findings
        return reading


def _by_district(record: _Record, path: Path, source: str, measure: str, districts: Sequence[str]) -> pd.DataFrame:
    """Rows of contract MeteredEnergy of the file's latest year; a fuel without a figure has no row and a warning."""
    users = "domestic" if measure == "energy_domestic" else "non_domestic"
    rows = record.sound(la_statistics.read(path, SourceRow(source))).tables[STATISTICS]
    rows = rows[rows["measure"].eq(measure) & rows["area_code"].isin(districts)]
    if rows.empty:
        raise FaultsError([_nothing(path, districts)])
    year = int(rows["year"].max())
    table = (
        rows[rows["year"].eq(year)]
        .pivot(index="area_code", columns="category", values="value")
        .reindex(list(districts))
    )
    parts = []
    for carrier, groups in _GROUPS.items():
        kwh = table.reindex(columns=list(groups)).sum(axis=1, skipna=False) * _KWH_IN_MWH
        basis = [_SUMMED] if carrier == "solid_fuel" else []
        if users == "non_domestic" and carrier not in ("electricity", "gas"):
            basis.append(INDUSTRY_AND_COMMERCE_ONLY)
        told = kwh.notna()
        if not told.all():
            message = f"{year} has no figure of {carrier} ({', '.join(groups)}) for these districts; they have no row."
            ids = tuple(told.index[~told])
            record.findings.append(Finding("warning", path.name, "no_figure", message, "value", ids))
        parts.append(_rows("lad", kwh[told], users, carrier, year, "; ".join(basis), source))
    return pd.concat(parts, ignore_index=True)


def _by_msoa(
    record: _Record, path: Path, source: str, users: str, msoas: Sequence[str], districts: Sequence[str]
) -> pd.DataFrame:
    """Rows of contract MeteredEnergy of MSOAs, with their meters; others' half-hourly meters are told of in a note."""
    rows = record.sound(subnational_energy.read(path, SourceRow(source, source[-4:]))).tables[STATISTICS]
    measure = f"electricity_{users}"
    fine = rows[rows["area_level"].eq("msoa") & rows["area_code"].isin(msoas)]
    energy = fine[fine["measure"].eq(measure)].dropna(subset=["value"]).set_index("area_code")
    if energy.empty:
        raise FaultsError([_nothing(path, msoas)])
    meters = fine[fine["measure"].eq(f"{measure}_meters")].set_index("area_code")["value"]
    kwh, year = energy["value"] * _KWH_IN_MWH, int(energy["year"].iloc[0])
    if lack := tuple(code for code in msoas if code not in kwh.index):
        message = f"{year} has no electricity of these MSOAs; they have no row."
        record.findings.append(Finding("warning", path.name, "no_figure", message, "value", lack))
    if users == "non_domestic":
        largest = rows[rows["measure"].eq(measure) & rows["area_level"].eq("lad") & rows["area_code"].isin(districts)]
        record.findings += _half_hourly(path, kwh.sum(), largest, year)
    basis = WITHOUT_HALF_HOURLY if users == "non_domestic" else ""
    return _rows("msoa", kwh, users, "electricity", year, basis, source, meters)


def _rows(
    level: str,
    kwh: pd.Series,
    users: str,
    carrier: str,
    year: int,
    basis: str,
    source: str,
    meters: pd.Series | None = None,
) -> pd.DataFrame:
    """Rows of contract MeteredEnergy from kWh by area code."""
    count = np.full(len(kwh), np.nan) if meters is None else meters.reindex(kwh.index).to_numpy(np.float64)
    texts = {"area_level": level, "users": users, "carrier": carrier, "provenance": "published", "basis": basis}
    columns = {name: pd.Series([text] * len(kwh), dtype="str") for name, text in texts.items()}
    columns["area_code"] = pd.Series(list(kwh.index), dtype="str")
    columns["source_id"] = pd.Series([source] * len(kwh), dtype="str")
    return pd.DataFrame(columns).assign(year=year, consumption_kwh=kwh.to_numpy(np.float64), meters_count=count)


def _msoas(record: _Record, path: Path | None, lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Contract MsoaOfLsoa: the MSOA an LSOA is named after, else the one its middle lies in."""
    if path is None:
        message = "no file of MSOAs: their electricity is left out, and districts have no shape within."
        record.findings.append(Finding("warning", MSOA_FILE, "no_msoas", message))
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns_of(MsoaOfLsoa)})
    areas = gpd.GeoDataFrame(record.sound(ons_boundaries.read(path, SourceRow(MSOAS))).tables[AREAS])
    if not levels_of(areas["area_code"]).eq("msoa").all():
        raise FaultsError([Finding("error", path.name, "not_msoas", "the areas of this file are not MSOAs.")])
    points = lsoas.geometry.representative_point()
    around = areas["area_code"].to_numpy()[nearest(points.x.to_numpy(), points.y.to_numpy(), areas)]
    names = areas[areas["name"].ne("")].drop_duplicates("name", keep=False).set_index("name")["area_code"]
    named = lsoas["lsoa_name"].str.replace(_NAME_END, "", regex=True).map(names)
    apart = named.notna() & named.ne(pd.Series(around, index=lsoas.index))
    if apart.any():
        message = "these LSOAs are named after another MSOA than their middle lies in; the name is followed."
        ids = tuple(lsoas.loc[apart, "lsoa_code"])
        record.findings.append(Finding("note", path.name, "named_elsewhere", message, ids=ids))
    table = pd.DataFrame(
        {
            "lsoa_code": lsoas["lsoa_code"].astype("str"),
            "msoa_code": named.fillna(pd.Series(around, index=lsoas.index)).astype("str"),
            "source_id": pd.Series([MSOAS] * len(lsoas), index=lsoas.index, dtype="str"),
        }
    )
    return validated(table.sort_values("lsoa_code", ignore_index=True), MsoaOfLsoa, MSOA_FILE)


def _half_hourly(path: Path, kwh: float, largest: pd.DataFrame, year: int) -> list[Finding]:
    whole = float(largest["value"].sum()) * _KWH_IN_MWH
    if not whole > 0:
        return []
    message = (
        f"in {year} half-hourly meters drew {whole / 1e6:,.0f} GWh of the study's {(whole + kwh) / 1e6:,.0f} GWh of "
        "non-domestic electricity; they are published by district and are in no MSOA's figure."
    )
    return [Finding("note", path.name, "half_hourly_left_out", message)]


def _nothing(path: Path, areas: Sequence[str]) -> Finding:
    message = "the file has no figure of any area of the study."
    fix = "Is it the right table, and of the edition of the study's areas?"
    return Finding("error", path.name, "no_figure", message, ids=tuple(areas), fix=fix)
