"""Headroom of places before and after a package's load: no more is said than the substations' figures say."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, raise_errors
from lae.measures import NO_SUBSTATION

Floats = npt.NDArray[np.float64]

EXACT: Final = "exact"
AT_MOST: Final = "at_most"
AT_LEAST: Final = "at_least"
UNKNOWN: Final = "unknown"
WHOLE: Final = 1.0 - 1e-6
"""An area whose shares sum to this hangs on known substations wholly."""
_KW_PER_MW: Final = 1_000.0


def load_mva(peak_kw: Floats, power_factor: float) -> Floats:
    """Apparent power in MVA of homes' peak load in kW."""
    mva: Floats = peak_kw / _KW_PER_MW / power_factor
    return mva


def supplied(homes_on: pd.DataFrame) -> pd.DataFrame:
    """`homes_on` without rows of no share or no known substation, in order of LSOA and substation.

    Args:
        homes_on: lsoa_code, substation_id, share (of the LSOA's homes, 0 to 1; those of an LSOA sum to 1 at most).

    Raises:
        FaultsError: a share is negative or blank, the shares of an LSOA sum to more than 1, or a pair stands twice.
    """
    share = homes_on["share"]
    sums = share.groupby(homes_on["lsoa_code"].astype("str")).transform("sum")
    faults = {
        "share_not_from_0": (~share.ge(0), "a share of homes must be 0 or more."),
        "shares_above_1": (sums > 2.0 - WHOLE, "the shares of an LSOA's homes sum to more than 1."),
        "repeated_pair": (homes_on.duplicated(["lsoa_code", "substation_id"]), "an LSOA names a substation twice."),
    }
    raise_errors(
        Finding("error", "homes_on", rule, message, ids=tuple(sorted(set(homes_on.loc[rows, "lsoa_code"]))))
        for rule, (rows, message) in faults.items()
        if rows.any()
    )
    rows = homes_on[share.gt(0) & homes_on["substation_id"].ne(NO_SUBSTATION)]
    kept = rows[["lsoa_code", "substation_id", "share"]].astype({"lsoa_code": "str", "substation_id": "str"})
    return kept.sort_values(["lsoa_code", "substation_id"], kind="stable").reset_index(drop=True)


def limits(substations: pd.Series, headroom: pd.DataFrame) -> pd.DataFrame:
    """What each substation's headroom is at least (`lower_mva`) and at most (`upper_mva`), infinite where not known.

    Args:
        substations: ids, any number of times; the index is kept.
        headroom: substation_id, headroom_mva (may be blank), bound (of `lae.measures.BOUNDS`).
    """
    figure = headroom.drop_duplicates("substation_id").set_index("substation_id")
    value = substations.map(figure["headroom_mva"].astype("float64"))
    bound = substations.map(figure["bound"].astype("str")).where(value.notna(), UNKNOWN)
    return pd.DataFrame(
        {
            "lower_mva": value.where(bound.isin([EXACT, AT_LEAST]), -np.inf),
            "upper_mva": value.where(bound.isin([EXACT, AT_MOST]), np.inf),
        }
    )


def least_room(areas: pd.Index, supply: pd.DataFrame, headroom: pd.DataFrame, load: Floats) -> pd.DataFrame:
    """Each area's least headroom over its substations: headroom_mva, headroom_after_mva (less `load`), headroom_bound.

    The lower limit is told where every substation has one (`exact`, or `at_least` where an upper limit is higher), else
    the upper (`at_most`), else nothing (`unknown`). Homes on no known substation could be anywhere: no lower limit.

    Args:
        areas: codes, one row each.
        supply: area_code, substation_id, share of the area's homes.
        headroom: as `limits` takes it.
        load: MVA, by area; below 0 is load taken off.
    """
    row = areas.get_indexer(pd.Index(supply["area_code"]))
    share = supply["share"].to_numpy(float)
    hung = np.bincount(row, share, minlength=len(areas)) >= WHOLE
    ends = limits(supply["substation_id"], headroom)
    lower, upper = ends["lower_mva"].to_numpy(float), ends["upper_mva"].to_numpy(float)

    def told(taken: Floats) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        low, high = _least(lower - taken, row, len(areas)), _least(upper - taken, row, len(areas))
        low = np.where(hung, low, -np.inf)
        value = np.where(np.isfinite(low), low, high)
        return np.where(np.isfinite(value), value, np.nan), np.isfinite(low), low == high

    before, has_lower, exact = told(np.zeros(len(supply)))
    after, _, exact_after = told(load[row] * share)
    bound = np.select(
        [np.isnan(before), has_lower & exact & exact_after, has_lower], [UNKNOWN, EXACT, AT_LEAST], default=AT_MOST
    )
    columns = {"headroom_mva": before, "headroom_after_mva": after}
    return pd.DataFrame({**columns, "headroom_bound": pd.Series(bound, dtype="str")})


def _least(values: Floats, row: npt.NDArray[np.int64], number: int) -> Floats:
    """The least value of each row, infinite where there is none."""
    least = np.full(number, np.inf)
    np.minimum.at(least, row, values)
    return least
