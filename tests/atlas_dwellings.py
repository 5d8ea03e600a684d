"""Single homes of the invented county: postcodes in rows, some homes with a certificate, one without a place."""

from typing import Any

import numpy as np
import pandas as pd

from atlas_homes import homed
from atlas_world import SIDE, SOUTH, WEST
from lae.atlas import AtlasModel
from lae.buildings.retrofit_contract import SUITABLE
from lae.buildings.stock_contract import EPC_BANDS, HEATINGS, HOME_PROVENANCE, TYPES

POSTCODES = 90
HOMES = 12
"""At each postcode."""
CROWD = (WEST + SIDE + 2_500, SOUTH + SIDE + 2_500)
"""The first postcode: no symbol stands there."""


def housed(homes: pd.DataFrame | None = None, **changes: Any) -> AtlasModel:
    """The invented county as an internal edition, with homes."""
    return homed(internal=True, single_homes=single_homes() if homes is None else homes, package="a_package", **changes)


def single_homes() -> pd.DataFrame:
    """Twelve homes at each of ninety postcodes 150 m apart, and one home of which the place is not known.

    The first postcode's first home has a certificate: band C, on gas, a flat of 1950 to 1966, 52 m2, 8,100 kWh, and
    the package at GBP 9,300. Home n of the rest takes the n-th word of each list, 40 + n % 90 m2 and so on.
    """
    count = POSTCODES * HOMES
    n = np.arange(count)
    post = n // HOMES
    ages = ["before 1930", "1950 to 1966", "1991 to 1995"]
    frame = pd.DataFrame(
        {
            "easting_m": CROWD[0] + 150.0 * (post % 10),
            "northing_m": CROWD[1] + 150.0 * (post // 10),
            "epc_band": _words(n % 7, EPC_BANDS),
            "heating": _words(n % 10, HEATINGS),
            "dwelling_type": _words(n % 7, TYPES),
            "age_band": _words(n % 3, ages),
            "provenance": _words(np.where(n % 5 == 0, 0, 5), HOME_PROVENANCE),
            "floor_area_m2": 40.0 + n % 90,
            "heating_kwh": 4_000.0 + 10 * n,
            "package_status": _words(n % 5, SUITABLE),
            "package_capex_gbp": np.where(n % 5 < 2, 6_000.0 + 12 * n, 0.0),
        }
    )
    words = {"epc_band": "C", "heating": "gas", "dwelling_type": "flat", "age_band": "1950 to 1966"}
    first = {**words, "provenance": "epc", "floor_area_m2": 52.0, "heating_kwh": 8_100.0}
    for name, value in {**first, "package_status": "suitable", "package_capex_gbp": 9_300.0}.items():
        frame.loc[0, name] = value
    lost = frame.iloc[[1]].assign(easting_m=np.nan, northing_m=np.nan)
    return pd.concat([frame, lost], ignore_index=True)


def _words(places: np.ndarray, words: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(places, words)
