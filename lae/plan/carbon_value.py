"""What the carbon of a scenario's measures is worth by the Green Book: tonnes of appraisal at appraisal values."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.measures import PROVENANCE
from lae.plan.carbon_contract import ALL_MEASURES, CarbonValue
from lae.plan.discounting import Discounting
from lae.plan.investment import carbon_values
from lae.tables import empty, filled, key_of

Floats = npt.NDArray[np.float64]

NO_TONNES: Final = "what it saves is not known"
NO_PRICE: Final = "a year has no appraisal carbon value with low and high"
_SERIES: Final = ["scenario", "area_code", "component"]
_PLACE: Final = ["scenario", "area_level", "area_code"]
_WORTH: Final = ["carbon_value_low_gbp", "carbon_value_gbp", "carbon_value_high_gbp"]
_FIGURES: Final = ["saved_cumulative_tco2e", *_WORTH]


def plan_carbon_values(
    saved: pd.DataFrame,
    prices: pd.DataFrame,
    deflators: pd.DataFrame,
    *,
    discounting: Discounting,
    years: Sequence[int],
    price_year: int,
    county_code: str,
) -> pd.DataFrame:
    """CARBON VALUE of every component and of all of a scenario that are known, the others named.

    A county is blank where a district is.

    Args:
        saved: scenario, area_code (a district), component, year and saved_tco2e by factors of appraisal, NaN where not
            known; a row for each of `years`.
        prices: contract CarbonPrices.
        deflators: contract Deflators.
        discounting: from the first of `years`, which is year 0.
        years: one after another.
        price_year: of the money returned.
        county_code: of the sum of districts.
    """
    if saved.empty or deflators.empty:
        return empty(CarbonValue)
    flows = saved.pivot(index=_SERIES, columns="year", values="saved_tco2e").reindex(columns=list(years))
    tonnes = flows.to_numpy(float)
    priced = carbon_values(prices, deflators, np.asarray(years, dtype=np.int64), price_year)
    # What is neither saved nor added in a year needs no price in it.
    worth = np.where(tonnes == 0.0, 0.0, tonnes * priced[:, None, :])
    low, central, high = discounting.present_value(worth)
    rows = flows.index.to_frame(index=False).assign(saved_cumulative_tco2e=tonnes.sum(axis=1))
    # Carbon added weighs most at the high value: ends are put back in order.
    rows[_WORTH] = np.column_stack([np.minimum(low, high), central, np.maximum(low, high)])
    rows["reason"] = np.select(
        [rows["saved_cumulative_tco2e"].isna(), rows[_WORTH].isna().any(axis=1)], [NO_TONNES, NO_PRICE], default=""
    )
    rows = rows.assign(area_level="lad", provenance="modelled")
    county = _summed(rows, ["scenario", "component"]).assign(area_level="county", area_code=county_code)
    parts = pd.concat([rows, county], ignore_index=True)
    known = parts[parts[_FIGURES].notna().all(axis=1)]
    whole = _summed(known, _PLACE).assign(component=ALL_MEASURES)
    whole["reason"] = [_without(parts, row) for row in whole[_PLACE].itertuples(index=False, name=None)]
    table = pd.concat([parts, whole], ignore_index=True).assign(
        use="appraisal", first_year=years[0], last_year=years[-1], price_year=price_year
    )
    return filled(table.sort_values(key_of(CarbonValue), kind="stable"), CarbonValue, "carbon_value")


def _without(parts: pd.DataFrame, place: tuple[str, ...]) -> str:
    """The components of a place that its sum leaves out."""
    dark = parts[parts[_FIGURES].isna().any(axis=1)]
    here = [row == place for row in dark[_PLACE].itertuples(index=False, name=None)]
    names = sorted(set(dark.loc[here, "component"]))
    return f"without {', '.join(names)}" if names else ""


def _summed(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    found: list[dict[str, Any]] = []
    for names, part in rows.groupby(key, sort=True):
        blank = part[_FIGURES].isna().any(axis=1)
        reasons = dict.fromkeys(part.loc[blank, "reason"])
        found.append(
            {
                **dict(zip(key, names, strict=True)),
                **{name: math.fsum(part[name]) for name in _FIGURES},
                "reason": "; ".join(reasons),
                "provenance": max(part["provenance"], key=PROVENANCE.index),
            }
        )
    return pd.DataFrame(found)
