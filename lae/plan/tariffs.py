"""What a kWh costs, by carrier and year: retail prices that a household pays, and what supply itself costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from lae.assumptions import TIERS
from lae.plan.projects_contract import CARRIERS
from lae.prices import PriceRows, inflation
from lae.tables import Contract

Floats = npt.NDArray[np.float64]

RETAIL: Final = "retail"
LONG_RUN: Final = "long_run_variable"
_ENDS: Final = ["low_gbp", "central_gbp", "high_gbp"]


class Tariffs(PriceRows):
    """One row a kind of price, carrier and year: GBP a kWh bought, network heat a kWh of heat."""

    kind: str = pa.Field(isin=[RETAIL, LONG_RUN], description="what a household pays, or what supply costs in the end")
    carrier: str = pa.Field(isin=CARRIERS)
    year: int = pa.Field(ge=2015, le=2100)
    low_gbp: float = pa.Field(ge=0)
    central_gbp: float = pa.Field(ge=0)
    high_gbp: float = pa.Field(ge=0)
    price_year: float = pa.Field(ge=2000, le=2100)
    source: str = pa.Field(str_length={"min_value": 1})
    table_or_page: str
    tier: str = pa.Field(isin=TIERS)
    note: str
    source_id: str

    class Config(Contract.Config):
        unique = ["kind", "carrier", "year"]


@dataclass(frozen=True)
class Prices:
    """Real prices of one kind, low, central and high.

    Attributes:
        gbp: (3, carriers, years) a kWh, carriers in the order of CARRIERS; NaN where nobody supplied one.
        tiers: by carrier, of the newest row.
        newest: by carrier, the year from which its price is held level.
    """

    gbp: Floats
    tiers: Mapping[str, str]
    newest: Mapping[str, int]

    @classmethod
    def of(
        cls, tariffs: pd.DataFrame, deflators: pd.DataFrame, years: npt.NDArray[np.int64], *, kind: str, price_year: int
    ) -> "Prices":
        """Prices of one kind in each of `years`: the newest up to the year, held level; before the first, blank.

        Raises:
            FaultsError: a price is of a year that the index lacks.
        """
        rows = tariffs[tariffs["kind"].eq(kind)].sort_values(["carrier", "year"], kind="stable")
        gbp = np.full((len(_ENDS), len(CARRIERS), len(years)), np.nan)
        tiers, newest = {}, {}
        for place, carrier in enumerate(CARRIERS):
            own = rows[rows["carrier"].eq(carrier)]
            if own.empty:
                continue
            ratio = inflation(own["price_year"].to_numpy(float), deflators, price_year=price_year)
            known = own["year"].to_numpy(np.int64)
            at = np.searchsorted(known, years, side="right") - 1
            values = own[_ENDS].to_numpy(float).T * ratio
            gbp[:, place] = np.where(at >= 0, values[:, np.maximum(at, 0)], np.nan)
            tiers[carrier], newest[carrier] = str(own["tier"].iloc[-1]), int(known[-1])
        return cls(gbp, tiers, newest)

    def worth(self, saved_kwh: Floats) -> Floats:
        """What kWh saved a year are worth in each year, (3, projects, years): low is least saved for most added.

        A carrier of which nothing is saved or added needs no price.

        Args:
            saved_kwh: (projects, carriers), below 0 where more is bought; NaN where nobody knows.
        """
        low, central, high = self.gbp
        less, more = np.maximum(saved_kwh, 0.0), np.minimum(saved_kwh, 0.0)
        return np.stack(
            [
                _summed(less, low) + _summed(more, high),
                _summed(saved_kwh, central),
                _summed(less, high) + _summed(more, low),
            ]
        )

    def weakest(self, saved_kwh: Floats) -> list[str]:
        """The weakest tier among the carriers each project saves or adds; "" where it moves none that has a price."""
        found = []
        for row in saved_kwh:
            used = [self.tiers.get(name, "") for name, kwh in zip(CARRIERS, row, strict=True) if abs(kwh) > 0]
            found.append(max(used, default=""))
        return found


def _summed(kwh: Floats, gbp: Floats) -> Floats:
    """(projects, years) of kWh (projects, carriers) at prices (carriers, years); a price of nothing is not asked."""
    each = kwh[:, :, None] * gbp[None]
    none = np.broadcast_to((kwh == 0.0)[:, :, None], each.shape)
    found: Floats = np.where(none, 0.0, each).sum(axis=1)
    return found
