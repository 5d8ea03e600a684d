"""spopt's answer to a question of siting.py, in an environment of its own that has spopt, pulp and highspy.

python benchmarks/siting_peer.py COUNTY.npz guided|median P RADIUS_M
"""

import json
import resource
import sys

import numpy as np
import pulp
from spopt.locate import MCLP, PMedian


def main() -> None:
    """Print figure, processor seconds with those of the solver, and peak memory as JSON."""
    path, kind, sites, radius = sys.argv[1:5]
    given = np.load(path)
    weights, distance = given["weights"], given["distance_m"]
    begun = _seconds()
    if kind == "median":
        asked = PMedian.from_cost_matrix(distance, weights, int(sites))
    else:
        asked = MCLP.from_cost_matrix(distance, weights, float(radius), int(sites))
    asked.solve(pulp.HiGHS(msg=False, threads=1))
    chosen = [number for number, each in enumerate(asked.fac_vars) if each.value() > 0.5]
    nearest = distance[:, chosen].min(axis=1)
    figure = weights @ nearest / weights.sum() if kind == "median" else weights[nearest <= float(radius)].sum()
    told = {"figure": float(figure), "cpu": _seconds() - begun, "mb": _memory()}
    sys.stdout.write("\n" + json.dumps(told) + "\n")


def _seconds() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _memory() -> float:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


if __name__ == "__main__":
    main()
