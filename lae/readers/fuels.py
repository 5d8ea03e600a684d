"""Which fuel and which users a table of metered energy is about: from its words, else from what a meter uses."""

from typing import Final, NamedTuple

import pandas as pd

from lae.readers import guard
from lae.readers.remarks import Remarks

_HOMES_ELECTRIC: Final = (1_500, 6_500)
_HOMES_GAS: Final = (8_000, 25_000)
_WORKS_GAS: Final = 100_000
"""kWh a meter and year, over a whole file, that only one fuel and user has."""
_MANY_METERS: Final = 1_000
"""Meters an MSOA: homes have more (about 3,300), other users fewer (about 250)."""


class Use(NamedTuple):
    """electricity or gas; domestic or non_domestic."""

    fuel: str
    users: str

    @property
    def measure(self) -> str:
        """The name its measures begin with."""
        return f"{self.fuel}_{self.users}"


def use_in(words: str) -> Use | None:
    """The use a title or id names, None where it does not name one fuel and one kind of users."""
    low = words.casefold().replace("-", " ").replace("_", " ")
    fuels = {fuel for fuel, spelt in (("electricity", "elec"), ("gas", "gas")) if spelt in low}
    works = "non domestic" in low or "nondomestic" in low or "nondom" in low
    homes = "dom" in low.replace("non domestic", "").replace("nondomestic", "").replace("nondom", "")
    if len(fuels) != 1 or works == homes:
        return None
    return Use(fuels.pop(), "non_domestic" if works else "domestic")


def use_of(energy_mwh: pd.Series, meters: pd.Series, *, half_hourly: bool, by_lsoa: bool, remarks: Remarks) -> Use:
    """The use the figures show, with a warning that says so.

    Args:
        energy_mwh: consumption of each area.
        meters: meters of each area, same index.
        half_hourly: whether the file has rows of half-hourly meters, which only non-domestic electricity has.
        by_lsoa: whether the areas are LSOAs, for which only domestic figures are published.
        remarks: where the warning goes.

    Raises:
        FaultsError: the figures fit none, or several.
    """
    both = energy_mwh.notna() & meters.gt(0)
    kwh = float(energy_mwh[both].sum() / meters[both].sum() * 1000) if both.any() else float("nan")
    homes = by_lsoa or (both.any() and float(meters[both].mean()) > _MANY_METERS)
    low, high = _HOMES_ELECTRIC
    least, most = _HOMES_GAS
    fits = {
        Use("electricity", "non_domestic"): half_hourly,
        Use("electricity", "domestic"): homes and not half_hourly and low < kwh < high,
        Use("gas", "domestic"): homes and not half_hourly and least < kwh < most,
        Use("gas", "non_domestic"): not homes and not half_hourly and kwh > _WORKS_GAS,
    }
    found = [use for use, fit in fits.items() if fit]
    if len(found) != 1:
        message = (
            f"the table does not say whether it is of electricity or gas, homes or others ({kwh:,.0f} kWh a meter)."
        )
        fix = "Give its row in sources.csv an id that says so, for instance desnz_msoa_gas_domestic."
        raise guard.refusal(remarks.table, "unknown_fuel", message, fix)
    users = found[0].users.replace("_", "-")
    why = "it has rows of half-hourly meters" if half_hourly else f"its meters use {kwh:,.0f} kWh a year"
    message = f"the table does not say its fuel; taken as {users} {found[0].fuel}, since {why}."
    remarks.file("warning", "guessed_fuel", message, fix="Check it against the page it came from.")
    return found[0]
