"""By how much each home is scaled so that areas meet their record of one carrier."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.coded import Codes
from lae.buildings.energy.home_areas import HomeAreas
from lae.buildings.energy.metered_record import RECORDS, recorded
from lae.buildings.energy.scaling_findings import (
    caveats,
    contradictions,
    far_from_homes,
    no_finer_record,
    without_record,
)
from lae.findings import Finding

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ASSUMPTION_IDS: Final = ("calibration_ratio_max", "energy_calibration_bound", "gas_domestic_meter_largest")
UNMETERED: Final = ("petroleum", "solid_fuel")
"""Carriers no meter counts: the publisher models who burns them, and counts wood in stoves beside other heating."""
_NONE, _LAD = RECORDS.index("none"), RECORDS.index("lad")


@dataclass(frozen=True)
class CalibrationSettings:
    """When a scaling is too large to believe.

    Attributes:
        ratio_max: of record to method or the other way round; beyond it an unmetered carrier is not scaled and a
            metered one is, with a warning.
        bound_share: how far a county's total may be from the record before scaling without a warning.
        gas_meter_largest_kwh: up to which the publisher takes a gas meter for a home's.
    """

    ratio_max: float
    bound_share: float
    gas_meter_largest_kwh: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "CalibrationSettings":
        """The settings of the register."""
        return cls(*(assumptions.value(name) for name in ASSUMPTION_IDS))


@dataclass(frozen=True)
class Scaling:
    """One carrier's factor by home and the position in RECORDS of what it rests on; what was found."""

    factor: Floats
    rests_on: Codes
    findings: tuple[Finding, ...]


def scaling(
    carrier: str, kwh: Floats, areas: HomeAreas, metered: pd.DataFrame, settings: CalibrationSettings
) -> Scaling:
    """Factors that bring each district to its record, shared within it as a finer record is.

    Args:
        carrier: of CARRIERS.
        kwh: what each home buys of it before scaling.
        areas: of the homes.
        metered: contract MeteredEnergy.
        settings: when a scaling is too large to believe.
    """
    shape, rests_on, findings = _shape(carrier, kwh, areas, metered, settings)
    district = areas.of_home["lad"]
    codes = np.array(areas.codes["lad"], dtype=object)
    record = recorded(metered, "lad", carrier, areas.codes["lad"]).kwh
    whole, plain = areas.sums("lad", kwh * shape), areas.sums("lad", kwh)
    held = (record > 0) & (whole > 0)
    ratio = np.divide(record, plain, out=np.full(len(codes), np.nan), where=held)
    far = _beyond(ratio, settings)
    finer = areas.sums("lad", (rests_on > _NONE).astype(np.float64)) > 0
    bare = np.isnan(record) & (plain > 0)
    findings += contradictions(carrier, "lad", record, plain, codes)
    findings += without_record(carrier, codes[bare & ~finer], codes[bare & finer])
    believed = carrier not in UNMETERED
    findings += far_from_homes(carrier, ratio[far], codes[far], ratio_max=settings.ratio_max, believed=believed)
    if not believed:
        held &= ~far
        dropped = far[district]
        shape, rests_on = np.where(dropped, 1.0, shape), np.where(dropped, _NONE, rests_on)
    total = np.divide(record, whole, out=np.ones(len(codes)), where=held)
    factor = np.where(held[district], shape * total[district], np.where(rests_on > _NONE, shape, 1.0))
    rests_on = np.where(held[district] & (rests_on == _NONE), _LAD, rests_on)
    if (rests_on > _NONE).any():
        findings += caveats(carrier, gas_meter_largest_kwh=settings.gas_meter_largest_kwh)
    return Scaling(factor, rests_on, tuple(findings))


def _shape(
    carrier: str, kwh: Floats, areas: HomeAreas, metered: pd.DataFrame, settings: CalibrationSettings
) -> tuple[Floats, Codes, list[Finding]]:
    """What brings each home's area to its finer record, the record's position in RECORDS, and findings.

    A district takes its shape from LSOAs where any of its LSOAs is recorded, else from MSOAs, else it has none.
    """
    district = areas.of_home["lad"]
    number = len(areas.codes["lad"])
    factor, rests_on = np.ones(len(kwh)), np.full(len(kwh), _NONE, dtype=np.int64)
    shaped: Flags = np.zeros(number, dtype=np.bool_)
    findings: list[Finding] = []
    for level in ("lsoa", "msoa"):
        of_home, codes = areas.of_home[level], np.array(areas.codes[level], dtype=object)
        record = recorded(metered, level, carrier, areas.codes[level]).kwh
        sums = areas.sums(level, kwh)
        ratio = np.divide(record, sums, out=np.full(len(codes), np.nan), where=(record > 0) & (sums > 0))
        by_home = np.append(ratio, np.nan)[of_home]
        told = ~np.isnan(by_home)
        weight = areas.sums("lad", np.where(told, kwh, 0.0))
        mean = areas.sums("lad", np.where(told, kwh * by_home, 0.0))
        fresh = (weight > 0) & ~shaped
        mean = np.divide(mean, weight, out=np.ones(number), where=fresh)
        here = fresh[district]
        factor = np.where(here, np.where(told, by_home, mean[district]), factor)
        rests_on = np.where(here & told, RECORDS.index(level), rests_on)
        follow = np.unique(of_home[here & ~told & (kwh > 0) & (of_home >= 0)])
        far = _beyond(ratio, settings) & (np.bincount(of_home[here & told], minlength=len(codes)) > 0)
        findings += contradictions(carrier, level, record, sums, codes)
        findings += no_finer_record(carrier, level, codes[follow])
        findings += far_from_homes(carrier, ratio[far], codes[far], ratio_max=settings.ratio_max, believed=True)
        shaped |= fresh
    return factor, rests_on, findings


def _beyond(ratio: Floats, settings: CalibrationSettings) -> Flags:
    far: Flags = (ratio > settings.ratio_max) | (ratio < 1.0 / settings.ratio_max)
    return far
