"""PROJECTS and PROJECT YEARS: drafts valued under the Green Book, by bills, and by year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lae.plan.discounting import DISCOUNTING_IDS, Discounting
from lae.plan.drafts import SAVED, Drafts
from lae.plan.flows import internal_rate, working
from lae.plan.projects_contract import BILLS, CAPEX, CASES, TOLD, WORKS, YEARLY, Projects, ProjectYears
from lae.plan.tariffs import Prices
from lae.tables import empty, filled, key_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NO_CARBON_VALUE: Final = "a year of its life has no appraisal carbon value with low and high"
NO_TARIFF: Final = "a carrier it saves or adds has no retail price"
NO_LONG_RUN: Final = "no long-run variable cost of energy is supplied, and retail prices are no social value"
NO_RATE: Final = "its bills never pay its capital back, or give no one rate of return"
NONE_SAVED: Final = "no carbon is saved"


@dataclass(frozen=True)
class Values:
    """What a unit of each year is worth, all in one price year, from the base year on.

    Attributes:
        base_year: the first year, to which all is discounted.
        last_year: of the study; project years end with it.
        price_year: of all money.
        carbon_gbp: (3, years) of a tonne at appraisal values; NaN where there is none.
        retail: prices of a kWh.
        long_run: what supplying a kWh costs.
        discounting: from the base year.
    """

    base_year: int
    last_year: int
    price_year: int
    carbon_gbp: Floats
    retail: Prices
    long_run: Prices
    discounting: Discounting

    @property
    def years(self) -> int:
        """How many years are looked at."""
        return int(self.carbon_gbp.shape[1])


def project_sheets(
    drafts: Drafts, values: Values, *, dependencies: Mapping[str, str], names: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contracts Projects and ProjectYears.

    Args:
        drafts: what is to be done.
        values: of carbon and energy over every year that any of it saves in.
        dependencies: what projects wait for, in words, by project_id.
        names: of areas by code.
    """
    rows = drafts.rows
    if rows.empty:
        return empty(Projects), empty(ProjectYears)
    sums = drafts.sums()
    life = rows["lifetime_years"].to_numpy(float)
    done, spent = _by_year(drafts, values, "done_share"), [_by_year(drafts, values, name) for name in CAPEX]
    saves = working(done, life, values.years)
    carbon = rows["carbon_saved_tco2e"].to_numpy(float)
    kwh = rows[SAVED].to_numpy(float)
    tonnes = carbon[:, None] * saves
    idle = saves == 0.0
    worth = np.where(idle, 0.0, tonnes * values.carbon_gbp[:, None, :])
    bills = np.where(idle, 0.0, values.retail.worth(kwh) * saves)
    supply = np.where(idle, 0.0, values.long_run.worth(kwh) * saves)
    npv = values.discounting.present_value
    capital = npv(np.stack(spent[::-1]))
    carbon_value, supply_value, bill_value = _ordered(npv(worth)), npv(supply), npv(bills)
    bias = rows["optimism_bias_share"].to_numpy(float)
    whole_life = carbon * life
    discounted = npv(tonnes)
    cash = bills[1] - spent[1]
    figures: dict[str, Floats] = {
        **{f"carbon_value{case}_gbp": line for case, line in zip(CASES, carbon_value, strict=True)},
        **_cases("npv_carbon_only", carbon_value - capital),
        **_cases("npv_social", carbon_value + supply_value - capital),
        **_cases("npv_cash", bill_value - capital),
        "npv_social_biased_gbp": carbon_value[1] + supply_value[1] - capital[1] * (1.0 + bias),
        "irr_ratio": np.array([internal_rate(flows) for flows in cash]),
        "capex_biased_gbp": sums["capex_gbp"].to_numpy(float) * (1.0 + bias),
        "lifetime_cumulative_tco2e": whole_life,
        "discounted_cumulative_tco2e": discounted,
        "gbp_per_tco2e": _each(sums["capex_gbp"].to_numpy(float), whole_life),
        "discounted_gbp_per_tco2e": _each(capital[1], discounted),
    }
    yearly = values.retail.worth(kwh)[:, :, -1]
    figures |= dict(zip(BILLS, yearly, strict=True))
    first, last = _span(drafts)
    dated = rows["dated"].to_numpy(bool)
    alone = rows["role"].eq(WORKS).to_numpy()
    table = pd.concat([rows.drop(columns=[*SAVED, "dated"]), sums], axis=1).assign(
        **figures,
        start_year=np.where(dated & ~alone, first, np.nan),
        end_year=np.where(dated, last, np.nan),
        price_year=values.price_year,
        area_name=[_called(*place, names) for place in zip(rows["area_code"], rows["district_code"], strict=True)],
        tariff_tier=values.retail.weakest(kwh),
        owner="",
        dependencies=[dependencies.get(key, "") for key in rows["project_id"]],
    )
    table["reason"] = _reasons(table, kwh, whole_life)
    table["assumption_ids"] = [
        " ".join(dict.fromkeys([*text.split(), *(DISCOUNTING_IDS if np.isfinite(years) else ())]))
        for text, years in zip(rows["assumption_ids"], life, strict=True)
    ]
    found = filled(table.sort_values(key_of(Projects), kind="stable"), Projects, "projects")
    return found, _years(drafts, values, tonnes, bills)


def _called(area: str, districts: str, names: Mapping[str, str]) -> str:
    """Names of an area's codes, or of its districts where it has none of its own."""
    known = [names[code] for code in area.split() if code in names]
    return ", ".join(known or [names[code] for code in districts.split() if code in names])


def _by_year(drafts: Drafts, values: Values, name: str) -> Floats:
    """One column of the phases as (projects, years); blank where a project has none of it."""
    phases = drafts.phases
    at = pd.Index(drafts.rows["project_id"]).get_indexer(phases["project_id"])
    found = np.zeros((len(drafts.rows), values.years))
    found[at, phases["year"].to_numpy(np.int64) - values.base_year] = phases[name].to_numpy(float)
    return found


def _years(drafts: Drafts, values: Values, tonnes: Floats, bills: Floats) -> pd.DataFrame:
    """Contract ProjectYears of every dated project, from its first year to the study's last."""
    dated = np.flatnonzero(drafts.rows["dated"].to_numpy(bool))
    if not len(dated):
        return empty(ProjectYears)
    span = np.arange(values.base_year, values.last_year + 1)
    shape = (len(dated), len(span))
    ids = drafts.rows["project_id"].to_numpy(object)[dated]
    columns = {name: _by_year(drafts, values, name)[dated, : len(span)] for name in YEARLY}
    # A quantity a project is not counted in is blank in every year of it, and not only where something is done.
    known = drafts.sums()[YEARLY].notna().to_numpy()[dated]
    columns = {
        name: np.where(known[:, place, None], line, np.nan) for place, (name, line) in enumerate(columns.items())
    }
    saved = tonnes[dated, : len(span)]
    columns["carbon_saved_tco2e"] = saved
    columns["carbon_saved_cumulative_tco2e"] = np.cumsum(saved, axis=1)
    columns |= {name: line[dated, : len(span)] for name, line in zip(BILLS, bills, strict=True)}
    table = pd.DataFrame({name: line.reshape(-1) for name, line in columns.items()}).assign(
        project_id=np.repeat(ids, shape[1]), year=np.tile(span, shape[0]), price_year=values.price_year
    )
    first = dict(zip(ids, _span(drafts)[0][dated], strict=True))
    begun = table["year"] >= table["project_id"].map(first)
    return filled(table[begun].sort_values(key_of(ProjectYears), kind="stable"), ProjectYears, "project_years")


def _span(drafts: Drafts) -> tuple[Floats, Floats]:
    """The first and last year in which each project is done."""
    years = drafts.phases.groupby("project_id")["year"].agg(["min", "max"]).reindex(drafts.rows["project_id"])
    return years["min"].to_numpy(float), years["max"].to_numpy(float)


def _cases(name: str, lines: Floats) -> dict[str, Floats]:
    return {f"{name}{case}_gbp": line for case, line in zip(CASES, lines, strict=True)}


def _ordered(ends: Floats) -> Floats:
    """Low, central and high with the ends in order: carbon added weighs most at the high value."""
    return np.stack([np.minimum(ends[0], ends[2]), ends[1], np.maximum(ends[0], ends[2])])


def _each(gbp: Floats, tonnes: Floats) -> Floats:
    found: Floats = np.divide(gbp, tonnes, out=np.full(len(gbp), np.nan), where=tonnes > 0.0)
    return found


def _reasons(table: pd.DataFrame, kwh: Floats, tonnes: Floats) -> list[str]:
    """Each project's own reasons, and those of figures that valuing left blank."""
    known = ~np.isnan(kwh).any(axis=1)
    moves = known & (kwh != 0).any(axis=1)
    blank = {name: table[name].isna().to_numpy() for name in [*TOLD, "carbon_value_low_gbp"]}
    told: list[tuple[Flags, str]] = [
        (tonnes <= 0.0, NONE_SAVED),
        (blank["carbon_value_low_gbp"] & ~np.isnan(tonnes), NO_CARBON_VALUE),
        (blank["bill_saving_gbp"] & moves, NO_TARIFF),
        (blank["npv_social_gbp"] & moves & ~blank["npv_carbon_only_gbp"], NO_LONG_RUN),
        (blank["irr_ratio"] & ~blank["npv_cash_gbp"], NO_RATE),
    ]
    return [
        "; ".join(filter(None, [own, *(text for where, text in told if where[place])]))
        for place, own in enumerate(table["reason"])
    ]
