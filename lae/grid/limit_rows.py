"""Generation room and joint room as rows of their tables."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.generation import Facts, GenerationRoom, Plant, Queue, limit_names, unknown_because
from lae.grid.headroom import Room, World
from lae.grid.joint import joint_maximum, separate_sum
from lae.grid.limits_contract import GenerationLimits, JointRoom
from lae.grid.path import NOTHING
from lae.measures import BOUNDS, QUEUES
from lae.tables import Contract, columns_of, key_of, kind_of, validated

_THRESHOLD: Final = r"^\s*(\d+(?:\.\d+)?)\s*MW\s*$"
_BOUND: Final = np.asarray(BOUNDS)


def tia_threshold_mw(text: pd.Series) -> npt.NDArray[np.float64]:
    """The threshold in text such as "5MW", above which one generator waits for NESO; NaN where there is none."""
    return np.asarray(text.str.extract(_THRESHOLD, expand=False).astype(float), dtype=np.float64)


def generation_table(world: World, facts: Facts, rooms: Sequence[tuple[Plant, Queue, GenerationRoom]]) -> pd.DataFrame:
    """GENERATION LIMITS rows of rooms of shape (scenario, year, node) or smaller, from each figure's own date on."""
    rows = world.rows
    shape = world.growth.added_mva.shape
    kept = np.broadcast_to(world.dated(rows["observed_year"].to_numpy(np.int64)), shape)
    scenario, year, node = np.nonzero(kept)
    published = rows["generation_headroom_mva"].to_numpy(float)
    names = np.append(np.asarray(world.ladder.ids), "")
    fixed = {
        "scenario": np.asarray(world.scenarios)[scenario],
        "year": np.asarray(world.years)[year],
        "substation_id": names[node],
        "published_mva": published[node],
        "published_bound": rows["generation_bound"].to_numpy(str)[node],
        "tia_threshold_mw": tia_threshold_mw(rows["tia_threshold"])[node],
        "reason": unknown_because(facts, world.ladder)[node],
    }
    blocks = []
    for plant, queue, room in rooms:

        def spread(values: Any) -> np.ndarray:
            return np.broadcast_to(values, shape)[kept]

        reverse, fault, voltage, transmission = (spread(limit) for limit in room.limits)
        value, binding = spread(room.path.value), spread(room.path.binding)
        measured = {
            "plant": plant,
            "queue": queue,
            "reverse_power_mva": reverse,
            "fault_level_mva": fault,
            "voltage_mva": voltage,
            "transmission_mva": transmission,
            "headroom_own_mva": spread(room.own),
            "bound_own": _BOUND[spread(room.own_bound)],
            "headroom_mva": value,
            "headroom_low_mva": spread(room.low),
            "headroom_high_mva": spread(room.high),
            "bound": _BOUND[spread(room.path.bound)],
            "binding_limit": limit_names(spread(room.binding_limit)),
            "binding_substation_id": names[np.where(binding == NOTHING, len(names) - 1, binding)],
            "published_stands": (published[node] <= 0) & (value > 0),
        }
        blocks.append(pd.DataFrame(fixed | measured))
    table = pd.concat(blocks, ignore_index=True)
    return _finished(table, GenerationLimits, "generation_limits")


def joint_table(world: World, rooms: Sequence[Room]) -> pd.DataFrame:
    """JOINT ROOM rows of every GSP and BSP on every demand basis, from each figure's own date on."""
    shape = world.growth.added_mva.shape
    tier = world.rows["tier"].to_numpy(str)
    blocks = []
    for room in rooms:
        if room.direction != "demand":
            continue
        separate = np.broadcast_to(room.path.value, shape)
        limitless = world.limitless() & np.isnan(separate).all(axis=(0, 1))
        joint = joint_maximum(world.ladder, separate, np.broadcast_to(room.path.bound, shape), never_binds=limitless)
        total, known, unknown = separate_sum(world.ladder, separate)
        kept = np.isin(tier, ["gsp", "bsp"]) & ((known > 0) | ~np.isnan(joint.value))
        scenario, year, node = np.nonzero(kept)
        value, sums = joint.value[kept], total[kept]
        queue = room.queue[node]
        blocks.append(
            pd.DataFrame(
                {
                    "scenario": np.asarray(world.scenarios)[scenario],
                    "year": np.asarray(world.years)[year],
                    "substation_id": np.asarray(world.ladder.ids)[node],
                    "tier": tier[node],
                    "basis": room.basis,
                    "queue": np.where(queue == "", QUEUES[0], queue),
                    "joint_mva": value,
                    "bound": _BOUND[joint.bound[kept]],
                    "sum_mva": sums,
                    "known_count": known[kept],
                    "unknown_count": unknown[kept],
                    "double_counting_ratio": np.divide(
                        sums, value, out=np.full(len(sums), np.nan), where=np.nan_to_num(value) > 0
                    ),
                }
            )
        )
    return _finished(pd.concat(blocks, ignore_index=True), JointRoom, "joint_room")


def _finished(table: pd.DataFrame, contract: type[Contract], name: str) -> pd.DataFrame:
    texts = [column for column in columns_of(contract) if kind_of(contract, column) == "str"]
    rows = table.astype(dict.fromkeys(texts, "str")).sort_values(key_of(contract), kind="stable")
    return validated(rows, contract, name)
