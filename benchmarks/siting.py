"""Sitings of a test county by lae, with its proven gap, beside spopt in the same run.

    python benchmarks/siting.py [--runs 3] [--peer PYTHON]

The county: 60 towns uniform in 50 x 50 km with Pareto sizes, points and candidates spread normally round them, radius
800 m, seed 7. With headroom, every candidate is a hub of 42 kW on the nearest of 60 substations, a third of them full.
`--peer` names the Python of an environment that has spopt, pulp and highspy; lae never depends on them.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.spatial import cKDTree

from lae.charging.siting.median import medians
from lae.charging.siting.problem import Limits, Problem
from lae.charging.siting.solve import Effort, sited
from lae.charging.siting.verify import verify

_THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_HUB_KW: Final = 42.0
_RADIUS_M: Final = 800.0
_PEER: Final = Path(__file__).with_name("siting_peer.py")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class County:
    """Where need and candidates are, and the substation that feeds each candidate."""

    demand_m: Floats
    candidates_m: Floats
    weights: Floats
    covers: sparse.csc_array
    substation: npt.NDArray[np.int64]
    room_kw: Floats

    def distance_m(self) -> Floats:
        """(demand, candidates), straight."""
        east, north = (self.demand_m[:, None, axis] - self.candidates_m[None, :, axis] for axis in (0, 1))
        return np.hypot(east, north)

    def problem(self, most_sites: int, *, headroom: bool) -> Problem:
        """Where to open that many of the candidates."""
        count = len(self.candidates_m)
        limits = None
        if headroom:
            where = (self.substation, np.arange(count))
            load = sparse.csc_array((np.full(count, _HUB_KW), where), shape=(len(self.room_kw), count))
            limits = Limits(
                load_kw=load, room_kw=self.room_kw, ask=np.zeros(len(self.room_kw), dtype=bool), policy="hard"
            )
        there = np.zeros(count, dtype=bool)
        return Problem(weights=self.weights, covers=self.covers, open=there, most_sites=most_sites, limits=limits)


def county(demand: int, candidates: int, *, towns: int = 60, seed: int = 7) -> County:
    """The test county; 2,000 x 500 has 19,421 covered pairs and a need of 83,789."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(0, 50_000, (towns, 2))
    size = rng.pareto(1.2, towns) + 0.3
    share = size / size.sum()
    points = centre[rng.choice(towns, demand, p=share)] + rng.normal(0, 1200, (demand, 2))
    sites = centre[rng.choice(towns, candidates, p=share)] + rng.normal(0, 1500, (candidates, 2))
    weights = np.round(rng.gamma(2, 20, demand)) + 1
    near = cKDTree(points).sparse_distance_matrix(cKDTree(sites), _RADIUS_M, output_type="coo_matrix")
    covers = sparse.csc_array((np.ones(near.nnz, dtype=bool), (near.row, near.col)), shape=(demand, candidates))
    substations = rng.uniform(0, 50_000, (towns, 2))
    room = np.where(rng.random(towns) < 0.35, 0.0, rng.gamma(2, 60, towns))
    fed = np.asarray(cKDTree(substations).query(sites)[1])
    return County(points, sites, weights, covers, fed.astype(np.int64), room)


@dataclass(frozen=True)
class Case:
    """One line of the table."""

    name: str
    demand: int
    candidates: int
    most_sites: int
    kind: str
    headroom: bool = False
    peer: bool = False


CASES: Final = (
    Case("cover", 2000, 500, 25, "guided", peer=True),
    Case("cover", 2000, 500, 50, "guided", peer=True),
    Case("cover, proven", 2000, 500, 25, "exact"),
    Case("cover, proven", 2000, 500, 50, "exact"),
    Case("cover with headroom", 2000, 500, 50, "guided", headroom=True),
    Case("cover with headroom, proven", 2000, 500, 50, "exact", headroom=True),
    Case("cover", 10_000, 2000, 100, "guided"),
    Case("cover", 10_000, 2000, 200, "guided"),
    Case("cover with headroom", 10_000, 2000, 200, "guided", headroom=True),
    Case("p-median", 400, 100, 10, "median", peer=True),
    Case("p-median", 2000, 500, 50, "median"),
)


def answered(case: Case, given: County) -> dict[str, Any]:
    """What lae makes of a case: its figure, bound and gap, each choice of cover looked at again."""
    asked = given.problem(case.most_sites, headroom=case.headroom)
    if case.kind == "median":
        short = medians(asked, given.distance_m())
        return {"figure": short.mean_m, "bound": short.least_mean_m, "gap": short.gap}
    found = sited(asked, Effort(method="exact" if case.kind == "exact" else "guided"))
    if not verify(asked, found.chosen).holds:
        raise RuntimeError(f"{case.name} breaks a rule")
    return {"figure": found.covered, "bound": found.certificate.bound, "gap": found.certificate.gap}


def _child(number: int) -> dict[str, Any]:
    """One case in a process of its own: processor seconds of the work, and the memory it takes beyond its inputs."""
    case = CASES[number]
    given = county(case.demand, case.candidates)
    answered(Case("warm-up", 50, 20, 2, case.kind), county(50, 20))
    begun = time.process_time()
    told = answered(case, given)
    return told | {
        "cpu": time.process_time() - begun,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _peer(case: Case, python: str) -> dict[str, Any]:
    """The same question answered by spopt; `skipped` says why there is no answer."""
    given = county(case.demand, case.candidates)
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "county.npz"
        np.savez(held, weights=given.weights, distance_m=given.distance_m())
        words = [python, str(_PEER), str(held), case.kind, str(case.most_sites), str(_RADIUS_M)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=_alone())  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip() or "no message").splitlines()[-1]
        return {"skipped": last}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _alone() -> dict[str, str]:
    """One core: threads that wait would count as work."""
    return dict(os.environ) | dict.fromkeys(_THREADS, "1")


def _line(number: int, runs: int, peer: str) -> str:
    case = CASES[number]
    words = [sys.executable, __file__, "--child", str(number)]
    told = []
    for _ in range(runs):
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=_alone())  # noqa: S603
        told.append(json.loads(done.stdout))
    first = told[0]
    cells = [
        case.name,
        f"{case.demand:,} x {case.candidates:,}",
        str(case.most_sites),
        f"{first['figure']:,.1f}" if case.kind == "median" else f"{first['figure']:,.0f}",
        f"{first['bound']:,.1f}" if case.kind == "median" else f"{first['bound']:,.0f}",
        f"{first['gap']:.2%}",
        f"**{statistics.median(each['cpu'] for each in told):.2f}**",
        f"{max(each['mb'] for each in told):,.0f}",
    ]
    other = _peer(case, peer) if case.peer else {"skipped": ""}
    if "skipped" in other:
        cells += [other["skipped"], "", ""]
    else:
        figure = f"{other['figure']:,.1f}" if case.kind == "median" else f"{other['figure']:,.0f}"
        cells += [figure, f"{other['cpu']:.1f}", f"{other['mb']:,.0f}"]
    return "| " + " | ".join(cells) + " |\n"


_HEADINGS: Final = (
    "question", "demand x candidates", "p", "lae", "bound", "gap", "lae, CPU s", "lae, peak MB",
    "spopt", "spopt, CPU s", "spopt, peak MB",
)  # fmt: skip


def main() -> None:
    """Print the table, a row a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="runs of each case by lae; spopt has one")
    parser.add_argument("--peer", default=sys.executable, help="the Python that has spopt")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child is not None:
        sys.stdout.write(json.dumps(_child(asked.child)))
        return
    sys.stdout.write("| " + " | ".join(_HEADINGS) + " |\n" + "|---" * len(_HEADINGS) + "|\n")
    for number in range(len(CASES)):
        sys.stdout.write(_line(number, asked.runs, asked.peer))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
