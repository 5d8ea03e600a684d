"""Homes at real postcodes: an LSOA's homes spread evenly over the places its postcodes stand at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import positions
from lae.buildings.stock.targets import Places
from lae.buildings.stock.whole import ranks

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spots:
    """One postcode a place within each LSOA, sorted; a place that several postcodes share counts once."""

    rows: pd.DataFrame
    first: Codes
    number: Codes

    @classmethod
    def of(cls, postcodes: pd.DataFrame, places: Places) -> "Spots":
        """The spots of contract Postcodes that lie in the study's LSOAs."""
        rows = postcodes.assign(lsoa=positions(postcodes["lsoa_code"], places.lsoas))
        rows = rows[rows["lsoa"] >= 0].sort_values(["lsoa", "postcode"])
        rows = rows.drop_duplicates(["lsoa", "easting_m", "northing_m"]).reset_index(drop=True)
        number = np.bincount(rows["lsoa"], minlength=len(places.lsoas)).astype(np.int64)
        return cls(rows, np.cumsum(number) - number, number)

    def placed(self, lsoa: Codes) -> Codes:
        """The row of `rows` each home stands at, -1 where its LSOA has no postcode.

        Homes take the places of their LSOA in turn, so that every place gets the LSOA's mix of homes and as many as the
        next: who lives where within an LSOA is not known, and no pattern is made up.

        Args:
            lsoa: the LSOA of each home, sorted.
        """
        number = self.number[lsoa]
        spot: Codes = np.where(number > 0, self.first[lsoa] + ranks(lsoa) % np.maximum(number, 1), -1)
        return spot
