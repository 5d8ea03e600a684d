"""What each headline rests on: shares by provenance of what it adds up, and its assumptions by tier."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.dictionary.contract import HeadlineBasis
from lae.dictionary.lineage import origin
from lae.measures import PROVENANCE
from lae.results import Results
from lae.tables import filled

_SHARES: Final = [f"{kind}_share" for kind in PROVENANCE]
_TODAY: Final = "Substations at or below zero today"
_READ_FROM: Final = {_TODAY: "substations"}
"""Headlines that rest on an earlier table than the one they are counted in: today's class is the operator's figure."""


def headline_basis(results: Results) -> pd.DataFrame:
    """HEADLINE_BASIS: one row a headline; shares are blank, with the reason, where there is nothing to add up."""
    register = results.inputs.assumptions
    rows = []
    for headline, table, weighed_by, shares in _headlines(results):
        below = _READ_FROM.get(headline, table)
        used = [register[name].tier for name in origin(below).every_assumption if name in register]
        tiers = {f"tier_{tier.lower()}_count": used.count(tier) for tier in "ABCD"}
        known = shares is not None and bool(np.isfinite(shares).all())
        told = dict(zip(_SHARES, shares if known and shares is not None else [np.nan] * len(_SHARES), strict=True))
        reason = "" if known else "nothing to add up: the table has no rows of this kind"
        rows.append(
            {"headline": headline, "table_name": table, "weighed_by": weighed_by, **told, **tiers, "reason": reason}
        )
    return filled(pd.DataFrame(rows), HeadlineBasis, "headline_basis")


def _headlines(results: Results) -> Iterator[tuple[str, str, str, Any]]:
    table = results.table
    shortfalls = table("shortfalls")
    counted = (
        shortfalls["class"].ne("unknown") & shortfalls["basis"].eq("published") & shortfalls["direction"].eq("demand")
    )
    figures = pd.Series("published", index=shortfalls.index[counted])
    one = pd.Series(1.0, index=figures.index)
    yield _TODAY, "headline", "substations with an operator's figure", _shares(figures, one)
    yield "Growth that makes substations cross zero", "shortfalls", "growth of the last year (MVA)", _growth(results)
    homes = table("dwellings_by_area")
    whole = homes[homes["attribute"].eq("all") & homes["area_level"].eq("lad")]
    yield "Homes by kind", "dwellings_by_area", "homes", _shares(whole["provenance"], whole["dwellings"])
    retrofit = table("retrofit")
    packages = retrofit[retrofit["area_level"].eq("lad") & retrofit["kind"].eq("package")]
    yield (
        "Cost of retrofit packages",
        "retrofit",
        "cost to build",
        _shares(packages["provenance"], packages["capex_gbp"]),
    )
    need = table("charging_need")
    yield (
        "Need for charging",
        "charging_need",
        "electric cars without a drive",
        _shares(need["provenance"], need["no_drive_vehicles_count"]),
    )
    sites = table("charging_sites")
    yield (
        "Planned charging sites",
        "charging_sites",
        "cost to build",
        _shares(sites["provenance"], sites["capex_central_gbp"]),
    )
    spent = table("budgets")
    told = pd.Series("published", index=spent.index)
    yield (
        "Emissions counted so far",
        "budgets",
        "emissions since the base year",
        _shares(told, spent["spent_cumulative_tco2e"].abs()),
    )
    yield (
        "Carbon budgets and what is left of them",
        "budgets",
        "budgets",
        _shares(spent["provenance"], spent["budget_cumulative_tco2e"].abs()),
    )
    money = table("investment")
    yield (
        "What actions cost beside their carbon",
        "investment",
        "cost to build",
        _shares(money["provenance"], money["capex_gbp"]),
    )
    land = table("sequestration_by_district")
    land = land[land["basis"].eq("together") & land["year"].eq(land["year"].max())]
    yield (
        "Carbon that land could hold",
        "sequestration_by_district",
        "net carbon by then",
        _shares(land["provenance"], land["net_cumulative_tco2e"].abs()),
    )


def _growth(results: Results) -> Any:
    """Growth of the last year by what its technology's units rest on; what no control total holds is modelled."""
    because, shares = results.table("because"), results.table("provenance")
    mine = because["basis"].eq("published") & because["direction"].eq("demand")
    last = because[mine & because["year"].eq(because["year"].max())]
    if last.empty:
        return None
    technologies = results.table("technologies")
    measured = dict(
        zip(technologies["technology"], technologies.get("measure", technologies["technology"]), strict=True)
    )
    added = last.assign(
        technology=last["technology"].map(measured).fillna(last["technology"]), size=last["added_mva"].abs()
    )
    grown = added.groupby(["scenario", "technology"], as_index=False)["size"].sum()
    both = grown.merge(shares, on=["scenario", "technology"], how="left")
    both = both.assign(provenance=both["provenance"].fillna("modelled"), units_share=both["units_share"].fillna(1.0))
    return _shares(both["provenance"], both["size"] * both["units_share"])


def _shares(provenance: pd.Series, weight: pd.Series) -> Any:
    """The share of `weight` by provenance, in the order of PROVENANCE; None where there is none."""
    known = weight.fillna(0.0)
    whole = float(known.sum())
    if whole <= 0.0:
        return None
    return (known.groupby(provenance.astype("str")).sum().reindex(PROVENANCE, fill_value=0.0) / whole).to_numpy(float)
