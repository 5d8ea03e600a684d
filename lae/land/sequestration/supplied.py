"""A study's own tables of growth and rates as factors that take the place of ours."""

from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding, raise_errors
from lae.land.sequestration.curve import CENTURY, looked_up
from lae.land.sequestration_contract import ANY, PER_HA_CENTURY, PER_HA_YEAR, LandFactors
from lae.tables import validated

_TABLE: Final = "land/factors.csv"


def factor_from_lookup(lookup: pd.DataFrame, curve_id: str, *, option: str, tier: str = "B") -> pd.DataFrame:
    """A factor (contract LandFactors, one row) of a lookup's total at age 100, on any land; it has no range.

    Args:
        lookup: contract CarbonLookup.
        curve_id: which of its curves.
        option: that grows like it.
        tier: how sure: A where the user has the publisher's own table.

    Raises:
        FaultsError: the lookup has no such curve.
    """
    rows = lookup[lookup["curve_id"].eq(curve_id)].sort_values("age_years", kind="stable")
    _there(rows, curve_id, "curve_id")
    line = looked_up(rows["age_years"].to_numpy(float), rows["value"].to_numpy(float), years=CENTURY)
    oldest = f"rows to age {rows['age_years'].iloc[-1]:g}, held level after"
    return _factor(option, "biomass", curve_id, PER_HA_CENTURY, (np.nan, line[CENTURY], np.nan), oldest, tier, rows)


def factor_from_rate(rates: pd.DataFrame, habitat: str, *, option: str, tier: str = "B") -> pd.DataFrame:
    """A factor (contract LandFactors, one row) of a habitat's rate, on any land.

    Args:
        rates: contract CarbonRates.
        habitat: which of its rows.
        option: that makes such land.
        tier: how sure.

    Raises:
        FaultsError: the table has no such habitat.
    """
    rows = rates[rates["habitat"].eq(habitat)]
    _there(rows, habitat, "habitat")
    low, value, high = (float(rows[name].iloc[0]) for name in ("low", "value", "high"))
    return _factor(option, "flux", "flux", PER_HA_YEAR, (low, value, high), f"rate of {habitat}", tier, rows)


def _there(rows: pd.DataFrame, name: str, column: str) -> None:
    message = "the supplied table has no such row."
    raise_errors([Finding("error", "carbon tables", "no_row", message, column, (name,))] if rows.empty else [])


def _factor(
    option: str,
    book: str,
    curve_id: str,
    unit: str,
    ends: tuple[float, float, float],
    note: str,
    tier: str,
    rows: pd.DataFrame,
) -> pd.DataFrame:
    source_id = str(rows["source_id"].iloc[0])
    row = {
        "option": option,
        "land_class": ANY,
        "book": book,
        "curve_id": curve_id,
        "to_class": "",
        "unit": unit,
        **dict(zip(["low", "value", "high"], ends, strict=True)),
        "source": source_id or "the study's own table",
        "table_or_page": f"row {rows['source_row'].iloc[0]}",
        "tier": tier,
        "note": note,
        "source_id": source_id,
    }
    return validated(pd.DataFrame([row]), LandFactors, _TABLE)
