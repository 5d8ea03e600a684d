"""Which substation supplies each home: that of the place it stands at, else the one that supplies most of its LSOA."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding
from lae.measures import NO_SUBSTATION

Codes = npt.NDArray[np.int64]

COLUMN_OF: Final = {"nearest": "first", "second_nearest": "second"}
"""The column of the points for each allocation of SUPPLY."""
_POINT: Final = ["lsoa_code", "easting_m", "northing_m"]


@dataclass(frozen=True)
class Supplied:
    """The substation of every home of Dwellings, in its order, by one allocation.

    Attributes:
        codes: position in `substations`, one a home.
        substations: ids, sorted; NO_SUBSTATION among them where no file names one.
        by_share: homes without a point, put on the substation with the largest share of their LSOA.
    """

    codes: Codes
    substations: tuple[str, ...]
    by_share: int

    def findings(self) -> list[Finding]:
        """A note where homes have no point of their own."""
        if not self.by_share:
            return []
        message = (
            f"{self.by_share:,} homes stand at no known postcode; they hang on the substation that supplies most of "
            "their LSOA."
        )
        return [Finding("note", "buildings", "home_without_point", message, "postcode")]


def substations_of_homes(
    dwellings: pd.DataFrame, points: pd.DataFrame, supply: pd.DataFrame, allocation: str
) -> Supplied:
    """Every home on exactly one substation: that of its own postcode's point, else the largest share of its LSOA.

    A home whose LSOA the supply table does not hold hangs on no known substation.

    Args:
        dwellings: contract Dwellings.
        points: lsoa_code, easting_m, northing_m, first, second; a place stands once.
        supply: contract Supply, of one or more allocations.
        allocation: one of `COLUMN_OF`.

    Raises:
        ValueError: an unknown allocation, or a place that stands twice.
    """
    if allocation not in COLUMN_OF:
        raise ValueError(f"no allocation is called {allocation}; there are {', '.join(COLUMN_OF)}")
    if points.duplicated(_POINT).any():
        raise ValueError("a place stands twice among the points of homes")
    lsoas = dwellings["lsoa_code"].cat.categories.astype("str")
    lsoa: Codes = dwellings["lsoa_code"].cat.codes.to_numpy().astype(np.int64)
    at_point = points[COLUMN_OF[allocation]].astype("str")
    of_lsoa = _largest(supply[supply["allocation"].eq(allocation)]).reindex(lsoas).fillna(NO_SUBSTATION)
    names = pd.Index(sorted({*at_point, *of_lsoa}), dtype="str")
    row = _rows(dwellings, points, lsoa, lsoas)
    codes = np.where(
        row >= 0,
        np.append(names.get_indexer(pd.Index(at_point)), -1)[row],
        names.get_indexer(pd.Index(of_lsoa))[lsoa],
    )
    return Supplied(codes.astype(np.int64), tuple(names), int((row < 0).sum()))


def _rows(dwellings: pd.DataFrame, points: pd.DataFrame, lsoa: Codes, lsoas: pd.Index) -> Codes:
    """The row of `points` each home stands at, -1 where none: same LSOA, and the very same coordinates."""
    home, point = lsoa, lsoas.get_indexer(pd.Index(points["lsoa_code"].astype("str"))).astype(np.int64)
    outside = point < 0
    for name in _POINT[1:]:
        known = pd.Index(points[name].to_numpy(float)).unique()
        at: Codes = known.get_indexer(pd.Index(dwellings[name].to_numpy(float))).astype(np.int64)
        home = np.where((home < 0) | (at < 0), -1, home * len(known) + at)
        point = point * len(known) + known.get_indexer(pd.Index(points[name].to_numpy(float)))
    usable = np.flatnonzero(~outside)
    found = pd.Index(point[usable]).get_indexer(pd.Index(home))
    row: Codes = np.where(found >= 0, np.append(usable, -1)[found], -1).astype(np.int64)
    return row


def _largest(supply: pd.DataFrame) -> pd.Series:
    """The substation with the largest share of each LSOA, the first by name of equals."""
    order = supply.sort_values(["lsoa_code", "share", "substation_id"], ascending=[True, False, True], kind="stable")
    largest: pd.Series = order.drop_duplicates("lsoa_code").set_index("lsoa_code")["substation_id"]
    return largest
