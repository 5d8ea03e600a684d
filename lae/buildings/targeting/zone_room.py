"""Whether the network has room for a zone, substation by substation, the zones before it counted first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.targeting.room import WHOLE, limits, load_mva

Floats = npt.NDArray[np.float64]

READY: Final = "ready"
NETWORK_FIRST: Final = "network first"
NOT_KNOWN: Final = "not known"
NOTES: Final = (READY, NETWORK_FIRST, NOT_KNOWN)


@dataclass(frozen=True)
class ZoneRoom:
    """One of `NOTES`, and the figure that decides it in words."""

    note: str
    words: str


class Network:
    """Substations with their headroom, and what the zones asked about so far have taken of it."""

    def __init__(
        self, supply: pd.DataFrame, headroom: pd.DataFrame, power_factor: float, names: Mapping[str, str]
    ) -> None:
        self._supply = supply
        self._ids = pd.Index(sorted(supply["substation_id"].unique()), dtype="str")
        self._ends = limits(pd.Series(self._ids), headroom).to_numpy(float)
        self._taken = np.zeros(len(self._ids))
        self._power_factor = power_factor
        self._names = names

    def room(self, lsoas: pd.DataFrame) -> ZoneRoom:
        """The room left after every open home of the zone is done, which is then taken.

        One substation that is certainly short makes the zone wait; it is ready only where each certainly has room and
        every home hangs on one. Load taken off frees no room for later zones.

        Args:
            lsoas: the zone's rows of contract Targeting.
        """
        rows = self._supply.merge(
            lsoas[["area_code", "homes", "peak_added_kw"]], left_on="lsoa_code", right_on="area_code"
        )
        at = self._ids.get_indexer(pd.Index(rows["substation_id"]))
        load = load_mva((rows["peak_added_kw"] * rows["share"]).to_numpy(float), self._power_factor)
        added = np.bincount(at, load, minlength=len(self._ids))
        homes = np.bincount(at, rows["homes"] * rows["share"], minlength=len(self._ids)) / lsoas["homes"].sum()
        left = self._ends - (self._taken + added)[:, None]
        waiting = self._taken > 0
        self._taken = self._taken + np.maximum(added, 0.0)
        inside = np.unique(at)
        if not len(inside):
            return ZoneRoom(NOT_KNOWN, "headroom not known: no substation is known to serve it")
        lower, upper = left[:, 0], left[:, 1]
        short = inside[upper[inside] <= 0]
        if len(short):
            worst = int(short[np.argmin(upper[short])])
            return ZoneRoom(NETWORK_FIRST, f"{self._figure(worst, upper, homes, waiting)}: {NETWORK_FIRST}")
        unsure = inside[~(lower[inside] > 0)]
        if len(unsure):
            return ZoneRoom(NOT_KNOWN, f"headroom not known at {', '.join(self._name(row) for row in unsure)}")
        hung = self._supply.groupby("lsoa_code")["share"].sum().reindex(lsoas["area_code"], fill_value=0.0)
        if hung.lt(WHOLE).any():
            return ZoneRoom(NOT_KNOWN, "headroom not known for homes that no known substation serves")
        least = int(inside[np.argmin(lower[inside])])
        return ZoneRoom(READY, self._figure(least, lower, homes, waiting))

    def _figure(self, row: int, left: Floats, homes: Floats, waiting: npt.NDArray[np.bool_]) -> str:
        behind = ", counting the zones before it" if waiting[row] else ""
        served = f"which serves {homes[row]:.0%} of its homes"
        return f"headroom after: {round(left[row], 2) + 0.0:.2f} MVA at {self._name(row)}, {served}{behind}"

    def _name(self, row: int) -> str:
        key = str(self._ids[row])
        return self._names.get(key, key)
