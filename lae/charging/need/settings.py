"""What the need for charging rests on, read from the register: all of it by id."""

from dataclasses import dataclass
from typing import Final

from lae.assumptions import Assumptions
from lae.charging.need.ranges import Range
from lae.charging.need_contract import HOME_TYPES

DRIVE_ID_OF: Final = {
    "detached": "p_drive_detached",
    "semi_detached": "p_drive_semi",
    "end_terrace": "p_drive_end_terrace",
    "mid_terrace": "p_drive_mid_terrace",
    "flat": "p_drive_flat",
    "bungalow": "p_drive_bungalow",
    "park_home": "p_drive_park_home",
}
NO_DRIVE_SHARE_ID: Final = "oxon_no_drive_share"
SHARE_IDS: Final = ("ev_home_share", "ev_public_share", "ev_depot_share")
_ENERGY_IDS: Final = (
    "ev_energy",
    "public_share_no_drive",
    "utilisation_7kw",
    "utilisation_50kw",
    "hub_coincidence_unmanaged",
    "hub_coincidence_managed",
    "ev_admd_home7",
)
GEOMETRY_IDS: Final = (
    "gecco_building_min",
    "gecco_building_max",
    "gecco_neighbour_max",
    "gecco_road_max",
    "gecco_road_width_max",
)
PLAN_IDS: Final = ("oxon_evs_2027", "oxlevi_chargers_2025", NO_DRIVE_SHARE_ID, "ev_need_method_spread")
DRIVE_IDS: Final = (*DRIVE_ID_OF.values(), NO_DRIVE_SHARE_ID)
ENERGY_IDS: Final = (*SHARE_IDS, *_ENERGY_IDS)
NEED_IDS: Final = tuple(dict.fromkeys((*DRIVE_IDS, *ENERGY_IDS, *PLAN_IDS)))
"""Every assumption `charging_need` asks for; those of the geometry rule are asked for where there are buildings."""

_EXACT: Final = 1e-9


@dataclass(frozen=True)
class DriveSettings:
    """How often homes of a type have a drive, and the share of all homes without one that they are held to.

    Attributes:
        drive: chance from 0 to 1 by type, every known type of `HOME_TYPES`.
        no_drive: share of the study's homes; None: nobody published one, and the chances stand as they are.
    """

    drive: dict[str, Range]
    no_drive: Range | None

    def __post_init__(self) -> None:
        if wrong := sorted(set(self.drive) ^ set(HOME_TYPES[1:])):
            raise ValueError(f"each known type of home needs one chance of a drive; look at {', '.join(wrong)}")
        known = [*self.drive.values(), *([] if self.no_drive is None else [self.no_drive])]
        if not all(one.low >= 0.0 and one.high <= 1.0 for one in known):
            raise ValueError("chances of a drive, and shares of homes without one, lie between 0 and 1")

    @classmethod
    def of(cls, assumptions: Assumptions, *, held: bool = True) -> "DriveSettings":
        """As the register has them; `held` to its share of homes without a drive, which is Oxfordshire's."""
        drive = {name: Range.of(assumptions, key) for name, key in DRIVE_ID_OF.items()}
        return cls(drive, Range.of(assumptions, NO_DRIVE_SHARE_ID) if held else None)


@dataclass(frozen=True)
class EnergySettings:
    """What a vehicle draws and where, and how hard charge points work.

    Attributes:
        vehicle_kwh: a year, of one vehicle.
        home_share: of all vehicles' energy; home, public and depot sum to 1.
        public_share: of all vehicles' energy; its high end is as much as the upper figure of residents' need may take.
        depot_share: of all vehicles' energy.
        public_of_no_drive: share of the energy of a vehicle without a drive that is bought in public near its home.
        hours_7kw: hours a day at rated power, of a residents' point.
        hours_50kw: hours a day at rated power, of a rapid point.
        unmanaged_share: of rated power at the network's peak.
        managed_share: the same under load management.
        home_kw: after diversity, of a vehicle charged on a drive.

    Raises:
        ValueError: the three shares do not sum to 1, or a number is out of its range.
    """

    vehicle_kwh: float
    home_share: float
    public_share: Range
    depot_share: float
    public_of_no_drive: Range
    hours_7kw: Range
    hours_50kw: Range
    unmanaged_share: float
    managed_share: float
    home_kw: float

    def __post_init__(self) -> None:
        total = self.home_share + self.public_share.central + self.depot_share
        if not abs(total - 1.0) <= _EXACT:
            raise ValueError(f"{', '.join(SHARE_IDS)} sum to {total:g}; they must sum to 1")
        shares = [self.home_share, self.depot_share, self.unmanaged_share, self.managed_share]
        shares += [self.public_share.low, self.public_share.high]
        shares += [self.public_of_no_drive.low, self.public_of_no_drive.high]
        if not all(0.0 <= share <= 1.0 for share in shares):
            raise ValueError("shares of energy and of rated power lie between 0 and 1")
        if not (self.vehicle_kwh > 0.0 and self.home_kw >= 0.0):
            raise ValueError("a vehicle draws more than nothing")
        if not all(hours.low > 0.0 and hours.high <= 24.0 for hours in (self.hours_7kw, self.hours_50kw)):
            raise ValueError("a charge point works more than 0 and at most 24 hours a day")

    @classmethod
    def of(cls, assumptions: Assumptions) -> "EnergySettings":
        """As the register has them."""
        return cls(
            vehicle_kwh=assumptions.value("ev_energy"),
            home_share=assumptions.value("ev_home_share"),
            public_share=Range.of(assumptions, "ev_public_share"),
            depot_share=assumptions.value("ev_depot_share"),
            public_of_no_drive=Range.of(assumptions, "public_share_no_drive"),
            hours_7kw=Range.of(assumptions, "utilisation_7kw"),
            hours_50kw=Range.of(assumptions, "utilisation_50kw"),
            unmanaged_share=assumptions.value("hub_coincidence_unmanaged"),
            managed_share=assumptions.value("hub_coincidence_managed"),
            home_kw=assumptions.value("ev_admd_home7"),
        )


@dataclass(frozen=True)
class PlanBeside:
    """A published programme: for how many vehicles without a drive it provides one charger, at least and at most.

    Attributes:
        low_per_charger: vehicles without a drive.
        high_per_charger: the same at most.
        spread: by what factor official methods differ; what lies beyond it is far outside.
    """

    low_per_charger: float
    high_per_charger: float
    spread: float

    def __post_init__(self) -> None:
        if not (0.0 < self.low_per_charger <= self.high_per_charger and self.spread >= 1.0):
            raise ValueError("a plan's vehicles a charger must be above 0 and in order, the spread 1 or more")

    @classmethod
    def of(cls, assumptions: Assumptions) -> "PlanBeside":
        """Oxfordshire's: vehicles of 2027, those without a drive, over the chargers its programme puts up."""
        share = Range.of(assumptions, NO_DRIVE_SHARE_ID)
        vehicles = assumptions.value("oxon_evs_2027") / assumptions.value("oxlevi_chargers_2025")
        return cls(vehicles * share.low, vehicles * share.high, assumptions.value("ev_need_method_spread"))


@dataclass(frozen=True)
class GeometrySettings:
    """The limits of the rule on buildings and roads, metres and square metres, none of them included."""

    building_min_m2: float
    building_max_m2: float
    neighbour_max_m: float
    road_max_m: float
    road_width_max_m: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "GeometrySettings":
        """As the University of Oxford published them."""
        return cls(*(assumptions.value(key) for key in GEOMETRY_IDS))
