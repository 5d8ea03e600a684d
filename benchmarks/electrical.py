"""AC of a radial medium-voltage grid: lae beside power-grid-model's batch and pandapower's power-flow loop.

    python benchmarks/electrical.py [--sizes 144 1942 5479] [--states 2000] [--runs 3] [--peer PYTHON]

`--peer` names the Python of an environment that has pandapower; lae never depends on it. CPU seconds. Grids
are invented: a 33/11 kV transformer and feeders of cable that branch, seed 7, loads and states drawn with it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from lae.grid.electrical.arrays import Network, network_of
from lae.grid.electrical.graph import Model, model
from lae.grid.electrical.pgm import Verifier
from lae.grid.electrical.radial import Flow, radial_flow
from lae.grid.electrical.twice import Demand, Spread
from lae.grid.electrical.verification import Accepted, verification

WHENCE = {"source_id": "invented", "source_row": 0, "provenance": "illustrative"}
PEER = Path(__file__).with_name("electrical_peer.py")
PEER_STATES = {144: 200, 1942: 40, 5479: 20}
SUBSTATIONS = 10
CASES = ["scenario", "year", "substation_id", "flagged"]
SLOTS = 144
"""Half-hours of one scenario and year."""


def main() -> None:
    """Print one table row a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[144, 1942, 5479])
    parser.add_argument("--states", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", default="")
    asked = parser.parse_args()
    sys.stdout.write(
        "| buses | states | lae, PF a second | PGM Newton batch | pandapower loop | lae / pandapower | lae / PGM "
        "| peak loading error against PGM | against pandapower | verify / bare PGM | the same with room |\n"
        + "|---" * 11
        + "|\n"
    )
    for size in asked.sizes:
        states = max(min(asked.states, 8_000_000 // size), 50)
        sys.stdout.write(line(size, states, asked.runs, asked.peer))


def line(size: int, states: int, runs: int, peer: str) -> str:
    """One row of the table."""
    given, p, q = grid(size, states)
    network = network_of(given)
    verifier = Verifier(given, network)
    ours, ours_cpu = measured(lambda: radial_flow(network, p, q), runs)
    theirs, pgm_cpu = measured(lambda: verifier.solve(p, q), runs)
    told, why = pandapower(given, p, q, PEER_STATES.get(size, 20), peer)
    loop = told["cpu"] / PEER_STATES.get(size, 20) if told else float("nan")
    cells = [
        f"{size:,}",
        f"{states:,}",
        f"{states / ours_cpu:,.0f}",
        f"{states / pgm_cpu:,.0f}",
        f"{1 / loop:,.1f}" if told else why,
        f"**{loop / (ours_cpu / states):,.0f}**" if told else "",
        f"{pgm_cpu / ours_cpu:,.1f}",
        f"{peak_error(ours, theirs.carried_mva):.1e}",
        f"{peak_error(first(ours, 5), ordered(told, given, network)):.1e}" if told else "",
        *(f"**{verify_ratio(given, network, p, runs, hosting=hosting):.2f}**" for hosting in (False, True)),
    ]
    return "| " + " | ".join(cells) + " |\n"


def grid(size: int, states: int) -> tuple[Model, Any, Any]:
    """A radial grid of `size` busbars and the load of each node in each state, P and Q (state, node)."""
    draw = np.random.default_rng(7)
    buses = [{"bus_id": f"b{number:05d}", "nominal_kv": 33.0 if number == 0 else 11.0} for number in range(size)]
    blank = {"clock_count": 0, "normally_open": False, "operation": ""}
    transformers = max(size // 144, 1)
    heads = range(1, transformers + 1)
    branches: list[dict[str, Any]] = []
    for number in range(1, size):
        row = {"asset_id": f"a{number:05d}", "from_bus": "b00000", "to_bus": f"b{number:05d}"} | blank
        if number in heads:
            row |= {"kind": "transformer", "impedance_unit": "percent", "base_mva": 40.0, "resistance_value": 0.5}
            row |= {"reactance_value": 14.0, "winter_mva": 40.0, "summer_mva": 40.0, "clock_count": 11}
        else:
            free = number < 8 * transformers
            above = number - transformers if free else int(draw.integers(max(1, number - 12 * transformers), number))
            km = float(draw.uniform(0.3, 0.9))
            row |= {"from_bus": f"b{above:05d}", "kind": "line", "impedance_unit": "ohm", "winter_mva": 7.0}
            row |= {"resistance_value": 0.125 * km, "reactance_value": 0.11 * km, "susceptance_value": 85.0 * km}
            row |= {"summer_mva": 7.0}
        branches.append(row)
    sources = [{"asset_id": "infeed", "bus_id": "b00000", "voltage_ratio": 1.02}]
    loads = [
        {"asset_id": f"l{number:05d}", "bus_id": f"b{number:05d}", "substation_id": "s", "share": 1.0 / size}
        for number in range(transformers + 1, size)
    ]
    tables = (pd.DataFrame(rows).assign(**WHENCE) for rows in (buses, branches, sources, loads))
    made = model(*tables)
    # About 8 MVA behind each transformer at the peak, each node with a rise and fall of its own.
    each = draw.uniform(0.5, 1.5, size) * 8.0 * transformers / size
    each[: transformers + 1] = 0.0
    day = 0.55 + 0.45 * np.sin(np.linspace(0, 40 * np.pi, states))[:, None]
    p = each * day * draw.uniform(0.8, 1.0, (states, size))
    return made, p, p * 0.3


def measured(act: Callable[[], Flow], runs: int) -> tuple[Flow, float]:
    """The answer and the median of its CPU seconds after a warm-up."""
    found, seconds = act(), []
    for _ in range(runs):
        begun = time.process_time()
        found = act()
        seconds.append(time.process_time() - begun)
    return found, median(seconds)


def peak_error(ours: Flow, carried: Any) -> float:
    """Greatest relative error of the peaks of branches above a fifth of the most loaded one."""
    mine, other = ours.carried_mva.max(axis=0), carried.max(axis=0)
    counted = other > 0.2 * other.max()
    return float(np.abs(mine[counted] / other[counted] - 1).max())


def first(flow: Flow, count: int) -> Flow:
    """The first states, entering power only, as pandapower's figures are."""
    parts = flow.voltage[:count], flow.into[:count], 0 * flow.into[:count], flow.tap_share[:count]
    return Flow(*parts, flow.converged[:count])


def pandapower(given: Model, p: Any, q: Any, states: int, peer: str) -> tuple[dict[str, Any] | None, str]:
    """What the peer says, or why it says nothing."""
    if not peer:
        return None, "no --peer given"
    names = given.loads["bus_id"].str[1:].astype(int).to_numpy()
    told = {
        part: json.loads(getattr(given, part).to_json(orient="records")) for part in ("buses", "branches", "sources")
    }
    told |= {"loads": json.loads(given.loads.to_json(orient="records"))}
    told |= {"p_mw": p[:states, names].tolist(), "q_mvar": q[:states, names].tolist()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grid.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [peer, str(PEER), "time", str(path), str(states)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return None, f"the peer failed: {done.stderr.strip().splitlines()[-1][:80]}"
    return json.loads(done.stdout.strip().rsplit("\n", 1)[-1]), ""


def ordered(told: dict[str, Any], given: Model, network: Network) -> Any:
    """The peer's flows, lines before transformers, in the network's order."""
    lines = given.branches["kind"].eq("line")
    names = [*given.branches.loc[lines, "asset_id"], *given.branches.loc[~lines, "asset_id"]]
    place = {name: number for number, name in enumerate(names)}
    return np.asarray(told["carried"])[:, [place[asset] for asset in network.assets]]


def verify_ratio(given: Model, network: Network, p: Any, runs: int, *, hosting: bool) -> float:
    """CPU of `verification` of ten substations a year to that of power-grid-model alone on the same states."""
    years, slots = max(len(p) // SLOTS, 1), min(SLOTS, len(p))
    names = tuple(f"s{number}" for number in range(SUBSTATIONS))
    rows = pd.DataFrame(given.loads)
    node = rows["bus_id"].str[1:].astype(int).to_numpy()
    loads = rows.assign(substation_id=[names[number % SUBSTATIONS] for number in node])
    loads["share"] = 1.0 / loads.groupby("substation_id")["asset_id"].transform("size")
    total = np.stack([p[:, node[loads["substation_id"].eq(name)]].sum(axis=1) for name in names], axis=1)
    batch = Spread.of(network, loads, names).onto(total[: years * slots], 0.3 * total[: years * slots])

    def at(_scenario: str, year: int) -> tuple[Any, Any]:
        chosen = total[year * slots : (year + 1) * slots]
        return chosen, 0.3 * chosen

    demand = Demand(names, ("winter",) * slots, tuple(f"winter {slot}" for slot in range(slots)), at)
    cases = pd.DataFrame([("x", year, name, True) for year in range(years) for name in names], columns=CASES)
    accepted = Accepted(loading_share=0.01, below_132_share=0.06, at_132_share=0.1, power_factor=0.96)
    verifier = Verifier(given, network)

    def solve(p_mw: Any, q_mvar: Any, taps: Any) -> Any:
        return verifier.answer(p_mw, q_mvar, tap_share=taps)

    spent: dict[str, list[float]] = {"all": [], "bare": []}
    for _ in range(runs + 1):
        begun = time.process_time()
        table = verification(network, loads, cases, demand, solve, accepted, hosting=hosting)
        spent["all"].append(time.process_time() - begun)
        begun = time.process_time()
        verifier.calculate(*batch, wanted=("s_from", "s_to"))
        spent["bare"].append(time.process_time() - begun)
    if set(table["status"]) != {"verified"}:
        raise ValueError(f"the benchmark's cases read {set(table['status'])}")
    return median(spent["all"][1:]) / median(spent["bare"][1:])


if __name__ == "__main__":
    main()
