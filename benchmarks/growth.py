"""Growth and headroom of a synthetic county: lae against the bare arithmetic on the same arrays, in the same run.

    python benchmarks/growth.py [--scales 1 2 4] [--runs 3] [--shapes smooth rough]

Prints ratios, which hold between machines better than seconds do. `smooth` profiles rise and fall like real ones;
`rough` ones are noise, in which no half-hour can be left out beforehand.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from lae.grid.loads import Base, Growth, Profiles, base_load, growth
from lae.grid.network import Ladder
from lae.grid.path import EXACT, PathRoom, path_room

Floats = npt.NDArray[np.float64]

COUNTY: Final = (5, 15, 100, 700, 8_000)
"""GSPs, BSPs, primaries, feeders and secondary substations: 8,820 nodes."""
SHAPES: Final = ("smooth", "rough")
_DAYS: Final = ("winter", "spring", "summer")
_KINDS: Final = 24
_SCENARIOS, _YEARS = 5, 27
_SEED: Final = 20_251
_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_POWER_FACTOR: Final = 0.96


@dataclass(frozen=True)
class County:
    """Arrays of a synthetic county: counts (scenario, year, node, technology), own room before growth (node,)."""

    ladder: Ladder
    counts: Floats
    profiles: Profiles
    base: Base
    room_mva: Floats
    limitless: npt.NDArray[np.bool_]


def county(
    tiers: Sequence[int] = COUNTY,
    *,
    shape: str = "smooth",
    scenarios: int = _SCENARIOS,
    years: int = _YEARS,
    kinds: int = _KINDS,
) -> County:
    """A county with so many nodes a tier, the same for the same arguments; units stand at the lowest tier."""
    rng = np.random.default_rng(_SEED)
    ladder = _ladder(tiers)
    nodes, leaves = len(ladder.ids), tiers[-1]
    counts = np.zeros((scenarios, years, nodes, kinds))
    yearly = rng.gamma(0.3, 8.0, size=(scenarios, years, leaves, kinds))
    counts[:, :, nodes - leaves :] = np.cumsum(yearly, axis=1)
    profiles = _profiles(rng, kinds, shape)
    below = ladder.passes[:, nodes - leaves :].sum(axis=1)
    most = below * rng.uniform(0.1, 0.3, size=nodes)
    rows = pd.DataFrame({"substation_id": list(ladder.ids), "observed_max_mva": most, "observed_min_mva": most * 0.3})
    limitless = np.arange(nodes) < tiers[0]
    room = np.where(limitless, np.nan, below * rng.uniform(0.0, 2.0, size=nodes))
    return County(ladder, counts, profiles, base_load(rows, ladder, profiles), room, limitless)


def grown(given: County) -> Growth:
    """Growth of every node as lae works it out, with what it is made of and when."""
    return growth(given.counts, given.ladder, given.profiles, given.base)


def least_room(given: County, found: Growth) -> PathRoom:
    """The least room along every path after growth as lae works it out, with what binds."""
    exact = np.full(len(given.ladder.ids), EXACT, dtype=np.int64)
    return path_room(given.ladder, given.room_mva - found.added_mva, exact, never_binds=given.limitless)


def floor(given: County) -> Floats:
    """The bare arithmetic: counts up the ladder, profiles in P and Q, greatest |base + added| less that of the base.

    One dense product and one pass after the other over whole arrays, no parts, no slots, no path: (case, node).
    """
    nodes, kinds = given.counts.shape[-2:]
    flat = given.counts.reshape(-1, nodes, kinds)
    p_base, q_base = given.base.p_mw, given.base.q_mvar
    p_mw, q_mvar = np.empty_like(p_base), np.empty_like(q_base)
    base_max = np.hypot(p_base, q_base).max(axis=1)
    added = np.empty((len(flat), nodes))
    for index, placed in enumerate(flat):
        units = given.ladder.passes @ placed
        np.matmul(units, given.profiles.p_mw, out=p_mw)
        np.matmul(units, given.profiles.q_mvar, out=q_mvar)
        p_mw += p_base
        q_mvar += q_base
        p_mw *= p_mw
        q_mvar *= q_mvar
        p_mw += q_mvar
        added[index] = np.sqrt(p_mw.max(axis=1)) - base_max
    return added


def _ladder(tiers: Sequence[int]) -> Ladder:
    """A tree: the nodes of a tier take turns at those of the tier above."""
    starts = np.concatenate([[0], np.cumsum(tiers)])
    parents = [starts[tier - 1] + np.arange(size) % tiers[tier - 1] for tier, size in enumerate(tiers) if tier]
    up, down = np.concatenate(parents), np.arange(tiers[0], starts[-1])
    shape = (int(starts[-1]), int(starts[-1]))
    feeds = sparse.csr_array((np.ones(len(down)), (up, down)), shape=shape)
    return Ladder(tuple(f"node-{number:06d}" for number in range(shape[0])), feeds)


def _profiles(rng: np.random.Generator, kinds: int, shape: str) -> Profiles:
    """Load of a kW or so a unit over three days: two humps a day whose height goes with the season, or noise."""
    hours = np.arange(48) / 2
    slots = tuple(f"{day} {hour:04.1f}" for day in _DAYS for hour in hours)
    if shape == "rough":
        daily = rng.uniform(0.2, 1.0, size=(kinds + 1, len(slots)))
    else:
        peaks = np.stack([rng.uniform(5, 10, kinds + 1), rng.uniform(16, 23, kinds + 1)])
        width = rng.uniform(1.5, 4.0, size=(2, kinds + 1))
        away = (hours[None, None, :] - peaks[:, :, None] + 12) % 24 - 12
        humps = np.exp(-((away / width[:, :, None]) ** 2)).sum(axis=0)
        season = np.stack([np.ones(kinds + 1), rng.uniform(0.5, 0.9, kinds + 1), rng.uniform(0.2, 0.9, kinds + 1)])
        daily = (season.T[:, :, None] * (0.2 + humps)[:, None, :]).reshape(kinds + 1, len(slots))
    daily = daily / daily.max(axis=1, keepdims=True)
    p_mw = daily[:kinds] * rng.uniform(0.5, 3.0, size=(kinds, 1)) / 1000
    q_mvar = p_mw * np.tan(np.arccos(rng.uniform(0.9, 1.0, size=(kinds, 1))))
    base = daily[kinds]
    names = tuple(f"technology {number:02d}" for number in range(kinds))
    return Profiles(names, slots, p_mw, q_mvar, (base - base.min()) / (base.max() - base.min()), _POWER_FACTOR)


def _seconds(begun: float) -> float:
    """Processor seconds since `begun`: other users of the machine disturb them least."""
    return time.process_time() - begun


def _one_run(given: County) -> dict[str, float]:
    """Processor seconds of the floor and of lae's two steps, one after the other."""
    begun = time.process_time()
    floor(given)
    taken = {"floor": _seconds(begun)}
    begun = time.process_time()
    found = grown(given)
    taken["growth"] = _seconds(begun)
    begun = time.process_time()
    least_room(given, found)
    return taken | {"path": _seconds(begun)}


def _memory(given: County, work: Callable[[County], Any]) -> float:
    """The most that `work` holds at once beside its inputs, results included, in MB."""
    tracemalloc.start()
    kept = work(given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak / 2**20


def _child(scale: int, shape: str, runs: int) -> dict[str, Any]:
    """One process's work at one size: `runs` runs after a warm-up, then memory."""
    given = county([size * scale for size in COUNTY], shape=shape)
    taken = [_one_run(given) for _ in range(runs + 1)][1:]
    memory = {
        "inputs": given.counts.nbytes / 2**20,
        "floor": _memory(given, floor),
        "lae": _memory(given, lambda each: least_room(each, grown(each))),
    }
    return {"runs": taken, "memory": memory}


def _line(scale: int, shape: str, runs: int) -> str:
    """One row of the table, worked out in a process of its own, on one core: threads that wait would count as work."""
    alone = dict.fromkeys(_THREADS, "1")
    words = [sys.executable, __file__, "--child", "--scales", str(scale), "--shapes", shape, "--runs", str(runs)]
    done = subprocess.run(  # noqa: S603 - this very file
        words, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | alone
    )
    told = json.loads(done.stdout)
    ratios = {
        name: [sum(run[part] for part in parts) / run["floor"] for run in told["runs"]]
        for name, parts in {"growth": ["growth"], "path": ["path"], "lae": ["growth", "path"]}.items()
    }
    cells = [
        f"{scale}x",
        f"{sum(COUNTY) * scale:,}",
        shape,
        f"{statistics.median(run['floor'] for run in told['runs']):.1f}",
        f"{statistics.median(ratios['growth']):.2f}",
        f"{statistics.median(ratios['path']):.2f}",
        f"**{statistics.median(ratios['lae']):.2f}**",
        f"{min(ratios['lae']):.2f} to {max(ratios['lae']):.2f}",
        *(f"{told['memory'][name]:,.0f}" for name in ("inputs", "floor", "lae")),
    ]
    return "| " + " | ".join(cells) + " |\n"


_HEADINGS: Final = (
    "size",
    "nodes",
    "profiles",
    "floor, CPU s",
    "growth / floor",
    "path / floor",
    "lae / floor",
    "range",
    "counts, MB",
    "floor, MB more",
    "lae, MB more",
)


def main() -> None:
    """Print the table, a row a size and kind of profile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 2, 4], help="times the county's 8,820 nodes")
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES), help="kinds of profile")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each, after one warm-up")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        sys.stdout.write(json.dumps(_child(asked.scales[0], asked.shapes[0], asked.runs)))
        return
    sys.stdout.write("| " + " | ".join(_HEADINGS) + " |\n" + "|---" * len(_HEADINGS) + "|\n")
    for scale in asked.scales:
        for shape in asked.shapes:
            sys.stdout.write(_line(scale, shape, asked.runs))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
