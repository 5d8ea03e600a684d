"""What a year's claim would be worth: by market, by appraisal value, by compliance price. Never their sum."""

from typing import Final

import numpy as np
import pandas as pd

from lae.land.sequestration_contract import ANY, CarbonPrices, SequestrationValue, words_of
from lae.tables import empty, records, validated

_PRICES: Final = ["low_gbp_per_tco2e", "gbp_per_tco2e", "high_gbp_per_tco2e"]
_WORTH: Final = ["low_gbp", "value_gbp", "high_gbp"]
_TONNES: Final = ["net_low_tco2e", "net_tco2e", "net_high_tco2e"]
_KEY: Final = ["basis", "zone_id", "option", "year"]


def values(sequestration: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """Contract SequestrationValue: each claim at each price that is paid for its option.

    An appraisal value runs between its years and is blank outside them. A market or compliance price is the newest up
    to the year, held level; before its first year it is blank. Money stays in the price's own price year.

    Args:
        sequestration: contract Sequestration.
        prices: contract CarbonPrices.
    """
    prices = validated(prices, CarbonPrices, "land/prices.csv")
    parts = []
    prices = prices.sort_values(["price", "year"], kind="stable")
    for (price, kind), quoted in prices.groupby(["price", "kind"], sort=True):
        paid = {word for text in quoted["options"] for word in words_of(text)}
        rows = sequestration if ANY in paid else sequestration[sequestration["option"].isin(paid)]
        years = sorted(set(rows["year"]))
        at = pd.DataFrame([_at(quoted, str(kind), year) for year in years], columns=["year", *_columns()])
        part = rows[[*_KEY, *_TONNES]].merge(at, on="year", how="left").assign(price=str(price), kind=str(kind))
        parts.append(part)
    if not sum(map(len, parts)):
        return empty(SequestrationValue)
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    worth = table[_TONNES].to_numpy(float) * table[_PRICES].to_numpy(float)
    # A loss at a low price is smaller than at a high one: ends are put back in order.
    ends = np.sort(worth[:, [0, 2]], axis=1)
    table = table.assign(low_gbp=ends[:, 0], value_gbp=worth[:, 1], high_gbp=ends[:, 1])
    untold = table["net_tco2e"].isna()
    reason = table["reason"].mask(untold & table["reason"].eq(""), "the tonnes are not known")
    table = table.assign(reason=reason).drop(columns=_TONNES)
    texts = ["basis", "zone_id", "option", "price", "kind", "reason"]
    floats = dict.fromkeys(["quoted_year", "price_year", *_PRICES], "float64")
    return validated(table.astype(dict.fromkeys(texts, "str") | floats), SequestrationValue, "sequestration_value")


def _columns() -> list[str]:
    return ["quoted_year", "price_year", *_PRICES, "reason"]


def _at(quoted: pd.DataFrame, kind: str, year: int) -> list[object]:
    """The price of a year and where it comes from; blank with a reason where there is none."""
    known = quoted["year"].to_numpy(np.int64)
    blank = [year, *[float("nan")] * 5]
    if year < known[0]:
        return [*blank, f"no price before {known[0]}"]
    if kind == "appraisal" and year not in known:
        return [*blank, f"no value for {year}"]
    row = next(records(quoted.iloc[[int(np.searchsorted(known, year, side="right")) - 1]]))
    central = row.gbp_per_tco2e
    low, high = (central if np.isnan(end) else end for end in (row.low_gbp_per_tco2e, row.high_gbp_per_tco2e))
    held = "" if row.year == year else f"price of {row.year} held level"
    return [year, float(row.year), float(row.price_year), low, central, high, held]
