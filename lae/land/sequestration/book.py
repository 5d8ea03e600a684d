"""Which figure counts a hectare's carbon: exactly one, from one book.

A soil-and-biomass stock change and a published rate are two books for one tonne: they replace each other, never add.
"""

from typing import Final

import numpy as np
import pandas as pd

from lae.findings import Finding, raise_errors
from lae.land.sequestration_contract import ANY, PER_HA_CENTURY, LandFactors
from lae.tables import row_ids, validated

CO2_PER_C: Final = 44 / 12
"""Molar masses: a tonne of carbon is this much CO2."""
_TABLE: Final = "land/factors.csv"
_KEY: Final = ["option", "land_class"]


def stock_change_tco2e(before: pd.Series, after: pd.Series, stocks: pd.DataFrame) -> pd.Series:
    """What a hectare gains, t CO2e, from one class to another once old; the reverse is its opposite, none is 0.

    Args:
        before: classes of land.
        after: classes of land, of the same index.
        stocks: contract LandStocks.

    Raises:
        FaultsError: a class has no stock.
    """
    known = stocks.dropna(subset=["value"]).set_index("land_class")["value"]
    lacking = sorted((set(before) | set(after)) - set(known.index))
    message = "no stock is given for these classes of land."
    raise_errors([Finding("error", "land/stocks.csv", "no_stock", message, ids=tuple(lacking))] if lacking else [])
    change: pd.Series = (after.map(known).astype("float64") - before.map(known).astype("float64")) * CO2_PER_C
    return change


def with_stock_changes(factors: pd.DataFrame, stocks: pd.DataFrame) -> pd.DataFrame:
    """`factors` with each stock change worked out; the table of stocks has no range, so one end is no change at all.

    Args:
        factors: contract LandFactors.
        stocks: contract LandStocks.

    Raises:
        FaultsError: a class has no stock, or a stock change is of land in general.
    """
    rows = factors["book"].eq("stock_change")
    vague = factors[rows & (factors["land_class"].eq(ANY) | factors["to_class"].eq(""))]
    message = "a stock change needs a class of land before and after."
    faults = [Finding("error", _TABLE, "no_class", message, ids=tuple(row_ids(vague, _KEY)))] if len(vague) else []
    raise_errors(faults)
    change = stock_change_tco2e(factors.loc[rows, "land_class"], factors.loc[rows, "to_class"], stocks)
    found = factors.copy()
    found.loc[rows, "value"] = change
    found.loc[rows, "low"], found.loc[rows, "high"] = change.clip(upper=0.0), change.clip(lower=0.0)
    found.loc[rows, "unit"] = PER_HA_CENTURY
    return validated(found, LandFactors, _TABLE)


def replaced(factors: pd.DataFrame, supplied: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """`factors` with the user's in place of ours for the same option and class, and a note of each that went.

    A supplied factor for any land takes the place of all of ours for that option.

    Args:
        factors: contract LandFactors.
        supplied: contract LandFactors, a study's own.
    """
    whole = set(supplied.loc[supplied["land_class"].eq(ANY), "option"])
    keys = set(zip(supplied["option"], supplied["land_class"], strict=True))
    gone = np.array(
        [
            option in whole or (option, land) in keys
            for option, land in zip(factors["option"], factors["land_class"], strict=True)
        ],
        dtype=bool,
    )
    kept = pd.concat([factors[~gone], supplied], ignore_index=True)
    message = "replaced by a supplied figure: two books of one tonne are never added."
    ids = tuple(row_ids(factors[gone], _KEY))
    return validated(kept, LandFactors, _TABLE), [Finding("note", _TABLE, "replaced", message, ids=ids)][: len(ids)]


def factor_rows(factors: pd.DataFrame) -> dict[tuple[str, str], int]:
    """The row of each option and class of land; ask for (option, class) first and for (option, any) then."""
    return {key: row for row, key in enumerate(zip(factors["option"], factors["land_class"], strict=True))}
