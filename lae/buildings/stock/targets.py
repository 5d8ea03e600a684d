"""The totals homes are held to, as arrays: one number of homes an area, and every margin brought to it in the open.

Households, certificates and homes of another year give other totals than the control; raking could not meet them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import positions
from lae.buildings.stock_contract import ATTRIBUTES
from lae.findings import Finding, Severity, raise_errors

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_TABLE: Final = "buildings/margins.csv.gz"
_SAME: Final = 1e-6
_MOST_SCALING: Final = 0.15
"""A margin further from the control total than this is a mistake in one of them, not another way of counting."""


@dataclass(frozen=True)
class Places:
    """The study's LSOAs in order of code, the district of each, and the districts."""

    lsoas: tuple[str, ...]
    districts: tuple[str, ...]
    district_of: Codes

    @classmethod
    def of(cls, lsoas: pd.DataFrame) -> "Places":
        """The places of a table with lsoa_code and district_code."""
        rows = lsoas[["lsoa_code", "district_code"]].drop_duplicates("lsoa_code").sort_values("lsoa_code")
        districts = sorted(rows["district_code"].unique())
        return cls(tuple(rows["lsoa_code"]), tuple(districts), positions(rows["district_code"], districts))

    def codes(self, level: str) -> tuple[str, ...]:
        """The codes of a level, lsoa or lad."""
        return self.lsoas if level == "lsoa" else self.districts


@dataclass(frozen=True)
class Targets:
    """What each level's areas hold: homes (areas,), and by attribute (areas, categories), NaN where nothing is held."""

    places: Places
    homes: Mapping[str, Floats]
    held: Mapping[tuple[str, str], Floats]
    findings: tuple[Finding, ...]

    def complete(self, level: str, attribute: str) -> bool:
        """Whether every category of every area of the level is held."""
        return (level, attribute) in self.held and not bool(np.isnan(self.held[level, attribute]).any())


def targets(margins: pd.DataFrame, places: Places) -> Targets:
    """Every margin of the study's areas, brought to the area's number of homes, with a finding wherever that moved it.

    The number of homes is the margin `all`; else what the attribute counted in dwellings sums to, age before type.

    Args:
        margins: contract Margins.
        places: the study's.

    Raises:
        FaultsError: an LSOA has no number of homes; a margin is more than 15 % from it; LSOAs and their district
            contradict each other; a margin of some categories only counts something else than dwellings.
    """
    found: list[Finding] = []
    held: dict[tuple[str, str], Floats] = {}
    homes: dict[str, Floats] = {}
    for level in ("lsoa", "lad"):
        rows = margins[margins["area_level"].eq(level) & margins["area_code"].isin(places.codes(level))]
        tables = {name: _matrix(rows[rows["attribute"] == name], name, places.codes(level)) for name in ATTRIBUTES}
        homes[level] = _control(tables) if level == "lsoa" else tables["all"][:, 0]
        if level == "lad":
            homes[level], remarks = _districts(homes, places)
            found += remarks
        for name, matrix in tables.items():
            if name == "all" or np.isnan(matrix).all():
                continue
            counted = set(rows.loc[rows["attribute"] == name, "counted"])
            scaled, remarks = _scaled(matrix, homes[level], (level, name), counted, places)
            held[level, name], found = scaled, [*found, *remarks]
    found += _nested(held, places)
    raise_errors(found)
    return Targets(places, homes, held, tuple(found))


def _matrix(rows: pd.DataFrame, attribute: str, codes: tuple[str, ...]) -> Floats:
    categories = ATTRIBUTES[attribute]
    matrix = np.full((len(codes), len(categories)), np.nan)
    matrix[positions(rows["area_code"], codes), positions(rows["category"], categories)] = rows["count"].to_numpy(float)
    return matrix


def _control(tables: Mapping[str, Floats]) -> Floats:
    homes = tables["all"][:, 0].copy()
    for name in ("age", "type", "tenure", "heating"):
        homes = np.where(np.isnan(homes), tables[name].sum(axis=1), homes)
    return homes


def _scaled(
    matrix: Floats, homes: Floats, named: tuple[str, str], counted: set[str], places: Places
) -> tuple[Floats, list[Finding]]:
    level, name = named
    whole = ~np.isnan(matrix).any(axis=1)
    some = ~np.isnan(matrix).all(axis=1) & ~whole
    codes = np.array(places.codes(level))
    if some.any() and counted != {"dwellings"}:
        message = f"{name} by {level} states some categories only, and not in dwellings: it cannot be scaled."
        return matrix, [Finding("error", _TABLE, "partial_margin", message, ids=tuple(codes[some]))]
    over = some & (np.nansum(matrix, axis=1) > homes * (1 + _SAME))
    if over.any():
        message = f"the categories of {name} by {level} that are stated are more than all homes."
        return matrix, [Finding("error", _TABLE, "more_than_all", message, ids=tuple(codes[over]))]
    sums = matrix.sum(axis=1)
    factor = np.divide(homes, sums, out=np.ones_like(homes), where=whole & (sums > 0))
    moved = whole & (np.abs(factor - 1) > _SAME)
    if not moved.any():
        return matrix, []
    far = moved & (np.abs(factor - 1) > _MOST_SCALING) & (counted == {"dwellings"})
    if far.any():
        ids = tuple(f"{code}: x {one:.3f}" for code, one in zip(codes[far], factor[far], strict=True))
        message = f"{name} by {level} sums to something else than the area's homes by more than 15 %."
        return matrix, [Finding("error", _TABLE, "margins_disagree", message, ids=ids)]
    low, high = factor[moved].min(), factor[moved].max()
    message = (
        f"{name} by {level} counts {' and '.join(sorted(counted))} and was scaled to the homes of {moved.sum()} areas "
        f"by {low:.3f} to {high:.3f}."
    )
    # That households are fewer than dwellings is known; that two counts of dwellings differ should be looked at.
    severity: Severity = "note" if "dwellings" not in counted else "warning"
    return matrix * factor[:, None], [Finding(severity, _TABLE, "scaled", message, ids=tuple(codes[moved]))]


def _districts(homes: Mapping[str, Floats], places: Places) -> tuple[Floats, list[Finding]]:
    """Homes by district: the sum of its LSOAs, which every district's own total must agree with."""
    unknown = np.isnan(homes["lsoa"])
    if unknown.any():
        message = "no margin tells how many homes these LSOAs hold."
        ids = tuple(np.array(places.lsoas)[unknown])
        return homes["lad"], [Finding("error", _TABLE, "no_total", message, ids=ids, fix="Run `lae data buildings`.")]
    sums = np.bincount(places.district_of, homes["lsoa"], minlength=len(places.districts)).astype(np.float64)
    stated = homes["lad"]
    apart = np.flatnonzero(~np.isnan(stated) & (np.abs(sums - stated) > _SAME * np.maximum(sums, 1)))
    if not len(apart):
        return sums, []
    ids = tuple(f"{places.districts[row]}: {stated[row]:,.1f} stated, {sums[row]:,.1f} by LSOA" for row in apart)
    message = "a district's homes are not the sum of its LSOAs'."
    return sums, [Finding("error", _TABLE, "margins_disagree", message, ids=ids)]


def _nested(held: Mapping[tuple[str, str], Floats], places: Places) -> list[Finding]:
    """A finding for each attribute whose LSOA margins do not sum to the district's own."""
    found = []
    for level, name in held:
        if level != "lad" or ("lsoa", name) not in held:
            continue
        fine, coarse = held["lsoa", name], held["lad", name]
        sums = np.zeros_like(coarse)
        np.add.at(sums, places.district_of, fine)
        apart = np.argwhere(np.abs(sums - coarse) > _SAME * np.maximum(coarse, 1.0))
        if len(apart):
            ids = tuple(
                f"{places.districts[row]} {ATTRIBUTES[name][column]}: {coarse[row, column]:,.1f} stated, "
                f"{sums[row, column]:,.1f} by LSOA"
                for row, column in apart
            )
            message = f"{name} by LSOA does not sum to the district's own."
            found.append(Finding("error", _TABLE, "margins_disagree", message, ids=ids))
    return found
