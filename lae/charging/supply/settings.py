"""The distances supply and cover are judged by, from the register of assumptions."""

from dataclasses import dataclass
from typing import Final

from lae.assumptions import Assumptions

_OF: Final = {
    "merge_m": "charger_merge_distance",
    "same_id_m": "charger_same_id_distance",
    "margin_m": "charger_study_margin",
    "walk_m": "walk_radius",
    "detour_ratio": "walk_detour",
    "beyond_published_ratio": "charger_beyond_published",
}
ASSUMPTION_IDS: Final = tuple(sorted(_OF.values()))
COVER_IDS: Final = ("walk_detour", "walk_radius")
NETWORK_IDS: Final = ("walk_radius",)
"""Where roads are given nothing is divided by a detour."""


@dataclass(frozen=True)
class SupplySettings:
    """Distances in metres and ratios.

    merge_m: up to which two registers' locations of one operator are one.
    same_id_m: up to which a stated id that two registers share is believed.
    margin_m: how far outside the study a charge point still serves it.
    walk_m: what is walked to a charge point; detour_ratio: walked over straight line.
    beyond_published_ratio: located over published points from which on something is counted twice.
    """

    merge_m: float
    same_id_m: float
    margin_m: float
    walk_m: float
    detour_ratio: float
    beyond_published_ratio: float

    def __post_init__(self) -> None:
        if self.detour_ratio < 1.0:
            raise ValueError(f"walk_detour {self.detour_ratio} is below 1: no walk is shorter than the straight line")

    @classmethod
    def of(cls, assumptions: Assumptions) -> "SupplySettings":
        """The settings of a register; raises KeyError naming an id it lacks."""
        return cls(**{name: assumptions.value(key) for name, key in _OF.items()})
