"""Electricity North West's primary heat map: firm and non-firm demand headroom and generation headroom, in MW.

It publishes numbers, not names: `enwl:pry-1234` is primary 1234, `enwl:bsp-…` and `enwl:gsp-…` are the parents it
names. Firm headroom is the demand headroom; the non-firm one, for connections that may be switched off, is only quoted.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from lae.grid.bounds import floored_bound
from lae.readers.base import Count, Edition, Head, Reading, Register, head_of
from lae.readers.cells import numbers_of, spelling
from lae.readers.exports import header_words, read_export, whole_ids
from lae.readers.figures import mva_from_mw, unproven
from lae.readers.remarks import Remarks
from lae.readers.rows import sift
from lae.readers.stations import Parent, aliases_of, answer, chosen, completed, gsp_groups_of, parents_of, places

__all__ = ["DNO", "read", "recognise"]

DNO: Final = "enwl"
_FIELDS: Final = {
    "number": ("pry_number",),
    "bsp": ("bsp_number",),
    "gsp": ("gsp_number",),
    "voltage": ("voltage_kv", "voltage_mw"),
    "demand": ("dem_hr_firm_mw",),
    "non_firm": ("dem_hr_non_firm_mw",),
    "generation": ("gen_hr_inverter_mw",),
    "lv_synchronous": ("gen_hr_lv_synchronous_mw",),
    "hv_synchronous": ("gen_hr_hv_synchronous_mw",),
    "storage": ("batt_storage_hr_mw",),
    "place": ("geo_point_2d",),
}
"""The portal heads the voltage `voltage_mw`; it holds kV."""
_NEEDED: Final = frozenset({"number", "demand", "generation"})
_QUOTED: Final = {
    "non_firm": "non-firm demand headroom",
    "lv_synchronous": "synchronous generation headroom at LV",
    "hv_synchronous": "synchronous generation headroom at HV",
    "storage": "battery storage headroom",
}
_HOLDS: Final = ("substations", "feeds")


def recognise(head: Head) -> bool:
    """Whether the file is the primary heat map."""
    words = header_words(head)
    return all(spelling(_FIELDS[name][0]) in words for name in (*_NEEDED, "non_firm"))


def read(path: Path, edition: Edition, register: Register) -> Reading:
    """The heat map as our substations and feeds, every row accounted for and every fault named by id."""
    remarks = Remarks(path.name)
    unproven(remarks, "Its figures are taken as own values, a zero as at most 0, connected demand only.")
    words = header_words(head_of(path)) if path.is_file() else frozenset()
    raw = read_export(path, chosen(words, _FIELDS), set(_FIELDS) - _NEEDED, remarks)
    if raw is None:
        return answer({}, Count(edition.source_id, 0, 0), remarks, holds=_HOLDS)
    ours = aliases_of(register, DNO)
    rows = _placed(raw, ours)
    again = rows["number"].ne("") & rows.duplicated("number")
    other = again & ~raw.drop(columns="row").duplicated()
    message = "the same pry_number stands on rows that differ; the first is used."
    remarks.rows("error", "repeated_id", message, sorted(set(rows["number"][other])), fix="Keep one of them.")
    nothing_above = rows["upstream_id"].eq("")
    fix = "Register it in grid/aliases.csv, dno enwl, published_name = its pry_number, with an upstream_id."
    message = "the file names no BSP or GSP for it and no alias is registered, so it is left out."
    remarks.rows("warning", "no_alias", message, rows["number"][nothing_above & rows["number"].ne("")], fix=fix)
    drops = {
        "no pry_number": rows["number"].eq(""),
        "no stated feeder and no registered alias": nothing_above,
        "repeated pry_number": again,
    }
    left, count = sift(drops, source_id=edition.source_id)
    if not left.any():
        return answer({}, count, remarks, holds=_HOLDS)
    kept = rows[left]
    ids = kept["substation_id"]
    points = places(kept["place"], ids, remarks, column="geo_point_2d")
    first = _figures(kept, register.power_factor, remarks).assign(
        gsp_group=gsp_groups_of(kept["gsp"], ids, register, DNO, remarks),
        easting_m=points.easting_m,
        northing_m=points.northing_m,
        source_row=kept["row"],
    )
    parents = {**_parents(kept), **parents_of(ours)}
    return answer(completed(first, parents, edition, DNO, remarks), count, remarks, holds=_HOLDS)


def _placed(raw: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """The rows with id, name and feeder: the BSP they name, else the GSP, else the registered alias's."""
    numbers = {name: whole_ids(raw[name]) for name in ("number", "bsp", "gsp", "voltage")}
    rows = raw.assign(**numbers)
    by_bsp, by_gsp = _ids("bsp", rows["bsp"]), _ids("gsp", rows["gsp"])
    by_alias = rows["number"].map(ours["upstream_id"]).astype("str").fillna("")
    stated = by_bsp.where(by_bsp.ne(""), by_gsp)
    name = rows["number"].map(ours["name"])
    return rows.assign(
        substation_id=_ids("pry", rows["number"]),
        asset_id=rows["number"],
        name=name.where(name.notna(), "Primary " + rows["number"]).astype("str"),
        tier="primary",
        upstream_id=stated.where(stated.ne(""), by_alias),
    )


def _ids(kind: str, numbers: pd.Series) -> pd.Series:
    slug = numbers.str.casefold().str.replace(r"[^a-z0-9]+", "-", regex=True).str.strip("-")
    return (f"{DNO}:{kind}-" + slug).where(slug.ne(""), "").astype("str")


def _parents(rows: pd.DataFrame) -> dict[str, Parent]:
    """The BSPs and GSPs the rows name, which this file gives no figures for."""
    named = rows.assign(bsp_id=_ids("bsp", rows["bsp"]), gsp_id=_ids("gsp", rows["gsp"]))
    found: dict[str, Parent] = {}
    for row in named.sort_values(["bsp_id", "gsp_id"]).to_dict("records"):
        if row["gsp_id"]:
            found.setdefault(row["gsp_id"], Parent(row["gsp"], f"GSP {row['gsp']}", "gsp", "", ""))
        if row["bsp_id"]:
            found.setdefault(row["bsp_id"], Parent(row["bsp"], f"BSP {row['bsp']}", "bsp", "", row["gsp_id"]))
    return found


def _figures(kept: pd.DataFrame, power_factor: float, remarks: Remarks) -> pd.DataFrame:
    """Firm demand and inverter generation headroom in our columns, the others quoted in the comment."""
    ids = kept["substation_id"]
    typed = kept.copy()
    for name in ("demand", "generation", *_QUOTED):
        typed[name], faults = numbers_of(kept[name], table=remarks.table, column=_FIELDS[name][0], ids=ids)
        remarks.extend(faults)
    for name in ("demand", "generation"):
        mva = mva_from_mw(typed[name], power_factor)
        message = "is published in MW and no power factor was given, so its MVA are blank."
        unsaid = ids[typed[name].notna() & mva.isna()]
        remarks.rows("warning", "power_factor", message, unsaid, column=_FIELDS[name][0])
        typed[f"{name}_headroom_mva"] = mva
        typed[f"{name}_published_value"] = typed[name]
        typed[f"{name}_unit"] = np.where(typed[name].isna(), "", "MW")
        typed[f"{name}_bound"] = [floored_bound(value) for value in typed[name]]
    lines = [
        "; ".join(
            f"{label} {value:g} MW" for label, value in zip(_QUOTED.values(), values, strict=True) if pd.notna(value)
        )
        for values in typed[list(_QUOTED)].itertuples(index=False, name=None)
    ]
    return typed.assign(
        headroom_basis=np.where(typed["demand"].isna(), "none", "own"),
        demand_bound_own=typed["demand_bound"],
        comment=pd.Series(lines, index=typed.index, dtype="str"),
    )
