"""What a charge point is to a driver: open, customers', of unknown access, out of service, planned or private."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.supply_contract import STANDINGS

RANK: Final = {standing: rank for rank, standing in enumerate(STANDINGS)}


def standing(access: pd.Series, status: pd.Series) -> pd.Series:
    """One word of `STANDINGS` a charge point; nothing unknown is ever open.

    Args:
        access: of contract Chargers.
        status: of contract Chargers.
    """
    cases = {
        "planned": status.eq("planned"),
        "private": access.eq("private"),
        "out_of_service": status.eq("out_of_service"),
        "unknown": access.eq("unknown") | status.eq("unknown"),
        "customers": access.eq("customers"),
    }
    words = np.select([case.to_numpy(dtype=bool) for case in cases.values()], list(cases), default="open")
    return pd.Series(words, index=access.index, dtype="str")
