"""The areas homes lie in: county, district, MSOA and LSOA, as positions for adding up."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import Codes, codes_of, positions

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HomeAreas:
    """The areas of each level of ENERGY_LEVELS, and the position of each home's among them; -1 where nobody told."""

    codes: Mapping[str, tuple[str, ...]]
    of_home: Mapping[str, Codes]

    @classmethod
    def of(
        cls, dwellings: pd.DataFrame, msoas: pd.DataFrame, metered: pd.DataFrame, *, county_code: str
    ) -> "HomeAreas":
        """The areas where homes are and those with a record of homes' use.

        Args:
            dwellings: contract Dwellings.
            msoas: contract MsoaOfLsoa; an empty table where nobody told.
            metered: contract MeteredEnergy.
            county_code: what the whole study goes by.
        """
        lsoas = dwellings["lsoa_code"].cat
        to_msoa = dict(zip(msoas["lsoa_code"], msoas["msoa_code"], strict=True))
        msoa_of = [to_msoa.get(code, "") for code in lsoas.categories]
        districts = dwellings["district_code"].cat
        used = {"lsoa": lsoas.codes, "lad": districts.codes}
        homes = {
            "lsoa": _used(lsoas.categories, used["lsoa"]),
            "lad": _used(districts.categories, used["lad"]),
            "msoa": {msoa_of[code] for code in np.unique(lsoas.codes) if msoa_of[code]},
        }
        record = metered[metered["users"].eq("domestic")]
        codes: dict[str, tuple[str, ...]] = {"county": (county_code,)}
        for level, names in homes.items():
            recorded = record.loc[record["area_level"].eq(level), "area_code"]
            codes[level] = tuple(sorted(names | set(recorded)))
        of_home = {
            "county": np.zeros(len(dwellings), dtype=np.int64),
            "lad": codes_of(dwellings["district_code"], codes["lad"]),
            "lsoa": codes_of(dwellings["lsoa_code"], codes["lsoa"]),
            "msoa": positions(msoa_of, codes["msoa"])[lsoas.codes.to_numpy()],
        }
        return cls(codes, of_home)

    def sums(self, level: str, values: Floats) -> Floats:
        """`values` of homes added up by area of a level; homes whose area nobody told are in none."""
        of_home = self.of_home[level]
        told = of_home >= 0
        number = len(self.codes[level])
        if told.all():
            return np.bincount(of_home, values, minlength=number).astype(np.float64)
        return np.bincount(of_home[told], values[told], minlength=number).astype(np.float64)


def _used(categories: pd.Index, codes: pd.Series) -> set[str]:
    return {str(categories[code]) for code in np.unique(codes)}
