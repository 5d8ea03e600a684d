"""How carbon builds up with age: shapes, a user's lookup, what is reported, and many planting years added up.

A curve is an array by whole age 0, 1, 2…: the share of the 100-year total that stands by then, or years of a rate.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.land.sequestration.settings import LandSettings

Floats = npt.NDArray[np.float64]
CENTURY: Final = 100
"""The age that a total is cited for."""


def grown(p: float, k: float, ages: Floats) -> Floats:
    """(1 - e^(-kt))^p over its own value at age 100: 0 at planting, 1 at 100, never falling.

    Args:
        p: shape, above 0; at 1 the curve is steepest at once.
        k: 1/year, above 0.
        ages: years since planting.

    Raises:
        ValueError: p or k is not above 0.
    """
    if not (p > 0 and k > 0):
        raise ValueError(f"a curve needs p and k above 0, not {p} and {k}")
    found: Floats = (-np.expm1(-k * np.maximum(ages, 0.0)) / -np.expm1(-k * CENTURY)) ** p
    return found


def looked_up(ages: Floats, cumulative: Floats, *, years: int) -> Floats:
    """A lookup's t CO2e/ha by whole age from 0 at planting: straight between its rows, level after the last.

    Where the rows fall (a felling), nothing above their long-term mean is claimed, and no claim falls later.

    Args:
        ages: of the rows, rising.
        cumulative: t CO2e/ha of the rows.
        years: the last age wanted.

    Raises:
        ValueError: there are no rows, ages do not rise or lie below 0, or a figure is missing.
    """
    if not len(ages) or (np.diff(ages) <= 0).any() or ages[0] < 0 or not np.isfinite(cumulative).all():
        raise ValueError("a lookup needs rows of rising age from 0, each with a figure")
    known, value = (ages, cumulative) if ages[0] == 0 else (np.append(0.0, ages), np.append(0.0, cumulative))
    found: Floats = np.interp(np.arange(years + 1.0), known, value)
    if (np.diff(value) < 0).any():
        span = np.arange(known[-1] + 1.0)
        found = np.maximum.accumulate(np.minimum(found, np.interp(span, known, value).mean()))
    return found


def curves_of(settings: LandSettings, lookups: pd.DataFrame | None = None, *, years: int) -> dict[str, Floats]:
    """Every curve by id, (3, ages 0 to `years`): slow, central and fast; a lookup is one line thrice.

    A lookup is a share of its own value at age 100, like the rest.

    Args:
        settings: of the register.
        lookups: columns curve_id, age_years and value (t CO2e/ha); None for none.
        years: the last age wanted.

    Raises:
        ValueError: a lookup's rows are no curve, or it stores nothing.
    """
    ages = np.arange(years + 1.0)
    held = np.minimum(ages, settings.duration_years)
    found = {name: np.stack([grown(p, k, held) for k in ks]) for name, (p, ks) in settings.shapes.items()}
    found["steady"] = np.stack([held] * 3)
    found["flux"] = np.minimum.outer(np.array(settings.flux_years), held)
    for name, rows in lookups.groupby("curve_id", sort=True) if lookups is not None else []:
        ordered = rows.sort_values("age_years", kind="stable")
        most = max(years, CENTURY)
        line = looked_up(ordered["age_years"].to_numpy(float), ordered["value"].to_numpy(float), years=most)
        if line[CENTURY] == 0:
            raise ValueError(f"the lookup {name} stores nothing by age {CENTURY}")
        share = line[np.minimum(np.arange(years + 1), settings.duration_years)] / line[CENTURY]
        found[str(name)] = np.stack([share] * 3)
    return found


def reported(curve: Floats, *, first_report_years: int) -> Floats:
    """(…, ages) as reported: 0 before that age, then all that stands, as at a first verification."""
    found: Floats = np.where(np.arange(curve.shape[-1]) < first_report_years, 0.0, curve)
    return found


def yearly(planted: Floats, curve: Floats) -> Floats:
    """What is added in each year by all that was planted until then; age is the year less the planting year.

    Args:
        planted: (years) from the first to the last year looked at.
        curve: (ages) as reported, as many as years at least.

    Raises:
        ValueError: the curve is shorter than the years.
    """
    years = len(planted)
    if len(curve) < years:
        raise ValueError(f"{years} years need a curve of as many ages, not {len(curve)}")
    added: Floats = np.convolve(planted, np.diff(curve, prepend=0.0))[:years]
    return added
