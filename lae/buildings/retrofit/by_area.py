"""Measures and packages added up by LSOA and district: LSOAs sum to their district, small counts blank."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.retrofit_contract import MEASURES, SUITABLE, Offer, Retrofit
from lae.tables import validated

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

COUNTS: Final = ["homes", "consent_homes", "unknown_homes", "there_homes"]
SUMS: Final = [
    "capex_low_gbp",
    "capex_gbp",
    "capex_high_gbp",
    "heat_saved_low_kwh",
    "heat_saved_kwh",
    "heat_saved_high_kwh",
    "fuel_saved_kwh",
    "electricity_added_kwh",
    "carbon_saved_tco2e",
    "peak_added_kw",
]
_BLANKED: Final = [*SUMS, "gbp_per_tco2e"]


def retrofit_table(
    offers: Iterable[Offer], dwellings: pd.DataFrame, *, price_year: int, smallest: float
) -> pd.DataFrame:
    """One row an area and offer (contract Retrofit), as if every open home took that one alone.

    In an LSOA with homes that are not modelled, a count of 1 up to `smallest` is blank, and with open homes all their
    sums; where one LSOA alone of a district is blank for an offer, the next smallest is too. Districts are not blanked.

    Args:
        offers: measures and packages; each is let go of before the next is asked for.
        dwellings: contract Dwellings, that the offers are on.
        price_year: of their money.
        smallest: the least number of homes that is shown.
    """
    lsoa = dwellings["lsoa_code"].cat.codes.to_numpy().astype(np.int64)
    names = dwellings["lsoa_code"].cat.categories.to_numpy(dtype=object)
    district = np.zeros(len(names), dtype=np.int64)
    district[lsoa] = dwellings["district_code"].cat.codes.to_numpy(np.int64)
    homes = np.bincount(lsoa, minlength=len(names))
    known = np.bincount(lsoa[dwellings["provenance"].ne("modelled").to_numpy()], minlength=len(names)) > 0
    districts = dwellings["district_code"].cat.categories.to_numpy(dtype=object)
    lived = np.flatnonzero(homes)
    parts = []
    for offer in offers:
        small = _by_lsoa(offer, lsoa, len(names))
        large = _by_district(small, district, len(districts))
        used = np.unique(district[lived])
        lad = large.iloc[used].assign(area_level="lad", area_code=districts[used])
        mine = small.iloc[lived].assign(area_level="lsoa", area_code=names[lived])
        mine = _hidden(_priced(mine, offer), known[lived], district[lived], smallest=smallest)
        parts.append(
            pd.concat([_priced(lad, offer), mine]).assign(
                kind="measure" if offer.name in MEASURES else "package",
                measure=offer.name,
                price_year=price_year,
                lifetime_years=float(offer.lifetime_years),
                provenance="modelled",
                assumption_ids=" ".join(offer.assumption_ids),
            )
        )
    table = pd.concat(parts, ignore_index=True)
    text = ["area_level", "area_code", "kind", "measure", "provenance", "assumption_ids"]
    return validated(table.astype(dict.fromkeys(text, "str")), Retrofit, "retrofit")


def _by_lsoa(offer: Offer, lsoa: Codes, number: int) -> pd.DataFrame:
    """Counts and sums of every LSOA, in the order of its code."""
    suits, consent, unknown, there = (
        np.bincount(lsoa[offer.status == SUITABLE.index(name)], minlength=number).astype(np.float64)
        for name in ("suitable", "needs_consent", "unknown", "already_there")
    )
    values = {
        "capex_low_gbp": offer.capex_gbp[0],
        "capex_gbp": offer.capex_gbp[1],
        "capex_high_gbp": offer.capex_gbp[2],
        "heat_saved_low_kwh": offer.heat_saved_kwh[0],
        "heat_saved_kwh": offer.heat_saved_kwh[1],
        "heat_saved_high_kwh": offer.heat_saved_kwh[2],
        "fuel_saved_kwh": offer.fuel_saved_kwh[1],
        "electricity_added_kwh": offer.electricity_added_kwh[1],
        "carbon_saved_tco2e": offer.carbon_saved_tco2e[1],
        "peak_added_kw": offer.peak_added_kw[1],
    }
    counts = dict(zip(COUNTS, (suits + consent, consent, unknown, there), strict=True))
    sums = {name: np.bincount(lsoa, weights=each, minlength=number) for name, each in values.items()}
    return pd.DataFrame(counts | sums)


def _by_district(small: pd.DataFrame, district: Codes, number: int) -> pd.DataFrame:
    """The sums of the LSOAs of every district."""
    return pd.DataFrame(
        {name: np.bincount(district, weights=small[name].to_numpy(), minlength=number) for name in small.columns}
    )


def _priced(rows: pd.DataFrame, offer: Offer) -> pd.DataFrame:
    """Rows with capital for a tonne over the offer's life; blank where none is saved."""
    tonnes = rows["carbon_saved_tco2e"].to_numpy() * offer.lifetime_years
    gbp = rows["capex_gbp"].to_numpy()
    each = np.divide(gbp, tonnes, out=np.full(len(rows), np.nan), where=(tonnes > 0) & (gbp > 0))
    return rows.assign(gbp_per_tco2e=each)


def _hidden(rows: pd.DataFrame, known: npt.NDArray[np.bool_], district: Codes, *, smallest: float) -> pd.DataFrame:
    """Rows of one offer with small counts blank, and none that the district's total gives back."""
    rows = rows.copy()
    for name in COUNTS:
        count = rows[name].to_numpy(np.float64).copy()
        personal = known & (count > 0)
        blank = personal & (count < smallest)
        alone = np.bincount(district[blank], minlength=int(district.max()) + 1)[district] == 1
        others = np.flatnonzero(alone & (count > 0) & ~blank)
        order = others[np.lexsort((count[others], ~personal[others], district[others]))]
        first = np.unique(district[order], return_index=True)[1]
        blank[order[first]] = True
        rows[name] = np.where(blank, np.nan, count)
        if name == "homes":
            rows[_BLANKED] = rows[_BLANKED].mask(np.broadcast_to(blank[:, None], (len(rows), len(_BLANKED))))
    return rows
