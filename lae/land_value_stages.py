"""Stages about what screened land is worth: the carbon it could hold, in tonnes and in money."""

from typing import Final

import pandas as pd

from lae.land.screening.screened import eligible_land
from lae.land.sequestration.book import with_stock_changes
from lae.land.sequestration.by_area import by_area
from lae.land.sequestration.by_zone import sequestration_table
from lae.land.sequestration.curve import curves_of
from lae.land.sequestration.money import values
from lae.land.sequestration.per_hectare import LandBook
from lae.land.sequestration.programme import Programme, ramp
from lae.land.sequestration.settings import SETTING_IDS, LandSettings
from lae.land.sequestration_contract import Sequestration, SequestrationValue
from lae.stage import Settings, Store
from lae.tables import empty

CARBON_IDS: Final = (*SETTING_IDS, "land_take_share", "land_years_to_full")


def sequester(
    settings: Settings,
    screened_land: pd.DataFrame,
    land_policy: pd.DataFrame,
    land_options: pd.DataFrame,
    land_factors: pd.DataFrame,
    land_stocks: pd.DataFrame,
    carbon_prices: pd.DataFrame,
    lsoas: pd.DataFrame,
) -> Store:
    """SEQUESTRATION by LSOA and district at the milestones, and what it would be worth at each price."""
    if screened_land.empty:
        none = {"sequestration": empty(Sequestration), "sequestration_by_district": empty(Sequestration)}
        return {**none, "sequestration_value": empty(SequestrationValue), "sequestration_findings": ()}
    register, config = settings.assumptions, settings.config
    how = LandSettings.of(register)
    first = config.base_year + 1
    years = [year for year in config.milestones if year > config.base_year]
    reach = max(years) - first + 1
    book = LandBook(
        land_options, with_stock_changes(land_factors, land_stocks), curves_of(how, years=how.duration_years), how
    )
    share = register.value("land_take_share")
    programme = Programme(
        first_year=first,
        planted_share=ramp(reach, full_after=round(register.value("land_years_to_full"))),
        take_share=dict.fromkeys(land_options["option"], share),
        alone=True,
    )
    confined = tuple(sorted(set(land_policy.loc[land_policy["rule"].eq("require"), "option"])))
    made = sequestration_table(eligible_land(screened_land), book, programme, years=years, confined=confined)
    districts = lsoas[["lsoa_code", "district_code"]].set_axis(["zone_id", "area_code"], axis=1)
    ours = by_area(made.table, pd.DataFrame(districts))
    return {
        "sequestration": made.table,
        "sequestration_by_district": ours,
        "sequestration_value": values(ours, carbon_prices) if len(ours) else empty(SequestrationValue),
        "sequestration_findings": made.findings,
    }
