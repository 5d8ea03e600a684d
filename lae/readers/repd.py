"""DESNZ's Renewable Energy Planning Database (REPD): generation and storage from 150 kW, in every stage of planning.

Northern Ireland's rows stand in the British National Grid in the edition of 2024; coordinates that can only be of the
Irish Grid are left out rather than drawn in Cumbria. Operators' and applicants' names are not kept.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding
from lae.pathway.projects_contract import RenewableProjects
from lae.readers import guard
from lae.readers.base import Reading, SourceRow
from lae.readers.remarks import Remarks
from lae.readers.repd_file import read_rows, recognise
from lae.readers.rows import with_texts
from lae.readers.tally import drop_findings, repeated, tally
from lae.tables import columns_of, key_of, validated

__all__ = ["read", "recognise"]

SOURCE: Final = "desnz_repd"

_TECHNOLOGIES: Final = {
    "advanced conversion technologies": "energy_from_waste",
    "air source heat pumps": "heat",
    "anaerobic digestion": "anaerobic_digestion",
    "battery": "battery",
    "biomass (co-firing)": "biomass",
    "biomass (dedicated)": "biomass",
    "compressed air energy storage": "other_storage",
    "efw incineration": "energy_from_waste",
    "flywheels": "other_storage",
    "fuel cell (hydrogen)": "hydrogen",
    "gas boiler": "heat",
    "geothermal": "geothermal",
    "hot dry rocks (hdr)": "geothermal",
    "hydrogen": "hydrogen",
    "landfill gas": "landfill_gas",
    "large hydro": "hydro",
    "liquid air energy storage": "other_storage",
    "pumped storage hydroelectricity": "other_storage",
    "sewage sludge digestion": "sewage_gas",
    "shoreline wave": "marine",
    "small hydro": "hydro",
    "solar photovoltaics": "solar",
    "tidal barrage and tidal stream": "marine",
    "tidal lagoon": "marine",
    "tidal stream": "marine",
    "unknown": "other",
    "wind offshore": "wind_offshore",
    "wind onshore": "wind_onshore",
}
_STATUSES: Final = {
    "abandoned": "abandoned",
    "appeal lodged": "appeal_lodged",
    "appeal refused": "refused",
    "appeal withdrawn": "withdrawn",
    "application refused": "refused",
    "application submitted": "submitted",
    "application withdrawn": "withdrawn",
    "awaiting construction": "awaiting_construction",
    "decommissioned": "decommissioned",
    "no application required": "no_application_required",
    "operational": "operational",
    "planning permission expired": "expired",
    "revised": "revised",
    "under construction": "under_construction",
}
_MOUNTINGS: Final = {
    "ground": "ground",
    "roof": "roof",
    "ground & roof": "ground_and_roof",
    "floating": "floating",
}
_DAYS: Final = {
    "submitted_on": "submitted",
    "granted_on": "granted",
    "construction_on": "construction",
    "operational_on": "operational",
    "updated_on": "updated",
}
_NO_DAY: Final = ("", "NA", "N/A", "na", "n/a")
_IRISH_NORTHING_BELOW_M: Final = 460_000.0
"""All of Northern Ireland lies north of this on the British National Grid, and south of it on the Irish Grid."""
_EAST_END_M: Final = 800_000.0
_NORTH_END_M: Final = 1_300_000.0
_LARGEST_MW: Final = 10_000.0


def read(path: Path, source: SourceRow) -> Reading:
    """The register as `renewable_projects` (contract `RenewableProjects`), one row a record, sorted by reference.

    The vintage is the month of the latest update in the file where `source` states none.

    Raises:
        FaultsError: the file cannot be read, or lacks a column every edition has.
    """
    remarks = Remarks(path.name)
    rows, ragged = read_rows(path, remarks)
    technology = rows["technology"].str.casefold().map(_TECHNOLOGIES)
    status = rows["status"].str.casefold().map(_STATUSES)
    drops = {
        "no reference number": ~rows["ref"].str.fullmatch(r"\d{1,9}"),
        "an unknown development status": status.isna(),
    }
    drops["the same reference again"] = repeated(rows[["ref"]], drops)
    numbers, repairs = _numbers(rows, remarks)
    east, north = _placed(rows, numbers, remarks, repairs)
    days = {ours: _day(rows[theirs], theirs, remarks, repairs) for ours, theirs in _DAYS.items()}
    source_id = source.source_id or SOURCE
    kept, count = tally(drops, source_id=source_id, ragged=ragged, repaired=repairs)
    remarks.extend(drop_findings(path.name, drops))
    unknown = technology.isna() & kept
    shown = ", ".join(f'"{name}"' for name in sorted(set(rows["technology"][unknown]))[:3])
    _say(remarks, "unknown_technology", f"technologies not known here, taken as other: {shown}.", unknown)
    table = pd.DataFrame(
        {
            "project_id": "repd:" + rows["ref"],
            "name": rows["name"],
            "technology": technology.fillna("other"),
            "published_technology": rows["technology"],
            "status": status,
            "published_status": rows["status"],
            "mounting": rows["mounting"].str.casefold().map(_MOUNTINGS).fillna(""),
            "colocated_with": rows["colocated"].where(~rows["colocated"].isin(_NO_DAY), ""),
            "planning_authority": rows["authority"],
            "county": rows["county"],
            "country": rows["country"],
            "planning_reference": rows["planning"],
            "capacity_mw": numbers["capacity"],
            "turbines_count": numbers["turbines"],
            "height_m": numbers["height"],
            "site_area_m2": numbers["site_area"],
            "easting_m": east,
            "northing_m": north,
            "source_row": rows.index,
            **days,
        },
        index=rows.index,
    )[kept]
    vintage = source.vintage or str(table["updated_on"].max() if len(table) else "")[:7]
    table = with_texts(table, vintage=vintage, source_id=source_id)
    texts = {name: "str" for name in columns_of(RenewableProjects) if not pd.api.types.is_numeric_dtype(table[name])}
    table = table.astype(texts).sort_values(key_of(RenewableProjects), kind="stable")
    projects = validated(table[columns_of(RenewableProjects)], RenewableProjects, path.name)
    if projects.empty:
        remarks.file("error", "empty", "no row of the file can be used.")
    return Reading({"renewable_projects": projects}, count, tuple(remarks.found))


def _numbers(rows: pd.DataFrame, remarks: Remarks) -> tuple[dict[str, pd.Series], dict[str, int]]:
    """The numeric cells as float64, and how many were left blank because they are no possible figure."""
    limits = {"capacity": _LARGEST_MW, "turbines": 1e5, "height": 1e3, "site_area": 1e9, "x": np.inf, "y": np.inf}
    found: dict[str, pd.Series] = {}
    repairs: dict[str, int] = {}
    for name, largest in limits.items():
        values, unreadable = guard.numbers(rows[name])
        wrong = unreadable | ~(values.between(0.0, largest) | values.isna())
        found[name] = values.mask(wrong)
        _left_blank(remarks, repairs, f"{name.replace('_', ' ')} is not a possible figure", wrong)
    return found, repairs


def _placed(
    rows: pd.DataFrame, numbers: dict[str, pd.Series], remarks: Remarks, repairs: dict[str, int]
) -> tuple[pd.Series, pd.Series]:
    """Easting and northing where both are there and on the National Grid, else NaN for both."""
    east, north = numbers["x"], numbers["y"]
    irish = rows["country"].str.casefold().eq("northern ireland") & north.lt(_IRISH_NORTHING_BELOW_M)
    outside = ~irish & (east.gt(_EAST_END_M) | north.gt(_NORTH_END_M) | (east.eq(0.0) & north.eq(0.0)))
    _left_blank(remarks, repairs, "coordinates are on the Irish Grid", irish)
    _left_blank(remarks, repairs, "coordinates are off the National Grid", outside)
    usable = east.notna() & north.notna() & ~irish & ~outside
    _say(remarks, "no_coordinates", "these records cannot be placed on a map.", ~usable)
    return east.where(usable), north.where(usable)


def _day(cells: pd.Series, name: str, remarks: Remarks, repairs: dict[str, int]) -> pd.Series:
    """Days as yyyy-mm-dd, blank where there is none or where the cell is no day."""
    blank = cells.isin(_NO_DAY)
    parsed = pd.to_datetime(cells.mask(blank), format="%d/%m/%Y", errors="coerce")
    iso = pd.to_datetime(cells.mask(blank | parsed.notna()).str[:10], format="%Y-%m-%d", errors="coerce")
    days = parsed.fillna(iso)
    _left_blank(remarks, repairs, f"the day of {name} is not a day", ~blank & days.isna())
    return days.dt.strftime("%Y-%m-%d").fillna("").astype("str")


def _left_blank(remarks: Remarks, repairs: dict[str, int], reason: str, wrong: pd.Series) -> None:
    if wrong.any():
        repairs[f"{reason}; left blank"] = int(wrong.sum())
        _say(remarks, "left_blank", f"{reason}: left blank.", wrong)


def _say(remarks: Remarks, rule: str, message: str, flags: pd.Series) -> None:
    ids = tuple(f"row {number}" for number in flags.index[flags])
    if ids:
        remarks.found.append(Finding("note", remarks.table, rule, message, ids=ids))
