"""Homes beyond the certified ones, up to the totals that are held, each with a donor.

A home without a certificate is first a place in a total (LSOA, type, age, tenure, heating); the nearest certificate of
the same kind then lends it its walls and the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.buildings.stock.certified import FEATURES, Around, Certified
from lae.buildings.stock.donors import key, lend
from lae.buildings.stock.features import Homes, draw
from lae.buildings.stock.modelled import by_age_and_type
from lae.buildings.stock.shares import Register
from lae.buildings.stock.targets import Targets
from lae.buildings.stock.whole import ranks
from lae.buildings.stock_contract import AGES, COLUMN_OF, TYPES
from lae.findings import Finding

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NEARBY: Final = ("building", "lsoa", "msoa", "district")
_DRAWN: Final = ("tenure", "heating")
_TRACE: Final = 0.01
"""What the register of shares counts for beside a district's pattern, so that no kind is impossible in it."""


@dataclass(frozen=True)
class Remainder:
    """The homes without a certificate, sorted by LSOA: what they are, and the worst gap of each margin raked to."""

    homes: Homes
    worst: Mapping[str, float]
    findings: tuple[Finding, ...]


def excess(known: Certified, lsoa: Codes, held: Targets, newest: Codes) -> tuple[Flags, dict[str, int]]:
    """Certificates beyond what an LSOA's totals hold, the oldest ones, and how many by the total they exceed.

    They are of homes pulled down or merged, or say another type or age than the total's source; the totals are met.

    Args:
        known: the certified homes.
        lsoa: the LSOA of each.
        held: the totals.
        newest: the order of each certificate in time, the greater the later.
    """
    surplus, told = np.zeros(len(lsoa), dtype=bool), {}
    totals = [("all", held.homes["lsoa"][:, None], np.zeros(len(lsoa), dtype=np.int64))]
    totals += [
        (name, matrix, known.codes[COLUMN_OF[name]])
        for (level, name), matrix in sorted(held.held.items())
        if level == "lsoa"
    ]
    for name, matrix, codes in totals:
        kept = np.flatnonzero(~surplus)
        cell = lsoa[kept] * matrix.shape[1] + codes[kept]
        order = np.lexsort((kept, -newest[kept], cell))
        most = np.floor(np.nan_to_num(matrix, nan=np.inf) + 1e-6).reshape(-1)[cell[order]]
        over = kept[order[ranks(cell[order]) >= most]]
        surplus[over] = True
        if len(over):
            told[name] = len(over)
    return surplus, told


def remainder(known: Certified, lsoa: Codes, held: Targets, register: Register, *, prior_homes: float) -> Remainder:
    """The homes that the totals hold beyond the certified ones, whole, each with type, age, tenure and heating.

    Args:
        known: the certified homes, none beyond the totals.
        lsoa: the LSOA of each.
        held: the totals.
        register: the shares that tie features together where certificates are too few.
        prior_homes: what the district's pattern counts for beside an LSOA's own certificates, in homes.
    """
    places = held.places
    left = _less(held, known, lsoa)
    homes, worst, findings = by_age_and_type(left, _pattern(known, lsoa, held, register, prior_homes))
    codes = dict(homes.known)
    for turn, feature in enumerate(_DRAWN):
        cell, of, given = Homes(places, homes.lsoa, codes).cells(["dwelling_type"], {"dwelling_type": len(TYPES)})
        counts = _by_type(known, feature, places.district_of[lsoa], len(places.districts))
        prior = register.likely(feature, {"dwelling_type": given["dwelling_type"]})
        likely = counts[places.district_of[of], given["dwelling_type"]] + prior_homes * prior
        likely = likely / likely.sum(axis=1, keepdims=True)
        margins = {level: matrix for (level, name), matrix in left.held.items() if name == feature}
        drawn = draw(cell, of, likely, places, held=margins, turn=turn)
        codes[feature] = drawn.codes
        worst |= {f"{level} {feature}": gap for level, gap in drawn.worst.items()}
        findings += drawn.findings
    return Remainder(Homes(places, homes.lsoa, codes), worst, tuple(findings))


def lent(rest: Homes, here: Around, known: Certified, there: Around, sap: Floats) -> tuple[Codes, Codes, int]:
    """For each home of `rest` a certified home to borrow from, and how near it is (a position in `NEARBY`).

    Last comes how many of the donors are of another age or heating.

    Args:
        rest: homes without a certificate.
        here: their surroundings.
        known: the certified homes.
        there: the surroundings of those.
        sap: SAP points of each certified home.
    """
    sizes = {name: len(categories) for name, categories in FEATURES.items()}
    same = [
        ("dwelling_type", "age_band", "tenure", "heating"),
        ("dwelling_type", "age_band", "heating"),
        ("dwelling_type", "heating"),
        ("dwelling_type",),
        (),
    ]
    needs, pool, near, loose = [], [], [], []
    flat = TYPES.index("flat")
    for number, features in enumerate(same):
        ours = here.keys(*[(rest.known[name], sizes[name]) for name in features])
        theirs = there.keys(*[(known.codes[name], sizes[name]) for name in features])
        # Only the flats of a postcode are taken to share a building.
        ours["building"] = np.where(rest.known["dwelling_type"] == flat, ours["building"], -1)
        levels = NEARBY if number < 2 else NEARBY[1:]
        needs += [ours[level] for level in levels]
        pool += [theirs[level] for level in levels]
        near += [NEARBY.index(level) for level in levels]
        loose += [number >= 2] * len(levels)
    needs.append(key((np.zeros(len(rest.lsoa), dtype=np.int64), 1)))
    pool.append(key((np.zeros(len(sap), dtype=np.int64), 1)))
    found = lend(needs, pool, sap)
    nearness = np.array([*near, NEARBY.index("district")])[found.level]
    return found.row, nearness, int(np.array([*loose, True])[found.level].sum())


def _less(held: Targets, known: Certified, lsoa: Codes) -> Targets:
    """The totals less the certified homes."""
    place = {"lsoa": lsoa, "lad": held.places.district_of[lsoa]}
    homes = {
        level: held.homes[level] - np.bincount(of, minlength=len(held.places.codes(level)))
        for level, of in place.items()
    }
    left = {}
    for (level, name), matrix in held.held.items():
        counts = np.zeros_like(matrix)
        np.add.at(counts, (place[level], known.codes[COLUMN_OF[name]]), 1.0)
        left[level, name] = np.maximum(matrix - counts, 0.0)
    return Targets(held.places, homes, left, held.findings)


def _pattern(known: Certified, lsoa: Codes, held: Targets, register: Register, prior_homes: float) -> Floats:
    """Seed (LSOAs, ages, types): an LSOA's own certificates, a little of its district's, and a trace of the shares."""
    shape = (len(held.places.lsoas), len(AGES), len(TYPES))
    own = np.zeros(shape)
    np.add.at(own, (lsoa, known.codes["age_band"], known.codes["dwelling_type"]), 1.0)
    district = np.zeros((len(held.places.districts), *shape[1:]))
    np.add.at(district, held.places.district_of, own)
    district /= np.maximum(district.sum(axis=(1, 2), keepdims=True), 1.0)
    shares = register.likely("dwelling_type", {"age_band": np.arange(len(AGES))}) / len(AGES)
    return own + prior_homes * (district[held.places.district_of] + _TRACE * shares)


def _by_type(known: Certified, feature: str, district: Codes, districts: int) -> Floats:
    counts = np.zeros((districts, len(TYPES), len(FEATURES[feature])))
    np.add.at(counts, (district, known.codes["dwelling_type"], known.codes[feature]), 1.0)
    return counts
