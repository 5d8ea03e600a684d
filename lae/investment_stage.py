"""The stage that holds what each action costs against what its carbon is worth."""

from typing import Final

import pandas as pd

from lae.plan.contract import Investment
from lae.plan.discounting import DISCOUNTING_IDS, Discounting
from lae.plan.investment import investment_findings, investments
from lae.stage import Settings, Store
from lae.tables import empty

INVESTMENT_IDS: Final = DISCOUNTING_IDS


def weigh_actions(
    settings: Settings,
    retrofit: pd.DataFrame,
    charging_sites: pd.DataFrame,
    carbon_prices: pd.DataFrame,
    deflators: pd.DataFrame,
) -> Store:
    """INVESTMENT by district and county; blank where no homes or no prices are at hand."""
    if retrofit.empty or deflators.empty:
        return {"investment": empty(Investment), "investment_findings": ()}
    config = settings.config
    found = investments(
        retrofit,
        charging_sites,
        carbon_prices,
        deflators,
        discounting=Discounting.of(settings.assumptions),
        start_year=config.base_year,
        price_year=config.price_year,
        county_code=config.county_code or "county",
    )
    said = investment_findings(found, charging_sites, carbon_prices, start_year=config.base_year)
    return {"investment": found, "investment_findings": said}
