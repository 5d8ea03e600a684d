"""How many charge points an energy takes, what they draw at the network's peak, and a published plan beside it.

Points = kWh a day over rated kW x hours a day at it. Residents charge overnight at points of 7 kW, what is charged at
destinations and on the way at rapid ones of 50 kW: a class is its rating.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.charging.need.ranges import Range
from lae.charging.need.settings import EnergySettings, PlanBeside
from lae.findings import Finding, Severity

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

RESIDENT_KW: Final = 7.0
DESTINATION_KW: Final = 50.0
_DAYS: Final = 365.0


def points(kwh: Floats, *, rated_kw: float, hours: float) -> Floats:
    """Charge points, not rounded, that deliver `kwh` a year at `hours` a day of their rated power."""
    needed: Floats = kwh / _DAYS / (rated_kw * hours)
    return needed


def vehicles_per_point(settings: EnergySettings) -> Range:
    """Vehicles without a drive that one residents' point of 7 kW serves; infinite where they buy nothing in public."""
    share, hours = settings.public_of_no_drive, settings.hours_7kw
    pairs = ((hours.low, share.high), (hours.central, share.central), (hours.high, share.low))
    day_kwh = settings.vehicle_kwh / _DAYS
    served = [RESIDENT_KW * hour / (day_kwh * part) if part > 0.0 else np.inf for hour, part in pairs]
    return Range(served[0], served[1], served[2])


def beside_plan(cases: list[str], without: Floats, needed: Floats, plan: PlanBeside) -> Iterator[Finding]:
    """What is said where vehicles without a drive per residents' point lie outside what a published programme provides.

    Args:
        cases: names of scenarios and years.
        without: vehicles without a drive of each.
        needed: residents' charge points of each.
        plan: the programme.
    """
    told = (needed > 0.0) & (without > 0.0)
    ratio = np.divide(without, needed, out=np.full(len(without), np.nan), where=told)
    low, high = plan.low_per_charger, plan.high_per_charger
    out = told & ((ratio < low) | (ratio > high))
    far = out & ((ratio < low / plan.spread) | (ratio > high * plan.spread))
    further = f"That is further away than official methods lie apart (a factor of {plan.spread:g}): it needs a reason."
    within = (
        f"Official methods lie as far apart (a factor of {plan.spread:g}); a charger of the programme may have two "
        "sockets, and the programme need not meet all of the need."
    )
    said: tuple[tuple[Severity, Flags, str], ...] = (("warning", far, further), ("note", out & ~far, within))
    for severity, rows, reason in said:
        if rows.any():
            ids = tuple(name for name, here in zip(cases, rows, strict=True) if here)
            ends = dict.fromkeys(f"{one:.1f}" for one in (ratio[rows].min(), ratio[rows].max()))
            message = (
                f"there are {' to '.join(ends)} vehicles without a drive to a residents' point, and {low:.0f} to "
                f"{high:.0f} to a charger of the county's own programme. {reason}"
            )
            yield Finding(severity, "charging_need", "points_beside_plan", message, "resident_points_count", ids)
