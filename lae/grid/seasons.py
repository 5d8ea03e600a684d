"""Room by season: each season's own firm capacity against its own greatest load, on the modelled basis.

The year's figures (`lae.grid.headroom`) set winter capacity against the greatest load of the year. Equipment carries
less in summer: a load that peaks then can be short while winter has room.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.figures import firm_capacity
from lae.grid.headroom import Room, World
from lae.grid.loads import Base, Growth, Profiles, growth_of
from lae.grid.path import AT_MOST, EXACT, NOTHING, UNKNOWN, PathRoom, after_growth, path_room
from lae.grid.profiles import SEASONS
from lae.grid.seasons_contract import SeasonalBecause, SeasonalHeadroom
from lae.measures import BASE_SHIFT, BOUNDS
from lae.tables import columns_of, empty, key_of, validated

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

WINTER: Final = "winter"
_HOT: Final = "summer"
_BELOW_MVA: Final = -1e-9
"""A figure must be this far below zero to be short: anything nearer is rounding."""


@dataclass(frozen=True)
class Season:
    """One season's growth (scenario, year, node), greatest load before it (node,) and firm capacity (year, node)."""

    name: str
    growth: Growth
    observed: Floats
    capacity: Floats


@dataclass(frozen=True)
class SeasonRoom:
    """Room of one season and queue, arrays (scenario, year, node)."""

    season: Season
    queue: str
    contracted: Floats
    own: Floats
    own_bound: npt.NDArray[np.int64]
    path: PathRoom


def seasonal_capacity(
    world: World, works: pd.DataFrame, published: pd.DataFrame, *, cyclic_factor: float, summer_ratio: float
) -> dict[str, Floats]:
    """Firm capacity by season, (year, node): the operator's figure for the season where there is one, else ours.

    Ours is the N-1 nameplate x cyclic factor in winter and `summer_ratio` of it in every other season: operators state
    two seasons, and the lower one is the cautious choice for what lies between. A scheme counts from its first winter,
    so every other season of a year still has the capacity of the winter before.

    Args:
        world: whose substations, years and ladder.
        works: contract Works.
        published: figures that win, one row a year, substation and season (winter, summer): `year`, `substation_id`,
            `season`, `firm_mva`; may be empty.
        cyclic_factor: firm capacity over nameplate.
        summer_ratio: summer over winter capacity.
    """
    first = world.years[0]
    firm = firm_capacity(
        world.substations,
        works,
        world.ladder,
        years=range(first - 1, world.years[-1] + 1),
        cyclic_factor=cyclic_factor,
        contracted_coincidence=1.0,
    )
    winter_before = np.asarray(world.years) - first
    derived = {WINTER: firm.capacity[winter_before + 1], _HOT: firm.capacity[winter_before] * summer_ratio}
    capacity = {}
    for season, mva in derived.items():
        rows = published[published["season"].eq(season)]
        given = rows.pivot_table(index="year", columns="substation_id", values="firm_mva")
        stated = given.reindex(index=list(world.years), columns=list(world.ladder.ids)).to_numpy(float)
        capacity[season] = np.where(np.isnan(stated), mva, stated)
    return {season: capacity[WINTER if season == WINTER else _HOT] for season in SEASONS}


def seasons_of(world: World, profiles: Profiles, base: Base, capacity: Mapping[str, Floats]) -> list[Season]:
    """Every season that has a representative day, with its growth; nodes without a known base have no observed load."""
    found = []
    for name in SEASONS:
        slots = profiles.in_season(name)
        if len(slots):
            observed = np.where(base.known, base.max_in(slots), np.nan)
            grown = growth_of(world.growth.count, profiles, base, slots)
            found.append(Season(name, grown, observed, capacity[name]))
    return found


def seasonal_rooms(world: World, seasons: Iterable[Season], rooms: Iterable[Room]) -> list[SeasonRoom]:
    """Firm capacity of the season - its observed load - contracted - its growth, for each queue of the modelled rooms.

    `rooms` are those of the year; contracted demand is theirs. A GSP binds only where its operator states a capacity.
    """
    dated = world.dated(world.rows["observed_year"].to_numpy(np.int64))
    shape = world.growth.added_mva.shape
    exact = np.zeros(shape[-1], dtype=np.int64)
    bound = after_growth(exact, understated=world.understated, overstated=world.overstated)
    found = []
    modelled = [room for room in rooms if room.basis == "modelled" and room.direction == "demand"]
    for season in seasons:
        limitless = world.limitless() & np.isnan(season.capacity).all(axis=0)
        for room in modelled:
            contracted = np.broadcast_to(np.asarray(room.contracted, dtype=np.float64), shape)
            added = np.where(dated, season.growth.added_mva, np.nan)
            own = season.capacity - season.observed - contracted - added
            path = path_room(world.ladder, own, bound, never_binds=limitless)
            own_bound = np.where(np.isnan(own), UNKNOWN, bound)
            found.append(SeasonRoom(season, str(room.queue[0]), contracted, own, own_bound, path))
    return found


def seasonal_table(world: World, rooms: Sequence[SeasonRoom], milestones: Sequence[int]) -> pd.DataFrame:
    """SEASONAL HEADROOM: the milestones, and for each row of them the first year that is proven below zero."""
    if not rooms:
        return empty(SeasonalHeadroom)
    table = pd.concat([_rows(world, room, _kept(world, room, milestones)) for room in rooms], ignore_index=True)
    return validated(_sorted(table, SeasonalHeadroom), SeasonalHeadroom, "seasonal_headroom")


def seasonal_because(world: World, rooms: Sequence[SeasonRoom], milestones: Sequence[int]) -> pd.DataFrame:
    """SEASONAL BECAUSE: each technology's contribution and the base shift, for every year and season in the table."""
    if not rooms:
        return empty(SeasonalBecause)
    blocks = []
    for season in {room.season.name: room.season for room in rooms}.values():
        own = [room for room in rooms if room.season is season]
        kept = np.logical_or.reduce([_kept(world, room, milestones) & ~np.isnan(room.own) for room in own])
        blocks.append(_parts(world, season, kept))
    return validated(
        _sorted(pd.concat(blocks, ignore_index=True), SeasonalBecause), SeasonalBecause, "seasonal_because"
    )


def _kept(world: World, room: SeasonRoom, milestones: Sequence[int]) -> Flags:
    """The milestones and each node's first year below zero, (scenario, year, node)."""
    short = (room.path.value < _BELOW_MVA) & np.isin(room.path.bound, [EXACT, AT_MOST])
    first = short & (short.cumsum(axis=1) == 1)
    kept: Flags = first | np.isin(world.years, list(milestones))[:, None]
    return kept


def _rows(world: World, room: SeasonRoom, kept: Flags) -> pd.DataFrame:
    shape = kept.shape
    scenario, year, node = np.nonzero(kept)
    season, bounds, ids = room.season, np.asarray(BOUNDS), np.asarray([*world.ladder.ids, ""])
    binding = room.path.binding[kept]

    def pick(values: Any) -> Any:
        return np.broadcast_to(values, shape)[kept]

    dated = pick(world.dated(world.rows["observed_year"].to_numpy(np.int64)))
    return pd.DataFrame(
        {
            "scenario": np.asarray(world.scenarios)[scenario],
            "year": np.asarray(world.years)[year],
            "substation_id": ids[node],
            "season": season.name,
            "queue": room.queue,
            "capacity_mva": pick(season.capacity),
            "observed_mva": pick(season.observed),
            "contracted_mva": pick(room.contracted),
            "added_mva": np.where(dated, season.growth.added_mva[kept], np.nan),
            "headroom_own_mva": room.own[kept],
            "bound_own": bounds[room.own_bound[kept]],
            "headroom_mva": room.path.value[kept],
            "bound": bounds[room.path.bound[kept]],
            "binding_substation_id": ids[np.where(binding == NOTHING, len(ids) - 1, binding)],
            "peak_slot": np.where(dated, np.asarray(world.slots)[season.growth.slot[kept]], ""),
        }
    )


def _parts(world: World, season: Season, kept: Flags) -> pd.DataFrame:
    grown, labels = season.growth, [*world.technologies, BASE_SHIFT]
    scenario, year, node = np.nonzero(kept)
    parts = np.concatenate([grown.contribution_mva[kept], grown.base_shift_mva[kept][:, None]], axis=1)
    counts = np.concatenate([grown.count[kept], np.full((len(node), 1), np.nan)], axis=1)
    return pd.DataFrame(
        {
            "scenario": np.asarray(world.scenarios)[scenario].repeat(len(labels)),
            "year": np.asarray(world.years)[year].repeat(len(labels)),
            "substation_id": np.asarray(world.ladder.ids)[node].repeat(len(labels)),
            "season": season.name,
            "technology": np.tile(np.asarray(labels), len(node)),
            "count": counts.ravel(),
            "added_mva": parts.ravel(),
        }
    )


def _sorted(table: pd.DataFrame, contract: Any) -> pd.DataFrame:
    texts = [name for name in columns_of(contract) if not pd.api.types.is_numeric_dtype(table[name])]
    ordered: pd.DataFrame = table.astype(dict.fromkeys(texts, "str")).sort_values(key_of(contract), kind="stable")
    return ordered
