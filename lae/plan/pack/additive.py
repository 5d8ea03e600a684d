"""The one place that declares which columns add up over areas, and why the others do not.

A column's unit decides, so that a new table is judged without being named; `APART` holds those whose unit misleads.
"""

from typing import Final

from lae.tables import UNITS, unit_of

_ADDED: Final = frozenset(
    UNITS[ending]
    for ending in (
        "kwh",
        "mwh",
        "km",
        "m2",
        "m3",
        "ha",
        "gbp",
        "tco2e",
        "tco2",
        "cumulative_tco2e",
        "count",
        "dwellings",
        "homes",
        "postcodes",
        "units",
        "kwp",
    )
)
"""Units of things that are counted, measured out or spent: those of two areas are those of both."""
_POWER: Final = frozenset(UNITS[ending] for ending in ("mva", "mw", "kva", "kw", "mvar", "kvar", "ka"))
PEAK: Final = "a peak: areas reach theirs in different half-hours, so the sum is of no half-hour"
RATIO: Final = "a ratio, rank, year or price: it is worked out anew for the larger area"
PUBLISHED_APART: Final = "published for each level by itself, rounded or with meters no smaller area holds"
OWN_TARGET: Final = "each area has a target of its own: a county's is set, and no sum of its districts'"
EVERY: Final = "*"
"""In the place of a column: all of the table's."""

APART: Final[dict[tuple[str, str], str]] = {
    ("energy_by_area", "published_kwh"): PUBLISHED_APART,
    ("non_domestic_by_area", "consumption_kwh"): PUBLISHED_APART,
    ("non_domestic_by_area", "meters_count"): PUBLISHED_APART,
    ("non_domestic_by_area", "floor_area_m2"): PUBLISHED_APART,
    ("budgets", EVERY): OWN_TARGET,
    ("burn_down", EVERY): OWN_TARGET,
    ("plan_budgets", EVERY): OWN_TARGET,
    ("plan_burn_down", EVERY): OWN_TARGET,
    ("targeting", "rank_count"): RATIO,
    ("targeting", "clusters_count"): "a cluster may lie in two areas",
}
"""Why a column does not add up although its unit would."""


class NotAdditiveError(ValueError):
    """Somebody asked for a sum that means nothing."""


def why_not(table: str, column: str) -> str:
    """Why the column does not add up over areas; blank where it does."""
    for named in (column, EVERY):
        if (table, named) in APART:
            return APART[table, named]
    unit = unit_of(column)
    if unit in _POWER:
        return PEAK
    return "" if unit in _ADDED and not column.endswith("year") else RATIO


def must_add_up(table: str, column: str) -> None:
    """Nothing where the column adds up; raises `NotAdditiveError` with the reason where it does not."""
    if reason := why_not(table, column):
        raise NotAdditiveError(f"{table}.{column} does not add up: {reason}.")
