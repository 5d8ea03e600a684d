"""Charge points located here beside the devices a department counted: how much of the supply no register places."""

from typing import Final

import numpy as np
import pandas as pd

from lae.charging.supply.settings import SupplySettings
from lae.charging.supply_contract import MAY_COVER, SupplyBesidePublished
from lae.findings import Finding
from lae.tables import validated

MEASURE: Final = "public_devices"
_NAME: Final = "supply_beside_published"


def beside_published(
    by_area: pd.DataFrame, totals: pd.DataFrame, settings: SupplySettings
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The contract SupplyBesidePublished by district, and what the comparison says.

    A device may hold more than one point, and the two are of different dates: this is a check, never a correction.

    Args:
        by_area: contract ChargersByArea.
        totals: contract ChargingTotals with the measure public_devices; the newest period is used. May lack it.
        settings: from which ratio on something is counted twice.
    """
    ours = by_area[by_area["area_level"].eq("lad") & by_area["definition"].eq("all")]
    districts = sorted(set(ours["area_code"]))
    devices = totals[totals["measure"].eq(MEASURE) & totals["area_code"].isin(districts) & totals["value"].notna()]
    devices = devices[devices["period"].eq(devices["period"].max())].drop_duplicates("area_code")
    stated = devices.set_index("area_code")
    known = ours["standing"].isin(["open", *MAY_COVER])
    table = pd.DataFrame(
        {
            "district_code": pd.Series(districts, dtype="str"),
            "open_count": _sum(ours[ours["standing"].eq("open")], "points_count", districts),
            "maybe_count": _sum(ours[ours["standing"].isin(MAY_COVER)], "points_count", districts),
            "historical_count": _sum(ours[known], "historical_count", districts),
            "published_count": stated["value"].reindex(districts).to_numpy(float),
            "period": stated["period"].reindex(districts).fillna("").astype("str").to_numpy(),
            "source_id": stated["source_id"].reindex(districts).fillna("").astype("str").to_numpy(),
        }
    ).astype({"period": "str", "source_id": "str"})
    located = table["open_count"] + table["maybe_count"]
    published = table["published_count"].where(table["published_count"].gt(0))
    table = table.assign(located_share=located / published)
    return validated(table, SupplyBesidePublished, _NAME), tuple(_said(table, located, settings))


def _said(table: pd.DataFrame, located: pd.Series, settings: SupplySettings) -> list[Finding]:
    blank = table["published_count"].isna()
    found = []
    if blank.any():
        message = "no published count of public devices to hold ours against."
        ids = tuple(table["district_code"][blank])
        fix = "Add the Department for Transport's table of charging devices by local authority."
        found.append(Finding("note", _NAME, "no_published_count", message, "published_count", ids, fix))
    if blank.all():
        return found
    ours, theirs = float(located[~blank].sum()), float(table["published_count"][~blank].sum())
    period = table["period"][~blank].max()
    message = (
        f"{ours:,.0f} points are located here (of them {table['historical_count'][~blank].sum():,.0f} only in the "
    )
    message += f"closed registry) beside {theirs:,.0f} public devices published for {period}."
    if ours < theirs:
        message += " Where the others stand is not known: cover is a floor, the gap at most what is shown."
    found.append(Finding("note", _NAME, "located", message))
    over = table["located_share"].gt(settings.beyond_published_ratio)
    if over.any():
        message = f"more than {settings.beyond_published_ratio:g} times the published devices are located."
        fix = "Is a device listed by two registers under different names, or is the published count older?"
        ids = tuple(table["district_code"][over])
        found.append(Finding("warning", _NAME, "beyond_published", message, "located_share", ids, fix))
    return found


def _sum(rows: pd.DataFrame, column: str, districts: list[str]) -> np.ndarray:
    return rows.groupby("area_code")[column].sum().reindex(districts).fillna(0.0).to_numpy(float)
