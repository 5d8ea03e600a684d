"""Which homes take up which heating first: stated reasons, each so many times as likely, and an even order of equals.

A home's likelihood is the product of its reasons. Homes are ranked as if each took the technology up at a rate in
proportion to it: a home twice as likely comes up twice as often at every length of the queue, but none waits for the
last of the likelier ones. In place of chance an evenly spaced sequence runs over homes alike, in order of their ids, so
that picks spread over LSOAs and postcodes as the homes do, and the same homes always give the same ranks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.coded import codes_of
from lae.buildings.stock.whole import ranks
from lae.buildings.stock_contract import EPC_BANDS, HEATINGS, TENURES, TYPES

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TECHNOLOGIES: Final = ("district_heat", "ground_source_heat_pump", "hybrid_heat_pump", "air_source_heat_pump")
"""In the order they choose homes, the most particular first; an air-source heat pump fits nearly anywhere."""
HELD_BY: Final = {
    "district_heat": ("heat_network",),
    "ground_source_heat_pump": ("heat_pump",),
    "hybrid_heat_pump": ("hybrid_heat_pump",),
    "air_source_heat_pump": ("heat_pump",),
}
"""The heating of homes that have the technology already; the stock does not tell air from ground source."""
REASONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "district_heat": (
        ("flat", "propensity_flat_network"),
        ("social", "propensity_social_network"),
        ("dense", "propensity_dense_network"),
    ),
    "ground_source_heat_pump": (
        ("owner", "propensity_owner"),
        ("off_gas", "propensity_off_gas"),
        ("electric", "propensity_electric"),
        ("ready", "propensity_ready"),
        ("flat", "propensity_flat_own_pump"),
        ("detached", "propensity_detached_ground"),
        ("large", "propensity_large_ground"),
        ("rural", "propensity_rural_ground"),
    ),
    "hybrid_heat_pump": (
        ("owner", "propensity_owner"),
        ("gas", "propensity_gas_hybrid"),
        ("large", "propensity_large_hybrid"),
        ("leaky", "propensity_leaky_hybrid"),
        ("flat", "propensity_flat_own_pump"),
    ),
    "air_source_heat_pump": (
        ("owner", "propensity_owner"),
        ("social", "propensity_social_air_source"),
        ("off_gas", "propensity_off_gas"),
        ("electric", "propensity_electric"),
        ("ready", "propensity_ready"),
        ("flat", "propensity_flat_own_pump"),
    ),
}
"""By technology the reasons that count, each with the assumption that says how many times as likely it makes a home."""
_LIMITS: Final = ("propensity_large_m2", "propensity_rural_per_ha", "propensity_dense_per_ha")
PROPENSITY_IDS: Final = tuple(sorted({*_LIMITS, *(name for rows in REASONS.values() for _, name in rows)}))
_LIMIT_OF: Final = {"large": "propensity_large_m2", "rural": "propensity_rural_per_ha"} | {
    "dense": "propensity_dense_per_ha"
}
_GOLDEN: Final = (np.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True)
class PropensitySettings:
    """`times`: how many times as likely each reason makes a home, by assumption id; and where its limits lie.

    Raises:
        ValueError: a factor is not above 0, which would close homes that could take the technology up.
    """

    times: Mapping[str, float]
    large_m2: float
    rural_per_ha: float
    dense_per_ha: float

    def __post_init__(self) -> None:
        if wrong := sorted(name for name, factor in self.times.items() if not factor > 0):
            raise ValueError(f"{', '.join(wrong)} must be above 0")

    @classmethod
    def of(cls, assumptions: Assumptions) -> "PropensitySettings":
        """The settings the register states."""
        times = {name: assumptions.value(name) for name in PROPENSITY_IDS if name not in _LIMITS}
        return cls(times, *(assumptions.value(name) for name in _LIMITS))


@dataclass(frozen=True)
class Ranking:
    """The order in which a district's homes take up each technology.

    `rank` (technology, home): 1 is the first of its district, 0 a home that is not open to it.
    """

    technologies: tuple[str, ...]
    rank: npt.NDArray[np.int32]


def assumptions_of(technology: str) -> tuple[str, ...]:
    """The assumptions a technology's ranks rest on, sorted."""
    names = {name for _, name in REASONS[technology]}
    limits = {_LIMIT_OF[reason] for reason, _ in REASONS[technology] if reason in _LIMIT_OF}
    return tuple(sorted(names | limits))


def reasons(dwellings: pd.DataFrame, homes_per_ha: Floats, settings: PropensitySettings) -> dict[str, Flags]:
    """Whether each reason holds for each home.

    Args:
        dwellings: contract Dwellings.
        homes_per_ha: of each home's LSOA; NaN where unknown, which is neither rural nor dense.
        settings: the limits.
    """

    def is_one(column: str, categories: list[str], names: list[str]) -> Flags:
        chosen: Flags = np.isin(codes_of(dwellings[column], categories), [categories.index(name) for name in names])
        return chosen

    ready = is_one("epc_band", EPC_BANDS, ["A", "B", "C"])
    return {
        "owner": is_one("tenure", TENURES, ["owner_occupied"]),
        "social": is_one("tenure", TENURES, ["rented_social"]),
        "gas": is_one("heating", HEATINGS, ["gas"]),
        "off_gas": is_one("heating", HEATINGS, ["oil", "lpg", "solid_fuel"]),
        "electric": is_one("heating", HEATINGS, ["electric_storage", "electric_direct"]),
        "flat": is_one("dwelling_type", TYPES, ["flat"]),
        "detached": is_one("dwelling_type", TYPES, ["detached", "bungalow"]),
        "large": dwellings["floor_area_m2"].to_numpy(float) >= settings.large_m2,
        "ready": ready,
        "leaky": ~ready,
        "rural": homes_per_ha < settings.rural_per_ha,
        "dense": homes_per_ha >= settings.dense_per_ha,
    }


def likelihoods(dwellings: pd.DataFrame, homes_per_ha: Floats, settings: PropensitySettings) -> Floats:
    """How likely each home is to take up each technology beside a home without reasons, (technology, home).

    0 where it is not open: a home on a heat pump or a heat network has one already.
    """
    holds = reasons(dwellings, homes_per_ha, settings)
    served = sorted({HEATINGS.index(name) for names in HELD_BY.values() for name in names})
    there = np.isin(codes_of(dwellings["heating"], HEATINGS), served)
    likely = np.ones((len(TECHNOLOGIES), len(dwellings)))
    for row, technology in enumerate(TECHNOLOGIES):
        for reason, name in REASONS[technology]:
            likely[row] *= np.where(holds[reason], settings.times[name], 1.0)
    likely[:, there] = 0.0
    return likely


def density(dwellings: pd.DataFrame, lsoas: pd.DataFrame) -> Floats:
    """Homes a hectare of each home's LSOA, NaN where its area is not known.

    Args:
        dwellings: contract Dwellings.
        lsoas: lsoa_code and area_ha.
    """
    codes = dwellings["lsoa_code"].cat.codes.to_numpy(np.int64)
    names = dwellings["lsoa_code"].cat.categories.astype("str")
    ha = lsoas.set_index("lsoa_code")["area_ha"].reindex(names).to_numpy(float)
    homes = np.bincount(codes, minlength=len(names))
    per_ha: Floats = np.divide(homes, ha, out=np.full(len(names), np.nan), where=ha > 0)[codes]
    return per_ha


def ranking(dwellings: pd.DataFrame, homes_per_ha: Floats, settings: PropensitySettings) -> Ranking:
    """The rank of every home in its district for each technology; in whatever order the homes come, the same."""
    likely = likelihoods(dwellings, homes_per_ha, settings)
    district: Codes = dwellings["district_code"].cat.codes.to_numpy().astype(np.int64)
    order = order_of(dwellings["dwelling_id"])
    return Ranking(TECHNOLOGIES, np.stack([ranked(row, district, order) for row in likely]))


def order_of(ids: pd.Series) -> Codes:
    """The place of each home in the order of their ids."""
    if ids.is_monotonic_increasing:
        return np.arange(len(ids), dtype=np.int64)
    order = np.empty(len(ids), dtype=np.int64)
    order[np.argsort(ids.to_numpy(dtype=object), kind="stable")] = np.arange(len(ids))
    return order


def ranked(likelihood: Floats, district: Codes, order: Codes) -> npt.NDArray[np.int32]:
    """Ranks from 1 in each district, 0 where the likelihood is 0: sooner the likelier, and evenly among equals.

    A home's waiting time is -ln(1 - u) / likelihood. u runs through the multiples of the golden ratio over homes
    ordered by likelihood and then id, so that any run of equals has its u spread evenly between 0 and 1.

    Args:
        likelihood: one a home, not negative.
        district: code of each home's district.
        order: place of each home in the order of ids, all different.
    """
    open_homes = np.flatnonzero(likelihood > 0)
    sorted_homes = open_homes[np.lexsort((order[open_homes], -likelihood[open_homes], district[open_homes]))]
    place = ranks(district[sorted_homes])
    even = np.modf((place + 0.5) * _GOLDEN)[0]
    waiting = -np.log1p(-even) / likelihood[sorted_homes]
    queue = np.lexsort((place, waiting, district[sorted_homes]))
    rank = np.zeros(len(likelihood), dtype=np.int32)
    rank[sorted_homes[queue]] = ranks(district[sorted_homes[queue]]) + 1
    return rank
