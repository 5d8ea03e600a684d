"""How many points of which class a site needs for the vehicles it covers."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.costs_contract import CHARGER_KW
from lae.charging.portfolio.settings import PortfolioSettings
from lae.charging.sites_contract import CANDIDATE_KINDS, DESTINATION

Floats = npt.NDArray[np.float64]

CLASS_OF: Final = {kind: "22_kw" if kind == DESTINATION else "7_kw" for kind in CANDIDATE_KINDS}
"""What residents charge at: 7 kW overnight; 22 kW where cars stand for a shop and not for a night."""
RAPID: Final = "50_kw"
SLACK: Final = 1e-9
"""A point more is not built for a rounding error."""


def points_for(vehicles: Floats, per_point: Floats, limit: Floats, *, min_points: float) -> Floats:
    """Whole points that suffice for so many vehicles: the smallest site's at least, the site's bays at most.

    Args:
        vehicles: by site.
        per_point: vehicles that one point suffices for, by site.
        limit: the most points, by site; NaN is no limit.
        min_points: of the smallest site.
    """
    wanted = np.maximum(np.ceil(vehicles / per_point - SLACK), min_points)
    points: Floats = np.fmin(wanted, np.maximum(limit, min_points))
    return points


def per_point(kinds: pd.Series, settings: PortfolioSettings) -> pd.DataFrame:
    """Vehicles that one residents' point suffices for at a site of each kind: columns low, central, high."""
    table = {kind: settings.vehicles_per_point(name) for kind, name in CLASS_OF.items()}
    ends = pd.DataFrame({kind: [one.low, one.central, one.high] for kind, one in table.items()})
    return pd.DataFrame(ends[kinds].to_numpy(float).T, columns=["low", "central", "high"], index=kinds.index)


def served_at_most(candidates: pd.DataFrame, settings: PortfolioSettings) -> Floats:
    """Vehicles each candidate can serve: those within its walk, as far as its bays take their points.

    Args:
        candidates: contract Candidates.
        settings: of the register.
    """
    each = per_point(candidates["kind"], settings)["central"].to_numpy(float)
    vehicles = candidates["no_drive_vehicles_count"].to_numpy(float)
    most: Floats = np.fmin(vehicles, candidates["points_limit_count"].to_numpy(float) * each)
    return most


def hub_kw(candidates: pd.DataFrame, settings: PortfolioSettings) -> Floats:
    """Rated kW of each candidate were it to serve every vehicle within its walk: no site of the programme has more.

    That holds as long as no destination energy adds rapid points, and the table's year is the one of most vehicles.

    Args:
        candidates: contract Candidates.
        settings: of the register.
    """
    each = per_point(candidates["kind"], settings)["central"].to_numpy(float)
    vehicles = candidates["no_drive_vehicles_count"].to_numpy(float)
    limit = candidates["points_limit_count"].to_numpy(float)
    points = points_for(vehicles, each, limit, min_points=settings.min_points)
    return points * candidates["kind"].map(CLASS_OF).map(CHARGER_KW).to_numpy(float)
