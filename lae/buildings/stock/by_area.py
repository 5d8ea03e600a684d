"""Homes added up by LSOA and district: every home counted once an attribute, LSOAs summing to their district."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import codes_of
from lae.buildings.stock.targets import Places
from lae.buildings.stock_contract import ATTRIBUTES, COLUMN_OF, HOME_PROVENANCE, DwellingsByArea
from lae.tables import validated

Floats = npt.NDArray[np.float64]

_ALL: Final = "all"


def counted(dwellings: pd.DataFrame, attribute: str, level: str, places: Places) -> Floats:
    """Homes (areas, categories) of an attribute at level lsoa or lad."""
    area = pd.Index(places.codes(level)).get_indexer(
        pd.Index(dwellings["lsoa_code" if level == "lsoa" else "district_code"].astype("str"))
    )
    categories = ATTRIBUTES[attribute]
    code = np.zeros(len(dwellings), dtype=np.int64) if attribute == _ALL else _codes(dwellings, attribute)
    counts = np.bincount(area * len(categories) + code, minlength=len(places.codes(level)) * len(categories))
    return counts.reshape(-1, len(categories)).astype(np.float64)


def dwellings_by_area(dwellings: pd.DataFrame) -> pd.DataFrame:
    """The published table of contract DwellingsByArea: no row where there is no home.

    Args:
        dwellings: contract Dwellings.
    """
    provenance = dwellings["provenance"].cat.codes.to_numpy(np.int64)
    parts = []
    for level, column in (("lad", "district_code"), ("lsoa", "lsoa_code")):
        areas = dwellings[column].cat.categories
        area = dwellings[column].cat.codes.to_numpy(np.int64)
        for attribute, categories in ATTRIBUTES.items():
            code = np.zeros(len(dwellings), dtype=np.int64) if attribute == _ALL else _codes(dwellings, attribute)
            key = (area * len(categories) + code) * len(HOME_PROVENANCE) + provenance
            counts = np.bincount(key)
            filled = np.flatnonzero(counts)
            parts.append(
                pd.DataFrame(
                    {
                        "area_level": level,
                        "area_code": areas.to_numpy(dtype=object)[filled // len(HOME_PROVENANCE) // len(categories)],
                        "attribute": attribute,
                        "category": np.array(categories)[filled // len(HOME_PROVENANCE) % len(categories)],
                        "dwellings": counts[filled].astype(np.float64),
                        "provenance": np.array(HOME_PROVENANCE)[filled % len(HOME_PROVENANCE)],
                    }
                ).astype(dict.fromkeys(("area_code", "category", "provenance"), "str"))
            )
    table = pd.concat(parts, ignore_index=True)
    return validated(table.astype({"area_level": "str", "attribute": "str"}), DwellingsByArea, "dwellings_by_area")


def for_publication(table: pd.DataFrame, *, smallest: int) -> pd.DataFrame:
    """`table` with small counts of certified homes blank, and none that a sum could give back.

    Homes that are modelled are nobody's, so their counts stay. Where an LSOA's homes of one provenance have one blank
    in an attribute, their next smallest count goes blank too, since all of them are counted under `all`; where one LSOA
    alone has one of a cell, so does the next smallest elsewhere.

    Args:
        table: contract DwellingsByArea.
        smallest: the least number of homes that is shown.
    """
    personal = table["provenance"].ne("modelled") & table["area_level"].eq("lsoa") & table["dwellings"].notna()
    hidden = personal & table["dwellings"].lt(smallest)
    groups = (["area_code", "attribute", "provenance"], ["attribute", "category", "provenance"])
    before = -1
    while (number := int(hidden.sum())) > before:
        before = number
        for group in groups:
            hidden = _one_more(table, hidden, personal, group)
    return table.assign(dwellings=table["dwellings"].mask(hidden))


def _one_more(table: pd.DataFrame, hidden: pd.Series, personal: pd.Series, group: list[str]) -> pd.Series:
    """`hidden` with a second cell in each group that has exactly one."""
    alone = hidden.groupby([table[name] for name in group]).transform("sum").eq(1)
    rows = table[alone & personal & ~hidden].sort_values([*group, "dwellings"], kind="stable")
    return hidden | hidden.index.isin(rows.groupby(group, sort=False).head(1).index)


def _codes(dwellings: pd.DataFrame, attribute: str) -> npt.NDArray[np.int64]:
    """The position of each home's category in the contract's order."""
    return codes_of(dwellings[COLUMN_OF[attribute]], ATTRIBUTES[attribute])
