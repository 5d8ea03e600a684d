"""EREC P2/8 as pure functions: a group's class, what must be back by when, and what can be.

Classes A and B are stated. C to F are named and nothing more: their wording is not checked against the document
(headroom rule 13). What generation may contribute under P2/8 is not counted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

AT_ONCE: Final = 0.0
QUARTER_HOUR: Final = 15.0
THREE_HOURS: Final = 180.0
REPAIR: Final = math.inf
"""Minutes after the outage; the repair time is not a number of minutes but when everything is back."""
DEADLINES: Final = {AT_ONCE: "at once", QUARTER_HOUR: "15 min", THREE_HOURS: "3 h", REPAIR: "repair"}
SWITCHED_BY: Final = {"auto": AT_ONCE, "remote": QUARTER_HOUR, "manual": THREE_HOURS}
"""When a tie of each operation is closed at the latest, minutes."""

UPPER_MW: Final = {"A": 1.0, "B": 12.0, "C": 60.0, "D": 300.0, "E": 1_500.0}
"""Greatest group demand of each class; above the last one it is F."""
_JUDGED: Final = ("A", "B")
MAY_WAIT_MW: Final = 1.0
"""What class B may leave off supply until repaired."""


@dataclass(frozen=True)
class Tie:
    """A normally open tie: what the other side can take, NaN where unpublished, and the outages that take it too."""

    switch: str
    operation: str
    transfer_mw: float
    lost_with: str = ""


class Restorable(NamedTuple):
    """The demand that can be on supply: at least `low_mw`, at most `high_mw`."""

    low_mw: float
    high_mw: float


def p2_class(group_demand_mw: float) -> str:
    """The P2/8 class, A to F, of a group demand; raises ValueError for one that is negative or not a number."""
    if not group_demand_mw >= 0:
        raise ValueError(f"a group demand of {group_demand_mw} MW has no class: it must be zero or more")
    return next((name for name, upper in UPPER_MW.items() if group_demand_mw <= upper), "F")


def p2_required_mw(group_demand_mw: float, minutes: float) -> float:
    """What must be on supply `minutes` after a first circuit outage, classes A and B; `REPAIR` = once repaired.

    A: nothing until repaired, then all. B: within 3 h all but 1 MW, the rest once repaired. Raises ValueError for other
    classes, since comparing with a guess would print a pass or fail, and for negative minutes.
    """
    name = p2_class(group_demand_mw)
    if name not in _JUDGED:
        raise ValueError(f"{group_demand_mw} MW is class {name}, which is unverified here: no requirement is stated")
    if not minutes >= 0:
        raise ValueError(f"{minutes} minutes after the outage: must be zero or more")
    if minutes == REPAIR:
        return group_demand_mw
    return group_demand_mw - MAY_WAIT_MW if name == "B" and minutes >= THREE_HOURS else 0.0


def restorable(
    outage: str,
    surviving_mw: float,
    surviving_bound: str,
    ties: Sequence[Tie],
    *,
    group_demand_mw: float,
) -> Mapping[float, Restorable]:
    """The demand on supply at once, within 15 min, within 3 h and once repaired, never above the group's own.

    Demand that survives plus what every tie closed by then takes over. What is not published counts as nothing in the
    lower and as enough in the upper figure. Once repaired the group is back to normal.

    Args:
        outage: the asset lost.
        surviving_mw: what the group's other assets carry; NaN where unknown.
        surviving_bound: what that figure is: exact, at_most, at_least or unknown.
        ties: all ties of the group; those lost with the outage do not count.
        group_demand_mw: true demand.
    """
    whole = Restorable(group_demand_mw, group_demand_mw)
    known = not math.isnan(surviving_mw)
    low = surviving_mw if known and surviving_bound in {"exact", "at_least"} else 0.0
    high = surviving_mw if known and surviving_bound in {"exact", "at_most"} else math.inf
    found: dict[float, Restorable] = {}
    for minutes in (AT_ONCE, QUARTER_HOUR, THREE_HOURS):
        closed = [tie for tie in ties if tie.lost_with != outage and SWITCHED_BY[tie.operation] <= minutes]
        least = low + math.fsum(tie.transfer_mw for tie in closed if not math.isnan(tie.transfer_mw))
        most = high + math.fsum(math.inf if math.isnan(tie.transfer_mw) else tie.transfer_mw for tie in closed)
        found[minutes] = Restorable(min(least, group_demand_mw), min(most, group_demand_mw))
    return found | {REPAIR: whole}


def true_demand_mw(observed_mva: float, *, power_factor: float, gross: bool, generation_mw: float) -> float:
    """Group demand with generation added back: an observed gross maximum holds it already, a net one needs it.

    NaN where the observation, or the generation behind a net one at that moment, is not known.
    """
    return observed_mva * power_factor + (0.0 if gross else generation_mw)
