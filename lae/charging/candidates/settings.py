"""What decides which spot is a candidate, all from the register."""

from dataclasses import dataclass
from typing import Final

from lae.assumptions import Assumptions

CANDIDATE_IDS: Final = (
    "walk_radius",
    "walk_detour",
    "charge_cluster_min_homes",
    "parking_space_m2",
    "hub_bays_share",
    "hub_min_points",
    "park_charge_bays_per_hub",
    "gecco_carpark_min",
)


@dataclass(frozen=True)
class CandidateSettings:
    """How far people walk to a charger and what a site must have.

    Attributes:
        walk_m: length of the walk along streets, metres.
        detour: metres walked for one as the crow flies.
        cluster_min_homes: homes without a drive within the walk that make a cluster worth a spot.
        space_m2: area of a car park for each space it has, lanes included.
        bays_share: the most of a car park's spaces that become charging bays.
        min_points: points of the smallest site.
        usual_points: the most points of a site off the street whose number of spaces nobody knows.
        gecco_min_m2: the smallest car park of the University of Oxford's published rule.
    """

    walk_m: float
    detour: float
    cluster_min_homes: float
    space_m2: float
    bays_share: float
    min_points: float
    usual_points: float
    gecco_min_m2: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "CandidateSettings":
        """The register's values."""
        return cls(*(assumptions.value(name) for name in CANDIDATE_IDS))

    @property
    def reach_m(self) -> float:
        """How far the walk reaches as the crow flies, metres."""
        return self.walk_m / self.detour
