"""What Toytown pays for energy, and who has promised to pay for works: all invented, and round.

make.py writes what is drawn here.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from lae.plan.funding_contract import FundingRows, Funds
from lae.plan.projects_contract import CARRIERS
from lae.plan.tariffs import LONG_RUN, RETAIL, Tariffs
from lae.tables import Contract, columns_of, kind_of, validated

PENCE: Final = {"gas": 8, "oil": 8, "lpg": 12, "solid_fuel": 8, "electricity": 24, "network": 10}
"""Retail, a kWh; supply costs half of it. Low is half of either, high twice."""
HALF_GRANTED: Final = "programme/heat_pump_ready/{A}/toy_fast"
SOLD: Final = "programme/public_charging_sites/{B}/toy_fast"


def tables(districts: Mapping[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """Tariffs, funding and funds by their path inside data/.

    Args:
        districts: code and name by letter.
    """
    codes = {letter: code for letter, (code, _) in districts.items()}
    said = ("CHECK: nothing, it is invented", "", "D", "Invented.", "toy_settings")
    prices = [
        (kind, carrier, 2025, *(PENCE[carrier] / 100 * part * end for end in (0.5, 1.0, 2.0)), 2024.0, *said)
        for kind, part in ((LONG_RUN, 0.5), (RETAIL, 1.0))
        for carrier in CARRIERS
    ]
    promised = ("2025-06", "Toytown's treasurer, invented", "D", "Invented.", "toy_settings")
    rows = [
        (HALF_GRANTED.format(**codes), "grant", "toy_grant", 0.5, np.nan, "granted", *promised),
        (SOLD.format(**codes), "bond_or_community_municipal_investment", "marble_bond", np.nan, 6e5, "idea", *promised),
    ]
    fund = ("toy_grant", "grant", "The Toy Box", "heat pumps", "homes of Toytown", np.nan, np.nan, "half of the works")
    return {
        "plan/tariffs.csv": _checked(Tariffs, prices),
        "plan/funding.csv": _checked(FundingRows, rows),
        "plan/funds.csv": _checked(Funds, [(*fund, "open", "when the box is empty", *said)]),
    }


def _checked(contract: type[Contract], rows: list[tuple[object, ...]]) -> pd.DataFrame:
    kinds = {name: kind_of(contract, name) for name in columns_of(contract)}
    return validated(pd.DataFrame(rows, columns=list(kinds)).astype(kinds), contract, contract.__name__)
