"""Weights that meet every held margin at once: iterative proportional fitting, the same for the same input.

A cell may be anything countable: a combination of categories in an LSOA, or one certificate. Conflicts between margins
are found before and after and are reported with their places; no margin gives way to another unsaid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lae.findings import Finding

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TOLERANCE: Final = 1e-6
"""A margin is met when its weights sum to it within this share of it (of one home, where it is smaller)."""
_MOST_ROUNDS: Final = 1_000
_STILL: Final = 1e-3
"""Share of the gap a stretch of rounds must close to go on: margins that contradict each other swing for ever."""
_STRETCH: Final = 50


@dataclass(frozen=True)
class Margin:
    """One total a place and category, of which every cell belongs to one or to none.

    Args:
        name: what findings call it, for instance "age by LSOA".
        labels: one a total, for instance "E01028422 C".
        codes: for each cell the position of its total, -1 where none counts it.
        totals: what the weights of those cells shall sum to.
        groups: for each total the place whose homes it is part of: totals of one group sum to the group's homes.
    """

    name: str
    labels: Sequence[str]
    codes: Codes
    totals: Floats
    groups: Sequence[str] = ()

    def sums(self, weights: Floats) -> Floats:
        """What the weights sum to, one a total."""
        inside = self.codes >= 0
        sums = np.bincount(self.codes[inside], weights[inside], minlength=len(self.totals))
        return sums.astype(np.float64)

    def gaps(self, weights: Floats) -> Floats:
        """How far each sum is from its total, as a share of it (of one home where the total is below one)."""
        away: Floats = np.abs(self.sums(weights) - self.totals) / np.maximum(self.totals, 1.0)
        return away


@dataclass(frozen=True)
class Raked:
    """The weights, after how many rounds, the worst remaining gap, and what could not be met."""

    weights: Floats
    rounds: int
    worst: float
    findings: tuple[Finding, ...]

    @property
    def met(self) -> bool:
        """Whether every margin is met within `TOLERANCE`."""
        return self.worst <= TOLERANCE


def rake(seed: Floats, margins: Sequence[Margin]) -> Raked:
    """Weights with the odds ratios of `seed` that meet every margin, or the nearest found and findings on where not.

    Args:
        seed: one a cell, not negative; a cell of 0 stays 0.
        margins: at least one; the last is met exactly where they contradict each other.
    """
    weights = np.asarray(seed, dtype=np.float64).copy()
    barren = tuple(finding for margin in margins for finding in _barren(weights, margin))
    worst, before, rounds = np.inf, np.inf, 0
    while rounds < _MOST_ROUNDS and worst > TOLERANCE:
        for margin in margins:
            sums = margin.sums(weights)
            factor = np.divide(margin.totals, sums, out=np.ones_like(sums), where=sums > 0)
            inside = margin.codes >= 0
            weights[inside] *= factor[margin.codes[inside]]
        rounds += 1
        worst = max(float(margin.gaps(weights).max(initial=0.0)) for margin in margins)
        if rounds % _STRETCH == 0:
            if worst > before * (1 - _STILL):
                break
            before = worst
    unmet = () if worst <= TOLERANCE else tuple(f for margin in margins for f in _unmet(weights, margin))
    return Raked(weights, rounds, worst, (*barren, *(unmet if not barren else ())))


def conflicts(margins: Sequence[Margin], *, tolerance: float = TOLERANCE) -> list[Finding]:
    """A finding for each pair of margins that give the same places different numbers of homes.

    Raking cannot meet both; scale them to one stated total first.
    """
    totals = [(margin.name, _by_group(margin)) for margin in margins if len(margin.groups)]
    found = []
    for number, (name, one) in enumerate(totals):
        for other_name, other in totals[number + 1 :]:
            apart = [
                (group, one[group], other[group])
                for group in sorted(one.keys() & other.keys())
                if abs(one[group] - other[group]) > tolerance * max(one[group], other[group], 1.0)
            ]
            if apart:
                ids = tuple(f"{group}: {ours:,.1f} and {theirs:,.1f}" for group, ours, theirs in apart)
                message = f"{name} and {other_name} give {len(apart)} areas different numbers of homes."
                found.append(
                    Finding("error", "buildings/margins.csv.gz", "margins_disagree", message, ids=ids, fix=_SCALE)
                )
    return found


_SCALE: Final = "Scale both to one stated total first."


def _by_group(margin: Margin) -> dict[str, float]:
    sums: dict[str, float] = {}
    for group, total in zip(margin.groups, margin.totals.tolist(), strict=True):
        sums[group] = sums.get(group, 0.0) + total
    return sums


def _barren(weights: Floats, margin: Margin) -> list[Finding]:
    """Totals above 0 for which no cell has any weight to begin with."""
    rows = np.flatnonzero((margin.sums(weights) <= 0) & (margin.totals > 0))
    if not len(rows):
        return []
    ids = tuple(f"{margin.labels[row]}: {margin.totals[row]:,.1f}" for row in rows.tolist())
    message = f"{margin.name}: {len(rows)} totals cannot be met, since no home like that is known anywhere near."
    fix = "Give the seed a share of a wider area's pattern."
    return [Finding("error", "buildings/margins.csv.gz", "no_such_home", message, ids=ids, fix=fix)]


def _unmet(weights: Floats, margin: Margin) -> list[Finding]:
    gaps = margin.gaps(weights)
    rows = np.flatnonzero(gaps > TOLERANCE)
    if not len(rows):
        return []
    rows = rows[np.argsort(-gaps[rows], kind="stable")]
    sums = margin.sums(weights)
    ids = tuple(
        f"{margin.labels[row]}: {margin.totals[row]:,.1f} stated, {sums[row]:,.1f} reached" for row in rows.tolist()
    )
    message = f"{margin.name}: {len(rows)} totals contradict the other margins."
    return [Finding("error", "buildings/margins.csv.gz", "margin_not_met", message, ids=ids)]
