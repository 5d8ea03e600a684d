"""The gap by LSOA: homes without a drive that can walk to no open charge point."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.supply.cover import Cover
from lae.charging.supply.settings import COVER_IDS, NETWORK_IDS
from lae.charging.supply_contract import ChargingGaps
from lae.tables import columns_of, validated


def gaps(
    places: pd.DataFrame, no_drive_homes: npt.NDArray[np.float64], cover: Cover, *, provenance: str = "modelled"
) -> pd.DataFrame:
    """The contract ChargingGaps: every home without a drive is covered, maybe covered, or in the gap.

    Args:
        places: lsoa_code, district_code; the rows `cover` was made of.
        no_drive_homes: by place, homes without a drive, fractions allowed.
        cover: of these places.
        provenance: of the homes.

    Raises:
        ValueError: the three are not of the same places, or a count is missing or negative.
    """
    if not len(places) == len(no_drive_homes) == len(cover.covered):
        raise ValueError(f"{len(places)} places, {len(no_drive_homes)} counts, {len(cover.covered)} covers")
    if not (np.isfinite(no_drive_homes).all() and (no_drive_homes >= 0).all()):
        raise ValueError("a count of homes without a drive is missing or negative")
    frame = pd.DataFrame(
        {
            "lsoa_code": places["lsoa_code"].astype("str").to_numpy(),
            "district_code": places["district_code"].astype("str").to_numpy(),
            "no_drive_homes": no_drive_homes,
            "covered_homes": np.where(cover.covered, no_drive_homes, 0.0),
            "maybe_homes": np.where(cover.maybe, no_drive_homes, 0.0),
            "uncovered_homes": np.where(cover.covered | cover.maybe, 0.0, no_drive_homes),
            "newer": np.where(cover.covered & ~cover.historical, 1.0, 0.0),
            "old": np.where(cover.historical, 1.0, 0.0),
        }
    ).astype({"lsoa_code": "str", "district_code": "str"})
    table = frame.groupby(["lsoa_code", "district_code"], as_index=False, sort=True).sum()
    ids = COVER_IDS if cover.basis == "straight_line" else NETWORK_IDS
    table = table.assign(
        basis=pd.Series(cover.basis, index=table.index, dtype="str"),
        historical=table["old"].gt(0) & table["newer"].eq(0),
        provenance=pd.Series(provenance, index=table.index, dtype="str"),
        assumption_ids=pd.Series(" ".join(ids), index=table.index, dtype="str"),
    )
    return validated(table[columns_of(ChargingGaps)], ChargingGaps, "charging_gaps")
