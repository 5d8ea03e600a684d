"""Assets that serve several areas, split by their customers: the parts of every asset add up to it exactly."""

from math import fsum
from typing import Final

import pandas as pd

from lae.plan.kpis.contract import BEYOND

_DEPTH: Final = 8
"""More levels than any network has between a grid supply point and a primary."""


def customer_shares(supply: pd.DataFrame, feeds: pd.DataFrame, assets: list[str]) -> pd.DataFrame:
    """Which share of each asset's customers lives in which district: substation_id, area_code, share.

    Homes outside the study count as `beyond`; so does the whole of an asset whose customers nobody knows.

    Args:
        supply: substation_id, district_code, in_study and dwellings; each home once.
        feeds: substation_id, upstream_id and share; a substation's customers are upstream's too.
        assets: substation ids.
    """
    area = supply["district_code"].where(supply["in_study"], BEYOND)
    own = supply.assign(area_code=area).groupby(["substation_id", "area_code"])["dwellings"].sum()
    homes = own.reset_index()
    total, passed = [homes], homes
    up = feeds.rename(columns={"share": "feed_share"})[["substation_id", "upstream_id", "feed_share"]]
    for _ in range(_DEPTH):
        met = passed.merge(up, on="substation_id")
        if met.empty:
            break
        met["dwellings"] = met["dwellings"] * met["feed_share"]
        passed = met[["upstream_id", "area_code", "dwellings"]]
        passed = passed.rename(columns={"upstream_id": "substation_id"})
        passed = passed.groupby(["substation_id", "area_code"], as_index=False)[["dwellings"]].sum()
        total.append(passed)
    served = pd.concat(total).groupby(["substation_id", "area_code"])["dwellings"].sum()
    whole = served.groupby(level=0).transform("sum")
    shares = (served[whole > 0.0] / whole[whole > 0.0]).rename("share").reset_index()
    shares = shares[shares["substation_id"].isin(assets)]
    dark = [name for name in assets if name not in set(shares["substation_id"])]
    unknown = pd.DataFrame({"substation_id": dark, "area_code": BEYOND, "share": 1.0})
    parts = [part for part in (shares, unknown) if len(part)]
    found = pd.concat(parts, ignore_index=True) if parts else unknown
    return found.sort_values(["substation_id", "area_code"], kind="stable", ignore_index=True)


def split(assets: pd.DataFrame, shares: pd.DataFrame, value: str) -> pd.DataFrame:
    """`value` of every asset by area, added up without rounding; the areas' sum is the assets' own.

    Args:
        assets: substation_id, `value` and any columns to keep apart.
        shares: as `customer_shares` gives them.
        value: an additive column; a peak must not be split so.
    """
    by = [name for name in assets.columns if name not in ("substation_id", value)]
    parts = assets.merge(shares, on="substation_id", how="left")
    if parts["share"].isna().any():
        raise ValueError("an asset has no shares of customers")
    parts[value] = parts[value] * parts["share"]
    sums = parts.groupby([*by, "area_code"], sort=True)[value].agg(fsum)
    return sums.reset_index()
