"""Insulation, windows and draught-proofing of every home: what each costs, saves and takes off the network's peak.

Savings are those of `savings`, which fade; the peak of electric heating falls by the physics, which does not.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.buildings.retrofit.carbon import CARBON_IDS
from lae.buildings.retrofit.cases import Floats
from lae.buildings.retrofit.costs import SMALL_IDS
from lae.buildings.retrofit.eligibility import Status
from lae.buildings.retrofit.savings import SAVING_IDS, saved_heat
from lae.buildings.retrofit.settings import LIFETIME_IDS
from lae.buildings.retrofit.works import Effect, Works
from lae.buildings.retrofit_contract import Offer

Flags = npt.NDArray[np.bool_]

_OWN_IDS: Final = {
    "loft": ("loft_enough_mm", "loft_depth_after"),
    "draught": ("draught_air_changes_cut", "draught_air_changes_least"),
}
PEAK_IDS: Final = (
    "design_inside_temperature",
    "design_outside_temperature",
    "electric_direct_peak_share",
    "electric_storage_peak_share",
)


@dataclass(frozen=True)
class Part:
    """A fabric measure on every home, whether or not it is open.

    Attributes:
        name: of FABRIC.
        status: position in SUITABLE.
        cut_w_per_k: heat loss it takes off.
        capex_gbp: (3, homes).
        saved_kwh: (3, homes) useful heat a year, alone.
    """

    name: str
    status: Status
    cut_w_per_k: Floats
    capex_gbp: Floats
    saved_kwh: Floats


def part(works: Works, name: str) -> Part:
    """One fabric measure."""
    cut = works.cut_w_per_k(name)
    saved = saved_heat(name, works.gone_share(cut), works.uses, works.settings.savings)
    return Part(name, works.status[name], cut, capex(works, name), saved)


def capex(works: Works, name: str) -> Floats:
    """GBP (3, homes) of one fabric measure."""
    if name == "external_wall":
        return works.costs.by_unit(name, works.fabric.wall_m2)
    if name == "draught":
        return works.costs.by_unit(name, np.ones(works.number))
    if name == "floor":
        solid: Floats = works.dwellings["floor"].eq("solid").to_numpy().astype(np.float64)
        return works.costs.by_unit(name, solid, kind="solid") + works.costs.by_unit(name, 1 - solid, kind="suspended")
    return works.costs.by_segment(name, works.segment)


def fabric_effect(works: Works, capex_gbp: Floats, saved_kwh: Floats, cut: Floats) -> Effect:
    """What insulation does, alone or together: heat, the fuel that made it, and the peak of electric heating.

    Args:
        works: the homes.
        capex_gbp: (3, homes).
        saved_kwh: (3, homes) useful heat a year, at most what the home uses.
        cut: heat loss taken off (homes,), W/K.
    """
    relieved = works.design_share(cut) * works.peak_now_kw
    return Effect(
        capex_gbp=capex_gbp,
        heat_saved_kwh=saved_kwh,
        fuel_saved_kwh=saved_kwh * works.uses.fuel_per_heat_ratio,
        electricity_kwh=np.zeros_like(saved_kwh),
        peak_kw=-relieved[::-1],
    )


def fabric_offer(works: Works, name: str) -> Offer:
    """One fabric measure as an offer."""
    one = part(works, name)
    effect = fabric_effect(works, one.capex_gbp, one.saved_kwh, one.cut_w_per_k)
    return works.offer(name, one.status, effect, works.settings.fabric.lifetime_years[name], fabric_ids(name))


def fabric_ids(name: str) -> tuple[str, ...]:
    """Assumptions a fabric measure rests on, prices and U-values apart."""
    small = tuple(SMALL_IDS.values()) if name in ("loft", "cavity_wall", "internal_wall", "glazing") else ()
    return (
        *_OWN_IDS.get(name, ()),
        *SAVING_IDS[name],
        "insulation_lifetime" if name in ("loft", "cavity_wall") else LIFETIME_IDS[name],
        *small,
        *PEAK_IDS,
        *CARBON_IDS,
    )
