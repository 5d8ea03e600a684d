"""What buildings that are no homes were recorded to buy, and what their certificates say of them, by area.

Nothing is scaled and no gap is filled: most floor area and every half-hourly meter's place are published nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.buildings.non_domestic_contract import PARTIAL, CertifiedBuildings, NonDomesticByArea
from lae.buildings.stock.latest import Latest, latest, located
from lae.buildings.stock.targets import Places
from lae.findings import Finding
from lae.tables import empty, validated

Floats = npt.NDArray[np.float64]

ASSUMPTION_IDS: Final = ("min_publish_count",)
NO_FLOORSPACE: Final = "no count of floor area by area is at hand (Valuation Office, business floorspace)"
TOO_FEW: Final = "too few buildings to show"
NOT_METERED: Final = "an asset rating says nothing of use"
_TABLE: Final = "non_domestic_by_area"
_EVERY: Final = ("electricity", "gas", "petroleum", "solid_fuel")


@dataclass(frozen=True)
class NonDomestic:
    """Recorded use (contract NonDomesticByArea), certified buildings (CertifiedBuildings), and what is missing."""

    by_area: pd.DataFrame
    certified: pd.DataFrame
    findings: tuple[Finding, ...]


def smallest_count(assumptions: Assumptions) -> float:
    """The least number of buildings an area's figures are shown of."""
    return assumptions.value(*ASSUMPTION_IDS)


def non_domestic_by_area(
    metered: pd.DataFrame,
    *,
    places: Places,
    certificates: Mapping[str, pd.DataFrame],
    postcodes: pd.DataFrame,
    smallest: float,
) -> NonDomestic:
    """Every area's recorded use of its newest year, and its certified buildings; what nobody told is said.

    Args:
        metered: contract MeteredEnergy; its rows of homes are not looked at.
        places: the study's LSOAs and districts.
        certificates: "display" (contract DisplayCertificates) and "non_domestic" (NonDomesticCertificates), those at
            hand.
        postcodes: contract Postcodes, which tell a certificate's LSOA.
        smallest: the least number of buildings an area's figures are shown of.
    """
    rows = metered[metered["users"].eq("non_domestic")].sort_values("year", kind="stable")
    rows = rows.drop_duplicates(["area_level", "area_code", "carrier"], keep="last")
    rows = rows.sort_values(["area_level", "area_code", "carrier"], ignore_index=True)
    partial = rows["basis"].str.contains("|".join(PARTIAL), regex=True).to_numpy(bool)
    table = rows.drop(columns="users").assign(
        bound=pd.Series(np.where(partial, "at_least", "exact"), dtype="str"),
        floor_area_m2=np.full(len(rows), np.nan),
        floor_area_missing=pd.Series([NO_FLOORSPACE] * len(rows), dtype="str"),
    )
    parts, dropped = [], []
    for kind, frame in sorted(certificates.items()):
        if len(frame):
            found, lsoa = located(latest(frame.rename(columns={"building_row": "home_row"})), postcodes, places)
            parts.append(_added_up(kind, found, lsoa, places, smallest))
            dropped += _dropped(kind, found)
    certified = pd.concat(parts, ignore_index=True) if parts else empty(CertifiedBuildings)
    findings = [*_missing(rows, places), *_half_hourly(rows), *_uncertified(certificates), *dropped]
    return NonDomestic(
        validated(table, NonDomesticByArea, _TABLE),
        validated(certified, CertifiedBuildings, "certified_buildings"),
        tuple(findings),
    )


def _added_up(kind: str, found: Latest, lsoa: npt.NDArray[np.int64], places: Places, smallest: float) -> pd.DataFrame:
    """Rows of contract CertifiedBuildings of one kind, small counts blank and no difference giving them back."""
    rows = found.certificates
    area = rows["floor_area_m2"].to_numpy(np.float64)
    heat, power = (_metered(rows, name, area) for name in ("heat_kwh_per_m2", "electricity_kwh_per_m2"))
    known = ~(np.isnan(heat) & np.isnan(power))
    parts = []
    for level, of in (("lad", places.district_of[lsoa]), ("lsoa", lsoa)):
        codes = places.codes(level)
        count = np.bincount(of, minlength=len(codes)).astype(np.float64)
        metered = np.bincount(of[known], minlength=len(codes)).astype(np.float64)
        columns = {
            "buildings_count": count,
            "floor_area_m2": _sums(of, area, len(codes)),
            "heat_kwh": _sums(of, heat, len(codes)),
            "electricity_kwh": _sums(of, power, len(codes)),
            "metered_count": metered,
        }
        few = (count < smallest) & (count > 0)
        if level == "lsoa":
            few = _one_more(few, count, places)
        frame = pd.DataFrame({name: np.where(few, np.nan, values) for name, values in columns.items()})
        reason = np.where(few, TOO_FEW, NOT_METERED if kind == "non_domestic" else "")
        frame = frame.assign(
            area_level=level, area_code=np.array(codes, dtype=object), certificate=kind, missing=reason
        )
        parts.append(frame[count > 0])
    texts = dict.fromkeys(("area_level", "area_code", "certificate", "missing"), "str")
    return pd.concat(parts, ignore_index=True).astype(texts)


def _metered(rows: pd.DataFrame, column: str, area: Floats) -> Floats:
    """A building's metered use a year, NaN where its kind of certificate has none."""
    if column not in rows.columns:
        return np.full(len(rows), np.nan)
    return rows[column].to_numpy(np.float64) * area


def _sums(of: npt.NDArray[np.int64], values: Floats, number: int) -> Floats:
    """Sums of what is known by area, NaN where nothing is."""
    known = ~np.isnan(values)
    sums = np.bincount(of[known], values[known], minlength=number).astype(np.float64)
    return np.where(np.bincount(of[known], minlength=number) > 0, sums, np.nan)


def _one_more(few: npt.NDArray[np.bool_], count: Floats, places: Places) -> npt.NDArray[np.bool_]:
    """`few` with a second LSOA in each district that has exactly one, or its district's total would give it back."""
    hidden = few.copy()
    for district in range(len(places.districts)):
        here = places.district_of == district
        if (hidden & here).sum() == 1 and (rest := np.flatnonzero(here & ~hidden & (count > 0))).size:
            hidden[rest[np.argmin(count[rest])]] = True
    return hidden


def _dropped(kind: str, found: Latest) -> list[Finding]:
    if not found.dropped:
        return []
    what = "; ".join(f"{number:,} {reason}" for reason, number in found.dropped.items())
    return [Finding("note", f"{kind} certificates", "certificates_left_out", f"not counted: {what}.")]


def _missing(rows: pd.DataFrame, places: Places) -> list[Finding]:
    """A warning for each carrier that some district has no figure of."""
    findings = []
    for carrier in _EVERY:
        told = set(rows.loc[rows["carrier"].eq(carrier) & rows["area_level"].eq("lad"), "area_code"])
        if lack := tuple(code for code in places.districts if code not in told):
            message = f"nobody's record of non-domestic {carrier} is at hand; it is blank, not zero."
            fix = "Run `lae data buildings` with the Department's table of industry and commerce."
            findings.append(Finding("warning", _TABLE, "no_record", message, "carrier", lack, fix))
    message = f"floor area is blank: {NO_FLOORSPACE}."
    return [*findings, Finding("note", _TABLE, "no_floor_area", message, "floor_area_m2")]


def _half_hourly(rows: pd.DataFrame) -> list[Finding]:
    """How much of the districts' electricity the finer record leaves out."""
    electric = rows[rows["carrier"].eq("electricity")]
    fine, whole = (electric[electric["area_level"].eq(level)] for level in ("msoa", "lad"))
    if not len(fine) or not len(whole):
        return []
    share = fine["consumption_kwh"].sum() / whole["consumption_kwh"].sum()
    message = (
        f"MSOAs ({_years(fine)}) hold {share:.0%} of the districts' non-domestic electricity ({_years(whole)}): "
        "half-hourly meters, those of the largest users, are published by district only, so an MSOA's figure is a "
        "lower bound and no guide to where the rest is."
    )
    return [Finding("warning", _TABLE, "half_hourly_left_out", message, "consumption_kwh")]


def _years(rows: pd.DataFrame) -> str:
    return ", ".join(sorted(rows["year"].astype("str").unique()))


def _uncertified(certificates: Mapping[str, pd.DataFrame]) -> list[Finding]:
    lack = tuple(kind for kind in ("display", "non_domestic") if not len(certificates.get(kind, ())))
    if not lack:
        return []
    message = "no certificates of these kinds are at hand: what buildings there are is not known."
    fix = "Put the register's bulk files into the study's data folder."
    return [Finding("note", "certified_buildings", "no_certificates", message, ids=lack, fix=fix)]
