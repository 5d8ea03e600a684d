"""Stages of the grid: who is supplied from where, growth by half-hour, headroom, its classes and how sure they are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from lae import limit_stages
from lae.boundaries import named_places
from lae.grid import agreement as agreeing
from lae.grid import figures, loads, network
from lae.grid.contract import Sensitivity
from lae.grid.firm_years import firm_by_year, season_array
from lae.grid.headroom import (
    World,
    because_table,
    headroom_table,
    modelled_rooms,
    published_room,
    select_growth,
    with_growth,
)
from lae.grid.shortfalls import class_counts, shortfall_table
from lae.grid.supply import allocate, understated
from lae.grid.technologies import LoadKinds, load_kinds, loaded, spread_counts
from lae.stage import Load, Settings, Store
from lae.tables import validated
from lae.tiling import area_deviations

_HALF_HOURS: Final = 2


def measure_areas(_settings: Settings, districts: pd.DataFrame, published_areas: pd.DataFrame) -> Store:
    """Our area of each district beside the published one."""
    return {"areas": area_deviations(gpd.GeoDataFrame(districts), published_areas)[0]}


def name_places(_settings: Settings, found_areas: pd.DataFrame, county: gpd.GeoDataFrame) -> Store:
    """PLACES the map can be searched for; none where the study holds no map of wards."""
    return {"places": named_places(found_areas, gpd.GeoDataFrame(county))}


def build_network(_settings: Settings, substations: pd.DataFrame, feeds: pd.DataFrame) -> Store:
    """The ladder GSP -> BSP -> primary in normal running."""
    return {"ladder": network.build_ladder(network.build_graph(substations, feeds))}


def allocate_supply(
    settings: Settings,
    served_lsoas: pd.DataFrame,
    postcodes: pd.DataFrame,
    substations: pd.DataFrame,
    supply_overrides: pd.DataFrame,
    gsp_groups: pd.DataFrame,
    supply_areas: Any,
) -> Store:
    """Homes on primaries, both allocations, with the confidence and the coverage."""
    areas = allocate(
        served_lsoas,
        postcodes,
        substations,
        supply_overrides,
        gsp_groups,
        ambiguity_ratio=settings.assumptions.value("supply_ambiguity_ratio"),
        areas=supply_areas,
    )
    return {
        "supply": areas.supply,
        "supply_points": areas.points,
        "allocation": areas.allocation,
        "coverage": areas.coverage,
        "understated": understated(areas.allocation, substations, gsp_groups),
    }


def load_growth(
    settings: Settings,
    ladder: network.Ladder,
    substations: pd.DataFrame,
    profiles: pd.DataFrame,
    technologies: pd.DataFrame,
    measures: pd.DataFrame,
    understated: set[str],
) -> Store:
    """Growth of every substation since its own observed year, by half-hour."""
    technologies = loaded(technologies, set(measures["technology"]))
    kinds = load_kinds(technologies, settings.assumptions)
    built = loads.build_profiles(profiles, technologies, settings.assumptions)
    base = loads.base_load(substations, ladder, built)
    world = World(
        substations=substations,
        ladder=ladder,
        scenarios=tuple(settings.config.scenarios),
        years=tuple(settings.config.years),
        growth=_growth(settings, ladder, substations, built, base, measures, kinds),
        slots=built.slots,
        technologies=built.technologies,
        understated=np.isin(ladder.ids, list(understated)),
        overstated=~base.known,
    )
    return {"load": Load(world, built, base, kinds)}


def work_out_headroom(
    settings: Settings,
    load: Load,
    works: pd.DataFrame,
    scenario_figures: pd.DataFrame,
    contracted_left_out: pd.DataFrame,
    firm_capacity: pd.DataFrame,
) -> Store:
    """HEADROOM and BECAUSE on every basis; a named site that is a contracted connection loads once."""
    world = load.world
    substations, ladder, years = world.substations, world.ladder, settings.config.years
    factors = limit_stages.firm_settings(settings)
    yearly = firm_by_year(substations, firm_capacity, works, years=years, settings=factors)
    firm = figures.firm_capacity(
        substations,
        works,
        ladder,
        years=settings.config.years,
        cyclic_factor=settings.assumptions.value("cyclic_factor"),
        contracted_coincidence=settings.assumptions.value("contracted_coincidence"),
    )
    firm = replace(firm, capacity=season_array(yearly, ladder, years=years, season="winter"))
    rooms = [
        published_room(world, figures.published_demand(substations, ladder), direction="demand"),
        published_room(world, figures.published_generation(substations, ladder), direction="generation"),
        *modelled_rooms(world, _once(settings, world, firm, contracted_left_out)),
    ]
    return {
        "firm": firm,
        "firm_years": yearly,
        "rooms": rooms,
        "headroom": headroom_table(world, rooms, scenario_figures),
        "because": because_table(world, rooms),
    }


def judge(settings: Settings, load: Load, firm: figures.Firm) -> Store:
    """How well our arithmetic reproduces the published figures today."""
    table, disagreements = agreeing.agreement(
        load.world.substations,
        load.world.ladder,
        firm,
        cyclic_factor=settings.assumptions.value("cyclic_factor"),
        contracted_coincidence=settings.assumptions.value("contracted_coincidence"),
    )
    return {"agreement": table, "disagreements": disagreements, "fit": agreeing.fit(load.world.substations)}


def classify(
    _settings: Settings,
    headroom: pd.DataFrame,
    substations: pd.DataFrame,
    knots: Mapping[str, list[int]],
    disagreements: pd.DataFrame,
) -> Store:
    """SHORTFALLS and the headline count of classes."""
    contradicted = disagreements["kind"].eq("deficit_against_published_room")
    table = shortfall_table(headroom, substations, knots, set(disagreements.loc[contradicted, "substation_id"]))
    return {"shortfalls": table, "headline": class_counts(table)}


def vary(
    settings: Settings,
    load: Load,
    measures: pd.DataFrame,
    measures_second: pd.DataFrame,
    knots: Mapping[str, list[int]],
    shortfalls: pd.DataFrame,
    headroom: pd.DataFrame,
) -> Store:
    """SENSITIVITY: ambiguous homes on their second primary, and profiles moved earlier and later."""
    half_hours = round(settings.assumptions.value("profile_shift_hours") * _HALF_HOURS)
    variants = {
        "second_nearest": (measures_second, load.profiles),
        "earlier": (measures, load.profiles.shifted(-half_hours)),
        "later": (measures, load.profiles.shifted(half_hours)),
    }
    published = headroom[headroom["basis"].eq("published") & headroom["direction"].eq("demand")]
    tables = [_variant("nearest", published, shortfalls, settings)]
    for variant, (placed, profiles) in variants.items():
        world = load.world
        growth = _growth(settings, world.ladder, world.substations, profiles, load.base, placed, load.kinds)
        rows, classes = _published_again(world, growth, knots)
        tables.append(_variant(variant, rows, classes, settings))
    table = pd.concat(tables).sort_values(["scenario", "substation_id", "variant"])
    return {"sensitivity": validated(table, Sensitivity, "sensitivity")}


def _once(settings: Settings, world: World, firm: figures.Firm, left_out: pd.DataFrame) -> figures.Firm:
    """The same capacity with contracted demand less what growth holds already, by scenario and year."""
    every = pd.MultiIndex.from_product([world.scenarios, world.years, world.ladder.ids])
    level = left_out.set_index(["scenario", "year", "substation_id"])["left_out_mva"].reindex(every, fill_value=0.0)
    coincident = level.to_numpy(float).reshape(world.growth.added_mva.shape)
    return figures.less_contracted(firm, coincident * settings.assumptions.value("contracted_coincidence"))


def _growth(
    settings: Settings,
    ladder: network.Ladder,
    substations: pd.DataFrame,
    profiles: loads.Profiles,
    base: loads.Base,
    measures: pd.DataFrame,
    kinds: LoadKinds,
) -> loads.Growth:
    """Growth (scenario, year, node), each node counted since its own observed year."""
    observed = figures.on_ladder(substations, ladder)["observed_year"].to_numpy(np.int64)
    grown = {}
    for since in sorted(set(observed.tolist())):
        counts = loads.cumulative_counts(
            measures,
            ladder,
            scenarios=settings.config.scenarios,
            years=settings.config.years,
            technologies=kinds.counted,
            since=since,
        )
        counts = spread_counts(counts, kinds.counted, kinds)
        grown[since] = loads.growth(counts, ladder, profiles, base)
    return select_growth(grown, observed)


def _published_again(
    world: World, growth: loads.Growth, knots: Mapping[str, list[int]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    moved = with_growth(world, growth)
    figure = figures.published_demand(world.substations, world.ladder)
    rows = headroom_table(moved, [published_room(moved, figure, direction="demand")], None)
    return rows, shortfall_table(rows, world.substations, knots, set())


def _variant(variant: str, rows: pd.DataFrame, classes: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    key = ["scenario", "substation_id"]
    last = rows[rows["year"].eq(settings.config.last_year)].set_index(key)
    demand = classes[classes["basis"].eq("published") & classes["direction"].eq("demand")].set_index(key)
    table = demand[["class", "first_year_below_zero", "first_year_latest"]].copy()
    table["last_year_added_mva"] = last["added_mva"].reindex(table.index)
    table["last_year_headroom_mva"] = last["headroom_mva"].reindex(table.index)
    return table.reset_index().assign(variant=variant).astype({"variant": "str"})
