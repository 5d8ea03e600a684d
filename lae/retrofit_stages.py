"""Stages about what could be done to homes: measures and packages by area, where to start, and priority zones."""

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import pandas as pd

from lae.buildings.energy.fabric import Fabric, FabricSettings
from lae.buildings.retrofit.by_area import retrofit_table
from lae.buildings.retrofit.costs import COST_IDS, Costs, CostSettings
from lae.buildings.retrofit.fuels import PackageFuels, package_fuels
from lae.buildings.retrofit.improved import improved
from lae.buildings.retrofit.offers import each_offer, findings, offer_of, works_of
from lae.buildings.retrofit.settings import ASSUMPTION_IDS, RetrofitSettings
from lae.buildings.retrofit.surroundings import Surroundings as Ground
from lae.buildings.retrofit.surroundings import homes_per_ha
from lae.buildings.retrofit_contract import PACKAGES, Offer, Retrofit
from lae.buildings.targeting import scored
from lae.buildings.targeting.criteria import weights_of
from lae.buildings.targeting.neighbours import neighbours, zone_shapes
from lae.buildings.targeting.scored import TARGETING_IDS, Surroundings, TargetingSettings, targeting_table
from lae.buildings.targeting.zones import ZONE_IDS, ZoneSettings, zones
from lae.buildings.targeting_contract import Targeting, Zones
from lae.geo import BNG
from lae.stage import Settings, Store
from lae.tables import empty

PACKAGE: Final = "heat_pump_ready"
"""The package that places are compared by: fabric enough for a heat pump, and the pump."""
RETROFIT_IDS: Final = (*ASSUMPTION_IDS, *COST_IDS, "min_publish_count")
ZONING_IDS: Final = tuple(dict.fromkeys((*TARGETING_IDS, *ZONE_IDS, "min_publish_count")))
_NO_TENURE: Final = "tenure is held to no count of any LSOA, so the stock only repeats how it goes with type."


def offer_measures(
    settings: Settings,
    dwellings: pd.DataFrame,
    fabric: Fabric | None,
    home_energy: pd.DataFrame,
    u_values: pd.DataFrame,
    retrofit_costs: pd.DataFrame,
    deflators: pd.DataFrame,
    lsoas: pd.DataFrame,
) -> Store:
    """RETROFIT: every measure and package by district and LSOA, and the package that places are compared by."""
    if fabric is None:
        none = {"retrofit": empty(Retrofit), "package_fuels": empty(PackageFuels), "package_offer": None}
        return {**none, "retrofit_findings": ()}
    register, year = settings.assumptions, settings.config.price_year
    how = RetrofitSettings.of(register)
    ground = Ground(homes_per_ha=homes_per_ha(dwellings, lsoas))
    prices = Costs.of(retrofit_costs, deflators, CostSettings.of(register), price_year=year)
    after = improved(dwellings, u_values, FabricSettings.of(register), how.fabric)
    works = works_of(dwellings, fabric, after, home_energy, ground, prices, how)
    smallest = register.value("min_publish_count")
    fuels: list[pd.DataFrame] = []

    def passing() -> Iterator[Offer]:
        """Every offer once; a package leaves what it saves of each carrier behind."""
        for offer in each_offer(works):
            if offer.name in PACKAGES:
                fuels.append(package_fuels(offer, dwellings, works.uses.main_fuel))
            yield offer

    table = retrofit_table(passing(), dwellings, price_year=year, smallest=smallest)
    return {
        "retrofit": table,
        "package_fuels": pd.concat(fuels, ignore_index=True),
        "package_offer": offer_of(works, PACKAGE),
        "retrofit_findings": tuple(findings(works, ground)),
    }


def find_zones(
    settings: Settings,
    dwellings: pd.DataFrame,
    home_energy: pd.DataFrame,
    package_offer: Offer | None,
    supply: pd.DataFrame,
    substations: pd.DataFrame,
    fuel_poverty: pd.DataFrame,
    lsoas: gpd.GeoDataFrame,
) -> Store:
    """TARGETING of LSOAs and primaries, and ZONES with their shapes."""
    if package_offer is None:
        shapes = gpd.GeoDataFrame(empty(Zones), geometry=[], crs=BNG)
        return {"targeting": empty(Targeting), "zones": empty(Zones), "zone_shapes": shapes, "targeting_findings": ()}
    register = settings.assumptions
    around = Surroundings(_homes_on(supply), _room(substations), fuel_poverty)
    weights = weights_of(register)
    places = targeting_table(
        dwellings,
        home_energy,
        package_offer,
        around,
        weights=weights,
        settings=TargetingSettings.of(register),
        untold={"social_homes": _NO_TENURE} if dwellings["provenance"].eq("modelled").all() else None,
    )
    named = dict(zip(substations["substation_id"], substations["name"], strict=True))
    found = zones(
        places.table,
        lsoas,
        neighbours(lsoas),
        around,
        lifetime_years=package_offer.lifetime_years,
        weights=weights,
        settings=ZoneSettings.of(register),
        names=named,
    )
    return {
        "targeting": scored.for_publication(places, smallest=round(register.value("min_publish_count"))),
        "zones": found,
        "zone_shapes": zone_shapes(found, lsoas),
        "targeting_findings": places.findings,
    }


def _homes_on(supply: pd.DataFrame) -> pd.DataFrame:
    """The substation of every part of the study's LSOAs, by the nearest-primary rule."""
    nearest = supply[supply["allocation"].eq("nearest") & supply["in_study"]]
    return nearest[["lsoa_code", "substation_id", "share"]].reset_index(drop=True)


def _room(substations: pd.DataFrame) -> pd.DataFrame:
    """Published demand headroom of today and what it means."""
    columns = {"substation_id": "substation_id", "demand_headroom_mva": "headroom_mva", "demand_bound": "bound"}
    return substations[list(columns)].rename(columns=columns)
