"""The operators' 2022 "Best View" headroom as somebody compiled it: a table of its own, beside the others, never mixed.

It is thermal headroom of a development plan; the dashboards of today publish headroom for connections, contracted
demand taken off. The two bases differ, so nothing here enters HEADROOM.
"""

from typing import Final, NamedTuple

import pandas as pd
import pandera.pandas as pa

from lae.tables import Contract

BEST_VIEW: Final = "best_view_2022"
NO_NAME: Final = "no substation of that name"
SEVERAL: Final = "several substations of that name"
_TIER_WORD: Final = r"\s+(?:PRIMARY|BSP|GSP)$"


class BestView(Contract):
    """One row a substation name and year: an operator's own Best View, MW, without an id or a place."""

    dno: str
    licence_area: str = pa.Field(description="as the sheet is headed: SEPD, NPgN ...")
    published_name: str
    supply_level: str
    scenario: str
    year: int = pa.Field(ge=2020, le=2100)
    headroom_mw: float = pa.Field(ge=-5_000, le=5_000, nullable=True, description="+ is room; blank as in the file")
    vintage: str
    source_id: str
    source_row: int = pa.Field(ge=0, description="row of its own sheet, as a spreadsheet counts")
    licence: str

    class Config(Contract.Config):
        unique = ["licence_area", "published_name", "year"]


class BestViewMatch(NamedTuple):
    """Pairs (substation_id, name, headroom_mw, year, source_row) and why the other substations have none, by id."""

    pairs: pd.DataFrame
    unmatched: dict[str, str]


def match_best_view(best_view: pd.DataFrame, substations: pd.DataFrame, *, licence_area: str) -> BestViewMatch:
    """The primaries of one licence area beside their Best View, found by upper-cased name and only where it is unique.

    Args:
        best_view: contract BestView.
        substations: contract Substations; primaries of `licence_area` that are no stubs are looked at.
        licence_area: as both tables write it, for instance SEPD.
    """
    view = best_view[best_view["licence_area"].eq(licence_area)]
    view = view.assign(key=view["published_name"].str.upper())
    chosen = substations["tier"].eq("primary") & substations["licence_area"].eq(licence_area) & ~substations["stub"]
    sites = substations.loc[chosen, ["substation_id", "name"]]
    sites = sites.assign(key=sites["name"].str.upper().str.replace(_TIER_WORD, "", regex=True))
    twice = sites["key"].duplicated(keep=False) | sites["key"].isin(view["key"][view.duplicated(["key", "year"])])
    absent = ~sites["key"].isin(view["key"])
    unmatched = {
        **dict.fromkeys(sites["substation_id"][twice], SEVERAL),
        **dict.fromkeys(sites["substation_id"][absent], NO_NAME),
    }
    found = sites[~absent & ~twice].merge(view[["key", "headroom_mw", "year", "source_row"]], on="key")
    pairs = found.drop(columns="key").sort_values(["substation_id", "year"], ignore_index=True)
    return BestViewMatch(pairs, dict(sorted(unmatched.items())))


def below_zero(pairs: pd.DataFrame) -> list[str]:
    """The ids whose Best View was below zero in a year of the pairs, sorted."""
    return sorted(set(pairs.loc[pairs["headroom_mw"].lt(0), "substation_id"]))


def correlation(pairs: pd.DataFrame, substations: pd.DataFrame) -> float:
    """Pearson's r between the Best View and today's published demand headroom of the same substations.

    NaN below two pairs. It says how little one basis tells of the other.
    """
    today = pairs["substation_id"].map(substations.set_index("substation_id")["demand_published_value"])
    both = pd.DataFrame({"then": pairs["headroom_mw"], "now": today.astype("float64")}).dropna()
    return float(both["then"].corr(both["now"])) if len(both) > 1 else float("nan")
