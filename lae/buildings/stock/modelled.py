"""Homes where no certificates are at hand: drawn from published totals and stated shares, and flagged modelled.

Type and age meet their LSOA margins; each further feature is drawn given those before it and held to whatever margin
the district has. Nothing here is known of any one home: only totals over many mean something.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.buildings.coded import categorical
from lae.buildings.stock.features import Homes, draw
from lae.buildings.stock.raking import Margin, rake
from lae.buildings.stock.shares import Register
from lae.buildings.stock.targets import Targets
from lae.buildings.stock.whole import largest_remainder, whole_table
from lae.buildings.stock_contract import AGES, EPC_BANDS, HEATINGS, TENURES, TYPES
from lae.findings import Finding, raise_errors

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

CATEGORIES: Final = {
    "dwelling_type": TYPES,
    "age_band": AGES,
    "tenure": TENURES,
    "heating": HEATINGS,
    "epc_band": EPC_BANDS,
}
FEATURES: Final = [
    "tenure",
    "heating",
    "epc_band",
    "wall",
    "wall_insulation",
    "roof",
    "roof_insulation",
    "loft_insulation_mm",
    "floor",
    "floor_insulation",
    "glazing",
    "floor_area_m2",
]
"""In the order they are drawn, each given features before it."""
_ATTRIBUTE: Final = {"tenure": "tenure", "heating": "heating", "epc_band": "epc"}
_TRACE: Final = 1e-6
"""Share of the homes of an age that may be of any type at all."""
_OFF_GAS: Final = ["oil", "lpg", "solid_fuel"]


@dataclass(frozen=True)
class Modelled:
    """Codes of every feature of every home, homes sorted by LSOA, and the worst gap of each margin raked to."""

    homes: Homes
    worst: Mapping[str, float]
    findings: tuple[Finding, ...]


def model(targets: Targets, register: Register, lsoa_ha: Floats, *, off_gas_half_per_ha: float) -> Modelled:
    """As many homes as the LSOAs hold, each with a category of every feature; the same input gives the same homes.

    Args:
        targets: what is held; ages by LSOA must be.
        register: the shares that tie features together.
        lsoa_ha: area of each LSOA, which tells where the gas main does not reach.
        off_gas_half_per_ha: homes per hectare at which oil, LPG and solid fuel are half as likely as in open country.

    Raises:
        FaultsError: ages by LSOA are not held, or margins contradict each other.
    """
    if not targets.complete("lsoa", "age"):
        message = "homes by age are not held for every LSOA, which a stock without certificates starts from."
        raise_errors(
            [Finding("error", "buildings/margins.csv.gz", "no_ages", message, fix="Run `lae data buildings`.")]
        )
    likely = register.likely("dwelling_type", {"age_band": np.arange(len(AGES))})
    homes, worst, findings = by_age_and_type(targets, targets.held["lsoa", "age"][:, :, None] * likely)
    known = dict(homes.known)
    density = targets.homes["lsoa"] / lsoa_ha
    sizes = {name: len(register.categories(name)) for name in [*CATEGORIES, *FEATURES]}
    for turn, feature in enumerate(FEATURES):
        given = [pattern.given for pattern in register.patterns(feature)]
        cell, lsoa, codes = Homes(homes.places, homes.lsoa, known).cells(given, sizes)
        likely = register.likely(feature, codes)
        if feature == "heating":
            likely = _rural(likely, density[lsoa], off_gas_half_per_ha)
        attribute = _ATTRIBUTE.get(feature, "")
        held = {level: totals for (level, name), totals in targets.held.items() if name == attribute}
        drawn = draw(cell, lsoa, likely, homes.places, held=held, turn=turn)
        known[feature] = drawn.codes
        findings += drawn.findings
        worst |= {f"{level} {attribute}": gap for level, gap in drawn.worst.items()}
    raise_errors(findings)
    return Modelled(Homes(homes.places, homes.lsoa, known), worst, tuple(findings))


def by_age_and_type(targets: Targets, pattern: Floats) -> tuple[Homes, dict[str, float], list[Finding]]:
    """Whole homes by LSOA, age and type, the worst gap of each margin's weights, and what could not be met.

    LSOAs have their homes exactly, and ages and types theirs wherever these are held.

    Args:
        targets: what is held.
        pattern: (LSOAs, ages, types) seed, whose odds ratios the homes keep.
    """
    number, ages, types = pattern.shape
    age_of = np.tile(np.arange(ages), number)
    lsoa_of = np.repeat(np.arange(number), ages)
    margins = _margins(targets, age_of, lsoa_of)
    # A held total outweighs a share of 0: without a trace of every kind the two would contradict each other.
    trace = _TRACE * pattern.sum(axis=2, keepdims=True)
    raked = rake((pattern + trace).reshape(-1), margins)
    weights = raked.weights.reshape(pattern.shape)
    district = targets.places.district_of
    homes = largest_remainder(targets.homes["lsoa"], district, np.round(targets.homes["lad"]).astype(np.int64))
    rows = _rounded(weights.sum(axis=2), homes, targets, "age")
    columns = _rounded(weights.sum(axis=1), homes, targets, "type")
    whole = whole_table(weights.reshape(-1, types), rows.reshape(-1), lsoa_of, columns)
    slots = np.repeat(np.arange(whole.size), whole.reshape(-1))
    known = {"age_band": age_of[slots // types], "dwelling_type": slots % types}
    gaps = {margin.name: float(margin.gaps(raked.weights).max(initial=0.0)) for margin in margins}
    return Homes(targets.places, lsoa_of[slots // types], known), gaps, list(raked.findings)


def _margins(targets: Targets, age_of: Codes, lsoa_of: Codes) -> list[Margin]:
    ages, types = len(AGES), len(TYPES)
    place = {"lsoa": lsoa_of, "lad": targets.places.district_of[lsoa_of]}
    areas = targets.places.codes("lsoa")
    found = [Margin("lsoa all", areas, np.repeat(lsoa_of, types), targets.homes["lsoa"], areas)]
    for level, attribute in (("lad", "age"), ("lad", "type"), ("lsoa", "type"), ("lsoa", "age")):
        if not targets.complete(level, attribute):
            continue
        if attribute == "age":
            codes, names = np.repeat(place[level] * ages + age_of, types), AGES
        else:
            codes, names = (place[level][:, None] * types + np.arange(types)).reshape(-1), TYPES
        areas = targets.places.codes(level)
        labels = [f"{area} {name}" for area in areas for name in names]
        totals = targets.held[level, attribute].reshape(-1)
        found.append(Margin(f"{level} {attribute}", labels, codes, totals, [area for area in areas for _ in names]))
    return found


def _rounded(sums: Floats, homes: Codes, targets: Targets, attribute: str) -> Codes:
    """`sums` by LSOA and category as whole homes: LSOAs sum to their homes and districts to what they hold."""
    places = targets.places
    district = np.zeros((len(places.districts), sums.shape[1]))
    np.add.at(district, places.district_of, sums)
    if targets.complete("lad", attribute):
        district = targets.held["lad", attribute]
    by_district = np.bincount(places.district_of, homes, minlength=len(places.districts)).astype(np.int64)
    groups = np.repeat(np.arange(len(district)), district.shape[1])
    scaled = district * (by_district / np.maximum(district.sum(axis=1), 1e-12))[:, None]
    columns = largest_remainder(scaled.reshape(-1), groups, by_district).reshape(district.shape)
    return whole_table(sums, homes, places.district_of, columns)


def _rural(likely: Floats, per_ha: Floats, half_per_ha: float) -> Floats:
    """`likely` with the fuels of homes off the gas main the likelier the fewer homes a hectare holds."""
    tilted = likely.copy()
    off = [HEATINGS.index(name) for name in _OFF_GAS]
    tilted[:, off] *= (1.0 / (1.0 + (per_ha / half_per_ha) ** 2))[:, None]
    shares: Floats = tilted / tilted.sum(axis=1, keepdims=True)
    return shares


def frame(homes: Homes, register: Register) -> pd.DataFrame:
    """The features of homes as columns of contract Dwellings: categories, and numbers where the name ends in a unit."""
    columns: dict[str, object] = {}
    for name in [*CATEGORIES, *FEATURES]:
        categories = register.categories(name)
        if name.endswith(("_mm", "_m2")):
            values = np.array([float(text) if text else np.nan for text in categories])
            columns[name] = values[homes.known[name]]
        else:
            columns[name] = categorical(homes.known[name], categories)
    return pd.DataFrame(columns)
