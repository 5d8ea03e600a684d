"""What the register says about curves, deductions and hedges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from lae.assumptions import Assumptions

Triple = tuple[float, float, float]

SETTING_IDS: Final = (
    "curve_p",
    "curve_k",
    "curve_hedge_k",
    "curve_soil_p",
    "curve_soil_k",
    "curve_first_report",
    "flux_lasts",
    "wcc_duration_max",
    "wcc_precision",
    "wcc_buffer",
    "peat_precision",
    "peat_buffer",
    "hedge_km_per_ha",
    "hedge_footprint",
)
SCHEME_IDS: Final = {
    "woodland_carbon_code": ("wcc_precision", "wcc_buffer"),
    "peatland_code": ("peat_precision", "peat_buffer"),
    "none": ("wcc_precision", "wcc_buffer"),
}
"""Deductions of each scheme; what no code covers is treated no better than woodland."""


@dataclass(frozen=True)
class LandSettings:
    """Curves, deductions and hedges.

    Attributes:
        shapes: p, and low, central and high k (1/year), of (1 - e^(-kt))^p, by curve.
        first_report_years: age at which carbon is first reported; what grew until then is reported with it.
        duration_years: no figure grows beyond this age.
        flux_years: low, central and high of how long a published rate lasts.
        deductions: precision and buffer, shares, by scheme.
        hedge_km_per_ha: length of new hedge that a hectare of fields has room for.
        hedge_footprint_ha: hectares under a kilometre of hedge.
    """

    shapes: Mapping[str, tuple[float, Triple]]
    first_report_years: int
    duration_years: int
    flux_years: Triple
    deductions: Mapping[str, tuple[float, float]]
    hedge_km_per_ha: float
    hedge_footprint_ha: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "LandSettings":
        """The register's values."""
        value = assumptions.value
        return cls(
            shapes={
                "woodland": (value("curve_p"), _spread(assumptions, "curve_k")),
                "hedge": (value("curve_p"), _spread(assumptions, "curve_hedge_k")),
                "soil": (value("curve_soil_p"), _spread(assumptions, "curve_soil_k")),
            },
            first_report_years=round(value("curve_first_report")),
            duration_years=round(value("wcc_duration_max")),
            flux_years=_spread(assumptions, "flux_lasts"),
            deductions={scheme: (value(one), value(two)) for scheme, (one, two) in SCHEME_IDS.items()},
            hedge_km_per_ha=value("hedge_km_per_ha"),
            hedge_footprint_ha=value("hedge_footprint"),
        )


def _spread(assumptions: Assumptions, key: str) -> Triple:
    """Low, value and high of one assumption; its value where no range is known."""
    row = assumptions[key]
    low, high = (row.value if np.isnan(end) else end for end in (row.low, row.high))
    return low, row.value, high
