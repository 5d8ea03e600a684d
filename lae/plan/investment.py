"""What each action costs and what its carbon is worth, by district and county: capital against carbon, nothing else."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.findings import Finding, Severity, raise_errors
from lae.measures import PROVENANCE
from lae.plan.contract import BUILDINGS, EV_INFRASTRUCTURE, TOLD, WORKSTREAMS, Investment
from lae.plan.discounting import DISCOUNTING_IDS, Discounting
from lae.prices import inflation
from lae.tables import empty, filled, key_of

Floats = npt.NDArray[np.float64]

CHARGING_ACTION: Final = "public_charging_sites"
_TABLE: Final = "investment"
_PRICES: Final = "land/prices.csv"
_CASES: Final = ("_low", "", "_high")
_CAPEX: Final = [f"capex{case}_gbp" for case in _CASES]
_WORTH: Final = [f"carbon_value{case}_gbp" for case in _CASES]
_NPV: Final = [f"npv_carbon_only{case}_gbp" for case in _CASES]
_PER_TONNE: Final = ["low_gbp_per_tco2e", "gbp_per_tco2e", "high_gbp_per_tco2e"]
_GIVEN: Final = ["homes", *_CAPEX, "lifetime_years", "carbon_saved_tco2e", "peak_added_kw"]
_ACTION: Final = ["workstream", "action", "scenario"]
_SUMS: Final = ["homes", "sites_count", *(name for name in TOLD if name not in {"lifetime_years", "gbp_per_tco2e"})]
_NO_CHARGING_CARBON: Final = "no carbon is claimed for charge points: cars save it"
_NO_CHARGING_LIFE: Final = "no lifetime of a charge point with a source is at hand"
_NO_CHARGING_PEAK: Final = "load at sites moves from homes' surroundings, none is added"
_NONE_SAVED: Final = "no carbon is saved"
_BY_NATURE: Final = {_NO_CHARGING_CARBON, _NO_CHARGING_LIFE, _NO_CHARGING_PEAK, _NONE_SAVED}
"""Blanks that no supplied file would fill."""


def investments(
    retrofit: pd.DataFrame,
    sites: pd.DataFrame,
    prices: pd.DataFrame,
    deflators: pd.DataFrame,
    *,
    discounting: Discounting,
    start_year: int,
    price_year: int,
    county_code: str,
) -> pd.DataFrame:
    """INVESTMENT of every district, and of the county where no district is blank; energy bills are in no figure.

    A carbon value of a year after the last supplied is the last one's; `investment_findings` says so.

    Args:
        retrofit: contract Retrofit; its packages by district are taken.
        sites: contract ChargingSites; sites of the last milestone, with their capital of all milestones, since a row
            holds only what was added since the one before. Sites without a district are left aside.
        prices: contract CarbonPrices; its appraisal values are taken.
        deflators: contract Deflators.
        discounting: from `start_year`.
        start_year: capital is spent in it; carbon is saved from the year after.
        price_year: of all money returned.
        county_code: of the sum of districts.

    Raises:
        FaultsError: two appraisal values for one year, or prices of a year the deflators do not cover.
        ValueError: a life longer than discount rates are known for.
    """
    packages = _packages(retrofit, sites, deflators, price_year)
    charging = _charging(sites, deflators, price_year)
    parts = [part for part in (packages, charging) if len(part)]
    if not parts:
        return empty(Investment)
    rows = pd.concat(parts, ignore_index=True).sort_values(["area_code", *_ACTION], kind="stable", ignore_index=True)
    lives = rows["lifetime_years"].fillna(0.0)
    years = start_year + np.arange(math.ceil(lives.max()) + 1)
    valued = _valued(rows, carbon_values(prices, deflators, years, price_year), discounting)
    county = _county(valued, county_code)
    table = _with_cost_of_carbon(pd.concat([county, valued], ignore_index=True)).assign(
        price_year=price_year, funding=""
    )
    return filled(table.sort_values(key_of(Investment), kind="stable"), Investment, _TABLE)


def investment_findings(
    found: pd.DataFrame, sites: pd.DataFrame, prices: pd.DataFrame, *, start_year: int
) -> tuple[Finding, ...]:
    """What INVESTMENT leaves out, holds level or leaves blank, one Finding for each reason.

    Args:
        found: contract Investment, made of the others.
        sites: contract ChargingSites.
        prices: contract CarbonPrices.
        start_year: of `found`.
    """
    bills = "energy bills and upkeep are in no figure of this table, which sets capital against carbon: see projects."
    notes = [Finding("note", _TABLE, "no_energy_bills", bills, "npv_carbon_only_gbp")]
    missing = [name for name in WORKSTREAMS if not found["workstream"].eq(name).any()]
    if missing:
        message = "no actions of these workstreams were supplied; their investment is not known."
        notes.append(Finding("warning", _TABLE, "no_actions", message, "workstream", tuple(missing)))
    last = prices.loc[prices["kind"].eq("appraisal"), "year"].max()
    end = start_year + math.ceil(found["lifetime_years"].fillna(0.0).max()) if len(found) else start_year
    if end > last:
        message = f"carbon values end in {last:.0f}; those of years to {end} are held at the last."
        notes.append(Finding("note", _TABLE, "carbon_value_held", message, "carbon_value_gbp"))
    if stray := tuple(dict.fromkeys(sites.loc[sites["district_code"].eq(""), "site_id"])):
        message = "sites without a district are in no figure."
        notes.append(Finding("warning", _TABLE, "no_district", message, "sites_count", stray))
    reasons = found["reason"].str.split("; ").explode()
    named = (found["area_code"] + " / " + found["action"] + " " + found["scenario"]).str.strip()
    for reason in sorted(set(reasons) - {""}):
        ids = tuple(named.loc[reasons.index[reasons.eq(reason)]])
        severity: Severity = "note" if reason in _BY_NATURE else "warning"
        notes.append(Finding(severity, _TABLE, "blank_figure", f"figures are blank: {reason}.", "reason", ids))
    return tuple(notes)


def _packages(retrofit: pd.DataFrame, sites: pd.DataFrame, deflators: pd.DataFrame, price_year: int) -> pd.DataFrame:
    """A row for each district and package; blank where the table has none, so that no county is a partial sum."""
    districts = retrofit[retrofit["area_level"].eq("lad")]
    own = districts[districts["kind"].eq("package")]
    if own.empty:
        return pd.DataFrame()
    codes = sorted((set(districts["area_code"]) | set(sites["district_code"])) - {""})
    grid = pd.MultiIndex.from_product([codes, sorted(set(own["measure"]))], names=["area_code", "measure"])
    wanted = ["area_code", "measure", "price_year", "provenance", "assumption_ids", *_GIVEN]
    rows = grid.to_frame(index=False).merge(own[wanted], on=["area_code", "measure"], how="left")
    absent = rows["provenance"].isna()
    present = rows["price_year"].fillna(float(price_year)).to_numpy(float)
    rows[_CAPEX] = rows[_CAPEX].mul(inflation(present, deflators, price_year=price_year), axis=0)
    blanks = rows[_GIVEN].isna().to_numpy()
    told = [", ".join(name for name, blank in zip(_GIVEN, row, strict=True) if blank) for row in blanks]
    reason = np.where(absent, "the retrofit table has no row", [f"retrofit gives no {names}" for names in told])
    return rows.rename(columns={"measure": "action"}).assign(
        workstream=BUILDINGS,
        scenario="",
        sites_count=np.nan,
        reason=np.where(blanks.any(axis=1), reason, ""),
        provenance=rows["provenance"].fillna("modelled"),
        assumption_ids=[_ids([*_words([text]), *DISCOUNTING_IDS]) for text in rows["assumption_ids"].fillna("")],
    )


def _charging(sites: pd.DataFrame, deflators: pd.DataFrame, price_year: int) -> pd.DataFrame:
    """A row for each district and scenario with sites at its last milestone."""
    rows = sites[sites["district_code"].ne("")].sort_values(["scenario", "site_id", "year"], kind="stable")
    if rows.empty:
        return pd.DataFrame()
    standing = rows["year"].eq(rows.groupby("scenario")["year"].transform("max"))
    rows = rows[standing.groupby([rows["scenario"], rows["site_id"]]).transform("any")]
    ratio = inflation(rows["price_year"].to_numpy(float), deflators, price_year=price_year)
    theirs = [f"capex_{case}_gbp" for case in ("low", "central", "high")]
    rows = rows.assign(**{own: rows[name] * ratio for own, name in zip(_CAPEX, theirs, strict=True)})
    groups = rows.groupby(["district_code", "scenario"], sort=True)
    table = (
        groups[_CAPEX]
        .agg(math.fsum)
        .assign(
            sites_count=groups["site_id"].nunique().astype(float),
            provenance=groups["provenance"].agg(_weakest),
            assumption_ids=groups["assumption_ids"].agg(lambda texts: _ids(_words(texts))),
        )
    )
    unknown = dict.fromkeys(["homes", "lifetime_years", "carbon_saved_tco2e", "peak_added_kw"], np.nan)
    reasons = [_NO_CHARGING_CARBON, _NO_CHARGING_LIFE, _NO_CHARGING_PEAK]
    dear = np.where(table[_CAPEX].isna().any(axis=1), "the cost of a site is not known; ", "")
    table = table.assign(workstream=EV_INFRASTRUCTURE, action=CHARGING_ACTION, **unknown)
    table["reason"] = [text + "; ".join(reasons) for text in dear]
    return table.reset_index(names=["area_code", "scenario"])


def carbon_values(
    prices: pd.DataFrame, deflators: pd.DataFrame, years: npt.NDArray[np.int64], price_year: int
) -> Floats:
    """Low, central and high appraisal value of a tonne, (3, years); NaN where there is none, the last one held."""
    rows = prices[prices["kind"].eq("appraisal")].sort_values("year", kind="stable")
    twice = sorted({str(year) for year in rows.loc[rows["year"].duplicated(), "year"]})
    message = "a year has more than one appraisal value of carbon."
    fault = Finding("error", _PRICES, "several_values", message, "year", tuple(twice), "Keep one.")
    raise_errors([fault] if twice else [])
    if rows.empty:
        return np.full((3, len(years)), np.nan)
    known = rows["year"].to_numpy(np.int64)
    ratio = inflation(rows["price_year"].to_numpy(float), deflators, price_year=price_year)
    asked = np.minimum(years, known[-1])
    at = np.searchsorted(known, asked)
    values: Floats = np.where(known[at] == asked, (rows[_PER_TONNE].to_numpy(float).T * ratio)[:, at], np.nan)
    return values


def _valued(rows: pd.DataFrame, values: Floats, discounting: Discounting) -> pd.DataFrame:
    """Rows with tonnes over their life, what these are worth at `values` (3, years from now), and that less capital."""
    yearly, life = rows["carbon_saved_tco2e"].to_numpy(float), rows["lifetime_years"].to_numpy(float)
    # Of each year from now the part that lies within the life: the saving starts the year after the capital is spent.
    lived = np.clip(life[:, None] - np.arange(-1.0, values.shape[1] - 1.0), 0.0, 1.0)
    lived[:, 0] = 0.0
    saved = yearly[:, None] * lived
    # A year past a life needs no carbon value.
    flows = np.where(lived == 0.0, 0.0, saved * values[:, None, :])
    at_low, worth, at_high = discounting.present_value(flows)
    # Carbon added weighs most at the high value: ends are put back in order.
    ordered = np.minimum(at_low, at_high), worth, np.maximum(at_low, at_high)
    capital = [rows[name].to_numpy(float) for name in reversed(_CAPEX)]
    unpriced = (np.isnan(at_low) | np.isnan(worth) | np.isnan(at_high)) & ~np.isnan(yearly * life)
    return rows.assign(
        area_level="lad",
        lifetime_cumulative_tco2e=yearly * life,
        discounted_cumulative_tco2e=discounting.present_value(saved),
        **dict(zip(_WORTH, ordered, strict=True)),
        **{name: gain - cost for name, gain, cost in zip(_NPV, ordered, capital, strict=True)},
        reason=_and(rows["reason"], unpriced, "a year of its life has no appraisal carbon value with low and high"),
    )


def _county(rows: pd.DataFrame, county_code: str) -> pd.DataFrame:
    """Exact sums over districts; a figure that one district lacks is blank, and `reason` names the district."""
    found = []
    for key, districts in rows.groupby(_ACTION, sort=True):
        lives = set(districts["lifetime_years"])
        alike = len(lives) == 1
        differ = [] if alike or districts["lifetime_years"].isna().any() else ["lifetimes differ by district"]
        found.append(
            {
                "area_level": "county",
                "area_code": county_code,
                **dict(zip(_ACTION, key, strict=True)),
                **{name: math.fsum(districts[name]) for name in _SUMS},
                "lifetime_years": lives.pop() if alike else np.nan,
                "reason": "; ".join([*_shared(districts), *differ]),
                "provenance": _weakest(districts["provenance"]),
                "assumption_ids": _ids(_words(districts["assumption_ids"])),
            }
        )
    return pd.DataFrame(found)


def _shared(districts: pd.DataFrame) -> list[str]:
    """Reasons of an action's districts, each with those it holds for unless it holds for all."""
    whose: dict[str, list[str]] = {}
    for code, reason in zip(districts["area_code"], districts["reason"], strict=True):
        for part in filter(None, reason.split("; ")):
            whose.setdefault(part, []).append(code)
    return [part if len(codes) == len(districts) else f"{part} in {', '.join(codes)}" for part, codes in whose.items()]


def _with_cost_of_carbon(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with capital for a tonne of their life; blank where none is saved."""
    gbp, tonnes = rows["capex_gbp"].to_numpy(float), rows["lifetime_cumulative_tco2e"].to_numpy(float)
    each = np.divide(gbp, tonnes, out=np.full(len(rows), np.nan), where=tonnes > 0.0)
    return rows.assign(gbp_per_tco2e=each, reason=_and(rows["reason"], tonnes <= 0.0, _NONE_SAVED))


def _and(reasons: pd.Series, where: npt.NDArray[np.bool_], text: str) -> list[str]:
    return ["; ".join(filter(None, [old, text])) if more else old for old, more in zip(reasons, where, strict=True)]


def _weakest(provenance: Iterable[str]) -> str:
    return max(provenance, key=PROVENANCE.index)


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in text.replace(";", " ").split()]


def _ids(words: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(words))
