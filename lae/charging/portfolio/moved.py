"""What planned sites move on the network: siting moves load and never adds any."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.sites_contract import MovedLoad
from lae.tables import empty, validated

Floats = npt.NDArray[np.float64]

_GRAIN: Final = 2.0**-20
"""Vehicles are counted in whole grains, so that sums of millions are exact in any order and cancel to 0."""
_PLACE: Final = ["place_id", "lsoa_code"]
_KEY: Final = ["scenario", "year", "lsoa_code", "substation_id"]


def moved_load(
    sites: pd.DataFrame, need: pd.DataFrame, place_of_home: pd.DataFrame, catchments: pd.DataFrame
) -> pd.DataFrame:
    """Contract MovedLoad: served vehicles' public charging, from their homes' substation to the site's; sums to 0.

    Exactly 0 in each scenario and year, and never more leaves a place than its vehicles without a drive. A site whose
    bays serve some of its vehicles takes the same share from each of its places. What stays where it was has no row.

    Args:
        sites: contract ChargingSites.
        need: contract PlaceNeed.
        place_of_home: place_id, lsoa_code, substation_id that supplies it ("": not known), one row a place.
        catchments: what `catchments` gives: scenario, candidate_id, place_id, lsoa_code.
    """
    keys = ["scenario", "site_id", "year"]
    served = sites["served_vehicles_count"].to_numpy(float)
    share = served / np.where(sites["vehicles_count"].gt(0), sites["vehicles_count"], 1.0)
    at = sites[[*keys, "lsoa_code", "substation_id"]].assign(share=np.minimum(share, 1.0))
    at = at.rename(columns={"lsoa_code": "site_lsoa", "substation_id": "site_substation"})
    homes = catchments.rename(columns={"candidate_id": "site_id"}).merge(at, on=["scenario", "site_id"])
    vehicles = need[["scenario", "year", *_PLACE, "no_drive_vehicles_count"]]
    homes = homes.merge(vehicles, on=["scenario", "year", *_PLACE], validate="one_to_one")
    known = place_of_home[[*_PLACE, "substation_id"]]
    homes = homes.merge(known, on=_PLACE, how="left", validate="many_to_one").fillna({"substation_id": ""})
    grains = np.floor(homes["no_drive_vehicles_count"].to_numpy(float) * homes["share"].to_numpy(float) / _GRAIN)
    leaves = homes[_KEY].assign(grains=-grains)
    arrives = homes[["scenario", "year", "site_lsoa", "site_substation"]].set_axis(_KEY, axis=1).assign(grains=grains)
    rows = pd.concat([leaves, arrives], ignore_index=True).groupby(_KEY, sort=True, as_index=False)["grains"].sum()
    rows = rows[rows["grains"].ne(0)]
    if rows.empty:
        return empty(MovedLoad)
    return validated(
        rows.assign(vehicles_count=rows["grains"] * _GRAIN).drop(columns="grains"), MovedLoad, "moved_load"
    )
