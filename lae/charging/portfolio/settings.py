"""What sizes a site and turns it into load, all from the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lae.assumptions import Assumptions
from lae.charging.costs_contract import CHARGER_KW
from lae.charging.need.ranges import Range

HOURS_ID_OF: Final = {"7_kw": "utilisation_7kw", "22_kw": "utilisation_22kw", "50_kw": "utilisation_50kw"}
PORTFOLIO_IDS: Final = (
    "ev_energy",
    "public_share_no_drive",
    *HOURS_ID_OF.values(),
    "hub_coincidence_unmanaged",
    "hub_coincidence_managed",
    "power_factor_ev",
    "hub_min_points",
)
_DAYS: Final = 365.0
_KW_PER_MW: Final = 1_000.0


@dataclass(frozen=True)
class PortfolioSettings:
    """How much a vehicle charges in public, how much a point gives, and what of it arrives at the peak.

    Attributes:
        vehicle_kwh: a year, of one vehicle.
        public_share: of the energy of a vehicle without a drive that is bought in public near its home.
        hours: a day at rated power, by class of `CHARGER_KW`.
        unmanaged_share: of rated power at the network's peak; what an operator counts without load management.
        managed_share: the same under load management.
        power_factor: MW for each MVA.
        min_points: of the smallest site.

    Raises:
        ValueError: a number is out of its range.
    """

    vehicle_kwh: float
    public_share: Range
    hours: Mapping[str, Range]
    unmanaged_share: float
    managed_share: float
    power_factor: float
    min_points: float

    def __post_init__(self) -> None:
        if set(self.hours) != set(CHARGER_KW) or not all(one.low > 0 and one.high <= 24 for one in self.hours.values()):
            raise ValueError("each class of charger needs its hours a day, above 0 and at most 24")
        if not (self.vehicle_kwh > 0 and self.public_share.low > 0 and self.public_share.high <= 1):
            raise ValueError("a vehicle draws more than nothing, and a share of it from 0 to 1 in public")
        if not 0 <= self.managed_share <= self.unmanaged_share <= 1 or not 0 < self.power_factor <= 1:
            raise ValueError("the managed share of rated power is no more than the unmanaged, both from 0 to 1")
        if not self.min_points >= 1:
            raise ValueError("a site has one point at least")

    @classmethod
    def of(cls, assumptions: Assumptions) -> "PortfolioSettings":
        """The register's values."""
        return cls(
            vehicle_kwh=assumptions.value("ev_energy"),
            public_share=Range.of(assumptions, "public_share_no_drive"),
            hours={name: Range.of(assumptions, key) for name, key in HOURS_ID_OF.items()},
            unmanaged_share=assumptions.value("hub_coincidence_unmanaged"),
            managed_share=assumptions.value("hub_coincidence_managed"),
            power_factor=assumptions.value("power_factor_ev"),
            min_points=assumptions.value("hub_min_points"),
        )

    def point_kwh(self, name: str) -> Range:
        """What one point of a class gives in a year."""
        hours, kw = self.hours[name], CHARGER_KW[name]
        return Range(*(end * kw * _DAYS for end in (hours.low, hours.central, hours.high)))

    def vehicles_per_point(self, name: str) -> Range:
        """Vehicles without a drive that one point of a class suffices for; many at its high end."""
        gives, takes = self.point_kwh(name), self.public_share
        return Range(
            gives.low / (takes.high * self.vehicle_kwh),
            gives.central / (takes.central * self.vehicle_kwh),
            gives.high / (takes.low * self.vehicle_kwh),
        )

    def mva(self, kw: float) -> float:
        """Apparent power of so many kW."""
        return kw / _KW_PER_MW / self.power_factor
