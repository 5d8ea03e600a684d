"""The figures of UKPN's headroom report: which rows can be used, and the ones that stay as `ScenarioFigures`."""

from typing import Final

import numpy as np
import pandas as pd

from lae.readers.cells import numbers_of
from lae.readers.figures import LARGEST_MVA, mva_from_mw
from lae.readers.remarks import Remarks
from lae.readers.ukpn_file import DNO

NO_GSP: Final = "its GSP is not registered"
SYNCHRONOUS: Final = "synchronous generation, stated beside the inverter-connected figure"
_PLACE: Final = ["substation_id", "scenario", "year"]
_KEY: Final = [*_PLACE, "kind"]


def typed_figures(rows: pd.DataFrame, power_factor: float, remarks: Remarks) -> pd.DataFrame:
    """The rows with year, value, kind of headroom and scenario in our words; what cannot be right is an error."""
    ids = rows["name"] + " / " + rows["category"] + " / " + rows["scenario"] + " / " + rows["year"]
    cells = rows["headroom_mw"].where(rows["headroom_mw"].ne(""), rows["headroom"])
    value, faults = numbers_of(cells, table=remarks.table, column="headroom", ids=ids)
    remarks.extend(faults)
    message = f"is more than {LARGEST_MVA:.0f} MW: it may be in kilowatts."
    absurd = value.abs() > LARGEST_MVA
    remarks.rows("error", "unit", message, ids[absurd], column="headroom")
    stated = rows["year"].str.extract(r"^(\d{4})(?:\.0|-\d\d(?:-\d\d.*)?)?$", expand=False)
    year = pd.to_numeric(stated, errors="coerce")
    year = year.where(year.between(2020, 2100))
    remarks.rows("error", "year", "is no year from 2020 to 2100.", ids[year.isna()], column="year")
    words = rows["category"].str.casefold()
    kind = pd.Series(
        np.select(
            [words.str.contains("demand"), words.str.contains("inverter"), words.str.contains("synch")],
            ["demand", "inverter", "synchronous"],
            default="",
        ),
        index=rows.index,
        dtype="str",
    )
    message = "is none of demand, inverter-connected and synchronous generation headroom."
    strange = sorted(set(rows["category"][kind.eq("")]))
    remarks.rows("error", "category", message, strange, column="category")
    mva = mva_from_mw(value, power_factor)
    message = "is published in MW and no power factor was given, so it is left out."
    remarks.rows("warning", "power_factor", message, ids[value.notna() & mva.isna()], column="headroom")
    return rows.assign(
        figure_text=cells,
        published_value=value,
        headroom_mva=mva,
        year=year.fillna(0).astype("int64"),
        kind=kind,
        scenario=DNO + ": " + rows["scenario"],
        bad_figure=(value.isna() & cells.ne("")) | absurd,
    )


def reasons_to_go(drops: dict[str, pd.Series]) -> pd.Series:
    """Which rows have a reason to go."""
    return pd.concat(drops, axis=1).any(axis=1)


def unusable(rows: pd.DataFrame, facts: pd.DataFrame, remarks: Remarks) -> dict[str, pd.Series]:
    """Which rows cannot be used by themselves, reason by reason."""
    registered, named = rows["registered"], rows["substation_id"].ne("")
    strangers = sorted(set(rows["gsp"][~registered]) - {""})
    fix = "Register the ones that serve the study in grid/aliases.csv, dno ukpn."
    remarks.rows("warning", "no_gsp_alias", "rows of GSPs that are not registered are left out.", strangers, fix=fix)
    message = "the file gives no functional location, and no alias is registered for the name."
    fix = "Register it in grid/aliases.csv, dno ukpn."
    remarks.rows("warning", "no_alias", message, sorted(set(rows["name"][registered & ~named])), fix=fix)
    torn = facts.index[facts["torn"]]
    untiered = facts.index[facts["tier"].eq("")]
    return {
        NO_GSP: ~registered,
        "no functional location and no registered alias": ~named,
        "several substations under one functional location": rows["substation_id"].isin(torn),
        "neither level nor voltage": rows["substation_id"].isin(untiered),
        "unknown category": rows["kind"].eq(""),
        "unreadable year": rows["year"].eq(0),
        "unreadable figure": rows["bad_figure"],
        "no figure": rows["published_value"].isna(),
        "no power factor for MW": rows["headroom_mva"].isna(),
    }


def repeated(rows: pd.DataFrame, sound: pd.Series, remarks: Remarks) -> dict[str, pd.Series]:
    """Which of the sound rows say again what another has said: the same, or something else, which is an error."""
    good = rows[sound]
    again = good.duplicated(_KEY).reindex(rows.index, fill_value=False)
    same = good.duplicated([*_KEY, "published_value"]).reindex(rows.index, fill_value=False)
    other = rows[again & ~same]
    names = other["substation_id"] + " / " + other["scenario"] + " / " + other["year"].astype("str")
    message = "the same substation, category, scenario and year stand on rows that differ."
    remarks.rows("error", "repeated_row", message, sorted(set(names)), fix="Keep one of them.")
    return {"repeated row": same, "same substation, scenario and year on a row that differs": again & ~same}


def beside_or_alone(rows: pd.DataFrame, sound: pd.Series, remarks: Remarks) -> dict[str, pd.Series]:
    """Which rows are of synchronous plant: beside an inverter-connected figure of the same year, or alone."""
    inverter = pd.MultiIndex.from_frame(rows.loc[sound & rows["kind"].eq("inverter"), _PLACE])
    synchronous = sound & rows["kind"].eq("synchronous")
    paired = synchronous & pd.MultiIndex.from_frame(rows[_PLACE]).isin(inverter)
    alone = sorted(set(rows["substation_id"][synchronous & ~paired]))
    message = "has synchronous generation headroom without an inverter-connected one for the year; left out."
    remarks.rows("warning", "synchronous_alone", message, alone)
    return {SYNCHRONOUS: paired, "synchronous generation without an inverter-connected figure": synchronous & ~paired}


def long_rows(kept: pd.DataFrame, synchronous: pd.DataFrame) -> pd.DataFrame:
    """The rows of `ScenarioFigures` less the edition's columns; `constraint` says which kind of plant a figure is for.

    Room for generation is not one number: it depends on what each plant adds to the fault level. The inverter-connected
    figure is the row's, the synchronous one stands beside it in words.
    """
    said = synchronous[_PLACE].assign(said=synchronous["category"] + " " + synchronous["figure_text"] + " MW")
    inverter = kept["kind"].eq("inverter")
    beside = kept[_PLACE].merge(said, on=_PLACE, how="left")["said"].set_axis(kept.index).fillna("")
    extra = beside.where(inverter, kept["rag"]).astype("str")
    return kept.assign(
        direction=np.where(kept["kind"].eq("demand"), "demand", "generation"),
        constraint=kept["category"] + ("; " + extra).where(extra.ne(""), ""),
        unit=pd.Series("MW", index=kept.index, dtype="str"),
        source_row=kept["row"],
    )
