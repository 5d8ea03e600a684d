"""From charge points grouped by place to one row a location: what the followed register says, and all that list it."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.contract import dft_speed, gov_uk_speed
from lae.charging.supply.standing import RANK
from lae.charging.supply_contract import STANDINGS, ChargerLocations
from lae.tables import validated

_CLOSED: Final = "ncr"


def locations_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The contract ChargerLocations.

    Args:
        rows: contract Chargers with merged_id, counted, standing and touched (the day the register last did).
    """
    counted = rows[rows["counted"]]
    best = counted["standing"].map(RANK).groupby(counted["merged_id"]).min()
    own = counted[counted["standing"].map(RANK).eq(counted["merged_id"].map(best))]
    # The last touched record names the location; blanks give way to what the location's others say.
    named = counted.sort_values(["merged_id", "touched", "charger_id"], kind="stable")
    texts = named[["operator", "name", "postcode"]].replace("", np.nan).groupby(named["merged_id"]).last()
    last = named.groupby("merged_id")[["register", "vintage", "updated"]].last()
    table = last.join(texts.fillna("").astype("str"))
    by_own, by_all = own.groupby("merged_id"), rows.groupby("merged_id")
    table = table.join(counted.groupby("merged_id")[["easting_m", "northing_m"]].mean().round(1))
    box = [by_all[name].max() - by_all[name].min() for name in ("easting_m", "northing_m")]
    states = rows.groupby(["merged_id", "register"])["points_count"].sum(min_count=1).groupby("merged_id")
    power = by_own["power_kw"].max()
    table = table.assign(
        charger_ids=_joined(rows, "charger_id", "; "),
        registers=_joined(rows, "register", "; "),
        extent_m=pd.concat(box, axis=1).max(axis=1).round(1),
        standing=best.map(dict(enumerate(STANDINGS))).astype("str"),
        points_count=by_own["points_count"].sum(min_count=1),
        points_least_count=states.min(),
        points_most_count=states.max(),
        power_kw=power,
        speed_dft=dft_speed(power),
        speed_gov_uk=gov_uk_speed(power),
        setting=_setting(own),
        historical=rows["register"].eq(_CLOSED).groupby(rows["merged_id"]).all().astype(bool),
        source_id=_joined(rows, "source_id", ";"),
        licence=_joined(rows, "licence", "; "),
    )
    return validated(table.rename_axis("location_id").reset_index(), ChargerLocations, "charger_locations")


def _setting(own: pd.DataFrame) -> pd.Series:
    """On the street or off it where the location's records say one and the same, else unknown."""
    said = own.loc[own["setting"].ne("unknown"), ["merged_id", "setting"]].drop_duplicates()
    agreed = said[~said["merged_id"].duplicated(keep=False)].set_index("merged_id")["setting"]
    return agreed.reindex(pd.Index(own["merged_id"].unique())).fillna("unknown").astype("str")


def _joined(rows: pd.DataFrame, column: str, by: str) -> pd.Series:
    """Each location's distinct values in order, as one text."""
    each = rows[["merged_id", column]].drop_duplicates().sort_values(["merged_id", column], kind="stable")
    each = each[each[column].ne("")]
    several = each["merged_id"].duplicated(keep=False)
    alone = each[~several].set_index("merged_id")[column]
    joined = pd.concat([alone, each[several].groupby("merged_id")[column].agg(by.join).astype("str")])
    every: pd.Series = joined.reindex(pd.Index(rows["merged_id"].unique())).fillna("").astype("str")
    return every
