"""Whether the network takes each site: the grid flag, the traffic light, what binds, and the managed alternative."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.charging.candidates.room import AT_LEAST, AT_MOST, EXACT, UNKNOWN
from lae.charging.portfolio.ledger import ASK, FITS, NEVER, SLACK_MVA, Grid, entries
from lae.charging.portfolio.settings import PortfolioSettings
from lae.charging.sites_contract import (
    ASK_OPERATOR,
    FITS_AFTER_WORKS,
    FITS_NOW,
    NEEDS_REINFORCEMENT,
    PRIMARY_ONLY,
    WITH_SECONDARY,
)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_WORST: Final = {NEVER: 0, ASK: 1, FITS: 2}


def verdicts(sites: pd.DataFrame, grid: Grid, settings: PortfolioSettings) -> pd.DataFrame:
    """The columns of ChargingSites from grid_flag to assessed, a row for each of `sites` in its order.

    Args:
        sites: scenario, candidate_id, year, first_year, rank_count, substation_id, unmanaged_kw, managed_kw.
        grid: what is known of the network.
        settings: of the register.
    """
    rows = entries(sites, grid, settings).assign(worst=lambda frame: frame["state"].map(_WORST))
    told = np.where(np.isfinite(rows["lower_mva"]), rows["lower_mva"], rows["upper_mva"])
    rows["told_mva"] = np.where(np.isfinite(told), told, np.nan)
    open_still = rows["state"].ne(FITS) & rows["works_year"].isna()
    by_site = pd.DataFrame(
        {
            "fits": rows["state"].eq(FITS).groupby(rows["site"]).all(),
            "never": (rows["state"].eq(NEVER) & open_still).groupby(rows["site"]).any(),
            "ask": (rows["state"].eq(ASK) & open_still).groupby(rows["site"]).any(),
            "lower_mva": rows.groupby("site")["lower_mva"].min(),
            "upper_mva": rows.groupby("site")["upper_mva"].min(),
            "works_year": rows.groupby("site")["works_year"].max(),
            "work_ids": rows[rows["work_ids"].ne("")].groupby("site")["work_ids"].agg(_together),
        }
    ).reindex(np.arange(len(sites)))
    flag = np.select(
        [by_site["fits"], by_site["never"], by_site["ask"]],
        [FITS_NOW, NEEDS_REINFORCEMENT, ASK_OPERATOR],
        default=FITS_AFTER_WORKS,
    )
    load, managed = (sites[name].to_numpy(float) for name in ("unmanaged_kw", "managed_kw"))
    lower, upper = by_site["lower_mva"].to_numpy(float), by_site["upper_mva"].to_numpy(float)
    secondary = _secondary(sites["candidate_id"], grid.secondary)
    shift = np.maximum(load - lower / settings.mva(1.0), 0.0) / 1_000.0
    shift = np.where(lower >= settings.mva(1.0) * load - SLACK_MVA, 0.0, shift)
    binding = rows.sort_values(["site", "worst", "told_mva", "limit_id"], kind="stable").drop_duplicates("site")
    binding = binding.set_index("site").reindex(np.arange(len(sites)))
    before = binding["told_mva"].to_numpy(float)
    known = np.isfinite(before)
    return pd.DataFrame(
        {
            "grid_flag": flag.astype(str),
            "light": _lights(
                lower, upper, settings.mva(1.0) * load, settings.mva(1.0) * managed, load, managed, secondary
            ),
            "binding_substation_id": np.where(known, binding["limit_id"].fillna("").to_numpy(str), ""),
            "headroom_before_mva": before,
            "headroom_after_mva": before - settings.mva(1.0) * load,
            "headroom_bound": _bounds(binding),
            "work_ids": by_site["work_ids"].fillna("").to_numpy(str),
            "works_year": np.where(flag == FITS_AFTER_WORKS, by_site["works_year"], np.nan),
            "shift_needed_mw": np.where(np.isfinite(shift), shift, np.nan),
            "shift_possible_mw": (load - managed) / 1_000.0,
            "assessed": np.where(np.isnan(secondary), PRIMARY_ONLY, WITH_SECONDARY),
        }
    )


def _lights(
    lower: Floats,
    upper: Floats,
    load_mva: Floats,
    managed_mva: Floats,
    load_kw: Floats,
    managed_kw: Floats,
    secondary_kw: Floats,
) -> npt.NDArray[np.str_]:
    """Green: fits, secondary included. Amber: fits, secondary not known, or only managed fits. Red: not even that."""
    known = ~np.isnan(secondary_kw)
    whole = (lower >= load_mva - SLACK_MVA) & known & (secondary_kw >= load_kw)
    partly = (lower >= managed_mva - SLACK_MVA) & (~known | (secondary_kw >= managed_kw))
    never = (upper < managed_mva - SLACK_MVA) | (known & (secondary_kw < managed_kw))
    return np.select([whole, partly, never], ["green", "amber", "red"], default="unknown").astype(str)


def _secondary(sites: pd.Series, secondary: pd.DataFrame | None) -> Floats:
    """Headroom of each site's secondary substation in kW, NaN where not known."""
    if secondary is None:
        return np.full(len(sites), np.nan)
    return sites.map(secondary.set_index("candidate_id")["headroom_kw"]).to_numpy(float)


def _bounds(binding: pd.DataFrame) -> npt.NDArray[np.str_]:
    lower, upper = binding["lower_mva"].to_numpy(float), binding["upper_mva"].to_numpy(float)
    has_lower, has_upper = np.isfinite(lower), np.isfinite(upper)
    kinds = [has_lower & has_upper, has_lower, has_upper]
    return np.select(kinds, [EXACT, AT_LEAST, AT_MOST], default=UNKNOWN).astype(str)


def _together(lists: pd.Series) -> str:
    """Works named at several substations of a path, each once."""
    return "; ".join(dict.fromkeys(name for text in lists for name in text.split("; ")))
