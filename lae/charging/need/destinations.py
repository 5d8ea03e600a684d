"""Weights of what is charged away from home, brought to LSOAs."""

import numpy as np
import pandas as pd

from lae.charging.need_contract import DestinationWeights
from lae.tables import validated


def weights_of_areas(weights: pd.DataFrame, lsoas: pd.DataFrame) -> pd.DataFrame:
    """Contract DestinationWeights from weights of larger areas, each shared over its LSOAs by homes.

    An area whose LSOAs have no homes is shared evenly. Areas without an LSOA of the study drop out.

    Args:
        weights: area_code, weight_ratio (0 or more; blank: not known, counted as none).
        lsoas: lsoa_code, area_code, homes; every LSOA once.

    Raises:
        ValueError: an area or LSOA stands twice.
    """
    if weights["area_code"].duplicated().any() or lsoas["lsoa_code"].duplicated().any():
        raise ValueError("an area or an LSOA stands twice among the weights of destinations")
    homes = lsoas["homes"].to_numpy(float)
    sums = lsoas["homes"].groupby(lsoas["area_code"]).transform("sum").to_numpy(float)
    number = lsoas.groupby("area_code")["lsoa_code"].transform("size").to_numpy(float)
    share = np.where(sums > 0.0, homes / np.where(sums > 0.0, sums, 1.0), 1.0 / number)
    given = weights.set_index("area_code")["weight_ratio"].reindex(lsoas["area_code"]).fillna(0.0).to_numpy(float)
    table = pd.DataFrame({"lsoa_code": lsoas["lsoa_code"].to_numpy(), "weight_ratio": given * share})
    return validated(table.astype({"lsoa_code": "str"}), DestinationWeights, "destination_weights")


def weights_of_sites(lsoa_code: pd.Series, weight: pd.Series) -> pd.DataFrame:
    """Contract DestinationWeights: sites' weights (spaces, visits) summed by LSOA; a blank weight adds nothing."""
    summed = weight.fillna(0.0).astype("float64").groupby(lsoa_code.astype("str")).sum()
    table = summed.rename("weight_ratio").rename_axis("lsoa_code").reset_index()
    return validated(table.astype({"lsoa_code": "str"}), DestinationWeights, "destination_weights")
