"""Shares of homes and of vehicles without a drive by LSOA."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.need.cars import of_car_owners
from lae.charging.need_contract import DRIVE_BASES, CarsByLsoa
from lae.tables import validated

LEVELS: Final = {"low": "no_drive_low_homes", "central": "no_drive_homes", "high": "no_drive_high_homes"}
"""The column of PlaceDrives behind each share."""


def areas_of(places: pd.DataFrame, cars: pd.DataFrame | None) -> pd.DataFrame:
    """What each LSOA with places is like: homes, shares without a drive of homes and of car owners, and the basis.

    Shares are low, central and high; `<level>_of_owners` are those that vehicles follow. An LSOA whose places hold no
    home has blank shares.

    Args:
        places: contract PlaceDrives.
        cars: contract CarsByLsoa, or None.
    """
    summed = places.groupby("lsoa_code", sort=True)
    sums = summed[["homes", "seen_homes", *LEVELS.values()]].sum()
    whole = sums["homes"].to_numpy(float)
    # Sums of many homes may end a last digit above them; of an LSOA without homes nothing is known.
    parts = sums.iloc[:, 1:].to_numpy(float)
    ratio = np.divide(parts, whole[:, None], out=np.full_like(parts, np.nan), where=whole[:, None] > 0.0)
    table = pd.DataFrame(np.clip(ratio, 0.0, 1.0), index=sums.index, columns=["seen_share", *LEVELS])
    table["homes"] = whole
    table["district_code"] = summed["district_code"].first()
    by_basis = places.pivot_table(index="lsoa_code", columns="basis", values="homes", aggfunc="sum", fill_value=0.0)
    ordered = by_basis.reindex(index=sums.index, columns=DRIVE_BASES, fill_value=0.0).to_numpy(float)
    table["basis"] = pd.Series(
        np.array(DRIVE_BASES, dtype=object)[ordered.argmax(axis=1)], index=sums.index, dtype="str"
    )
    carless = np.full(len(table), np.nan)
    if cars is not None:
        told = validated(cars, CarsByLsoa, "cars").set_index("lsoa_code")["none_share"]
        carless = told.reindex(table.index).to_numpy(float)
    for level in LEVELS:
        table[f"{level}_of_owners"] = table[level]
    least = of_car_owners(table["low"].to_numpy(float), carless)
    return table.assign(low_of_owners=least).reset_index()


def with_every_share(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the study's shares where an LSOA has no homes of its own, on the basis that nothing is known.

    Args:
        rows: vehicles with what `areas_of` says of their LSOA, blank where it says nothing.
        places: contract PlaceDrives of the study.
    """
    rows = rows.copy()
    blank = rows["central"].isna()
    whole = float(places["homes"].sum())
    for level, column in LEVELS.items():
        share = float(places[column].sum()) / whole
        rows[level] = rows[level].fillna(share)
        rows[f"{level}_of_owners"] = rows[f"{level}_of_owners"].fillna(share)
    rows[["homes", "seen_share"]] = rows[["homes", "seen_share"]].fillna(0.0)
    rows["basis"] = rows["basis"].mask(blank, DRIVE_BASES[-1])
    rows["district_code"] = rows["district_code"].fillna("")
    return rows
