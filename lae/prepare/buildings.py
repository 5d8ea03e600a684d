"""Makes a study's data/buildings/margins.csv.gz: how many homes of which kind each LSOA and district holds.

The published figures are re-stated in our own columns; what is worked out from several of them says how in `basis`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.stock.ages import ages_by_lsoa, crosswalk, years_of
from lae.buildings.stock.derived import band_totals
from lae.buildings.stock.modelled import CATEGORIES
from lae.buildings.stock.shares import Register
from lae.buildings.stock.targets import Places
from lae.buildings.stock.types import types_by_lsoa
from lae.buildings.stock.whole import largest_remainder, whole_table
from lae.buildings.stock_contract import AGES, ATTRIBUTES, TYPES, Margins
from lae.files import write_table
from lae.findings import Finding
from lae.prepare.building_figures import BANDS, DISTRICT_AGES, HEAT_YEAR, METERS, ROOMS, BuildingFiles, Figures
from lae.readers import fes, voa
from lae.readers.base import Count
from lae.tables import validated

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

FILE: Final = "margins.csv.gz"
SETTINGS: Final = "lae_settings"
_OGL: Final = "Open Government Licence v3.0"
_NESO: Final = "NESO Open Data Licence"
_ROOMS_OF: Final = {
    "detached": "rooms_detached",
    "semi_detached": "rooms_semi_detached",
    "end_terrace": "rooms_end_terrace",
    "mid_terrace": "rooms_mid_terrace",
    "flat": "rooms_flat",
    "bungalow": "rooms_bungalow",
    "park_home": "rooms_park_home",
}
_DUE_TO_TYPE: Final = "rooms_due_to_type"
_METERS_MARK: Final = "new_homes_meters_mark"
_RECENT: Final = "new_homes_where_recent"
_LODGED_SINCE: Final = 2016.25
"""The certificates' table counts from the second quarter of 2016."""


@dataclass(frozen=True)
class BuildingTables:
    """The table of data/buildings, the rows read for it, and what was found on the way."""

    margins: pd.DataFrame
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Origin:
    source_id: str
    vintage: str
    basis: str = ""
    licence: str = _OGL


def make_buildings(
    files: BuildingFiles, out: Path, *, lsoas: gpd.GeoDataFrame, shares: pd.DataFrame, assumptions: Assumptions
) -> BuildingTables:
    """Write margins.csv.gz into `out`; the same files give the same bytes.

    Raises:
        FaultsError: a file cannot be used or does not cover the study. Nothing is written then.
    """
    tables = building_tables(files, lsoas=lsoas, shares=shares, assumptions=assumptions)
    write_table(tables.margins, out / FILE, inert=False)
    return tables


def building_tables(
    files: BuildingFiles, *, lsoas: gpd.GeoDataFrame, shares: pd.DataFrame, assumptions: Assumptions
) -> BuildingTables:
    """The margins of the study's LSOAs and districts, checked; raises `FaultsError` like `make_buildings`.

    Args:
        files: the publishers'.
        lsoas: contract Lsoas, of the edition of the LSOA tables (2011).
        shares: contract Shares, whose types by age stand in for a count of types.
        assumptions: rooms of each type, how far the census's rooms are due to types, and where homes were built since
            the LSOA table.
    """
    figures = Figures(files, lsoas)
    places = figures.places
    periods, totals = figures.district_periods()
    homes = totals.sum(axis=1)
    mark, recent = (assumptions.value(name) for name in (_METERS_MARK, _RECENT))
    seed = figures.lsoa_periods(periods, mark_share=mark, recent_share=recent)
    ages, by_district = ages_by_lsoa(seed, totals, crosswalk(periods, until=files.counted_on), places)
    types = _types(figures.rooms_apart(), places, ages, shares, assumptions)
    bands = band_totals(figures.bands(), homes, totals @ _built_since(periods, files.counted_on))
    heating = figures.heating(homes)
    by_lsoa = [DISTRICT_AGES, voa.SOURCE, *([METERS] if files.meters and files.msoas else [])]
    by_type = [*by_lsoa, *([ROOMS] if files.rooms else []), SETTINGS]
    vintage = f"{int(files.counted_on)}-{round(files.counted_on % 1 * 12):02d}"
    heat = _Origin(fes.HEAT_SOURCE, str(HEAT_YEAR), "shares_of_modelled_stock", _NESO)
    lodged = _Origin(f"{BANDS};{DISTRICT_AGES}", vintage, "lodgements_less_new_homes")
    parts = [
        _rows("lad", "all", homes[:, None], places, _Origin(DISTRICT_AGES, vintage)),
        _rows("lad", "age", by_district, places, _Origin(DISTRICT_AGES, vintage, "build_periods_bridged")),
        _rows("lsoa", "age", ages, places, _Origin(";".join(by_lsoa), vintage, "district_shared_by_lsoa")),
        _rows("lsoa", "type", types, places, _Origin(";".join(by_type), vintage, "types_by_age_and_rooms")),
        _rows("lad", "heating", heating, places, heat),
        _rows("lad", "epc", _whole_rows(bands, homes), places, lodged),
    ]
    table = pd.concat(parts, ignore_index=True)
    return BuildingTables(validated(table, Margins, FILE), tuple(figures.counts), tuple(figures.findings))


def _types(apart: Floats, places: Places, ages: Codes, shares: pd.DataFrame, assumptions: Assumptions) -> Codes:
    """Whole homes (LSOAs, types)."""
    likely = Register(shares, CATEGORIES).likely("dwelling_type", {"age_band": np.arange(len(AGES))})
    rooms = np.array([assumptions.value(_ROOMS_OF[name]) for name in TYPES])
    heard = assumptions.value(_DUE_TO_TYPE)
    weights = types_by_lsoa(ages.astype(np.float64), likely, apart, rooms, heard_share=heard)
    homes = ages.sum(axis=1)
    district = np.zeros((len(places.districts), len(TYPES)))
    np.add.at(district, places.district_of, weights)
    return whole_table(weights, homes, places.district_of, _whole_rows(district, district.sum(axis=1)))


def _built_since(periods: Sequence[str], counted_on: float) -> Floats:
    """The share of each period's years that lie in the span of the certificates' table."""
    spans = np.array([years_of(period, until=counted_on) for period in periods])
    since: Floats = 1.0 - np.clip((_LODGED_SINCE - spans[:, 0]) / (spans[:, 1] - spans[:, 0]), 0.0, 1.0)
    return since


def _whole_rows(table: Floats, homes: Floats) -> Codes:
    groups = np.repeat(np.arange(len(table)), table.shape[1])
    return largest_remainder(table.reshape(-1), groups, np.round(homes).astype(np.int64)).reshape(table.shape)


def _rows(level: str, attribute: str, table: Floats | Codes, places: Places, origin: _Origin) -> pd.DataFrame:
    """One row a figure that is known."""
    areas, categories = places.codes(level), ATTRIBUTES[attribute]
    frame = pd.DataFrame(
        {
            "area_level": level,
            "area_code": np.repeat(areas, len(categories)),
            "attribute": attribute,
            "category": np.tile(categories, len(areas)),
            "count": np.asarray(table, dtype=np.float64).reshape(-1),
            "counted": "dwellings",
            "provenance": "modelled" if origin.basis else "published",
            "basis": origin.basis,
            "source_id": origin.source_id,
            "vintage": origin.vintage,
            "licence": origin.licence,
        }
    )
    return frame[frame["count"].notna()].reset_index(drop=True)
