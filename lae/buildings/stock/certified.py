"""Certificates as homes of the stock: our types and heatings, and blanks filled from the homes around."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of
from lae.buildings.stock.donors import Lent, key, lend
from lae.buildings.stock.targets import Places
from lae.buildings.stock_contract import AGES, EPC_BANDS, HEATINGS, TENURES, TYPES

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TYPE_OF_FORM: Final = {
    "detached": "detached",
    "linked_detached": "detached",
    "semi_detached": "semi_detached",
    "end_terrace": "end_terrace",
    "enclosed_end_terrace": "end_terrace",
    "mid_terrace": "mid_terrace",
    "enclosed_mid_terrace": "mid_terrace",
}
_TYPE_OF_KIND: Final = {"bungalow": "bungalow", "flat": "flat", "maisonette": "flat", "park_home": "park_home"}
_BURNT: Final = {"gas": "gas", "lpg": "lpg", "oil": "oil", "solid_fuel": "solid_fuel", "biomass": "solid_fuel"}
_BURNING: Final = ["boiler", "micro_chp", "warm_air", "room_heaters", "other"]
_HEATING_OF: Final = {
    "storage_heaters": "electric_storage",
    "electric_other": "electric_direct",
    "heat_pump_air": "heat_pump",
    "heat_pump_ground": "heat_pump",
    "heat_pump_water": "heat_pump",
    "hybrid_heat_pump": "hybrid_heat_pump",
    "heat_network": "heat_network",
    "none": "none",
}
FEATURES: Final = {
    "dwelling_type": TYPES,
    "age_band": AGES,
    "tenure": TENURES,
    "heating": HEATINGS,
    "epc_band": EPC_BANDS,
}


@dataclass(frozen=True)
class Certified:
    """Codes of each feature of each certified home, its floor area, and how many of each were filled in.

    -1 and NaN stay only where no certificate at all states the feature.
    """

    codes: Mapping[str, Codes]
    floor_area_m2: Floats
    filled: Mapping[str, int]


@dataclass(frozen=True)
class Around:
    """Where homes are, for keys from near to far: postcode, LSOA, MSOA, district; and how many of each there are."""

    postcode: Codes
    lsoa: Codes
    msoa: Codes
    district: Codes
    sizes: Mapping[str, int]

    def keys(self, *features: tuple[Codes, int]) -> dict[str, Codes]:
        """The key of each home at each level, with these features."""
        return {
            "building": key((self.postcode, self.sizes["building"]), *features),
            "lsoa": key((self.lsoa, self.sizes["lsoa"]), *features),
            "msoa": key((self.msoa, self.sizes["msoa"]), *features),
            "district": key((self.district, self.sizes["district"]), *features),
        }


def around(postcode: Codes, lsoa: Codes, msoa_of: Codes, places: Places, *, postcodes: int) -> Around:
    """The surroundings of homes of known postcode (-1 for none) and LSOA.

    Args:
        postcode: of each home.
        lsoa: of each home.
        msoa_of: the MSOA of each LSOA, from 0.
        places: the study's.
        postcodes: how many postcodes there are.
    """
    sizes = {
        "building": postcodes,
        "lsoa": len(places.lsoas),
        "msoa": int(msoa_of.max(initial=0)) + 1,
        "district": len(places.districts),
    }
    return Around(postcode, lsoa, msoa_of[lsoa], places.district_of[lsoa], sizes)


def certified(certificates: pd.DataFrame, where: Around) -> Certified:
    """Every certificate as a home, its blanks taken from the nearest certificate of the same kind.

    Args:
        certificates: contract Certificates, one a home.
        where: the surroundings of each.
    """
    codes = {
        "dwelling_type": _types(certificates),
        "age_band": codes_of(certificates["age_band"], AGES),
        "tenure": codes_of(certificates["tenure"], TENURES),
        "heating": _heatings(certificates),
        "epc_band": codes_of(certificates["epc_band"], EPC_BANDS),
    }
    sap = certificates["sap_points"].to_numpy(float)
    filled = {}
    for name in FEATURES:
        given = [other for other in ("dwelling_type", "age_band") if other != name]
        codes[name], filled[name] = _filled(codes[name], codes, given, where, sap)
    area = certificates["floor_area_m2"].to_numpy(float).copy()
    blank = np.isnan(area)
    row = _nearest(blank, ~blank, codes, ["dwelling_type", "age_band"], where, area).row
    area[np.flatnonzero(blank)[row >= 0]] = area[np.flatnonzero(~blank)[row[row >= 0]]]
    return Certified(codes, area, {**filled, "floor_area_m2": int(blank.sum())})


def _filled(
    own: Codes, codes: Mapping[str, Codes], given: list[str], where: Around, value: Floats
) -> tuple[Codes, int]:
    """`own` with each -1 replaced by that of a home near by; stays -1 only where no certificate at all has one."""
    blank = own < 0
    if not blank.any() or blank.all():
        return own, int(blank.sum())
    row = _nearest(blank, ~blank, codes, given, where, value).row
    whole = own.copy()
    whole[np.flatnonzero(blank)[row >= 0]] = own[np.flatnonzero(~blank)[row[row >= 0]]]
    return whole, int(blank.sum())


def _nearest(
    needs: npt.NDArray[np.bool_],
    pool: npt.NDArray[np.bool_],
    codes: Mapping[str, Codes],
    given: list[str],
    where: Around,
    value: Floats,
) -> Lent:
    """For each home of `needs` a home of `pool`, of the same `given` features before any, near before far."""
    sizes = {name: len(categories) for name, categories in FEATURES.items()}
    keys: list[Codes] = []
    for number in range(len(given), -1, -1):
        at = where.keys(*[(codes[name], sizes[name]) for name in given[:number]])
        keys += [at["building"], at["lsoa"], at["msoa"], at["district"]]
    keys.append(np.zeros(len(needs), dtype=np.int64))
    return lend([one[needs] for one in keys], [one[pool] for one in keys], value[pool])


def _types(certificates: pd.DataFrame) -> Codes:
    kind = certificates["property_type"].astype("str").map(_TYPE_OF_KIND)
    form = certificates["built_form"].astype("str").map(_TYPE_OF_FORM)
    # A bungalow is one whatever its form; only a house is told by it, and a home of no kind may be either.
    named = kind.fillna(form.where(certificates["property_type"].astype("str").eq("house")))
    found: Codes = pd.Index(TYPES).get_indexer(pd.Index(named.astype("str").fillna(""))).astype(np.int64)
    return found


def _heatings(certificates: pd.DataFrame) -> Codes:
    system, fuel = certificates["heating"].astype("str"), certificates["main_fuel"].astype("str")
    named = system.map(_HEATING_OF)
    burns = system.isin(_BURNING) | system.eq("")
    named = named.fillna(fuel.map(_BURNT).where(burns))
    electric = burns & fuel.eq("electricity")
    named = named.mask(named.isna() & electric, "electric_direct")
    found: Codes = pd.Index(HEATINGS).get_indexer(pd.Index(named.astype("str").fillna(""))).astype(np.int64)
    return found
