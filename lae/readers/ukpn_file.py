"""UK Power Networks' portal exports as files: which data set one is, and its cells under our short names."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.readers.base import Head, head_of
from lae.readers.cells import numbers_of, spelling
from lae.readers.exports import header_words, read_export
from lae.readers.points import Points, points_of
from lae.readers.remarks import Remarks

DNO: Final = "ukpn"

_SITE: Final = "sitefunctionallocation"
_PLACE: Final = "spatial_coordinates"
_FAR_M: Final = 500.0
_POWER_FACTOR: Final = re.compile(r"maximumdemand\d{2,8}pf")
"""The header carries the year: maximum_demand_24_25_pf."""


@dataclass(frozen=True)
class DataSet:
    """One of the operator's data sets.

    `fields` are our short name of each column and the publisher's; `optional` those some editions leave out; `marks`
    the published names by which a file is recognised, one of each group.
    """

    name: str
    fields: dict[str, str]
    optional: frozenset[str]
    marks: tuple[tuple[str, ...], ...]

    def fits(self, words: frozenset[str]) -> bool:
        """Whether a file with these column names is this data set."""
        return all(any(spelling(name) in words for name in group) for group in self.marks)


HEADROOM: Final = DataSet(
    "dfes-network-headroom-report",
    {
        "category": "category",
        "name": "substation_name",
        "level": "physical_level",
        "voltage": "voltage_kv",
        "site": _SITE,
        "bsp": "bulksupplypoint",
        "gsp": "gridsupplypoint",
        "scenario": "scenario",
        "year": "year",
        "headroom_mw": "headroom_mw",
        "headroom": "headroom",
        "rag": "demand_rag",
        "place": _PLACE,
        "area": "licencearea",
    },
    frozenset({"level", "voltage", "site", "bsp", "headroom_mw", "headroom", "rag", "place", "area"}),
    (("category",), ("substation_name",), ("gridsupplypoint",), ("scenario",), ("year",), ("headroom_mw", "headroom")),
)
SITES: Final = DataSet(
    "grid-and-primary-sites",
    {
        "site": _SITE,
        "area": "licencearea",
        "name": "sitename",
        "type": "sitetype",
        "voltage": "sitevoltage",
        "easting": "easting",
        "northing": "northing",
        "winter": "transratingwinter",
        "summer": "transratingsummer",
        "reverse": "reversepower",
        "max_winter": "maxdemandwinter",
        "max_summer": "maxdemandsummer",
        "transformers": "powertransformercount",
        "authority": "local_authority_code",
        "place": _PLACE,
    },
    frozenset({"area", "easting", "northing", "transformers", "authority", "place"}),
    ((_SITE,), ("sitename",), ("sitetype",), ("transratingwinter",), ("maxdemandwinter",)),
)
OVERVIEW: Final = DataSet(
    "ukpn-grid-supply-points-overview",
    {
        "name": "gsp",
        "site": "floc",
        "area": "dno",
        "minimum": "minimum_observed_power_flow",
        "maximum": "maximum_observed_power_flow",
        "asset_import": "asset_import_limit",
        "asset_export": "asset_export_limit",
        "import_summer": "technical_limit_import_summer",
        "import_winter": "technical_limit_import_winter",
        "import_access": "technical_limit_import_access_period",
        "export": "technical_limit_export",
        "place": "geo_point_2d",
    },
    frozenset({"site", "area", "import_summer", "import_winter", "import_access", "export", "place"}),
    (("gsp",), ("maximum_observed_power_flow",), ("asset_import_limit",)),
)
FIRM: Final = DataSet(
    "LTDS table 3 or ukpn-dfes-peak-demand-scenarios",
    {
        "site": "functional_location",
        "name": "substation",
        "season": "season",
        "year": "year",
        "firm": "firm_capacity_mw",
        "power_factor": "maximum_demand_pf",
    },
    frozenset({"year", "power_factor"}),
    (("functional_location",), ("season",), ("firm_capacity_mw",)),
)
_DATA_SETS: Final = (HEADROOM, SITES, OVERVIEW, FIRM)


def data_set_of(head: Head) -> DataSet | None:
    """Which data set a file holds; None where it is none of them, or could be several."""
    words = header_words(head)
    fitting = [each for each in _DATA_SETS if each.fits(words)]
    return fitting[0] if len(fitting) == 1 else None


def recognise(head: Head) -> bool:
    """Whether the file is one of these data sets, as CSV or JSON."""
    return data_set_of(head) is not None


def read_rows(path: Path, data_set: DataSet, remarks: Remarks) -> pd.DataFrame | None:
    """The rows as text under our short names with `row`; None, with the faults in `remarks`, where unreadable."""
    fields = dict(data_set.fields)
    if data_set is FIRM:
        years = sorted(word for word in header_words(head_of(path)) if _POWER_FACTOR.fullmatch(word))
        fields["power_factor"] = years[-1] if years else fields["power_factor"]
    return read_export(path, fields, data_set.optional, remarks)


def site_ids(sites: pd.Series) -> pd.Series:
    """Our id of each functional location, empty where the cell is."""
    return (DNO + ":" + sites.str.replace(" ", "")).where(sites.ne(""), "").astype("str")


def tidy_number(text: pd.Series) -> pd.Series:
    """Whole numbers without the ".0" that a column with blanks gets: "33.0" becomes "33"."""
    return text.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)


def points(place: pd.Series, ids: pd.Series, remarks: Remarks) -> Points:
    """The points of cells such as "51.75, -0.95", swapped ones put right; whatever else stands there is an error."""
    parts = place.str.extract(r"^([^,]*),?(.*)$")
    cells = {"latitude": parts[0], "longitude": parts[1]}
    parsed = {}
    for name, values in cells.items():
        parsed[name], faults = numbers_of(values, table=remarks.table, column=f"{_PLACE} ({name})", ids=ids)
        remarks.extend(faults)
    found = points_of(parsed["latitude"], parsed["longitude"], table=remarks.table, ids=ids)
    remarks.extend(found.findings)
    return found


def beside_grid(found: Points, easting: pd.Series, northing: pd.Series, ids: pd.Series, remarks: Remarks) -> Points:
    """The points with blanks filled from the easting and northing columns, and a warning where the two disagree."""
    on_grid = easting.between(1_000, 700_000) & northing.between(1_000, 1_300_000)
    away = np.hypot(found.easting_m - easting, found.northing_m - northing)
    message = f"its coordinates lie more than {_FAR_M:.0f} m from its easting and northing."
    remarks.rows("warning", "grid_reference", message, ids[on_grid & (away > _FAR_M)], column="easting, northing")
    outside = ids[(easting.notna() | northing.notna()) & ~on_grid]
    message = "easting and northing do not lie on the National Grid; they are not used."
    remarks.rows("warning", "outside_britain", message, outside, column="easting, northing")
    filled = (
        series.fillna(grid.where(on_grid))
        for series, grid in ((found.easting_m, easting), (found.northing_m, northing))
    )
    east, north = filled
    return Points(east, north, found.swapped, found.findings)
