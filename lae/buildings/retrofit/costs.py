"""Prices of works in one price year: by segment and home, by unit of work, and by size along a heat pump's curve.

Published prices are kept as they are, also where a small home costs more than a large one of its type. No optimism bias
is added here: whoever appraises a programme adds it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.coded import codes_of
from lae.buildings.costs_contract import SEGMENTS
from lae.buildings.retrofit.cases import Floats, cases, spread
from lae.buildings.stock_contract import TYPES
from lae.findings import Finding, raise_errors
from lae.prices import inflation
from lae.tables import records

Codes = npt.NDArray[np.int64]
Triple = tuple[float, float, float]

ANY: Final = "any"
_TABLE: Final = "buildings/costs.csv"
_FAMILY: Final = {
    "detached": "detached",
    "semi_detached": "semi",
    "end_terrace": "semi",
    "mid_terrace": "mid_terrace",
    "flat": "flat",
    "bungalow": "bungalow",
    "park_home": "bungalow",
}
_BY_SEGMENT: Final = ["loft", "cavity_wall", "internal_wall", "glazing"]
_BY_UNIT: Final = [
    ("external_wall", "", "m2"),
    ("floor", "suspended", "home"),
    ("floor", "solid", "home"),
    ("draught", "", "home"),
    ("photovoltaics", "", "kwp"),
    ("battery", "", "kwh"),
]
_BY_SIZE: Final = ["air_source_heat_pump", "ground_source_heat_pump"]
SMALL_IDS: Final = {
    "flat": "small_flat_max_area",
    "mid_terrace": "small_midterrace_max_area",
    "semi": "small_semi_max_area",
    "detached": "small_detached_max_area",
}

COST_IDS: Final = (*SMALL_IDS.values(), "heat_pump_cost_ratio", "cost_ashp_average")


@dataclass(frozen=True)
class CostSettings:
    """Where a small home ends (m2, by family of types), the range of a heat pump's curve, and what to hold it to."""

    small_max_m2: Mapping[str, float]
    pump_ratio: Triple
    average_pump_gbp: Triple

    @classmethod
    def of(cls, assumptions: Assumptions) -> "CostSettings":
        """From the register."""
        return cls(
            small_max_m2={family: assumptions.value(key) for family, key in SMALL_IDS.items()},
            pump_ratio=spread(assumptions, "heat_pump_cost_ratio"),
            average_pump_gbp=spread(assumptions, "cost_ashp_average"),
        )


@dataclass(frozen=True)
class Costs:
    """Prices of one price year, each low, central and high.

    Attributes:
        prices: GBP by measure, kind and segment.
        curves: kW and GBP (3, points) of each heat pump.
        price_year: that all are in.
        settings: segments and ranges.
    """

    prices: Mapping[tuple[str, str, str], Triple]
    curves: Mapping[str, tuple[Floats, Floats]]
    price_year: int
    settings: CostSettings

    @classmethod
    def of(cls, costs: pd.DataFrame, deflators: pd.DataFrame, settings: CostSettings, *, price_year: int) -> "Costs":
        """Prices of contract RetrofitCosts brought to `price_year` by contract Deflators.

        Raises:
            FaultsError: a price that is needed is missing or stands in another unit, or the index lacks a year.
        """
        ratio = inflation(costs["price_year"].to_numpy(float), deflators, price_year=price_year)
        priced = costs.assign(
            low_gbp=costs["low_gbp"].fillna(costs["central_gbp"]) * ratio,
            central_gbp=costs["central_gbp"] * ratio,
            high_gbp=costs["high_gbp"].fillna(costs["central_gbp"]) * ratio,
        )
        plain, sized = priced[priced["size_kw"].isna()], priced[priced["size_kw"].notna()]
        wanted = {(name, "", segment, "home") for name in _BY_SEGMENT for segment in SEGMENTS}
        wanted |= {(name, kind, ANY, per) for name, kind, per in _BY_UNIT}
        found = {(row.measure, row.kind, row.segment, row.per) for row in records(plain)}
        lacking = [" ".join(key).replace("  ", " ") for key in sorted(wanted - found)]
        lacking += [name for name in _BY_SIZE if not sized["measure"].eq(name).any()]
        message = "these prices are missing, or stand in another unit."
        raise_errors([Finding("error", _TABLE, "no_price", message, ids=tuple(lacking))] if lacking else [])
        curves = {}
        for name in _BY_SIZE:
            curve = sized[sized["measure"].eq(name)].sort_values("size_kw", kind="stable")
            curves[name] = (
                curve["size_kw"].to_numpy(float),
                cases(curve["central_gbp"].to_numpy(float), settings.pump_ratio),
            )
        prices = {
            (row.measure, row.kind, row.segment): (row.low_gbp, row.central_gbp, row.high_gbp) for row in records(plain)
        }
        return cls(prices, curves, price_year, settings)

    def by_segment(self, measure: str, segment: Codes) -> Floats:
        """GBP (3, homes) of a measure priced by segment."""
        table = np.array([self.prices[(measure, "", name)] for name in SEGMENTS]).T
        found: Floats = table[:, segment]
        return found

    def by_unit(self, measure: str, units: Floats, *, kind: str = "") -> Floats:
        """GBP (3, homes) of so many units of a measure."""
        return cases(units, self.prices[(measure, kind, ANY)])

    def by_size(self, measure: str, kw: Floats) -> Floats:
        """GBP (3, homes) of a heat pump of that size: along its curve, at its end in proportion to size."""
        sizes, gbp = self.curves[measure]
        beyond = np.maximum(kw / sizes[-1], 1.0)
        return np.stack([np.interp(kw, sizes, line) * beyond for line in gbp])

    def segments(self, dwellings: pd.DataFrame) -> Codes:
        """The position in SEGMENTS of each home of contract Dwellings."""
        area = dwellings["floor_area_m2"].to_numpy(float)
        kind = codes_of(dwellings["dwelling_type"], TYPES)
        small = np.array([_segment(name, small=True) for name in TYPES])
        large = np.array([_segment(name, small=False) for name in TYPES])
        limit = np.array([self.settings.small_max_m2.get(_FAMILY[name], np.inf) for name in TYPES])
        found: Codes = np.where(area <= limit[kind], small[kind], large[kind])
        return found

    def beside_average(self, kw: Floats) -> list[Finding]:
        """A note when our mean price of air-source heat pumps of these sizes is not that of recent ones."""
        mean_gbp, mean_kw = float(np.mean(self.by_size("air_source_heat_pump", kw)[1])), float(np.mean(kw))
        low, _, high = self.settings.average_pump_gbp
        if low <= mean_gbp <= high:
            return []
        message = (
            f"an air-source heat pump costs {mean_gbp:,.0f} GBP on average here, of {mean_kw:.1f} kW; recent ones, "
            f"most in larger homes, are reported at {low:,.0f} to {high:,.0f} GBP in 2024."
        )
        return [Finding("note", _TABLE, "heat_pump_average", message, ids=("cost_ashp_average",))]


def _segment(name: str, *, small: bool) -> int:
    family = _FAMILY[name]
    return SEGMENTS.index(family if family in SEGMENTS else f"{family}_{'small' if small else 'large'}")
