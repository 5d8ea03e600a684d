"""OPPORTUNITIES: places and options with their figures, criteria, score, place and what is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from lae.assumptions import Assumptions
from lae.findings import Finding
from lae.land.opportunities.clusters import clusters
from lae.land.opportunities.contract import CRITERIA, Opportunities, OpportunityFacts, OptionCosts
from lae.land.opportunities.criteria import RANKED, WEIGHT_IDS, checked, ratios
from lae.land.opportunities.market import market
from lae.land.opportunities.schemes import SCHEME_IDS, SchemeSettings, schemes
from lae.land.opportunities.solar import overlap
from lae.land.sequestration_contract import CarbonPrices
from lae.scoring import placed, reach, scores
from lae.tables import empty, filled

SWAY_ID: Final = "land_weight_sway"
TOLERANCE_ID: Final = "land_rank_tolerance"
LEAST_ID: Final = "land_min_opportunity"
OPPORTUNITY_IDS: Final = (*WEIGHT_IDS, *SCHEME_IDS, SWAY_ID, TOLERANCE_ID, LEAST_ID)
_TABLE: Final = "opportunities"
_FACTS: Final = [
    "habitat_distance_m",
    "flood_share",
    "access_distance_m",
    "nature_priority_share",
    "homes_distance_m",
    "best_farmland_share",
    "solar_ha",
    "zone_ha",
]
_TONNES: Final = ["net_low_cumulative_tco2e", "net_cumulative_tco2e", "net_high_cumulative_tco2e"]


@dataclass(frozen=True)
class OpportunitySettings:
    """How firm an order must be, how small an opportunity may be, and what schemes ask.

    Attributes:
        sway: share by which each weight may be off.
        tolerance: share of the list that a place may move by and still be steady.
        least_ha: smaller clusters have no place.
        schemes: areas that codes ask for.
    """

    sway: float
    tolerance: float
    least_ha: float
    schemes: SchemeSettings

    @classmethod
    def of(cls, assumptions: Assumptions) -> "OpportunitySettings":
        """The register's values."""
        sway, tolerance, least = (assumptions.value(name) for name in (SWAY_ID, TOLERANCE_ID, LEAST_ID))
        return cls(sway, tolerance, least, SchemeSettings.of(assumptions))


def no_pairs() -> pd.DataFrame:
    """Neighbours where none are known."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in ("zone_id", "neighbour_id")})


@dataclass(frozen=True)
class Around:
    """What a study knows beside carbon; without rows where nobody supplied it.

    Attributes:
        facts: contract OpportunityFacts.
        costs: contract OptionCosts.
        neighbours: zone_id and neighbour_id, side by side.
        prices: contract CarbonPrices.
    """

    facts: pd.DataFrame = field(default_factory=lambda: empty(OpportunityFacts))
    costs: pd.DataFrame = field(default_factory=lambda: empty(OptionCosts))
    neighbours: pd.DataFrame = field(default_factory=no_pairs)
    prices: pd.DataFrame = field(default_factory=lambda: empty(CarbonPrices))


def opportunities(
    sequestration: pd.DataFrame,
    options: pd.DataFrame,
    around: Around,
    *,
    year: int,
    weights: Mapping[str, float],
    settings: OpportunitySettings,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Contract Opportunities: every claim of one basis by that year, the best first.

    Args:
        sequestration: contract Sequestration, one basis; other years are left aside.
        options: contract LandOptions.
        around: facts, costs and neighbours.
        year: tonnes are counted up to.
        weights: of each criterion.
        settings: of the register.

    Raises:
        ValueError: there are several bases, whose rows are alternatives; a weight names no criterion.
    """
    wanted = checked(weights)
    if sequestration["basis"].nunique() > 1:
        raise ValueError("rank one basis at a time: the rows of two are alternatives for the same land")
    rows = sequestration[sequestration["year"].eq(year) & sequestration["claim_ha"].gt(0)].reset_index(drop=True)
    if rows.empty:
        message = f"no land is claimed by {year}, so there is nothing to rank."
        return empty(Opportunities), [Finding("warning", _TABLE, "nothing", message, "claim_ha")]
    table = _clustered(_figures(rows, around), around.neighbours)
    small = table["cluster_ha"].lt(settings.least_ha)
    dark = table["net_cumulative_tco2e"].isna()
    criteria = np.where((small | dark).to_numpy()[:, None], np.nan, ratios(table.mask(small | dark)))
    # What only some places know would favour those that do not: it is shown, and in no score.
    told = ~np.isnan(criteria)
    placeable = told.any(axis=1)
    shared = told[placeable].all(axis=0) & placeable.any()
    counted = np.where(shared, criteria, np.nan)
    best, worst = reach(counted, wanted, sway=settings.sway)
    score = scores(counted, wanted)
    rank = placed(score)
    moves = (worst - best) > settings.tolerance * np.isfinite(rank).sum()
    order = np.where(np.isnan(rank), "", np.where(moves, "fragile", "steady"))
    reason = np.select([dark, small], ["its carbon is not known", "too small, neighbours counted"], default="")
    names = np.array(CRITERIA, dtype=object)
    lacking = [" ".join(names[row]) for row in np.isnan(ratios(table))]
    table = table.assign(
        **{f"{name}_ratio": criteria[:, at] for at, name in enumerate(CRITERIA)},
        score_ratio=score,
        rank=rank,
        best_rank=best,
        worst_rank=worst,
        order=pd.Series(order, dtype="str"),
        reason=pd.Series(reason, dtype="str"),
        criteria_missing=pd.Series(lacking, dtype="str"),
        criteria_scored=" ".join(names[shared]),
    )
    table = table.join(schemes(table["option"], table["cluster_ha"], options, settings.schemes))
    table = table.join(market(table["option"], around.prices, year=year))
    table = table.sort_values(["rank", "zone_id", "option"], kind="stable", na_position="last")
    return filled(table, Opportunities, _TABLE), _remarks(table, partly=tuple(names[told.any(axis=0) & ~shared]))


def _figures(rows: pd.DataFrame, around: Around) -> pd.DataFrame:
    """Every figure a criterion looks at, and what else is shown."""
    facts = around.facts.set_index("zone_id")[_FACTS].astype("float64")
    table = rows.join(facts, on="zone_id")
    eligible = table[["open_ha", "caution_ha", "consent_ha"]].sum(axis=1)
    least, most = (
        values for values in overlap(*(table[name].to_numpy(float) for name in ("claim_ha", "solar_ha", "zone_ha")))
    )
    known = table["claim_ha"] - table["unknown_ha"]
    table = table.assign(
        carbon_tco2e_per_ha=table["net_cumulative_tco2e"] / known.where(known.gt(0)),
        conflict_share=((table["caution_ha"] + table["consent_ha"]) / eligible.where(eligible.gt(0))).clip(upper=1.0),
        solar_overlap_low_ha=least,
        solar_overlap_high_ha=most,
    )
    costs = around.costs.set_index("option")[["low_gbp", "cost_gbp", "high_gbp"]].astype("float64")
    # Only hectares whose carbon is known are paid for here: the others have no tonnes to share their cost.
    paid = costs.reindex(table["option"]).to_numpy(float) * known.to_numpy()[:, None]
    tonnes = table[_TONNES[::-1]].to_numpy(float)
    each = paid / np.where(tonnes > 0, tonnes, np.nan)
    names = ["low_gbp_per_tco2e", "cost_gbp_per_tco2e", "high_gbp_per_tco2e"]
    return table.assign(**dict(zip(names, each.T, strict=True)))


def _clustered(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """With the cluster of each place among those that claim land for the same option."""
    parts = [
        rows.assign(cluster_id=rows["zone_id"].map(clusters(rows["zone_id"], pairs)).astype("str"))
        for _, rows in table.groupby("option", sort=False)
    ]
    joined = pd.concat(parts).sort_index()
    return joined.assign(cluster_ha=joined.groupby(["option", "cluster_id"])["claim_ha"].transform("sum"))


def _remarks(table: pd.DataFrame, *, partly: tuple[str, ...]) -> list[Finding]:
    """What could not be told, and whose place is not firm."""
    untold = [name for name, (column, _) in RANKED.items() if table[column].isna().all()]
    fragile = table.loc[table["order"].eq("fragile")]
    found = []
    if untold:
        message = "nobody supplied what these look at; they are in no score."
        found.append(Finding("warning", _TABLE, "untold", message, "criteria_missing", tuple(untold)))
    if partly:
        message = "these are known of some places only; they are shown, and in no score."
        found.append(Finding("warning", _TABLE, "partly_told", message, "criteria_missing", partly))
    if len(fragile):
        message = "the place of these depends on weights a little higher or lower: fragile."
        ids = tuple(f"{row.zone_id} / {row.option}" for row in fragile[["zone_id", "option"]].itertuples())
        found.append(Finding("note", _TABLE, "fragile", message, "order", ids))
    return found
