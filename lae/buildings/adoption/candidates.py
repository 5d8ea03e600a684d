"""OPTIONS by area: how many homes of an LSOA and substation could take up each heating, and which areas come first."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.adoption.propensity import Ranking, assumptions_of
from lae.buildings.adoption.supplied import Supplied
from lae.measures import Options
from lae.tables import empty, validated

Codes = npt.NDArray[np.int64]

WORKSTREAM: Final = "buildings"


def places_of(dwellings: pd.DataFrame, supplied: Supplied) -> tuple[Codes, pd.DataFrame]:
    """The place of each home, and places by code: lsoa_code, substation_id and district_code, sorted by the first two.

    Args:
        dwellings: contract Dwellings.
        supplied: the substation of each home.
    """
    lsoas = dwellings["lsoa_code"].cat.categories.to_numpy(dtype=object)
    lsoa = dwellings["lsoa_code"].cat.codes.to_numpy(np.int64)
    number = max(len(supplied.substations), 1)
    key = np.argsort(np.argsort(lsoas))[lsoa] * number + supplied.codes
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    districts = dwellings["district_code"].cat.categories.to_numpy(dtype=object)
    names = np.array([*supplied.substations, ""], dtype=object)
    table = {
        "lsoa_code": lsoas[lsoa[first]],
        "substation_id": names[supplied.codes[first]],
        "district_code": districts[dwellings["district_code"].cat.codes.to_numpy(np.int64)[first]],
    }
    return place.reshape(-1).astype(np.int64), pd.DataFrame(table).astype("str")


def options_by_area(dwellings: pd.DataFrame, ranking: Ranking, supplied: Supplied) -> pd.DataFrame:
    """OPTIONS by LSOA, substation and technology: open homes, and the order in which such areas take it up.

    The rank orders areas by how early in their district's queue their homes stand on average, 1 the earliest; homes
    leave in counts only.

    Args:
        dwellings: contract Dwellings.
        ranking: of the same homes.
        supplied: their substations.
    """
    place, places = places_of(dwellings, supplied)
    district = dwellings["district_code"].cat.codes.to_numpy(np.int64)
    provenance = "modelled"
    parts = []
    for row, technology in enumerate(ranking.technologies):
        rank = ranking.rank[row].astype(np.float64)
        is_open = rank > 0
        count = np.bincount(place[is_open], minlength=len(places))
        queue = np.maximum(np.bincount(district[is_open], minlength=int(district.max(initial=0)) + 1), 1)
        share = np.bincount(place[is_open], (rank / queue[district])[is_open], minlength=len(places))
        there = np.flatnonzero(count)
        mean = np.round(share[there] / count[there], 12)
        order = np.empty(len(there))
        order[np.argsort(mean, kind="stable")] = np.arange(1, len(there) + 1)
        table = places.iloc[there][["lsoa_code", "substation_id"]].reset_index(drop=True)
        table = table.assign(
            option_id=technology + "/" + table["lsoa_code"] + "/" + table["substation_id"],
            workstream=WORKSTREAM,
            technology=technology,
            count=count[there].astype(np.float64),
            rank=order,
            provenance=provenance,
            assumption_ids=";".join(assumptions_of(technology)),
        )
        parts.append(table)
    if not sum(len(part) for part in parts):
        return empty(Options)
    named = ["option_id", "workstream", "technology", "provenance", "assumption_ids"]
    return validated(pd.concat(parts, ignore_index=True).astype(dict.fromkeys(named, "str")), Options, "options")
