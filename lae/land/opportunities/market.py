"""What the market last paid for a tonne of an option, as prices.csv quotes it: a range beside each opportunity."""

from typing import Final

import pandas as pd

from lae.land.sequestration_contract import ANY, words_of
from lae.tables import records

COLUMNS: Final = ["market_low_gbp_per_tco2e", "market_gbp_per_tco2e", "market_high_gbp_per_tco2e"]


def market(option: pd.Series, prices: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """The newest market price up to the year of each row's option, with its own low and high, and which it is.

    Blank where no market price is paid for the option. Money stays in the price's own price year.

    Args:
        option: of each row.
        prices: contract CarbonPrices.
        year: quotes after it are left aside.
    """
    quoted = prices[prices["kind"].eq("market") & prices["year"].le(year)]
    quoted = quoted.sort_values(["year", "price"], ascending=[False, True], kind="stable")
    paid: dict[str, tuple[float, float, float, str]] = {}
    names = option.unique()
    for row in records(quoted):
        said = f"{row.price} {row.year}, in {row.price_year} money"
        quote = (row.low_gbp_per_tco2e, row.gbp_per_tco2e, row.high_gbp_per_tco2e, said)
        for name in names if ANY in words_of(row.options) else words_of(row.options):
            paid.setdefault(name, quote)
    blank = (float("nan"),) * 3 + ("",)
    table = pd.DataFrame([paid.get(name, blank) for name in option], columns=[*COLUMNS, "market_price"])
    kinds = dict.fromkeys(COLUMNS, "float64") | {"market_price": "str"}
    return table.astype(kinds).set_index(option.index)
