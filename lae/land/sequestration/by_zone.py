"""SEQUESTRATION: hectares and tonnes by zone, option and year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, Severity
from lae.land.sequestration.allocation import claims
from lae.land.sequestration.options import placed
from lae.land.sequestration.per_hectare import LandBook, PerHectare, per_hectare
from lae.land.sequestration.programme import Programme
from lae.land.sequestration.said import of_figures, of_screening
from lae.land.sequestration_contract import (
    LAND_CLASSES,
    LAND_TIERS,
    LEVELS,
    STACKED,
    Sequestration,
    words_of,
)
from lae.tables import empty, validated

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MILESTONES: Final = (2030, 2040, 2050)
_TABLE: Final = "sequestration"
_ANNUAL: Final = ["gross", "net", "avoided_loss"]
_FIGURES: Final = [*_ANNUAL, "gross_sum", "net_sum", "buffer", "buffer_sum"]
_ENDS: Final = [(0, "low_"), (1, ""), (2, "high_")]


@dataclass(frozen=True)
class Claims:
    """Hectares by place (a zone and class of land), option and tier.

    Attributes:
        zones: of each place, positions in `zone_ids`.
        classes: of each place, positions in LAND_CLASSES.
        tier_ha: (places, options, LAND_TIERS) eligible.
        closed_ha: (places, options).
        claim_ha: (places, options) of land taken; of a hedge its footprint.
    """

    zone_ids: pd.Index
    zones: Codes
    classes: Codes
    tier_ha: Floats
    closed_ha: Floats
    claim_ha: Floats


@dataclass(frozen=True)
class Sequestered:
    """Contract Sequestration, the hectares behind it and what was found."""

    table: pd.DataFrame
    claims: Claims
    findings: tuple[Finding, ...]


def sequestration_table(
    eligible: pd.DataFrame,
    book: LandBook,
    programme: Programme,
    *,
    years: Sequence[int] = MILESTONES,
    confined: Collection[str] = (),
) -> Sequestered:
    """Every zone and option with eligible or closed land, at each year asked for.

    Args:
        eligible: contract EligibleLand.
        book: options, factors and curves.
        programme: how much, when and in which order.
        years: calendar years, from the programme's first.
        confined: options whose eligible hectares the screening has held to the layers they need (LandOptions); others
            that need one are closed.

    Raises:
        ValueError: no year is asked for, one lies before the programme, or a curve is too short for the last.
    """
    if not years or min(years) < programme.first_year:
        raise ValueError(f"ask for years from {programme.first_year} on")
    rows, findings = placed(eligible, book.options, confined=confined)
    held = claimed(rows, book, programme)
    if rows.empty:
        message = "no hectare is eligible for any option; what follows from them is blank."
        return Sequestered(
            empty(Sequestration), held, (*findings, Finding("warning", _TABLE, "no_land", message, "claim_ha"))
        )
    parts = [_of_option(option, column, rows, held, book, programme, years) for column, option in _columns(book)]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return Sequestered(validated(table, Sequestration, _TABLE), held, (*findings, *_remarks(table, programme)))


def claimed(rows: pd.DataFrame, book: LandBook, programme: Programme) -> Claims:
    """The hectares each option takes of each zone's classes of land.

    Args:
        rows: of `placed`.
        book: options in their order.
        programme: how much and in which order.
    """
    options = list(book.options["option"])
    zone_ids = pd.Index(sorted(rows["zone_id"].unique()), dtype="str")
    zone = zone_ids.get_indexer(pd.Index(rows["zone_id"]))
    land = pd.Index(LAND_CLASSES).get_indexer(pd.Index(rows["land_class"]))
    keys, place = np.unique(zone * len(LAND_CLASSES) + land, return_inverse=True)
    option = pd.Index(options).get_indexer(pd.Index(rows["option"]))
    # Land in no tier that may be used has no hectares here: it is all in closed_ha.
    tier = np.maximum(pd.Index(LAND_TIERS).get_indexer(pd.Index(rows["tier"])), 0)
    tier_ha = np.zeros((len(keys), len(options), len(LAND_TIERS)))
    closed_ha = np.zeros((len(keys), len(options)))
    np.add.at(tier_ha, (place.reshape(-1), option, tier), rows["area_ha"].to_numpy(float))
    np.add.at(closed_ha, (place.reshape(-1), option), rows["closed_ha"].to_numpy(float))
    usable = tier_ha[:, :, [name in programme.tiers for name in LAND_TIERS]].sum(axis=2)
    take = np.array([programme.take_share.get(name, 0.0) for name in options])
    footprint = np.array([book.footprint_ha(name) for name in options])
    wanted = usable * footprint * take
    if programme.alone or programme.stack_reason:
        claim = wanted
    else:
        claim = claims(usable, wanted, [options.index(name) for name in programme.order if name in options])
    zones, classes = keys // len(LAND_CLASSES), keys % len(LAND_CLASSES)
    return Claims(zone_ids, zones.astype(np.int64), classes.astype(np.int64), tier_ha, closed_ha, claim)


def _columns(book: LandBook) -> list[tuple[int, str]]:
    return list(enumerate(book.options["option"]))


def _of_option(
    option: str,
    column: int,
    rows: pd.DataFrame,
    held: Claims,
    book: LandBook,
    programme: Programme,
    years: Sequence[int],
) -> pd.DataFrame:
    """The rows of one option: zones with eligible or closed land, years in order."""
    own = rows[rows["option"].eq(option)]
    if own.empty:
        return pd.DataFrame()
    met = [int(position) for position in np.unique(held.classes)]
    each = {at: per_hectare(option, LAND_CLASSES[at], book, programme, last_year=max(years)) for at in met}
    hectares = np.zeros((len(held.zone_ids), len(LAND_CLASSES)))
    hectares[held.zones, held.classes] = held.claim_ha[:, column]
    known = hectares[:, [at for at in met if each[at].known]].sum(axis=1)
    unknown = hectares[:, [at for at in met if not each[at].known]].sum(axis=1)
    claim = known + unknown
    closed = _by_zone(held, held.closed_ha[:, column])
    # No figure where nothing of a claim is known, or where land is closed only because nobody looked; else nothing.
    dark = (known == 0) & ((claim > 0) | (closed > 0))
    moments = np.array(years) - programme.first_year
    figures_of = {
        name: np.where(dark[:, None, None], np.nan, _summed(hectares, each, name, moments)) for name in _FIGURES
    }
    fixed = {f"{name}_ha": _by_zone(held, held.tier_ha[:, column, at]) for at, name in enumerate(LAND_TIERS)}
    fixed |= {"closed_ha": closed, "claim_ha": claim, "unknown_ha": unknown}
    fixed["claim_km"] = claim / book.settings.hedge_footprint_ha if book.in_km(option) else np.full(len(claim), np.nan)
    facts: pd.Series = book.options[book.options["option"].eq(option)].iloc[0]
    said = _said(own, held.zone_ids, of_figures(hectares > 0, each), facts)
    has = np.isin(np.arange(len(claim)), held.zone_ids.get_indexer(pd.Index(own["zone_id"])))
    parts = []
    for at, year in enumerate(years):
        figures = {f"{name}_{end}tco2e": figures_of[name][:, i, at] for name in _ANNUAL for i, end in _ENDS}
        figures |= {f"net_{end}cumulative_tco2e": figures_of["net_sum"][:, i, at] for i, end in _ENDS}
        central = {"gross_sum": "gross_cumulative", "buffer": "buffer", "buffer_sum": "buffer_cumulative"}
        figures |= {f"{column}_tco2e": figures_of[name][:, 1, at] for name, column in central.items()}
        figures["planted_ha"] = claim * min(programme.planted_share[: moments[at] + 1].sum(), 1.0)
        parts.append(pd.DataFrame({**fixed, **figures}).join(said).assign(year=year)[has])
    table = pd.concat(parts)
    texts = {"basis": programme.basis, "option": option, "provenance": "modelled"}
    table = table.assign(**{name: pd.Series(text, index=table.index, dtype="str") for name, text in texts.items()})
    return table.sort_values(["zone_id", "year"], kind="stable")


def _summed(hectares: Floats, each: Mapping[int, PerHectare], name: str, moments: Codes) -> Floats:
    """(zones, 3, moments) of a figure of the classes whose figures are known."""
    found = np.zeros((len(hectares), 3, len(moments)))
    for at, one in each.items():
        if one.known:
            found += np.multiply.outer(hectares[:, at], getattr(one, name)[:, moments])
    return found


def _by_zone(held: Claims, places: Floats) -> Floats:
    return np.bincount(held.zones, places, len(held.zone_ids)).astype(np.float64)


def _said(own: pd.DataFrame, zone_ids: pd.Index, figures: pd.DataFrame, facts: pd.Series) -> pd.DataFrame:
    """What stands beside the figures of each zone, for one option."""
    screened = of_screening(own, zone_ids)
    worst = np.maximum(
        pd.Index(LEVELS).get_indexer(pd.Index(screened["confidence"])), LEVELS.index(facts["confidence"])
    )
    worst = np.where(figures["factor_tier"].eq("D"), LEVELS.index("low"), worst)
    both = screened["closed"].ne("") & figures["reason"].ne("")
    reason = screened["closed"] + pd.Series(np.where(both, "; ", ""), dtype="str") + figures["reason"]
    table = figures.assign(
        zone_id=pd.Series(zone_ids, dtype="str"),
        confidence=pd.Series(np.array(LEVELS)[worst], dtype="str"),
        not_screened=screened["not_screened"],
        reason=reason.astype("str"),
    )
    texts = {
        name: pd.Series(facts[name], index=table.index, dtype="str") for name in ("effect", "permanence", "scheme")
    }
    return table.assign(**texts)


def _remarks(table: pd.DataFrame, programme: Programme) -> list[Finding]:
    """What a reader of the figures must know."""
    once = table.drop_duplicates(["zone_id", "option"])
    blank = once.loc[once["unknown_ha"].gt(0), "option"]
    guessed = once.loc[once["factor_tier"].eq("D"), "option"]
    unseen = sorted({word for text in once["not_screened"].unique() for word in words_of(text)})
    cases: list[tuple[Severity, str, str, list[str]]] = [
        ("warning", "no_figure", "nobody can say what these store; their figures are blank.", sorted(set(blank))),
        ("warning", "unverified", "these rest on figures nobody has verified (tier D).", sorted(set(guessed))),
        ("warning", "layers_missing", "land was not screened for these.", unseen),
    ]
    found = [Finding(severity, _TABLE, rule, message, "", tuple(ids)) for severity, rule, message, ids in cases if ids]
    if programme.basis == STACKED:
        message = f"hectares may be claimed more than once: {programme.stack_reason.rstrip('.')}."
        found.append(Finding("warning", _TABLE, "stacked", message, "claim_ha"))
    return found
