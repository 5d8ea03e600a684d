"""What must be said of projects: what is blank and why, prices held or unverified, and that nobody owns them."""

from typing import Final

import pandas as pd

from lae.findings import Finding
from lae.plan.tariffs import Prices

_TABLE: Final = "projects"
_TARIFFS: Final = "plan/tariffs.csv"


def findings(projects: pd.DataFrame, retail: Prices) -> tuple[Finding, ...]:
    """One Finding for each reason of a blank, and for prices that are held level or that nobody verified.

    Args:
        projects: contract Projects.
        retail: the prices their bills rest on.
    """
    found = []
    reasons = projects["reason"].str.split("; ").explode()
    for reason in sorted(set(reasons) - {""}):
        ids = tuple(projects.loc[reasons.index[reasons.eq(reason)], "project_id"])
        message = f"of {len(ids)} projects: {reason}."
        found.append(Finding("note", _TABLE, "blank_figure", message, "reason", ids))
    if retail.newest:
        ids = tuple(f"{carrier} from {year}" for carrier, year in sorted(retail.newest.items()))
        message = "retail prices are held level in real terms after the newest, which is nobody's forecast."
        found.append(Finding("note", _TARIFFS, "tariff_held", message, "year", ids))
    if weak := tuple(name for name, tier in sorted(retail.tiers.items()) if tier == "D"):
        message = "these prices are not verified (tier D), and the bills of every project that has them rest on them."
        fix = "Open the document each row names, and write its figure and page."
        found.append(Finding("warning", _TARIFFS, "unverified_tariff", message, "tier", weak, fix))
    if len(projects):
        message = f"no owner is known of any of {len(projects)} projects, so no council's own cash is told."
        found.append(Finding("note", _TABLE, "no_owner", message, "owner"))
    return tuple(found)
