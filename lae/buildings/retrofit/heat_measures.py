"""Heat pumps of every home: sized to its design day, fed by its year's heat, seen by the network at its peak."""

from typing import Final

import numpy as np

from lae.buildings.retrofit.carbon import CARBON_IDS
from lae.buildings.retrofit.cases import Floats, cases, less, same
from lae.buildings.retrofit.fabric_measures import PEAK_IDS
from lae.buildings.retrofit.settings import Pumps
from lae.buildings.retrofit.uses import Uses
from lae.buildings.retrofit.works import Effect, Works
from lae.buildings.retrofit_contract import Offer
from lae.buildings.stock_contract import HEATINGS

AIR: Final = "air_source_heat_pump"
GROUND: Final = "ground_source_heat_pump"
LOOP: Final = "shared_ground_loop"
NETWORK: Final = "heat_network"
_SHARED_IDS: Final = ("hp_coincidence_76", "hp_lifetime", "heat_pump_cost_ratio", *PEAK_IDS, *CARBON_IDS)
_GROUND_IDS: Final = ("gshp_spf", "ground_hp_admd", "hp_admd")
PUMP_IDS: Final = {
    AIR: ("ashp_spf_median", "hp_outdoor_space_min", "hp_outdoor_space_min_zone", *_SHARED_IDS),
    GROUND: (*_GROUND_IDS, "gshp_outdoor_space_min", *_SHARED_IDS),
    LOOP: (*_GROUND_IDS, "shared_loop_density_min", "shared_loop_cost_ratio", *_SHARED_IDS),
}


def peak_now(heating: np.ndarray, uses: Uses, pumps: Pumps) -> Floats:
    """(3, homes) kW that electric heating draws at the network's peak today; 0 where homes burn fuel.

    Args:
        heating: position in HEATINGS.
        uses: what homes use.
        pumps: what electric heating draws.
    """
    shares = np.zeros((3, len(HEATINGS)))
    shares[:, HEATINGS.index("electric_direct")] = pumps.direct_peak_share
    shares[:, HEATINGS.index("electric_storage")] = pumps.storage_peak_share
    drawn: Floats = shares[:, heating] * uses.design_kw
    pumped = heating == HEATINGS.index("heat_pump")
    drawn[:, pumped] = cases(uses.pump_peak_kw[pumped], pumps.peak_ratio)
    return drawn


def pump_effect(works: Works, name: str, heat_left_kwh: Floats, cut: Floats) -> Effect:
    """What a heat pump costs and does in homes that need this much heat.

    All fuel the home buys for heating is no longer bought; the peak is the pump's less that of electric heating today.

    Args:
        works: the homes.
        name: of the heat pumps.
        heat_left_kwh: (3, homes) useful heat the pump must give in a year.
        cut: heat loss taken off before (homes,), W/K.
    """
    pumps = works.settings.pumps
    air = name == AIR
    spf = np.array(pumps.air_spf_ratio if air else pumps.ground_spf_ratio)[::-1, None]
    peak = cases(works.uses.pump_peak_kw * (1.0 - works.design_share(cut)), pumps.peak_ratio)
    if not air:
        peak *= pumps.ground_peak_ratio
    price = works.costs.by_size(AIR if air else GROUND, works.sized_kw(cut))
    if name == LOOP:
        price = price[1] * np.array(pumps.loop_cost_ratio)[:, None]
    return Effect(
        capex_gbp=price,
        heat_saved_kwh=np.zeros_like(heat_left_kwh),
        fuel_saved_kwh=same(works.uses.heating_kwh),
        electricity_kwh=heat_left_kwh / spf,
        peak_kw=less(peak, works.peak_now_kw),
    )


def heat_offer(works: Works, name: str) -> Offer:
    """One heat source as an offer; a heat network is shown as an option alone, without cost, saving or load."""
    status, years = works.status[name], works.settings.pumps.lifetime_years
    if name == NETWORK:
        return works.offer(name, status, Effect.none(works.number), years, ("hp_lifetime",))
    effect = pump_effect(works, name, same(works.uses.heat_kwh), np.zeros(works.number))
    return works.offer(name, status, effect, years, PUMP_IDS[name])
