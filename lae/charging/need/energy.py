"""What vehicles draw at home, in public and at depots: one scenario's energy, moved about and never added to."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lae.charging.need.settings import EnergySettings

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Vehicles:
    """Electric vehicles by row, a row being an LSOA in one scenario and year.

    Attributes:
        case: the scenario and year of each row, numbered from 0.
        vehicles: standing there.
        without_low: of these without a drive, at least.
        without: centrally.
        without_high: at most.
        destination: weight of the row among its case in what is charged away from home, 0 or more.
    """

    case: Codes
    vehicles: Floats
    without_low: Floats
    without: Floats
    without_high: Floats
    destination: Floats


@dataclass(frozen=True)
class Energy:
    """kWh a year by row, and which cases had more residents' need than public energy.

    Over the rows of a case home + resident + destination + depot is vehicles x energy of a vehicle, resident +
    destination its public share, and depot its depot share.
    """

    home: Floats
    resident_low: Floats
    resident: Floats
    resident_high: Floats
    destination: Floats
    depot: Floats
    capped: Flags


def shared_energy(vehicles: Vehicles, settings: EnergySettings) -> Energy:
    """The energy of each row by where it is charged; the shares of the register hold in every case exactly.

    A vehicle without a drive buys the stated share of its energy in public near its home, unless all of them together
    would buy more than the case's public energy: then each gets the same part of it. What vehicles draw beyond that
    splits between home, depot and destinations in the same proportions everywhere, since nobody publishes who
    charges at work or on the way. Destination energy stands where it is drawn, the rest where vehicles are kept.
    """
    case, number = vehicles.case, int(vehicles.case.max(initial=-1)) + 1
    own = vehicles.vehicles * settings.vehicle_kwh
    total = _sums(case, own, number)
    share = settings.public_of_no_drive
    wanted = vehicles.without * settings.vehicle_kwh * share.central
    public = total * settings.public_share.central
    resident, capped = _capped(case, wanted, public)
    least, _ = _capped(case, vehicles.without_low * settings.vehicle_kwh * share.low, public)
    most, _ = _capped(
        case, vehicles.without_high * settings.vehicle_kwh * share.high, total * settings.public_share.high
    )
    rest = own - resident
    kept = _part(rest, _sums(case, rest, number)[case])
    weight = _weights(case, vehicles.destination, vehicles.vehicles, number)
    away = np.where(capped, 0.0, np.maximum(public - _sums(case, resident, number), 0.0))
    return Energy(
        home=kept * (total * settings.home_share)[case],
        # A cap may bite one figure and not the other: the bars still stay on their sides.
        resident_low=np.minimum(least, resident),
        resident=resident,
        resident_high=np.maximum(most, resident),
        destination=weight * away[case],
        depot=kept * (total * settings.depot_share)[case],
        capped=capped,
    )


def _capped(case: Codes, wanted: Floats, most: Floats) -> tuple[Floats, Flags]:
    """`wanted` scaled down in every case where it sums to more than `most`, and which these are."""
    sums = _sums(case, wanted, len(most))
    over = sums > most * (1.0 + 1e-12)
    ratio = np.divide(most, sums, out=np.ones_like(most), where=over)
    return wanted * ratio[case], over


def _weights(case: Codes, given: Floats, otherwise: Floats, number: int) -> Floats:
    """Weights that sum to 1 in each case: the given ones, and where a case has none of these the other ones."""
    use = np.where((_sums(case, given, number) > 0.0)[case], given, otherwise)
    return _part(use, _sums(case, use, number)[case])


def _sums(case: Codes, values: Floats, number: int) -> Floats:
    return np.bincount(case, weights=values, minlength=number).astype(np.float64)


def _part(some: Floats, whole: Floats) -> Floats:
    """`some` over `whole`, 0 where there is nothing to divide."""
    part: Floats = np.divide(some, whole, out=np.zeros_like(some), where=whole > 0.0)
    return part
