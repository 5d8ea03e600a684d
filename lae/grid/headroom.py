"""Headroom of every substation by scenario, year, direction, basis and queue, and what it is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.figures import Figure, Firm, on_ladder
from lae.grid.loads import Growth
from lae.grid.network import Ladder
from lae.grid.path import NOTHING, UNKNOWN, PathRoom, after_growth, path_room
from lae.measures import BASE_SHIFT, BOUNDS, QUEUES, Because, Headroom
from lae.tables import columns_of, validated

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class World:
    """What every basis shares: the network, the years and scenarios, and growth (scenario, year, node).

    `understated` nodes have growth that leaves out homes, `overstated` ones growth without a known base to coincide
    with.
    """

    substations: pd.DataFrame
    ladder: Ladder
    scenarios: tuple[str, ...]
    years: tuple[int, ...]
    growth: Growth
    slots: tuple[str, ...]
    technologies: tuple[str, ...]
    understated: Flags
    overstated: Flags

    @property
    def rows(self) -> pd.DataFrame:
        """The substations in the ladder's order."""
        return on_ladder(self.substations, self.ladder)

    def dated(self, first_year: npt.NDArray[np.int64]) -> Flags:
        """Whether each node's figure exists yet in each year, (year, node)."""
        reached: Flags = np.asarray(self.years)[:, None] >= first_year[None, :]
        return reached

    def limitless(self) -> Flags:
        """Nodes that never bind without a published limit: GSPs (headroom rule 3)."""
        return self.rows["tier"].eq("gsp").to_numpy(bool)


@dataclass(frozen=True)
class Room:
    """One basis worked out: arrays (scenario, year, node) or smaller, ready to become rows."""

    direction: str
    basis: str
    queue: npt.NDArray[np.str_]
    capacity: Any
    observed: Any
    contracted: Any
    added: Floats
    own: Floats
    own_bound: npt.NDArray[np.int64]
    path: PathRoom
    names: npt.NDArray[np.str_]


def published_room(world: World, figure: Figure, *, direction: str) -> Room:
    """The operator's figure less growth since its observed year; blank before its own date.

    Path = least of (figure there - growth there) along the path. Generation has no modelled growth: nothing is taken
    off.
    """
    dated = world.dated(figure.first_year)
    limitless = world.limitless() & np.isnan(figure.path)
    if direction == "generation":
        added = np.full(world.growth.added_mva.shape, np.nan)
        taken, under, over = np.zeros_like(added), np.zeros(dated.shape[1], bool), np.zeros(dated.shape[1], bool)
    else:
        added = np.where(dated, world.growth.added_mva, np.nan)
        taken, under, over = added, world.understated, world.overstated
    path_value = np.where(dated, figure.path - taken, np.nan)
    bound = after_growth(figure.path_bound, understated=under, overstated=over)
    own = np.where(dated, figure.own - taken, np.nan)
    own_bound = after_growth(figure.own_bound, understated=under, overstated=over)
    return Room(
        direction=direction,
        basis="published",
        queue=figure.queue,
        capacity=np.nan,
        observed=world.rows["observed_max_mva"].to_numpy(float) if direction == "demand" else np.nan,
        contracted=np.nan,
        added=added,
        own=own,
        own_bound=np.where(np.isnan(own), UNKNOWN, own_bound),
        path=path_room(world.ladder, path_value, bound, never_binds=limitless),
        names=figure.names,
    )


def modelled_rooms(world: World, firm: Firm) -> Iterator[Room]:
    """Firm capacity - observed - contracted x coincidence - growth, once for each queue the modelled basis knows."""
    dated = world.dated(world.rows["observed_year"].to_numpy(np.int64))
    added = np.where(dated, world.growth.added_mva, np.nan)
    limitless = world.limitless()
    exact = np.zeros(dated.shape[1], dtype=np.int64)
    bound = after_growth(exact, understated=world.understated, overstated=world.overstated)
    for queue, contracted in firm.contracted.items():
        own = firm.capacity - firm.observed - contracted - added
        yield Room(
            direction="demand",
            basis="modelled",
            queue=np.full(dated.shape[1], queue),
            capacity=firm.capacity,
            observed=firm.observed,
            contracted=contracted,
            added=added,
            own=own,
            own_bound=np.where(np.isnan(own), UNKNOWN, bound),
            path=path_room(world.ladder, own, bound, never_binds=limitless),
            names=np.asarray(world.ladder.ids),
        )


def with_growth(world: World, growth: Growth) -> World:
    """The same world under another growth."""
    return replace(world, growth=growth)


def headroom_table(world: World, rooms: Sequence[Room], scenario_figures: pd.DataFrame | None) -> pd.DataFrame:
    """HEADROOM rows of all rooms and of the operators' own scenario tables (basis nshr, nothing taken off)."""
    blocks = [_headroom_rows(world, room) for room in rooms]
    if scenario_figures is not None:
        blocks.append(_nshr_rows(world, scenario_figures))
    table = pd.concat([block for block in blocks if len(block)], ignore_index=True)
    key = ["scenario", "direction", "basis", "queue", "substation_id", "year"]
    return validated(table.sort_values(key, kind="stable"), Headroom, "headroom")


def because_table(world: World, rooms: Sequence[Room]) -> pd.DataFrame:
    """BECAUSE rows: each technology's contribution and the base shift, for every row that has growth."""
    grown = world.growth
    parts = np.concatenate([grown.contribution_mva, grown.base_shift_mva[..., None]], axis=-1)
    counts = np.concatenate([grown.count, np.full((*grown.count.shape[:-1], 1), np.nan)], axis=-1)
    labels = np.asarray([*world.technologies, BASE_SHIFT])
    blocks = []
    for room in rooms:
        keep = np.isfinite(room.added)
        scenario, year, node = np.nonzero(keep)
        if not len(node):
            continue
        kinds = len(labels)
        blocks.append(
            pd.DataFrame(
                {
                    "scenario": np.asarray(world.scenarios)[scenario.repeat(kinds)],
                    "year": np.asarray(world.years)[year].repeat(kinds),
                    "substation_id": np.asarray(world.ladder.ids)[node.repeat(kinds)],
                    "direction": room.direction,
                    "basis": room.basis,
                    "queue": room.queue[node].repeat(kinds),
                    "technology": np.tile(labels, len(node)),
                    "count": counts[keep].ravel(),
                    "added_mva": parts[keep].ravel(),
                }
            ).astype({"scenario": "str", "substation_id": "str", "queue": "str", "technology": "str"})
        )
    table = pd.concat(blocks, ignore_index=True)
    return validated(table.sort_values(columns_of(Because)[:7], kind="stable"), Because, "because")


def select_growth(grown: dict[int, Growth], observed_year: npt.NDArray[np.int64]) -> Growth:
    """For each node the growth counted since its own observed year; `grown` holds one Growth a year."""
    chosen = next(iter(grown.values()))
    for since, growth in grown.items():
        nodes = observed_year == since
        kinds = nodes[:, None]
        chosen = Growth(
            added_mva=np.where(nodes, growth.added_mva, chosen.added_mva),
            slot=np.where(nodes, growth.slot, chosen.slot),
            contribution_mva=np.where(kinds, growth.contribution_mva, chosen.contribution_mva),
            base_shift_mva=np.where(nodes, growth.base_shift_mva, chosen.base_shift_mva),
            count=np.where(kinds, growth.count, chosen.count),
        )
    return chosen


def _headroom_rows(world: World, room: Room) -> pd.DataFrame:
    shape = world.growth.added_mva.shape
    scenario, year, node = (axis.ravel() for axis in np.indices(shape))
    rows = world.rows

    def spread(values: Any) -> np.ndarray:
        return np.broadcast_to(values, shape).ravel()

    binding = spread(room.path.binding)
    bounds = np.asarray(BOUNDS)
    grown = np.isfinite(spread(room.added))
    names = np.append(room.names, "")
    return pd.DataFrame(
        {
            "scenario": np.asarray(world.scenarios)[scenario],
            "year": np.asarray(world.years)[year],
            "substation_id": np.asarray(world.ladder.ids)[node],
            "name": rows["name"].to_numpy(str)[node],
            "tier": rows["tier"].to_numpy(str)[node],
            "dno": rows["dno"].to_numpy(str)[node],
            "direction": room.direction,
            "basis": room.basis,
            "queue": np.where(room.queue[node] == "", QUEUES[0], room.queue[node]),
            "capacity_mva": spread(room.capacity),
            "observed_mva": spread(room.observed),
            "contracted_mva": spread(room.contracted),
            "added_mva": spread(room.added),
            "headroom_own_mva": spread(room.own),
            "bound_own": bounds[spread(room.own_bound)],
            "headroom_mva": spread(room.path.value),
            "bound": bounds[spread(room.path.bound)],
            "binding_substation_id": names[np.where(binding == NOTHING, len(names) - 1, binding)],
            "peak_slot": np.where(grown, np.asarray(world.slots)[world.growth.slot.ravel()], ""),
            "source_id": rows["source_id"].to_numpy(str)[node],
        }
    ).astype(_TEXT)


def _nshr_rows(world: World, figures: pd.DataFrame) -> pd.DataFrame:
    rows = figures[figures["year"].isin(world.years) & figures["substation_id"].isin(world.ladder.position)]
    about = world.rows.loc[rows["substation_id"]]
    return pd.DataFrame(
        {
            "scenario": rows["scenario"].to_numpy(str),
            "year": rows["year"].to_numpy(),
            "substation_id": rows["substation_id"].to_numpy(str),
            "name": about["name"].to_numpy(str),
            "tier": about["tier"].to_numpy(str),
            "dno": about["dno"].to_numpy(str),
            "direction": rows["direction"].to_numpy(str),
            "basis": "nshr",
            "queue": about["demand_queue"].to_numpy(str),
            "capacity_mva": np.nan,
            "observed_mva": np.nan,
            "contracted_mva": np.nan,
            "added_mva": np.nan,
            "headroom_own_mva": rows["headroom_mva"].to_numpy(float),
            "bound_own": "exact",
            # An own value; the GSP above publishes no limit, so the path ends here.
            "headroom_mva": rows["headroom_mva"].to_numpy(float),
            "bound": "exact",
            "binding_substation_id": rows["substation_id"].to_numpy(str),
            "peak_slot": "",
            "source_id": rows["source_id"].to_numpy(str),
        }
    ).astype(_TEXT)


_TEXT = dict.fromkeys(
    [
        "scenario",
        "substation_id",
        "name",
        "tier",
        "dno",
        "direction",
        "basis",
        "queue",
        "bound_own",
        "bound",
        "binding_substation_id",
        "peak_slot",
        "source_id",
    ],
    "str",
)
