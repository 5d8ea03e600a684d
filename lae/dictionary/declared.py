"""Tables whose columns are declared here rather than by a contract: counts whose names predate the rule of units."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Declared:
    """A table's meaning, key and columns: (type, unit, description) by name."""

    meaning: str
    key: tuple[str, ...]
    columns: dict[str, tuple[str, str, str]]


HEADLINE: Final = Declared(
    "How many substations fall in each class, on the published basis, demand.",
    ("scenario",),
    {
        "scenario": ("string", "", "id of the scenario"),
        "at_or_below_zero_today": ("integer", "substations", "no room today, as published"),
        "crosses": ("integer", "substations", "room today, below zero in some year"),
        "stays_above": ("integer", "substations", "room in every year"),
        "unknown": ("integer", "substations", "no figure, or one that only bounds it"),
    },
)
STOCK_HELD: Final = Declared(
    "How closely the modelled homes hold to the published totals they are made from.",
    ("attribute", "area_level"),
    {
        "attribute": ("string", "", "which property of homes is counted"),
        "area_level": ("string", "", "kind of area the totals are of"),
        "totals": ("integer", "totals", "published totals held"),
        "worst_weight_ratio": ("number", "ratio", "greatest gap of the raked weights"),
        "worst_dwellings": ("number", "homes", "greatest gap in whole homes"),
    },
)
RECONCILIATION: Final = Declared(
    "What was placed beside what the control totals want: difference = placed - wanted, 0 when nothing is lost.",
    ("scenario", "technology", "district_code", "year"),
    {
        "scenario": ("string", "", "id of the scenario"),
        "technology": ("string", "", "what draws or makes power"),
        "district_code": ("string", "", "ONS code of the district"),
        "year": ("integer", "calendar year", "calendar year"),
        "wanted_count": ("number", "count", "the greater of the control total and recorded stock"),
        "placed_count": ("number", "count", "what was placed"),
        "difference_count": ("number", "count", "placed less wanted"),
    },
)
PROVENANCE: Final = Declared(
    "What each scenario's units rest on; the shares of a scenario and technology sum to 1.",
    ("scenario", "technology", "provenance"),
    {
        "scenario": ("string", "", "id of the scenario"),
        "technology": ("string", "", "what draws or makes power"),
        "provenance": ("string", "", "published, modelled, assumed or illustrative"),
        "units_share": ("number", "share of 1", "share of the units placed"),
    },
)
