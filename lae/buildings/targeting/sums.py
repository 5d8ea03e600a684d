"""Sums of homes by LSOA and by primary, and the figures of a place that follow from them."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import positions
from lae.buildings.retrofit_contract import Offer
from lae.buildings.targeting.clusters import Clusters

Floats = npt.NDArray[np.float64]

CENTRAL: Final = 1
"""The row of an Offer's triples."""
_OFF_GAS: Final = ["oil", "lpg", "solid_fuel"]
_ELECTRIC: Final = ["electric_storage", "electric_direct"]


def by_lsoa(
    dwellings: pd.DataFrame, energy: pd.DataFrame, offer: Offer, runs: Clusters, poverty: pd.DataFrame
) -> pd.DataFrame:
    """Sums of each LSOA that has homes, in order of code; households and fuel_poor blank where not published.

    Args:
        dwellings: contract Dwellings.
        energy: contract HomeEnergy.
        offer: the package looked at.
        runs: of the homes open to it.
        poverty: contract FuelPoverty.
    """
    column = dwellings["lsoa_code"].cat
    names = pd.Index(sorted(column.categories), dtype="str")
    row = positions(column.categories, names)[column.codes.to_numpy(np.int64)]
    heating, tenure = dwellings["heating"], dwellings["tenure"]
    each: dict[str, object] = {
        "homes": np.ones(len(dwellings)),
        "open": offer.open,
        "capex": offer.capex_gbp[CENTRAL],
        "carbon": offer.carbon_saved_tco2e[CENTRAL],
        "peak_kw": offer.peak_added_kw[CENTRAL],
        "heat_kwh": energy["space_heat_kwh"],
        "floor_m2": dwellings["floor_area_m2"],
        "off_gas": heating.isin(_OFF_GAS),
        "electric": heating.isin(_ELECTRIC),
        "social": tenure.eq("rented_social"),
        "owner": tenure.eq("owner_occupied"),
        "known": runs.known,
        "clustered": runs.number >= 0,
    }
    sums = {name: np.bincount(row, np.asarray(values, dtype=np.float64), len(names)) for name, values in each.items()}
    table = pd.DataFrame(sums, index=names)
    table["clusters"] = np.bincount(positions(runs.table["lsoa_code"], names), minlength=len(names)).astype(np.float64)
    told = poverty.set_index("lsoa_code")[["households_count", "fuel_poor_count"]].astype("float64").reindex(names)
    blank = told.isna().any(axis=1)
    table["households"], table["fuel_poor"] = told["households_count"].mask(blank), told["fuel_poor_count"].mask(blank)
    return table[table["homes"].gt(0)]


def by_primary(sums: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """Sums of each substation, in order of id: of every LSOA its share; what one of them lacks, it lacks.

    Args:
        sums: of LSOAs.
        supply: lsoa_code (each in `sums`), substation_id, share.
    """
    names = pd.Index(sorted(supply["substation_id"].unique()), dtype="str")
    at = names.get_indexer(pd.Index(supply["substation_id"]))
    row = sums.index.get_indexer(pd.Index(supply["lsoa_code"]))
    total = np.zeros((len(names), sums.shape[1]))
    np.add.at(total, at, sums.to_numpy(float)[row] * supply["share"].to_numpy(float)[:, None])
    return pd.DataFrame(total, index=names, columns=sums.columns)


def figures(sums: pd.DataFrame, *, lifetime_years: float, known_share: float) -> pd.DataFrame:
    """Columns of contract Targeting from homes to peak_added_kw.

    The share in runs is of all open homes, so that what no certificate tells counts as not in one; it is blank where
    fewer than `known_share` of them have one.

    Args:
        sums: of LSOAs or primaries.
        lifetime_years: of the package.
        known_share: as ClusterSettings has it.
    """
    carbon, homes = sums["carbon"], sums["homes"]
    told = sums["known"].gt(0) & sums["known"].ge(known_share * sums["open"])
    return pd.DataFrame(
        {
            "homes": homes,
            "open_homes": sums["open"],
            "capex_gbp": sums["capex"],
            "carbon_saved_tco2e": carbon,
            "gbp_per_tco2e": sums["capex"] / (carbon.where(carbon.gt(0)) * lifetime_years),
            "heat_need_kwh_per_m2": sums["heat_kwh"] / sums["floor_m2"],
            "fuel_poor_share": _share(sums["fuel_poor"], sums["households"]),
            "off_gas_share": _share(sums["off_gas"], homes),
            "electric_share": _share(sums["electric"], homes),
            "social_share": _share(sums["social"], homes),
            "owner_share": _share(sums["owner"], homes),
            "clustered_share": _share(sums["clustered"], sums["open"]).where(told),
            "clusters_count": sums["clusters"],
            "peak_added_kw": sums["peak_kw"],
        }
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Part of whole, never above 1 by the last bit of a sum; blank of nothing."""
    return (part / whole.where(whole.gt(0))).clip(upper=1.0)
