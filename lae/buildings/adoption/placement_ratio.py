"""The load of heating at the homes that take it up beside the same units spread by homes, substation by substation."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from lae.buildings.adoption.propensity import TECHNOLOGIES
from lae.buildings.adoption_contract import PlacementRatio
from lae.findings import Finding
from lae.measures import NO_SUBSTATION
from lae.tables import empty, records, validated


def placement_ratio(
    simple: pd.DataFrame,
    adopted: pd.DataFrame,
    *,
    scenarios: Collection[str],
    year: int,
    peak_kw: Mapping[str, float],
) -> pd.DataFrame:
    """Growth of heating at each substation by `year` in both placements, and the ratio of their kW (PlacementRatio).

    Args:
        simple: contract Measures.
        adopted: contract Measures.
        scenarios: those wanted.
        year: counted to its end.
        peak_kw: after-diversity peak of one unit, by technology.
    """
    sums = []
    for name, rows in (("simple", simple), ("adopted", adopted)):
        grown = rows["technology"].isin(TECHNOLOGIES) & rows["status"].ne("existing") & rows["start_year"].le(year)
        known = rows[grown & rows["substation_id"].ne(NO_SUBSTATION) & rows["scenario"].isin(set(scenarios))]
        units = known["profile_units"]
        sized = {f"{name}_units": units, f"{name}_kw": units * known["technology"].map(dict(peak_kw)).astype("float64")}
        sums.append(known[["scenario", "substation_id"]].assign(**sized).groupby(["scenario", "substation_id"]).sum())
    both = pd.concat(sums, axis=1).sort_index().fillna(0.0)
    ratio = (both["adopted_kw"] / both["simple_kw"]).where(both["simple_kw"] > 0)
    table = both.assign(load_ratio=ratio, year=year).reset_index()
    if table.empty:
        return empty(PlacementRatio)
    return validated(table, PlacementRatio, "placement_ratio")


def ratio_findings(table: pd.DataFrame, *, low: float, high: float) -> list[Finding]:
    """A warning naming the substations whose load of heating leaves `low` to `high` times the simple placement's.

    Args:
        table: contract PlacementRatio.
        low: smallest ratio without a finding.
        high: greatest ratio without a finding.
    """
    findings = []
    for rule, rows, words in (
        ("placement_ratio_low", table[table["load_ratio"].lt(low)], f"below {low:g}"),
        ("placement_ratio_high", table[table["load_ratio"].gt(high)], f"above {high:g}"),
    ):
        if rows.empty:
            continue
        number = rows["substation_id"].nunique()
        message = (
            f"at {number} substations homes' own heating is {words} times what the simple placement puts there by "
            f"{rows['year'].max()}."
        )
        worst = rows.assign(off=np.abs(np.log(rows["load_ratio"].clip(lower=1e-9))))
        worst = worst.sort_values(["off", "scenario", "substation_id"], ascending=[False, True, True], kind="stable")
        ids = tuple(f"{row.substation_id} in {row.scenario}: {row.load_ratio:.2f}" for row in records(worst))
        fix = "Homes here differ from the district's: look at their kind and size in the stock before trusting either."
        findings.append(Finding("warning", "placement_ratio.csv", rule, message, "load_ratio", ids, fix))
    return findings
