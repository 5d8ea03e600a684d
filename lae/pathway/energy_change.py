"""What each technology of a scenario changes in what a district buys: fuel no longer burnt, electricity bought instead.

Every home a technology reaches is taken for the mean home of its LSOA as heated today. A new home is taken for the mean
home of its district until a heat pump or a network is counted there: the fuel of the one cancels the saving of the
other, so that no boiler is saved that was never built.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from lae.assumptions import Assumptions
from lae.pathway import contract as names
from lae.pathway.carbon_path_contract import BESIDE, EXOGENOUS, MEASURE, EnergyChange
from lae.tables import empty, filled, key_of

CHANGE_IDS: Final = (
    "ashp_spf_median",
    "gshp_spf",
    "hybrid_heat_pump_share",
    "network_loss_ratio",
    "network_pump_spf",
    "ev_energy",
    "photovoltaics_yield",
)
NO_HOMES: Final = "no homes are at hand, so what they burn is not known"
NO_RULE: Final = "what it changes is not known"
_NO_BATTERY: Final = "storage moves power in time: what it displaces and loses is not known"
_NO_CENTRE: Final = "its greatest demand is known and its energy is not"
_MOVED: Final = "public_charging"
"""Charging that moves from homes to sites: the cars' own row holds its energy."""
_HEAT: Final = [f"{name}_kwh" for name in ("electricity", "gas", "oil", "lpg", "solid_fuel")]
_FIGURES: Final = [*_HEAT, "fuelled_count"]
_KEY: Final = ["scenario", "district_code", "technology"]


@dataclass(frozen=True)
class Effect:
    """What a unit of a technology changes.

    Attributes:
        kind: of the carbon path.
        homes_share: of what the mean home buys for heat, added; below 0: taken off.
        kwh_per_heat: electricity bought for a kWh of the mean home's useful heat.
        appliances_share: of what the mean home draws for all else.
        electricity_kwh: bought, whatever the home.
        fuelled_count: vehicles that burn fuel.
        unknown: why no figure can be given.
    """

    kind: str
    homes_share: float = 0.0
    kwh_per_heat: float = 0.0
    appliances_share: float = 0.0
    electricity_kwh: float = 0.0
    fuelled_count: float = 0.0
    unknown: str = ""

    @property
    def of_homes(self) -> bool:
        """True where it needs to be known what homes buy."""
        return bool(self.homes_share or self.kwh_per_heat or self.appliances_share)


def effects(assumptions: Assumptions) -> dict[str, Effect]:
    """What a unit of each technology changes, from the register."""
    air, ground, part, lost, network, car, sun = (assumptions.value(name) for name in CHANGE_IDS)
    return {
        names.AIR_SOURCE_HEAT_PUMP: Effect(MEASURE, homes_share=-1.0, kwh_per_heat=1.0 / air),
        names.GROUND_SOURCE_HEAT_PUMP: Effect(MEASURE, homes_share=-1.0, kwh_per_heat=1.0 / ground),
        names.HYBRID_HEAT_PUMP: Effect(MEASURE, homes_share=-part, kwh_per_heat=part / air),
        names.DISTRICT_HEAT: Effect(MEASURE, homes_share=-1.0, kwh_per_heat=lost / network),
        names.ELECTRIC_VEHICLE: Effect(MEASURE, electricity_kwh=car, fuelled_count=-1.0),
        names.NEW_HOME: Effect(EXOGENOUS, homes_share=1.0, appliances_share=1.0),
        names.NON_DOMESTIC: Effect(EXOGENOUS, electricity_kwh=1_000.0),
        names.SOLAR: Effect(BESIDE, electricity_kwh=-sun),
        names.BATTERY: Effect(BESIDE, unknown=_NO_BATTERY),
        names.DATA_CENTRE: Effect(EXOGENOUS, unknown=_NO_CENTRE),
    }


def energy_change(
    measures: pd.DataFrame, heat: pd.DataFrame, known: dict[str, Effect], *, years: Sequence[int]
) -> pd.DataFrame:
    """ENERGY CHANGE of every scenario, district and technology in each of `years`: planned measures, added up.

    Args:
        measures: contract Measures; only `planned` rows count.
        heat: contract HomeHeat; an LSOA without a mean takes its district's.
        known: what a unit changes, by technology; one that is not in it has a row without figures.
        years: one after another; what starts before the first stands in the first.
    """
    rows = measures[measures["status"].eq("planned") & measures["technology"].ne(_MOVED)]
    if rows.empty or not len(years):
        return empty(EnergyChange)
    by_place = [*_KEY, "lsoa_code", "start_year"]
    rows = rows.groupby(by_place, as_index=False, observed=True, sort=True)[["count"]].sum()
    rows = rows.astype(dict.fromkeys((*_KEY, "lsoa_code"), "str"))
    each = _of_one(rows, heat, known).mul(rows["count"], axis=0)
    dark = each.isna().any(axis=1).astype("float64")
    changed = pd.concat([rows, each.fillna(0.0)], axis=1).assign(dark=dark)
    changed["year"] = changed["start_year"].clip(lower=years[0])
    summed = ["count", *_FIGURES, "dark"]
    yearly = changed.groupby([*_KEY, "year"], as_index=False, sort=True)[summed].sum()
    table = yearly[_KEY].drop_duplicates().merge(pd.DataFrame({"year": list(years)}), how="cross")
    table = table.merge(yearly, on=[*_KEY, "year"], how="left")
    table[summed] = table[summed].fillna(0.0)
    table[summed] = table.groupby(_KEY, sort=False)[summed].cumsum()
    # A figure that is not known stays unknown from then on.
    table[_FIGURES] = table[_FIGURES].mask(table["dark"].gt(0.0))
    table["kind"] = table["technology"].map({name: effect.kind for name, effect in known.items()}).fillna(MEASURE)
    table["reason"] = _reasons(table, known)
    return filled(table.sort_values(key_of(EnergyChange), kind="stable"), EnergyChange, "energy_change")


def _of_one(rows: pd.DataFrame, heat: pd.DataFrame, known: dict[str, Effect]) -> pd.DataFrame:
    """What a unit at each row changes; NaN where it is not known."""
    columns = [*_HEAT, "heat_kwh", "appliances_kwh"]
    means = {level: part.set_index("area_code")[columns] for level, part in heat.groupby("area_level")}
    none = pd.DataFrame(np.nan, index=pd.Index([], dtype="str"), columns=columns)
    whole = means.get("lad", none).reindex(rows["district_code"]).reset_index(drop=True)
    own = means.get("lsoa", none).reindex(rows["lsoa_code"]).reset_index(drop=True)
    new = rows["technology"].eq(names.NEW_HOME).reset_index(drop=True)
    mean = own.where(own.notna(), whole).mask(new, whole)
    of = {
        name: rows["technology"].map({key: getattr(effect, name) for key, effect in known.items()}).to_numpy(float)
        for name in ("homes_share", "kwh_per_heat", "appliances_share", "electricity_kwh", "fuelled_count")
    }
    dark = {key for key, effect in known.items() if effect.unknown}
    told = rows["technology"].isin(set(known) - dark).to_numpy()
    of_homes = rows["technology"].isin({key for key, effect in known.items() if effect.of_homes}).to_numpy()
    figures = {name: np.where(of_homes, mean[name] * of["homes_share"], 0.0) for name in _HEAT}
    power = mean["heat_kwh"] * of["kwh_per_heat"] + mean["appliances_kwh"] * of["appliances_share"]
    figures["electricity_kwh"] = figures["electricity_kwh"] + np.where(of_homes, power, 0.0) + of["electricity_kwh"]
    figures["fuelled_count"] = of["fuelled_count"]
    table = pd.DataFrame(figures, index=rows.index)[_FIGURES]
    return table.where(pd.Series(told, index=rows.index), np.nan)


def _reasons(table: pd.DataFrame, known: dict[str, Effect]) -> pd.Series:
    blank = table[_FIGURES].isna().any(axis=1)
    why = {name: effect.unknown or NO_HOMES for name, effect in known.items()}
    told = table["technology"].map(why).fillna(NO_RULE)
    return told.where(blank, "").astype("str")
