"""Security of supply of every group after a first circuit outage: pass and fail only where what is known proves it.

Group demand is the true demand, generation added back. SSEN's observed maxima are gross already.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.p2 import DEADLINES, MAY_WAIT_MW, REPAIR, THREE_HOURS, UPPER_MW, Restorable, Tie, restorable
from lae.grid.security_contract import GroupDemand, Outages, SecurityVerdicts
from lae.tables import records, validated

_ROUNDING_MW: Final = 1e-9

Floats = npt.NDArray[np.float64]


def observed_groups(substations: pd.DataFrame, *, power_factor: float) -> pd.DataFrame:
    """GROUP DEMAND as observed: the tabled maxima, which are gross (SSEN), in MW; blank where none is published."""
    demand = substations["observed_max_mva"] * power_factor
    known = demand.notna()
    rows = pd.DataFrame(
        {
            "scenario": "",
            "year": substations["observed_year"],
            "substation_id": substations["substation_id"],
            "group_demand_mw": demand,
            "basis": known.map({True: "observed gross maximum (generation already added back)", False: "unpublished"}),
        }
    )
    rows = rows.astype({"scenario": "str", "basis": "str"}).sort_values("substation_id")
    return validated(rows, GroupDemand, "group demand")


def outages_of(substations: pd.DataFrame, firm: pd.DataFrame, *, power_factor: float) -> pd.DataFrame:
    """OUTAGES from winter firm capacity: one worst outage a substation, before any switching.

    An operator's firm capacity knows all its equipment: exact. Ours knows transformers only: at_most. With its only
    transformer lost a site carries nothing. Substations without either are left out.
    """
    single = set(substations.loc[substations["single_transformer"], "substation_id"])
    rows = []
    for row in records(firm[firm["season"].eq("winter")]):
        derived = np.fmin(row.n_minus_1_mva, row.admittance_mva) * row.cyclic_factor_ratio
        if row.method == "published":
            outage, surviving, bound = "worst first outage by the operator's firm capacity", row.firm_mva, "exact"
        elif not math.isnan(derived):
            outage, surviving, bound = "worst transformer", derived, "at_most"
        elif row.substation_id in single:
            outage, surviving, bound = "its only transformer", 0.0, "exact"
        else:
            continue
        rows.append((row.substation_id, outage, surviving * power_factor, bound))
    table = pd.DataFrame(rows, columns=["substation_id", "outage", "surviving_mw", "surviving_bound"])
    kinds = {"substation_id": "str", "outage": "str", "surviving_mw": "float64", "surviving_bound": "str"}
    return validated(table.astype(kinds), Outages, "outages")


def security_verdicts(
    groups: pd.DataFrame, outages: pd.DataFrame, transfers: pd.DataFrame, *, ties_complete: bool = False
) -> pd.DataFrame:
    """SECURITY VERDICTS of every group and year: pass and fail only where what is known proves it.

    Classes C to F read `unverified` with the class named. A and B read `pass` when even the least that can be restored
    is enough for every outage, `fail` when even the most is not for one, and else `unknown`.

    Args:
        groups: contract GroupDemand.
        outages: contract Outages.
        transfers: contract Transfers, may be empty.
        ties_complete: whether a group without a row in `transfers` has no ties; False where they are not published.
    """
    ties = {
        name: [Tie(row.switch, row.operation, row.transfer_mw, row.lost_with) for row in records(rows)]
        for name, rows in transfers.sort_values(["substation_id", "switch"]).groupby("substation_id")
    }
    lost = dict(list(outages.sort_values(["substation_id", "outage"]).groupby("substation_id")))
    unpublished = [] if ties_complete else [Tie("ties unpublished", "manual", math.nan)]
    blocks = [
        _judge(rows, lost.get(name), ties.get(name, unpublished))
        for name, rows in groups.sort_values(["scenario", "year"]).groupby("substation_id", sort=True)
    ]
    key = ["scenario", "year", "substation_id"]
    table = pd.concat(blocks) if blocks else pd.DataFrame(columns=list(SecurityVerdicts.to_schema().columns))
    return validated(table.sort_values(key, kind="stable"), SecurityVerdicts, "security verdicts")


def _judge(groups: pd.DataFrame, lost: pd.DataFrame | None, ties: Sequence[Tie]) -> pd.DataFrame:
    """The verdicts of one substation; every outage counts, the worst one is named."""
    demand = groups["group_demand_mw"].to_numpy(float)
    names = np.array(["", *UPPER_MW, "F"])
    classes = np.where(np.isnan(demand), "", names[np.searchsorted(list(UPPER_MW.values()), demand) + 1])
    cases = [] if lost is None else list(records(lost))
    backs = [_within_three_hours(case, ties) for case in cases]
    least = min((back.low_mw for back in backs), default=0.0)
    most = min((back.high_mw for back in backs), default=math.inf)
    alone = float(np.min([_alone(case, ties) for case in cases])) if cases else math.nan
    worst = str(cases[[back.high_mw for back in backs].index(most)].outage) if cases else ""

    is_a, is_b = classes == "A", classes == "B"
    required = np.where(is_a, demand, np.where(is_b, demand - MAY_WAIT_MW, np.nan))
    proved, broken = is_a | (is_b & _reaches(least, required)), is_b & ~_reaches(most, required)
    enough = is_b & _reaches(alone, required)
    missing = (
        "no outage of its equipment is known"
        if not cases
        else "transfer capacity unpublished"
        if math.isinf(most) and not math.isnan(alone)
        else "what survives an outage is unpublished"
    )
    return pd.DataFrame(
        {
            "scenario": groups["scenario"].to_numpy(str),
            "year": groups["year"].to_numpy(),
            "substation_id": groups["substation_id"].to_numpy(str),
            "group_demand_mw": demand,
            "p2_class": classes,
            "verdict": np.select([proved, broken, is_b | (classes == "")], ["pass", "fail", "unknown"], "unverified"),
            "required_mw": required,
            "restored_mw": np.where(is_a, demand, np.where(is_b, np.minimum(least, demand), np.nan)),
            "shortfall_mw": np.where(broken, required - most, np.nan),
            "deadline": np.select([is_a, is_b], [DEADLINES[REPAIR], DEADLINES[THREE_HOURS]], ""),
            "failing_outage": np.where(broken, worst, ""),
            "equipment_alone": np.select(
                [is_a | enough, is_b & np.isnan(alone), is_b], ["enough", "unknown", "needs transfer"], "not judged"
            ),
            "reason": np.select(
                [classes == "", is_a, proved, broken, enough, is_b],
                [
                    "group demand unpublished",
                    "class A: supply may wait for the repair",
                    "all but 1 MW is back within 3 h of any outage listed",
                    "less than all but 1 MW is back within 3 h",
                    "the equipment listed would do; not proved: circuits, switchgear or ties unpublished",
                    missing,
                ],
                np.char.add(np.char.add("class ", classes), ": unverified, its requirement is not checked here"),
            ),
        }
    ).astype(dict.fromkeys(("verdict", "deadline", "failing_outage", "equipment_alone", "reason", "p2_class"), "str"))


def _within_three_hours(case: Any, ties: Sequence[Tie]) -> Restorable:
    surviving, bound = float(case.surviving_mw), str(case.surviving_bound)
    return restorable(str(case.outage), surviving, bound, ties, group_demand_mw=math.inf)[THREE_HOURS]


def _alone(case: Any, ties: Sequence[Tie]) -> float:
    """What the known equipment and ties give within three hours if nothing else limits; NaN where none is known."""
    known = [tie.transfer_mw for tie in ties if tie.lost_with != case.outage and not math.isnan(tie.transfer_mw)]
    return float(case.surviving_mw) + math.fsum(known)


def _reaches(have_mw: float, required_mw: Floats) -> npt.NDArray[np.bool_]:
    reaches: npt.NDArray[np.bool_] = have_mw >= required_mw - _ROUNDING_MW
    return reaches
