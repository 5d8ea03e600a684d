"""What one claimed hectare of each option and class of land stores in each year of a programme."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, raise_errors
from lae.land.sequestration.baseline import avoided_loss, claimable, kept_back
from lae.land.sequestration.book import factor_rows
from lae.land.sequestration.curve import Floats, reported, yearly
from lae.land.sequestration.programme import Programme
from lae.land.sequestration.settings import LandSettings
from lae.land.sequestration_contract import ANY, BASELINE, PER_KM_CENTURY

_TABLE = "land/factors.csv"
_ENDS = ["low", "value", "high"]


@dataclass(frozen=True)
class LandBook:
    """What is known of options, ready to be looked up.

    Attributes:
        options: contract LandOptions.
        factors: contract LandFactors, stock changes worked out.
        curves: by id, (3, ages) as `curves_of` gives them, of as many ages as a programme has years at least.
        settings: of the register.
    """

    options: pd.DataFrame
    factors: pd.DataFrame
    curves: Mapping[str, Floats]
    settings: LandSettings

    def __post_init__(self) -> None:
        factors = self.factors[self.factors["value"].notna() & self.factors["option"].ne(BASELINE)]
        effect = factors["option"].map(self.options.set_index("option")["effect"])
        cases = {
            "no_curve": (~factors["curve_id"].isin(list(self.curves)), "names a curve that nobody supplied."),
            "effect": (
                effect.notna() & factors["book"].eq("avoided").ne(effect.eq("avoided")),
                "counts removal for an option that stops emission, or the reverse.",
            ),
        }
        raise_errors(
            Finding("error", _TABLE, rule, message, "", tuple(sorted(set(factors.loc[rows, "option"]))))
            for rule, (rows, message) in cases.items()
            if rows.any()
        )

    def footprint_ha(self, option: str) -> float:
        """Hectares that an option takes of one hectare it suits: all, or of a hedge the ground under it."""
        how = self.settings
        return how.hedge_km_per_ha * how.hedge_footprint_ha if self.in_km(option) else 1.0

    def in_km(self, option: str) -> bool:
        """True for what is counted by length."""
        return bool(self.options.loc[self.options["option"].eq(option), "measured_in"].eq("km").any())


@dataclass(frozen=True)
class PerHectare:
    """One claimed hectare of one option on one class of land: (3, years), low, central, high, t CO2e.

    `gross`, `net`, `buffer` and `avoided_loss` are of each year, `_sum` of all years up to it. Each low and high is of
    that figure alone: what grows fastest first grows least later, so the low years do not add up to the low sum.
    `tier` is the worst of its figures', `ids` name them; figures nobody knows are NaN, with the reason.
    """

    gross: Floats
    net: Floats
    gross_sum: Floats
    net_sum: Floats
    buffer: Floats
    buffer_sum: Floats
    avoided_loss: Floats
    tier: str
    ids: tuple[str, ...]
    reason: str

    @property
    def known(self) -> bool:
        """Whether somebody can say what it stores."""
        return not np.isnan(self.gross).any()


def per_hectare(option: str, land_class: str, book: LandBook, programme: Programme, *, last_year: int) -> PerHectare:
    """The yearly figures of one claimed hectare, planted as the programme says, first_year to last_year.

    Args:
        option: of book.options.
        land_class: where it goes.
        book: what is known.
        programme: when it is planted.
        last_year: of the figures; planting after it is left out.
    """
    years = last_year - programme.first_year + 1
    planted = np.zeros(years)
    share = programme.planted_share[:years]
    planted[: len(share)] = share
    rows, factors = factor_rows(book.factors), book.factors
    row = rows.get((option, land_class), rows.get((option, ANY)))
    idle = rows.get((BASELINE, land_class), rows.get((BASELINE, ANY)))
    if row is None or np.isnan(factors["value"].iloc[row]):
        reason = "no figure is given" if row is None else factors["note"].iloc[row]
        return _unknown(years, f"{option} on {land_class}: {reason}")
    if idle is None or np.isnan(factors["value"].iloc[idle]):
        reason = f"{option} on {land_class}: nobody says what the land does when nothing is done"
        return _unknown(years, reason)
    factor, basis = factors.iloc[row], factors.iloc[idle]
    per = 1 / book.settings.hedge_footprint_ha if factor["unit"] == PER_KM_CENTURY else 1.0
    first = book.settings.first_report_years
    curves = reported(book.curves[factor["curve_id"]], first_report_years=first)
    lines = np.stack([yearly(planted, curve) for curve in curves])
    # A baseline is a rate that runs from planting on, reported like the rest.
    rate = yearly(planted, reported(book.curves["steady"][1], first_report_years=first))
    # (ends, slow to fast, years)
    gross = np.multiply.outer(ends(factor) * per, lines)
    baseline = np.multiply.outer(ends(basis), rate)
    scheme = str(book.options.set_index("option")["scheme"].at[option])
    precision, buffer = book.settings.deductions[scheme]
    # Stock changes and emissions that stop are measured from the land as it is.
    idle_removal = np.zeros_like(baseline) if factor["book"] in {"stock_change", "avoided"} else baseline
    net = claimable(gross, idle_removal[:, None, :], precision=precision, buffer=buffer)
    kept = kept_back(gross, idle_removal[:, None, :], precision=precision, buffer=buffer)
    return PerHectare(
        gross=_outer(gross),
        net=_outer(net),
        gross_sum=_outer(gross.cumsum(axis=2)),
        net_sum=_outer(net.cumsum(axis=2)),
        buffer=_outer(kept),
        buffer_sum=_outer(kept.cumsum(axis=2)),
        avoided_loss=avoided_loss(baseline, factor["book"]),
        tier=max(factor["tier"], basis["tier"]),
        ids=tuple(f"{name['option']}/{name['land_class']}" for name in (factor, basis)),
        reason="",
    )


def _unknown(years: int, reason: str) -> PerHectare:
    blank = np.full((3, years), np.nan)
    return PerHectare(blank, blank, blank, blank, blank, blank, blank, "", (), reason)


def _outer(figures: Floats) -> Floats:
    """(3, years) of (ends, slow to fast, years): the least of the low end, central of both, the most of the high."""
    return np.stack([figures[0].min(axis=0), figures[1, 1], figures[2].max(axis=0)])


def ends(row: "pd.Series[float]") -> npt.NDArray[np.float64]:
    """Low, central and high of a factor; its value where no range is known."""
    value = float(row["value"])
    return np.array([value if np.isnan(row[name]) else float(row[name]) for name in _ENDS])
