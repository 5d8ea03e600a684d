"""Heat that insulation saves: what was measured in homes that had it, never more than the heat that went that way.

Central is the measured median of homes metered before and after, a share of what they buy to heat. Low is what was left
of it over the measure's life where a study followed homes for years. High is the physics: the part of the heat loss
that is gone, of the heat the home would need by its fabric. Where nobody measured a median, central is the physics
times how far measured savings of walls fall short of theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.assumptions import Assumptions
from lae.buildings.retrofit.cases import spread
from lae.buildings.retrofit.uses import Uses

Floats = npt.NDArray[np.float64]
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class SavingSettings:
    """Shares of what a home buys to heat: measured medians, and what is left of them over a life.

    Attributes:
        median: by fabric measure, of those that were measured.
        lasting: by fabric measure, mean over its life; of those that were followed.
        measured_ratio: measured saving to that of the physics, where no median was measured.
    """

    median: Mapping[str, Triple]
    lasting: Mapping[str, float]
    measured_ratio: Triple

    @classmethod
    def of(cls, assumptions: Assumptions) -> "SavingSettings":
        """From the register."""
        wall = spread(assumptions, "saving_need_solid_wall")
        years = assumptions.value("insulation_lifetime")
        value = assumptions.value
        return cls(
            median={
                "loft": spread(assumptions, "saving_need_loft"),
                "cavity_wall": spread(assumptions, "saving_need_cavity"),
                "internal_wall": wall,
                "external_wall": wall,
            },
            lasting={
                "loft": lasting(
                    value("saving_cam_loft_y1"), value("saving_cam_loft_y2"), value("saving_cam_loft_y3"), years
                ),
                "cavity_wall": lasting(
                    value("saving_cam_cavity_y1"), value("saving_cam_cavity_y2"), value("saving_cam_cavity_y4"), years
                ),
            },
            measured_ratio=spread(assumptions, "saving_measured_ratio"),
        )


def lasting(first: float, second: float, later: float, years: float) -> float:
    """The mean over a life of a saving of the first year, of the second, and of every later one."""
    return (first + second + (years - 2) * later) / years


def saved_heat(measure: str, gone_share: Floats, uses: Uses, settings: SavingSettings) -> Floats:
    """Useful heat (3, homes) a fabric measure saves in a year, at most the home's heat for rooms.

    Args:
        measure: of FABRIC.
        gone_share: of the home's heat loss that the measure takes away.
        uses: what homes use today.
        settings: what was measured.
    """
    through = gone_share * uses.space_kwh
    if measure in settings.median:
        low_share, central_share, _ = settings.median[measure]
        central = np.minimum(central_share * uses.heat_kwh, through)
        low = np.minimum(settings.lasting.get(measure, low_share) * uses.heat_kwh, central)
    else:
        low_ratio, ratio, _ = settings.measured_ratio
        central, low = np.minimum(ratio, 1.0) * through, np.minimum(low_ratio, 1.0) * through
    return np.stack([low, central, most_heat(gone_share, uses, central)])


def most_heat(gone_share: Floats, uses: Uses, least: Floats) -> Floats:
    """By physics alone, at most the heat for rooms there is and no less than `least`."""
    found: Floats = np.maximum(np.minimum(gone_share * uses.physics_kwh, uses.space_kwh), least)
    return found


def capped(summed: Floats, gone_share: Floats, uses: Uses) -> Floats:
    """What measures save together (3, homes): their sum, at most what went the ways they close.

    Args:
        summed: the sum of what each saves alone.
        gone_share: of the home's heat loss that they take away together.
        uses: what homes use today.
    """
    through = np.minimum(gone_share, 1.0) * uses.space_kwh
    low_and_central = np.minimum(summed[:2], through)
    high = np.minimum(summed[2], uses.space_kwh)
    return np.vstack([low_and_central, np.maximum(high, low_and_central[1])])


SAVING_IDS: Final = {
    "loft": ("saving_need_loft", "saving_cam_loft_y1", "saving_cam_loft_y2", "saving_cam_loft_y3"),
    "cavity_wall": ("saving_need_cavity", "saving_cam_cavity_y1", "saving_cam_cavity_y2", "saving_cam_cavity_y4"),
    "internal_wall": ("saving_need_solid_wall",),
    "external_wall": ("saving_need_solid_wall",),
    "floor": ("saving_measured_ratio",),
    "glazing": ("saving_measured_ratio",),
    "draught": ("saving_measured_ratio",),
}
"""Assumptions each fabric measure's saving rests on."""
