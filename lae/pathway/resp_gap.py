"""Our control totals beside NESO's tRESP pathways, with the gap and why it is blank.

Figures meet only in the same district, building block, year and unit. Nothing is converted and no year is filled: the
pathways that begin in 2035 have no figure before, which is not none.
"""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from lae.measures import Uptake
from lae.pathway.resp_contract import RespRows
from lae.pathway.resp_gap_contract import RespGap
from lae.tables import filled, key_of, validated

NOT_SUPPLIED: Final = "no tRESP rows supplied for this district"
NOT_OURS: Final = "no figure of ours"
NO_BLOCK: Final = "no tRESP figure of this building block"
NO_YEAR: Final = "not published by tRESP for this year"
UNITS_DIFFER: Final = "units differ: "

_PLACE: Final = ["scenario", "district_code", "building_block"]
_BLOCK: Final = ["district_code", "building_block", "pathway"]


def gap_table(
    uptake: pd.DataFrame, resp_rows: pd.DataFrame, *, districts: Iterable[str], years: Iterable[int]
) -> pd.DataFrame:
    """RESP_GAP of `districts` in `years`: no figure of ours or of theirs there is lost, and no blank is a zero.

    Every building block of a scenario of ours is listed in all districts and years, once a pathway supplied for the
    district, or once with a blank pathway where none is. Building blocks only tRESP has are listed beside each of our
    scenarios, where published. Where the units differ, ours and theirs stand on two rows with the same reason.

    Args:
        uptake: contract `Uptake`: ours.
        resp_rows: contract `RespRows`; only figures by district are used.
        districts: the study's own.
        years: to compare, for instance the milestones.

    Raises:
        FaultsError: figures of these districts break their contract, for instance two editions of one figure.
    """
    places, wanted = sorted(set(districts)), sorted(set(years))
    ours = validated(uptake[uptake["district_code"].isin(places)], Uptake, "uptake")
    theirs = _theirs(resp_rows, places)
    listed = _ours(ours, places, wanted).merge(
        theirs[["district_code", "pathway"]].drop_duplicates(), on="district_code", how="left"
    )
    there = theirs[theirs["year"].isin(wanted)]
    met = listed.merge(there, on=[*_BLOCK, "year"], how="left")
    table = pd.concat([met, _only_theirs(there, ours)], ignore_index=True)
    alone = table["plan_value"].isna() & table["resp_value"].notna()
    table["unit"] = table["unit"].mask(alone, table["resp_unit"])
    table["reason"] = _reasons(table, theirs)
    table = _apart(table).assign(note="")
    table["gap_value"] = table["plan_value"] - table["resp_value"]
    return filled(table, RespGap, "gap_tresp").sort_values(key_of(RespGap), kind="stable", ignore_index=True)


def _theirs(resp_rows: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """Their figures by district in those places, their columns named so that they do not meet ours."""
    chosen = resp_rows["area_level"].eq("district") & resp_rows["area_code"].isin(places)
    rows = validated(resp_rows[chosen], RespRows, "resp_rows")
    names = {"value": "resp_value", "unit": "resp_unit", "source_id": "resp_source_id"}
    return rows.rename(columns={"area_code": "district_code", **names})[[*_BLOCK, "year", *names.values()]]


def _ours(ours: pd.DataFrame, places: list[str], years: list[int]) -> pd.DataFrame:
    """Every block a scenario has anywhere, in all places and years, with our figure where there is one.

    A figure that is not there is in the unit of the block's others: the district's own, else the scenario's.
    """
    blocks = ours[["scenario", "building_block"]].drop_duplicates()
    grid = blocks.merge(pd.DataFrame({"district_code": pd.Series(places, dtype="str")}), how="cross")
    grid = grid.merge(pd.DataFrame({"year": pd.Series(years, dtype="int64")}), how="cross")
    known = ours.rename(columns={"value": "plan_value", "source_id": "plan_source_id"})
    table = grid.merge(
        known[[*_PLACE, "year", "unit", "plan_value", "plan_source_id"]], on=[*_PLACE, "year"], how="left"
    )
    ordered = ours.sort_values(key_of(Uptake), kind="stable")
    for key in (_PLACE, ["scenario", "building_block"]):
        unit = ordered.groupby(key)["unit"].first().rename("usual_unit").reset_index()
        table["unit"] = table["unit"].fillna(table[key].merge(unit, on=key, how="left")["usual_unit"])
    return table


def _only_theirs(there: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """Their figures of building blocks a scenario of ours does not have, beside that scenario."""
    scenarios = sorted(set(ours["scenario"])) or [""]
    beside = there.merge(pd.DataFrame({"scenario": pd.Series(scenarios, dtype="str")}), how="cross")
    held = pd.MultiIndex.from_frame(ours[["scenario", "building_block"]])
    return beside[~pd.MultiIndex.from_frame(beside[["scenario", "building_block"]]).isin(held)]


def _reasons(table: pd.DataFrame, theirs: pd.DataFrame) -> pd.Series:
    """Why a gap is blank: what of ours is not there, then what of theirs; blank where both are, in one unit."""
    blocks = pd.MultiIndex.from_frame(theirs[_BLOCK])
    in_theirs = pd.Series(pd.MultiIndex.from_frame(table[_BLOCK]).isin(blocks), index=table.index)
    without = table["resp_value"].isna()
    blank = pd.Series("", index=table.index, dtype="str")
    lacking = blank.mask(without & in_theirs, NO_YEAR).mask(without & ~in_theirs, NO_BLOCK)
    lacking = lacking.mask(table["pathway"].isna(), NOT_SUPPLIED)
    not_ours = blank.mask(table["plan_value"].isna(), NOT_OURS)
    between = blank.mask(not_ours.ne("") & lacking.ne(""), "; ")
    units = UNITS_DIFFER + "ours " + table["unit"].fillna("") + ", tRESP " + table["resp_unit"].fillna("")
    return (not_ours + between + lacking).mask(_differ(table), units).astype("str")


def _differ(table: pd.DataFrame) -> pd.Series:
    both = table["plan_value"].notna() & table["resp_value"].notna()
    return both & table["unit"].ne(table["resp_unit"])


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """The table with one row for our figure and one for theirs where their units differ."""
    differ = _differ(table)
    own = table.assign(**{name: table[name].mask(differ) for name in ("resp_value", "resp_source_id")})
    other = table[differ]
    other = other.assign(unit=other["resp_unit"], plan_value=float("nan"), plan_source_id="")
    return pd.concat([own, other], ignore_index=True)
