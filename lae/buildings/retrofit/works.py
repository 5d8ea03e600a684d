"""Everything a measure is worked out from, for all homes at once, and what an offer of it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.energy.fabric import Fabric
from lae.buildings.retrofit.cases import nothing
from lae.buildings.retrofit.costs import Costs
from lae.buildings.retrofit.eligibility import CONSENT, NO, Status
from lae.buildings.retrofit.improved import Improved, cut_w_per_k
from lae.buildings.retrofit.settings import RetrofitSettings
from lae.buildings.retrofit.uses import Uses
from lae.buildings.retrofit_contract import FABRIC, Offer

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Works:
    """Homes of a study and what could be done to them.

    Attributes:
        dwellings: contract Dwellings.
        fabric: of each home today.
        after: U-values after each fabric measure.
        uses: heat and fuel of each home today.
        status: position in SUITABLE of each home, by measure.
        segment: position in SEGMENTS of each home.
        roof_kwp: panels that fit each home's roof.
        peak_now_kw: (3, homes) of electric heating at the network's peak today.
        costs: prices.
        settings: all other numbers.
    """

    dwellings: pd.DataFrame
    fabric: Fabric
    after: Improved
    uses: Uses
    status: Mapping[str, Status]
    segment: Codes
    roof_kwp: Floats
    peak_now_kw: Floats
    costs: Costs
    settings: RetrofitSettings

    @property
    def number(self) -> int:
        """Homes."""
        return len(self.segment)

    def cut_w_per_k(self, measure: str) -> Floats:
        """Heat loss a fabric measure takes off each home, whether or not it suits it."""
        return cut_w_per_k(measure, self.fabric, self.after, self.settings.fabric)

    def gone_share(self, cut: Floats) -> Floats:
        """Of each home's heat loss."""
        return np.minimum(cut / self.uses.loss_w_per_k, 1.0)

    def sized_kw(self, cut: Floats | float = 0.0) -> Floats:
        """What a heat pump is sized to: the calculated heat loss on the design day, with no in-use correction."""
        return np.maximum(self.uses.loss_w_per_k - cut, 0.0) * self.settings.pumps.design_k / 1_000

    def design_share(self, cut: Floats) -> Floats:
        """Of each home's heat in use on the design day; what hot water takes of it is not cut."""
        design = self.uses.design_kw
        kw = cut * self.settings.pumps.design_k / 1_000 * self.uses.in_use_ratio
        share: Floats = np.minimum(np.divide(kw, design, out=np.zeros_like(kw), where=design > 0), 1.0)
        return share

    def offer(
        self, name: str, status: Status, effect: "Effect", lifetime_years: float, assumption_ids: tuple[str, ...]
    ) -> Offer:
        """An offer of this effect on the homes it is open to, 0 on all others, with its carbon."""
        shut = status > CONSENT
        carbon = self.settings.factors.saved_tco2e(effect.fuel_saved_kwh, effect.electricity_kwh, self.uses.main_fuel)

        def opened(values: Floats) -> Floats:
            return np.where(shut, 0.0, values)

        return Offer(
            name=name,
            status=status.astype(np.int64),
            capex_gbp=opened(effect.capex_gbp),
            heat_saved_kwh=opened(effect.heat_saved_kwh),
            fuel_saved_kwh=opened(effect.fuel_saved_kwh),
            electricity_added_kwh=opened(effect.electricity_kwh),
            carbon_saved_tco2e=opened(carbon),
            peak_added_kw=opened(effect.peak_kw),
            lifetime_years=lifetime_years,
            assumption_ids=tuple(dict.fromkeys(assumption_ids)),
        )


@dataclass(frozen=True)
class Effect:
    """What works on homes cost and do, each (3, homes): low, central, high of that figure alone."""

    capex_gbp: Floats
    heat_saved_kwh: Floats
    fuel_saved_kwh: Floats
    electricity_kwh: Floats
    peak_kw: Floats

    @classmethod
    def none(cls, homes: int) -> "Effect":
        """No works at all."""
        return cls(*(nothing(homes) for _ in range(5)))


def useful(status: Mapping[str, Status], cut: Mapping[str, Floats]) -> dict[str, Status]:
    """`status` by measure where a fabric measure that would take off no heat loss does not suit."""
    found = dict(status)
    for name in FABRIC:
        vain = (status[name] <= CONSENT) & (cut[name] <= 0.0)
        found[name] = np.where(vain, NO, status[name]).astype(np.int8)
    return found
