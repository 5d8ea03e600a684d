"""Our growth in each GSP group beside the peak growth FES publishes for it, with the gap and what it is made of.

FES speaks of whole groups and of everything that draws power; we speak of some technologies in some of the homes. The
two are never mixed: this table only shows how far apart they are, and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from lae.tables import Contract, columns_of, key_of, validated

Floats = npt.NDArray[np.float64]

_UNMODELLED: Final = {
    "non_domestic": "non-domestic growth",
    "new_home": "new homes",
    "data_centre": "data centres",
    "district_heat": "heat networks",
    "heavy_vehicle": "lorries and buses",
    "generation": "embedded generation and storage, which FES may net off",
}
"""What moves a GSP's peak in FES, by the technology that would stand for it here."""


class GspPeaks(Contract):
    """A scenario's peak demand of a whole GSP group in a year, as published."""

    scenario: str
    gsp_group: str
    year: int = pa.Field(ge=2010, le=2100)
    peak_mw: float = pa.Field(ge=0)
    source_id: str
    source_row: int = pa.Field(ge=0)

    class Config(Contract.Config):
        unique = ["scenario", "gsp_group", "year"]


class BesideFes(Contract):
    """Our growth and FES's in one GSP group. gap = fes_change - added = outside + other.

    `outside_mw` is an estimate: what the rest of the group's homes would add if they grew like those we model.
    """

    scenario: str
    gsp_group: str
    year: int = pa.Field(ge=2010, le=2100)
    since_year: int = pa.Field(ge=2000, le=2100, description="both growths count from the end of this year")
    added_mva: float = pa.Field(nullable=True, description="growth of the group's peak by what is modelled")
    added_mw: float = pa.Field(nullable=True, description="the same in active power, which is what FES states")
    fes_mw: float = pa.Field(ge=0, nullable=True, description="peak of the whole group; blank where not supplied")
    fes_change_mw: float = pa.Field(nullable=True)
    gap_mw: float = pa.Field(nullable=True)
    cars_study_share: float = pa.Field(
        ge=0, le=1.000001, nullable=True, description="of the group's cars and vans, in the study"
    )
    modelled_share: float = pa.Field(ge=0, nullable=True, description="of the group's homes, on substations we load")
    outside_mw: float = pa.Field(nullable=True)
    other_mw: float = pa.Field(nullable=True, description="what homes outside do not explain; + FES grows more")
    reason: str

    class Config(Contract.Config):
        unique = ["scenario", "gsp_group", "year"]


@dataclass(frozen=True)
class GroupLoads:
    """What growth is worked out with: `p_mw` and `q_mvar` of one unit (technology, slot), and each group's base load.

    `base` holds (P in MW, Q in Mvar) a slot for every group whose observed demand is known.
    """

    technologies: tuple[str, ...]
    p_mw: Floats
    q_mvar: Floats
    base: Mapping[str, tuple[Floats, Floats]]


def group_growth(
    measures: pd.DataFrame,
    places: pd.DataFrame,
    loads: GroupLoads,
    *,
    scenarios: Sequence[str],
    years: Sequence[int],
) -> pd.DataFrame:
    """Growth of each group's coincident peak: scenario, gsp_group, year, since_year, added_mw, added_mva.

    Counts are added up first and then profiled, so that no two peaks are summed. A group without a known base load
    grows by the whole peak of what is added.

    Args:
        measures: the table of contract `Measures`; load without a substation is in no group.
        places: substation_id, gsp_group and observed_year of every substation.
        loads: profiles and base loads.
        scenarios: which to work out.
        years: consecutive years to work out.
    """
    known = places[places["gsp_group"].ne("")]
    since = known.groupby("gsp_group")["observed_year"].min()
    rows = measures.merge(known, on="substation_id")
    stood = rows["status"].eq("existing") & rows["start_year"].le(rows["observed_year"])
    rows = rows[~stood & rows["start_year"].le(years[-1]) & rows["technology"].isin(loads.technologies)]
    rows = rows.assign(year=rows["start_year"].clip(lower=years[0]))
    units = rows.pivot_table(
        index=["scenario", "gsp_group", "year"], columns="technology", values="profile_units", aggfunc="sum"
    )
    every = pd.MultiIndex.from_product([scenarios, list(since.index), years], names=["scenario", "gsp_group", "year"])
    units = units.reindex(index=every, columns=list(loads.technologies)).fillna(0.0)
    units = units.groupby(level=["scenario", "gsp_group"], sort=False).cumsum()
    slots = loads.p_mw.shape[1]
    nothing = (np.zeros(slots), np.zeros(slots))
    parts = [pd.DataFrame({"added_mw": [], "added_mva": []}, index=units.index[:0])]
    for group, block in units.groupby(level="gsp_group", sort=True):
        base_p, base_q = loads.base.get(str(group), nothing)
        p_mw, q_mvar = base_p + block.to_numpy() @ loads.p_mw, base_q + block.to_numpy() @ loads.q_mvar
        added_mw = p_mw.max(axis=1) - base_p.max()
        added_mva = np.hypot(p_mw, q_mvar).max(axis=1) - np.hypot(base_p, base_q).max()
        parts.append(pd.DataFrame({"added_mw": added_mw, "added_mva": added_mva}, index=block.index))
    table = pd.concat(parts).reset_index()
    return table.assign(since_year=table["gsp_group"].map(since).astype("int64"))


def carried_homes(supply: pd.DataFrame, coverage: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Homes of each group: gsp_group, study_dwellings (in the study) and carried_dwellings (on our substations).

    Args:
        supply: the table of contract `Supply`; the nearest allocation is used, homes beyond the study included.
        coverage: the study's homes by operator and GSP group: gsp_group, dwellings.
        places: substation_id and gsp_group of every substation.
    """
    nearest = supply[supply["allocation"].eq("nearest")].merge(places, on="substation_id")
    carried = nearest.groupby("gsp_group")["dwellings"].sum().rename("carried_dwellings")
    study = coverage.groupby("gsp_group")["dwellings"].sum().rename("study_dwellings")
    return pd.concat([study, carried], axis=1).fillna(0.0).rename_axis("gsp_group").sort_index().reset_index()


def beside_fes(
    peaks: pd.DataFrame,
    growth: pd.DataFrame,
    shares: pd.DataFrame,
    homes: pd.DataFrame,
    *,
    districts: Iterable[str],
    labels: Mapping[str, str],
) -> pd.DataFrame:
    """BESIDE_FES for every group of `growth` or with homes of the study; blank where FES or we have no figure.

    Args:
        peaks: the table of contract `GspPeaks`.
        growth: what `group_growth` returns.
        shares: the table of contract `GspShares`, districts beyond the study included.
        homes: what `carried_homes` returns.
        districts: the study's own.
        labels: what is modelled: technology to the words it is printed with.
    """
    ours = shares["cars_count"].where(shares["district_code"].isin(set(districts)), 0.0)
    cars = ours.groupby(shares["gsp_group"]).sum() / shares.groupby("gsp_group")["cars_count"].sum()
    counted = homes.set_index("gsp_group")
    carried = counted["carried_dwellings"] / counted["study_dwellings"].where(counted["study_dwellings"].gt(0))
    keys = key_of(BesideFes)
    table = _with_other_groups(growth, cars[cars.gt(0)].index).merge(peaks[[*keys, "peak_mw"]], on=keys, how="left")
    before = peaks.rename(columns={"year": "since_year", "peak_mw": "before_mw"})
    table = table.merge(before[["scenario", "gsp_group", "since_year", "before_mw"]], how="left")
    in_study = table["gsp_group"].map(cars).astype("float64")
    table = table.assign(
        fes_mw=table["peak_mw"],
        fes_change_mw=table["peak_mw"] - table["before_mw"],
        cars_study_share=in_study,
        modelled_share=in_study * table["gsp_group"].map(carried).astype("float64"),
    )
    share = table["modelled_share"].where(table["modelled_share"].gt(0))
    table = table.assign(
        gap_mw=table["fes_change_mw"] - table["added_mw"], outside_mw=table["added_mw"] * (1.0 / share - 1.0)
    )
    table = table.assign(other_mw=table["gap_mw"] - table["outside_mw"])
    table["reason"] = _reasons(table, labels)
    return validated(table.sort_values(keys, ignore_index=True)[columns_of(BesideFes)], BesideFes, "beside_fes")


def _with_other_groups(growth: pd.DataFrame, groups: Iterable[str]) -> pd.DataFrame:
    """`growth` with blank rows for the groups it lacks: homes of the study that hang on no known substation."""
    absent = sorted(set(groups) - set(growth["gsp_group"]))
    when = growth[["scenario", "year"]].drop_duplicates().assign(since_year=growth["since_year"].max())
    blank = when.merge(pd.DataFrame({"gsp_group": pd.Series(absent, dtype="str")}), how="cross")
    return pd.concat([growth, blank], ignore_index=True).astype({"since_year": "int64"})


def _reasons(table: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series:
    """Why the two differ, in words: who is outside, what is not modelled, and which way the rest leans."""
    missing = ", ".join(words for technology, words in _UNMODELLED.items() if technology not in labels)
    ours = "; ".join(labels[technology] for technology in sorted(labels))
    share = (100 * table["modelled_share"].fillna(0.0)).round().astype("int64").astype("str")
    since = table["since_year"].astype("str")
    text = (
        f"Ours: {ours}; on " + share + " % of the group's homes (counted by cars), from the stock recorded in " + since
    )
    text = text + f". FES: everything in the whole group, from its own figure of that year. Not modelled: {missing}."
    more = " Homes outside apart, FES grows more: that is what is not modelled."
    less = (
        " With homes outside ours exceeds FES, which may move charging off the peak and count on efficiency; ours not."
    )
    lean = np.select([table["other_mw"].lt(0), table["other_mw"].ge(0)], [less, more], "")
    reason = text + pd.Series(lean, index=table.index, dtype="str")
    reason = reason.mask(table["modelled_share"].isna(), "How much of the group lies in the study is not known.")
    reason = reason.mask(table["added_mw"].isna(), "No supplied file names the substations of these homes.")
    return reason.mask(table["fes_change_mw"].isna(), "FES's peak of this group or year is not supplied.").astype("str")
