"""What a site's new points cost, in one price year: points at their class's price, and the connection once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.costs_contract import CHARGER_KW, CONNECTION
from lae.findings import Finding, raise_errors
from lae.prices import inflation
from lae.tables import records

Floats = npt.NDArray[np.float64]

CASES: Final = ("low", "central", "high")
_SETTINGS: Final = ("on_street", "off_street")
_TABLE: Final = "charging/costs.csv"


@dataclass(frozen=True)
class Prices:
    """Prices of one price year.

    Attributes:
        gbp: low, central and high by item and setting.
        price_year: that all are in.
    """

    gbp: Mapping[tuple[str, str], Floats]
    price_year: int

    @classmethod
    def of(cls, costs: pd.DataFrame, index: pd.DataFrame | None = None, *, price_year: int) -> "Prices":
        """Prices of contract ChargingCosts brought to `price_year`; one for "any" setting serves where its own lacks.

        Args:
            costs: the table.
            index: year, index_ratio: the price level; None: the prices are in that year already.
            price_year: to bring them to.

        Raises:
            FaultsError: an item has no price, or the index lacks a year.
        """
        level = pd.DataFrame({"year": [price_year], "index_ratio": [1.0]}) if index is None else index
        ratio = inflation(costs["price_year"].to_numpy(float), level, price_year=price_year)
        ends = costs[[f"{case}_gbp" for case in CASES]].to_numpy(float) * ratio[:, None]
        known = {(row.item, row.setting): end for row, end in zip(records(costs), ends, strict=True)}
        wanted = [(item, setting) for item in (*CHARGER_KW, CONNECTION) for setting in _SETTINGS]
        found = {key: known.get(key, known.get((key[0], "any"))) for key in wanted}
        lacking = tuple(" ".join(key) for key, gbp in found.items() if gbp is None)
        raise_errors([Finding("error", _TABLE, "no_price", "has no price.", ids=lacking)] if lacking else [])
        return cls({key: gbp for key, gbp in found.items() if gbp is not None}, price_year)

    def of_points(self, item: str, setting: npt.NDArray[np.str_], number: Floats) -> Floats:
        """GBP (3, sites) of so many of an item; a setting that is not known is off the street."""
        on = np.where(setting == "on_street", 0, 1)
        table = np.stack([self.gbp[(item, name)] for name in _SETTINGS])
        gbp: Floats = table[on].T * number
        return gbp
