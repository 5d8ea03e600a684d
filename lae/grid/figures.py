"""What is known of each substation before growth: the operator's figure, and ours from ratings."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.grid.network import Ladder
from lae.measures import BOUNDS, UNNAMED
from lae.tables import records

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_CLEARLY_MVA: Final = 0.5
"""A nameplate that leaves this much more room than published cannot be what limits the figure."""


@dataclass(frozen=True)
class Figure:
    """One kind of headroom before growth, per node: `path` is compared along the path, `own` is the site's alone.

    `names` is what to print when a node binds. `queue` is the queue each figure counts. `first_year` is its date.
    """

    own: Floats
    own_bound: Codes
    path: Floats
    path_bound: Codes
    names: npt.NDArray[np.str_]
    queue: npt.NDArray[np.str_]
    first_year: Codes


@dataclass(frozen=True)
class Firm:
    """Our own capacity arithmetic, MVA; NaN where not known.

    `capacity` is (year, node) and `observed` (node,); `contracted` is by queue, (node,) or (scenario, year, node).
    """

    capacity: Floats
    observed: Floats
    contracted: dict[str, Floats]


def published_demand(substations: pd.DataFrame, ladder: Ladder) -> Figure:
    """The operators' demand headroom at its date, with what binds by name only where the operator says so."""
    rows = on_ladder(substations, ladder)
    value = rows["demand_headroom_mva"].to_numpy(float)
    own_bound = _codes(rows["demand_bound_own"])
    return Figure(
        own=np.where(own_bound == BOUNDS.index("unknown"), np.nan, value),
        own_bound=own_bound,
        path=value,
        path_bound=_codes(rows["demand_bound"]),
        names=_names(rows, value, rows["demand_constraint"]),
        queue=rows["demand_queue"].to_numpy(str),
        first_year=rows["figure_year"].to_numpy(np.int64),
    )


def published_generation(substations: pd.DataFrame, ladder: Ladder) -> Figure:
    """The operators' generation headroom at its date; an upper limit, since later connections are not counted."""
    rows = on_ladder(substations, ladder)
    value = rows["generation_headroom_mva"].to_numpy(float)
    stated = _codes(rows["generation_bound"])
    bound = np.where(stated == BOUNDS.index("exact"), BOUNDS.index("at_most"), stated)
    texts = rows["generation_constraint"]
    unspoken = np.where(texts.str.contains("Substation"), rows["substation_id"], UNNAMED)
    # A path figure says nothing of the site's own room unless the operator names the site.
    own_known = rows["headroom_basis"].eq("own") | texts.str.contains("Substation")
    return Figure(
        own=np.where(own_known, value, np.nan),
        own_bound=np.where(own_known, bound, BOUNDS.index("unknown")),
        path=value,
        path_bound=bound,
        names=unspoken.astype(str),
        queue=rows["demand_queue"].to_numpy(str),
        first_year=rows["figure_year"].to_numpy(np.int64),
    )


def firm_capacity(
    substations: pd.DataFrame,
    works: pd.DataFrame,
    ladder: Ladder,
    *,
    years: range,
    cyclic_factor: float,
    contracted_coincidence: float,
) -> Firm:
    """N-1 nameplate x cyclic factor by year, and what is already taken.

    Published works that state MVA count from their first winter; those that state none change nothing (headroom rule
    23).
    GSPs get no modelled capacity (rule 3); single-transformer sites none until works give them a second unit (rule 10).
    """
    rows = on_ladder(substations, ladder)
    nameplate = np.tile(rows["n_minus_1_mva"].to_numpy(float), (len(years), 1))
    nameplate[:, rows["single_transformer"].to_numpy(bool)] = np.nan
    stated = works[works["after_mva"].notna() & works["effective_year"].notna() & works["scope"].eq("substation")]
    for work in records(stated.sort_values(["effective_year", "work_id"])):
        from_year = max(int(work.effective_year) - years[0], 0)
        nameplate[from_year:, ladder.position[work.substation_id]] = work.after_mva
    nameplate[:, rows["tier"].eq("gsp").to_numpy(bool)] = np.nan
    excl = rows["contracted_excl_bess_mva"].to_numpy(float) * contracted_coincidence
    bess = rows["contracted_bess_mva"].to_numpy(float) * contracted_coincidence
    return Firm(
        capacity=nameplate * cyclic_factor,
        observed=rows["observed_max_mva"].to_numpy(float),
        contracted={"connected": excl * 0.0, "contracted_excl_bess": excl, "contracted": excl + bess},
    )


def less_contracted(firm: Firm, loaded_mva: Floats) -> Firm:
    """The same with contracted demand less what growth holds already, (scenario, year, node), never below zero."""
    if not loaded_mva.any():
        return firm
    less = {name: np.maximum(mva - loaded_mva, 0.0) for name, mva in firm.contracted.items()}
    return replace(firm, contracted=less)


def on_ladder(substations: pd.DataFrame, ladder: Ladder) -> pd.DataFrame:
    """The substations' rows in the ladder's order."""
    return substations.set_index("substation_id", drop=False).loc[list(ladder.ids)]


def _codes(bounds: pd.Series) -> Codes:
    return np.asarray(bounds.map({name: code for code, name in enumerate(BOUNDS)}), dtype=np.int64)


def _names(rows: pd.DataFrame, value: Floats, constraint: pd.Series) -> npt.NDArray[np.str_]:
    """A site's own id where the operator names the site, or where nothing speaks against it; else "unnamed ..."."""
    silent = constraint.eq("").to_numpy()
    spare = rows["n_minus_1_mva"] - rows["observed_max_mva"] - rows["contracted_excl_bess_mva"]
    # At plain nameplate, the least the transformers can do, there is clearly more room than published.
    elsewhere = silent & (spare.to_numpy(float) > value + _CLEARLY_MVA)
    upstream_only = ~silent & ~constraint.str.contains("Substation").to_numpy()
    named = np.where(elsewhere | upstream_only, UNNAMED, rows["substation_id"].to_numpy(str))
    return np.where(np.isnan(value), "", named).astype(str)
