"""Panels and batteries of every home, of which only what the home uses itself counts.

Panels take nothing off a winter evening's peak, nor does a battery unless its dispatch is assumed to.
"""

from typing import Final

import numpy as np

from lae.buildings.energy.fabric import Fabric
from lae.buildings.retrofit.carbon import CARBON_IDS
from lae.buildings.retrofit.cases import Floats, cases, nothing
from lae.buildings.retrofit.eligibility import THERE
from lae.buildings.retrofit.settings import Power
from lae.buildings.retrofit.works import Effect, Works
from lae.buildings.retrofit_contract import Offer

PANELS: Final = "photovoltaics"
BATTERY: Final = "battery"
PANEL_IDS: Final = (
    "photovoltaics_roof_share",
    "photovoltaics_m2_per_kwp",
    "photovoltaics_most_kwp",
    "photovoltaics_least_kwp",
    "photovoltaics_yield",
    "photovoltaics_own_use_share",
    "photovoltaics_lifetime",
    *CARBON_IDS,
)
_BATTERY_IDS: Final = (
    "battery_alone",
    "battery_own_use_share",
    "battery_size",
    "battery_power",
    "battery_peak_share",
    "battery_lifetime",
)


def roof_kwp(fabric: Fabric, power: Power) -> Floats:
    """Panels (homes,) that fit each home's own roof; 0 where another home or premises lie above."""
    return np.minimum(fabric.roof_m2 * power.roof_share / power.m2_per_kwp, power.most_kwp)


def panels_effect(works: Works) -> Effect:
    """What panels cost and do; low is the most electricity no longer bought."""
    power, homes = works.settings.power, works.number
    used = np.array(power.yield_kwh) * np.array(power.own_use_share)
    return Effect(
        capex_gbp=works.costs.by_unit(PANELS, works.roof_kwp),
        heat_saved_kwh=nothing(homes),
        fuel_saved_kwh=nothing(homes),
        electricity_kwh=-cases(works.roof_kwp, tuple(used[::-1])),
        peak_kw=nothing(homes),
    )


def panels_offer(works: Works) -> Offer:
    """Panels as an offer."""
    years = works.settings.power.photovoltaics_years
    return works.offer(PANELS, works.status[PANELS], panels_effect(works), years, PANEL_IDS)


def battery_offer(works: Works) -> Offer:
    """A battery as an offer; it saves only where panels are already there, since each measure is taken alone."""
    power, homes = works.settings.power, works.number
    own, more = np.array(power.own_use_share), np.array(power.battery_own_use_share)
    kept = np.array(power.yield_kwh) * np.maximum(more - own, 0.0)
    there = works.roof_kwp * (works.status[PANELS] == THERE)
    shift = tuple(-power.battery_kw * share for share in power.battery_peak_share[::-1])
    effect = Effect(
        capex_gbp=works.costs.by_unit(BATTERY, np.full(homes, power.battery_kwh)),
        heat_saved_kwh=nothing(homes),
        fuel_saved_kwh=nothing(homes),
        electricity_kwh=-cases(there, (float(kept.max()), float(kept[1]), float(kept.min()))),
        peak_kw=cases(np.ones(homes), (shift[0], shift[1], shift[2])),
    )
    return works.offer(BATTERY, works.status[BATTERY], effect, power.battery_years, (*PANEL_IDS, *_BATTERY_IDS))
