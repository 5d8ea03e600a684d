"""What homes buy by county, district, MSOA and LSOA: by our method, by the record, and after scaling to the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import Codes
from lae.buildings.demand_contract import CARRIERS, ENERGY_LEVELS, EnergyByArea
from lae.buildings.energy.home_areas import HomeAreas
from lae.buildings.energy.metered_record import RECORDS, Record, bought, recorded
from lae.findings import Finding
from lae.tables import validated

_HEADED: Final = ("gas", "electricity")
_TABLE: Final = "energy_by_area"


@dataclass(frozen=True)
class Headline:
    """How a county's homes by our method compare with the record of one carrier; NaN where there is no record."""

    carrier: str
    uncalibrated_kwh: float
    published_kwh: float
    published_year: float

    @property
    def ratio(self) -> float:
        """Uncalibrated to published."""
        return self.uncalibrated_kwh / self.published_kwh if self.published_kwh > 0 else float("nan")


def energy_by_area(
    energy: pd.DataFrame, areas: HomeAreas, metered: pd.DataFrame, rests_on: Mapping[str, Codes]
) -> pd.DataFrame:
    """The table of contract EnergyByArea: every level's rows sum to the county's, record and scaling side by side.

    An area's `calibration` is the weakest record that any of its buyers' figures rest on. A county's record is the sum
    of its districts', blank unless all that hold homes have one of the same year.

    Args:
        energy: contract HomeEnergy, calibrated.
        areas: the areas of its homes.
        metered: contract MeteredEnergy.
        rests_on: by carrier, the position in RECORDS of what each home's figure rests on.
    """
    before, after = bought(energy, prefix="uncalibrated_"), bought(energy)
    parts = []
    for level in ENERGY_LEVELS:
        for carrier in CARRIERS:
            buys = before[carrier] > 0
            record = _record(metered, level, carrier, areas)
            uncalibrated, homes = areas.sums(level, before[carrier]), areas.sums(level, buys.astype(np.float64))
            ratio = np.divide(uncalibrated, record.kwh, out=np.full(len(homes), np.nan), where=record.kwh > 0)
            rows = {
                "area_level": level,
                "area_code": np.array(areas.codes[level], dtype=object),
                "carrier": carrier,
                "homes": homes,
                "uncalibrated_kwh": uncalibrated,
                "published_kwh": record.kwh,
                "published_year": record.year,
                "calibrated_kwh": areas.sums(level, after[carrier]),
                "uncalibrated_ratio": ratio,
                "calibration": np.array(RECORDS, dtype=object)[_weakest(areas, level, rests_on[carrier], buys)],
            }
            frame = pd.DataFrame(rows)
            parts.append(frame[(homes > 0) | ~np.isnan(record.kwh)])
    texts = dict.fromkeys(("area_level", "area_code", "carrier", "calibration"), "str")
    return validated(pd.concat(parts, ignore_index=True).astype(texts), EnergyByArea, _TABLE)


def headlines(by_area: pd.DataFrame) -> tuple[Headline, ...]:
    """The county's gas and electricity by our method beside the record.

    Args:
        by_area: contract EnergyByArea.
    """
    county = by_area[by_area["area_level"].eq("county") & by_area["carrier"].isin(_HEADED)].set_index("carrier")
    figures = county[["uncalibrated_kwh", "published_kwh", "published_year"]].to_numpy(np.float64)
    rows = dict(zip(county.index, figures.tolist(), strict=True))
    return tuple(Headline(carrier, *rows[carrier]) for carrier in _HEADED if carrier in rows)


def headline_findings(found: Sequence[Headline], *, bound_share: float) -> list[Finding]:
    """A warning for each carrier whose county total by our method is further from the record than `bound_share`."""
    findings = []
    for one in found:
        if np.isnan(one.ratio):
            message = f"no record of the whole county's {one.carrier} tells how good the method is before scaling."
            findings.append(Finding("warning", _TABLE, "no_headline", message, "published_kwh"))
        elif abs(one.ratio - 1.0) > bound_share:
            message = (
                f"before scaling, the homes' {one.carrier} is {one.uncalibrated_kwh / 1e6:,.0f} GWh a year where "
                f"{one.published_kwh / 1e6:,.0f} GWh were recorded in {one.published_year:.0f} (x {one.ratio:.2f})."
            )
            fix = "Look for homes, heating systems or floor areas that are not the county's before trusting the rest."
            findings.append(Finding("warning", _TABLE, "far_from_record", message, "uncalibrated_ratio", fix=fix))
    return findings


def _record(metered: pd.DataFrame, level: str, carrier: str, areas: HomeAreas) -> Record:
    if level != "county":
        return recorded(metered, level, carrier, areas.codes[level])
    homes = areas.sums("lad", np.ones(len(areas.of_home["lad"]))) > 0
    districts = recorded(metered, "lad", carrier, areas.codes["lad"])
    kwh, years = districts.kwh[homes], districts.year[homes]
    if not len(kwh) or np.isnan(kwh).any() or len(np.unique(years)) > 1:
        return Record(np.array([np.nan]), np.array([np.nan]))
    return Record(np.array([kwh.sum()]), years[:1])


def _weakest(areas: HomeAreas, level: str, rests_on: Codes, buys: npt.NDArray[np.bool_]) -> Codes:
    """The least position in RECORDS among each area's buyers; 0, none, where nobody buys."""
    of_home = areas.of_home[level]
    rows = buys & (of_home >= 0)
    least = np.full(len(areas.codes[level]), len(RECORDS), dtype=np.int64)
    np.minimum.at(least, of_home[rows], rests_on[rows])
    return np.where(least == len(RECORDS), 0, least)
