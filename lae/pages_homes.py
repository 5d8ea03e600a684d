"""Single homes as the internal edition's map wants them: what each is, what it buys, what the package would cost."""

from itertools import pairwise
from typing import Any

from lae.buildings.coded import categorical
from lae.buildings.contract import AGE_STARTS
from lae.buildings.retrofit_contract import SUITABLE, Offer
from lae.buildings.stock_contract import AGES
from lae.results import Results

_TAKEN = ["easting_m", "northing_m", "epc_band", "heating", "dwelling_type", "age_band", "provenance", "floor_area_m2"]


def single_homes(results: Results) -> dict[str, Any]:
    """The atlas's fields of an internal edition; no homes where the study has none, or none with a package."""
    homes, offer = results.table("dwellings"), results.tables.get("package_offer")
    if homes.empty or not isinstance(offer, Offer):
        return {"internal": True}
    table = homes[_TAKEN].assign(
        age_band=homes["age_band"].cat.rename_categories(_built()),
        heating_kwh=results.table("home_energy")["heating_kwh"].to_numpy(),
        package_status=categorical(offer.status, SUITABLE),
        package_capex_gbp=offer.capex_gbp[1],
    )
    return {"internal": True, "single_homes": table, "package": offer.name}


def _built() -> dict[str, str]:
    """The age bands as years: a letter means nothing to most readers."""
    first, *rest = AGES
    last = rest[-1]
    words = {first: f"before {AGE_STARTS[0]}", last: f"{AGE_STARTS[-1]} or later"}
    years = zip(rest[:-1], pairwise(AGE_STARTS), strict=True)
    return words | {band: f"{start} to {after - 1}" for band, (start, after) in years}
