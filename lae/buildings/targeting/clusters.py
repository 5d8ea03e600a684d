"""Runs of like homes that one contractor could do together, found only where homes are known one by one.

A modelled home stands at its postcode because homes were spread evenly, and so does one that borrows a certificate: a
street of like homes among them would be of our own making. Only homes with a certificate of their own count.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.retrofit_contract import Flags
from lae.buildings.targeting.likeness import PARTS, kinds, named

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CLUSTER_IDS: Final = ("cluster_min_homes", "cluster_link_homes", "cluster_reach_m", "cluster_known_share")
OBSERVED: Final = "epc"
"""The provenance of a home that is known for itself."""
_UNIT_LETTERS: Final = 2
"""What a postcode's unit adds to its sector: "OX4 1AB" is of OX4 1."""


@dataclass(frozen=True)
class ClusterSettings:
    """How many like homes make a run, and what joins two postcodes.

    Attributes:
        min_homes: the fewest homes of a run.
        link_homes: the fewest like homes in each postcode of a run of several.
        reach_m: the furthest two neighbouring postcodes of a run lie apart.
        known_share: of an area's open homes, the fewest that must be certified before it is said how many lie in runs.
    """

    min_homes: float
    link_homes: float
    reach_m: float
    known_share: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "ClusterSettings":
        """The register's values."""
        return cls(*(assumptions.value(name) for name in CLUSTER_IDS))


@dataclass(frozen=True)
class Clusters:
    """The run each home lies in and what the runs are; nothing here is fit for publication.

    Attributes:
        number: by home, from 0 in order of LSOA and postcode; -1 in none.
        known: by home, whether it could have been in one: open and certified.
        table: one row a run, in order of its number: lsoa_code, postcodes (separated by ", "), homes, dwelling_type,
            age, wall, heating.
    """

    number: Codes
    known: Flags
    table: pd.DataFrame


def clusters(dwellings: pd.DataFrame, eligible: Flags, settings: ClusterSettings) -> Clusters:
    """Every run of like open homes, each home in one run at most and each run within one LSOA.

    A run is the like homes of one postcode, or of postcodes that follow each other in the same sector, near by.

    Args:
        dwellings: contract Dwellings.
        eligible: by home, open to the package.
        settings: of the register.
    """
    known = eligible & dwellings["provenance"].eq(OBSERVED).to_numpy(bool)
    kind, (spot, places) = kinds(dwellings), _places(dwellings)
    rows = np.flatnonzero(known & (kind >= 0) & (spot >= 0))
    group_of, groups = _grouped(kind[rows], spot[rows])
    run = _runs(groups, places["apart_m"].to_numpy(float), settings)
    number = np.full(len(dwellings), -1, dtype=np.int64)
    number[rows] = run[group_of]
    return Clusters(number, known, _table(groups, run, places))


def _places(dwellings: pd.DataFrame) -> tuple[Codes, pd.DataFrame]:
    """The place of each home, -1 where its postcode is blank; and the places: a postcode within an LSOA, in order.

    `apart_m` is the distance to the place before, infinite where that is of another LSOA or sector, NaN where
    either stands nowhere.
    """
    lsoa, postcode = dwellings["lsoa_code"].cat, dwellings["postcode"].cat
    pair = lsoa.codes.to_numpy(np.int64) * len(postcode.categories) + postcode.codes.to_numpy(np.int64)
    _, first, back = np.unique(pair, return_index=True, return_inverse=True)
    names = ["lsoa_code", "postcode", "easting_m", "northing_m"]
    rows = dwellings[names].take(first).astype({"lsoa_code": "str", "postcode": "str"}).reset_index(drop=True)
    rows = rows.sort_values(["lsoa_code", "postcode"], kind="stable")
    position = np.empty(len(rows), dtype=np.int64)
    position[rows.index] = np.arange(len(rows))
    rows = rows.reset_index(drop=True)
    sector = rows["lsoa_code"] + " " + rows["postcode"].str[:-_UNIT_LETTERS]
    east, north = (rows[name].diff().to_numpy(float) for name in ("easting_m", "northing_m"))
    metres = pd.Series(np.hypot(east, north))
    rows["apart_m"] = metres.where(sector.eq(sector.shift()), np.inf)
    blank = rows["postcode"].eq("").to_numpy()
    spot = position[back.reshape(-1)]
    return np.where(blank[spot], -1, spot), rows


def _grouped(kind: Codes, spot: Codes) -> tuple[Codes, pd.DataFrame]:
    """The group of each home, and the groups: like homes (`kind`, `homes`) of one place (`spot`), in that order."""
    width = int(spot.max(initial=0)) + 1
    keys, back, homes = np.unique(kind * width + spot, return_inverse=True, return_counts=True)
    groups = pd.DataFrame({"kind": keys // width, "spot": keys % width, "homes": homes.astype(np.float64)})
    return back.reshape(-1).astype(np.int64), groups


def _runs(groups: pd.DataFrame, apart_m: Floats, settings: ClusterSettings) -> Codes:
    """The run of each group, numbered by place; -1 where the run is too small."""
    holds = groups["homes"].ge(settings.link_homes)
    follows = groups["kind"].diff().eq(0) & groups["spot"].diff().eq(1) & holds & holds.shift(fill_value=False)
    near = apart_m[groups["spot"].to_numpy(np.int64)] <= settings.reach_m
    run = np.cumsum(~(follows.to_numpy(bool) & near)) - 1
    whole = groups.assign(run=run).groupby("run").agg({"homes": "sum", "spot": "first", "kind": "first"})
    whole = whole[whole["homes"].ge(settings.min_homes)].sort_values(["spot", "kind"])
    number = np.full(len(groups) + 1, -1, dtype=np.int64)
    number[whole.index] = np.arange(len(whole))
    found: Codes = number[run]
    return found


def _table(groups: pd.DataFrame, run: Codes, places: pd.DataFrame) -> pd.DataFrame:
    """One row a run."""
    kept = groups[run >= 0]
    at = places.iloc[kept["spot"].to_numpy(np.int64)].reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "lsoa_code": at["lsoa_code"],
            "postcodes": at["postcode"],
            "homes": kept["homes"].to_numpy(float),
            **named(kept["kind"].to_numpy(np.int64)),
        }
    )
    same = dict.fromkeys(["lsoa_code", *PARTS], "first")
    table = rows.groupby(run[run >= 0], sort=True).agg({**same, "postcodes": ", ".join, "homes": "sum"})
    ordered = table[["lsoa_code", "postcodes", "homes", *PARTS]].reset_index(drop=True)
    return ordered.astype(dict.fromkeys(["lsoa_code", "postcodes", *PARTS], "str"))
