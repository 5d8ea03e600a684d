"""A scenario's emissions year by year: what was last counted, what changes by itself, what each technology changes.

Every component is rounded to the gram, so that rows add up exactly and districts add up to their county.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from lae.measures import PROVENANCE
from lae.pathway.carbon_path_contract import (
    BASELINE,
    BESIDE,
    COUNTED,
    EXOGENOUS,
    GRID,
    SUMMED,
    TRAJECTORY,
    CarbonPath,
)
from lae.pathway.emission_factors import Reporting, emitted_tco2e
from lae.tables import empty, filled, key_of

NOT_COUNTED: Final = "no emissions counted in the base year of the path"
NO_POWER: Final = "the electricity it used is not known"
NO_FACTOR: Final = "no grid factor reaches this year"
EXPORTED: Final = "told and not summed: power made here is in everybody's grid factor already"
_GRAMS: Final = 6
"""Decimals of a tonne."""
_PLACE: Final = ["scenario", "area_code", "year"]
_LINE: Final = ["kind", "component"]


@dataclass(frozen=True)
class Baseline:
    """What a path starts from.

    Attributes:
        year: the last year counted.
        emitted_tco2e: in it, by district; a district without a row was not counted.
        electricity_kwh: used in a year as published, by district.
    """

    year: int
    emitted_tco2e: pd.Series
    electricity_kwh: pd.Series


def carbon_path(
    baseline: Baseline,
    change: pd.DataFrame,
    factors: Reporting,
    *,
    scenarios: Sequence[str],
    districts: Sequence[str],
    county_code: str,
    years: Sequence[int],
    assumption_ids: dict[str, str],
) -> pd.DataFrame:
    """CARBON PATH of every scenario, district and year, and of the county where no district is blank.

    Args:
        baseline: what was last counted.
        change: contract EnergyChange.
        factors: those that emissions are reported by, and no others.
        scenarios: to list.
        districts: of the county.
        county_code: of their sum.
        years: of the path.
        assumption_ids: by component, what its figure rests on.

    Raises:
        TypeError: factors of another use.
    """
    if not isinstance(factors, Reporting):
        raise TypeError(f"a path is by factors of reporting, not of {factors.use}")
    if not len(years):
        return empty(CarbonPath)
    grid = pd.MultiIndex.from_product([scenarios, sorted(districts), list(years)], names=_PLACE).to_frame(index=False)
    rows = pd.concat([_counted(grid, baseline), _grid(grid, baseline, factors), _changes(change, factors)])
    rows = rows[rows["scenario"].isin(scenarios) & rows["area_code"].isin(districts) & rows["year"].isin(years)]
    rows = rows.assign(area_level="lad", emissions_tco2e=rows["emissions_tco2e"].round(_GRAMS) + 0.0)
    whole = pd.concat([rows, _county(rows, county_code, len(set(districts)))], ignore_index=True)
    whole = pd.concat([whole, _trajectory(whole)], ignore_index=True).assign(use=factors.use)
    whole["assumption_ids"] = whole["component"].map(assumption_ids).astype("object").fillna("")
    return filled(whole.sort_values(key_of(CarbonPath), kind="stable"), CarbonPath, "carbon_path")


def trajectories(path: pd.DataFrame) -> pd.DataFrame:
    """The trajectory rows of contract CarbonPath alone."""
    return path[path["kind"].eq(TRAJECTORY)].reset_index(drop=True)


def _counted(grid: pd.DataFrame, baseline: Baseline) -> pd.DataFrame:
    tonnes = grid["area_code"].map(baseline.emitted_tco2e)
    return grid.assign(
        kind=BASELINE,
        component=COUNTED,
        emissions_tco2e=tonnes.astype(float),
        provenance="published",
        reason=np.where(tonnes.isna(), f"{NOT_COUNTED}, {baseline.year}", ""),
    )


def _grid(grid: pd.DataFrame, baseline: Baseline, factors: Reporting) -> pd.DataFrame:
    """What a cleaner grid takes off the electricity used already."""
    used = grid["area_code"].map(baseline.electricity_kwh).astype(float)
    fall = factors.electricity_kg(grid["year"]) - factors.electricity_kg([baseline.year])
    reason = np.select([used.isna(), np.isnan(fall)], [NO_POWER, NO_FACTOR], default="")
    return grid.assign(
        kind=EXOGENOUS, component=GRID, emissions_tco2e=used * fall / 1_000.0, provenance="modelled", reason=reason
    )


def _changes(change: pd.DataFrame, factors: Reporting) -> pd.DataFrame:
    tonnes = emitted_tco2e(change, factors)
    blank = np.isnan(tonnes) & change["reason"].eq("")
    told = change["reason"].mask(blank, NO_FACTOR).mask(change["kind"].eq(BESIDE) & ~np.isnan(tonnes), EXPORTED)
    named = change.rename(columns={"district_code": "area_code", "technology": "component"})
    rows = named[[*_PLACE, *_LINE, "count"]]
    return rows.assign(emissions_tco2e=tonnes, provenance="modelled", reason=told)


def _county(rows: pd.DataFrame, county_code: str, districts: int) -> pd.DataFrame:
    """Sums over districts to the gram; blank where a district is, and a district without the component adds nothing."""
    found = []
    for key, part in rows.groupby(["scenario", "year", *_LINE], sort=True):
        blank = part["emissions_tco2e"].isna()
        short = key[2] in (BASELINE,) and len(part) < districts
        reasons = dict.fromkeys(part.loc[part["reason"].ne(""), "reason"])
        found.append(
            {
                **dict(zip(["scenario", "year", *_LINE], key, strict=True)),
                "area_level": "county",
                "area_code": county_code,
                "count": math.fsum(part["count"]) if part["count"].notna().all() else np.nan,
                "emissions_tco2e": np.nan if blank.any() or short else _gram(part["emissions_tco2e"]),
                "provenance": max(part["provenance"], key=PROVENANCE.index),
                "reason": "; ".join(reasons),
            }
        )
    return pd.DataFrame(found)


def _trajectory(rows: pd.DataFrame) -> pd.DataFrame:
    """The sum of each place's summed rows; blank without baseline or grid, else named for what it leaves out."""
    found: list[dict[str, Any]] = []
    summed = rows[rows["kind"].isin(SUMMED)]
    for key, part in summed.groupby(["scenario", "area_level", "area_code", "year"], sort=True):
        blank = part["emissions_tco2e"].isna()
        needed = blank & part["component"].isin([COUNTED, GRID])
        without = sorted(set(part.loc[blank, "component"]))
        reasons = list(dict.fromkeys(part.loc[needed, "reason"]))
        said = "; ".join(reasons) if reasons else f"without {', '.join(without)}" if without else ""
        found.append(
            {
                **dict(zip(["scenario", "area_level", "area_code", "year"], key, strict=True)),
                "kind": TRAJECTORY,
                "component": TRAJECTORY,
                "emissions_tco2e": np.nan if needed.any() else _gram(part.loc[~blank, "emissions_tco2e"]),
                "provenance": "modelled",
                "reason": said,
            }
        )
    return pd.DataFrame(found)


def _gram(tonnes: pd.Series) -> float:
    return round(math.fsum(tonnes), _GRAMS) + 0.0
