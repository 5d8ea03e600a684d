"""What the publishers' files say of homes, as arrays by district and LSOA, with every row counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.boundaries import nearest
from lae.buildings.stock.ages import HomesCounted, filled, matrix, newer_homes
from lae.buildings.stock.derived import heating_totals
from lae.buildings.stock.targets import Places
from lae.buildings.stock_contract import EPC_BANDS
from lae.findings import FaultsError, Finding, raise_errors
from lae.readers import census, fes, la_statistics, ons_boundaries, subnational_energy, voa
from lae.readers.base import Count, Reading, SourceRow
from lae.readers.ons_boundaries import AREAS
from lae.statistics import STATISTICS

Floats = npt.NDArray[np.float64]

DISTRICT_AGES: Final = "voa_build_period_2025"
BANDS: Final = "mhclg_epc_lodgements"
METERS: Final = "desnz_msoa_electricity_2019"
ROOMS: Final = "ons_census_2011_ks403"
MSOAS: Final = "ons_msoa_2011_layers"
HEAT_YEAR: Final = 2020
"""The last year in which all of NESO's scenarios are the same: history, not a scenario."""
_HEATING_OF: Final = {"gas": "Gas_boiler", "oil": "Oil_boiler", "heat_network": "DH"}
_NEWEST: Final = 2010
"""The LSOA table, of 2015, knows little of what was built in periods from this year on."""


@dataclass(frozen=True)
class BuildingFiles:
    """Where the publishers' files are; `rooms` tells types apart, `meters` and `msoas` where homes were built since."""

    lsoa_periods: Path
    district_periods: Path
    bands: Path
    heat_stock: Path
    rooms: Path | None = None
    meters: Path | None = None
    msoas: Path | None = None
    counted_on: float = 2025.25
    """The day of the district table in years: 31 March 2025."""


class Figures:
    """The publishers' files of one study as arrays; what was read of them is in `counts` and `findings`."""

    def __init__(self, files: BuildingFiles, lsoas: gpd.GeoDataFrame) -> None:
        self.files = files
        self.places = Places.of(lsoas)
        self.counts: list[Count] = []
        self.findings: list[Finding] = []
        points = lsoas.set_index("lsoa_code").loc[list(self.places.lsoas)].geometry.representative_point()
        self._points = np.column_stack([points.x.to_numpy(), points.y.to_numpy()])

    def district_periods(self) -> tuple[list[str], Floats]:
        """The build periods in order of time, and (districts, periods) homes."""
        path = self.files.district_periods
        rows = self._statistics(la_statistics.read, path, SourceRow(DISTRICT_AGES, "2025-03"))
        known = set(rows["category"]) - {"unknown", "all"}
        periods = sorted(known, key=lambda period: (not period.startswith("pre-"), period))
        return periods, self._whole(matrix(rows, self.places.districts, periods), self.places.districts, path)

    def lsoa_periods(self, periods: Sequence[str], *, mark_share: float, recent_share: float) -> Floats:
        """(LSOAs, periods) pattern of each of the district's periods; the newest go to where homes were added.

        `mark_share` and `recent_share` are those of `newer_homes`.
        """
        path = self.files.lsoa_periods
        rows = self._statistics(voa.read, path, SourceRow(voa.SOURCE, "2015"))
        rows = rows[rows["area_code"].isin(self.places.lsoas)]
        old = [period for period in periods if period.startswith("pre-") or int(period[:4]) < _NEWEST]
        last = [period for period in sorted(set(rows["category"])) if period.startswith(f"{_NEWEST}-")]
        everything = self._whole(matrix(rows, self.places.lsoas, ["all"]), self.places.lsoas, path)[:, 0]
        counts = filled(matrix(rows, self.places.lsoas, [*old, *last]), everything)
        recent = counts[:, len(old) :].sum(axis=1)
        added = self._added(recent, everything, mark_share, recent_share)
        newer = [recent + added if int(period[:4]) == _NEWEST else added for period in periods if period not in old]
        return np.column_stack([counts[:, : len(old)], *newer])

    def bands(self) -> Floats:
        """(districts, EPC bands) certificates lodged."""
        rows = self._statistics(la_statistics.read, self.files.bands, SourceRow(BANDS))
        return self._whole(matrix(rows, self.places.districts, EPC_BANDS), self.places.districts, self.files.bands)

    def rooms_apart(self) -> Floats:
        """Mean rooms a household of each LSOA less the mean of all the table's; NaN where no table is at hand."""
        if self.files.rooms is None:
            return np.full(len(self.places.lsoas), np.nan)
        rows = self._statistics(census.read, self.files.rooms, SourceRow(ROOMS, "2011"))
        rooms = rows[rows["measure"].eq("household_size") & rows["category"].eq("rooms")].dropna(subset=["value"])
        households = rows[rows["category"].eq("all")].set_index("area_code")["value"]
        country = np.average(rooms["value"], weights=rooms["area_code"].map(households))
        apart: Floats = matrix(rooms, self.places.lsoas, ["rooms"])[:, 0] - float(country)
        return apart

    def heating(self, homes: Floats) -> Floats:
        """(districts, heatings) homes by NESO's model of the stock, NaN for heating it does not tell apart."""
        path = self.files.heat_stock
        rows = self._sound(fes.read_heat_stock(path)).tables["uptake"]
        rows = rows[rows["year"].eq(HEAT_YEAR)].sort_values(["scenario", "building_block"])
        edition = rows["scenario"].str.partition("_")[0]
        rows = rows[edition == edition.max()].drop_duplicates(["building_block", "district_code"])
        rows = rows.rename(columns={"district_code": "area_code", "building_block": "category"})
        names = [*_HEATING_OF.values(), "ASHP", "GSHP", "TotalHPs", "Total"]
        table = self._whole(matrix(rows, self.places.districts, names), self.places.districts, path)
        of = dict(zip(names, table.T, strict=True))
        systems = {name: of[block] for name, block in _HEATING_OF.items()}
        systems["heat_pump"] = of["ASHP"] + of["GSHP"]
        systems["hybrid_heat_pump"] = np.maximum(of["TotalHPs"] - systems["heat_pump"], 0.0)
        return np.round(heating_totals(systems, of["Total"], homes))

    def _added(self, recent: Floats, everything: Floats, mark_share: float, recent_share: float) -> Floats:
        """Where homes were built since the LSOA table; where its own newest are, without meters by MSOA."""
        if self.files.meters is None or self.files.msoas is None:
            return recent
        msoas = self._sound(ons_boundaries.read(self.files.msoas, SourceRow(MSOAS))).tables[AREAS]
        msoa = nearest(self._points[:, 0], self._points[:, 1], gpd.GeoDataFrame(msoas))
        meters = self._statistics(subnational_energy.read, self.files.meters, SourceRow(METERS, "2019"))
        meters = meters[meters["measure"] == "electricity_domestic_meters"]
        by_msoa = matrix(meters, list(msoas["area_code"]), ["all"])[:, 0]
        table = HomesCounted(recent, everything, msoa, self.places.district_of)
        return newer_homes(table, by_msoa, mark_share=mark_share, recent_share=recent_share)

    def _statistics(self, read: Callable[[Path, SourceRow], Reading], path: Path, source: SourceRow) -> pd.DataFrame:
        return self._sound(read(path, source)).tables[STATISTICS]

    def _sound(self, reading: Reading) -> Reading:
        raise_errors(reading.findings)
        self.counts.append(reading.count)
        self.findings += reading.findings
        return reading

    def _whole(self, table: Floats, areas: Sequence[str], path: Path) -> Floats:
        """`table`, or `FaultsError` naming the areas that lack a figure."""
        short = np.isnan(table).any(axis=1)
        if short.any():
            message = "these areas of the study lack a figure that the stock of homes needs."
            fix = "Is the file of the edition of the study's areas (LSOA 2011)?"
            ids = tuple(np.array(areas)[short])
            raise FaultsError([Finding("error", path.name, "no_figure", message, ids=ids, fix=fix)])
        return table
