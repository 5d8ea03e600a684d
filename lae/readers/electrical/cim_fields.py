"""Values and links of a CIM object, and what its limits and windings say."""

import math
import re
from typing import Any, Final

from lae.readers.guard import Thing
from lae.readers.json_cells import number

_WINTER_DAY, _SUMMER_DAY = (1, 15), (7, 15)
_MONTH_DAY: Final = re.compile(r"--(\d\d)-(\d\d)")


def winding_of(end: Thing) -> dict[str, float]:
    """Ohm and microsiemens a transformer end states, blank where it states none; no resistance below 0."""
    r, x, g, b = (figure(end, f"PowerTransformerEnd.{name}") for name in "rxgb")
    told: dict[str, Any] = {"resistance_value": max(r, 0.0) if math.isfinite(r) else r, "reactance_value": x}
    return {**told, "conductance_value": g * 1e6, "susceptance_value": b * 1e6}


def total(one: float, other: float) -> float:
    """The sum of what is known, nothing where neither is."""
    known = [value for value in (one, other) if math.isfinite(value)]
    return sum(known) if known else math.nan


def is_special(how: Thing) -> bool:
    """Whether a limit is of reverse flow, or holds only for a while."""
    return flag(how, "gb:OperationalLimitType.transformerReverseFlow") or (
        bool(how.values.get("OperationalLimitType.isInfiniteDuration"))
        and not flag(how, "OperationalLimitType.isInfiniteDuration")
    )


def seasons_of(group: Thing) -> list[str]:
    """The columns of the seasons whose middle lies in the set's validity; both where it does not say."""
    found = [_MONTH_DAY.match(value(group, f"gb:OperationalLimitSet.valid{end}")) for end in ("From", "To")]
    if found[0] is None or found[1] is None:
        return ["winter_mva", "summer_mva"]
    start, stop = ((int(each[1]), int(each[2])) for each in found if each is not None)
    days = {"winter_mva": _WINTER_DAY, "summer_mva": _SUMMER_DAY}
    if start <= stop:
        return [season for season, day in days.items() if start <= day <= stop]
    return [season for season, day in days.items() if day >= start or day <= stop]


def order_of(point: Thing) -> float:
    """The number of a point within its location, 0 where it says none."""
    place = figure(point, "PositionPoint.sequenceNumber")
    return place if math.isfinite(place) else 0.0


def link(thing: Thing, name: str) -> str:
    """The id or term a property leads to, "" for none."""
    return (thing.links.get(name) or [""])[0]


def value(thing: Thing, name: str) -> str:
    """The text of a property, "" for none."""
    return (thing.values.get(name) or [""])[0]


def figure(thing: Thing, name: str) -> float:
    """The number of a property, NaN for none."""
    return number(value(thing, name))


def flag(thing: Thing, name: str) -> bool:
    """Whether a property says true."""
    return value(thing, name) in ("true", "1")
