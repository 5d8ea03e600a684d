"""The options for every shortfall as rows: reinforce, flexibility, managed charging, transfer.

Nothing is costed unless a source says what it costs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.headroom import Room, World
from lae.grid.limits_contract import ShortageOptions
from lae.grid.loads import Base, Profiles
from lae.grid.path import AT_MOST, EXACT
from lae.grid.shortage import Above, Managed, above_limit, day_load, managed_charging
from lae.measures import QUEUES
from lae.tables import columns_of, empty, key_of, kind_of, validated

NO_COST: Final = "no sourced unit cost"
NO_WORKS: Final = "no published works"
NO_MVA: Final = "the scheme states no MVA: it changes no number"
NO_TRANSFER: Final = "transfer capacity unpublished"
NO_SHAPE: Final = "no observed load is published here, so its half-hours are unknown"

NO_CHARGING: Final = "no charging there at that half-hour"
BY_MVA: Final = "its cost is by MVA added, which the scheme does not state"

_SHORTFALL: Final = ["scenario", "year", "substation_id", "basis", "queue", "shortage_mva", "bound"]
_PROVES: Final = [EXACT, AT_MOST]
_ROUNDING_MVA: Final = 1e-9
"""A smaller deficit is rounding."""
_SLOTS: Final = 48


@dataclass(frozen=True)
class Remedies:
    """What is known of remedies beyond the substation's own load.

    `works` (contract Works) are published schemes, not funded; `costs` (contract UnitCosts) counts only rows with a
    source; `transfer_mva` is the transfer capacity by substation id, where an operator publishes it.
    """

    works: pd.DataFrame
    costs: pd.DataFrame | None = None
    transfer_mva: "pd.Series[float] | None" = None


def find_shortfalls(world: World, rooms: Sequence[Room], *, disagreeing: Collection[str] = ()) -> pd.DataFrame:
    """One row a proven demand shortfall of a substation itself: room below zero that is exact or an upper limit.

    That is its own room, or where the operator publishes only a path figure, that figure where nothing above is less.
    A substation that is short only because of one above has no row: the one above has. Nor has a modelled deficit of
    `disagreeing` substations, whose operator publishes room (headroom rule 9). `shortage_mva` is at_least where the
    figure was an upper limit.

    Columns: those of SHORTAGE OPTIONS down to `bound`, and the positions `at_scenario`, `at_year`, `node`.
    """
    shape = world.growth.added_mva.shape
    ids = np.asarray(world.ladder.ids)
    doubted = np.isin(ids, list(disagreeing))
    blocks = []
    for room in rooms:
        if room.direction != "demand":
            continue
        own, own_bound, path, path_bound, binding = (
            np.broadcast_to(part, shape)
            for part in (room.own, room.own_bound, room.path.value, room.path.bound, room.path.binding)
        )
        alone = np.isin(own_bound, _PROVES) & (own < -_ROUNDING_MVA)
        first = (binding == np.arange(shape[-1])) & np.isin(path_bound, _PROVES) & (path < -_ROUNDING_MVA)
        value, bound = np.where(alone, own, path), np.where(alone, own_bound, path_bound)
        short = alone | first
        if room.basis == "modelled":
            short &= ~doubted
        scenario, year, node = np.nonzero(short)
        queue = room.queue[node]
        blocks.append(
            pd.DataFrame(
                {
                    "scenario": np.asarray(world.scenarios)[scenario],
                    "year": np.asarray(world.years)[year],
                    "substation_id": ids[node],
                    "basis": room.basis,
                    "queue": np.where(queue == "", QUEUES[0], queue),
                    "shortage_mva": -value[short],
                    "bound": np.where(bound[short] == EXACT, "exact", "at_least"),
                    "at_scenario": scenario,
                    "at_year": year,
                    "node": node,
                }
            )
        )
    return pd.concat(blocks, ignore_index=True)


def shortage_options(
    world: World,
    shortfalls: pd.DataFrame,
    profiles: Profiles,
    base: Base,
    remedies: Remedies,
    *,
    movable: str,
    taking_part_share: float,
) -> pd.DataFrame:
    """SHORTAGE OPTIONS: what could be done about each of `find_shortfalls`.

    Args:
        world: whose growth made the shortfalls.
        shortfalls: from `find_shortfalls`.
        profiles: load of one unit.
        base: observed load of the nodes; where unknown, flexibility and charging stay blank with the reason.
        remedies: works, unit costs, transfer capacity.
        taking_part_share: share of the cars that let their charging be moved.
        movable: the technology whose charging can move.

    The limit of a row is its greatest |S| less the shortage, so the day's peak is above it by exactly the shortage.
    """
    if shortfalls.empty:
        return empty(ShortageOptions)
    blocks = [
        *_by_day(world, shortfalls, profiles, base, movable=movable, taking_part_share=taking_part_share),
        _reinforce(world, shortfalls, remedies),
        _transfer(shortfalls, remedies.transfer_mva),
    ]
    table = pd.concat([_filled(block) for block in blocks if len(block)], ignore_index=True)
    return validated(table.sort_values(key_of(ShortageOptions), kind="stable"), ShortageOptions, "shortage_options")


def _by_day(
    world: World, shortfalls: pd.DataFrame, profiles: Profiles, base: Base, *, movable: str, taking_part_share: float
) -> list[pd.DataFrame]:
    """Flexibility and managed charging: a row for each representative day above the limit."""
    node = shortfalls["node"].to_numpy()
    known = base.known[node]
    blank: pd.DataFrame = shortfalls.loc[~known, _SHORTFALL].assign(reason=NO_SHAPE)
    blocks = [blank.assign(option=option) for option in ("flexibility", "managed_charging")]
    rows = shortfalls[known]
    if len(rows):
        at = tuple(rows[name].to_numpy() for name in ("at_scenario", "at_year", "node"))
        load = day_load(
            world.growth.count[at], at[2], profiles, base, movable=movable, taking_part_share=taking_part_share
        )
        limit = load.s_mva.max(axis=(-2, -1)) - rows["shortage_mva"].to_numpy()
        above, managed = above_limit(load, limit), managed_charging(load, limit)
        there = np.take_along_axis(load.movable_mw, above.slot[..., None], axis=-1)[..., 0]
        blocks += _day_rows(rows, profiles, above, managed, there)
    return blocks


def _day_rows(
    rows: pd.DataFrame, profiles: Profiles, above: Above, managed: Managed, there: npt.NDArray[np.float64]
) -> list[pd.DataFrame]:
    row, day = np.nonzero(above.greatest_mva > 0)
    at = (row, day)
    labels = np.asarray(profiles.slots)[day * _SLOTS + above.slot[at]]
    common = rows.iloc[row][_SHORTFALL].reset_index(drop=True)
    common["day"] = [label.rsplit(" ", 1)[0] for label in labels]
    common["slot"] = labels
    common["above_hours"] = above.hours[at]
    bought = common.assign(
        option="flexibility",
        size_mw=above.greatest_mw[at],
        energy_mwh=above.mwh[at],
        residual_mva=0.0,
        reason="if all of it is bought",
    )
    moved = common.assign(
        option="managed_charging",
        size_mw=managed.moved_mw[at],
        movable_mw=there[at],
        energy_mwh=managed.moved_mwh[at],
        residual_mva=managed.residual_mva[at],
        reason=np.where(there[at] > 0, "", "no charging there at that half-hour"),
    )
    return [bought, moved]


def _reinforce(world: World, shortfalls: pd.DataFrame, remedies: Remedies) -> pd.DataFrame:
    """A row for each published scheme of the substation, or one that says there is none."""
    wanted = ["substation_id", "work_id", "type", "scope", "completion", "effective_year", "before_mva", "after_mva"]
    rows = (
        shortfalls[_SHORTFALL].merge(remedies.works[wanted], on="substation_id", how="left").assign(option="reinforce")
    )
    tier = world.rows["tier"].reindex(rows["substation_id"]).to_numpy(str)
    none = rows["work_id"].isna()
    kind = pd.Series(tier, dtype="str") + "/" + rows["type"].fillna("")
    # A scheme upstream of the substation is of a tier we do not know.
    priced = _priced(kind.where(rows["scope"].eq("substation"), ""), rows, remedies.costs)
    when = (
        "published works, not funded; "
        + rows["scope"]
        + "; "
        + rows["completion"].where(rows["completion"].ne(""), "undated")
    )
    due = np.where(rows["effective_year"].gt(rows["year"]), "; later than this year", "")
    silent = np.where(rows["after_mva"].isna(), f"; {NO_MVA}", "")
    unpriced = np.where(priced["cost_gbp"].notna(), "", "; " + priced.pop("wanting"))
    rows["reason"] = (when + due + silent + unpriced).where(~none, f"{NO_WORKS}; {NO_COST}")
    rows["work_id"] = rows["work_id"].fillna("")
    return pd.concat([rows.drop(columns=["type", "scope", "completion"]), priced], axis=1)


def _priced(kind: pd.Series, rows: pd.DataFrame, costs: pd.DataFrame | None) -> pd.DataFrame:
    """Cost columns of schemes whose class has a sourced unit cost; elsewhere blank, with what is `wanting`."""
    columns = ["unit", "value", "low", "high", "price_year", "source"]
    if costs is None:
        sourced = pd.DataFrame(columns=columns)
    else:
        sourced = costs[costs["source"].str.strip().ne("")].set_index("asset_class")[columns]
    found = sourced.reindex(kind.to_numpy(str)).reset_index(drop=True)
    by_mva = found["unit"].eq("GBP/MVA").to_numpy()
    times = np.where(by_mva, (rows["after_mva"] - rows["before_mva"]).to_numpy(float), 1.0)
    named = {"cost_gbp": "value", "cost_low_gbp": "low", "cost_high_gbp": "high"}
    out = pd.DataFrame({column: found[name].astype(float) * times for column, name in named.items()})
    priced = out["cost_gbp"].notna()
    out["wanting"] = np.where(found["unit"].notna(), BY_MVA, NO_COST)
    out["price_year"] = found["price_year"].astype(float).where(priced)
    out["cost_source"] = found["source"].astype("str").where(priced, "")
    return out


def _transfer(shortfalls: pd.DataFrame, transfer_mva: "pd.Series[float] | None") -> pd.DataFrame:
    rows = shortfalls[_SHORTFALL].assign(option="transfer")
    given = pd.Series(dtype=float) if transfer_mva is None else transfer_mva
    capacity = given.reindex(rows["substation_id"]).to_numpy(float)
    rows["residual_mva"] = np.maximum(rows["shortage_mva"] - capacity, 0.0)
    rows["reason"] = np.where(np.isnan(capacity), NO_TRANSFER, "")
    return rows


def _filled(rows: pd.DataFrame) -> pd.DataFrame:
    """Every column of the contract, blank where the option has none."""
    blank = {name: "" if kind_of(ShortageOptions, name) == "str" else np.nan for name in columns_of(ShortageOptions)}
    return rows.assign(**{name: value for name, value in blank.items() if name not in rows})[list(blank)]
