"""Emissions of each district by sector and gas, where a file says; one blank row with the reason where none does."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from lae.pathway.carbon_path_contract import SectorEmissions
from lae.tables import filled, key_of

NOT_SAID: Final = "no file at hand splits the district's emissions by sector and gas"
_T_PER_KT: Final = 1_000.0
_PARTS: Final = ["sector", "sub_sector", "gas"]
_WHOLE: Final = ("all", "total")


def sector_emissions(figures: pd.DataFrame, *, districts: Sequence[str]) -> pd.DataFrame:
    """SECTOR EMISSIONS of `districts`: every part the files hold, and no total.

    Args:
        figures: contract AreaStatistics of the Department's emissions; categories read "sector / sub-sector / gas".
        districts: of the study.
    """
    ours = figures["measure"].eq("emissions_territorial") & figures["area_code"].isin(districts)
    rows = figures[ours & figures["value"].notna() & ~figures["category"].str.endswith(_WHOLE)]
    parts = rows["category"].str.split(" / ", n=2, expand=True).reindex(columns=range(3)).fillna("")
    named = rows.rename(columns={"area_code": "district_code"}).assign(
        emissions_tco2e=rows["value"] * _T_PER_KT, **{name: parts[at] for at, name in enumerate(_PARTS)}
    )
    dark = pd.DataFrame({"district_code": sorted(set(districts) - set(named["district_code"]))}, dtype="str")
    table = pd.concat([named, dark.assign(reason=NOT_SAID)], ignore_index=True)
    ordered = table.sort_values(key_of(SectorEmissions), kind="stable")
    return filled(ordered, SectorEmissions, "emissions_by_sector")
