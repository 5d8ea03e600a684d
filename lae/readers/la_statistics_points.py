"""Two tidy tables of places: large CO2 point sources and operating onshore wind farms."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.geo import BRITAIN_M, bng_from_degrees
from lae.readers import guard
from lae.readers.area_rows import Column, Sheet, figures, opened, year_of
from lae.readers.base import Head, Reading, SourceRow
from lae.readers.rows import header_of
from lae.statistics import MEASURES, POINTS, PointSources, levels_of
from lae.tables import columns_of, validated

SOURCE: Final = "la_point_sources"
_PLACED: Final = ("area_code", "area_name", "operator", "lon", "lat")
_EMISSIONS: Final = (*_PLACED, "period", "site", "sector", "indicator", "value", "measure", "unit")
_WIND: Final = (*_PLACED, "name", "type", "turbines", "capacity")
_INDICATOR: Final = "emissions from point sources"
_MARGIN_M: Final = 50_000.0


def recognise(head: Head) -> bool:
    """True for the tidy table of large point sources or of onshore wind farms."""
    names = set(header_of(head.text()))
    return set(_EMISSIONS) <= names or set(_WIND) <= names


def read(path: Path, source: SourceRow) -> Reading:
    """The table `point_sources` (contract `PointSources`): tonnes of CO2 in a year, or MW of a wind farm.

    Raises:
        FaultsError: the file cannot be read, lacks a column or has no usable row.
    """
    sheet, _ = opened(
        path, source_id=source.source_id or SOURCE, needed={name: (name.replace("_", ""),) for name in _PLACED}
    )
    names = set(sheet.text.columns)
    if set(_EMISSIONS) <= names:
        return _read(sheet, _emissions(sheet))
    if set(_WIND) <= names:
        return _read(sheet, _farms(sheet))
    message = "the columns are neither those of large point sources nor those of onshore wind farms."
    raise guard.refusal(path.name, "missing_column", message, "Download it again.")


def _emissions(sheet: Sheet) -> pd.DataFrame:
    """The rows with their figure; `known` says whether it is tonnes of CO2."""
    text = sheet.text
    known = (
        text["indicator"].str.endswith(_INDICATOR) & text["unit"].eq("Tonnes") & text["measure"].str.startswith("CO")
    )
    return pd.DataFrame(
        {
            "name": text["site"],
            "category": text["sector"],
            "measure": pd.Series("co2_point_source", index=text.index, dtype="str"),
            "year": year_of(text["period"]),
            "value": figures(sheet, text["value"].mask(~known, ""), Column("co2_point_source"), named="value"),
            "known": known,
        }
    )


def _farms(sheet: Sheet) -> pd.DataFrame:
    """The rows with turbines times the capacity of one, which is what the source's own column means."""
    text = sheet.text
    turbines, strange = guard.numbers(text["turbines"])
    each = figures(sheet, text["capacity"], Column("wind_capacity"), named="capacity")
    odd = strange | (turbines.notna() & ~(turbines.between(1, 1000) & turbines.eq(np.floor(turbines))))
    message = "is no number of turbines; the capacity is left blank."
    sheet.remarks.rows("warning", "turbines", message, sheet.lines(odd), column="turbines")
    message = "capacity is that of one turbine; it was multiplied by their number."
    sheet.remarks.file("note", "per_turbine", message, column="capacity")
    return pd.DataFrame(
        {
            "name": text["name"],
            "category": text["type"],
            "measure": pd.Series("wind_capacity", index=text.index, dtype="str"),
            "year": pd.Series(np.nan, index=text.index),
            "value": (each * turbines).mask(odd),
            "known": pd.Series(data=True, index=text.index),
        }
    )


def _read(sheet: Sheet, rows: pd.DataFrame) -> Reading:
    text = sheet.text
    places = {name: guard.numbers(text[name]) for name in ("lon", "lat")}
    easting, northing = bng_from_degrees(places["lon"][0], places["lat"][0])
    west, south, east, north = BRITAIN_M
    inside = (easting >= west - _MARGIN_M) & (easting <= east + _MARGIN_M)
    inside &= (northing >= south - _MARGIN_M) & (northing <= north + _MARGIN_M)
    faults = {
        "another indicator or unit": ~rows["known"],
        "no place in Britain": pd.Series(~inside, index=text.index),
        "no district": levels_of(text["area_code"]).ne("lad"),
        "the same row again": text.duplicated(),
    }
    sheet.told(faults)
    kept, count = sheet.sifted(faults)
    table = rows.assign(
        operator=text["operator"],
        area_code=text["area_code"],
        easting_m=np.round(easting, 1),
        northing_m=np.round(northing, 1),
    ).loc[kept.index]
    measure = str(table["measure"].iloc[0])
    texts = {"unit": MEASURES[measure].unit, "source_id": sheet.source_id, "provenance": "published"}
    table = table.assign(**{name: pd.Series(value, index=table.index, dtype="str") for name, value in texts.items()})
    plain = table.reset_index(names="source_row")[columns_of(PointSources)]
    checked = validated(plain, PointSources, sheet.remarks.table)
    return Reading({POINTS: checked}, count, tuple(sheet.remarks.found))
