"""Published figures on their way into our columns: blanks, megawatts as MVA, and the note of an unproven reader."""

from typing import Any, Final

import numpy as np
import pandas as pd

from lae.readers.remarks import Remarks

LARGEST_MVA: Final = 5_000.0
"""No substation has more: a larger figure is in kilowatts or a slip of the pen."""
_NUMBERS: Final = (
    "transformers_count",
    "n_minus_1_mva",
    "observed_max_mva",
    "observed_min_mva",
    "contracted_excl_bess_mva",
    "contracted_bess_mva",
    "demand_headroom_mva",
    "demand_published_value",
    "generation_headroom_mva",
    "generation_published_value",
    "connected_generation_mw",
    "contracted_generation_mw",
    "fault_rating_ka",
    "fault_level_ka",
)
_TEXT: Final = (
    "licence_area",
    "ratings",
    "demand_rag",
    "demand_constraint",
    "demand_unit",
    "generation_rag",
    "generation_constraint",
    "generation_unit",
    "tia_threshold",
    "comment",
)


def blank_figures() -> dict[str, Any]:
    """Every figure of `Substations` that a file may leave unsaid, blank; its bounds unknown, its basis none."""
    return {
        **dict.fromkeys(_NUMBERS, float("nan")),
        **dict.fromkeys(_TEXT, ""),
        **dict.fromkeys(("demand_bound", "demand_bound_own", "generation_bound"), "unknown"),
        "headroom_basis": "none",
        "demand_queue": "connected",
        "single_transformer": False,
    }


def mva_from_mw(values: pd.Series, power_factor: float) -> pd.Series:
    """Megawatts as MVA: nothing is nothing in any unit, the rest is blank where the power factor is NaN."""
    return (
        values.where(values.eq(0), values / power_factor) if not np.isnan(power_factor) else values.where(values.eq(0))
    )


def unproven(remarks: Remarks, doubts: str = "") -> None:
    """Note that no real file was at hand when the reader was written (headroom rule 26), and what it had to assume."""
    message = "this reader is known from published headers only: header-only, unproven."
    remarks.file("note", "unproven", f"{message} {doubts}".strip())
