"""The stage that asks each season for itself: its own firm capacity against its own greatest load."""

from collections.abc import Sequence

import pandas as pd

from lae.grid.headroom import Room
from lae.grid.seasons import seasonal_because, seasonal_capacity, seasonal_rooms, seasonal_table, seasons_of
from lae.stage import Load, Settings, Store


def seasonal(
    settings: Settings, load: Load, rooms: Sequence[Room], works: pd.DataFrame, firm_years: pd.DataFrame
) -> Store:
    """SEASONAL HEADROOM and SEASONAL BECAUSE on the modelled basis in each queue, milestones and first shortfalls."""
    world, milestones = load.world, settings.config.milestones
    capacity = seasonal_capacity(
        world,
        works,
        firm_years.dropna(subset=["firm_mva"]),
        cyclic_factor=settings.assumptions.value("cyclic_factor"),
        summer_ratio=settings.assumptions.value("summer_firm_ratio"),
    )
    seasons = seasons_of(world, load.profiles, load.base, capacity)
    found = seasonal_rooms(world, seasons, rooms)
    return {
        "seasonal_headroom": seasonal_table(world, found, milestones),
        "seasonal_because": seasonal_because(world, found, milestones),
    }
