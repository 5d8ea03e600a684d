"""What packages save of each carrier, by LSOA and district: bills need the fuel apart, which sums of kWh hide."""

from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lae.buildings.demand_contract import MAIN_FUELS
from lae.buildings.retrofit.uses import Codes
from lae.buildings.retrofit_contract import PACKAGES, Offer
from lae.tables import Contract, filled

SAVED: Final = {
    "gas": "gas_saved_kwh",
    "oil": "oil_saved_kwh",
    "lpg": "lpg_saved_kwh",
    "solid_fuel": "solid_fuel_saved_kwh",
    "electricity": "electricity_saved_kwh",
    "network": "network_saved_kwh",
}


class PackageFuels(Contract):
    """One row an area and package: kWh a year no longer bought of each carrier, if every open home took it.

    Not for publication by LSOA: small counts are not hidden. Electricity is net of what the package adds.
    """

    area_level: str = pa.Field(isin=["lad", "lsoa"])
    area_code: str
    package: str = pa.Field(isin=PACKAGES)
    gas_saved_kwh: float
    oil_saved_kwh: float
    lpg_saved_kwh: float
    solid_fuel_saved_kwh: float
    electricity_saved_kwh: float = pa.Field(description="below 0: more bought")
    network_saved_kwh: float

    class Config(Contract.Config):
        unique = ["area_level", "area_code", "package"]


def package_fuels(offer: Offer, dwellings: pd.DataFrame, main_fuel: Codes) -> pd.DataFrame:
    """Contract PackageFuels of one package: its central savings by carrier, LSOAs summing to their district.

    Args:
        offer: a package.
        dwellings: contract Dwellings, that the offers are on.
        main_fuel: position in MAIN_FUELS, by home.
    """
    bought, added = offer.fuel_saved_kwh[1], offer.electricity_added_kwh[1]
    each = {column: np.where(main_fuel == MAIN_FUELS.index(carrier), bought, 0.0) for carrier, column in SAVED.items()}
    each[SAVED["electricity"]] = each[SAVED["electricity"]] - added
    homes, parts = pd.DataFrame(each), []
    for level, column in (("lad", "district_code"), ("lsoa", "lsoa_code")):
        sums = homes.groupby(dwellings[column].to_numpy(), observed=True, sort=True).sum()
        parts.append(sums.rename_axis("area_code").reset_index().assign(area_level=level, package=offer.name))
    return filled(pd.concat(parts, ignore_index=True), PackageFuels, "package_fuels")
