"""The stock of homes of a study: modelled where no certificates are at hand, and what it was held to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import categorical, constant
from lae.buildings.contract import YES_NO
from lae.buildings.stock.by_area import counted
from lae.buildings.stock.modelled import CATEGORIES, frame, model
from lae.buildings.stock.placing import Spots
from lae.buildings.stock.raking import TOLERANCE
from lae.buildings.stock.shares import Register
from lae.buildings.stock.targets import Places, Targets, targets
from lae.buildings.stock.whole import ranks
from lae.buildings.stock_contract import ATTRIBUTES, HOME_PROVENANCE, Dwellings
from lae.findings import Finding
from lae.tables import columns_of

Codes = npt.NDArray[np.int64]

_TABLE: Final = "buildings/margins.csv.gz"


@dataclass(frozen=True)
class Stock:
    """Homes (contract Dwellings), how well each held margin is met, and what was found.

    `held`: attribute, area_level, totals (how many are held), worst_weight_ratio (gap of the raked weights) and
    worst_dwellings (most homes a whole total is off).
    """

    dwellings: pd.DataFrame
    held: pd.DataFrame
    findings: tuple[Finding, ...]


def modelled_stock(
    margins: pd.DataFrame,
    shares: pd.DataFrame,
    lsoas: pd.DataFrame,
    postcodes: pd.DataFrame,
    *,
    off_gas_half_density: float,
) -> Stock:
    """As many homes as the margins say, every one flagged modelled and placed at a real postcode of its LSOA.

    Args:
        margins: contract Margins.
        shares: contract Shares.
        lsoas: contract Lsoas (geometry is not used).
        postcodes: contract Postcodes.
        off_gas_half_density: homes per hectare at which fuels off the gas main are half as likely as in open country.

    Raises:
        FaultsError: margins contradict each other or shares are incomplete.
    """
    places = Places.of(lsoas)
    held = targets(margins, places)
    register = Register(shares, CATEGORIES)
    ha = lsoas.set_index("lsoa_code")["area_ha"].reindex(list(places.lsoas)).to_numpy(float)
    found = model(held, register, ha, off_gas_half_per_ha=off_gas_half_density)
    features = frame(found.homes, register).assign(
        photovoltaics=constant("", len(found.homes.lsoa), YES_NO),
        sap_points=np.nan,
        primary_energy_kwh_per_m2=np.nan,
        has_uprn=False,
        provenance=constant("modelled", len(found.homes.lsoa), HOME_PROVENANCE),
    )
    dwellings = housed(features, found.homes.lsoa, places, Spots.of(postcodes, places))
    met = held_by(dwellings, held, found.worst)
    return Stock(dwellings, met, (*held.findings, *found.findings, *unheld(held), *drift(met)))


def housed(features: pd.DataFrame, lsoa: Codes, places: Places, spots: Spots) -> pd.DataFrame:
    """`features` with ids and places: columns of contract Dwellings, in order of LSOA.

    Args:
        features: every other column, one row a home.
        lsoa: the LSOA of each home, sorted.
        places: the study's.
        spots: where homes may stand.
    """
    spot = spots.placed(lsoa)
    number = ranks(lsoa) + 1
    names = np.array(places.lsoas, dtype=object)[lsoa]
    ids = [f"{name}-{one:05d}" for name, one in zip(names.tolist(), number.tolist(), strict=True)]
    postcodes = spots.rows["postcode"].tolist()
    known = sorted({"", *postcodes})
    code_of = np.append(pd.Index(known).get_indexer(pd.Index(postcodes)), known.index(""))
    placed = features.assign(
        dwelling_id=pd.Series(ids, dtype="str"),
        district_code=categorical(places.district_of[lsoa], list(places.districts)),
        lsoa_code=categorical(lsoa, list(places.lsoas)),
        postcode=categorical(code_of[spot], known),
        easting_m=np.append(spots.rows["easting_m"].to_numpy(float), np.nan)[spot],
        northing_m=np.append(spots.rows["northing_m"].to_numpy(float), np.nan)[spot],
    )
    return placed[columns_of(Dwellings)]


def held_by(dwellings: pd.DataFrame, held: Targets, worst: Mapping[str, float]) -> pd.DataFrame:
    """One row a margin that is held, with how far weights and whole homes are from it at worst."""
    rows = []
    for (level, attribute), totals in sorted(held.held.items()):
        found = counted(dwellings, attribute, level, held.places)
        known = ~np.isnan(totals)
        apart = np.abs(found - totals)[known]
        key = f"{level} {attribute}"
        rows.append((attribute, level, int(known.sum()), worst.get(key, np.nan), float(apart.max(initial=0.0))))
    names = ["attribute", "area_level", "totals", "worst_weight_ratio", "worst_dwellings"]
    return pd.DataFrame(rows, columns=names).astype({"attribute": "str", "area_level": "str"})


def unheld(held: Targets) -> list[Finding]:
    """A note naming what no margin holds at either level, which is modelled from shares alone."""
    named = [name for name in ATTRIBUTES if name != "all" and not {("lsoa", name), ("lad", name)} & held.held.keys()]
    message = "no published total of homes is held for these; they follow from shares given other features."
    fix = "Add census or register totals by LSOA or district to data/buildings."
    return [Finding("note", _TABLE, "not_held", message, ids=tuple(named), fix=fix)] if named else []


def drift(met: pd.DataFrame) -> list[Finding]:
    """A warning for each held margin that weights or whole homes miss."""
    off = met[met["worst_weight_ratio"].gt(TOLERANCE) | met["worst_dwellings"].ge(1.0)]
    if off.empty:
        return []
    ids = tuple((off["attribute"] + " by " + off["area_level"]).tolist())
    message = f"whole homes miss these held totals, by up to {off['worst_dwellings'].max():.1f} homes."
    return [Finding("warning", _TABLE, "drift", message, ids=ids)]
