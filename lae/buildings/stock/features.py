"""One feature after another for whole homes: district totals exact, LSOA totals within a home of what is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.buildings.stock.raking import Margin, rake
from lae.buildings.stock.targets import Places
from lae.buildings.stock.whole import largest_remainder, ranks, whole_table
from lae.findings import Finding

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_SNAP: Final = 1e-4
"""Weights are met to a millionth; a district's 50,000 homes within this of a whole number are that number."""


@dataclass(frozen=True)
class Drawn:
    """The category of each home, the worst gap of each level's raked weights, and what could not be met."""

    codes: Codes
    worst: Mapping[str, float]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Homes:
    """Homes without names: the LSOA of each, in order, and the codes of what is known of them."""

    places: Places
    lsoa: Codes
    known: Mapping[str, Codes]

    def cells(self, features: list[str], sizes: Mapping[str, int]) -> tuple[Codes, Codes, dict[str, Codes]]:
        """The cell of each home (homes alike in LSOA and features), the LSOA of each cell, and its codes."""
        key = self.lsoa.astype(np.int64)
        for name in features:
            key = key * sizes[name] + self.known[name]
        _, first, cell = np.unique(key, return_index=True, return_inverse=True)
        return cell.reshape(-1), self.lsoa[first], {name: self.known[name][first] for name in features}


def draw(cell: Codes, lsoa: Codes, likely: Floats, places: Places, *, held: Mapping[str, Floats], turn: int) -> Drawn:
    """A category for every home: by cell as likely as said, and where held exactly as many an area as stated.

    Args:
        cell: the cell of each home, from 0.
        lsoa: the LSOA of each cell.
        likely: (cells, categories) shares.
        places: the study's.
        held: by level (lsoa, lad) homes (areas, categories), NaN where a category is not held; of LSOAs all or none.
        turn: a number no other feature has, so that features are mixed among the homes of a cell independently.
    """
    sizes = np.bincount(cell, minlength=len(lsoa)).astype(np.int64)
    weights = likely * sizes[:, None]
    place = {"lsoa": lsoa, "lad": places.district_of[lsoa]}
    worst: Mapping[str, float] = dict.fromkeys(held, 0.0)
    findings: tuple[Finding, ...] = ()
    if held:
        weights, worst, findings = _raked(weights, sizes, place, held)
    homes = {level: np.bincount(of, sizes, minlength=len(places.codes(level))) for level, of in place.items()}
    whole = {level: total.astype(np.int64) for level, total in homes.items()}
    sums = {level: _by(of, weights, len(places.codes(level))) for level, of in place.items()}
    for level, totals in held.items():
        sums[level] = np.where(np.isnan(totals), sums[level], totals)
    if "lsoa" in held:
        by_lsoa = _whole_rows(sums["lsoa"], whole["lsoa"])
    else:
        columns = _whole_rows(sums["lad"], whole["lad"])
        by_lsoa = whole_table(sums["lsoa"], whole["lsoa"], places.district_of, columns)
    table = whole_table(weights, sizes, lsoa, by_lsoa)
    return Drawn(_handed_out(cell, table, turn), worst, findings)


def _raked(
    weights: Floats, sizes: Codes, place: Mapping[str, Codes], held: Mapping[str, Floats]
) -> tuple[Floats, dict[str, float], tuple[Finding, ...]]:
    """`weights` with every cell its homes and every area the categories it is held to; the worst gap by level."""
    cells, categories = weights.shape
    margins = [
        Margin("homes of a cell", [""] * cells, np.repeat(np.arange(cells), categories), sizes.astype(np.float64))
    ]
    for level, known in held.items():
        free = np.isnan(known).any(axis=1)
        homes = np.bincount(place[level], sizes, minlength=len(known))
        rest = np.where(free, homes - np.nansum(known, axis=1), 0.0)
        totals = np.nan_to_num(np.c_[known, rest])
        slot = np.where(np.isnan(known), categories, np.arange(categories))
        slot = slot + np.arange(len(known))[:, None] * (categories + 1)
        labels = [f"area {row + 1}, category {column + 1}" for row, column in np.ndindex(totals.shape)]
        margins.append(Margin(level, labels, slot[place[level]].reshape(-1), totals.reshape(-1)))
    raked = rake(weights.reshape(-1), margins)
    gaps = {margin.name: float(margin.gaps(raked.weights).max(initial=0.0)) for margin in margins[1:]}
    return raked.weights.reshape(weights.shape), gaps, raked.findings


def _whole_rows(sums: Floats, homes: Codes) -> Codes:
    """`sums` as whole homes, each row summing to its `homes`."""
    near = np.round(sums)
    snapped = np.where(np.abs(sums - near) < _SNAP * np.maximum(sums, 1.0), near, sums)
    snapped = snapped * (homes / np.maximum(snapped.sum(axis=1), 1e-12))[:, None]
    rows, columns = sums.shape
    groups = np.repeat(np.arange(rows), columns)
    return largest_remainder(snapped.reshape(-1), groups, homes).reshape(sums.shape)


def _by(groups: Codes, weights: Floats, number: int) -> Floats:
    sums = np.zeros((number, weights.shape[1]))
    np.add.at(sums, groups, weights)
    return sums


def _handed_out(cell: Codes, whole: Codes, turn: int) -> Codes:
    """The categories of each cell over its homes, in an order that no other feature's follows."""
    order = np.argsort(cell, kind="stable")
    place = ranks(cell[order])
    # Multiples of an irrational number, taken without their whole part, are spread evenly and follow no pattern.
    mixed = np.modf((order + place) * np.sqrt(_prime(turn)))[0]
    order = order[np.lexsort((mixed, cell[order]))]
    codes = np.empty(len(cell), dtype=np.int64)
    codes[order] = np.repeat(np.tile(np.arange(whole.shape[1]), len(whole)), whole.reshape(-1))
    return codes


def _prime(turn: int) -> int:
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]
    return primes[turn % len(primes)]
