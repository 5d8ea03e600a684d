"""Firm capacity of every substation: the operator's figure wins, ours from ratings is its cross-check.

Ours knows transformers only. Circuits, switchgear and busbars may leave less, so where the operator publishes nothing
a derived figure is an upper limit on what the whole substation can do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import pandas as pd

from lae.findings import Finding
from lae.grid.outage import NAN, SHARING_TOLERANCE, Unit, after_one_outage, has_two_ratings, impedances_stated, units_of
from lae.grid.security_contract import FirmCapacity
from lae.tables import records, validated

SEASONS: Final = ("winter", "summer")


class Seasonal(NamedTuple):
    """A capacity in winter and in summer, MVA."""

    winter_mva: float
    summer_mva: float


class Choice(NamedTuple):
    """The firm capacity to use, whether the operator says so, and derived over published less 1."""

    firm_mva: float
    published: bool
    difference_ratio: float


@dataclass(frozen=True)
class FirmSettings:
    """What turns nameplate into firm, and winter into summer.

    `cyclic_factor` holds for units with one published rating, and for all at BSPs. A primary's units with two ratings
    have `dual_rated_factor` on the higher one.
    """

    cyclic_factor: float
    dual_rated_factor: float
    summer_ratio: float

    def factor(self, tier: str, *, dual_rated: bool) -> float:
        """Firm rating over nameplate for one unit at a substation of that tier."""
        return self.dual_rated_factor if dual_rated and tier == "primary" else self.cyclic_factor


@dataclass(frozen=True)
class _Derived:
    """Our winter figure and the nameplate it comes from; NaN with the reason where there is none."""

    firm_mva: float = NAN
    plain_mva: float = NAN
    admittance_mva: float = NAN
    factor: float = NAN
    by_admittance: bool = False
    reason: str = ""


def single_transformer_firm(transfer_mva: float) -> float:
    """Nothing of its own plus what other sites can take over: NaN where that is unpublished, never the nameplate."""
    return 0.0 + transfer_mva


def seasonal_firm(winter_mva: float, *, summer_ratio: float) -> Seasonal:
    """The same equipment in winter and, hotter, in summer."""
    return Seasonal(winter_mva, winter_mva * summer_ratio)


def choose(published_mva: float, derived_mva: float) -> Choice:
    """The published figure where there is one, with the derived one as its check; else the derived one; NaN if none."""
    if math.isnan(published_mva):
        return Choice(derived_mva, published=False, difference_ratio=NAN)
    difference = derived_mva / published_mva - 1 if published_mva > 0 else NAN
    return Choice(published_mva, published=True, difference_ratio=difference)


def unutilised_share(firm: float, maximum: float) -> float:
    """The share of firm capacity that the maximum demand leaves; negative when it is exceeded.

    Raises ValueError when firm capacity is not above zero, since a share of nothing says nothing.
    """
    if not firm > 0:
        raise ValueError(f"the unused share of a firm capacity of {firm} is not defined; it must be above zero")
    return (firm - maximum) / firm


def firm_mw(mva: float, pf: float) -> float:
    """Firm capacity in MW as operators print it, to one decimal; raises ValueError for a power factor not in (0, 1]."""
    if not 0 < pf <= 1:
        raise ValueError(f"the power factor {pf} must be above 0 and at most 1")
    return round(mva * pf, 1)


def firm_table(
    substations: pd.DataFrame,
    published: pd.DataFrame,
    works: pd.DataFrame,
    *,
    year: int,
    settings: FirmSettings,
    transfer_mva: Mapping[str, float] | None = None,
    impedances_percent: Mapping[str, Sequence[float]] | None = None,
) -> pd.DataFrame:
    """FIRM CAPACITY of every substation in both seasons of `year`, each blank with its reason where it is not known.

    Works that state MVA count from their first winter and then replace ratings, and published figures of an earlier
    edition; those that state none change nothing (headroom rule 23). GSPs get a published figure or none (rule 3),
    single-transformer sites their transfer capacity or none (rule 10).

    Args:
        substations: contract Substations.
        published: contract PublishedFirm, may be empty. One whose season is `year` counts in both.
        works: contract Works.
        year: the winter that starts in it, and the summer before that winter.
        settings: factors on nameplate and the summer ratio.
        transfer_mva: by substation, what other sites take over within the time P2/8 allows; left out = unpublished.
        impedances_percent: by substation, one a unit in the order of the ratings text, on the unit's own rating.
    """
    stated = {(row.substation_id, row.season): row for row in records(published)}
    capacity = works[works["scope"].eq("substation") & works["after_mva"].notna() & works["effective_year"].notna()]
    dated = list(records(capacity.sort_values(["effective_year", "work_id"])))
    rows = []
    for site in records(substations.sort_values("substation_id")):
        name = site.substation_id
        transfer = (transfer_mva or {}).get(name, NAN)
        units = units_of(site.ratings)
        given = (impedances_percent or {}).get(name)
        if units and given is not None:
            units = _with_impedances(name, units, given)
        own = [work for work in dated if work.substation_id == name]
        for season in SEASONS:
            done = [work for work in own if work.effective_year <= year - (season == "summer")]
            derived = _after_works(site, done[-1], settings) if done else _derived(site, units, transfer, settings)
            figure, remark = _published(stated, name, season, settings)
            if done and figure is not None and int(str(figure.vintage)[:4]) < done[-1].effective_year:
                older = f"the operator's {figure.firm_mva:g} MVA predates them"
                derived, figure = replace(derived, reason=f"{derived.reason}; {older}"), None
            rows.append(_row(name, season, figure, remark, derived, settings))
    return validated(pd.DataFrame(rows), FirmCapacity, "firm capacity")


def firm_findings(table: pd.DataFrame) -> list[Finding]:
    """A warning naming the substations whose units cannot share their load by rating, when there are any."""
    winter = table[table["season"].eq("winter")]
    short = winter["admittance_mva"] < winter["n_minus_1_mva"] * (1 - SHARING_TOLERANCE)
    if not short.any():
        return []
    message = (
        f"at {int(short.sum())} substations the surviving transformers carry over {SHARING_TOLERANCE:.0%} less than "
        "the sum of their ratings, because they share by impedance; the lower figure is used."
    )
    return [
        Finding(
            "warning",
            "firm capacity",
            "unequal_sharing",
            message,
            "admittance_mva",
            tuple(winter.loc[short, "substation_id"]),
            "Ask the operator for the firm capacity.",
        )
    ]


def _with_impedances(name: str, units: tuple[Unit, ...], given: Sequence[float]) -> tuple[Unit, ...]:
    if len(given) != len(units) or not all(percent > 0 for percent in given):
        raise ValueError(f"{name} has {len(units)} transformers: one impedance above 0 % for each, not {list(given)}")
    return tuple(replace(unit, impedance_percent=percent) for unit, percent in zip(units, given, strict=True))


def _derived(site: Any, units: tuple[Unit, ...] | None, transfer: float, settings: FirmSettings) -> _Derived:
    if site.tier == "gsp":
        return _Derived(reason="no published limit; none is derived for a GSP")
    if units is None:
        return _Derived(reason="the transformer ratings do not read")
    if not units and site.n_minus_1_mva >= 0:
        factor, plain = settings.factor(site.tier, dual_rated=False), site.n_minus_1_mva
        return _Derived(plain * factor, plain, factor=factor, reason="from the N-1 sum; units not stated one by one")
    if not units:
        return _Derived(reason="transformer ratings unpublished")
    if len(units) == 1:
        firm = single_transformer_firm(transfer)
        unknown = "one transformer: transfer capacity unpublished"
        return _Derived(firm, reason=unknown if math.isnan(firm) else "one transformer: what other sites take over")
    nameplate = after_one_outage(units)
    rated = after_one_outage([_rated(unit, site.tier, settings) for unit in units])
    sharing = impedances_stated(units)
    reason = "shared by impedance" if sharing else "impedances unpublished: equal per-unit impedance assumed"
    taken_over = 0.0 if math.isnan(transfer) else transfer
    reason += "" if math.isnan(transfer) else f"; {transfer:g} MVA of it taken over by other sites"
    return _Derived(
        firm_mva=rated.admittance_mva + taken_over,
        plain_mva=nameplate.plain_mva,
        admittance_mva=nameplate.admittance_mva,
        factor=rated.admittance_mva / nameplate.admittance_mva,
        by_admittance=sharing,
        reason=reason,
    )


def _rated(unit: Unit, tier: str, settings: FirmSettings) -> Unit:
    """The unit at its firm rating; its impedance does not change with what we let it carry."""
    factor = settings.factor(tier, dual_rated=unit.dual_rated)
    return replace(unit, rating_mva=unit.rating_mva * factor, base_mva=unit.rating_mva)


def _after_works(site: Any, work: Any, settings: FirmSettings) -> _Derived:
    factor = settings.factor(site.tier, dual_rated=has_two_ratings(work.text))
    reason = f"after works from winter {int(work.effective_year)} ({work.work_id}); units not stated one by one"
    return _Derived(work.after_mva * factor, work.after_mva, factor=factor, reason=reason)


def _published(
    stated: Mapping[tuple[str, str], Any], name: str, season: str, settings: FirmSettings
) -> tuple[Any, str]:
    """The operator's figure for that season and a remark on it; None and "" where there is none."""
    for wanted in (season, "year"):
        if (name, wanted) in stated:
            return stated[name, wanted], ""
    if season == "summer" and (name, "winter") in stated:
        winter = stated[name, "winter"]
        summer = seasonal_firm(winter.firm_mva, summer_ratio=settings.summer_ratio).summer_mva
        return winter._replace(firm_mva=summer), f"the operator's winter figure x {settings.summer_ratio:g}"
    return None, ""


def _row(
    name: str, season: str, figure: Any, remark: str, derived: _Derived, settings: FirmSettings
) -> dict[str, object]:
    seasons = seasonal_firm(derived.firm_mva, summer_ratio=settings.summer_ratio)
    ours = seasons.winter_mva if season == "winter" else seasons.summer_mva
    choice = choose(NAN if figure is None else figure.firm_mva, ours)
    sharing = derived.admittance_mva / derived.plain_mva - 1 if derived.plain_mva > 0 else NAN
    method = "admittance" if derived.by_admittance else "n_minus_1"
    return {
        "substation_id": name,
        "season": season,
        "firm_mva": choice.firm_mva,
        "method": "published" if choice.published else "unknown" if math.isnan(ours) else method,
        "n_minus_1_mva": derived.plain_mva,
        "admittance_mva": derived.admittance_mva,
        "cyclic_factor_ratio": derived.factor,
        "derived_mva": ours,
        "difference_ratio": choice.difference_ratio if choice.published else sharing,
        "reason": remark if choice.published else derived.reason,
    }
