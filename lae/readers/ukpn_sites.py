"""UKPN's grid and primary sites, and its overview of GSPs: places, seasonal ratings, maximum demand, limits.

Neither file says what feeds a site: on its own a site hangs on nothing. Its ratings are by season, not nameplate, so
no cyclic factor may raise them and `n_minus_1_mva` stays blank.
"""

from typing import Final

import numpy as np
import pandas as pd

from lae.grid.contract import Substations
from lae.grid.ratings import LARGEST_UNIT_MVA
from lae.readers.base import Count, Edition, Register
from lae.readers.cells import numbers_of
from lae.readers.figures import blank_figures
from lae.readers.remarks import Remarks
from lae.readers.rows import sift, with_texts
from lae.readers.ukpn_file import DNO, OVERVIEW, SITES, beside_grid, points, site_ids, tidy_number
from lae.tables import columns_of

_TIERS: Final = {"primary substation": "primary", "primary": "primary", "grid substation": "bsp", "grid": "bsp"}
_LIMITS: Final = {
    "demand_constraint": ("asset_import", "import_winter", "import_summer", "import_access"),
    "generation_constraint": ("asset_export", "export"),
}


def sites_of(
    raw: pd.DataFrame, edition: Edition, _register: Register, remarks: Remarks
) -> tuple[dict[str, pd.DataFrame], Count]:
    """One row a grid or primary site, without headroom, which this file does not hold."""
    ids = site_ids(raw["site"])
    tier = raw["type"].str.casefold().map(_TIERS).astype("str").fillna("")
    left, count = _distinct(raw, ids, {"neither a grid nor a primary site": tier.eq("")}, edition, remarks)
    others = ids[tier.eq("") & ids.ne("")]
    message = "its site type is neither grid nor primary substation; left out."
    remarks.rows("warning", "tier", message, others, column="sitetype")
    rows = raw[left].assign(substation_id=ids[left], tier=tier[left], asset_id=raw["site"][left])
    if rows.empty:
        return {}, count
    ids = rows["substation_id"]
    grid = {}
    for name in ("easting", "northing"):
        grid[name], faults = numbers_of(rows[name], table=remarks.table, column=name, ids=ids)
        remarks.extend(faults)
    found = beside_grid(points(rows["place"], ids, remarks), grid["easting"], grid["northing"], ids, remarks)
    units = [
        max(_units(winter), _units(summer), key=len)
        for winter, summer in zip(rows["winter"], rows["summer"], strict=True)
    ]
    winter, summer = (_demand(rows, season, remarks) for season in ("winter", "summer"))
    ratings = _joined(rows, {"winter": "winter", "summer": "summer"}, ": ", "; ")
    table = rows.assign(
        **blank_figures(),
        stub=False,
        voltage=tidy_number(rows["voltage"]),
        easting_m=found.easting_m,
        northing_m=found.northing_m,
    ).assign(
        ratings=ratings,
        licence_area=rows["area"],
        transformers_count=_counted(rows, units, remarks),
        observed_max_mva=np.fmax(winter, summer),
        generation_constraint=("reverse power " + rows["reverse"]).where(rows["reverse"].ne(""), ""),
        comment=("local authority " + rows["authority"]).where(rows["authority"].ne(""), ""),
    )
    table["single_transformer"] = table["transformers_count"].eq(1)
    message = "ratings are by season, not nameplate: the modelled basis is blank for these sites."
    remarks.file("note", "seasonal_ratings", message, column="transratingwinter")
    return {"substations": _finished(table, edition, gsp_group="")}, _swapped(count, found.swapped)


def gsps_of(
    raw: pd.DataFrame, edition: Edition, register: Register, remarks: Remarks
) -> tuple[dict[str, pd.DataFrame], Count]:
    """One row a registered GSP, under its alias as the headroom report names it; its limits stay text."""
    ours = register.aliases[register.aliases["dno"] == DNO].set_index("published_name")
    alias = raw["name"].map(ours["alias"]).astype("str")
    ids = (DNO + ":" + alias).where(alias.notna(), "").astype("str")
    strangers = sorted(set(raw["name"][alias.isna()]) - {""})
    fix = "Register the ones that serve the study in grid/aliases.csv, dno ukpn."
    remarks.rows("warning", "no_gsp_alias", "GSPs that are not registered are left out.", strangers, fix=fix)
    elsewhere = raw["name"].map(ours["same_as"]).astype("str").fillna("").ne("")
    reasons = {"not registered": alias.isna(), "another operator's row stands for the node": elsewhere}
    left, count = _distinct(raw, ids, reasons, edition, remarks)
    rows = raw[left].assign(substation_id=ids[left])
    if rows.empty:
        return {}, count
    found = points(rows["place"], rows["substation_id"], remarks)
    known = ours.loc[rows["name"]].set_axis(rows.index)
    groups = register.gsp_groups[register.gsp_groups["dno"] == DNO].set_index("upstream_gsp")["gsp_group"]
    limits = {
        column: _joined(rows, {OVERVIEW.fields[name].replace("_", " "): name for name in names}, " ", "; ")
        for column, names in _LIMITS.items()
    }
    flows = _joined(rows, {"least": "minimum", "greatest": "maximum"}, " ", ", ")
    table = rows.assign(**blank_figures(), tier="gsp", stub=False).assign(
        asset_id=rows["site"].where(rows["site"].ne(""), known["alias"]),
        voltage=known["voltage"],
        licence_area=rows["area"],
        gsp_group=rows["name"].map(groups).astype("str").fillna(""),
        name=known["name"],
        easting_m=found.easting_m,
        northing_m=found.northing_m,
        comment=("observed power flow (unit not stated): " + flows).where(flows.ne(""), ""),
        **limits,
    )
    return {"substations": _finished(table, edition)}, _swapped(count, found.swapped)


def _distinct(
    raw: pd.DataFrame, ids: pd.Series, reasons: dict[str, pd.Series], edition: Edition, remarks: Remarks
) -> tuple[pd.Series, Count]:
    """Which rows stay, one an id: those repeated word for word are dropped, different ones are an error."""
    missing = ids.eq("") & raw["name"].eq("")
    nameless = [f"row {number}" for number in raw["row"][missing]]
    remarks.rows("error", "no_id", "the row has neither id nor name.", nameless)
    drops = {**reasons, "no id": ids.eq("")}
    if set(reasons) & {"neither a grid nor a primary site"}:
        unnamed = raw["name"][ids.eq("") & ~missing]
        remarks.rows("warning", "no_id", "the site has no functional location; left out.", unnamed)
    sound, _ = sift(drops, source_id=edition.source_id)
    cells = raw.drop(columns="row").assign(substation_id=ids)[sound]
    again = cells.duplicated("substation_id").reindex(raw.index, fill_value=False)
    same = cells.duplicated().reindex(raw.index, fill_value=False)
    clash = ids[again & ~same].unique()
    message = "the same id stands on rows that differ."
    remarks.rows("error", "repeated_id", message, clash, fix="Keep one of them.")
    drops |= {"repeated row": again & same, "same id on a row that differs": again & ~same}
    return sift(drops, source_id=edition.source_id)


def _demand(rows: pd.DataFrame, season: str, remarks: Remarks) -> pd.Series:
    """Maximum demand of a season in MVA; blank, with a warning, where several figures stand in one cell."""
    column, text = SITES.fields[f"max_{season}"], rows[f"max_{season}"]
    several = text.str.contains(r"[;/]|,\s|\.\d+,").astype(bool)
    message = "holds several figures, and the file does not say how they add up; left blank."
    remarks.rows("warning", "several_figures", message, rows["substation_id"][several], column=column)
    values, faults = numbers_of(text.mask(several, ""), table=remarks.table, column=column, ids=rows["substation_id"])
    remarks.extend(faults)
    return values


def _units(text: str) -> list[float]:
    """The ratings in "90.00, 90.00", one a transformer; NaN for a part that is no number."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [float(part) if part.replace(".", "", 1).replace("-", "", 1).isdigit() else float("nan") for part in parts]


def _counted(rows: pd.DataFrame, units: list[list[float]], remarks: Remarks) -> pd.Series:
    """How many transformers a site has, by its ratings; faults in them are named by id."""
    ids = rows["substation_id"]
    by_ratings = pd.Series([float(len(one)) if one else float("nan") for one in units], index=rows.index)
    unread = pd.Series([bool(np.isnan(one).any()) for one in units], index=rows.index)
    absurd = pd.Series([any(unit <= 0 or unit > LARGEST_UNIT_MVA for unit in one) for one in units], index=rows.index)
    column = SITES.fields["winter"]
    remarks.rows("warning", "unread_rating", "cannot be read.", ids[unread], column=column)
    message = f"a transformer is rated at nothing or less, or above {LARGEST_UNIT_MVA:.0f} MVA."
    remarks.rows("error", "absurd_rating", message, ids[absurd], column=column)
    stated, faults = numbers_of(rows["transformers"], table=remarks.table, column=SITES.fields["transformers"], ids=ids)
    remarks.extend(faults)
    uneven = stated.gt(0) & by_ratings.notna() & stated.ne(by_ratings)
    message = "states another number of transformers than of ratings; the ratings' is used."
    remarks.rows("warning", "transformers", message, ids[uneven], column=SITES.fields["transformers"])
    return by_ratings.fillna(stated.where(stated.gt(0)))


def _joined(rows: pd.DataFrame, columns: dict[str, str], between: str, separator: str) -> pd.Series:
    """The cells that say something, each led by its label: "winter: 90, 90; summer: 80, 80"."""
    parts = [(label + between + rows[name]).where(rows[name].ne(""), "") for label, name in columns.items()]
    joined = pd.concat(parts, axis=1).apply(lambda cells: separator.join(cell for cell in cells if cell), axis=1)
    return joined.astype("str")


def _swapped(count: Count, swapped: pd.Series) -> Count:
    number = int(swapped.sum())
    repaired = {"swapped coordinates": number} if number else {}
    return Count(count.source_id, count.read, count.kept, count.dropped, repaired)


def _finished(table: pd.DataFrame, edition: Edition, **texts: str) -> pd.DataFrame:
    """The table in the contract's columns with what the edition says of every row."""
    years = table.assign(
        observed_year=edition.observed_year, figure_year=edition.figure_year, source_row=table["row"].astype("int64")
    )
    stamp = {name: str(getattr(edition, name)) for name in ("vintage", "source_id", "licence")}
    named = with_texts(years, dno=DNO, **stamp, **texts)
    return named[columns_of(Substations)].sort_values("substation_id", ignore_index=True)
