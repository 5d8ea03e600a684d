"""Charge points by LSOA and district, in both publishers' speed bands, each location counted once."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from lae.charging.supply.merged import Merged
from lae.charging.supply.study_area import areas_of
from lae.charging.supply_contract import DEFINITIONS, STANDINGS, ChargersByArea
from lae.findings import Finding
from lae.tables import columns_of, validated

_ALL: Final = "all"
_BAND_OF: Final = {"all": "", "dft": "speed_dft", "gov_uk": "speed_gov_uk"}
_KEY: Final = ["area_level", "area_code", "definition", "band", "standing"]
_COUNTS: Final = ["locations_count", "points_count", "not_stated_count", "historical_count"]


def chargers_by_area(supply: Merged, lsoas: gpd.GeoDataFrame) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The contract ChargersByArea, LSOAs summing to their district, and how many locations lie in no LSOA.

    A charge point is in the area of its location. One outside every LSOA, kept because homes walk to it, is in none.

    Args:
        supply: merged registers.
        lsoas: lsoa_code, district_code, geometry, EPSG:27700.
    """
    placed = _placed(supply, lsoas)
    parts = [
        _counted(placed, level, column, definition)
        for level, column in (("lad", "district_code"), ("lsoa", "lsoa_code"))
        for definition in DEFINITIONS
    ]
    found = pd.concat([*parts, _zeros(lsoas)], ignore_index=True)
    # The zero rows stand last: they fill in only where nothing was counted.
    table = found.drop_duplicates(_KEY).assign(provenance="published")
    unsure = table["not_stated_count"].gt(0) | table["historical_count"].gt(0) | table["points_count"].eq(0)
    table = table.assign(bound=np.where(unsure, "at_least", "exact"))
    ordered = table.assign(
        d=table["definition"].map(DEFINITIONS.index), s=table["standing"].map(STANDINGS.index)
    ).sort_values(["area_level", "area_code", "d", "band", "s"], kind="stable")
    texts = dict.fromkeys([*_KEY, "bound", "provenance"], "str")
    plain = ordered[columns_of(ChargersByArea)].astype(texts | dict.fromkeys(_COUNTS, "float64"))
    outside = int((placed["lsoa_code"].eq("") & ~placed["location_id"].duplicated()).sum())
    findings: tuple[Finding, ...] = ()
    if outside:
        message = f"locations outside every LSOA of the study, in no area's count though homes walk to them: {outside}."
        findings = (Finding("note", "chargers_by_area", "outside_areas", message),)
    return validated(plain, ChargersByArea, "chargers_by_area"), findings


def _placed(supply: Merged, lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    """The counted charge points with the area of their location."""
    locations = supply.locations.set_index("location_id")
    areas = areas_of(locations, lsoas).assign(historical=locations["historical"].astype(bool))
    points = supply.points[supply.points["counted"].astype(bool)]
    placed = points.join(areas, on="location_id")
    stated = placed["points_count"].notna()
    number = placed["points_count"].fillna(1.0)
    return placed.assign(
        points=number, silent=np.where(stated, 0.0, 1.0), old=number.where(placed["historical"].astype(bool), 0.0)
    )


def _counted(placed: pd.DataFrame, level: str, column: str, definition: str) -> pd.DataFrame:
    rows = placed[placed[column].ne("")]
    band = _BAND_OF[definition]
    rows = rows.assign(area_code=rows[column], band=rows[band] if band else _ALL)
    table = rows.groupby(["area_code", "band", "standing"], as_index=False, sort=True).agg(
        locations_count=("location_id", "nunique"),
        points_count=("points", "sum"),
        not_stated_count=("silent", "sum"),
        historical_count=("old", "sum"),
    )
    return table.assign(area_level=level, definition=definition)


def _zeros(lsoas: gpd.GeoDataFrame) -> pd.DataFrame:
    codes = [("lad", code) for code in sorted(set(lsoas["district_code"]))]
    codes += [("lsoa", code) for code in sorted(set(lsoas["lsoa_code"]))]
    frame = pd.DataFrame(codes, columns=["area_level", "area_code"], dtype="str")
    named = frame.assign(definition=_ALL, band=_ALL, standing="open")
    return named.assign(**dict.fromkeys(_COUNTS, 0.0))
