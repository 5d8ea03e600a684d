"""Kinds of load: how the units of the control totals become load, and charging that moves without adding (rule 18).

One car is charged at home, in public and at depots: three kinds of load that draw on one measure. Their shares sum to 1
and each kind's load holds, day by day, the energy of home charging, so the cars draw the same whatever the shares are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.assumptions import Assumptions
from lae.findings import FaultsError, Finding
from lae.tables import records

HOME_CHARGING: Final = "ev_home_charging"
"""The kind of load that managed charging can move within its day."""

_TABLE: Final = "grid/technologies.csv"
_DAY: Final = 48
_ROUNDING: Final = 1e-9

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LoadKinds:
    """The kinds of load in the order of their columns; of each, the measure it counts and its share of the units."""

    kinds: tuple[str, ...]
    measures: tuple[str, ...]
    shares: tuple[float, ...]

    @property
    def counted(self) -> tuple[str, ...]:
        """Every measure once, in order: what counts are kept by before they are spread."""
        return tuple(sorted(set(self.measures)))


def load_kinds(technologies: pd.DataFrame, assumptions: Assumptions) -> LoadKinds:
    """The kinds of a TECHNOLOGIES table, ordered by name like the rows of `Profiles`.

    Raises:
        FaultsError: a share lies outside 0 to 1, or those of one measure do not sum to 1 to 1e-9; kinds that give back
            are held apart from those that draw, for a battery does both with the whole of itself.
        KeyError: a row names an assumption the register does not hold.
    """
    rows = technologies.sort_values("technology", kind="stable")
    shares = [assumptions.value(key) if key else 1.0 for key in rows["share_id"]]
    about = rows.assign(share=shares, gives=[assumptions.value(key) < 0 for key in rows["admd_id"]])
    if faults := [*_outside(about), *_uneven(about)]:
        raise FaultsError(faults)
    return LoadKinds(tuple(rows["technology"]), tuple(rows["measure"]), tuple(shares))


def spread_counts(counts: Floats, measures: Sequence[str], kinds: LoadKinds) -> Floats:
    """Counts (..., measure) as counts (..., kind): the units of each kind's measure times its share.

    Raises:
        ValueError: `measures` does not fit the last axis, names one twice, lacks one that a kind draws on, or names one
            that no kind draws on: its load would be lost.
    """
    names = list(measures)
    if counts.shape[-1:] != (len(names),):
        raise ValueError(f"counts of {counts.shape[-1:]} technologies do not fit {len(names)} names.")
    wanted, given = set(kinds.measures), set(names)
    if len(given) < len(names) or wanted != given:
        off = ", ".join(sorted(wanted ^ given)) or "one is named twice"
        raise ValueError(f"the technologies counted are not those that load is made of: {off}.")
    share = np.array(kinds.shares)
    spread: Floats = counts[..., [names.index(measure) for measure in kinds.measures]] * share
    return spread


def per_measure(per_kind: Floats, kinds: LoadKinds) -> Floats:
    """Load (kind, slot) of one unit of each kind as that of one unit of each of `kinds.counted`, (measure, slot)."""
    which = np.array([[measure == name for name in kinds.measures] for measure in kinds.counted], dtype=float)
    whole: Floats = (which * np.array(kinds.shares)) @ per_kind
    return whole


def energy_scaled(shapes: Floats, like: Floats) -> Floats:
    """Shapes (kind, slot) scaled so that each holds, on every day of 48 half-hours, the energy of its row in `like`.

    A day without energy in `like` has none in the result.

    Raises:
        ValueError: the two differ in size or have no whole days, or a shape is empty on a day when it must hold energy.
    """
    if shapes.shape != like.shape or shapes.shape[-1] % _DAY:
        raise ValueError(f"shapes of {shapes.shape} and {like.shape} are not the same whole days.")
    days = shapes.reshape(*shapes.shape[:-1], -1, _DAY)
    own = days.sum(axis=-1, keepdims=True)
    wanted = like.reshape(days.shape).sum(axis=-1, keepdims=True)
    if ((own == 0) & (wanted != 0)).any():
        raise ValueError("a profile is empty on a day on which it must hold another's energy.")
    ratio = np.divide(wanted, own, out=np.zeros_like(wanted), where=own != 0)
    scaled: Floats = (days * ratio).reshape(shapes.shape)
    return scaled


def loaded(technologies: pd.DataFrame, measures: Collection[str]) -> pd.DataFrame:
    """The rows whose measure is among `measures`: what no control total holds is not loaded, nor shown at zero."""
    return technologies[technologies["measure"].isin(set(measures))].reset_index(drop=True)


def technology_findings(technologies: pd.DataFrame, profiles: Iterable[str], assumptions: Assumptions) -> list[Finding]:
    """Errors that show beside the other tables: unknown profiles, unknown assumptions, and shares that do not sum to 1.

    Args:
        technologies: a `Technologies` table.
        profiles: the profile_id of every profile.
        assumptions: the register.
    """
    shapes, register = set(profiles), set(assumptions)
    cases = [
        ("unknown_profile", "profile_id", shapes, "names profiles that profiles.csv does not hold."),
        ("unknown_profile", "energy_of", {"", *shapes}, "names profiles that profiles.csv does not hold."),
        ("unknown_assumption", "admd_id", register, "names assumptions that assumptions.csv does not hold."),
        ("unknown_assumption", "power_factor_id", register, "names assumptions that assumptions.csv does not hold."),
        ("unknown_assumption", "share_id", {"", *register}, "names assumptions that assumptions.csv does not hold."),
    ]
    faults = []
    for rule, column, allowed, message in cases:
        strange = technologies[~technologies[column].isin(allowed)]
        ids = tuple(strange["technology"] + ": " + strange[column])
        faults += [Finding("error", _TABLE, rule, message, column, ids)] if ids else []
    if any(fault.rule == "unknown_assumption" for fault in faults):
        return faults
    try:
        load_kinds(technologies, assumptions)
    except FaultsError as uneven:
        faults += uneven.findings
    return faults


def _outside(about: pd.DataFrame) -> list[Finding]:
    outside = ~about["share"].between(0.0, 1.0)
    ids = tuple(f"{row.technology}: {row.share:g}" for row in records(about[outside]))
    message = "the share of a measure's units lies outside 0 to 1."
    return [Finding("error", _TABLE, "share", message, "share_id", ids)] if ids else []


def _uneven(about: pd.DataFrame) -> list[Finding]:
    sums = about.groupby(["measure", "gives"], as_index=False)[["share"]].sum()
    wrong = sums[(sums["share"] - 1.0).abs() > _ROUNDING]
    ids = tuple(f"{row.measure}: {row.share:.6g}" for row in records(wrong))
    message = "the shares of one measure's kinds of load do not sum to 1, so load would be lost or counted twice."
    fix = "Change the assumptions that share_id names; a kind without one takes all of the measure."
    return [Finding("error", _TABLE, "shares", message, "share_id", ids, fix)] if ids else []
