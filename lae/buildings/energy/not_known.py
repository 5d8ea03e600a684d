"""What a stock does not say of homes' energy, so that what is assumed in its place is seen."""

from typing import Final

import pandas as pd

from lae.findings import Finding

_TABLE: Final = "dwellings"
_PARTS: Final = ("wall", "roof", "floor", "glazing")


def energy_findings(dwellings: pd.DataFrame) -> tuple[Finding, ...]:
    """A note for each thing that fabric and energy of these homes assume or leave out; none where nothing is.

    Args:
        dwellings: contract Dwellings.
    """
    found = []
    homes = max(len(dwellings), 1)
    for part in _PARTS:
        blank = int(dwellings[part].eq("").sum())
        if blank:
            message = (
                f"the {part} of {blank:,} homes ({blank / homes:.1%}) is not known; "
                "each takes the U-value that u_values.csv states for what is not known of its age band."
            )
            found.append(Finding("note", _TABLE, "part_not_known", message, part))
    heating = dwellings["heating"].astype("str")
    if cold := int(heating.eq("none").sum()):
        message = f"{cold:,} homes have no heating: their need of heat counts in heat and peaks, but buys no fuel."
        found.append(Finding("note", _TABLE, "heat_not_met", message, "heating"))
    if hybrid := int(heating.eq("hybrid_heat_pump").sum()):
        message = f"{hybrid:,} homes have a hybrid: what its boiler burns is not in the fuel their heating buys."
        found.append(Finding("note", _TABLE, "hybrid_boiler_left_out", message, "heating"))
    return tuple(found)
